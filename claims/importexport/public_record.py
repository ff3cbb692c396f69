"""What all tables of the public record share. Out only: each of them takes two people."""

from typing import Any, ClassVar

from claims.importexport.resource import NounResource


class PublicRecordResource(NounResource):
    """A row is about a published claim, whose page is its `address`.

    Attributes:
        document_path: from a row to the document that its version was published with.
    """

    paths: ClassVar[dict[str, str]] = {"claim": "claim__public_id", "address": "claim__slug"}
    addresses: ClassVar[dict[str, str]] = {"address": "claims:claim_detail"}
    document_path: ClassVar[str]

    def of_document(self, queryset: Any, slug: str) -> Any:
        return queryset.filter(**{f"{self.document_path}__slug": slug})
