"""What an address may ask of a page, and the sentence for an address that asks something else.

A filter that cannot be read must never show everything: whoever shares the address would take
the whole list for the answer.
"""

import re
from typing import Any, Self

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict

PER_PAGE = 20
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
YEAR = re.compile(r"20[0-9]{2}")
# Added to shared links by others; they choose nothing, so a link that carries them still works.
TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref|source")


def shown(value: str) -> str:
    """A typed value, short enough to be repeated in a sentence."""
    return value if len(value) <= 40 else f"{value[:40]}…"


class PageNumber(forms.CharField):
    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return 1
        if not PAGE_NUMBER.fullmatch(value):
            raise ValidationError(
                f"“page” is a whole number from 1 to 999,999,999, and “{shown(value)}” is none."
            )
        return int(value)


class Year(forms.Field):
    """A year as a number, or None for all of them."""

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if not YEAR.fullmatch(value):
            raise ValidationError(
                f"“year” is a year from 2000 to 2099, and “{shown(value)}” is none."
            )
        return int(value)


class Word(forms.CharField):
    """One of `words`, or nothing for all of them; `noun` is what they are words for."""

    def __init__(self, words: list[str], *, noun: str) -> None:
        super().__init__(required=False)
        self.words, self.noun = words, noun

    def to_python(self, value: Any) -> str:
        word = super().to_python(value) or ""
        if word and word not in self.words:
            raise ValidationError(
                f"“{shown(word)}” is no {self.noun}: those are {listed(self.words)}."
            )
        return word


class SlugChoice(forms.ModelChoiceField):
    """One row by its slug, out of those that readers may know of."""

    def __init__(self, queryset: QuerySet[Any], *, noun: str) -> None:
        super().__init__(queryset, to_field_name="slug", required=False)
        self.noun = noun

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(
                f"There is no {self.noun} “{shown(value)}” here. "
                f"Choose a {self.noun} from the list beside the claims."
            ) from None


class QueryForm(forms.Form):
    """The base of every list's address: a page number, and nothing that the page does not know."""

    page = PageNumber(required=False)

    @classmethod
    def asked(cls, data: QueryDict) -> Self:
        """Read an address.

        Raises:
            BadRequest: what cannot be read, and what is allowed instead.
        """
        form = cls(data)
        known = list(form.fields)
        for name in data:
            if name not in known and not TRACKING.fullmatch(name):
                raise BadRequest(
                    f"This page cannot be asked for “{shown(name)}”: it knows {listed(known)}."
                )
            if name in known and len(data.getlist(name)) > 1:
                raise BadRequest(f"“{name}” stands twice in this address: keep one of them.")
        if not form.is_valid():
            raise BadRequest(" ".join(str(m) for errors in form.errors.values() for m in errors))
        return form

    def page_of(self, rows: QuerySet[Any]) -> Page:
        """The page asked for.

        Raises:
            BadRequest: there are fewer pages.
        """
        paginator, number = Paginator(rows, PER_PAGE), self.cleaned_data["page"]
        try:
            return paginator.page(number)
        except EmptyPage:
            last = paginator.num_pages
            allowed = "only page 1" if last == 1 else f"pages 1 to {last}"
            raise BadRequest(f"There is no page {number} here: this list has {allowed}.") from None


def listed(words: list[str]) -> str:
    *others, last = [f"“{word}”" for word in words]
    return f"{', '.join(others)} and {last}" if others else last
