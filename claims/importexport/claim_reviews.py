"""What we published about claims, version by version. Out only: a verdict takes two people."""

from typing import Any

from claims.importexport.columns import Column
from claims.importexport.public_record import PublicRecordResource
from claims.models import ClaimReviewVersion


class ClaimReviewResource(PublicRecordResource):
    """Of a review that was taken down by law nothing leaves the house."""

    claim = Column("claim", readonly=True)
    version = Column("number", "version", readonly=True)
    text = Column("text", readonly=True)
    claimant = Column("claimant", readonly=True)
    document = Column("document", readonly=True)
    rating = Column("rating", readonly=True)
    summary = Column("summary", readonly=True)
    explanation = Column("explanation", readonly=True)
    published = Column("approved_at", "published", readonly=True)
    withdrawn = Column("withdrawn_at", "withdrawn", readonly=True)
    address = Column("address", readonly=True)
    sha256 = Column("sha256", readonly=True)

    model = ClaimReviewVersion
    document_path = "document"
    paths = PublicRecordResource.paths | {
        "claimant": "claimant__slug",
        "document": "document__slug",
        "rating": "rating__slug",
        "withdrawn": "claim__withdrawn_at",
    }
    numbers = frozenset({"version"})
    rendered_dates = frozenset({"published", "withdrawn"})

    @classmethod
    def get_display_name(cls) -> str:
        return "claim reviews"

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(claim__is_taken_down=False)
