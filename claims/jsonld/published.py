"""A claim's review as it stands, under this newsroom's name and addresses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from claims.jsonld.claim_review import claim_review
from claims.jsonld.newsroom import newsroom
from claims.models import Claim, Correction


def published_review(
    claim: Claim, *, published: datetime, corrections: Sequence[Correction]
) -> dict[str, Any]:
    """Of a claim that is published, with its version and claimant at hand; `published` is when its
    first version was."""
    site = settings.SITE_URL
    assert claim.published_version is not None
    return claim_review(
        claim.published_version,
        url=site + claim.get_absolute_url(),
        publisher=newsroom(settings.NEWSROOM_NAME, site, settings.NEWSROOM_LOGO_URL),
        published=published,
        corrections=corrections,
        is_withdrawn=claim.withdrawn_at is not None,
    )
