"""Rows that came or went while somebody was typing into them.

Django's formsets answer such a row with “select a valid choice”, and what was typed into it is
lost. Here the posted data is rewritten before a formset reads it: a review that somebody else
began meanwhile becomes an edit of theirs, and a row that was removed becomes a new one.
"""

import re
from typing import Any

from django.http import QueryDict

MOST_ROWS = 2_000


def joined(data: QueryDict, prefix: str, row: Any) -> QueryDict:
    """`data` of an only row that was posted as new, as an edit of `row`, which came first.

    Version 0 is older than any, so that the edit is stale and both texts are shown.
    """
    if row is None or data.get(f"{prefix}-INITIAL_FORMS") != "0":
        return data
    joined = data.copy()
    joined[f"{prefix}-INITIAL_FORMS"] = joined[f"{prefix}-TOTAL_FORMS"] = "1"
    joined[f"{prefix}-0-id"] = str(row.pk)
    joined[f"{prefix}-0-version"] = "0"
    return joined


def without_gone(data: QueryDict, prefix: str, known: set[str]) -> tuple[QueryDict, bool]:
    """`data` with the rows renumbered whose key is not among `known`, and whether one of those
    was typed into: such a row is kept as a new one, all other gone rows are dropped."""
    first, total = (_count(data, f"{prefix}-{name}_FORMS") for name in ("INITIAL", "TOTAL"))
    if not 0 <= first <= total <= MOST_ROWS:
        return data, False
    gone = [place for place in range(first) if data.get(f"{prefix}-{place}-id") not in known]
    if not gone:
        return data, False
    there = [place for place in range(first) if place not in gone]
    kept = [place for place in gone if _is_touched(data, prefix, place)]
    renumbered = _renumbered(data, prefix, [*there, *kept, *range(first, total)], set(kept))
    renumbered[f"{prefix}-INITIAL_FORMS"] = str(len(there))
    renumbered[f"{prefix}-TOTAL_FORMS"] = str(len(there) + len(kept) + total - first)
    return renumbered, bool(kept)


def _count(data: QueryDict, name: str) -> int:
    found = data.get(name, "")
    return int(found) if re.fullmatch("[0-9]{1,6}", found) else -1


def _is_touched(data: QueryDict, prefix: str, place: int) -> bool:
    if f"{prefix}-{place}-DELETE" in data:
        return False
    shown = f"initial-{prefix}-{place}-"
    return any(
        _folded(values) != _folded(data.getlist(name.removeprefix("initial-")))
        for name, values in data.lists()
        if name.startswith(shown)
    )


def _folded(values: list[str]) -> list[str]:
    """A checkbox says `on` or nothing where its hidden twin says True or False."""
    texts = [value.replace("\r\n", "\n").strip() for value in values]
    return [text for text in texts if text not in ("", "False")] and [
        "True" if text == "on" else text for text in texts
    ]


def _renumbered(data: QueryDict, prefix: str, order: list[int], fresh: set[int]) -> QueryDict:
    shape = re.compile(rf"(initial-)?{re.escape(prefix)}-([0-9]+)-(.+)")
    places = {old: new for new, old in enumerate(order)}
    rows = [(name, values, shape.fullmatch(name)) for name, values in data.lists()]
    renumbered = data.copy()
    for name, _, found in rows:
        if found:
            del renumbered[name]
    for _, values, found in rows:
        if not found or int(found[2]) not in places:
            continue
        is_fresh = int(found[2]) in fresh
        if not (is_fresh and (found[1] or found[3] in ("id", "version"))):
            name = f"{found[1] or ''}{prefix}-{places[int(found[2])]}-{found[3]}"
            renumbered.setlist(name, values)
    return renumbered
