"""The log of corrections: all of them, or those of a kind and a year."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone


@pytest.fixture
def corrected(monkeypatch, make_claim, publish_claim, correct, withdraw):
    """A minor correction of 2025, and an update and a withdrawal of 2026."""

    def at(year):
        monkeypatch.setattr(timezone, "now", lambda: datetime(year, 5, 4, 12, tzinfo=UTC))

    at(2025)
    correct(publish_claim(make_claim("One.")), kind="minor", notice="A slip of the pen.")
    at(2026)
    correct(publish_claim(make_claim("Two.")), kind="update", notice="New figures came.")
    withdraw(publish_claim(make_claim("Three.")), notice="We no longer stand by it.")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["A slip of the pen.", "New figures came.", "We no longer stand by it."]),
        ({"kind": "minor"}, ["A slip of the pen."]),
        ({"year": "2026"}, ["New figures came.", "We no longer stand by it."]),
        ({"kind": "withdrawal", "year": "2026"}, ["We no longer stand by it."]),
        ({"kind": "minor", "year": "2026"}, []),
        ({"kind": "", "year": ""}, ["A slip of the pen.", "New figures came.",
                                    "We no longer stand by it."]),
    ],
    ids=str,
)  # fmt: skip
def test_the_log_shows_what_was_asked_for(client, corrected, asked, found):
    page = client.get("/corrections/", asked).content.decode()
    notices = ("A slip of the pen.", "New figures came.", "We no longer stand by it.")
    assert [notice for notice in notices if notice in page] == found
    if not found:
        assert "There is no such correction." in page
