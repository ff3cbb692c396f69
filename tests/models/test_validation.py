"""The compiled rules say of any row what Django's own full validation says, word for word."""

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import workflow
from claims.importexport import RESOURCES
from claims.models import Annotation, Appearance, Claim, Claimant, Document, Evidence
from claims.models.validation import Validator

NOUNS = [Annotation, Appearance, Claim, Claimant, Document, Evidence]
NASTY = [
    "", " ", "\u200b", "\u2800", "a", "event", "speech", "person", "supports", "superpublished",
    "commenting", "explanation", "2018", "2018-13", "2018-02-30", "0000", "٢٠١٨", "x" * 36,
    "x" * 201, "x" * 2_001, "https://example.org/a", "http://a.example", "javascript:alert(1)",
    "https://", "//example.org", "https://example.org/\n", "https://exämple.org/ß", "http://[::1]",
    "no spaces", "C-1", "-a", "ä", "a" * 81,
]  # fmt: skip
CHARACTERS = st.characters(codec="utf-8", exclude_characters="\0")
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(CHARACTERS, max_size=12),
    st.text(CHARACTERS, max_size=8).map("https://{}".format),
)


@pytest.fixture
def others(make_document, make_claim, erin):
    """Rows that a foreign key may point to, by their model."""
    claim, other = make_claim(claimant="Mayor"), make_claim("Another.")
    evidence = workflow.add(
        Evidence(claim=other, url="https://example.org/e", stance="context"), by=erin
    )
    note = workflow.add(Annotation(claim=claim, body="Who?"), by=erin)
    found = [claim, other, evidence, note, make_document(), claim.claimant]
    return {model: [row for row in found if isinstance(row, model)] for model in NOUNS}


def stock(model, row, names):
    """What `full_clean` says, which asks the database about each row."""
    apart = {field.name for field in model._meta.fields} - names
    draft = model(**row)
    try:
        draft.full_clean(exclude=apart)
    except ValidationError as error:
        return sorted(
            ("" if name == NON_FIELD_ERRORS else name, one.code or "", " ".join(one.messages))
            for name, errors in error.error_dict.items()
            for one in errors
        )
    return []


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@pytest.mark.parametrize("model", NOUNS, ids=lambda model: model.__name__)
@given(data=st.data())
def test_any_row_is_judged_as_by_full_validation(model, others, data):
    names = _names(model)
    validator = Validator(model, names)
    row = {
        name: data.draw(_values(model._meta.get_field(name), others), label=name)
        for name in sorted(names)
    }
    found = [
        (name, error.code or "", " ".join(error.messages)) for name, error in validator.broken(row)
    ]
    assert sorted(found) == stock(model, row, names)


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_a_character_that_cannot_be_stored_is_refused(text, db):
    validator = Validator(Claim, {"text", "kind"})
    assert [name for name, _ in validator.broken({"text": text, "kind": "event"})] == ["text"]


def test_every_noun_that_a_file_brings_is_tried_here():
    assert {resource.model for resource in RESOURCES.values()} <= set(NOUNS)


def _names(model) -> set[str]:
    """What a person fills in, but for whom a row is given to."""
    left_out = {"claim"} if model is Appearance else set()
    return {
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and _is_a_files(field)
    } - left_out


def _is_a_files(field) -> bool:
    if field.is_relation:
        return field.related_model in NOUNS
    return isinstance(field, models.CharField | models.TextField | models.BooleanField)


def _values(field, others):
    if field.is_relation:
        return st.sampled_from([None, *others[field.related_model]])
    return st.booleans() if isinstance(field, models.BooleanField) else TEXTS
