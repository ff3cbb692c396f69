"""The text as the reading view shows it: blocks of sentences, cut where claims begin and end."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from claims.admin.sentences import WORTH, Part, Span, Text
from claims.models import Appearance
from claims.reading.blocks import BlockKind
from claims.reading.checkworthiness import Suggestion
from claims.vocabulary import Anchoring


class Words(NamedTuple):
    """Some words of a sentence. `over` is the appearance that they belong to, the shortest where
    several overlap; `ends` are those whose passage ends with these words."""

    text: str
    over: Appearance | None
    ends: list[Appearance]


class Sentence(NamedTuple):
    start: int
    end: int
    words: list[Words]
    suggestion: Suggestion

    @property
    def is_worth_a_look(self) -> bool:
        return self.suggestion.score >= WORTH

    @property
    def why(self) -> str:
        """The score and what speaks for and against, as one line."""
        said = self.suggestion
        because = ", ".join(said.reasons) or "no sign of something to check"
        doubts = f"; but it {', '.join(said.doubts)}" if said.doubts else ""
        return f"{said.score:.2f}: {because}{doubts}"


class Paragraph(NamedTuple):
    """A block. `page` is given where a page begins; furniture has words but no sentences."""

    kind: str
    level: int
    page: int | None
    furniture: str
    sentences: list[Sentence]


def marked(text: Text, span: Span, suggestion: Suggestion, seen: Sequence[Appearance]) -> Sentence:
    """One sentence with the passages of `seen` that lie in it."""
    inside = [one for one in seen if _start(one) < span.end and _end(one) > span.start]
    edges = {edge for one in inside for edge in (_start(one), _end(one))}
    cuts = [span.start, *sorted(e for e in edges if span.start < e < span.end), span.end]
    words = [_words(text.text, left, right, inside) for left, right in pairwise(cuts)]
    return Sentence(span.start, span.end, words, suggestion)


def paragraphs(text: Text, part: Part, seen: Sequence[Appearance]) -> Iterator[Paragraph]:
    """The blocks of a part that say something."""
    by_block: dict[int, list[Sentence]] = {}
    scored = zip(text.spans[part.first : part.last], text.suggestions(part), strict=True)
    for span, suggestion in scored:
        by_block.setdefault(span.block, []).append(marked(text, span, suggestion, seen))
    page = None
    for index, block in enumerate(text.blocks):
        if block.end <= part.start or block.start >= part.end:
            continue
        said = text.text[block.start : block.end] if block.kind is BlockKind.FURNITURE else ""
        found = by_block.get(index, [])
        if found or said:
            begins = block.page if block.page != page else None
            page = block.page
            yield Paragraph(block.kind.replace(" ", "-"), block.level or 0, begins, said, found)


def only_worth(found: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """The sentences worth a look, each under its heading."""
    heading = page = None
    for one in found:
        page = one.page or page
        if one.kind == BlockKind.HEADING:
            heading = one._replace(page=None)
            continue
        worth = [each for each in one.sentences if each.is_worth_a_look]
        if not worth:
            continue
        if heading:
            yield heading._replace(page=page)
            heading = page = None
        yield one._replace(page=page, sentences=worth)
        page = None


def anchored(text: Text) -> list[Appearance]:
    """Appearances with a place in this version, in the order of the text."""
    here = Appearance.objects.filter(document_version=text.version, start__isnull=False)
    here = here.exclude(anchoring=Anchoring.LOST)
    return list(here.select_related("claim").in_order_of_the_text())


def _words(text: str, left: int, right: int, inside: Sequence[Appearance]) -> Words:
    over = [one for one in inside if _start(one) < right and _end(one) > left]
    owner = min(over, key=lambda one: _end(one) - _start(one), default=None)
    return Words(text[left:right], owner, [one for one in over if _end(one) == right])


def _start(appearance: Appearance) -> int:
    assert appearance.start is not None
    return appearance.start


def _end(appearance: Appearance) -> int:
    assert appearance.end is not None
    return appearance.end
