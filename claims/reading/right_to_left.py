"""Arabic and Hebrew out of a PDF, in the order in which they are read.

A PDF may store a word from its left to its right, and pdfium hands over some words as stored and
others as read. Where the letters stand on the page settles it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
PRESENTED = re.compile("[\ufb1d-\ufb4f\ufb50-\ufdff\ufe70-\ufefc]+")
"""Shapes of letters (isolated, final, ligatures): what is searched for is the letter."""
WORD_GAP = 0.2
"""Blank between two words, as a share of the letters' size; within a word there is none."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and where it stands, in points from the page's left."""

    text: str
    left: float
    right: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def is_scrambled(glyphs: Sequence[Glyph]) -> bool:
    """Whether two neighbouring letters that read from right to left stand the other way."""
    return any(
        LETTER.match(before.text)
        and LETTER.match(after.text)
        and not unicodedata.combining(after.text)
        and after.left > before.middle
        for before, after in pairwise(glyphs)
    )


def as_read(glyphs: Sequence[Glyph], size: float) -> str:
    """The line from its right end to its left, numbers and Latin words the other way round;
    blanks where letters of `size` points stand apart."""
    shown = [glyph for glyph in glyphs if not glyph.text.isspace()]
    shown.sort(key=lambda glyph: (-glyph.middle, bool(unicodedata.combining(glyph.text))))
    ordered: list[Glyph] = []
    for leftward, run in groupby(shown, key=lambda glyph: _runs_leftward(glyph.text)):
        stretch = list(run)
        ordered += stretch if leftward else stretch[::-1]
    parts = [glyph.text for glyph in ordered[:1]]
    for before, after in pairwise(ordered):
        apart = max(before.left - after.right, after.left - before.right)
        parts.append(f" {after.text}" if apart > WORD_GAP * size else after.text)
    return letters("".join(parts))


def letters(text: str) -> str:
    """Letters for the shapes that some fonts are asked for by name."""
    return PRESENTED.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)


def _runs_leftward(text: str) -> bool:
    return unicodedata.bidirectional(text[0]) not in ("L", "EN", "AN", "ES", "CS", "ET")
