"""The notices on published reviews. Out only: a correction takes two people."""

from typing import Any

from claims.importexport.columns import Column
from claims.importexport.public_record import PublicRecordResource
from claims.models import Correction


class CorrectionResource(PublicRecordResource):
    """`before` and `after` are the numbers of the versions between which it stands."""

    id = Column("public_id", "id", readonly=True)
    claim = Column("claim", readonly=True)
    kind = Column("kind", readonly=True)
    notice = Column("notice", readonly=True)
    before = Column("before", readonly=True)
    after = Column("after", readonly=True)
    old_rating = Column("old_rating", readonly=True)
    new_rating = Column("new_rating", readonly=True)
    published = Column("approved_at", "published", readonly=True)
    address = Column("address", readonly=True)

    model = Correction
    document_path = "old_version__document"
    paths = PublicRecordResource.paths | {
        "before": "old_version__number",
        "after": "new_version__number",
        "old_rating": "old_version__rating__slug",
        "new_rating": "new_version__rating__slug",
    }
    numbers = frozenset({"before", "after"})
    rendered_dates = frozenset({"published"})

    def get_queryset(self) -> Any:
        return self.model.objects.public().order_by("pk")
