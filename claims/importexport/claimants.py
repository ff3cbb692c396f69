"""Who makes claims."""

from typing import Any

from django.db.models import Q

from claims.importexport.arrivals import Arrival
from claims.importexport.columns import Column, Trimmed, Word
from claims.importexport.resource import NounResource
from claims.models import Claimant
from claims.vocabulary import ClaimantKind


class ClaimantResource(NounResource):
    id = Column("slug", "id", Trimmed())
    name = Column("name")
    kind = Column("kind", widget=Word(ClaimantKind))
    description = Column("description")
    url = Column("url", widget=Trimmed())
    affiliation = Column("affiliation", widget=Trimmed())

    model = Claimant
    optional = frozenset({"affiliation"})
    key = "slug"

    def words(self, arrival: Arrival) -> str:
        values = arrival.values
        return "" if arrival.name else Claimant.stem(values["name"], values["kind"])

    def of_document(self, queryset: Any, slug: str) -> Any:
        speaks = Q(documents__slug=slug) | Q(claims__appearances__document__slug=slug)
        return queryset.filter(speaks).distinct()
