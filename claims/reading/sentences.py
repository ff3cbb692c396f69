"""Sentences, block by block, as offsets.

sentencex finds the ends in about 240 languages. What it cannot know is mended here: a number that
opens an item belongs to what it counts, and Thai and Lao, which mark no sentence ends, are parted
at blanks, where their writers part phrases.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import sentencex

from claims.reading.blocks import BlockKind, Reading


@dataclass(frozen=True, slots=True)
class Sentence:
    """`reading.text[start:end]` is the sentence; `block` is the index into `reading.blocks`."""

    start: int
    end: int
    block: int


BLANK = re.compile(r"\s")
OPENER = re.compile(
    r"[\s•‣⁃◦*(\[-]*"
    r"(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|(?=[ivxlc])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})|n[°º]|nr|№)"
    r"[\s.):\]]*",
    re.IGNORECASE,
)
"""A piece that only counts: "1.", "• 2)", "(iv)", "N°.". """
FOOTNOTE_MARK = re.compile(
    r"[.!?](?<=[^\W\d_]{4}[.!?])[\"”’»)]*\d{1,4}\s+(?=[\"“‘«(]?[^\W\d_a-zà-ÿ])"
)
"""As in "the letter.12 The President": a raised number that the file did not mark as one."""
RAISED = re.compile("[⁰¹²³⁴-⁹]+")
WINDOW = 10_000
"""Code points shown to sentencex at once: every honest paragraph, and some chapters."""
LONGEST_OPENER = 40
NOT_BLANK = re.compile(r"\S")
UNMARKED = re.compile("[\u0e00-\u0eff]")
PHRASES_FROM, PHRASES_TO = 80, 240
"""Code points: a Thai piece is cut at the first blank after the one once it exceeds the other."""
LONGEST = 2_000
"""Code points. No sentence of a treaty is longer; beyond it a text has no stops that we know."""


def sentences(reading: Reading, language: str = "") -> tuple[Sentence, ...]:
    """The sentences of all blocks but furniture, in order; together they cover every character
    of those blocks but the blanks between them. Headings and list items are sentences too.

    `language` is a BCP 47 tag; empty means the reading's own, and English rules where it has none.
    """
    tag = primary(language or reading.language)
    return tuple(
        Sentence(start, end, index)
        for index, block in enumerate(reading.blocks)
        if block.kind is not BlockKind.FURNITURE
        for start, end in _spans(reading.text[block.start : block.end], block.start, tag)
    )


def primary(language: str) -> str:
    """The first part of a language tag, "pt" of "pt-BR": sentencex knows no more of it."""
    return re.split(r"[-_]", language.strip().lower(), maxsplit=1)[0] or "en"


def _spans(text: str, offset: int, language: str) -> Iterator[tuple[int, int]]:
    for start, end in _joined(text, _ends(text, language)):
        for first, last in _parted(text, start, end):
            piece = text[first:last]
            yield (
                offset + first + len(piece) - len(piece.lstrip()),
                offset + last - len(piece) + len(piece.rstrip()),
            )


def _ends(text: str, language: str) -> Iterator[int]:
    """Where sentences end: after sentencex's, and after the footnote marks it does not know."""
    start = 0
    for end in _sentencex_ends(text, language):
        for mark in FOOTNOTE_MARK.finditer(text, start, end):
            yield mark.end()
        raised = RAISED.match(text, end)
        yield raised.end() if raised else end
        start = end


def _sentencex_ends(text: str, language: str) -> Iterator[int]:
    """sentencex over windows of text, because quotes that never close cost it quadratic time.

    The last sentence of a window is cut by it, and begins the next one; but half a window without
    any end is cut where the window ends (in a word only if that is as long), or the windows would
    hardly advance. sentencex 1.0.32 panics at a no-break space before a full stop, so it is shown
    every blank as a plain one.
    """
    plain = BLANK.sub(" ", text)
    start = 0
    while start < len(plain):
        longest = min(start + 2 * WINDOW, len(plain))
        stop = plain.find(" ", start + WINDOW, longest) + 1 or longest
        end = start
        pieces = sentencex.segment(language, plain[start:stop])
        for piece in pieces[:-1]:
            end += len(piece)
            yield end
        if stop == len(plain) or stop - end > WINDOW // 2:
            yield stop
            end = stop
        start = end


def _joined(text: str, ends: Iterator[int]) -> Iterator[tuple[int, int]]:
    """Spans with something to say: openers wait for what they open, stray marks go before."""
    held: tuple[int, int] | None = None
    start = 0
    for end in ends:
        wordless = not any(map(str.isalnum, text[start:end]))
        if end < len(text) and _waits(text[start:end], wordless):
            continue
        if held and wordless:
            held = (held[0], end)
        else:
            if held:
                yield held
            held = (start, end)
        start = end
    if held and text[held[0] : held[1]].strip():
        yield held


def _waits(piece: str, wordless: bool) -> bool:
    if wordless:
        return not piece[-1].isspace()  # "...and then": nothing stands between the two
    return len(piece) <= LONGEST_OPENER and bool(OPENER.fullmatch(piece))


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A piece too long to be one sentence, cut at blanks; most pieces come back whole."""
    thai = UNMARKED.search(text, start, end)
    least, most = (PHRASES_FROM, PHRASES_TO) if thai else (LONGEST // 2, LONGEST)
    while end - start > most:
        cut = text.find(" ", start + least, end)
        if cut < 0 or not NOT_BLANK.search(text, cut, end):
            break
        yield start, cut
        start = cut
    yield start, end
