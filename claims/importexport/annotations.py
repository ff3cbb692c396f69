"""Annotations, each on one claim, in threads.

Whom a file mentions is not told: they were told where it comes from, or are nobody here. Threads
that assess a claim stay out of every file while its round is blind, unless a person who has given
their own assessment takes them from the list.
"""

from typing import Any

from claims.importexport.arrivals import Arrival
from claims.importexport.columns import Column, IdOf, Trimmed, Word, WordOrNothing
from claims.importexport.resource import NounResource
from claims.models import Annotation, Claim, Document, Evidence
from claims.vocabulary import Motivation, ReviewPart
from claims.workflow.blinder import FOLDED, out_of_sight
from claims.workflow.errors import NotAllowed
from claims.workflow.incoming import Incoming
from claims.workflow.placing import place


class AnnotationResource(NounResource):
    id = Column("public_id", "id", Trimmed())
    claim = Column("claim", widget=IdOf(Claim, "public_id"))
    motivation = Column("motivation", widget=Word(Motivation, empty=Motivation.COMMENTING))
    body = Column("body")
    reply_to = Column("reply_to", widget=IdOf(Annotation, "public_id", "claim"))

    evidence = Column("evidence", widget=IdOf(Evidence, "public_id", "claim"))
    document = Column("document", widget=IdOf(Document, "slug"))
    review_part = Column("review_part", widget=WordOrNothing(ReviewPart))
    quote = Column("quote")
    quote_prefix = Column("quote_prefix")
    quote_suffix = Column("quote_suffix")

    model = Annotation
    optional = Annotation.FIXED - {"reply_to"}
    fixed = Annotation.FIXED | {"claim"}

    def get_queryset(self) -> Any:
        rows = super().get_queryset().exclude(pk__in=out_of_sight())
        return rows.select_related("claim", "reply_to", "evidence", "document")

    def left_out(self) -> str:
        number = len(out_of_sight())
        if not number:
            return ""
        are = "annotation is" if number == 1 else "annotations are"
        return (
            f"{number} {are} left out: they assess claims, and the independent assessments of "
            "these are not compared yet."
        )

    def begin(self, user: Any) -> None:
        super().begin(user)
        self.hidden = out_of_sight(user)

    def permit(self, arrival: Arrival) -> None:
        if arrival.stored and arrival.stored.key in self.hidden:
            raise NotAllowed(f"Line {arrival.line} changes annotation {arrival.name}. {FOLDED}")
        super().permit(arrival)

    def _incoming(self, arrival: Arrival, **more: Any) -> Incoming:
        row = super()._incoming(arrival, **more)
        if arrival.stored or not arrival.values.get("quote"):
            return row
        note = Annotation(**arrival.values)
        place(note, as_given=True)
        found = {name: getattr(note, name) for name in ("document_version_id", "start", "end")}
        return row._replace(columns=row.columns | found)

    def of_document(self, queryset: Any, slug: str) -> Any:
        return queryset.filter(claim__appearances__document__slug=slug).distinct()
