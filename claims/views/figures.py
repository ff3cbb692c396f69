"""Counts as readers are told them: a section with its words, its figures and its table."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from statistics import median
from typing import Any, NamedTuple


class Figure(NamedTuple):
    """A number that stands out, and what it counts."""

    value: str
    label: str


class Row(NamedTuple):
    """One line of a table: `percent` of the whole is drawn as a bar beside it."""

    label: str
    number: int
    percent: float
    url: str = ""


class Section(NamedTuple):
    """One thing that we are open about.

    Attributes:
        period: what time the figures are of, in words.
        limits: what these figures cannot tell.
        codes: the commitments that it answers to, by their keys in `COMMITMENTS`.
    """

    name: str
    title: str
    period: str
    words: str
    limits: str
    codes: tuple[str, ...]
    figures: Sequence[Figure] = ()
    caption: str = ""
    heading: str = ""
    rows: Sequence[Row] = ()


def rows(counted: Iterable[tuple[Any, ...]], *, total: int | None = None) -> list[Row]:
    """From (label, number) or (label, number, address); percent of `total`, or of their sum."""
    listed = [tuple(one) for one in counted]
    whole = sum(one[1] for one in listed) if total is None else total
    return [Row(one[0], one[1], share(one[1], whole), *one[2:]) for one in listed]


def people(number: int) -> str:
    return "person" if number == 1 else "people"


def share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def percent(part: int, whole: int) -> str:
    """A share in words; of nothing there is none."""
    return f"{share(part, whole):.0f} %" if whole else "–"


def middle(durations: Iterable[timedelta]) -> str:
    """The median, in the largest unit that does not round it to nothing."""
    listed = list(durations)
    if not listed:
        return "–"
    return spelled(timedelta(seconds=median(one.total_seconds() for one in listed)))


def spelled(duration: timedelta) -> str:
    for unit, seconds in (("day", 86_400), ("hour", 3_600)):
        number = round(duration.total_seconds() / seconds)
        if duration.total_seconds() >= seconds:
            return f"{number:,} {unit}{'s' * (number != 1)}"
    return "< 1 hour"
