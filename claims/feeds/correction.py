"""The latest corrections and withdrawals."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from claims.feeds.newest import ENTRIES, Newest, writable
from claims.models import Correction


class CorrectionFeed(Newest):
    def title(self) -> str:
        return f"{settings.NEWSROOM_NAME}: corrections"

    def link(self) -> str:
        return self.our(reverse("claims:correction_list"))

    def feed_url(self) -> str:
        return self.our(reverse("claims:correction_feed"))

    def items(self) -> Any:
        return Correction.objects.public()[:ENTRIES]

    def item_title(self, item: Correction) -> str:
        kind = item.get_kind_display().capitalize()
        return kind if item.claim.is_taken_down else writable(f"{kind}: {item.old_version.text}")

    def item_description(self, item: Correction) -> str:
        return writable(item.notice)

    def item_link(self, item: Correction) -> str:
        if item.claim.is_taken_down:
            return f"{self.link()}#{item.public_id}"
        return self.our(f"{item.claim.get_absolute_url()}#correction-{item.public_id}")

    def item_categories(self, item: Correction) -> list[str]:
        """The kind, in the word that addresses use, so that a reader may choose by it."""
        return [item.kind]

    def item_pubdate(self, item: Correction) -> datetime:
        return item.approved_at

    def item_updateddate(self, item: Correction) -> datetime:
        return item.approved_at
