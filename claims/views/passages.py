"""A document's text cut where claims begin and end, so that each passage links to its verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from claims.models import Claim, ClaimReviewVersion, DocumentVersion
from claims.views.published import Quoted, published_quote, quoted, shown_version
from claims.vocabulary import Anchoring

# What readers are told where the newest text no longer has the passage as it was quoted.
NOTES = {
    Anchoring.CHANGED: "The words of this passage have changed in a later text of the document.",
    Anchoring.LOST: "A later text of the document no longer has this passage.",
}


@dataclass(frozen=True)
class Checked:
    """A published claim in its document. `place` is where its passage begins and ends in the
    newest text, in code points, or None where the passage as published is not found there."""

    number: int
    claim: Claim
    version: ClaimReviewVersion
    quoted: Quoted | None
    place: tuple[int, int] | None
    note: str

    @property
    def length(self) -> int:
        return self.place[1] - self.place[0] if self.place else 0


class Piece(NamedTuple):
    """Some words of a block. `checked` is the claim they link to, `begins` and `ends` the claims
    whose passages begin or end with these words."""

    text: str
    checked: Checked | None
    begins: list[Checked]
    ends: list[Checked]


class Block(NamedTuple):
    kind: str
    level: int
    pieces: list[Piece]


def blocks(version: DocumentVersion, checked: Sequence[Checked]) -> Iterator[Block]:
    """The text block by block. Where passages overlap, words link to the shortest of them."""
    placed = [one for one in checked if one.place is not None]
    begun: set[int] = set()
    layout = version.blocks or [{"kind": "paragraph", "start": 0, "end": len(version.text)}]
    for block in layout:
        pieces = [
            _piece(version.text, left, right, placed, begun)
            for left, right in _spans(block["start"], block["end"], placed)
        ]
        yield Block(block["kind"].replace(" ", "-"), block.get("level") or 0, pieces)


def _spans(start: int, end: int, placed: Sequence[Checked]) -> Iterator[tuple[int, int]]:
    """The block cut at every place where a passage begins or ends."""
    edges = {edge for one in placed for edge in one.place or () if start < edge < end}
    cuts = [start, *sorted(edges), end]
    return pairwise(cuts)


def _piece(text: str, left: int, right: int, placed: Sequence[Checked], begun: set[int]) -> Piece:
    over = [one for one in placed if one.place and one.place[0] < right and one.place[1] > left]
    owner = min(over, key=lambda one: one.length, default=None)
    begins = [one for one in over if one.number not in begun]
    begun |= {one.number for one in begins}
    ends = [one for one in over if one.place and one.place[1] <= right]
    return Piece(text[left:right], owner, begins, ends)


def in_order_of_the_text(claims: Sequence[Claim], newest: DocumentVersion | None) -> list[Checked]:
    """Number published claims by their place; those without a place come last."""
    return _numbered([(claim, _place(claim, newest)) for claim in claims])


def where_quoted(claims: Sequence[Claim], older: DocumentVersion) -> list[Checked]:
    """The same for a text that is not the newest: by the words of each quote as published."""
    return _numbered([(claim, _quoted_place(claim, older)) for claim in claims])


def _numbered(found: list[tuple[Claim, tuple[int, int] | None]]) -> list[Checked]:
    found.sort(key=lambda row: (row[1] is None, row[1] or (0, 0), row[0].pk))
    return [_checked(number, *row) for number, row in enumerate(found, start=1)]


def _checked(number: int, claim: Claim, place: tuple[int, int] | None) -> Checked:
    version, now = shown_version(claim), claim.first_appearance
    anchoring = Anchoring(now.anchoring) if now else Anchoring.UNANCHORED
    if place and now.quote != published_quote(version):
        anchoring = Anchoring.CHANGED
    return Checked(number, claim, version, quoted(claim, version), place, NOTES.get(anchoring, ""))


def _place(claim: Claim, newest: DocumentVersion | None) -> tuple[int, int] | None:
    """Where the passage as it was published stands in the newest text, or the words that somebody
    who may publish took for it after a change.

    An appearance that was edited since is a draft: its place is not shown.
    """
    now, version = claim.first_appearance, shown_version(claim)
    if newest is None or now is None or now.start is None or now.end is None:
        return None
    quote, here = published_quote(version), now.document_id == version.document_id
    same = quote and here and (quote == now.quote or now.looked_at is not None)
    return (now.start, now.end) if same and now.document_version_id == newest.pk else None


def _quoted_place(claim: Claim, older: DocumentVersion) -> tuple[int, int] | None:
    """Where the published quote stands word for word, unless it stands there several times and
    its surroundings do not tell which."""
    quote, prefix, suffix = published_quote(shown_version(claim)), "", ""
    now = claim.first_appearance
    if not quote:
        return None
    if now is not None and now.quote == quote:
        prefix, suffix = now.quote_prefix, now.quote_suffix
    for before, after in ((prefix, suffix), ("", "")):
        start = older.text.find(before + quote + after)
        if start >= 0 and older.text.find(before + quote + after, start + 1) < 0:
            return start + len(before), start + len(before) + len(quote)
    return None
