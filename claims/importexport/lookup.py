"""One query for the rows of many ids, compiled once for a whole file: to have Django make it anew
for every few hundred rows costs more than the answer."""

from collections.abc import Callable, Collection
from typing import Any

from django.db import connection
from django.db.models import QuerySet

AT_ONCE = 500


class Lookup:
    """`rows` makes the query of a list of ids; `mark` makes values of their type that no row has,
    by which their places in the query are found."""

    def __init__(
        self, rows: Callable[[list[Any]], QuerySet], mark: Callable[[int], Any] = "\x1f{}".format
    ) -> None:
        marks = [mark(number) for number in range(AT_ONCE)]
        self._sql, params = rows(marks).query.sql_with_params()
        first = params.index(marks[0])
        self._before, self._after = params[:first], params[first + AT_ONCE :]

    def __call__(self, ids: Collection[Any]) -> list[Any]:
        """The rows, as the database holds them: of at most AT_ONCE ids."""
        if not ids:
            return []
        wanted = list(ids)
        wanted += wanted[:1] * (AT_ONCE - len(wanted))
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [*self._before, *wanted, *self._after])
            return cursor.fetchall()


def below_zero(number: int) -> int:
    """A mark for keys."""
    return -1 - number
