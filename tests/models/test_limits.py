"""Lengths, choices, addresses and pairs hold in the database, on SQLite as on PostgreSQL."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction

from claims import workflow
from claims.models import Annotation, Appearance, Claim, Evidence, Rating

OURS = [
    model for model in apps.get_app_config("claims").get_models() if not model._meta.auto_created
]
TEXTS = [
    (model, field)
    for model in OURS
    for field in model._meta.local_concrete_fields
    if isinstance(field, models.CharField | models.TextField)
]


def constrained(model) -> str:
    """The constraints of the model's table as the database tells them, in one string."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [model._meta.db_table])
        else:
            cursor.execute(
                "SELECT string_agg(conname || ' ' || pg_get_constraintdef(oid), ' ') "
                "FROM pg_constraint WHERE conrelid = %s::regclass",
                [model._meta.db_table],
            )
        return cursor.fetchone()[0]


# Canonical JSON of columns that have limits of their own.
UNLIMITED = {
    ("checkpoint", "peaks"),
    ("checkpoint", "proof"),
    ("claimreviewversion", "content"),
    ("logentry", "before"),
    ("logentry", "after"),
    ("personalvalue", "value"),
}


@pytest.mark.parametrize(("model", "field"), TEXTS, ids=lambda part: getattr(part, "name", None))
def test_every_text_has_its_limit_in_the_database(db, model, field):
    noun, held = model._meta.model_name, constrained(model)
    if field.choices:
        assert f"{noun}_{field.name}_is_a_known_word" in held
    elif field.max_length:
        assert f"{noun}_{field.name}_has_at_most_{field.max_length}_characters" in held
    else:
        assert (noun, field.name) in UNLIMITED
    if isinstance(field, models.URLField):
        assert f"{noun}_{field.name}_is_a_web_address" in held


def test_times_and_people_come_in_pairs(db):
    """Each nullable `x_at` has an `x_by`, and a constraint that binds the two."""
    for model in OURS:
        names = {field.name: field for field in model._meta.local_concrete_fields}
        for name, field in names.items():
            if not name.endswith("_at"):
                continue
            stem = name.removesuffix("_at")
            assert f"{stem}_by" in names, f"{model.__name__}.{name} has nobody"
            by = names[f"{stem}_by"]
            assert field.null == by.null, f"{model.__name__}.{stem}"
            if field.null and stem != "edited":
                assert f"_is_{stem}_at_a_time_and_by_somebody" in constrained(model)


@pytest.mark.parametrize(
    "change",
    [
        {"text": "x" * 2_001},
        {"text": ""},
        {"text": " \n\t\u00a0\u200b\u3000"},
        {"text": "\u2800\u00ad\u3164\u202e\ufe0f"},
        {"kind": "gossip"},
        {"status": "superpublished"},
        {"status": "not_checkable"},
        {"not_checkable_reason": "opinion"},
        {"is_taken_down": True},
        {"status": "published"},
    ],
    ids=str,
)
def test_a_claim_that_breaks_a_rule_is_refused_past_all_forms(make_claim, change):
    claim = make_claim()
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(**change)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://example.org/a", "//example.org", "example.org", ""]
)
def test_a_link_that_is_no_web_address_is_refused_past_all_forms(make_claim, add_evidence, url):
    piece = add_evidence(make_claim())
    with pytest.raises(DatabaseError), transaction.atomic():
        Evidence.objects.filter(pk=piece.pk).update(url=url)
    with pytest.raises(ValidationError):
        workflow.edit(
            piece, by=User.objects.get(username="carl"), seen=piece.version, changes={"url": url}
        )


def test_a_claim_has_one_first_appearance(make_claim, make_document, carl):
    document = make_document()
    claim = make_claim(document=document)
    with pytest.raises(ValidationError, match="first appearance already"):
        workflow.add(Appearance(claim=claim, document=document), by=carl)
    with pytest.raises(DatabaseError), transaction.atomic():
        Appearance.objects.create(claim=claim, document=document, created_by=carl)


@pytest.mark.parametrize("text", ["before\0after", "half \ud800 a pair"])
def test_characters_that_cannot_be_stored_are_refused_in_a_sentence(make_claim, carl, text):
    with pytest.raises(ValidationError, match="cannot be stored"):
        make_claim(text)
    assert not Claim.objects.exists()


@pytest.mark.parametrize("date", ["2018", "2018-12", "2018-12-13", "2020-02-29"])
def test_a_date_may_be_a_year_a_month_or_a_day(make_claim, date):
    assert make_claim(claimed=date).claimed == date


@pytest.mark.parametrize(
    "date", ["18", "2018-13", "2019-02-29", "13.12.2018", "2018-1", "2018-12-13T00"]
)
def test_a_date_that_no_calendar_has_is_refused(make_claim, date):
    with pytest.raises(ValidationError):
        make_claim(claimed=date)


@pytest.mark.parametrize(
    ("colour", "sentence"),
    [("#ffff00", "contrast of 1.07:1"), ("#777777", "contrast of 4.48:1"), ("red", "#rrggbb")],
)
def test_a_colour_on_which_white_cannot_be_read_is_refused(ratings, erin, colour, sentence):
    rating: Rating = ratings["true"]
    with pytest.raises(ValidationError, match=sentence):
        workflow.edit(rating, by=erin, seen=rating.version, changes={"colour": colour})


def test_an_annotation_cannot_answer_itself_or_a_younger_one(make_claim, carl):
    claim = make_claim()
    first = workflow.add(Annotation(claim=claim, body="First."), by=carl)
    second = workflow.add(Annotation(claim=claim, body="Second.", reply_to=first), by=carl)
    for younger in (first, second):
        first.reply_to = younger
        with pytest.raises(ValidationError, match="older annotation"):
            first.full_clean()
        with pytest.raises(DatabaseError), transaction.atomic():
            Annotation.objects.filter(pk=first.pk).update(reply_to=younger)
