"""Cells that a spreadsheet would run or rewrite, made harmless and made whole again.

A spreadsheet runs what begins with `=`, `+`, `-` or `@` (OWASP, “CSV Injection”), also in full
width, and also behind quotes, blanks and characters that show nothing. And it rewrites numbers: an
id of 007 comes back as 7, 1.50 as 1.5, twenty digits as fifteen and zeros. Such a cell gets an
apostrophe in front, and so does one that would otherwise be mistaken for a guarded one: taking one
apostrophe away restores both.
"""

import re
from collections.abc import Sequence

GUARD = "'"
SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫"
BEFORE = "'\"＇＂\\s\\0\ufeff\u200b-\u200f\u2060-\u2064"
RUN = re.compile(f"[{BEFORE}]*[{SIGNS}]|'*[\t\r\n\0]")
NUMBER = re.compile(r"\s*(?:[0-9][0-9,]*\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*")
KEPT = re.compile(r"(?=[0-9.]{1,16}\Z)(?:0|[1-9][0-9]{0,14})(?:\.[0-9]*[1-9])?")
"""Numbers that come back as they went out."""
ORDINARY = re.compile(f"[^0-9.{BEFORE}{SIGNS}]")
"""The first character of a cell that needs no closer look."""


def guarded(cell: str) -> str:
    """`cell` as it may stand in an exported file."""
    return GUARD + cell if _is_dangerous(cell) else cell


def guarded_column(cells: Sequence[str]) -> Sequence[str]:
    """`cells` as they may stand in an exported file; most are told by their first letters."""
    doubtful = {first for first in {cell[:1] for cell in cells} if not ORDINARY.match(first)}
    if doubtful <= {""}:
        return cells
    return [guarded(cell) if cell[:1] in doubtful else cell for cell in cells]


def unguarded(cell: str) -> str:
    """What `guarded` was given; any other cell stays as it is."""
    if cell.startswith(GUARD) and _is_dangerous(cell[1:]):
        return cell[1:]
    return cell


def _is_dangerous(cell: str) -> bool:
    if not cell or ORDINARY.match(cell):
        return False
    if RUN.match(cell):
        return True
    number = cell.lstrip(GUARD)
    return bool(NUMBER.fullmatch(number)) and not KEPT.fullmatch(number)
