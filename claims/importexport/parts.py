"""A row of a file is one noun, or a noun with what hangs on it: each part has rules of its own."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from claims.importexport.spool import Spool
from claims.importexport.uniqueness import Unique
from claims.models.validation import Validator, unique_together

Values = Mapping[str, Any]
Message = tuple[str, ValidationError]


class Part:
    """The columns whose attributes begin with `prefix`, as fields of `model`.

    Args:
        attributes: of all columns that the file has.
        key: the field that holds the id, if this part is the row's own noun.
    """

    def __init__(
        self, model: Any, attributes: Collection[str], prefix: str = "", key: str = ""
    ) -> None:
        self.model, self.prefix, self.key = model, prefix, key
        names = {field.name for field in model._meta.concrete_fields}
        self.names = [
            name.removeprefix(prefix)
            for name in attributes
            if name.startswith(prefix) and name.removeprefix(prefix) in names - {key}
        ]
        self.validator = Validator(model, {*self.names, key} - {""})
        self.uniques = [
            Unique(model, fields, error)
            for fields, error in unique_together(model)
            if set(fields) <= set(self.names)
        ]

    def field(self, name: str) -> Any:
        return self.model._meta.get_field(name) if name else None

    def number(self, stored: Any) -> int | None:
        """The key of the part that is there."""
        return stored.key if stored else None

    def broken(self, arrival: Any, values: Values, refused: Collection[str]) -> Iterator[Message]:
        """What is wrong with `values`, which map attributes to values; the attributes in `refused`
        have been told of already."""
        row, skip = self._row(values), set()
        if refused:
            skip = {name for name in self.names if self.prefix + name in refused}
        if arrival.stored is None and self.key not in refused and values.get(self.key):
            row[self.key] = values[self.key]
        key = self.number(arrival.stored)
        wrong = set(skip)
        for name, error in self.validator.broken(row, key=key, apart_from=skip):
            wrong.add(name)
            yield name, error
        for unique in self.uniques:
            if not wrong & set(unique.fields) and unique.is_taken(row, key):
                yield unique.fields[0] if len(unique.fields) == 1 else "", unique.error

    def take(self, arrival: Any, values: Values, before: Values, spool: Spool) -> None:
        """The row is accepted."""
        for unique in self.uniques:
            changed = {name for name in unique.fields if self.prefix + name in arrival.values}
            if changed:
                unique.take(self._row(values), self._row(before), arrival.line, spool)

    def _row(self, values: Values) -> dict[str, Any]:
        prefix = self.prefix
        return {name: values[prefix + name] for name in self.names if prefix + name in values}
