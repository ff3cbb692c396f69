"""Rows that say nearly the same as a text, for a person to look at before writing it again."""

import re
from typing import Any

from django.db.models import Q
from rapidfuzz import fuzz

from claims.search.queryset import Rows, search

MOST_WORDS, RAREST, MOST_ROWS = 24, 4, 300
LEAST = 55.0
"""Of 100. Two sentences on the same subject with other words for most things have less."""

WORD = re.compile(r"[^\W_]{4,40}|\d[\d.,]*")
NO_BLANKS = re.compile(r"(?=([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]{2}))")


def similar(queryset: Rows, text: str, *, most: int = 5) -> list[Any]:
    """At most `most` rows whose `text` is close to `text`, the closest first.

    The text's rarest words that the queryset has at all find the candidates; how much their
    words agree, in any order, ranks them. Words of fewer than four letters decide nothing.
    """
    words = _rarest(queryset, _words(text))
    if not words:
        return []
    any_of_them = Q()
    for word in words:
        any_of_them |= Q(pk__in=search(queryset, word).order_by().values("pk"))
    found = queryset.filter(any_of_them).order_by("-pk")[:MOST_ROWS]
    folded = text.casefold()
    scored = [(_likeness(folded, row.text.casefold()), row) for row in found]
    close = [one for one in scored if one[0] >= LEAST]
    return [row for _, row in sorted(close, key=lambda one: -one[0])[:most]]


def _words(text: str) -> list[str]:
    """Different words, the longest first: most of the rare ones are among them."""
    found = {word.casefold() for word in (*WORD.findall(text), *NO_BLANKS.findall(text))}
    return sorted(found, key=lambda word: (-len(word), word))[:MOST_WORDS]


def _rarest(queryset: Any, words: list[str]) -> list[str]:
    counts = [(search(queryset, word).order_by().count(), word) for word in words]
    return [word for count, word in sorted(counts) if count][:RAREST]


def _likeness(one: str, other: str) -> float:
    """From 0 to 100. A claim repeats part of its passage, so the shorter text may lie inside."""
    return max(fuzz.token_sort_ratio(one, other), 0.9 * fuzz.token_set_ratio(one, other))
