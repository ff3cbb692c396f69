"""A file on its way in: what each cell means, what it would change, what is wrong.

Rows are taken some hundred at a time. What is there is read in a few queries and compared as an
export would write it, so an unchanged row costs one comparison. Only what differs is read by
column, held against the rules and, if it is to be written, put away in the spool.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

from claims.importexport.arrivals import CHANGED, REFUSED, UNCHANGED, Arrival, StoredRows, Values
from claims.importexport.columns import IdOf, Text
from claims.importexport.lookup import AT_ONCE
from claims.importexport.meetings import Meetings
from claims.importexport.outcome import Change
from claims.importexport.plan import Plan
from claims.importexport.spool import Spool
from claims.importexport.validation import sentence
from claims.models.noun import UNSTORABLE
from claims.workflow.incoming import FAR

NEW_ROWS = "new"
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
        self.every = resource.get_import_fields()
        shown = [place for place, field in enumerate(self.every) if field.column_name in names]
        self.fields = [self.every[place] for place in shown]
        self.columns = [field.column_name for field in self.fields]
        self.column_of = {field.attribute: field.column_name for field in self.fields}
        self.readers = [
            (place, field, None if type(field.widget) is Text else field.widget.clean)
            for place, field in enumerate(self.fields)
            if field.column_name != "id"
        ]
        absent = [field for field in self.every if field not in self.fields]
        self.blank = {field.attribute: field.widget.clean("") for field in absent}
        self.places = [names.index(name) for name in self.columns]
        self.picked = _picking(self.places, len(names))
        self.in_the_file = _picking(shown, len(self.every))
        self.means = [field.widget.same for field in self.fields]
        self.id_place = self.columns.index("id")
        self.references = [
            (place, field.widget)
            for place, field in enumerate(self.fields)
            if isinstance(field.widget, IdOf)
        ]
        self.own_kind = [w for _, w in self.references if w.model is resource.model]
        self.rules = resource.rules([field.attribute for field in self.every])
        self.meetings = Meetings(sheet, self.places[self.id_place], spool)
        self.digest = hashlib.sha256()
        self.new = 0

    def run(self, progress: Callable[[int], Any] | None = None) -> None:
        """Take every row, in order.

        Raises:
            NotAllowed: the person may not write this noun, in this row or in any other.
            Unimportable: the file cannot be read further.
        """
        records = iter(self.sheet)
        while some := list(islice(records, AT_ONCE)):
            self._take(some)
            if progress:
                progress(len(some))
        self.plan.fingerprint = self.digest.hexdigest()

    def has(self, name: str) -> bool:
        """Whether a row of the file has this id."""
        stored = self.resource.stored([name])
        place = stored.places.get(name)
        return self.meetings.has(name, None if place is None else stored.keys[place])

    def _take(self, records: list[Any]) -> None:
        id_place, pick, in_the_file = self.id_place, self.picked, self.in_the_file
        picked = [pick(record.cells) for record in records]
        names = [cells[id_place].strip() for cells in picked]
        stored = self._stored(names)
        places = list(map(stored.places.get, names))
        keys = [None if place is None else stored.keys[place] for place in places]
        twice = self.meetings.meet([record.line for record in records], names, keys)
        arrivals, unchanged = [], 0
        for record, cells, name, place in zip(records, picked, names, places, strict=True):
            if (
                place is not None
                and not (record.problem or record.line in twice)
                and self._says_the_same(cells, in_the_file(stored.cells[place]))
            ):
                unchanged += 1
                if self.plan.rows is not None:
                    arrival = Arrival(record.line, name, cells, stored.row(place))
                    self.plan.rows.append(arrival.row(self.columns))
                continue
            there = None if place is None else stored.row(place)
            arrivals.append((Arrival(record.line, name, cells, there, record.problem), record))
        self.plan.counts["unchanged"] += unchanged
        if arrivals:
            self._take_arrivals(arrivals, twice)

    def _take_arrivals(self, arrivals: list[tuple[Arrival, Any]], twice: dict[int, int]) -> None:
        self._look_up([arrival for arrival, _ in arrivals])
        written = []
        for arrival, record in arrivals:
            self._judge(arrival, twice)
            if arrival.is_written:
                self.resource.permit(arrival)
                self._take_place(arrival)
                written.append(arrival)
            cells = getattr(record, "theirs", record.cells)
            self.plan.take(arrival, cells, self.columns)
            self._sign(arrival)
        if self.keep and written:
            self.spool.keep(self.resource.incoming(written))

    def _stored(self, names: list[str]) -> StoredRows:
        # In the order of the file: it is often that of the ids, and they are then found sooner.
        wanted = list(dict.fromkeys(filter(None, names)))
        if UNSTORABLE.search("".join(wanted)):
            wanted = [name for name in wanted if not UNSTORABLE.search(name)]
        stored: StoredRows = self.resource.stored(wanted)
        return stored

    def _says_the_same(self, cells: tuple[str, ...], there: tuple[str, ...]) -> bool:
        """Whether the cells are as an export writes them, or mean what is there."""
        if cells == there:
            return True
        try:
            for same, cell, before in zip(self.means, cells, there, strict=True):
                if cell != before and not same(cell, before):
                    return False
        except ValueError:
            return False
        return True

    def _look_up(self, arrivals: list[Arrival]) -> None:
        """What the arrivals speak of, and what may stand there once, each in one query."""
        for place, widget in self.references:
            names = {arrival.cells[place].strip() for arrival in arrivals}
            widget.learn(names)
            if widget in self.own_kind:
                self._learn_of_the_file(widget, names)
        for part in self.rules:
            for unique in part.uniques:
                unique.look_up([self._candidate(a, unique.fields) for a in arrivals], self.spool)

    def _learn_of_the_file(self, widget: IdOf, names: Collection[str]) -> None:
        """Rows of this noun that stood earlier in the file and are still to come."""
        unknown = {name for name in names - widget.known.keys() if name}
        for name, (place, note) in self.spool.noted(NEW_ROWS, unknown).items():
            widget.known[name] = self._to_come(widget, name, place, note)

    def _candidate(self, arrival: Arrival, fields: Sequence[str]) -> Values:
        """Values of `fields` as far as they can be read; None where they cannot."""
        found: Values = {}
        for field, cell in zip(self.fields, arrival.cells, strict=True):
            if field.attribute in fields:
                try:
                    is_storable = not UNSTORABLE.search(cell)
                    found[field.attribute] = field.widget.clean(cell) if is_storable else None
                except ValueError:
                    found[field.attribute] = None
        return found

    # One row ------------------------------------------------------------------------------

    def _judge(self, arrival: Arrival, twice: dict[int, int]) -> None:
        if arrival.shape:
            arrival.refuse("", "", arrival.shape)
        else:
            self._read(arrival)
            if arrival.line in twice:
                arrival.refuse("id", arrival.name, TWICE.format(twice[arrival.line]))
            if arrival.was:
                arrival.kind = CHANGED
            if arrival.problems or arrival.kind != UNCHANGED:
                self._hold_against_the_rules(arrival)
        if arrival.problems:
            order = self.columns.index
            arrival.problems = sorted(
                arrival.problems, key=lambda p: order(p.column) if p.column else -1
            )
            arrival.kind = REFUSED

    def _read(self, arrival: Arrival) -> None:
        """Attribute → value of every cell that says something else than what is there."""
        there = self.in_the_file(arrival.stored.cells) if arrival.stored else None
        is_storable = not UNSTORABLE.search("".join(arrival.cells))
        for place, field, clean in self.readers:
            cell = arrival.cells[place]
            if there and there[place] == cell:
                continue
            try:
                if not is_storable and UNSTORABLE.search(cell):
                    raise ValueError(UNSTORED)
                if there and field.widget.same(cell, there[place]):
                    continue
                arrival.values[field.attribute] = clean(cell) if clean else cell
            except ValueError as error:
                arrival.refuse(field.column_name, cell, str(error))
                continue
            if there:
                self._note_change(arrival, field, there[place], cell)
        if not is_storable and UNSTORABLE.search(arrival.name):
            arrival.refuse("id", arrival.name, UNSTORED)

    def _note_change(self, arrival: Arrival, field: Any, before: str, cell: str) -> None:
        arrival.note(field.attribute, Change(field.column_name, before, cell))
        if field.attribute in self.resource.fixed:
            arrival.refuse(field.column_name, cell, ELSEWHERE.format(field.column_name))

    def _whole(self, arrival: Arrival) -> Values:
        """Every column that can be read, of the file or else of what is there."""
        values, stored = arrival.values | self.blank, arrival.stored
        if stored:
            for field, cell in zip(self.every, stored.cells, strict=True):
                if field.attribute not in arrival.values:
                    values[field.attribute] = field.widget.clean(cell)
        values[self.resource.key] = arrival.name
        return values

    def _hold_against_the_rules(self, arrival: Arrival) -> None:
        values = arrival.whole = self._whole(arrival)
        told = {problem.column for problem in arrival.problems}
        refused = (
            {name for name, column in self.column_of.items() if column in told} if told else ()
        )
        for part in self.rules:
            for name, error in part.broken(arrival, values, refused):
                column = self.column_of.get(part.prefix + name, "") if name else ""
                cell = arrival.cells[self.columns.index(column)] if column else ""
                arrival.refuse(column, cell, sentence(error, part.field(name)))

    def _take_place(self, arrival: Arrival) -> None:
        """Later rows of the file find what this one holds, and may refer to it."""
        before = {
            field.attribute: field.widget.clean(arrival.was[field.attribute])
            for field in (self.fields if arrival.was else ())
            if field.attribute in arrival.was
        }
        for part in self.rules:
            part.take(arrival, arrival.whole, before, self.spool)
        if arrival.stored is not None:
            return
        for widget in self.own_kind:
            if arrival.name:
                note = {name: arrival.whole[name].pk for name in widget.also}
                self.spool.meet(NEW_ROWS, [(arrival.name, self.new)], note)
                widget.known[arrival.name] = self._to_come(widget, arrival.name, self.new, note)
        self.new += 1

    def _to_come(self, widget: IdOf, name: str, place: int, note: dict[str, int]) -> Any:
        """A row that stands earlier in the file and has no number yet but a place in line."""
        also = {f"{field}_id": key for field, key in note.items()}
        return widget.model(pk=FAR + place, **{widget.key: name}, **also)

    def _sign(self, arrival: Arrival) -> None:
        """What the plan says of this row goes into its fingerprint."""
        stored = arrival.stored
        seen = (stored.key, stored.version, stored.first) if stored and arrival.was else ()
        said = [problem.sentence for problem in arrival.problems]
        self.digest.update(repr((arrival.line, arrival.name, arrival.kind, seen, said)).encode())


def _picking(places: Sequence[int], width: int) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Takes the cells at `places` of a row that has `width`, in their order."""
    if places == list(range(width)):
        return tuple
    if len(places) == 1:
        return lambda cells: (cells[places[0]],)
    return itemgetter(*places)
