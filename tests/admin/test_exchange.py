"""The export of a noun's list: who may, and what it holds. The import is in test_upload."""

import csv
import io
import re

import pytest

from claims.importexport import ClaimResource

NOUNS = ["claim", "claimant", "document", "evidence", "annotation"]


@pytest.mark.parametrize("noun", NOUNS)
def test_export_is_denied_unless_granted(noun, cast, enter, address):
    answers = {"erin": 200, "ada": 200, "alice": 200, "carl": 403, "ravi": 403}
    for name, status in answers.items():
        page = enter(getattr(cast, name)).get(address(f"{noun}_export"))
        assert (name, page.status_code) == (name, status)


@pytest.mark.parametrize("noun", NOUNS)
def test_the_list_links_only_to_what_its_reader_may_do(noun, cast, enter, address):
    for name, links in (("erin", (True, True)), ("alice", (False, True)), ("carl", (False, False))):
        page = enter(getattr(cast, name)).get(address(f"{noun}_changelist")).content.decode()
        doors = [address(f"{noun}_{door}") for door in ("import", "export")]
        found = tuple(f'href="{door}' in page for door in doors)
        assert (name, found) == (name, links)


def test_an_export_holds_the_list_as_filtered(enter, address, make_claim, publish_claim, alice):
    publish_claim(make_claim("Published."))
    make_claim("Not yet.")
    page = enter(alice).get(address("claim_export"), {"status": "published"})
    assert page["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="claims-\d{4}-\d\d-\d\d\.csv"', page["Content-Disposition"]
    )
    rows = list(csv.DictReader(io.StringIO(page.content.decode())))
    assert [row["text"] for row in rows] == ["Published."]
    assert list(rows[0]) == ClaimResource.columns() + ClaimResource.export_only()


@pytest.mark.parametrize("query", ["status=superpublished", "nothing=1", "o=x", "p=0"])
def test_an_export_of_a_list_that_cannot_be_read_is_a_400(enter, address, alice, query):
    page = enter(alice).get(f"{address('claim_export')}?{query}")
    assert page.status_code == 400
