"""Where a quote probably stands in a changed text: few places found fast, then aligned.

Aligning a quote with a whole megabyte takes seconds and finds nonsense. Short runs of letters
(shingles) from all over the quote and its context survive where the words do; each that is rare
enough votes for the place it implies, and only the places with most votes are aligned.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from claims.reading.folding import Folded, fold

_SHINGLES = 32
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

_GOOD = 0.8
"""A score that ends the search without trying shorter shingles."""

_LONG = 2000
"""A longer quote is found by its two ends of half this length: alignment is quadratic."""

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
    """A place, offsets in code points, and how much of quote and context agree, 0 to 1."""

    start: int
    end: int
    score: float

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
    if len(needle.quote) > _LONG:
        spans = _by_its_ends(folded.text, needle, near_folded)
    else:
        spans = _best_spans(folded.text, needle, near_folded)
    found = [Candidate(*folded.original_span(s, e), score) for s, e, score in spans]
    return sorted(found, key=lambda one: (-one.score, abs(one.start - (near or 0))))


_Span = tuple[int, int, float]


def _best_spans(text: str, needle: Needle, near: int | None) -> set[_Span]:
    """Spans of the folded text with their scores: every verbatim place, then aligned ones."""
    length = len(needle.quote)
    verbatim = list(_occurrences(text, needle.quote, near, _COMMON))
    spans = {_scored(text, needle, start, start + length) for start in verbatim}
    for size in _SHINGLE_LENGTHS:
        if max((score for *_, score in spans), default=0.0) >= _GOOD:
            break
        starts = _likely_starts(text, needle.whole, size, near)
        aligned = {_align(text, needle, start) for start in starts} - {None}
        scored = [_scored(text, needle, *span) for span in aligned if span]
        best = sorted(scored, key=lambda span: (-span[2], span[0]))[:_REFINED]
        spans |= {_refined(text, needle, start, end) for start, end, _ in best}
    return spans


def _occurrences(text: str, part: str, near: int | None, most: int) -> Iterator[int]:
    """Up to `most` places where `part` stands, from shortly before `near` on, then from the
    text's beginning. A long part's overlaps with itself are skipped: time stays linear."""
    step = max(1, len(part) // 64)
    turn = max(0, (near or 0) - len(part) - 4096)
    start = text.find(part, turn)
    while start >= 0 and most > 0:
        yield start
        most -= 1
        start = text.find(part, start + step)
    start = text.find(part, 0, turn + len(part) - 1) if turn else -1
    while start >= 0 and most > 0:
        yield start
        most -= 1
        start = text.find(part, start + step, turn + len(part) - 1)


def _likely_starts(text: str, whole: str, size: int, near: int | None) -> list[int]:
    """Where the needle may start, by the votes of its shingles, most votes first."""
    votes: Counter[int] = Counter()
    last = max(0, len(whole) - size)
    step = max(size // 2, -(-last // _SHINGLES), 1)
    for offset in {*range(0, last, step), last}:
        hits = list(_occurrences(text, whole[offset : offset + size], near, _COMMON + 1))
        if len(hits) <= _COMMON:
            votes.update({(hit - offset) // _BIN: 0 for hit in hits})
            for hit in hits:
                votes[(hit - offset) // _BIN] += 1
    if near is not None:
        votes[near // _BIN] += 1
    near_sum = {place: sum(votes.get(place + d, 0) for d in (-1, 0, 1)) for place in votes}
    ranked = sorted(near_sum, key=lambda place: (-near_sum[place], -votes[place], place))
    return [place * _BIN for place in ranked[:_PLACES]]


def _align(text: str, needle: Needle, start: int) -> tuple[int, int] | None:
    """The quote's span near `start`, where the needle was voted to begin; None if it is gone."""
    whole = needle.whole
    slack = _BIN + len(whole) // 4
    left = max(0, start - slack)
    window = text[left : start + _BIN + len(whole) + slack]
    rough = fuzz.partial_ratio_alignment(whole, window)
    if rough is None or len(window) < len(whole):
        rough_start, rough_end = 0, len(window)
    else:
        rough_start, rough_end = max(0, rough.dest_start - 16), rough.dest_end + 16
    span = _quote_span(needle, window[rough_start:rough_end])
    if span is None:
        return None
    shift = left + rough_start
    return span[0] + shift, span[1] + shift


def _quote_span(needle: Needle, window: str) -> tuple[int, int] | None:
    """The quote's boundaries carried over to the window by the cheapest sequence of edits."""
    first, last = len(needle.prefix), len(needle.prefix) + len(needle.quote) - 1
    start = end = -1
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
    return (start, end) if 0 <= start < end else None


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


def _refined(text: str, needle: Needle, start: int, end: int) -> _Span:
    """Move each boundary to where the score is best: edits are cheap anywhere in a changed word,
    and where the quote has no context nothing else holds its ends."""
    best = _scored(text, needle, start, end)
    for _ in range(2):
        starts = _edges(text, best[0], needle.starts_word)
        starts = [at for at in starts if at < best[1] and not text[at].isspace()]
        spans = [_scored(text, needle, at, best[1]) for at in starts]
        best = max(spans, key=itemgetter(2), default=best)
        ends = _edges(text, best[1], needle.ends_word)
        ends = [at for at in ends if at > best[0] and not text[at - 1].isspace()]
        spans = [_scored(text, needle, best[0], at) for at in ends]
        best = max(spans, key=itemgetter(2), default=best)
    return best


def _scored(text: str, needle: Needle, start: int, end: int) -> _Span:
    """Quote and context count by their lengths: a short quote is told by its surroundings."""
    quote = Levenshtein.normalized_similarity(needle.quote, text[start:end])
    if quote < _LEAST_QUOTE:
        return start, end, 0.0
    before = text[max(0, start - len(needle.prefix)) : start]
    after = text[end : end + len(needle.suffix)]
    same = len(needle.quote) * quote
    same += len(needle.prefix) * fuzz.ratio(needle.prefix, before) / 100
    same += len(needle.suffix) * fuzz.ratio(needle.suffix, after) / 100
    return start, end, same / len(needle.whole)


def _by_its_ends(text: str, needle: Needle, near: int | None) -> set[_Span]:
    """A long quote's span from the best places of its two ends, scored by a sample of it."""
    half, quote = _LONG // 2, needle.quote
    head = Needle(needle.prefix, quote[:half], "", needle.starts_word, False)
    tail = Needle("", quote[-half:], needle.suffix, False, needle.ends_word)
    expected = None if near is None else near + len(quote) - half
    best: set[_Span] = set()
    for start, _, head_score in _best_spans(text, head, near):
        for _, end, tail_score in _best_spans(text, tail, expected):
            if len(quote) // 2 <= end - start <= len(quote) * 2:
                kept = _share_kept(quote, text[start:end])
                best.add((start, end, (head_score + tail_score + 2 * kept) / 4))
    return best


def _share_kept(quote: str, passage: str) -> float:
    """The share of 64 samples of the quote that the passage still has, word for word."""
    step = len(quote) // 64
    return sum(quote[at : at + 16] in passage for at in range(0, step * 64, step)) / 64
