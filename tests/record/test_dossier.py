"""A claim's dossier is verified by the verifier that lies in it, as a process of its own."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from claims import workflow
from claims.merkle.checkpoint import TreeHead
from claims.models import Annotation, Checkpoint, Claim, LogEntry
from claims.workflow import log_key


@pytest.fixture
def corrected(make_claim, make_document, publish_claim, alice, erin) -> Claim:
    log_key.make()
    document = make_document("The bridge cost ten million crowns.")
    claim = publish_claim(make_claim(document=document, quote="ten million"))
    workflow.add(Annotation(claim=claim, body="Jane told me."), by=alice)
    make_claim("Another one.")
    review = claim.claim_review
    workflow.edit(review, by=alice, seen=review.version, changes={"summary": "Nearly."})
    workflow.propose_correction(claim, by=alice, kind="minor", notice="A word was wrong.")
    workflow.correct(claim, by=erin)
    return Claim.objects.get(pk=claim.pk)


def written(claim: Claim, folder: Path) -> Path:
    file = folder / "dossier.zip"
    call_command("dossier", claim.slug, "--to", str(file), stdout=io.StringIO())
    return file


def verify(file: Path, *options: str) -> tuple[int, str]:
    """Unpacks the verifier, as a reader does, and runs it on the zip."""
    with zipfile.ZipFile(file) as box:
        verifier = file.with_name("verify.py")
        verifier.write_bytes(box.read("verify.py"))
    return run(verifier, file, *options)


def run(verifier: Path, file: Path, *options: str) -> tuple[int, str]:
    command = [sys.executable, "-I", str(verifier), str(file), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def repacked(file: Path, name: str, old: bytes, new: bytes) -> Path:
    """The dossier with some bytes of one of its files replaced."""
    other = file.with_name("other.zip")
    with zipfile.ZipFile(file) as box, zipfile.ZipFile(other, "w") as out:
        for one in box.namelist():
            data = box.read(one)
            assert one != name or old in data
            out.writestr(one, data.replace(old, new) if one == name else data)
    return other


def test_it_holds_all_that_it_names(corrected, tmp_path):
    with zipfile.ZipFile(written(corrected, tmp_path)) as box:
        assert sorted(box.namelist()) == [
            "README.txt", "checkpoint.txt", "claim.json", "corrections.json", "evidence.json",
            "key.txt", "log.jsonl", "verify.py", "versions/1.json", "versions/2.json",
        ]  # fmt: skip
        assert box.read("versions/2.json").decode() == corrected.published_version.content
        assert json.loads(box.read("corrections.json"))[0]["notice"] == "A word was wrong."
        assert len(json.loads(box.read("evidence.json"))) == 2
        lines = [json.loads(line) for line in box.read("log.jsonl").splitlines()]
        everything = b"".join(box.read(name) for name in box.namelist())
    positions = [line["position"] for line in lines if "position" in line]
    about = LogEntry.objects.about(corrected.public_id).values_list("position", flat=True)
    assert positions == sorted(about)
    assert b"Jane" not in everything
    assert corrected.text in everything.decode()


def test_the_same_state_gives_the_same_bytes(corrected, tmp_path):
    assert written(corrected, tmp_path).read_bytes() == written(corrected, tmp_path).read_bytes()


def test_its_verifier_finds_it_whole(corrected, tmp_path):
    status, said = verify(written(corrected, tmp_path))
    assert (status, said[:10]) == (0, "It holds: ")


def test_a_checkpoint_kept_long_before_is_shown_to_have_grown_into_it(
    corrected, make_claim, tmp_path
):
    kept = tmp_path / "kept.txt"
    kept.write_text(Checkpoint.objects.last().note, encoding="utf-8")
    make_claim("A third.")
    file = written(corrected, tmp_path)
    assert Checkpoint.objects.count() == 3
    assert verify(file, "--checkpoint", str(kept))[0] == 0


def test_a_dossier_of_a_log_written_anew_does_not_fit_a_kept_checkpoint(corrected, tmp_path):
    """The newsroom signs two logs with one key; each is whole by itself."""
    kept = tmp_path / "kept.txt"
    file = written(corrected, tmp_path)
    key = log_key.signer()
    last = Checkpoint.objects.first()
    other = TreeHead(key.name, last.size, bytes(32)).signed(key, at=last.at)
    kept.write_text(other, encoding="utf-8")
    status, said = verify(file, "--checkpoint", str(kept))
    assert (status, said) == (1, f"The log was written anew before entry {last.size}.")


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("versions/1.json", b"It did", b"It di'", "Published version 1 is not the one that was"),
        (
            "log.jsonl",
            b"A word was wrong",
            b"No word was wrong",
            "was edited: it is not in the log",
        ),
        ("log.jsonl", b'"proof":["', b'"proof":["00', "was edited: it is not in the log"),
    ],
    ids=["version", "entry", "proof"],
)
def test_what_was_changed_in_it_is_named(corrected, tmp_path, name, old, new, sentence):
    status, said = verify(repacked(written(corrected, tmp_path), name, old, new))
    assert (status, sentence in said) == (1, True)


@pytest.mark.parametrize("lie", [{}, {"reason": "It froze."}, {"rating": "false"}, {"nonce": "0"}])
def test_an_assessment_that_is_disclosed_as_another_is_named(
    make_claim, review_claim, ratings, alice, erin, tmp_path, monkeypatch, lie
):
    """By a newsroom that lies from the start: its chain of hashes and its signature hold."""
    log_key.make()
    claim = review_claim(make_claim())
    for person in (alice, erin):
        workflow.assess(claim, by=person, rating=ratings["true"], reason="It thawed.")
    honest = workflow.assessments._disclosed
    monkeypatch.setattr(workflow.assessments, "_disclosed", lambda one: honest(one) | lie)
    workflow.compare(claim, by=erin)
    workflow.checkpoint()
    call_command("export_log", str(tmp_path / "log.jsonl"), stdout=io.StringIO())
    dossier = written(claim, tmp_path)
    first = LogEntry.objects.filter(event="disclosed").order_by("position").first()
    sentence = (
        f"Entry {first.position} discloses an assessment as another than its reviewer committed to."
    )
    for answer in (verify(dossier), run(tmp_path / "verify.py", tmp_path / "log.jsonl")):
        assert (answer[0], answer[1] == sentence) == ((1, True) if lie else (0, False))


def test_another_key_than_the_one_a_reader_knows_is_refused(corrected, tmp_path):
    key = tmp_path / "key.txt"
    key.write_text("example.org+00000000+" + "A" * 44, encoding="utf-8")
    status, said = verify(written(corrected, tmp_path), "--key", str(key))
    assert (status, "is not signed by the key example.org" in said) == (1, True)


def test_without_a_checkpoint_nothing_can_be_proved_and_that_is_said(
    make_claim, tmp_path, client, alice
):
    claim = make_claim()
    with pytest.raises(CommandError, match="nothing about it can be proved yet"):
        written(claim, tmp_path)
    assert not (tmp_path / "dossier.zip").exists()
    client.force_login(alice)
    answer = client.get(reverse("admin:claims_claim_dossier", args=[claim.pk]))
    assert answer.status_code == 409
    assert "nothing about it can be proved yet" in answer.content.decode()


def test_a_claim_that_is_not_there_is_named(db):
    with pytest.raises(CommandError, match="There is no claim “none”"):
        call_command("dossier", "none")


def test_the_claims_page_gives_the_same_file(corrected, client, alice):
    client.force_login(alice)
    page = client.get(reverse("admin:claims_claim_change", args=[corrected.pk])).content.decode()
    link = reverse("admin:claims_claim_dossier", args=[corrected.pk])
    assert link in page
    answer = client.get(link)
    assert answer["Content-Disposition"] == f'attachment; filename="dossier-{corrected.slug}.zip"'
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
