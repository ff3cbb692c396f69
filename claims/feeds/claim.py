"""The latest verdicts."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from claims.feeds.newest import ENTRIES, Newest, writable
from claims.models import Claim
from claims.models.claim import ClaimQuerySet


class ClaimFeed(Newest):
    def title(self) -> str:
        return f"{settings.NEWSROOM_NAME}: verdicts"

    def link(self) -> str:
        return self.our(reverse("claims:claim_list"))

    def feed_url(self) -> str:
        return self.our(reverse("claims:claim_feed"))

    def items(self) -> ClaimQuerySet:
        return Claim.objects.standing().as_readers_see()[:ENTRIES]

    def item_title(self, item: Claim) -> str:
        version = item.published_version
        if version is None:
            return ""
        sample = "Sample: " if version.document and version.document.is_sample else ""
        return writable(f"{sample}{version.rating.label}: {version.text}")

    def item_description(self, item: Claim) -> str:
        return writable(item.published_version.summary) if item.published_version else ""

    def item_link(self, item: Claim) -> str:
        return self.our(item.get_absolute_url())

    def item_updateddate(self, item: Claim) -> datetime | None:
        return item.published_version.approved_at if item.published_version else None
