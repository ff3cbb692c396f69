"""The walk of a search: from the address a reader asks for to the rows, and back to the page."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(make_claim, publish_claim):
    said = {
        "bridge": ("The bridge cost ten million crowns.", "Fourteen million, the accounts say."),
        "wards": ("COVID-19 wards are full.", "Half of the beds were empty."),
        "桥": ("这座桥花了一千万。", "The accounts say fourteen million."),
    }
    return {
        name: publish_claim(make_claim(text), summary=summary, explanation="See **marzipan**.")
        for name, (text, summary) in said.items()
    }


def ask(words: str):
    return Client().get("/claims/", {"q": words})


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("bridges", {"bridge"}),
        ('"ten million"', {"bridge"}),
        ("accounts FOURTEEN", {"bridge", "桥"}),
        ("一千万", {"桥"}),
        ("covid-19", {"wards"}),
        ("marzipan", {"bridge", "wards", "桥"}),
        ("tunnel", set()),
        ("", {"bridge", "wards", "桥"}),
    ],
)
def test_a_search_walks_from_the_address_to_the_claims_on_the_page(words, names, published):
    shown = ask(words).content.decode()
    for name, claim in published.items():
        assert (claim.get_absolute_url() in shown) == (name in names), name


def test_a_reader_finds_what_was_published_and_never_a_draft(
    make_claim, publish_claim, review_claim, alice
):
    claim = publish_claim(make_claim("The bridge cost ten million crowns."))
    drafted = review_claim(make_claim("The bridge leaks."), summary="It leaks marzipan.")
    claim.claim_review.summary = "Marzipan, we now think."
    claim.claim_review.save()
    assert drafted.get_absolute_url() not in ask("bridge").content.decode()
    assert claim.get_absolute_url() in ask("bridge").content.decode()
    assert claim.get_absolute_url() not in ask("marzipan").content.decode()


@pytest.mark.parametrize(
    "words",
    [
        'bridge "',
        'bridge ""',
        "*",
        "bridge*",
        "NEAR(",
        "a OR",
        "-",
        "x:y",
        "&|!()",
        "'; --",
        "\\",
        "%_",
    ],
)
def test_operators_typed_by_a_reader_are_harmless(words, published):
    assert ask(words).status_code == 200


@pytest.mark.parametrize("words", ["bridge " * 3_000, "x" * 5_000, "bridge\0"])
def test_what_cannot_be_searched_for_is_a_400_that_asks_no_search_of_the_database(words, published):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = ask(words)
    assert response.status_code == 400
    assert not [query for query in asked.captured_queries if "_search" in query["sql"]]
