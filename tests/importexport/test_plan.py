"""A plan says what a file would do and writes nothing; applying it does exactly that, once."""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from claims import workflow
from claims.importexport import ClaimResource, Unimportable
from claims.models import Claim, ImportBatch, LogEntry

HEADER = "id,text,kind,claimant,claimed,topics,document,section,quote,language\n"
BREAD = "C-1,Bread costs two.,,,,,,,,\n"
MILK = "C-2,Milk costs one.,event,,,food,,,,\n"
RUMOUR = "C-3,Salt costs ten.,rumour,,,,,,,\n"


class Record(NamedTuple):
    line: int
    cells: list[str]
    problem: str = ""


class Sheet:
    """A table in memory."""

    sha256 = "f" * 64

    def __init__(self, text: str) -> None:
        self.headers, *self.rows = csv.reader(io.StringIO(text))
        self.notes: list[str] = []

    def __iter__(self) -> Iterator[Record]:
        return (Record(line, cells) for line, cells in enumerate(self.rows, start=2))


@pytest.fixture
def plan(erin):
    return lambda text, **asked: ClaimResource().plan(Sheet(text), user=erin, **asked)


@pytest.fixture
def apply(erin):
    return lambda text, basis, **asked: ClaimResource().apply(
        Sheet(text), user=erin, basis=basis, file_name="file.csv", **asked
    )


def test_a_plan_counts_and_shows_and_writes_nothing(plan, make_claim):
    make_claim("Bread costs one.", public_id="C-1")
    make_claim("Milk costs one.", public_id="C-2", kind="event", topics=("food",))
    entries = LogEntry.objects.count()
    found = plan(HEADER + BREAD + MILK + RUMOUR + "C-4,Oil costs nine.,,,,,,,,\n")
    assert found.counts == {"new": 1, "changed": 1, "unchanged": 1, "refused": 1}
    assert [row.public_id for row in found.new] == ["C-4"]
    assert [tuple(change) for change in found.changed[0].changes] == [
        ("text", "Bread costs one.", "Bread costs two.")
    ]
    assert [(one.line, one.column) for one in found.problems] == [(4, "kind")]
    assert (LogEntry.objects.count(), Claim.objects.count()) == (entries, 2)


def test_the_refused_rows_come_back_as_a_table_with_their_error(plan, db):
    found = plan(HEADER + BREAD + RUMOUR + '"=C",x,,,,,,,,\n')
    rows = list(csv.DictReader(io.StringIO(found.refused.read().decode())))
    assert [row["id"] for row in rows] == ["C-3", "'=C"]
    assert rows[0]["text"] == "Salt costs ten."
    assert rows[0]["error"].startswith("kind: Write one of: statistic")


def test_what_was_planned_is_applied_as_one_batch(plan, apply, erin, make_claim):
    make_claim("Bread costs one.", public_id="C-1")
    first = LogEntry.objects.count() + 1
    text = HEADER + BREAD + MILK
    batch = apply(text, plan(text).basis)
    assert batch.counts == {"new": 1, "changed": 1, "unchanged": 0, "refused": 0}
    assert (batch.noun, batch.file_name, batch.created_by) == ("claim", "file.csv", erin)
    assert (batch.first_position, batch.sha256) == (first, "f" * 64)
    entry = LogEntry.objects.latest("position")
    assert (entry.position, entry.event) == (batch.last_position, "imported")
    assert (entry.noun, entry.public_id) == ("import", batch.public_id)
    assert entry.after["changed"] == 1
    assert Claim.objects.get(public_id="C-1").text == "Bread costs two."


def test_what_changes_nothing_leaves_no_trace(plan, apply, make_claim):
    make_claim("Bread costs two.", public_id="C-1")
    entries = LogEntry.objects.count()
    assert apply(HEADER + BREAD, plan(HEADER + BREAD).basis).pk is None
    assert (LogEntry.objects.count(), ImportBatch.objects.count()) == (entries, 0)


def test_a_row_that_somebody_changed_since_the_plan_stops_it(plan, apply, make_claim, edgar):
    claim = make_claim("Bread costs one.", public_id="C-1")
    basis = plan(HEADER + BREAD + MILK).basis
    workflow.edit(claim, by=edgar, seen=1, changes={"text": "Bread costs three."})
    with pytest.raises(workflow.Refused):
        apply(HEADER + BREAD + MILK, basis)
    assert Claim.objects.get().text == "Bread costs three."


def test_the_good_rows_are_applied_by_explicit_choice_alone(plan, apply):
    text = HEADER + BREAD + RUMOUR + MILK
    basis = plan(text).basis
    with pytest.raises(Unimportable, match="rumour"):
        apply(text, basis)
    assert not Claim.objects.exists()
    batch = apply(text, basis, only_good=True)
    assert batch.counts == {"new": 2, "changed": 0, "unchanged": 0, "refused": 1}
    assert set(Claim.objects.values_list("public_id", flat=True)) == {"C-1", "C-2"}


def test_columns_of_another_name_are_mapped_and_others_left_out(plan, apply, make_claim):
    make_claim("Bread costs two.", public_id="C-1")
    names = {name: name for name in HEADER.strip().split(",")}
    text = HEADER.replace("text", "Aussage").replace("\n", ",mood\n") + BREAD.replace(
        "\n", ",sad\n"
    )
    columns = names | {"Aussage": "text", "mood": ""}
    found = plan(text, columns=columns)
    assert found.counts["unchanged"] == 1
    assert plan(text).problem_count > 0
    with pytest.raises(Unimportable):
        apply(text, "", only_good=True)


def test_an_import_needs_the_right_to_import(alice):
    with pytest.raises(workflow.NotAllowed, match="may not import claims"):
        ClaimResource().plan(Sheet(HEADER + BREAD), user=alice)
