"""A noun's rows on their way out, as text: two queries whatever the number of rows.

django-import-export builds an object for every row and asks the database again for its relations;
here the columns themselves are read. A piece of the rows is turned on its side and rendered column
by column, so that neither time nor memory is wasted.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse

from claims.importexport.columns import Names, TrueOrFalse, Word
from claims.models.partial_date import PartialDateField

PIECE = 2_000
"""Rows fetched at once."""
Column = Sequence[Any]
Render = Callable[[Column], Column]


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


def _rows(resource: Any, queryset: Any, progress: Any) -> Iterator[tuple[str, ...]]:
    rows = resource.joined(_plain(resource, queryset))
    fields = list(resource.fields.values())
    paths = [resource.paths.get(field.column_name) or field.path for field in fields]
    renders = [
        _Lists(rows, path, _stripped(field.widget.render))
        if isinstance(field.widget, Names)
        else render(resource, field)
        for field, path in zip(fields, paths, strict=True)
    ]
    asked = [
        "pk"  # by which the names are found
        if isinstance(field.widget, Names)
        else Cast(path, TextField())
        if field.column_name in resource.rendered_dates
        else path
        for field, path in zip(fields, paths, strict=True)
    ]
    found = rows.values_list(*asked).iterator(chunk_size=PIECE)
    while piece := list(islice(found, PIECE)):
        columns = zip(*piece, strict=True)
        yield from zip(*(r(c) for r, c in zip(renders, columns, strict=True)), strict=True)
        if progress:
            progress(len(piece))


def _plain(resource: Any, queryset: Any) -> Any:
    """The same rows without joins of their own, in the order of entry."""
    rows = resource.model._default_manager.order_by("pk")
    if queryset.query.where or queryset.query.distinct:
        rows = rows.filter(pk__in=queryset.order_by().values("pk"))
    return rows


def render(resource: Any, field: Any) -> Render:
    """A column as the database has it → as cells."""
    name = field.column_name
    if name in resource.rendered_dates:
        return _days
    if name in resource.addresses:
        return _addresses(resource.addresses[name])
    if name in resource.numbers:
        return _numbers
    if isinstance(field.widget, TrueOrFalse):
        return lambda column: [field.widget.render(value) for value in column]
    return _texts


def _texts(column: Column) -> Column:
    return [value or "" for value in column]


def _numbers(column: Column) -> Column:
    return ["" if value is None else str(value) for value in column]


def _days(column: Column) -> Column:
    """Of moments as the database writes them, in UTC: to parse one takes longer than its row."""
    return [moment[:10] if moment else "" for moment in column]


def _addresses(page: str) -> Render:
    """The address of a page by the slug; looked up once, for it takes longer than the row."""
    before, after = reverse(page, args=["-slug-"]).split("-slug-")
    return lambda column: [f"{before}{slug}{after}" if slug else "" for slug in column]


def _stripped(render: Callable[[Any], str]) -> Callable[[Iterable[str]], str]:
    return lambda names: render([name.strip() for name in names])


class _Lists:
    """Names of which a row has several, walked in step with the rows: both are in order of keys."""

    def __init__(self, rows: Any, path: str, render: Callable[[Iterable[str]], str]) -> None:
        pairs = rows.filter(**{f"{path}__isnull": False}).values_list("pk", path)
        self.pairs = pairs.iterator(chunk_size=PIECE)
        self.render = lru_cache(PIECE)(render)  # few lists of names, over and over
        self.names: dict[int, list[str]] = {}

    def __call__(self, keys: Column) -> Column:
        last = keys[-1]
        for key, name in self.pairs:
            self.names.setdefault(key, []).append(name)
            if key > last:
                break
        return [self.render(tuple(self.names.pop(key, ()))) for key in keys]
