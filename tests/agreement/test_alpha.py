"""Krippendorff's alpha against published examples, and against what must hold of any ratings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.agreement.alpha import Level, alpha, coincidences, distances
from claims.agreement.interval import FEWEST_UNITS, interval

NOMINAL, ORDINAL, INTERVAL = Level.NOMINAL, Level.ORDINAL, Level.INTERVAL


def read(*raters: str) -> list[list]:
    """Each rater's values of all units, "*" where one is missing → the values of each unit."""
    columns = zip(*(rater.split() for rater in raters), strict=True)
    return [[int(v) if v.isdigit() else v for v in column if v != "*"] for column in columns]


# K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), examples A, B and C.
BINARY = read("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
LETTERS = read("a a b b d c c c e d d a", "b a b b b c c c e d d d")
FOUR_OBSERVERS = read(
    "1 2 3 3 2 1 4 1 2 * * *",
    "1 2 3 3 2 2 4 1 2 5 * 3",
    "* 3 3 3 2 3 4 2 2 5 1 *",
    "1 2 3 3 2 4 4 1 2 5 1 *",
)
# The computational example of Wikipedia's article on Krippendorff's alpha.
THREE_CODERS = read(
    "* * * * * 3 4 1 2 1 1 3 3 * 3",
    "1 * 2 1 3 3 4 3 * * * * * * *",
    "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
)
# A. F. Hayes and K. Krippendorff, "Answering the Call for a Standard Reliability Measure for Coding
# Data", Communication Methods and Measures 1 (2007): 5 observers, 40 newspaper articles.
NEWSPAPERS = read(
    "1 1 2 * 0 0 1 1 2 2 * 0 1 3 1 1 2 1 1 0 0 0 2 0 1 0 0 1 1 1 1 2 2 3 2 2 2 2 2 1",
    "1 1 3 0 0 0 0 * 2 1 1 0 2 3 1 1 1 2 1 0 0 0 3 0 2 1 0 2 1 1 1 1 2 2 2 2 2 2 2 1",
    "2 0 3 0 0 0 2 2 2 1 0 0 2 2 1 1 2 3 0 0 1 * 3 0 * 1 0 1 2 2 0 2 * 2 2 3 2 * 2 1",
    "* 1 3 * * * * 0 * 1 0 0 2 2 * * * 3 1 * 1 0 3 0 2 1 1 2 2 * * 1 2 2 * * * 1 2 *",
    "2 * * 0 0 0 1 * 2 * * * * 3 1 1 2 * * 0 * 0 * * 2 * 0 * * 2 0 * 2 * 2 2 2 2 * 1",
)


@pytest.mark.parametrize(
    ("units", "level", "published"),
    [
        (BINARY, NOMINAL, 0.095),
        (LETTERS, NOMINAL, 0.692),
        (FOUR_OBSERVERS, NOMINAL, 0.743),
        (FOUR_OBSERVERS, ORDINAL, 0.815),
        (FOUR_OBSERVERS, INTERVAL, 0.849),
        (THREE_CODERS, NOMINAL, 0.691),
        (THREE_CODERS, INTERVAL, 0.811),
        (NEWSPAPERS, NOMINAL, 0.4765),
        (NEWSPAPERS, ORDINAL, 0.7598),
    ],
)
def test_alpha_is_what_was_published(units, level, published):
    digits = len(str(published)) - 2
    assert round(alpha(units, level), digits) == published


def test_the_steps_of_the_published_example_are_the_published_ones():
    met = coincidences(FOUR_OBSERVERS)
    assert met.n == 40
    assert met.totals == {1: 9, 2: 13, 3: 10, 4: 5, 5: 3}
    assert met.pairs[1, 1] == 7
    assert met.pairs[1, 2] == pytest.approx(4 / 3)
    assert distances(met.totals, ORDINAL)(1, 2) == 121


def test_nothing_is_said_where_nothing_can_be():
    assert alpha([], NOMINAL) is None
    assert alpha([[1], [2], []], NOMINAL) is None
    assert alpha([[1, 1], [1, 1, 1]], ORDINAL) is None


RATINGS = st.lists(st.lists(st.integers(1, 5), max_size=4), max_size=12)
LEVELS = st.sampled_from(Level)


@given(RATINGS, LEVELS)
def test_alpha_is_at_most_one_and_one_for_perfect_agreement_alone(units, level):
    found = alpha(units, level)
    if found is not None:
        pairable = [unit for unit in units if len(unit) > 1]
        agrees = all(len(set(unit)) == 1 for unit in pairable)
        assert found <= 1 + 1e-12
        assert (found == pytest.approx(1)) == agrees


@given(RATINGS, LEVELS, st.randoms(use_true_random=False))
def test_neither_the_order_of_units_nor_that_of_raters_matters(units, level, chance):
    mixed = [chance.sample(unit, len(unit)) for unit in chance.sample(units, len(units))]
    assert alpha(mixed, level) == pytest.approx(alpha(units, level))


@given(RATINGS, LEVELS)
def test_what_only_one_person_rated_does_not_count(units, level):
    assert alpha([*units, [3], []], level) == alpha(units, level)


@given(RATINGS, st.permutations([1, 2, 3, 4, 5]))
def test_names_of_nominal_values_are_only_names(units, names):
    renamed = [[names[value - 1] for value in unit] for unit in units]
    assert alpha(renamed, NOMINAL) == pytest.approx(alpha(units, NOMINAL))


@given(RATINGS, st.integers(-9, 9), st.integers(1, 9))
def test_where_an_interval_scale_begins_and_how_long_its_steps_are_does_not_matter(units, at, step):
    moved = [[at + step * value for value in unit] for unit in units]
    assert alpha(moved, INTERVAL) == pytest.approx(alpha(units, INTERVAL))


@given(RATINGS)
def test_only_the_order_of_ordinal_values_matters(units):
    stretched = [[value**3 for value in unit] for unit in units]
    assert alpha(stretched, ORDINAL) == pytest.approx(alpha(units, ORDINAL))


@given(st.lists(st.lists(st.sampled_from([1, 5]), max_size=4), max_size=12))
def test_with_two_values_all_levels_say_the_same(units):
    found = {level: alpha(units, level) for level in Level}
    assert found[ORDINAL] == pytest.approx(found[NOMINAL])
    assert found[INTERVAL] == pytest.approx(found[NOMINAL])


def test_the_interval_holds_alpha_and_is_the_same_each_time():
    for level in Level:
        told = interval(NEWSPAPERS, level)
        assert told.low < alpha(NEWSPAPERS, level) < told.high
        assert told == interval(list(reversed(NEWSPAPERS)), level)
        assert told.confidence == 0.95


def test_the_interval_holds_the_published_one_and_is_not_surer():
    """Hayes and Krippendorff (2007) tell .7078 to .8078, from draws of single pairs as if those
    were independent. Draws of whole units keep what the ratings of one unit have in common."""
    told = interval(NEWSPAPERS, ORDINAL)
    assert 0.6 < told.low < 0.7078
    assert 0.8078 < told.high < 0.9


def test_more_units_make_the_interval_narrower():
    once, often = interval(LETTERS, NOMINAL), interval(LETTERS * 8, NOMINAL)
    assert often.high - often.low < (once.high - once.low) / 2


def test_too_few_units_have_no_interval():
    few = [[1, 2]] * (FEWEST_UNITS - 1)
    assert interval(few, NOMINAL) is None
    assert interval([*few, [1], [], [2]], NOMINAL) is None
    assert interval([*few, [1, 1]], NOMINAL) is not None
    assert interval([[1, 1]] * 50, NOMINAL) is None
