"""Topics with their addresses, which a bundle holds beyond the tables of the nouns."""

from typing import Any

from claims.importexport.columns import Column
from claims.importexport.resource import NounResource
from claims.models import Topic


class TopicResource(NounResource):
    id = Column("slug", "id", readonly=True)
    name = Column("name", readonly=True)

    model = Topic
    key = "slug"

    def of_document(self, queryset: Any, slug: str) -> Any:
        return queryset.filter(claims__appearances__document__slug=slug).distinct()
