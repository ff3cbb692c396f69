"""Annotations, each on one claim, in threads.

Whom a file mentions is not told: they were told where it comes from, or are nobody here.
"""

from typing import Any

from claims import workflow
from claims.importexport.columns import Column, IdOf, Trimmed, Word, WordOrNothing
from claims.importexport.resource import NounResource, Values
from claims.models import Annotation, Claim, Document, Evidence
from claims.vocabulary import Motivation, ReviewPart


class AnnotationResource(NounResource):
    id = Column("public_id", "id", Trimmed())
    claim = Column("claim", widget=IdOf(Claim, "public_id"))
    motivation = Column("motivation", widget=Word(Motivation, empty=Motivation.COMMENTING))
    body = Column("body")
    reply_to = Column("reply_to", widget=IdOf(Annotation, "public_id"))

    evidence = Column("evidence", widget=IdOf(Evidence, "public_id"))
    document = Column("document", widget=IdOf(Document, "slug"))
    review_part = Column("review_part", widget=WordOrNothing(ReviewPart))
    quote = Column("quote")
    quote_prefix = Column("quote_prefix")
    quote_suffix = Column("quote_suffix")

    model = Annotation
    optional = Annotation.FIXED - {"reply_to"}
    fixed = Annotation.FIXED | {"claim"}

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("claim", "reply_to", "evidence", "document")

    def add(self, public_id: str, values: Values, reason: str) -> Annotation:
        row = Annotation(**values, **self._named(public_id, values))
        return workflow.add(row, by=self.user, reason=reason, quietly=True)

    def edit(self, instance: Annotation, changes: Values, reason: str) -> None:
        seen = instance.version
        workflow.edit(
            instance, by=self.user, seen=seen, changes=changes, reason=reason, quietly=True
        )

    def of_document(self, queryset: Any, slug: str) -> Any:
        return queryset.filter(claim__appearances__document__slug=slug).distinct()
