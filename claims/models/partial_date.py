"""Dates as sources give them: a year, a month or a day."""

import re
from contextlib import suppress
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

DOTTED = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


def check_partial_date(value: str) -> None:
    """Refuse what is no ISO 8601 date of reduced precision (YYYY, YYYY-MM or YYYY-MM-DD).

    Raises:
        ValidationError: the shape is another one, or the calendar has no such day.
    """
    found = SHAPE.fullmatch(value)
    try:
        if found is None:
            raise ValueError
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        days = days_meant(value)
        what = "may be two days" if len(days) > 1 else "is no date"
        write = " or ".join(days or ["2018, 2018-12", "2018-12-13"])
        raise ValidationError(f"“{value[:40]}” {what}: write {write}.", code="date") from None


def days_meant(text: str) -> list[str]:
    """The days that a date with dots or slashes may be, as ISO 8601 has them.

    Dots stand between day, month and year in this order everywhere. Slashes do not: 31/12/2018 is
    one day, 03/04/2018 is two.
    """
    text = text.strip()
    if found := DOTTED.fullmatch(text):
        orders = [(found[2], found[1])]
    elif found := SLASHED.fullmatch(text):
        orders = [(found[2], found[1]), (found[1], found[2])]
    else:
        return []
    days = []
    for month, day in orders:
        with suppress(ValueError):
            days.append(date(int(found[3]), int(month), int(day)).isoformat())
    return list(dict.fromkeys(days))


class PartialDateField(models.CharField):
    """schema.org's `Date` allows less than a day; inventing the day would be a false fact."""

    default_validators = [check_partial_date]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("help_text", "A year, a month or a day: 2018, 2018-12 or 2018-12-13.")
        super().__init__(*args, **kwargs)
