"""Evidence, each piece for one claim."""

from typing import Any

from claims.importexport.columns import Column, IdOf, Trimmed, TrueOrFalse, Word
from claims.importexport.resource import NounResource
from claims.models import Claim, Evidence
from claims.vocabulary import Stance


class EvidenceResource(NounResource):
    id = Column("public_id", "id", Trimmed())
    claim = Column("claim", widget=IdOf(Claim, "public_id"))
    url = Column("url", widget=Trimmed())
    title = Column("title")
    publisher = Column("publisher")
    published = Column("published", widget=Trimmed())
    stance = Column("stance", widget=Word(Stance))
    primary = Column("is_primary", "primary", TrueOrFalse())
    quote = Column("quote")
    note = Column("note")

    model = Evidence
    fixed = frozenset({"claim"})

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("claim")

    def of_document(self, queryset: Any, slug: str) -> Any:
        return queryset.filter(claim__appearances__document__slug=slug).distinct()
