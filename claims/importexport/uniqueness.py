"""What no two rows may share, asked for many rows of a file at once.

A file is judged as if its rows were written one after the other: a name that an earlier row gave
up is free for a later one.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from claims.importexport.spool import Spool

Row = Mapping[str, Any]
FREE = 0
"""In place of a line: the value was given up by a row of this file."""


class Unique:
    """One set of fields of `model` that no two rows share."""

    def __init__(
        self, model: type[models.Model], fields: tuple[str, ...], error: ValidationError
    ) -> None:
        self.model, self.fields, self.error = model, fields, error
        self.space = " ".join((model.__name__, *fields))

    def look_up(self, rows: Iterable[Row], spool: Spool) -> None:
        """Ask for the values of all `rows` at once: who has them, in the database and the file."""
        wanted = [row for row in rows if self._value(row)]
        self._held: dict[str, int] = {}
        if wanted:
            asked = {
                f"{name}__in": {_plain(row[name]) for row in wanted if row[name] is not None}
                for name in self.fields
            }
            found = self.model._base_manager.filter(**asked).values_list("pk", *self.fields)
            self._held = {_joined(values): key for key, *values in found}
        self._lines = spool.met(self.space, {self._value(row) for row in wanted})

    def is_taken(self, row: Row, key: int | None) -> bool:
        """Whether another row, there or earlier in the file, has the values of this one."""
        value = self._value(row)
        if value in self._lines:
            return self._lines[value] != FREE
        return self._held.get(value, key) != key

    def take(self, row: Row, before: Row, line: int, spool: Spool) -> None:
        """The row is accepted: it holds its values from now on, and no longer those of before."""
        moves = [(self._value(before), FREE)] if before else []
        moves = [*moves, (self._value(row), line)]
        moves = [(value, place) for value, place in moves if value]
        self._lines |= dict(moves)
        spool.meet(self.space, moves)

    def _value(self, row: Row) -> str:
        """All the fields' values in one text; empty where one is missing."""
        if any(name not in row or row[name] is None for name in self.fields):
            return ""
        return _joined(_plain(row[name]) for name in self.fields)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _joined(values: Iterable[Any]) -> str:
    return "\x1f".join(map(str, values))
