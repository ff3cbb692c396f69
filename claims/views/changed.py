"""What readers are told where a document changed after we quoted it."""

from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Value
from django.db.models.functions import StrIndex, Substr

from claims.models import Appearance, Claim, ClaimReviewVersion, DocumentVersion
from claims.views.published import published_quote
from claims.vocabulary import Anchoring


class Changed(NamedTuple):
    """`at` is when we first saw the document without the passage as published; `words` are what
    stands in its place in the newest text, or empty where nothing does."""

    at: datetime
    words: str


def change_of(claim: Claim, version: ClaimReviewVersion) -> Changed | None:
    """How the published passage has changed in its document since, or None if it has not.

    It costs no query where the passage still stands as it was published.
    """
    now, quote = claim.first_appearance, published_quote(version)
    if now is None or not quote or now.document_id != version.document_id:
        return None
    stands = now.anchoring in (Anchoring.EXACT, Anchoring.MOVED) and now.quote == quote
    if stands or now.anchoring == Anchoring.UNANCHORED:
        return None
    texts = DocumentVersion.objects.filter(document=version.document_id).order_by("-number")
    held = list(
        texts.annotate(place=StrIndex("text", Value(quote))).values_list(
            "pk", "captured_at", "place"
        )
    )
    is_elsewhere = held[0][2] > 0 and now.anchoring != Anchoring.LOST
    without = _since(held)
    if is_elsewhere or without is None:
        return None
    return Changed(without, _words(now) if now.document_version_id == held[0][0] else "")


def _since(held: list[tuple[int, datetime, int]]) -> datetime | None:
    """When the oldest text after the last one with the quote was captured.

    Words that a newest text has by chance elsewhere do not count; nor does a quote that never
    stood so in any text, which is our way of writing it and no change of the document.
    """
    for later, (_, _, place) in pairwise(held):
        if place > 0:
            return later[1]
    return None


def _words(now: Appearance) -> str:
    if now.start is None or now.end is None or now.anchoring == Anchoring.LOST:
        return ""
    words = Substr("text", now.start + 1, now.end - now.start)
    found = DocumentVersion.objects.filter(appearances=now)
    return found.values_list(words, flat=True).get()
