"""The latest checkpoints of the log: whoever follows this feed keeps them."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from claims.feeds.newest import ENTRIES, Newest
from claims.models import Checkpoint


class CheckpointFeed(Newest):
    def title(self) -> str:
        return f"{settings.NEWSROOM_NAME}: checkpoints of the log"

    def link(self) -> str:
        return self.our(reverse("claims:checkpoint_list"))

    def feed_url(self) -> str:
        return self.our(reverse("claims:checkpoint_feed"))

    def items(self) -> Any:
        return Checkpoint.objects.defer("peaks", "proof")[:ENTRIES]

    def item_title(self, item: Checkpoint) -> str:
        return f"The log at {item.size:,} entries"

    def item_description(self, item: Checkpoint) -> str:
        return item.note

    def item_link(self, item: Checkpoint) -> str:
        return self.our(item.get_absolute_url())

    def item_updateddate(self, item: Checkpoint) -> datetime:
        return item.at
