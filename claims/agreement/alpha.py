"""Krippendorff's alpha: 1 is perfect agreement, 0 is what chance would give, below is worse.

A unit is what several people rated once; it is given as the values it received, in any order,
with missing ratings left out. Units with fewer than two values say nothing about agreement.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

Unit = Sequence[Any]
Distance = Callable[[Any, Any], float]


class Level(StrEnum):
    """What the values mean (Stevens 1946). Ordinal and interval values are numbers."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


class Coincidences(NamedTuple):
    """How often which two values met in one unit, each pair of raters counted both ways.

    A unit with m values adds 1/(m - 1) for each ordered pair, so that it weighs as much as it
    has values. `totals` are the row sums; `n` is their sum, the number of pairable values.
    """

    pairs: dict[tuple[Hashable, Hashable], float]
    totals: dict[Hashable, float]
    n: float


def coincidences(units: Iterable[Unit], weights: Iterable[int] | None = None) -> Coincidences:
    """`weights`: how often each unit counts, once by default."""
    pairs: Counter[tuple[Hashable, Hashable]] = Counter()
    totals: Counter[Hashable] = Counter()
    units = list(units)
    for unit, weight in zip(units, weights or [1] * len(units), strict=True):
        if len(unit) < 2 or not weight:
            continue
        counts = Counter(unit)
        for left, times in counts.items():
            totals[left] += weight * times
            for right, others in counts.items():
                met = times * (others - (left == right))
                if met:
                    pairs[left, right] += weight * met / (len(unit) - 1)
    return Coincidences(dict(pairs), dict(totals), sum(totals.values()))


def alpha(units: Iterable[Unit], level: Level) -> float | None:
    """Alpha of `units`, or None where nothing can be said: no two ratings of one unit, or the same
    value everywhere, so that agreement cannot be told from habit."""
    return of(coincidences(units), level)


def of(met: Coincidences, level: Level) -> float | None:
    """Alpha of a coincidence matrix: 1 - observed disagreement / that expected by chance."""
    distance = distances(met.totals, level)
    values = list(met.totals)
    expected = sum(
        met.totals[left] * met.totals[right] * distance(left, right)
        for place, left in enumerate(values)
        for right in values[place + 1 :]
    )
    if not expected:
        return None
    observed = sum(often * distance(*pair) for pair, often in met.pairs.items()) / 2
    return 1 - (met.n - 1) * observed / expected


def distances(totals: dict[Any, float], level: Level) -> Distance:
    """The squared difference of two values at `level`, given how often each value occurs."""
    if level == Level.NOMINAL:
        return lambda left, right: float(left != right)
    if level == Level.INTERVAL:
        return lambda left, right: float(left - right) ** 2
    return _ordinal(totals)


def _ordinal(totals: dict[Any, float]) -> Distance:
    """How many ratings lie between two values, those at both ends counted half."""
    middle, before = {}, 0.0
    for value in sorted(totals):
        middle[value] = before + totals[value] / 2
        before += totals[value]
    return lambda left, right: (middle[left] - middle[right]) ** 2
