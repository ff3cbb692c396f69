"""Who makes claims."""

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

    model = Claimant
    key = "slug"
