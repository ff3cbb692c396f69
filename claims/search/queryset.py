"""The one door: `search(queryset, words)`."""

from typing import Any, TypeVar

from django.db.models import BooleanField, F, FloatField, Func, QuerySet

from claims.search import postgresql, sqlite
from claims.search.tables import TABLES
from claims.search.words import phrases

Rows = TypeVar("Rows", bound=QuerySet)


def search(queryset: Rows, words: str, *, through: str = "pk") -> Rows:
    """Rows that hold all of `words`, the best fit first, then the newest.

    No words are no filter, and leave the order as it was; marks alone ("???") find nothing.
    The answer can be filtered, sliced, counted and used as a subquery; its order, as any
    order in Django, takes part in a GROUP BY, so call `order_by()` before `values().annotate()`.

    Args:
        through: a foreign key of the model, to look for the words in the row that it names:
            `search(Claim.objects.published(), words, through="published_version")` ranks
            claims by what readers see of them.

    Raises:
        SearchRefused: too long, or no text. See `words.phrases`.
        LookupError: nobody keeps an index of this model.
    """
    said = phrases(words)
    if not said:
        return queryset
    model: Any = queryset.model
    if through != "pk":
        model = model._meta.get_field(through).related_model
    table = model._meta.db_table
    if table not in TABLES:
        raise LookupError(f"No search index is kept of {model._meta.verbose_name_plural}.")
    return queryset.filter(Found(F(through), table, said)).order_by(
        Relevance(F(through), table, said).desc(), "-pk"
    )


class OfRow(Func):
    """SQL that a vendor's module writes about the row whose number is the first expression."""

    verb = ""

    def __init__(self, row: Any, table: str, said: tuple[str, ...], **extra: Any) -> None:
        self.table, self.said = TABLES[table], said
        super().__init__(row, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self._said_by(sqlite, compiler)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self._said_by(postgresql, compiler)

    def _said_by(self, vendor: Any, compiler: Any) -> Any:
        row, params = compiler.compile(self.source_expressions[0])
        sql, words = getattr(vendor, self.verb)(self.table, row, self.said)
        # A row's number is a column: it brings no parameters that would have to come first.
        return sql, [*params, *words]


class Found(OfRow):
    verb = "found"
    output_field = BooleanField()
    conditional = True


class Relevance(OfRow):
    verb = "relevance"
    output_field = FloatField()
