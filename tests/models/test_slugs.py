"""A name in addresses: readable whatever the script, and free."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.models import Document
from claims.models.noun import PUBLIC_ID, free_slug


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("The bridge of Sampleton", "the-bridge-of-sampleton"),
        ("McDonald’s Café", "mcdonalds-cafe"),
        ("Straße nach Łódź", "strasse-nach-lodz"),
        ("世界人权宣言", "shi-jie-ren-quan-xuan-yan"),
        ("Всеобщая декларация", "vseobshchaya-deklaratsiya"),
        ("विश्व", "visv"),
        ("Report 世界 2018", "report-shi-jie-2018"),
    ],
)
def test_words_of_any_script_make_a_readable_slug(db, words, slug):
    assert free_slug(Document, words) == slug


@pytest.mark.parametrize("words", ["", "…", "\u200b", "\ue000"])
def test_where_no_letter_is_left_an_id_stands_in(db, words):
    assert free_slug(Document, words, otherwise="HR40-01") == "hr40-01"


@given(st.text(max_size=80))
def test_a_slug_can_stand_in_an_address(words):
    slug = free_slug(Nobody, words)
    PUBLIC_ID(slug[:40])
    assert len(slug) <= 60


class Nobody:
    """A noun without rows."""

    class _base_manager:  # noqa: N801
        @staticmethod
        def filter(**asked):
            return Document.objects.none()
