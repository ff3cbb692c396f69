"""`manage.py import_claims`, as somebody at a terminal meets it."""

import io
import pkgutil
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim, Claimant, LogEntry

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures/samples"
HEADER = "id,text,kind,claimant,claimed,topics,document,section,quote,language\n"


def run(file: Path | str, *args: str) -> str:
    out = io.StringIO()
    call_command("import_claims", str(file), *args, stdout=out)
    return out.getvalue()


def refusal(file: Path | str, *args: str) -> str:
    with pytest.raises(CommandError) as caught:
        run(file, *args)
    assert not Claim.objects.exists()
    return str(caught.value)


@pytest.fixture
def ferry(erin):
    for noun in ("claimants", "documents"):
        run(SAMPLES / f"{noun}.csv", "--noun", noun, "--as", "erin")


def test_it_counts_what_it_did(ferry):
    said = run(SAMPLES / "claims.csv", "--as", "erin")
    assert said == "Imported for erin: 3 new, 0 changed, 0 unchanged, 0 refused.\n"
    said = run(SAMPLES / "claims.csv", "--as", "erin")
    assert said == "Imported for erin: 0 new, 0 changed, 3 unchanged, 0 refused.\n"


def test_a_dry_run_counts_and_writes_nothing(ferry):
    entries = LogEntry.objects.count()
    said = run(SAMPLES / "claims.csv", "--as", "erin", "--dry-run")
    assert said == "Dry run, nothing is written: 3 new, 0 changed, 0 unchanged, 0 refused.\n"
    assert not Claim.objects.exists()
    assert LogEntry.objects.count() == entries


def test_the_log_names_the_person_the_file_and_the_line(ferry, erin):
    run(SAMPLES / "claims.csv", "--as", "erin")
    entry = LogEntry.objects.filter(noun="claim").first()
    assert (entry.actor, entry.reason) == (erin, "Imported from claims.csv, line 2.")


def test_every_mistake_is_listed(ferry):
    said = refusal(SAMPLES / "claims-with-errors.csv", "--as", "erin").splitlines()
    assert said[0].endswith("claims-with-errors.csv: 5 problems.")
    assert said[2].startswith("Line 3, column kind “rumour”: Write one of: statistic,")


def test_the_person_must_exist_and_must_be_allowed_to(alice):
    assert "There is no user “zoe”" in refusal(SAMPLES / "claims.csv", "--as", "zoe")
    said = refusal(SAMPLES / "claims.csv", "--as", "alice")
    assert said.startswith("alice may not import claims")


def test_the_only_person_who_may_is_taken_without_being_named(ferry, edgar, ada):
    said = refusal(SAMPLES / "claims.csv")
    assert said == "Say for whom: --as USERNAME, one of ada, edgar, erin."
    for person in (edgar, ada):
        person.groups.clear()
    assert run(SAMPLES / "claims.csv").startswith("Imported for erin")


def test_another_nouns_columns_are_recognised(erin):
    said = refusal(SAMPLES / "claimants.csv", "--as", "erin")
    assert said.endswith("These are the columns of claimants: add --noun claimants.")


def test_a_pipe_is_read(erin, monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(f"{HEADER}C-1,Bread costs two.,,,,,,,,\n".encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run("-", "--as", "erin").startswith("Imported for erin: 1 new")


BAD = {
    "empty": (b"", "The file is empty"),
    "no header": (b"C-1,Bread costs two.,,,,,,,,\n", "The first line must name the columns"),
    "same header twice": (HEADER.replace("quote", "text").encode(), "It is there 2 times"),
    "missing column": (HEADER.replace("quote,", "").encode(), "This column is missing"),
    "unclosed quote": (f'{HEADER}C-1,"Bread\n'.encode(), "opened in this row and never closed"),
    "short row": (f"{HEADER}C-1,Bread\n".encode(), "Line 2: This row has 2 cells"),
    "long row": (f"{HEADER}C-1,Bread{',' * 8}x,y\n".encode(), "Line 2: This row has 11 cells"),
    "NUL byte": (f"{HEADER}C-1,Bre\0ad,,,,,,,,\n".encode(), "Line 2, column text"),
    "huge cell": (
        f"{HEADER}C-1,{'x' * 200_000},,,,,,,,\n".encode(),
        "Line 2, column text “xxx",
    ),
    "blank claim": (f'{HEADER}C-1,"  ",,,,,,,,\n'.encode(), "Line 2, column text"),
    "workbook": (b"PK\x03\x04" + bytes(200), "cannot be "),
    "bytes": (bytes(range(256)) * 20, "Nothing is imported"),
}


@pytest.mark.parametrize(("data", "sentence"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_with_a_sentence(tmp_path, erin, data, sentence):
    (tmp_path / "bad.csv").write_bytes(data)
    said = refusal(tmp_path / "bad.csv", "--as", "erin")
    assert sentence in said
    assert "Error" not in said


def test_what_is_no_file_is_refused_with_a_sentence(tmp_path, erin):
    assert "is a directory" in refusal(tmp_path, "--as", "erin")
    assert "cannot be read: No such file" in refusal(tmp_path / "none.csv", "--as", "erin")
    assert "cannot be read" in refusal("a\0b", "--as", "erin")


@pytest.mark.parametrize("mark", [";", "\t"])
def test_semicolons_and_tabs_are_read(tmp_path, erin, mark):
    file = tmp_path / "claimants.csv"
    header = mark.join(["id", "name", "kind", "description", "url"])
    row = mark.join(["mayor", '"Mayor, the"', "person", "", ""])
    file.write_bytes(f"{header}\r\n{row}\r\n".encode("utf-16"))
    run(file, "--noun", "claimants", "--as", "erin")
    assert Claimant.objects.get().name == "Mayor, the"


LIAR = (
    "11972.json\ttrue\tThe city planted trees.\thealth-care,trees\tthe-mayor\tMayor\t\tnone"
    "\t0\t0\t0\t1\t0\ta speech\n"
    "11685.json\tpants-fire\tThe city sold its river.\ttrees\tthe-mayor\tMayor\t\tnone"
    "\t0\t0\t0\t1\t0\ta post\n"
)


@pytest.mark.parametrize(
    ("done", "said", "there"),
    [
        ("claims.importexport.plan.Plan.take", "You stopped it. Nothing was written.", 0),
        ("claims.workflow.imports.keep_batch", "You stopped it. Nothing was written.", 0),
        ("claims.importexport.imports.import_rows", "all of it was written already", 1),
    ],
)
def test_who_stops_it_is_told_what_was_written(tmp_path, erin, monkeypatch, done, said, there):
    do = pkgutil.resolve_name(done)

    def interrupted(*args, **kwargs):
        do(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(done, interrupted)
    file = tmp_path / "claims.csv"
    file.write_text(HEADER + "C-1,Bread costs two.,,,,,,,,\n")
    with pytest.raises(CommandError, match=said):
        call_command("import_claims", str(file), "--as", "erin")
    assert Claim.objects.count() == there


def test_other_peoples_files_come_in_by_a_mapping_and_their_verdicts_as_annotations(tmp_path, erin):
    file = tmp_path / "train.tsv"
    file.write_text(LIAR)
    for noun in ("claimants", "claims", "annotations"):
        run(file, "--noun", noun, "--as", "erin", "--mapping", "liar")
    claim = Claim.objects.get(public_id="11685")
    assert (claim.text, claim.claimant.name) == ("The city sold its river.", "the-mayor")
    assert {topic.name for topic in Claim.objects.get(public_id="11972").topics.all()} == {
        "health-care",
        "trees",
    }
    assert claim.status == "extracted"
    assert "PolitiFact rated it “pants-fire”" in claim.annotations.get().body
    entries = LogEntry.objects.count()
    for noun in ("claimants", "claims", "annotations"):
        run(file, "--noun", noun, "--as", "erin", "--mapping", "LIAR")
    assert LogEntry.objects.count() == entries, "the same file again changes nothing"


def test_an_unknown_mapping_is_refused_with_those_that_there_are(erin):
    said = refusal(SAMPLES / "claims.csv", "--as", "erin", "--mapping", "ours")
    assert said.startswith("There is no mapping “ours” for claims. There are: Data Commons")


def test_good_rows_alone_only_when_asked_and_the_others_go_to_a_file(tmp_path, erin):
    file, refused = tmp_path / "some.csv", tmp_path / "refused.csv"
    file.write_text(f"{HEADER}C-1,Bread.,,,,,,,,\nC-2,Milk.,rumour,,,,,,,\n")
    refusal(file, "--as", "erin", "--refused", str(refused))
    assert refused.read_text().splitlines()[1].startswith("C-2,Milk.,rumour")
    said = run(file, "--as", "erin", "--only-good")
    assert said == "Imported for erin: 1 new, 0 changed, 0 unchanged, 1 refused.\n"
    assert Claim.objects.get().public_id == "C-1"


def test_the_line_that_names_the_columns_can_be_said(tmp_path, erin):
    file = tmp_path / "claims.csv"
    file.write_text("desk,2025\n" + HEADER + "C-1,Bread.,,,,,,,,\n")
    assert "1 new" in run(file, "--as", "erin", "--header-line", "2")
    with pytest.raises(CommandError, match="“0” is no line from 1 to 1,000"):
        run(file, "--as", "erin", "--header-line", "0")
