"""Another table's columns and words read as ours, row by row as it streams by."""

import hashlib
import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Map
from typing import Any

from claims.importexport.columns import IdOf
from claims.importexport.problems import Problem, Unimportable
from claims.importexport.rows import Record, Sheet
from claims.models import Claimant, Document
from claims.models.import_mapping import PLACE, Mapping, named_in
from claims.models.noun import ALPHABET, UNSTORABLE
from claims.models.partial_date import days_meant

NAMED = {Claimant: "name", Document: "title"}
"""What people call a noun that files refer to by its id."""

TIMESTAMP = re.compile(r"\s*(\d{4}-\d\d-\d\d)[T ].*", re.DOTALL)
MONTHS = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
]  # fmt: skip
SPELLED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.? ([a-z]+)\.?,? (\d{4})")
SPELLED_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
NO_ID = re.compile(r"[^A-Za-z0-9_-]+")
UNNAMEABLE = str.maketrans("{}|", "()/")
COMMAS = re.compile(r"\s*[,;]\s*")


class MappedRecord(Record):
    """A row in our terms, which remembers what the file has in it."""

    theirs: list[str]


class Mapped:
    """A sheet as a mapping has it: our headers, our words, and rows that say something.

    A cell that should hold the id of a claimant or a document, and holds its name, is read as
    the id; so is a claimant's or document's own name where the row brings no id.

    Args:
        same_as: line of the file → id of the row that is there already.
    """

    def __init__(
        self, sheet: Sheet, resource: Any, mapping: Mapping, same_as: Map[str, str] | None = None
    ) -> None:
        self.sheet, self.resource, self.mapping, self.sha256 = sheet, resource, mapping, ""
        self.same_as = same_as or {}
        self.headers = list(mapping.columns)
        # Refused rows go back as they came, if the file names its columns itself.
        self.their_headers = [] if mapping.header else sheet.headers
        self.understood, self.notes = sheet.understood, sheet.notes
        self.rows_at_most = sheet.rows_at_most
        self.places = places(sheet.headers, mapping)
        self.widgets = {f.column_name: f.widget for f in resource.get_import_fields()}
        self.ids: dict[Any, dict[str, str]] = {}

    def __iter__(self) -> Iterator[Record]:
        seen: set[bytes] = set()
        for record in self.sheet:
            says_something, cells = self._cells(record)
            if not says_something and not record.problem:
                continue
            if self.mapping.once:
                same = hashlib.blake2b("\0".join(cells).encode(errors="replace")).digest()[:16]
                if same in seen:
                    continue
                seen.add(same)
            ours = MappedRecord(record.line, cells, record.problem)
            ours.theirs = record.cells if self.their_headers else cells
            yield ours

    def _cells(self, record: Record) -> tuple[bool, list[str]]:
        """Whether anything of theirs goes in, and what stands in each of our columns."""
        row = {name: record.cells[place] for name, place in self.places.items()}
        filled, cells = False, {}
        for ours, template in self.mapping.columns.items():
            text, is_filled = fill(template, row)
            filled |= is_filled
            words = self.mapping.words.get(ours, {})
            cells[ours] = self._as_id(ours, words.get(text.strip().casefold(), text))
        if "id" in cells:
            cells["id"] = self.same_as.get(str(record.line)) or self._own_id(cells)
        return filled, list(cells.values())

    def _own_id(self, cells: dict[str, str]) -> str:
        model = self.resource.model
        if cells["id"].strip() or model not in NAMED:
            return cells["id"]
        return self._known(model).get(cells.get(NAMED[model], "").strip().casefold(), "")

    def _as_id(self, ours: str, cell: str) -> str:
        widget = self.widgets.get(ours)
        if not isinstance(widget, IdOf) or widget.model not in NAMED or not cell.strip():
            return cell
        return self._known(widget.model).get(cell.strip().casefold(), cell)

    def _known(self, model: Any) -> dict[str, str]:
        """Name, in small letters, → id; an id that is no name stays what it is."""
        if model not in self.ids:
            rows = model._base_manager.order_by("-pk").values_list(NAMED[model], "slug")
            named = {name.strip().casefold(): slug for name, slug in rows}
            self.ids[model] = named | {slug: slug for slug in named.values()}
        return self.ids[model]


def places(headers: list[str], mapping: Mapping) -> dict[str, int]:
    """Where each column of theirs that the mapping names stands in the file.

    Raises:
        Unimportable: it is not there, or there twice.
    """
    folded = [fold(name) for name in headers]
    found, problems = {}, []
    for name in sorted(mapping.theirs):
        times = folded.count(fold(name))
        if times == 1:
            found[name] = folded.index(fold(name))
        elif times:
            said = (
                f"It is there {times} times: rename all but one of them in the file, or take none."
            )
            problems.append(Problem(0, name, "", said))
        else:
            problems.append(Problem(0, name, "", "The mapping asks for this column: add it."))
    if problems:
        raise Unimportable(problems)
    return found


def fill(template: str, row: Map[str, str]) -> tuple[str, bool]:
    """The template with their cells in it, and whether any of them says something; where it
    names columns and all are empty, nothing."""
    filled = [False]

    def cell(found: re.Match[str]) -> str:
        computed, names, how = found.groups()
        if computed:
            return computed_id([row[name] for name in named_in(found[0])])
        text = row[names.strip()]
        filled[0] |= bool(text.strip())
        return FILTER[how or ""](text)

    text = PLACE.sub(cell, template)
    is_theirs = bool(PLACE.search(template))
    if is_theirs and not filled[0] and not template.startswith("{#"):
        return "", False
    return text, filled[0]


def computed_id(cells: list[str]) -> str:
    """The same for the same cells; nothing for cells that say nothing."""
    if not any(cell.strip() for cell in cells):
        return ""
    told = "\0".join(" ".join(UNSTORABLE.sub("", cell).split()) for cell in cells)
    number, letters = int.from_bytes(hashlib.sha256(told.encode()).digest(), "big"), ""
    for _ in range(16):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return letters


def _day(text: str) -> str:
    """Only a date that can be read in one way is taken. Months may be spelled in English."""
    if found := TIMESTAMP.fullmatch(text):
        return found[1]
    days = days_meant(text)
    if len(days) == 1:
        return days[0]
    return _spelled(" ".join(text.casefold().split())) or text.strip()


def _spelled(text: str) -> str:
    if found := SPELLED.fullmatch(text):
        day, name, year = found.groups()
    elif found := SPELLED_FIRST.fullmatch(text):
        name, day, year = found.groups()
    else:
        return ""
    months = [n for n, month in enumerate(MONTHS, 1) if month == name or month[:3] == name]
    return f"{year}-{months[0]:02}-{int(day):02}" if months else ""


def _id(text: str) -> str:
    return NO_ID.sub("-", text.strip().removesuffix(".json")).strip("-_")[:40]


def _list(text: str) -> str:
    return "|".join(name.replace("|", "\\|") for name in COMMAS.split(text.strip()))


FILTER: dict[str, Callable[[str], str]] = {"": str, "date": _day, "id": _id, "list": _list}


def nameable(name: str) -> str:
    """A column's name as it may stand between braces."""
    return " ".join(UNSTORABLE.sub("", name).translate(UNNAMEABLE).split()) or "?"


def fold(name: str) -> str:
    """A column's name without regard to case, blanks, hyphens and underscores."""
    return "".join(nameable(name).casefold().replace("_", " ").replace("-", " ").split())
