"""Both databases take a text for the same words: PostgreSQL's reading beside SQLite's own."""

import _pydecimal
import argparse
import doctest
import pydoc
import sqlite3
import tarfile
import typing
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.search import sqlite
from claims.search.tables import TABLES

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="Compares it with SQLite."),
    pytest.mark.django_db,
]

# Scripts in daily use in newsrooms. Outside of them SQLite's tables of 2012 may lack a letter,
# and polytonic Greek keeps its accents there.
SCRIPTS = [
    (0x20, 0x24F), (0x300, 0x304), (0x386, 0x3CE), (0x400, 0x527), (0x5D0, 0x5EA), (0x61B, 0x6D3),
    (0x904, 0x939), (0x93E, 0x94D), (0x985, 0x9B9), (0xE01, 0xE3A), (0x10D0, 0x10F0),
    (0x1E00, 0x1EF9), (0x2010, 0x2040), (0x20A0, 0x20BF), (0x2190, 0x21FF), (0x3001, 0x30FF),
    (0x4E00, 0x4F00), (0xAC00, 0xAD00), (0xFF01, 0xFF9F), (0x1F300, 0x1F64F), (0x20000, 0x20100),
]  # fmt: skip
LETTERS = [chr(point) for first, last in SCRIPTS for point in range(first, last + 1)]
MODULES = [_pydecimal, argparse, doctest, pydoc, tarfile, typing]
ASSIGNED = [letter for letter in LETTERS if unicodedata.category(letter) != "Cn"]


@pytest.fixture(scope="module")
def words_on_sqlite() -> Iterator[Callable[[str], list[str]]]:
    other = sqlite3.connect(":memory:")
    other.execute("CREATE TABLE claims_claim (id integer PRIMARY KEY, text text)")
    for statement in sqlite.definition(TABLES["claims_claim"]).values():
        other.execute(statement)
    other.execute("CREATE VIRTUAL TABLE words USING fts5vocab(claims_claim_search, instance)")

    def words(text: str) -> list[str]:
        other.execute("INSERT OR REPLACE INTO claims_claim VALUES (1, ?)", [text])
        return [word for (word,) in other.execute('SELECT term FROM words ORDER BY "offset"')]

    yield words
    other.close()


def words_on_postgresql(text: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_search_words(%s)", [text])
        return cursor.fetchone()[0].split()


@given(text=st.text(st.sampled_from(ASSIGNED), max_size=60))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_alike(words_on_sqlite, text):
    assert words_on_postgresql(text) == words_on_sqlite(text)


def test_every_letter_of_a_script_in_use_is_read_alike(words_on_sqlite):
    differ = []
    for letter in ASSIGNED:
        text = f"q{letter}q"
        if words_on_postgresql(text) != (there := words_on_sqlite(text)):
            differ.append((letter, unicodedata.name(letter), words_on_postgresql(text), there))
    assert " ".join(one[0] for one in differ) == ""


def test_english_words_have_the_same_stem(words_on_sqlite):
    """Of Python's own modules, comments and docstrings and all: some thousands."""
    text = " ".join(Path(str(module.__file__)).read_text() for module in MODULES)
    assert len(set(text.split())) > 5_000
    assert words_on_postgresql(text) == words_on_sqlite(text)
