"""Evidence from files: each piece belongs to one claim, for good."""

from pathlib import Path

import pytest

from claims.models import Evidence

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures/samples"
HEADER = "id,claim,url,title,publisher,published,stance,primary,quote,note\n"


def row(id: str = "E-1", claim: str = "C-1", url: str = "https://example.org/a") -> str:
    return f"{id},{claim},{url},Title,,2020,supports,true,,\n"


def test_every_mistake_of_the_sample_file_is_named_by_line_and_column(import_file, make_claim):
    make_claim(public_id="WF-01")
    outcome = import_file("evidence", (SAMPLES / "evidence-with-errors.csv").read_bytes())
    assert [(problem.line, problem.column, problem.value) for problem in outcome.problems] == [
        (2, "url", "javascript:alert(1)"),
        (3, "claim", "WF-99"),
        (4, "stance", "proves"),
        (5, "primary", "maybe"),
        (6, "published", "January"),
    ]
    assert not Evidence.objects.exists()


def test_a_piece_of_evidence_cannot_be_moved_to_another_claim(import_file, make_claim):
    first, _ = make_claim(public_id="C-1"), make_claim(public_id="C-2")
    import_file("evidence", HEADER + row())
    outcome = import_file("evidence", HEADER + row(claim="C-2"))
    assert [(problem.line, problem.column) for problem in outcome.problems] == [(2, "claim")]
    assert Evidence.objects.get().claim == first


def test_the_same_address_twice_for_one_claim_is_refused_by_its_line(import_file, make_claim):
    make_claim(public_id="C-1")
    outcome = import_file("evidence", HEADER + row() + row(id="E-2"))
    assert [str(problem) for problem in outcome.problems] == [
        "Line 3: This claim lists that address already."
    ]
    assert not Evidence.objects.exists()


def test_evidence_without_a_claim_is_refused(import_file, db):
    outcome = import_file("evidence", HEADER + row(claim=""))
    assert [(problem.line, problem.column) for problem in outcome.problems] == [(2, "claim")]


@pytest.mark.parametrize(
    ("cell", "meant"), [("true", True), ("TRUE", True), ("yes", True), ("0", False), ("", False)]
)
def test_primary_is_written_in_several_ways(import_file, make_claim, cell, meant):
    make_claim(public_id="C-1")
    import_file("evidence", HEADER + row().replace("true", cell))
    assert Evidence.objects.get().is_primary is meant
