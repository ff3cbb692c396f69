"""Dates as people write them: taken for one day, for two, or for none."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from claims.models.partial_date import check_partial_date, days_meant

DAYS = st.dates(min_value=date(1000, 1, 1))


@given(DAYS)
def test_dots_stand_between_day_month_and_year(day):
    assert days_meant(f"{day.day}.{day.month}.{day.year}") == [day.isoformat()]
    assert days_meant(f"{day.day:02}. {day.month:02}. {day.year}") == [day.isoformat()]


@given(DAYS)
def test_slashes_mean_one_day_where_the_other_order_is_none_or_the_same(day):
    for written in (f"{day.day}/{day.month}/{day.year}", f"{day.month:02}/{day.day:02}/{day.year}"):
        found = days_meant(written)
        assert day.isoformat() in found
        assert (len(found) == 1) == (day.day > 12 or day.day == day.month)


@given(st.text() | st.from_regex(r"[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4}", fullmatch=True))
def test_what_is_refused_is_told_with_dates_that_are_taken(text):
    try:
        check_partial_date(text)
    except ValidationError as error:
        said = error.messages[0].removeprefix(f"“{text[:40]}”")
        for written in re.findall(r"[0-9]{4}(?:-[0-9]{2}){0,2}", said):
            check_partial_date(written)
        assert set(days_meant(text)) <= set(said.rstrip(".").split())


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("31.12.2024", "“31.12.2024” is no date: write 2024-12-31."),
        ("12/31/2024", "“12/31/2024” is no date: write 2024-12-31."),
        ("5/5/2024", "“5/5/2024” is no date: write 2024-05-05."),
        ("3/4/2024", "“3/4/2024” may be two days: write 2024-04-03 or 2024-03-04."),
        ("31.02.2024", "“31.02.2024” is no date: write 2018, 2018-12 or 2018-12-13."),
        ("Dec-18", "“Dec-18” is no date: write 2018, 2018-12 or 2018-12-13."),
    ],
)
def test_the_sentence_says_which_day_it_may_be(written, said):
    with pytest.raises(ValidationError) as refusal:
        check_partial_date(written)
    assert refusal.value.messages == [said]
