"""What a cell may hold: cell to value, value to cell.

Every widget raises ValueError with a sentence that names what is allowed.
"""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import models
from import_export import fields, widgets
from rapidfuzz import fuzz, process

from claims.importexport.problems import shortened
from claims.models.noun import UNSTORABLE

SEPARATOR = "|"
NAMES = re.compile(r"(?:[^|\\]|\\.|\\\Z)+", re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
TRUE = {"true", "yes", "1"}
FALSE = {"false", "no", "0", ""}
MOST_KNOWN = 2_000
LONG = 1_000
"""Characters of a list of names that is not kept at hand."""


class Text(widgets.Widget):
    """Taken exactly as it stands."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        return value

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)

    def same(self, cell: str, before: str) -> bool:
        """Whether the cell means what is there, `before` being how an export writes that.

        Spreadsheets write every kind of line end as one, so a line end is a line end.
        """
        return self.clean(_one_line_end(cell)) == self.clean(_one_line_end(before))


class Trimmed(Text):
    """Without blanks around it: ids, addresses, dates, language tags."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        return value.strip()


class Word(Trimmed):
    """One of a list of words; `empty` is what an empty cell means, if it may be empty."""

    def __init__(self, words: type[models.TextChoices], empty: str = "") -> None:
        super().__init__()
        self.words, self.empty, self._known = words, empty, list(words.values)

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        word = value.strip().lower() or self.empty
        if word not in self._known:
            raise ValueError(f"Write one of: {', '.join(self._known)}.")
        return word


class WordOrNothing(Word):
    """One of a list of words, or an empty cell, which stays empty."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        return super().clean(value, row, **kwargs) if value.strip() else ""


class TrueOrFalse(Text):
    """An empty cell is false: what nobody says is not claimed."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> bool:
        word = value.strip().lower()
        if word not in TRUE | FALSE:
            raise ValueError("Write true or false.")
        return word in TRUE

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "true" if value else "false"


class IdOf(Trimmed):
    """The id of another noun, which must be there already; `key` is the column that holds it."""

    def __init__(self, model: type[models.Model], key: str, *also: str) -> None:
        super().__init__()
        self.model, self.key, self.also = model, key, also
        self.known: dict[str, Any] = {}
        self._ids: list[str] | None = None

    def forget(self) -> None:
        """Before a new file: what was known may have changed."""
        self.known.clear()
        self._ids = None

    def learn(self, names: Iterable[str]) -> None:
        """Look all of `names` up at once. What is known of earlier ones may be forgotten."""
        if len(self.known) > MOST_KNOWN:
            self.known.clear()
        wanted = {name for name in names if name and not UNSTORABLE.search(name)}
        wanted -= self.known.keys()
        if wanted:
            found = self.model._base_manager.filter(**{f"{self.key}__in": wanted})
            self.known |= {getattr(r, self.key): r for r in found.only(self.key, *self.also)}

    def same(self, cell: str, before: str) -> bool:
        return cell.strip() == before

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        name = value.strip()
        if not name:
            return None
        if name not in self.known:
            self.learn([name])
        if name not in self.known:
            raise ValueError(self._unknown(name))
        return self.known[name]

    def _unknown(self, name: str) -> str:
        if self._ids is None:
            self._ids = list(self.model._base_manager.values_list(self.key, flat=True)[:10_000])
        near = process.extractOne(name, self._ids, scorer=fuzz.ratio, score_cutoff=80)
        hint = f" Do you mean {near[0]}?" if near else ""
        meta = self.model._meta
        return (
            f"There is no {meta.verbose_name} with this id. Write the id of one that is there, "
            f"or import {meta.verbose_name_plural} first.{hint}"
        )

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else value.public_id


class Names(Text):
    """A list split by `|`; a `|` inside a name is written `\\|`."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> frozenset[str]:
        return _split(value) if len(value) < LONG else _split.__wrapped__(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return SEPARATOR.join(
            name.replace("\\", "\\\\").replace(SEPARATOR, f"\\{SEPARATOR}")
            for name in sorted(value or ())
        )


class Column(fields.Field):
    """One column. `readonly`: exported for the reader, never imported. `read` finds the value
    where it is no attribute of the row itself."""

    def __init__(
        self,
        attribute: str,
        name: str = "",
        widget: widgets.Widget | None = None,
        *,
        read: Callable[[Any], Any] | None = None,
        readonly: bool = False,
    ) -> None:
        super().__init__(attribute, name or attribute, widget or Text(), readonly=readonly)
        self.read = read or attrgetter(attribute)

    @property
    def path(self) -> str:
        """Where a query finds what the cell shows."""
        widget = self.widget
        return f"{self.attribute}__{widget.key}" if isinstance(widget, IdOf) else self.attribute

    def get_value(self, instance: Any) -> Any:
        return self.read(instance)


@lru_cache(500)
def _split(cell: str) -> frozenset[str]:
    """Few lists of names, over and over."""
    names = (ESCAPED.sub(r"\1", name.strip()) for name in NAMES.findall(cell))
    return frozenset(name for name in names if name)


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def as_text(cell: Any) -> str:
    """A cell as a CSV file would hold it; workbooks bring numbers, dates and nothing."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def near(name: str, known: list[str]) -> str:
    """“ Do you mean …?”, or nothing."""
    found = get_close_matches(name, known, n=1)
    return f" Do you mean {shortened(found[0])}?" if found else ""
