"""Where claims were seen besides their first appearance, which stands with the claim."""

from collections.abc import Collection, Sequence
from typing import Any

from claims.importexport.arrivals import Arrival, Values
from claims.importexport.columns import Column, IdOf, Trimmed
from claims.importexport.resource import NounResource
from claims.models import Appearance, Claim, Document
from claims.workflow.incoming import Incoming
from claims.workflow.newest_texts import NewestTexts


class AppearanceResource(NounResource):
    """What a file adds is a further appearance; no file makes another one the first."""

    id = Column("public_id", "id", Trimmed())
    claim = Column("claim", widget=IdOf(Claim, "public_id"))
    document = Column("document", widget=IdOf(Document, "slug"))
    section = Column("section")
    quote = Column("quote")
    url = Column("url", widget=Trimmed())

    model = Appearance
    optional = frozenset({"url"})
    fixed = frozenset({"claim"})

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(is_first=False).select_related("claim", "document")

    def of_document(self, queryset: Any, slug: str) -> Any:
        return queryset.filter(claim__appearances__document__slug=slug).distinct()

    def begin(self, user: Any) -> None:
        super().begin(user)
        self.texts = NewestTexts()

    def incoming(self, arrivals: Sequence[Arrival]) -> list[Incoming]:
        self.texts.look_up({whole["document_id"] for whole in map(_place, arrivals)} - {None})
        return super().incoming(arrivals)

    def _incoming(self, arrival: Arrival, **more: Any) -> Incoming:
        row = super()._incoming(arrival, **more)
        if arrival.stored is None:
            columns = self.texts.new({**row.columns, "is_first": False})
            return row._replace(columns=columns, after={**row.after, "is_first": False})
        if _is_placed_anew(row.columns):
            return row._replace(columns=self.texts.edited(row.columns, _place(arrival)))
        return row


def _place(arrival: Arrival) -> Values:
    document = arrival.whole["document"]
    return {
        "document_id": document.pk if document else None,
        "quote": arrival.whole["quote"],
    }


def _is_placed_anew(columns: Collection[str]) -> bool:
    return not {"document_id", "quote"}.isdisjoint(columns)
