"""How another table's columns and words become ours."""

import re
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models

from claims.models.noun import PublicIdNoun
from claims.models.rules import enforced, says_something
from claims.vocabulary import Exchanged

PLACE = re.compile(r"\{(#?)([^{}|]+)(?:\|([a-z]+))?\}")
FILTERS = ("date", "id", "list")


class Mapping(NamedTuple):
    """What a file's table is made of, in our terms.

    Attributes:
        columns: our column → what goes in. `{Their column}` stands for the cell of theirs, and
            the rest for itself. `{Their column|date}` is the day of a timestamp, `|id` makes an
            id of what is none, `|list` reads commas or semicolons as our `|`. `{#One + Other}` is
            an id computed from these columns, the same each time.
        words: our column → their word, in small letters, → ours.
        header: the names of their columns, for a file whose first line does not hold them.
        once: rows that are equal in our terms count as one.
    """

    columns: dict[str, str]
    words: dict[str, dict[str, str]] = {}
    header: tuple[str, ...] = ()
    once: bool = False

    @property
    def theirs(self) -> set[str]:
        """The columns of theirs that are looked at."""
        return {name for template in self.columns.values() for name in named_in(template)}


def named_in(template: str) -> list[str]:
    """Their columns that a template names."""
    return [
        name.strip()
        for computed, names, _ in PLACE.findall(template)
        for name in (names.split(" + ") if computed else [names])
    ]


@enforced
class ImportMapping(PublicIdNoun):
    """A newsroom's own, named and kept; those that we ship are in `importexport.shipped`."""

    name = models.CharField(max_length=60)
    noun = models.CharField(max_length=12, choices=Exchanged.choices, default=Exchanged.CLAIMS)
    columns = models.TextField(
        max_length=10_000,
        help_text="One line for each column of ours: text = {Their column}. What stands outside "
        "of braces stands for itself, as in: note = {Author} rated it “{Rating}”. After the name "
        "may stand |date (the day of a timestamp), |id (makes an id of what is none) or |list "
        "(split by commas or semicolons). {#Text + Author} makes an id of two columns, the same "
        "each time.",
    )
    words = models.TextField(
        max_length=10_000,
        blank=True,
        help_text="One line for each word of theirs: kind: Statistik = statistic.",
    )
    header = models.TextField(
        max_length=5_000,
        blank=True,
        help_text="Only for files without a line that names the columns: their names, one a line, "
        "in order.",
    )
    once = models.BooleanField(
        "equal rows count once",
        default=False,
        help_text="For a table that names, say, the same claimant on many lines.",
    )

    class Meta:
        ordering = ["name", "noun"]
        constraints = [
            says_something("mapping", "name", "A mapping needs a name."),
            models.UniqueConstraint(
                name="a_mapping_is_named_once_for_each_noun",
                fields=["name", "noun"],
                violation_error_message="There is a mapping of this name for this noun already.",
            ),
        ]

    UNRECORDED = PublicIdNoun.UNRECORDED | {"public_id"}

    def __str__(self) -> str:
        return f"{self.name} ({self.noun})"

    def clean(self) -> None:
        wrong = {}
        for name, parse in (("columns", columns_in), ("words", words_in)):
            try:
                parse(getattr(self, name))
            except ValueError as error:
                wrong[name] = str(error)
        if wrong:
            raise ValidationError(wrong)

    @property
    def mapping(self) -> Mapping:
        return Mapping(
            columns_in(self.columns),
            words_in(self.words),
            tuple(_lines(self.header)),
            self.once,
        )


def columns_in(text: str) -> dict[str, str]:
    """Our column → what goes in, of lines such as `text = {Claim}`.

    Raises:
        ValueError: a line says something else, or a column is there twice.
    """
    columns: dict[str, str] = {}
    for line in _lines(text):
        ours, is_there, template = (part.strip() for part in line.partition("="))
        if not is_there or not ours:
            raise ValueError(f"“{line[:60]}” is no line such as: text = {{Their column}}.")
        if ours.lower() in columns:
            raise ValueError(f"The column {ours} is there twice: keep one line.")
        unknown = [word for _, _, word in PLACE.findall(template) if word and word not in FILTERS]
        if unknown:
            raise ValueError(f"After | may stand {', '.join(FILTERS)}, and not {unknown[0]}.")
        columns[ours.lower()] = template
    return columns


def words_in(text: str) -> dict[str, dict[str, str]]:
    """Our column → their word, without regard to case, → ours, of lines such as `kind: A = b`.

    Raises:
        ValueError: a line says something else.
    """
    words: dict[str, dict[str, str]] = {}
    for line in _lines(text):
        place, _, ours = (part.strip() for part in line.rpartition("="))
        column, is_there, theirs = (part.strip() for part in place.partition(":"))
        if not is_there or not column or not theirs:
            raise ValueError(f"“{line[:60]}” is no line such as: kind: Statistik = statistic.")
        words.setdefault(column.lower(), {})[theirs.casefold()] = ours
    return words


def as_text(mapping: Mapping) -> dict[str, Any]:
    """The fields of an ImportMapping that says the same."""
    words = [
        f"{column}: {theirs} = {ours}"
        for column, each in mapping.words.items()
        for theirs, ours in each.items()
    ]
    return {
        "columns": "\n".join(f"{ours} = {template}" for ours, template in mapping.columns.items()),
        "words": "\n".join(words),
        "header": "\n".join(mapping.header),
        "once": mapping.once,
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
