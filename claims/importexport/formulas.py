"""Cells that a spreadsheet would take for a formula, made harmless and made whole again.

A spreadsheet runs what begins with `=`, `+`, `-` or `@` (OWASP, “CSV Injection”), also behind
quotes and blanks and in full width. Such a cell gets an apostrophe in front, and so does one
that would otherwise be mistaken for a guarded one: taking one apostrophe away restores both.
"""

import re

DANGEROUS = re.compile(r"['\"\s]*[=+\-@＝＋－＠]|'*[\t\r\n\0]")
GUARD = "'"


def guarded(cell: str) -> str:
    """`cell` as it may stand in an exported file."""
    return GUARD + cell if DANGEROUS.match(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given; any other cell stays as it is."""
    if cell.startswith(GUARD) and DANGEROUS.match(cell[1:]):
        return cell[1:]
    return cell
