"""Addresses that cannot be read get a sentence: which part of them, and what is allowed."""

import re
from html import unescape

import pytest
from django.test import Client

ASKED = [
    # A page is a whole number, and there are only so many.
    ("/claims/?page=0", "“page” is a whole number from 1 to 999,999,999, and “0” is none."),
    ("/claims/?page=-1", "“page” is a whole number"),
    ("/claims/?page=abc", "“page” is a whole number"),
    ("/claims/?page=%D9%A3", "“page” is a whole number"),
    ("/claims/?page=1e3", "“page” is a whole number"),
    ("/claims/?page=100000000000000000000", "“page” is a whole number"),
    ("/claims/?page=7", "There is no page 7 here: this list has only page 1."),
    ("/documents/?page=2", "There is no page 2 here"),
    ("/corrections/?page=x", "“page” is a whole number"),
    ("/not-checked/?page=0", "“page” is a whole number"),
    ("/claimants/the-council/?page=2", "There is no page 2 here"),
    ("/topics/harbour/?page=0", "“page” is a whole number"),
    # A filter that is unknown must not show everything.
    ("/claims/?rating=blue", "There is no rating “blue” here."),
    ("/claims/?rating=true%27--", "There is no rating “true'--” here."),
    ("/claims/?topic=zz", "There is no topic “zz” here."),
    ("/claims/?claimant=nobody", "There is no claimant “nobody” here."),
    ("/claims/?document=none", "There is no document “none” here."),
    ("/claims/?colour=red", "This page cannot be asked for “colour”: it knows “page”, “q”,"),
    ("/claims/?rating=true&rating=false", "“rating” stands twice in this address"),
    ("/not-checked/?reason=boredom", "“boredom” is no reason for setting a claim aside"),
    ("/not-checked/?reason=opinion&topic=x", "This page cannot be asked for “topic”"),
    ("/corrections/?kind=huge", "“huge” is no kind of correction: those are “minor”, “update”,"),
    ("/corrections/?year=26", "“year” is a year from 2000 to 2099, and “26” is none."),
    ("/corrections/?year=99999999999999999999", "“year” is a year from 2000 to 2099"),
    ("/transparency/?year=1999", "“year” is a year from 2000 to 2099"),
    ("/transparency/?year=2026&year=2025", "“year” stands twice in this address"),
    ("/transparency/?page=2", "This page cannot be asked for “page”: it knows “year”."),
    # Words without a word, and more words than anybody means.
    ("/claims/?q=%22", "in which there is no word to search for"),
    ("/claims/?q=" + "word+" * 3_000, "“q” cannot be searched for."),
    ("/claims/?q=" + "a" * 5_000, "5,000 characters: shorten it"),
    # What no text is.
    ("/claims/?q=%00", "characters that cannot be read"),
    ("/claims/?q=%FF%FE", "characters that cannot be read"),
    ("/claims/?%00=1", "characters that cannot be read"),
    ("/claims/?page=%ED%A0%80", "characters that cannot be read"),
]
# Operators of both databases' search languages are words or punctuation, never syntax.
OPERATORS = [
    "*",
    "'",
    "bridge AND",
    "OR NOT",
    "NEAR(a, 2)",
    "a:b",
    "-ten",
    "(",
    "&|!",
    "<->",
    "%_\\",
]


def sentence(response):
    lede = re.search(r'<p class="lede">(.*?)</p>', response.content.decode(), re.DOTALL)
    return unescape(lede[1]).strip() if lede else ""


def test_an_address_that_cannot_be_read_gets_a_sentence(client, print_run):
    for path, said in ASKED:
        response = client.get(path)
        assert response.status_code == 400, path
        assert said in sentence(response), path
        assert "<h1>We could not read that</h1>" in response.content.decode(), path


def test_operators_of_the_search_are_only_words(client, print_run):
    for words in OPERATORS:
        response = client.get("/claims/", {"q": words})
        assert response.status_code == 200, words
        assert "2 claims" not in response.content.decode(), words


def test_what_others_add_to_a_shared_address_changes_nothing(client, print_run):
    plain = client.get("/claims/?q=bridge+ten")
    shared = client.get("/claims/?q=bridge+ten&utm_source=post&fbclid=xyz")
    assert "1 claim with" in shared.content.decode()
    assert plain.status_code == shared.status_code == 200
    canonical = re.search(r'rel="canonical" href="([^"]+)"', shared.content.decode())[1]
    assert canonical.endswith("/claims/?q=bridge+ten")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/claims/no-such-claim/", "We have published no review of a claim at this address."),
        ("/claims/no-such-claim.json", "We have published no review"),
        ("/documents/none/", "We have published nothing on a document at this address."),
        ("/claimants/none/", "by a claimant at this address"),
        ("/topics/none/", "on a topic at this address"),
        ("/nowhere/", "There is no page at this address."),
        ("/claims/Ünglaublich/", "There is no page at this address."),
    ],
)
def test_a_wrong_address_says_so_and_offers_the_search(path, said, client, db):
    response = client.get(path)
    assert response.status_code == 404
    assert said in sentence(response)
    assert '<input id="q" type="search"' in response.content.decode()


def test_the_page_of_a_fault_asks_the_database_nothing(db, settings, django_assert_num_queries):
    client = Client(raise_request_exception=False)
    settings.ROOT_URLCONF = "tests.views.faulty_urls"
    with django_assert_num_queries(0):
        response = client.get("/claims/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
    assert "Traceback" not in response.content.decode()


def test_an_expired_form_says_that_nothing_was_saved(db):
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert "This form has expired" in response.content.decode()


def test_a_foreign_host_name_is_refused_without_our_insides(client, db):
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert sentence(response).startswith("We could not read this request.")
    assert "ALLOWED_HOSTS" not in response.content.decode()
