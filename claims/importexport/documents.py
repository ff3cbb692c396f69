"""Documents, without their texts: a text comes with its file, through the document's page."""

from typing import Any

from claims.importexport.columns import Column, IdOf, Trimmed, TrueOrFalse, Word
from claims.importexport.resource import NounResource
from claims.models import Claimant, Document
from claims.vocabulary import DocumentKind


class DocumentResource(NounResource):
    id = Column("slug", "id", Trimmed())
    title = Column("title")
    kind = Column("kind", widget=Word(DocumentKind))
    claimant = Column("claimant", widget=IdOf(Claimant, "slug"))
    publisher = Column("publisher")
    url = Column("url", widget=Trimmed())
    published = Column("published", widget=Trimmed())
    language = Column("language", widget=Trimmed())
    sample = Column("is_sample", "sample", TrueOrFalse())

    model = Document
    key = "slug"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("claimant")

    def of_document(self, queryset: Any, slug: str) -> Any:
        return queryset.filter(slug=slug)
