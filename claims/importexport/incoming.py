"""A file on its way in: what each cell means, what it would change, what is wrong.

Rows are taken some hundred at a time. What is there is read in a few queries and compared as an
export would write it, so an unchanged row costs one comparison. Only what differs is read by
column, held against the rules and, if it is to be written, put away in the spool.
"""

import hashlib
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError

from claims.importexport.arrivals import Arrival, Stored, Values
from claims.importexport.columns import IdOf
from claims.importexport.outcome import Change, Row
from claims.importexport.plan import Plan
from claims.importexport.spool import Spool
from claims.importexport.validation import sentence
from claims.models.noun import UNSTORABLE
from claims.workflow.incoming import FAR

BATCH = 500
IDS, NEW = "ids", "new"
TWICE = "Line {} has this id already: give each row its own."
ELSEWHERE = "The row with this id belongs to another {}: give this one a new id."
UNSTORED = "It holds a character that cannot be stored: take it out."


class Incoming:
    """The rows of one sheet for one resource.

    Args:
        names: for each of the sheet's headers our column, or None where it is left out.
        keep: the rows are to be written and are put away for that.
    """

    def __init__(
        self,
        resource: Any,
        sheet: Any,
        names: Sequence[str | None],
        *,
        plan: Plan,
        spool: Spool,
        keep: bool = False,
    ) -> None:
        self.resource, self.sheet, self.plan, self.spool = resource, sheet, plan, spool
        self.keep = keep
        fields = [field for field in resource.get_import_fields() if field.column_name in names]
        self.fields = fields
        self.columns = [field.column_name for field in fields]
        self.column_of = {field.attribute: field.column_name for field in fields}
        self.places = [names.index(name) for name in self.columns]
        every = list(enumerate(resource.get_import_fields()))
        self.shown = [place for place, field in every if field.column_name in names]
        self.hidden = [place for place, field in every if field.column_name not in names]
        self.absent = [every[place][1] for place in self.hidden]
        self.id_place = self.columns.index("id")
        self.references = [
            (place, field.widget)
            for place, field in enumerate(fields)
            if isinstance(field.widget, IdOf)
        ]
        self.rules = resource.rules([field.attribute for _, field in every])
        self.digest = hashlib.sha256()
        self.new = 0

    def run(self, progress: Callable[[int], Any] | None = None) -> None:
        """Take every row, in order.

        Raises:
            NotAllowed: the person may not write this noun, in this row or in any other.
            Unimportable: the file cannot be read further.
        """
        records = iter(self.sheet)
        while some := list(islice(records, BATCH)):
            self._take(some)
            if progress:
                progress(len(some))
        self.plan.fingerprint = self.digest.hexdigest()

    def _take(self, records: list[Any]) -> None:
        places = self.places
        picked = [tuple([record.cells[place] for place in places]) for record in records]
        names = [cells[self.id_place].strip() for cells in picked]
        stored = self._stored(names)
        twice = self._met_twice(records, names)
        arrivals, kept = [], []
        for record, cells, name in zip(records, picked, names, strict=True):
            there = stored.get(name)
            if there and there.cells == cells and not record.problem and record.line not in twice:
                self._leave(record, cells, name)
                continue
            arrival = Arrival(record, cells, there)
            arrival.name = name
            arrivals.append(arrival)
        self._look_up(arrivals)
        for arrival in arrivals:
            self._judge(arrival, twice)
            if self._settle(arrival):
                kept.append(arrival)
        if self.keep and kept:
            self.spool.keep(self.resource.incoming(kept))

    def _stored(self, names: list[str]) -> dict[str, Stored]:
        wanted = {name for name in names if name and not UNSTORABLE.search(name)}
        stored = self.resource.stored(wanted) if wanted else {}
        if not self.hidden:
            return stored
        return {
            name: row._replace(
                cells=tuple([row.cells[place] for place in self.shown]),
                others=tuple([row.cells[place] for place in self.hidden]),
            )
            for name, row in stored.items()
        }

    def _met_twice(self, records: list[Any], names: list[str]) -> dict[int, int]:
        """The line of each row whose id the file has said before → the line that said it."""
        twice, here = {}, self.spool.met(IDS, {*names} - {""})
        for record, name in zip(records, names, strict=True):
            if name and here.setdefault(name, record.line) != record.line:
                twice[record.line] = here[name]
        self.spool.meet(IDS, here.items())
        return twice

    def _leave(self, record: Any, cells: tuple[str, ...], name: str) -> None:
        if self.plan.rows is None:
            self.plan.counts["unchanged"] += 1
            return
        row = Row()
        row.line, row.public_id = record.line, name
        row.row_values = dict(zip(self.columns, cells, strict=True))
        row.import_type = Row.IMPORT_TYPE_SKIP
        self.plan.take(row, record.cells)

    def _look_up(self, arrivals: list[Arrival]) -> None:
        """What the arrivals speak of, and what may stand there once, each in one query."""
        for place, widget in self.references:
            widget.learn({a.cells[place].strip() for a in arrivals})
            if widget.model is self.resource.model:
                self._learn_of_the_file(widget, {a.cells[place].strip() for a in arrivals})
        for part in self.rules:
            for unique in part.uniques:
                unique.look_up([self._candidate(a, unique.fields) for a in arrivals], self.spool)

    def _learn_of_the_file(self, widget: IdOf, names: set[str]) -> None:
        """Rows of this noun that stood earlier in the file and are still to come."""
        unknown = {name for name in names - widget.known.keys() if name}
        for name, (place, note) in self.spool.noted(NEW, unknown).items():
            widget.known[name] = self._to_come(widget, name, place, note)

    def _candidate(self, arrival: Arrival, fields: Sequence[str]) -> Values:
        """Values of `fields` as far as they can be read; None where they cannot."""
        found: Values = {}
        for field, cell in zip(self.fields, arrival.cells, strict=True):
            if field.attribute in fields:
                try:
                    found[field.attribute] = None if UNSTORABLE.search(cell) else _read(field, cell)
                except ValueError:
                    found[field.attribute] = None
        return found

    # One row ------------------------------------------------------------------------------

    def _judge(self, arrival: Arrival, twice: dict[int, int]) -> None:
        row = arrival.row
        row.row_values = dict(zip(self.columns, arrival.cells, strict=True))
        row.public_id = arrival.name
        if arrival.record.problem:
            arrival.refuse("", "", arrival.record.problem)
        else:
            self._read(arrival)
            if arrival.line in twice:
                arrival.refuse("id", arrival.name, TWICE.format(twice[arrival.line]))
            row.import_type = Row.IMPORT_TYPE_NEW
            if arrival.stored:
                row.import_type = Row.IMPORT_TYPE_UPDATE if arrival.was else Row.IMPORT_TYPE_SKIP
            if row.problems or row.import_type != Row.IMPORT_TYPE_SKIP:
                self._hold_against_the_rules(arrival)
        if row.problems:
            row.problems.sort(key=lambda p: self.columns.index(p.column) if p.column else -1)
            row.import_type = Row.IMPORT_TYPE_INVALID
            row.validation_error = ValidationError([str(problem) for problem in row.problems])

    def _read(self, arrival: Arrival) -> None:
        """Attribute → value of every cell that says something else than what is there."""
        there = arrival.stored.cells if arrival.stored else None
        is_storable = not UNSTORABLE.search("".join(arrival.cells))
        for place, (field, cell) in enumerate(zip(self.fields, arrival.cells, strict=True)):
            if place == self.id_place or (there and there[place] == cell):
                continue
            name, column = field.attribute, field.column_name
            try:
                if not is_storable and UNSTORABLE.search(cell):
                    raise ValueError(UNSTORED)
                if there and field.widget.same(cell, there[place]):
                    continue
                arrival.values[name] = field.widget.clean(cell)
            except ValueError as error:
                arrival.refuse(column, cell, str(error))
                continue
            if there:
                arrival.was[name] = there[place]
                arrival.row.changes.append(Change(column, there[place], cell))
                if name in self.resource.fixed:
                    arrival.refuse(column, cell, ELSEWHERE.format(column))
        if not is_storable and UNSTORABLE.search(arrival.name):
            arrival.refuse("id", arrival.name, UNSTORED)

    def _whole(self, arrival: Arrival) -> Values:
        """Every column that can be read."""
        values = dict(arrival.values)
        if arrival.stored:
            for field, cell in zip(self.fields, arrival.stored.cells, strict=True):
                if field.attribute not in values:
                    values[field.attribute] = _read(field, cell)
        others = arrival.stored.others if arrival.stored else [""] * len(self.absent)
        for field, cell in zip(self.absent, others, strict=True):
            values[field.attribute] = _read(field, cell)
        values[self.resource.key] = arrival.name
        return values

    def _hold_against_the_rules(self, arrival: Arrival) -> None:
        values, told = self._whole(arrival), arrival.refused
        arrival.whole = values
        refused = {name for name, column in self.column_of.items() if column in told}
        for part in self.rules:
            for name, error in part.broken(arrival, values, refused):
                column = self.column_of.get(part.prefix + name, "") if name else ""
                cell = arrival.row.row_values.get(column, "")
                arrival.refuse(column, cell, sentence(error, part.field(name)))

    def _settle(self, arrival: Arrival) -> bool:
        """Count the row; whether it is good and not as it was, and so takes its place."""
        row = arrival.row
        if row.import_type in (Row.IMPORT_TYPE_NEW, Row.IMPORT_TYPE_UPDATE):
            self.resource.permit(arrival)
            self._take_place(arrival)
        self.plan.take(row, arrival.record.cells)
        self._sign(arrival)
        return row.import_type in (Row.IMPORT_TYPE_NEW, Row.IMPORT_TYPE_UPDATE)

    def _take_place(self, arrival: Arrival) -> None:
        """Later rows of the file find what this one holds, and may refer to it."""
        before = {
            field.attribute: _read(field, arrival.was[field.attribute])
            for field in self.fields
            if field.attribute in arrival.was
        }
        for part in self.rules:
            part.take(arrival, arrival.whole, before, self.spool)
        if arrival.stored is not None:
            return
        for _, widget in self.references:
            if arrival.name and widget.model is self.resource.model:
                note = {name: arrival.whole[name].pk for name in widget.also}
                self.spool.meet(NEW, [(arrival.name, self.new)], note)
                widget.known[arrival.name] = self._to_come(widget, arrival.name, self.new, note)
        self.new += 1

    def _to_come(self, widget: IdOf, name: str, place: int, note: dict[str, int]) -> Any:
        """A row that stands earlier in the file and has no number yet but a place in line."""
        also = {f"{field}_id": key for field, key in note.items()}
        return widget.model(pk=FAR + place, **{widget.key: name}, **also)

    def _sign(self, arrival: Arrival) -> None:
        """What the plan says of this row goes into its fingerprint."""
        row, stored = arrival.row, arrival.stored
        seen = (stored.key, stored.version, stored.first) if stored and arrival.was else ()
        said = [problem.sentence for problem in row.problems]
        self.digest.update(repr((row.line, row.public_id, row.import_type, seen, said)).encode())


def _read(field: Any, cell: str) -> Any:
    return field.widget.clean(cell)
