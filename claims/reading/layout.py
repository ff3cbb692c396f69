"""A PDF's lines back to blocks. A PDF knows where glyphs stand, not what they make: paragraphs,
headings and running headers are read from size, weight and place, as a person's eye does.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from claims.reading.blocks import BlockKind, Piece
from claims.reading.furniture import is_furniture
from claims.reading.linebreaks import Mender
from claims.reading.plain_text import BULLET, NUMBER, STOPPED

MARGIN = 0.12
"""Share of a page's height, above and below, in which running headers and footers stand."""
REPEATED = 3
"""Pages on which a line must come back before it is taken for running furniture."""
LARGER, BOLDER = 1.12, 1.25
"""How far above the body's size or weight a heading stands."""
HEADING_LINES, HEADING_LENGTH = 4, 200
LONGEST_NUMBER = 5
"""Code points: in mid-page so short a line is a cell of a table, not the page's number."""
DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Line:
    """One line as printed. Places are in points from the page's top left; `y` is the baseline,
    `size` the height of its characters, `weight` that of its font (400 is regular)."""

    text: str
    page: int
    left: float
    right: float
    y: float
    size: float
    weight: float
    page_height: float


@dataclass(slots=True)
class Paragraph:
    lines: list[Line]
    kind: BlockKind = BlockKind.PARAGRAPH
    continued: list[Line] = field(default_factory=list)

    @property
    def last(self) -> Line:
        return (self.continued or self.lines)[-1]


def pieces_of(pages: Sequence[Sequence[Line]]) -> Iterator[Piece]:
    """Blocks in reading order, each with the page on which it begins."""
    every = [line for page in pages for line in page]
    if not every:
        return
    body, weight = _most_common(every, "size"), _most_common(every, "weight")
    mender = Mender((line.text for line in every), typeset=True)
    running = _running(pages)
    paragraphs: list[Paragraph] = []
    for page in pages:
        fresh = list(_paragraphs(in_order(page), running, body, weight))
        _carry_over(paragraphs, fresh, body)
        paragraphs += fresh
    levels = _levels(paragraphs)
    for paragraph in paragraphs:
        if not paragraph.lines:
            continue
        text = mender.join(line.text for line in paragraph.lines + paragraph.continued)
        level = levels.get(_rank(paragraph)) if paragraph.kind is BlockKind.HEADING else None
        yield Piece(text, paragraph.kind, paragraph.lines[0].page, level)


def _most_common(lines: Iterable[Line], name: str) -> float:
    seen: Counter[float] = Counter()
    for line in lines:
        seen[round(getattr(line, name), 1)] += len(line.text)
    return seen.most_common(1)[0][0]


def in_order(lines: Sequence[Line]) -> list[Line]:
    """As stored, unless that jumps about: then from top to bottom and left to right.

    Jumping means going up to where something already stands; a second column goes up, but beside.
    """
    ups = sum(
        1
        for above, below in pairwise(lines)
        if below.y < above.y - above.size / 2
        and min(above.right, below.right) - max(above.left, below.left) > above.size
    )
    if ups > 2 and ups * 5 > len(lines):
        return sorted(lines, key=lambda line: (round(line.y), line.left))
    return list(lines)


def _running(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """What stands in the margin of several pages, whatever number is in it."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_wording(line) for line in page if _in_margin(line)})
    return frozenset(
        wording
        for wording, count in seen.items()
        if count >= REPEATED and any(map(str.isalpha, wording))
    )


def _wording(line: Line) -> str:
    return DIGITS.sub("#", line.text.casefold()).strip()


def _in_margin(line: Line) -> bool:
    return not line.page_height * MARGIN < line.y < line.page_height * (1 - MARGIN)


def _paragraphs(
    lines: Sequence[Line], running: frozenset[str], body: float, weight: float
) -> Iterator[Paragraph]:
    kept = [line for line in lines if not _apart(line, running)]
    leading, right = _leading(kept), max((line.right for line in kept), default=0.0)
    held: list[Line] = []
    for line in lines:
        if _apart(line, running):
            if held:
                yield _whole(held, body, weight)
            held = []
            yield Paragraph([line], BlockKind.FURNITURE)
            continue
        if held and _begins(held, line, leading, right):
            yield _whole(held, body, weight)
            held = []
        held.append(line)
    if held:
        yield _whole(held, body, weight)


def _apart(line: Line, running: frozenset[str]) -> bool:
    if _in_margin(line) and _wording(line) in running:
        return True
    return is_furniture(line.text) and (_in_margin(line) or len(line.text) > LONGEST_NUMBER)


def _leading(lines: Sequence[Line]) -> float:
    """Points from line to line: the smallest step that is no exception on this page."""
    steps = Counter(
        round(below.y - above.y)
        for above, below in pairwise(lines)
        if above.size * 0.8 < below.y - above.y < above.size * 3
    )
    usual = [step for step, count in steps.items() if count * 10 >= steps.total()]
    return float(min(usual, default=0))


def _begins(held: list[Line], line: Line, leading: float, right: float) -> bool:
    """Whether `line` opens a paragraph after those in `held`."""
    above = held[-1]
    if abs(line.size - above.size) > 0.1 * max(line.size, above.size):
        return True
    if BULLET.match(line.text) or (NUMBER.match(line.text) and STOPPED.search(above.text)):
        return True
    goes_on = not STOPPED.search(above.text) and line.text[:1].islower()
    down = line.y - above.y
    if down > max(leading * 1.4, line.size * 1.2) or down < 0:
        return not goes_on
    if line.weight > above.weight * BOLDER or above.weight > line.weight * BOLDER:
        return not goes_on
    if BULLET.match(held[0].text) or NUMBER.match(held[0].text):
        return line.left < held[0].left - line.size
    if line.left - above.left > line.size * 0.7 and STOPPED.search(above.text):
        return True
    return bool(STOPPED.search(above.text)) and _would_fit(line, above, right)


def _would_fit(line: Line, above: Line, right: float) -> bool:
    """The first word of `line` would have fitted on the line above, so its author broke there."""
    word = len(line.text.split(maxsplit=1)[0]) / len(line.text) * (line.right - line.left)
    return above.right + word + line.size * 2 < min(right, max(above.right, line.right))


def _whole(lines: list[Line], body: float, weight: float) -> Paragraph:
    text = " ".join(line.text for line in lines)
    large = min(line.size for line in lines) > body * LARGER
    bold = min(line.weight for line in lines) > weight * BOLDER
    short = len(lines) <= HEADING_LINES and len(text) <= HEADING_LENGTH
    if short and any(map(str.isalpha, text)) and (large or (bold and len(lines) <= 2)):
        return Paragraph(lines, BlockKind.HEADING)
    if BULLET.match(text) or NUMBER.match(text):
        return Paragraph(lines, BlockKind.LIST_ITEM)
    return Paragraph(lines)


def _carry_over(before: list[Paragraph], fresh: list[Paragraph], body: float) -> None:
    """A paragraph that a page break cuts becomes whole again, on the page where it began.

    Footnotes (smaller than the body) and furniture may stand between its two halves.
    """
    first = next((p for p in fresh if _is_body(p, body)), None)
    last = next((p for p in reversed(before) if _is_body(p, body)), None)
    if not (first and last) or last.last.page + 1 != first.lines[0].page:
        return
    if STOPPED.search(last.last.text) or not first.lines[0].text[:1].islower():
        return
    last.continued += first.lines
    first.lines = []


def _is_body(paragraph: Paragraph, body: float) -> bool:
    if paragraph.kind in (BlockKind.FURNITURE, BlockKind.HEADING) or not paragraph.lines:
        return False
    return paragraph.lines[0].size > body * 0.9


def _rank(paragraph: Paragraph) -> tuple[float, bool]:
    """What tells a heading's depth: its size, and at the body's size that it is bold."""
    return round(max(line.size for line in paragraph.lines)), paragraph.lines[0].weight > 500


def _levels(paragraphs: Sequence[Paragraph]) -> dict[tuple[float, bool], int]:
    ranks = {_rank(p) for p in paragraphs if p.kind is BlockKind.HEADING and p.lines}
    return {rank: min(level, 6) for level, rank in enumerate(sorted(ranks, reverse=True), 1)}
