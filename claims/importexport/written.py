"""A good row of a file, as the workflow writes it: columns of the table and words of the entry."""

from collections.abc import Sequence
from typing import Any, ClassVar

from claims.importexport.arrivals import Arrival, Values
from claims.importexport.columns import IdOf
from claims.models.noun import new_public_id, slug_stem
from claims.workflow.incoming import Incoming


class Written:
    """Part of every resource. `targets` are worked out once for a file, by prefix."""

    model: ClassVar[Any]
    key: ClassVar[str]
    targets: dict[str, list[tuple[Any, ...]]]

    def get_import_fields(self) -> list[Any]:
        raise NotImplementedError

    def incoming(self, arrivals: Sequence[Arrival]) -> list[Incoming]:
        """Good rows as the workflow writes them."""
        return [self._incoming(arrival) for arrival in arrivals]

    def _incoming(self, arrival: Arrival, **more: Any) -> Incoming:
        """`more` are further parts of the row; `also` what its entry says besides, before and
        after."""
        stored = arrival.stored
        if not arrival.name and self.key == "public_id":
            arrival.name = new_public_id()
        columns, before, after = self.written(arrival, self.model)
        if also := more.pop("also", None):
            before |= also[0]
            after |= also[1]
        words = "" if stored else self.words(arrival)
        return Incoming(
            arrival.line,
            stored.key if stored else None,
            stored.version if stored else 0,
            arrival.name,
            words,
            columns,
            before,
            after,
            claim=self._claim(arrival),
            **more,
        )

    def _claim(self, arrival: Arrival) -> str:
        """The id of the claim that the row hangs on, which no file changes."""
        claim = arrival.whole.get("claim")
        return claim.public_id if claim is not None else ""

    def words(self, arrival: Arrival) -> str:
        """What the slug of a new row is made of, where it has one and the file gives none."""
        if self.key != "slug" or arrival.name:
            return ""
        return slug_stem(str(arrival.values.get("name") or arrival.values.get("title") or ""))

    def written(
        self, arrival: Arrival, model: Any, prefix: str = "", said: str = ""
    ) -> tuple[Values, Values, Values]:
        """Columns of `model` to write, and what the entry says before and after. `said` begins the
        names of the fields in the entry."""
        columns, before, after = {}, {}, {}
        values, was = arrival.values, arrival.was
        for attribute, column, name, widget, is_reference in self._targets(model, prefix, said):
            if attribute not in values:
                continue
            value = shown = values[attribute]
            if is_reference and value is not None:
                value, shown = value.pk, value.public_id
            columns[column] = value
            if name:
                after[name] = shown
                if was and attribute in was:
                    cell = was[attribute]
                    before[name] = cell or None if is_reference else widget.clean(cell)
        return columns, before, after

    def _targets(self, model: Any, prefix: str, said: str) -> list[tuple[Any, ...]]:
        """Of each column that leads to `model`: attribute, column of the table, name in the entry
        or "" where no entry says it, widget, and whether it refers to another row."""
        if prefix not in self.targets:
            self.targets[prefix] = [
                (
                    field.attribute,
                    f"{name}_id" if isinstance(field.widget, IdOf) else name,
                    "" if name in model.UNRECORDED else said + name,
                    field.widget,
                    isinstance(field.widget, IdOf),
                )
                for field in self.get_import_fields()
                if field.attribute.startswith(prefix)
                and "__" not in (name := field.attribute.removeprefix(prefix))
            ]
        return self.targets[prefix]
