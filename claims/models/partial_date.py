"""Dates as sources give them: a year, a month or a day."""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

TWO_WAYS = re.compile(r"(0[1-9]|1[0-2])/(0[1-9]|1[0-2])/([0-9]{4})")
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
        if found := TWO_WAYS.fullmatch(value):
            first, second, year = found.groups()
            raise ValidationError(
                f"“{value}” may be two days: write {year}-{second}-{first} or "
                f"{year}-{first}-{second}.",
                code="date",
            ) from None
        raise ValidationError(
            f"“{value[:40]}” is no date: write 2018, 2018-12 or 2018-12-13.", code="date"
        ) from None


class PartialDateField(models.CharField):
    """schema.org's `Date` allows less than a day; inventing the day would be a false fact."""

    default_validators = [check_partial_date]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("help_text", "A year, a month or a day: 2018, 2018-12 or 2018-12-13.")
        super().__init__(*args, **kwargs)
