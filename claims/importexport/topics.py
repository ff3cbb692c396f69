"""Topics and the further places of claims: what a bundle holds beyond the tables of the nouns."""

from typing import Any

from claims.importexport.columns import Column
from claims.importexport.resource import NounResource
from claims.models import Appearance, Topic


class TopicResource(NounResource):
    id = Column("slug", "id", readonly=True)
    name = Column("name", readonly=True)

    model = Topic
    key = "slug"

    def of_document(self, queryset: Any, slug: str) -> Any:
        return queryset.filter(claims__appearances__document__slug=slug).distinct()


class AppearanceResource(NounResource):
    """Where claims were seen besides their first appearance, which stands with the claim."""

    id = Column("public_id", "id", readonly=True)
    claim = Column("claim", readonly=True)
    document = Column("document", readonly=True)
    url = Column("url", readonly=True)
    section = Column("section", readonly=True)
    quote = Column("quote", readonly=True)

    model = Appearance
    paths = {"claim": "claim__public_id", "document": "document__slug"}

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(is_first=False)

    def of_document(self, queryset: Any, slug: str) -> Any:
        return queryset.filter(claim__appearances__document__slug=slug).distinct()
