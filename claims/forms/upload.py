"""A table on its way in: the file or paste, how to read it, and which column is which."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.forms.recorded import LongText
from claims.reading.encodings import LIVING

ENCODINGS = [("", "as we understood it")] + [
    (name, name) for name in ("utf-8", "utf-16", "utf-32", *LIVING.split())
]
DELIMITERS = [
    ("", "as we understood it"),
    ("comma", "comma"),
    ("semicolon", "semicolon"),
    ("tab", "tab"),
    ("pipe", "vertical bar"),
]
CHOOSE, EMPTY, ABSENT = "?", "-", ""


class UploadForm(forms.Form):
    """Exactly one of file and paste."""

    import_file = forms.FileField(
        label="File",
        required=False,
        max_length=200,
        error_messages={"empty": "The file is empty: its first line must name the columns."},
    )
    pasted = LongText(
        required=False,
        strip=False,
        label="or paste rows from a spreadsheet",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        given = bool(cleaned.get("import_file")), bool(cleaned.get("pasted", "").strip())
        if sum(given) != 1:
            raise ValidationError(
                "Choose a file or paste rows: one of the two."
                if all(given)
                else "Choose a file first, or paste rows with a first line that names the columns."
            )
        return cleaned

    @property
    def chunks(self) -> Iterator[bytes]:
        file = self.cleaned_data.get("import_file")
        if file:
            yield from file.chunks()
        else:
            yield self.cleaned_data["pasted"].encode()

    @property
    def file_name(self) -> str:
        file = self.cleaned_data.get("import_file")
        return file.name if file else ""


class ReadingForm(forms.Form):
    """How to read the file, where the person knows better than we do."""

    encoding = forms.ChoiceField(choices=ENCODINGS, required=False)
    delimiter = forms.ChoiceField(choices=DELIMITERS, required=False, label="Cells are split by")
    sheet = forms.ChoiceField(required=False)
    header_line = forms.IntegerField(
        required=False, min_value=1, max_value=1_000, label="Columns are named on line"
    )
    mapping = forms.ChoiceField(required=False)

    def __init__(
        self, data: Any = None, *, sheets: Sequence[str], mappings: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        sheet: Any = self.fields["sheet"]
        mapping: Any = self.fields["mapping"]
        sheet.choices = [("", "as we understood it"), *((s, s) for s in sheets)]
        mapping.choices = [
            ("", "none: columns by their names"),
            *zip(mappings, mappings, strict=True),
        ]

    @property
    def reading(self) -> dict[str, Any]:
        asked = ("encoding", "delimiter", "sheet", "header_line")
        return {name: self.cleaned_data[name] or "" for name in asked}


class ColumnsForm(forms.Form):
    """For each of our columns, what goes in.

    Args:
        ours: our columns; `needed` are those that no file may leave out.
        theirs: our column → the file's columns, each with the template that takes it.
        chosen: our column → template (`models.import_mapping`) that is chosen so far.
        words: our column → what it may say, where that is a list.

    Posted with `rest=empty`, columns for which nothing was chosen are empty in every row.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        ours: Sequence[str],
        needed: Sequence[str],
        theirs: dict[str, list[tuple[str, str]]],
        chosen: dict[str, str],
        words: dict[str, Sequence[str]],
    ) -> None:
        super().__init__(data)
        self.has_open = False
        for name in ours:
            self.fields[name] = self._field(
                name, name in needed, theirs[name], chosen.get(name), words.get(name, ())
            )

    def _field(
        self,
        ours: str,
        is_needed: bool,
        theirs: list[tuple[str, str]],
        chosen: str | None,
        words: Sequence[str],
    ) -> forms.ChoiceField:
        groups: list[Any] = [("Columns of the file", theirs)]
        if words:
            groups.append(("The same in every row", [(word, word) for word in words]))
        nothing = (
            "nothing: every row is a new one" if ours == "id" else "nothing: empty in every row"
        )
        first = (
            [(EMPTY, nothing)]
            if is_needed
            else [(ABSENT, "nothing: left as it is"), (EMPTY, nothing)]
        )
        if chosen is None and is_needed:
            first.insert(0, (CHOOSE, "choose…"))
        self.has_open |= chosen is None and is_needed
        known = {value for value, _ in theirs} | {*words, ""}
        if chosen is not None and chosen not in known:
            first.append((chosen, f"{chosen}"))
        initial = chosen or EMPTY if chosen is not None else CHOOSE if is_needed else ABSENT
        return forms.ChoiceField(
            choices=[*first, *groups],
            initial=initial,
            required=False,
            label=ours,
            error_messages={"invalid_choice": "Choose one of the columns that the file has."},
        )

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        left = [name for name, template in cleaned.items() if template == CHOOSE]
        if self.data.get("rest") == "empty":
            return cleaned | dict.fromkeys(left, EMPTY)
        for name in left:
            self.add_error(name, "Choose the column of the file, or say that it is empty.")
        return cleaned

    @property
    def columns(self) -> dict[str, str]:
        """Our column → template."""
        return {
            name: "" if template == EMPTY else template
            for name, template in self.cleaned_data.items()
            if template != ABSENT
        }


class WordsForm(forms.Form):
    """For each word of theirs that a list of ours does not have, the one that it means.

    Args:
        unknown: our column, their word, and the words of ours.
    """

    def __init__(
        self, data: Any = None, *, unknown: Sequence[tuple[str, str, Sequence[str]]]
    ) -> None:
        super().__init__(data)
        self.meant = {f"word-{number}": each for number, each in enumerate(unknown)}
        for name, (column, word, ours) in self.meant.items():
            self.fields[name] = forms.ChoiceField(
                choices=[("", "leave it refused"), *((one, one) for one in ours)],
                required=False,
                label=f"{column}: “{word}”",
            )

    @property
    def words(self) -> dict[str, dict[str, str]]:
        """Our column → their word, in small letters, → ours."""
        said: dict[str, dict[str, str]] = {}
        for name, (column, word, _) in self.meant.items():
            if ours := self.cleaned_data.get(name):
                said.setdefault(column, {})[word.strip().casefold()] = ours
        return said
