"""A noun's rows on their way out, as text: two queries whatever the number of rows.

django-import-export builds an object for every row and asks the database again for its relations;
here the columns themselves are read, in pieces, so that neither time nor memory is wasted.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse

from claims.importexport.columns import Names, TrueOrFalse, Word
from claims.models.partial_date import PartialDateField

PIECE = 2_000
"""Rows fetched at once."""
Render = Callable[[Any], str]


class OutColumn(NamedTuple):
    """`kind`: text, date, flag or list. `words` are all that may stand in it, where that is so."""

    name: str
    kind: str = "text"
    words: tuple[str, ...] = ()
    readonly: bool = False


class Outgoing(NamedTuple):
    """A table on its way out; `rows` can be walked once, each as many cells as `columns`."""

    noun: str
    columns: Sequence[OutColumn]
    rows: Iterable[Sequence[str]]

    @property
    def headers(self) -> list[str]:
        return [column.name for column in self.columns]


def outgoing(
    resource: Any, queryset: Any = None, *, progress: Callable[[int], Any] | None = None
) -> Outgoing:
    """The rows of `queryset`, all that leave if there is none, in the order of entry.

    `progress` is called with the number of rows that were read since its last call.
    """
    name = str(resource.get_display_name())
    queryset = resource.get_queryset() if queryset is None else queryset
    return Outgoing(name, columns_of(resource), _rows(resource, queryset, progress))


def columns_of(resource: Any) -> list[OutColumn]:
    """All that the noun's table shows, those columns included that no file can set."""
    return [_column(resource, field) for field in resource.fields.values()]


def _column(resource: Any, field: Any) -> OutColumn:
    name, widget = field.column_name, field.widget
    if isinstance(widget, Word):
        return OutColumn(name, "text", tuple(widget.words.values), field.readonly)
    if isinstance(widget, TrueOrFalse):
        return OutColumn(name, "flag", ("true", "false"), field.readonly)
    if isinstance(widget, Names):
        return OutColumn(name, "list", (), field.readonly)
    kind = "date" if name in resource.rendered_dates or _is_date(resource, field) else "text"
    return OutColumn(name, kind, (), field.readonly)


def _is_date(resource: Any, field: Any) -> bool:
    try:
        return isinstance(resource.model._meta.get_field(field.attribute), PartialDateField)
    except FieldDoesNotExist:
        return False


def _rows(resource: Any, queryset: Any, progress: Any) -> Iterator[list[str]]:
    rows = resource.joined(_plain(resource, queryset))
    fields = list(resource.fields.values())
    lists = [place for place, field in enumerate(fields) if isinstance(field.widget, Names)]
    paths = [resource.paths.get(field.column_name) or field.path for field in fields]
    renders = _renders(resource, fields)
    named = {
        place: _Lists(rows, paths[place], _stripped(fields[place].widget.render)) for place in lists
    }
    asked = [
        "pk"  # by which the names are found
        if place in named
        else Cast(path, TextField())
        if field.column_name in resource.rendered_dates
        else path
        for place, (field, path) in enumerate(zip(fields, paths, strict=True))
    ]
    done = 0
    for done, row in enumerate(rows.values_list(*asked).iterator(chunk_size=PIECE), 1):
        cells = ["" if value is None else value for value in row]
        for place, found in named.items():
            cells[place] = found.of(cells[place])
        for place, render in renders:
            cells[place] = render(cells[place])
        yield cells
        if progress and done % PIECE == 0:
            progress(PIECE)
    if progress:
        progress(done % PIECE)


def _plain(resource: Any, queryset: Any) -> Any:
    """The same rows without joins of their own, in the order of entry."""
    rows = resource.model._default_manager.order_by("pk")
    if queryset.query.where or queryset.query.distinct:
        rows = rows.filter(pk__in=queryset.order_by().values("pk"))
    return rows


def _renders(resource: Any, fields: list[Any]) -> list[tuple[int, Render]]:
    """What does not come as text from the database, by its place."""
    found: list[tuple[int, Render]] = []
    for place, field in enumerate(fields):
        if field.column_name in resource.rendered_dates:
            found.append((place, _day))
        elif field.column_name in resource.addresses:
            found.append((place, _address(resource.addresses[field.column_name])))
        elif field.column_name in resource.numbers:
            found.append((place, str))
        elif isinstance(field.widget, TrueOrFalse):
            found.append((place, field.widget.render))
    return found


def _day(moment: str) -> str:
    """Of a moment as the database writes it, in UTC: to parse it takes longer than the row."""
    return moment[:10]


def _address(page: str) -> Render:
    """The address of a page by the slug; looked up once, for it takes longer than the row."""
    before, after = reverse(page, args=["-slug-"]).split("-slug-")
    return lambda slug: f"{before}{slug}{after}" if slug else ""


def _stripped(render: Render) -> Render:
    return lambda names: render([name.strip() for name in names])


class _Lists:
    """Names of which a row has several, walked in step with the rows: both are in order of keys."""

    def __init__(self, rows: Any, path: str, render: Render) -> None:
        pairs = rows.filter(**{f"{path}__isnull": False}).values_list("pk", path)
        self.groups = groupby(pairs.iterator(chunk_size=PIECE), itemgetter(0))
        self.render = lru_cache(PIECE)(render)  # few lists of names, over and over
        self._step()

    def _step(self) -> None:
        self.key: Any
        self.key, group = next(self.groups, (None, ()))
        self.names = tuple(pair[1] for pair in group)

    def of(self, key: Any) -> str:
        while self.key is not None and self.key < key:
            self._step()
        return self.render(self.names) if self.key == key else ""
