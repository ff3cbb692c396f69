"""Annotations, each on one claim, in threads."""

from typing import Any

from claims.importexport.columns import Column, IdOf, Trimmed, Word
from claims.importexport.resource import NounResource
from claims.models import Annotation, Claim
from claims.vocabulary import Motivation


class AnnotationResource(NounResource):
    id = Column("public_id", "id", Trimmed())
    claim = Column("claim", widget=IdOf(Claim, "public_id"))
    motivation = Column("motivation", widget=Word(Motivation, empty=Motivation.COMMENTING))
    body = Column("body")
    reply_to = Column("reply_to", widget=IdOf(Annotation, "public_id"))

    model = Annotation
    fixed = frozenset({"claim"})

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("claim", "reply_to")

    def of_document(self, queryset: Any, slug: str) -> Any:
        return queryset.filter(claim__appearances__document__slug=slug).distinct()
