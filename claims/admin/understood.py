"""The first step of an import: what we understood of the file, for its person to confirm."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from claims import workflow
from claims.admin.planned import grouped
from claims.forms.upload import ColumnsForm, ReadingForm, WordsForm
from claims.importexport import RESOURCES, Problem, Sheet, Unimportable
from claims.importexport.columns import Names, Word
from claims.importexport.mapped import fill, nameable, places
from claims.importexport.matching import best, left_over, match, template
from claims.importexport.problems import shortened
from claims.importexport.shipped import mappings, named
from claims.importexport.steps import is_large, mapping_of, opened
from claims.models import ImportMapping, Upload
from claims.models.import_mapping import Mapping, as_text
from claims.vocabulary import UploadStage

SHOWN = 3
"""Rows from which a column's sample is taken."""

FORMATS = {
    "csv": "comma-separated values",
    "tsv": "tab-separated values",
    "xlsx": "Excel workbook",
    "jsonl": "JSON Lines",
    "claimreview": "ClaimReview data",
}
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}


class Understood:
    """An upload's table, as far as it can be read.

    Attributes:
        problems: why it cannot, if so; `sheet` is None then.
    """

    def __init__(self, upload: Upload) -> None:
        self.upload, self.resource = upload, RESOURCES[upload.noun]()
        self.sheet: Sheet | None = None
        self.problems: list[Problem] = []
        self.rows: list[list[str]] = []
        try:
            self.sheet = opened(upload)
            self.rows = [record.cells for record in islice(self.sheet, SHOWN)]
        except Unimportable as error:
            self.problems = error.problems

    @property
    def is_large(self) -> bool:
        return self.sheet is not None and is_large(self.upload, self.sheet.rows_at_most)

    @property
    def headers(self) -> list[str]:
        return self.sheet.headers if self.sheet else []

    def choose_mapping(self) -> None:
        """A mapping that fits the file's columns is taken at once."""
        needed = set(self.resource.required())
        plain = {
            m.ours
            for m in match(self.headers, self.resource.columns())
            if m.theirs and not m.is_guess
        }
        fitting = None if needed <= plain else best(self.headers, mappings(self.upload.noun))
        if fitting:
            take_mapping(self.upload, fitting.name)

    def reading_form(self, data: Any = None) -> ReadingForm:
        understood = self.sheet.understood if self.sheet else None
        return ReadingForm(
            data,
            sheets=understood.sheets if understood else (),
            mappings=[one.name for one in mappings(self.upload.noun)],
            initial={**self.upload.reading, "mapping": self.upload.mapping_name},
        )

    def columns_form(self, data: Any = None) -> ColumnsForm:
        return ColumnsForm(
            data,
            ours=self.resource.columns(),
            needed=self.resource.required(),
            theirs={
                ours: [choice for n in self.headers if n for choice in self._choices(n, ours)]
                for ours in self.resource.columns()
            },
            chosen=self.chosen,
            words=word_lists(self.resource),
        )

    @property
    def chosen(self) -> dict[str, str]:
        if self.upload.mapping:
            return dict(mapping_of(self.upload).columns)
        matched = match(self.headers, self.resource.columns())
        exact = {m.ours for m in matched if m.theirs and not m.is_guess}
        is_ours = set(self.resource.required()) <= exact
        found = {}
        for one in [one for one in matched if one.theirs]:
            (whole, _), *others = self._choices(one.theirs, one.ours)
            found[one.ours] = whole
            # In tables that are not of our making, commas split names, or semicolons.
            if others and not is_ours and not self._holds(one.theirs, "|"):
                found[one.ours] = others[0][0]
        return found

    def _holds(self, theirs: str, mark: str) -> bool:
        """Whether `mark` stands in one of the first cells of this column."""
        place = [nameable(name) for name in self.headers].index(theirs)
        return any(mark in row[place] for row in self.rows)

    def _choices(self, theirs: str, ours: str) -> list[tuple[str, str]]:
        """Ways in which a column of theirs goes into ours: template, and what it is called."""
        name = nameable(theirs)
        whole = [(template(name, ours, self.resource), theirs)]
        split = [(f"{{{name}|list}}", f"{theirs}, split at commas and semicolons")]
        return whole + split if ours in self.lists else whole

    @property
    def lists(self) -> set[str]:
        """Our columns that hold several names."""
        fields = self.resource.get_import_fields()
        return {f.column_name for f in fields if isinstance(f.widget, Names)}

    @property
    def guessed(self) -> set[str]:
        if self.upload.mapping:
            return set()
        return {m.ours for m in match(self.headers, self.resource.columns()) if m.is_guess}

    def sample(self, template: str) -> list[str]:
        """What the first rows would say."""
        found = places(self.headers, Mapping({"": template}))
        return [
            fill(template, {name: cells[place] for name, place in found.items()})[0]
            for cells in self.rows
        ]

    def lines(self, form: ColumnsForm) -> list[dict[str, Any]]:
        """Each of our columns with its field, a sample, and whether it is a guess."""
        said, chosen = [], self.chosen
        for field in form:
            template, problem = chosen.get(field.name, ""), None
            try:
                sample = self.sample(template)
            except Unimportable as error:
                sample, problem = [], error.problems[0]
            said.append(
                {
                    "field": field,
                    "problem": problem,
                    "sample": [cell for cell in sample if cell.strip()],
                    "is_guess": field.name in self.guessed,
                    "is_needed": field.name in self.resource.required(),
                }
            )
        return said

    def context(
        self, reading: ReadingForm | None = None, columns: ColumnsForm | None = None
    ) -> dict[str, Any]:
        told: dict[str, Any] = {
            "problems": grouped(self.problems),
            "reading": reading or self.reading_form(),
        }
        if self.sheet is None:
            return told
        form = columns or self.columns_form()
        understood = self.sheet.understood
        over = left_over(self.headers, Mapping(self.chosen))
        fixed = set(self.resource.export_only())
        return told | {
            "columns": form,
            "lines": self.lines(form),
            "format": FORMATS.get(understood.format, understood.format),
            "delimiter": DELIMITERS.get(understood.delimiter, understood.delimiter),
            "understood": understood,
            "header_line": self.sheet.header_line,
            "notes": self.sheet.notes,
            "left_out": [name for name in over if name.lower() not in fixed],
            "left_alone": [name for name in over if name.lower() in fixed],
            "rows": [[shortened(cell) for cell in row] for row in self.rows],
            "headers": self.headers,
        }


def word_lists(resource: Any) -> dict[str, Sequence[str]]:
    """Our columns that hold one of a list of words, with the list."""
    fields = resource.get_import_fields()
    return {f.column_name: f.widget.words.values for f in fields if isinstance(f.widget, Word)}


def words_form(upload: Upload, data: Any = None) -> WordsForm:
    """What the words mean that the plan refused."""
    lists = word_lists(RESOURCES[upload.noun]())
    refused = {
        (column, value): None
        for _, column, value, _ in upload.plan["problems"]
        if column in lists and value
    }
    return WordsForm(data, unknown=[(c, word, lists[c]) for c, word in refused])


def take_words(upload: Upload, words: dict[str, dict[str, str]]) -> None:
    mapping = mapping_of(upload)
    merged = {c: mapping.words.get(c, {}) | words.get(c, {}) for c in {*mapping.words, *words}}
    _read_anew(upload, mapping=as_text(mapping._replace(words=merged)))


def take_mapping(upload: Upload, name: str) -> None:
    """Read the file by the mapping of this name from now on; by its columns' names without one."""
    found = named(name, upload.noun) if name else None
    mapping = as_text(found.mapping) if found else {}
    _read_anew(upload, mapping=mapping, mapping_name=found.name if found else "")


def read_otherwise(upload: Upload, form: ReadingForm) -> None:
    """What the person said of the file, instead of what we understood."""
    _read_anew(upload, reading=form.reading)
    if form.cleaned_data["mapping"] != upload.mapping_name or not upload.mapping_name:
        take_mapping(upload, form.cleaned_data["mapping"])


def take_columns(upload: Upload, columns: dict[str, str], headers: Sequence[str]) -> None:
    """Keep the person's choice of columns.

    Raises:
        Unimportable: a column that they chose is there twice.
    """
    mapping = mapping_of(upload)._replace(columns=columns)
    places(list(headers), mapping)
    _read_anew(upload, mapping=as_text(mapping))


def _read_anew(upload: Upload, **changes: Any) -> None:
    """Whatever was planned is void; what is imported already stays so."""
    before = (UploadStage.READING, UploadStage.PLANNED)
    upload.move(*before, to=UploadStage.READING, plan={}, same_as={}, failure="", **changes)


def keep_mapping(upload: Upload, name: str, *, by: Any) -> ImportMapping:
    """Save the upload's mapping under a name for the next file of its kind.

    Raises:
        NotAllowed, Refused, ValidationError: nothing is saved then.
    """
    fields = as_text(mapping_of(upload))
    there = ImportMapping.objects.filter(name=name, noun=upload.noun).first()
    if there is None:
        kept = workflow.add(ImportMapping(name=name, noun=upload.noun, **fields), by=by)
    else:
        workflow.edit(there, by=by, seen=there.version, changes=fields)
        kept = there
    upload.move(UploadStage.READING, to=UploadStage.READING, mapping_name=name)
    return kept
