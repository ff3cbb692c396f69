"""How sure alpha is: an interval by resampling the units.

The standard bootstrap that A. Zapf et al. found to cover best ("Measuring inter-rater reliability
for nominal data", BMC Medical Research Methodology 16:93, 2016): units are drawn with return, as
many as there are, alpha is computed of each draw, and the middle 95 percent of them is told. It is
wider than that of A. Hayes and K. Krippendorff (2007), who draw single pairs of ratings.
"""

import random
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from claims.agreement.alpha import Level, Unit, coincidences, of

RESAMPLES = 1_000
FEWEST_UNITS = 5
"""With fewer units draws are too much alike: an interval would look surer than it is."""


class Interval(NamedTuple):
    """`share_low` to `share_high` of the draws lie between `low` and `high`."""

    low: float
    high: float
    confidence: float


def interval(
    units: Iterable[Unit],
    level: Level,
    *,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Interval | None:
    """The percentile interval; the same units give the same one each time, in any order.

    Draws in which everybody gives one value have no alpha and are left out. None where there are
    fewer than `FEWEST_UNITS` units or most draws have none.
    """
    patterns = Counter(tuple(sorted(unit, key=str)) for unit in units if len(unit) > 1)
    kinds = sorted(patterns, key=str)
    number = sum(patterns.values())
    if number < FEWEST_UNITS:
        return None
    chance = random.Random(seed)
    found = []
    for _ in range(resamples):
        drawn = Counter(
            chance.choices(range(len(kinds)), [patterns[kind] for kind in kinds], k=number)
        )
        value = of(coincidences([kinds[place] for place in drawn], drawn.values()), level)
        if value is not None:
            found.append(value)
    if len(found) <= resamples / 2:
        return None
    found.sort()
    tail = (1 - confidence) / 2
    return Interval(_quantile(found, tail), _quantile(found, 1 - tail), confidence)


def _quantile(ordered: list[float], share: float) -> float:
    """Linear between the two nearest ranks (type 7 of Hyndman and Fan 1996)."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
