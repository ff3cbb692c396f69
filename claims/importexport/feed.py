"""Other publishers' claim reviews, as linked data: each becomes a claim, its claimant and a piece
of evidence. A verdict of theirs is never ours: it is what their fact check says about the claim.

Read are single ClaimReviews and lists of them (https://schema.org/ClaimReview), the DataFeed of
Data Commons (https://datacommons.org/factcheck/download), and what the Google Fact Check Tools API
answers (https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims).
"""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

from claims.importexport.delimited import inspected
from claims.importexport.feed_review import Review, reviews_of
from claims.importexport.json_items import items
from claims.importexport.rows import Sheet, Understood, refused
from claims.models import Claimant
from claims.reading.text_files import recoded

LISTS = ("dataFeedElement", "@graph", "claims", "itemListElement")
COLUMNS = {
    "claims": (
        "id", "text", "kind", "claimant", "claimed", "topics", "document", "section", "quote",
        "language", "url",
    ),
    "claimants": ("id", "name", "kind", "description", "url", "affiliation"),
    "evidence": (
        "id", "claim", "url", "title", "publisher", "published", "stance", "primary", "quote",
        "note",
    ),
}  # fmt: skip
"""The sheets that one feed makes; import claimants before claims, and claims before evidence."""


class Feed(Sheet):
    """One noun's rows out of a feed; `sheet` says which. Rows are counted by element."""

    guards = False

    def __init__(self, path: Path, *, encoding: str = "", sheet: str = "") -> None:
        super().__init__(path)
        self.text, self.sheet = inspected(path, encoding), sheet or "claims"
        if self.sheet not in COLUMNS:
            raise refused(f"A feed of claim reviews makes no “{sheet}”: {', '.join(COLUMNS)}.")
        self.headers = list(COLUMNS[self.sheet])
        self.rows_at_most = self.text.lines
        self.notes.append(
            "These are other publishers' claim reviews. Their verdicts come in as evidence that "
            "points to them, never as ours."
        )

    @property
    def understood(self) -> Understood:  # type: ignore[override]
        text = self.text
        return Understood(
            "claimreview", text.encoding, text.guessed, "", self.sheet, tuple(COLUMNS), text.sample
        )

    def records(self) -> Iterator[tuple[int, list[str], str]]:
        seen: set[bytes] = set()
        ours, make, known = 0, ROWS[self.sheet], _known_claimants()
        for number, review in self._reviews():
            if review.url.startswith(f"{settings.SITE_URL}/"):
                ours += 1
                continue
            there = known.get(review.claimant.casefold(), "")
            if there and self.sheet == "claimants":
                continue  # who is there already stays as they are
            row = make(review._replace(claimant_id=there) if there else review)
            if row is None or (key := hashlib.blake2b(row["id"].encode()).digest()) in seen:
                continue
            seen.add(key)
            yield number, [row.get(name, "") for name in self.headers], review.problem
        if ours:
            self._say(f"Left out, because they are our own and are here already: {ours} reviews.")

    def _reviews(self) -> Iterator[tuple[int, Review]]:
        with recoded(self.path, self.text.encoding) as file:
            elements, number = items(file, LISTS), 1
            while True:
                try:
                    element = next(elements, None)
                except ValueError as error:
                    raise refused(f"This is not JSON: {error}.", number) from None
                if element is None:
                    return
                for review in reviews_of(element):
                    yield number, review
                number += 1

    def _say(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def _known_claimants() -> dict[str, str]:
    """Ids by name: a feed knows people by their names."""
    return {name.casefold(): slug for name, slug in Claimant.objects.values_list("name", "slug")}


def _claimant(review: Review) -> dict[str, str] | None:
    if not review.claimant:
        return None
    return {
        "id": review.claimant_id,
        "name": review.claimant,
        "kind": review.claimant_kind,
        "url": review.claimant_url,
        "affiliation": review.claimant_affiliation,
    }


def _claim(review: Review) -> dict[str, str]:
    return {
        "id": review.claim_id,
        "text": review.text,
        "kind": "other",
        "claimant": review.claimant_id,
        "claimed": review.claimed,
        "language": review.language,
        "url": review.appearance,
    }


def _evidence(review: Review) -> dict[str, str]:
    return {
        "id": review.id,
        "claim": review.claim_id,
        "url": review.url,
        "title": review.title,
        "publisher": review.publisher,
        "published": review.published,
        "stance": "context",
        "primary": "false",
        "note": review.said,
    }


ROWS: dict[str, Callable[[Review], dict[str, str] | None]] = {
    "claimants": _claimant,
    "claims": _claim,
    "evidence": _evidence,
}
