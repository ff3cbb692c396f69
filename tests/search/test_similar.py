"""Claims that say nearly the same as a passage."""

import pytest

from claims.models import Claim
from claims.search.similar import similar

pytestmark = pytest.mark.django_db


@pytest.fixture
def claims(make_claim):
    return {
        name: make_claim(text)
        for name, text in {
            "bridge": "The new bridge cost ten million crowns.",
            "price": "Ten million crowns was the price of the new bridge.",
            "tunnel": "The tunnel under the harbour leaks every winter.",
            "ferry": "The ferry is late on most mornings.",
            "chinese": "大桥耗资一千万克朗。",
        }.items()
    }


def names(claims, words, **more):
    found = similar(Claim.objects.all(), words, **more)
    return [name for claim in found for name, known in claims.items() if known == claim]


def test_the_same_words_come_first_and_other_subjects_not_at_all(claims):
    words = "As everybody knows, the new bridge cost ten million crowns."
    assert names(claims, words) == ["bridge", "price"]


def test_other_inflections_are_found(claims):
    assert names(claims, "Tunnels under the harbour leaked every winter.") == ["tunnel"]


def test_a_passage_about_something_else_finds_nothing(claims):
    assert names(claims, "The hospital has forty beds.") == []


@pytest.mark.parametrize("words", ["", "a", "?!", "***", '"', "x" * 6_000, "\u200b", "NEAR AND OR"])
def test_words_that_tell_nothing_find_nothing(claims, words):
    assert names(claims, words) == []


def test_text_without_blanks_between_words_is_found(claims):
    assert names(claims, "这座大桥耗资一千万克朗。") == ["chinese"]


def test_at_most_as_many_as_asked_for(claims):
    words = "the new bridge cost ten million crowns"
    assert names(claims, words, most=1) == ["bridge"]
