"""What a file brings is found by its words, and what it did not bring is not."""

import pytest
from django.db import connection

from claims.importexport import ClaimResource
from claims.models import Claim
from claims.search import index

ROWS = 1_100  # more than are written at once


def file(first: int, last: int, word: str) -> str:
    rows = [f"C-{n},Claim {n} is of the {word} in Sampleton.," for n in range(first, last)]
    return "\n".join(["id,text,kind,claimant,claimed,topics,document,section,quote,language"]
                     + [f"{row}event,,,,,,,en" for row in rows])  # fmt: skip


def entries() -> list[tuple]:
    """The index on PostgreSQL, as it is; on SQLite it holds no more than positions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM claims_claim_search ORDER BY 1")
        return cursor.fetchall()


def test_each_new_row_is_found_by_its_own_words(import_file, db):
    import_file("claims", file(0, ROWS, "ferries"))
    import_file("claims", file(ROWS - 100, ROWS + 100, "bridges"))  # some are there, some are new
    found = Claim.objects.search("bridge")
    assert {claim.text for claim in found} == {
        f"Claim {n} is of the bridges in Sampleton." for n in range(ROWS - 100, ROWS + 100)
    }
    for number in (0, 499, 500, ROWS - 101):
        (claim,) = Claim.objects.search(f'"claim {number}"')
        assert claim.public_id == f"C-{number}"
        assert claim.text.startswith(f"Claim {number} ")


def test_the_index_is_as_if_it_was_built_of_the_rows(import_file, db):
    import_file("claims", file(0, ROWS, "ferries"))
    kept = entries()
    index.rebuild(connection)
    assert kept == entries()
    assert len(kept) == ROWS


@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_stopped_leaves_nothing_to_be_found(opened, erin):
    def stop() -> None:
        raise KeyboardInterrupt

    sheet = opened(file(0, 10, "ferries"))
    with pytest.raises(KeyboardInterrupt):
        ClaimResource().apply(sheet, user=erin, basis=None, check=stop)
    assert entries() == []
    assert not Claim.objects.exists()
