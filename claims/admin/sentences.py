"""A version's sentences, in parts that a browser carries easily, each with its suggestion.

Splitting a report of 200 pages takes a fifth of a second and scoring it several, so both are
kept in Django's cache under the hash of the text. Only the parts that somebody opens are scored,
until the list of the whole document is asked for.
"""

import hashlib
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple, TypeVar

from django.core.cache import cache

from claims.models import DocumentVersion
from claims.reading.blocks import Block, BlockKind, Reading
from claims.reading.checkworthiness import Suggestion, best_first, likely_language, suggest
from claims.reading.sentences import sentences

WORTH = 0.7
"""The score from which a sentence is called worth a look: about one sentence in three of a
report. The list, best first, knows no such line."""

FEW, MANY = 150, 250
"""Sentences: a part ends at the first page or heading after the one, and at the other anyway."""

LONGEST = 4_000
"""Code points of a sentence shown in one piece: a quote may have 5,000."""

KEPT = 24 * 60 * 60

T = TypeVar("T")


class Span(NamedTuple):
    """A sentence: `text[start:end]`, in the block of that index."""

    start: int
    end: int
    block: int


class Part(NamedTuple):
    """Sentences `first` to `last` (exclusive), and the text from `start` to `end` around them."""

    number: int
    first: int
    last: int
    start: int
    end: int


class Text:
    """What the reading view shows of one version."""

    def __init__(self, version: DocumentVersion) -> None:
        self.version, self.text = version, version.text
        self.language = version.document.language or likely_language(version.text)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        stored = self.version.blocks or [
            {"kind": "paragraph", "start": 0, "end": len(self.text), "page": None, "level": None}
        ]
        return tuple(Block(**{**one, "kind": BlockKind(one["kind"])}) for one in stored)

    @cached_property
    def spans(self) -> list[Span]:
        return [Span(*one) for one in self._kept("sentences", self._split)]

    @cached_property
    def parts(self) -> list[Part]:
        """At least one, even where no block says anything."""
        cuts = [0, *self._cuts(), len(self.spans)]
        starts = [0, *(self.spans[cut].start for cut in cuts[1:-1]), len(self.text)]
        ranges = zip(cuts, cuts[1:], starts, starts[1:], strict=False)
        return [Part(number, *one) for number, one in enumerate(ranges, start=1)]

    def part_at(self, offset: int) -> Part:
        """The part that shows the character at `offset`, or the last."""
        return next((part for part in self.parts if offset < part.end), self.parts[-1])

    def suggestions(self, part: Part) -> list[Suggestion]:
        """One for each sentence of the part."""
        found = [self.text[one.start : one.end] for one in self.spans[part.first : part.last]]
        return self._kept(f"suggestions-{part.number}", lambda: suggest(found, self.language))

    def best(self) -> list[tuple[Span, Suggestion]]:
        """Every sentence but the headings, best first; this scores what is not yet scored."""
        scored = [one for part in self.parts for one in self.suggestions(part)]
        ranked = [(self.spans[place], scored[place]) for place in best_first(scored)]
        return [
            (span, suggestion)
            for span, suggestion in ranked
            if self.blocks[span.block].kind is not BlockKind.HEADING
        ]

    def pages(self, part: Part) -> tuple[int, int] | None:
        """The first and the last page of a part, where the file had pages."""
        inside = [one for one in self.blocks if one.start < part.end and one.end > part.start]
        pages = [one.page for one in inside if one.page]
        return (min(pages), max(pages)) if pages else None

    def section_at(self, offset: int) -> str:
        """Where the passage stands, in words: the heading above it and its page."""
        above = [one for one in self.blocks if one.start <= offset]
        headings = [one for one in above if one.kind is BlockKind.HEADING and one.end <= offset]
        heading = self.text[headings[-1].start : headings[-1].end] if headings else ""
        page = f"page {above[-1].page}" if above and above[-1].page else ""
        return ", ".join(filter(None, (heading[:200], page)))

    def _split(self) -> list[Span]:
        reading = Reading(self.text, self.blocks)
        found = sentences(reading, self.language)
        return [piece for one in found for piece in _pieces(Span(one.start, one.end, one.block))]

    def _cuts(self) -> Iterator[int]:
        """Indexes of the sentences that begin a part, but the first."""
        begun = 0
        for index, (before, one) in enumerate(zip(self.spans, self.spans[1:], strict=False), 1):
            if index - begun >= MANY or (index - begun >= FEW and self._parts(before, one)):
                yield index
                begun = index

    def _parts(self, before: Span, one: Span) -> bool:
        if one.block == before.block:
            return False
        left, right = self.blocks[before.block], self.blocks[one.block]
        return right.kind is BlockKind.HEADING or left.page != right.page

    def _kept(self, what: str, compute: Callable[[], T]) -> T:
        said = f"{what} {self.version.sha256} {len(self.blocks)} {self.language}"
        key = hashlib.sha256(said.encode()).hexdigest()
        return cache.get_or_set(key, compute, KEPT)  # type: ignore[return-value]


def _pieces(span: Span) -> Iterator[Span]:
    for start in range(span.start, span.end, LONGEST):
        yield Span(start, min(start + LONGEST, span.end), span.block)
