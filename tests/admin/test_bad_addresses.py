"""Addresses that say something unreadable are refused with a sentence, never ignored."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

LISTS = [
    f"{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry
]
UNREADABLE = [
    "p=0", "p=-1", "p=abc", "p=1.5", "p=", f"p={10**20}", "p=2", "p=1&p=1",
    "o=abc", "o=99", "o=-99", f"o={10**20}", "e=1", "nothing=1", "id__exact=1", "pk__in=1,2",
    "_to_field=version", "_facets=1", "q=" + "word " * 3_000, "q=" + "x" * 5_000, "p=1%00", "q=%ff",
]  # fmt: skip


def text_of(response):
    response_text = response.content.decode()
    assert "<script>" not in response_text
    return response_text


@pytest.mark.parametrize("name", LISTS)
def test_no_list_shows_anything_for_an_address_that_it_cannot_read(enter, ada, make_claim, name):
    make_claim()
    ada.is_superuser = True
    ada.save()
    client, where = enter(ada), reverse(f"admin:{name}")
    for query in UNREADABLE:
        response = client.get(f"{where}?{query}")
        assert response.status_code == 400, query[:20]
        assert "changelist-form" not in text_of(response)


def test_every_column_heading_orders_its_list(enter, ada, make_claim, review_claim):
    review_claim(make_claim())
    ada.is_superuser = True
    ada.save()
    client = enter(ada)
    for name in LISTS:
        page = client.get(reverse(f"admin:{name}"))
        for heading in set(re.findall(r'href="(\?o=[^"&]*)"', page.content.decode())):
            assert client.get(page.request["PATH_INFO"] + heading).status_code == 200, heading


@pytest.mark.parametrize(
    ("noun", "query", "sentence"),
    [
        ("claim", "desk=yours", "The filter “desk” has no value “yours”"),
        ("claim", "status=zzz", "The filter “status” has no value “zzz”"),
        ("claim", "status__exact=zzz", "There is no filter"),
        ("claim", "rating=blue", "The filter “rating” has no value “blue”"),
        ("claim", "topic=cats", "The filter “topic” has no value “cats”"),
        ("claim", "document=1", "The filter “document” has no value “1”"),
        ("claim", "p=7", "This list has no page 7."),
        ("claim", "p=0", "There is no page “0”: pages count from 1."),
        ("claim", "o=2.9", "The list cannot be ordered by column 9."),
        ("claim", "status=extracted&status=published", "twice"),
        ("evidence", "stance=maybe", "The filter “stance” has no value “maybe”"),
        ("evidence", "primary=2", "The filter “primary source” has no value “2”"),
        ("logentry", "event=ate", "The filter “event” has no value “ate”"),
    ],
)
def test_the_page_says_what_cannot_be_read(enter, address, erin, make_claim, noun, query, sentence):
    make_claim()
    response = enter(erin).get(f"{address(f'{noun}_changelist')}?{query}")
    assert response.status_code == 400
    assert sentence in text_of(response)


@pytest.mark.parametrize("key", ["abc", "0", "-1", str(10**20), "1/2", "é", "1_3B"])
def test_a_row_that_is_not_there_is_a_404(enter, address, erin, make_claim, key):
    make_claim()
    client = enter(erin)
    for noun in ("claim", "document", "evidence", "annotation", "topic", "claimant"):
        for door in ("change", "delete", "history"):
            assert client.get(address(f"{noun}_{door}", key)).status_code == 404, (noun, door)


def test_a_step_that_is_not_there_is_a_404(enter, address, erin, make_claim):
    claim = make_claim()
    client = enter(erin)
    assert client.get(address("claim_step", claim, "eat")).status_code == 404
    assert client.get(address("claim_step", 10**20, "publish")).status_code == 404


@pytest.mark.parametrize("selected", ["abc", str(10**20), "1,2", ""])
def test_a_selection_that_cannot_be_read_is_refused(enter, address, erin, make_claim, selected):
    make_claim()
    data = {"action": "assign_to_me", "_selected_action": selected, "index": "0"}
    response = enter(erin).post(address("claim_changelist"), data)
    assert response.status_code == 400
    assert "cannot be read" in text_of(response)


@pytest.mark.parametrize("query", ["p=0", "p=abc", "p=2", f"p={10**20}"])
def test_a_history_has_no_page_that_is_not_there(enter, address, erin, make_claim, query):
    response = enter(erin).get(f"{address('claim_history', make_claim())}?{query}")
    assert response.status_code == 400
    assert "This history has no page" in text_of(response)


def test_autocomplete_refuses_what_it_cannot_read(enter, erin, make_claim):
    make_claim()
    client, where = enter(erin), reverse("admin:autocomplete")
    asked = {"app_label": "claims", "model_name": "claim", "field_name": "duplicate_of"}
    assert client.get(where, asked | {"term": "bridge"}).status_code == 200
    assert client.get(where, asked | {"term": "word " * 3_000}).status_code == 400
    assert client.get(where, asked | {"page": "abc"}).status_code == 404
    assert client.get(where, asked | {"field_name": "zzz"}).status_code == 403
