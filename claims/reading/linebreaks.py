"""Lines back to paragraphs: which breaks are the page's and which the author's."""

import re
import unicodedata
from collections.abc import Iterable

WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
BROKEN = re.compile(r"([^\W\d_]+)[-‐]$")
BEGUN = re.compile(r"[^\W\d_]+")
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
    "\U00020000-\U0003ffff]"
)
"""Scripts written without blanks between words: Thai, Lao, Myanmar, Khmer, Han, kana."""


class Mender:
    """Joins the lines of a paragraph, and the halves of a word that a line end has split.

    The document is its own dictionary: "self-" and "made" become "self-made" where the text has
    that word elsewhere, "selfmade" where it has that one. Where it has neither, the hyphen goes
    if `typeset` (a PDF's hyphens come from the typesetter) and stays otherwise.
    """

    def __init__(self, lines: Iterable[str] = (), *, typeset: bool = False) -> None:
        self.typeset = typeset
        self.words = {word.casefold() for line in lines for word in WORD.findall(line)}

    def join(self, lines: Iterable[str]) -> str:
        parts: list[str] = []
        for line in lines:
            line = line.strip()
            if not line:
                continue
            if parts:
                parts[-1], blank = self._end(parts[-1], line)
                parts.append(blank)
            parts.append(line)
        return "".join(parts)

    def _end(self, above: str, below: str) -> tuple[str, str]:
        """The upper line as it should end, and what stands between the two."""
        broken, begun = BROKEN.search(above[-60:]), BEGUN.match(below[:60])
        if broken and begun and begun.group()[0].islower():
            return (above[:-1] if self._one_word(broken.group(1), begun.group()) else above), ""
        unspaced = UNSPACED.match(above[-1]) and UNSPACED.match(below[0])
        return above, "" if unspaced else " "

    def _one_word(self, first: str, second: str) -> bool:
        if f"{first}-{second}".casefold() in self.words:
            return False
        return self.typeset or f"{first}{second}".casefold() in self.words


def width(line: str) -> int:
    """Columns on a terminal: Han, kana and hangul take two."""
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)
