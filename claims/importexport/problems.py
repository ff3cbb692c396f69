"""What is wrong with a file, said so that its owner can find the cell and mend it."""

from collections.abc import Sequence
from typing import NamedTuple

SHOWN = 60
"""Characters of a value that are repeated in a message: enough to recognise the cell by."""


class Problem(NamedTuple):
    """One thing to mend. `line` counts lines of the file from 1, as a text editor does, and is
    0 where the file as a whole is meant; `column` is its name in the header, or empty where a
    whole row is meant; `sentence` says what is allowed."""

    line: int
    column: str
    value: str
    sentence: str

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line else ""
        column = f"column {self.column}" if self.column else ""
        place = ", ".join(filter(None, [line, column]))
        value = f" “{shortened(self.value)}”" if self.value else ""
        return f"{place.capitalize()}{value}: {self.sentence}" if place else self.sentence


class Unimportable(ValueError):
    """A file that cannot be read as a table. Holds every problem found.

    `file` is the one that is meant, where several come at once.
    """

    def __init__(self, problems: Sequence[Problem], *, file: str = "") -> None:
        self.problems, self.file = list(problems), file
        super().__init__("\n".join(self._told(problem) for problem in self.problems))

    def _told(self, problem: Problem) -> str:
        said = str(problem)
        if not self.file:
            return said
        has_place = problem.line or problem.column
        return f"{self.file}, {said[0].lower()}{said[1:]}" if has_place else f"{self.file}: {said}"


def shortened(value: str, most: int = SHOWN) -> str:
    """One line of a value, short enough for a message."""
    line = " ".join(value.split())
    return line if len(line) <= most else f"{line[:most]}…"
