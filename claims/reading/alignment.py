"""Where a quote probably stands in a changed text: few places found fast, then aligned.

Aligning a quote with a whole megabyte takes seconds and finds nonsense. Short runs of letters
(shingles) from all over the quote and its context survive where the words do; each that is rare
enough votes for the place it implies, and only the places with most votes are aligned.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from claims.reading.folding import Folded, fold

_SHINGLES = 16
"""How many shingles a quote sends out: each costs one search of the text."""

_SHINGLE_LENGTHS = (12, 6)
"""Long ones first; the short ones reach heavily edited passages and scripts without spaces."""

_COMMON = 100
"""A shingle that occurs more often than this says nothing about the place."""

_BIN = 64
"""Code points: votes for starts this close together are votes for one place."""

_PLACES = 8
"""How many places are aligned at most."""

_REFINED = 3
"""How many of them get their boundaries moved to the best place."""

TELLING = 64
"""Code points: a shorter quote that stands somewhere word for word may yet have been elsewhere."""

_GOOD = 0.8
"""A score that ends the search without trying shorter shingles."""

_LONG = 2000
"""A longer quote is found by its two ends of half this length: alignment is quadratic."""

_SHORT = 400
"""A needle up to this long is first looked for in its window: a longer one cannot slip in it,
and the looking takes quadratic time."""

_LEAST_QUOTE = 0.35
"""With less of the quote left, its surroundings stand there but the passage does not."""

_WORD = 24
"""Code points: how far a boundary may move from where the alignment put it."""


@dataclass(frozen=True, slots=True)
class Needle:
    """A folded selector, and whether its quote begins and ends with whole words."""

    prefix: str
    quote: str
    suffix: str
    starts_word: bool
    ends_word: bool

    @classmethod
    def of(cls, prefix: str, quote: str, suffix: str) -> "Needle":
        lead, middle, trail = (fold(part).text for part in (prefix, quote, suffix))
        return cls(
            prefix=lead,
            quote=middle,
            suffix=trail,
            starts_word=not (_in_word(lead[-1:]) and _in_word(middle[:1])),
            ends_word=not (_in_word(middle[-1:]) and _in_word(trail[:1])),
        )

    @property
    def whole(self) -> str:
        return self.prefix + self.quote + self.suffix


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place, offsets in code points. Empty where the surroundings stand but the quote is gone.

    `score`, 0 to 1, is how much of quote and context agree, each counting by its length;
    `context` is the same for the context alone, 1 where there is none.
    """

    start: int
    end: int
    score: float
    context: float

    def overlaps(self, other: "Candidate") -> bool:
        return self.start < other.end and other.start < self.end


@lru_cache(maxsize=2)
def _folded(text: str) -> Folded:
    """Kept for the next quote: the passages of one document are anchored in a row."""
    return fold(text)


def candidates(text: str, needle: Needle, near: int | None = None) -> list[Candidate]:
    """The likeliest places, best first; of equals the nearest to `near`, else the first."""
    folded = _folded(text)
    near_folded = None if near is None else folded.offset_of(near)
    found = _verbatim(folded.text, needle, near_folded)
    if len(needle.quote) < TELLING or _best_score(found) < _GOOD:
        search = _changed if len(needle.quote) <= _LONG else _by_its_ends
        others = search(folded.text, needle, near_folded)
        found |= {one for one in others if not any(map(one.overlaps, found))}
    placed = []
    for one in found:
        start, end = folded.original_span(one.start, one.end)
        placed.append(Candidate(start, end, one.score, one.context))
    return sorted(placed, key=lambda one: (-one.score, abs(one.start - (near or 0))))


def _best_score(found: Iterable[Candidate]) -> float:
    return max((one.score for one in found), default=0.0)


def _verbatim(text: str, needle: Needle, near: int | None) -> set[Candidate]:
    """Where the folded quote stands word for word, at most the `_COMMON` places."""
    length = len(needle.quote)
    starts = _occurrences(text, needle.quote, near, _COMMON)
    return {_weighed(text, needle, start, start + length) for start in starts}


def _changed(text: str, needle: Needle, near: int | None) -> set[Candidate]:
    """Where enough shingles agree, the needle aligned and its boundaries refined."""
    found: set[Candidate] = set()
    for size in _SHINGLE_LENGTHS:
        starts = _likely_starts(text, needle, size, near)
        spans = {span for start in starts for span in _aligned(text, needle, start)}
        aligned = {_weighed(text, needle, *span) for span in spans}
        gone = {one for one in aligned if not one.score}
        best = sorted(aligned - gone, key=lambda one: (-one.score, one.start))[:_REFINED]
        found |= gone | {_refined(text, needle, one) for one in best}
        if _best_score(found) >= _GOOD:
            break
    return found


def _occurrences(text: str, part: str, near: int | None, most: int) -> Iterator[int]:
    """Up to `most` places where `part` stands, from shortly before `near` on, then from the
    text's beginning."""
    turn = max(0, (near or 0) - len(part) - 4096)
    start = text.find(part, turn)
    while start >= 0 and most > 0:
        yield start
        most -= 1
        start = text.find(part, start + 1)
    start = text.find(part, 0, turn + len(part) - 1) if turn else -1
    while start >= 0 and most > 0:
        yield start
        most -= 1
        start = text.find(part, start + 1, turn + len(part) - 1)


def _likely_starts(text: str, needle: Needle, size: int, near: int | None) -> list[int]:
    """Where the needle may start, by the votes of its shingles, most votes first."""
    whole = needle.whole
    votes: Counter[int] = Counter()
    last = max(0, len(whole) - size)
    step = max(size // 2, -(-last // _SHINGLES), 1)
    for offset in {*range(0, last, step), last}:
        hits = list(_occurrences(text, whole[offset : offset + size], near, _COMMON + 1))
        if len(hits) <= _COMMON:
            votes.update((hit - offset) // _BIN for hit in hits)
    if near is not None:
        votes[near // _BIN] += 1
    near_sum = {place: sum(votes.get(place + d, 0) for d in (-1, 0, 1)) for place in votes}
    ranked = sorted(near_sum, key=lambda place: (-near_sum[place], -votes[place], place))
    return [place * _BIN for place in ranked[:_PLACES]]


def _aligned(text: str, needle: Needle, start: int) -> Iterator[tuple[int, int]]:
    """The quote's span near `start`, where the needle was voted to begin; empty if it is gone.

    Where the quote stands there word for word, also the best span without looking at it: in a
    table the next row must not hide that this one has changed.
    """
    slack = _BIN + len(needle.whole) // 4
    left = max(0, start - slack)
    window = text[left : start + _BIN + len(needle.whole) + slack]
    yield _align(needle, window, left)
    if needle.quote in window:
        yield _align(needle, window.replace(needle.quote, "\0" * len(needle.quote)), left)


def _align(needle: Needle, window: str, left: int) -> tuple[int, int]:
    """The quote's span by aligning the needle with a window of the text that begins at `left`."""
    if len(needle.whole) <= min(_SHORT, len(window)):
        rough = fuzz.partial_ratio_alignment(needle.whole, window)
        if rough is not None:
            left += max(0, rough.dest_start - 16)
            window = window[max(0, rough.dest_start - 16) : rough.dest_end + 16]
    start, end = _quote_span(needle, window)
    return left + start, left + end


def _quote_span(needle: Needle, window: str) -> tuple[int, int]:
    """The quote's boundaries carried over to the window by the cheapest sequence of edits."""
    first, last = len(needle.prefix), len(needle.prefix) + len(needle.quote) - 1
    start = end = 0
    for edit in Levenshtein.opcodes(needle.whole, window):
        for boundary in (first, last):
            if not edit.src_start <= boundary < edit.src_end:
                continue
            kept = edit.tag != "delete"
            place = edit.dest_start + (boundary - edit.src_start if kept else 0)
            if boundary == first:
                start = place
            if boundary == last:
                end = place + kept
    return start, max(start, end)


def _in_word(character: str) -> bool:
    """A letter or digit of a script that puts spaces between words."""
    return character.isalnum() and ord(character) < 0x2E80


def _edges(text: str, around: int, whole_words: bool) -> list[int]:
    """Places within reach of `around` where a boundary may lie, the nearest first."""
    reach = range(max(0, around - _WORD), min(len(text), around + _WORD) + 1)
    return sorted(
        (
            at
            for at in reach
            if not (whole_words and _in_word(text[at - 1 : at]) and _in_word(text[at : at + 1]))
        ),
        key=lambda at: abs(at - around),
    )


def _refined(text: str, needle: Needle, best: Candidate) -> Candidate:
    """Move each boundary to where the score is best: edits are cheap anywhere in a changed word,
    and where the quote has no context nothing else holds its ends."""
    blank_start, blank_end = needle.quote[0] == " ", needle.quote[-1] == " "
    for _ in range(2):
        starts = _edges(text, best.start, needle.starts_word)
        starts = [at for at in starts if at < best.end and (blank_start or text[at] != " ")]
        moved = [_weighed(text, needle, at, best.end) for at in starts]
        best = max(moved, key=attrgetter("score"), default=best)
        ends = _edges(text, best.end, needle.ends_word)
        ends = [at for at in ends if at > best.start and (blank_end or text[at - 1] != " ")]
        moved = [_weighed(text, needle, best.start, at) for at in ends]
        best = max(moved, key=attrgetter("score"), default=best)
    return best


def _weighed(text: str, needle: Needle, start: int, end: int) -> Candidate:
    """Quote and context count by their lengths: a short quote is told by its surroundings."""
    around = len(needle.prefix) + len(needle.suffix)
    before = text[max(0, start - len(needle.prefix)) : start]
    after = text[end : end + len(needle.suffix)]
    same = len(needle.prefix) * fuzz.ratio(needle.prefix, before) / 100
    same += len(needle.suffix) * fuzz.ratio(needle.suffix, after) / 100
    quote = Levenshtein.normalized_similarity(needle.quote, text[start:end])
    score = (len(needle.quote) * quote + same) / len(needle.whole)
    context = same / around if around else 1.0
    return Candidate(start, end, score if quote >= _LEAST_QUOTE else 0.0, context)


def _by_its_ends(text: str, needle: Needle, near: int | None) -> set[Candidate]:
    """A long quote's span from the best places of its two ends, scored by a sample of it."""
    half, quote = _LONG // 2, needle.quote
    head = Needle(needle.prefix, quote[:half], "", needle.starts_word, False)
    tail = Needle("", quote[-half:], needle.suffix, False, needle.ends_word)
    expected = None if near is None else near + len(quote) - half
    found: set[Candidate] = set()
    for first in _changed(text, head, near):
        for last in _changed(text, tail, expected):
            if len(quote) // 2 <= last.end - first.start <= len(quote) * 2:
                kept = _share_kept(quote, text[first.start : last.end])
                score = (first.score + last.score + 2 * kept) / 4
                context = (first.context + last.context) / 2
                found.add(Candidate(first.start, last.end, score, context))
    return found


def _share_kept(quote: str, passage: str) -> float:
    """The share of 64 samples of the quote that the passage still has, word for word."""
    step = len(quote) // 64
    kept = sum(quote[at : at + 16] in passage for at in range(0, step * 64, step)) / 64
    return kept if quote == passage else min(kept, 0.99)
