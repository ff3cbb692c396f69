"""Their columns against ours: what is plainly meant, what is probably meant, what is left over."""

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from claims.importexport.mapped import fold, nameable
from claims.models.import_mapping import Mapping
from claims.models.partial_date import PartialDateField

CLOSE = 0.85
# What newsrooms' tables and other publishers' call our columns: a suggestion, never more.
ALSO_CALLED = {
    "text": "claim statement claim_text claim_reviewed claimReviewed quote_text assertion",
    "claimant": (
        "who_said_it who_said_it? who_said said_by speaker author claim_author claimed_by who "
        "politician organisation organization"
    ),
    "claimed": "date_said claim_date date_of_claim said_on date when",
    "topics": "topic tags tag subject subjects category categories theme",
    "quote": "passage excerpt original_text",
    "language": "lang language_code locale",
    "url": "link web_address source_url website address source",
    "section": "page chapter place context",
    "document": "report source_document",
    "published": "publication_date date_published datePublished pub_date",
    "publisher": "source_name outlet medium site",
    "title": "headline name_of_document",
    "primary": "is_primary primary_source",
    "body": "comment text note",
    "note": "notes comment remark",
    "name": "full_name claimant speaker",
    "id": "identifier key number no nr",
}
SYNONYMS = {ours: {fold(other) for other in others.split()} for ours, others in ALSO_CALLED.items()}


class Match(NamedTuple):
    """One of our columns, and the column of theirs that it comes from, if any. `is_guess`: not
    named as ours, so a person should look."""

    ours: str
    theirs: str
    is_guess: bool


def match(headers: Sequence[str], columns: Sequence[str]) -> list[Match]:
    """Each of our columns with theirs; each of theirs goes to one of ours at most."""
    times = Counter(fold(name) for name in headers)
    free = {fold(name): nameable(name) for name in headers if name}
    found = {ours: free.pop(fold(ours)) for ours in columns if fold(ours) in free}
    free = {name: theirs for name, theirs in free.items() if times[name] == 1}
    guessed = set()
    for look in (_synonym, _near):
        for ours in columns:
            if ours not in found and (name := look(ours, free)):
                found[ours] = free.pop(name)
                guessed.add(ours)
    return [Match(ours, found.get(ours, ""), ours in guessed) for ours in columns]


def _synonym(ours: str, free: Iterable[str]) -> str:
    return next((name for name in free if name in SYNONYMS.get(ours, ())), "")


def _near(ours: str, free: Iterable[str]) -> str:
    return next(iter(get_close_matches(fold(ours), list(free), n=1, cutoff=CLOSE)), "")


def left_over(headers: Sequence[str], mapping: Mapping) -> list[str]:
    """Their columns that the mapping does not look at, in order."""
    used = {fold(name) for name in mapping.theirs}
    return [name for name in headers if name and fold(name) not in used]


def fits(headers: Sequence[str], mapping: Mapping) -> bool:
    """Whether a file with these columns is one that the mapping was made for."""
    if mapping.header:
        return False  # nothing in such a file says that it is one
    return {fold(name) for name in mapping.theirs} <= {fold(name) for name in headers}


def best(headers: Sequence[str], mappings: Iterable[Any]) -> Any:
    """Of named mappings, the one that fits and looks at the most columns; None where none fits."""
    fitting = [one for one in mappings if fits(headers, one.mapping)]
    return max(fitting, key=lambda one: len(one.mapping.theirs), default=None)


def as_they_stand(headers: Sequence[str], resource: Any) -> Mapping:
    """The mapping of a file whose columns are named as ours, in any order, case and spacing."""
    matched = match(headers, resource.columns())
    return Mapping(
        {
            m.ours: template(m.theirs, m.ours, resource)
            for m in matched
            if m.theirs and not m.is_guess
        }
    )


def template(theirs: str, ours: str, resource: Any) -> str:
    """A column of theirs as it goes into ours: of a date, the day."""
    return f"{{{theirs}|date}}" if ours in dates(resource) else f"{{{theirs}}}"


def dates(resource: Any) -> set[str]:
    names = {
        field.name for field in resource.model._meta.fields if isinstance(field, PartialDateField)
    }
    return {f.column_name for f in resource.get_import_fields() if f.attribute in names}
