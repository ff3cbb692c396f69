"""A bundle holds everything that can travel, says what cannot, and makes an equal newsroom."""

import hashlib
import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction

from claims import workflow
from claims.importexport import RESOURCES, Unimportable
from claims.importexport.bundle import write_bundle
from claims.importexport.bundle_import import import_bundle
from claims.models import (
    Annotation,
    Appearance,
    Claim,
    Document,
    DocumentVersion,
    ImportBatch,
    LogEntry,
    Topic,
)
from claims.reading.plain_text import read_text

TEXT = "It was a long day.\n\nBread costs two crowns now."


@pytest.fixture
def found_newsroom(make_claim, make_document, publish_claim, carl, erin):
    """Two documents, one with a text and the file that it came in."""
    return lambda: founded(make_claim, make_document, publish_claim, carl, erin)


@pytest.fixture
def newsroom(found_newsroom):
    return found_newsroom()


def founded(make_claim, make_document, publish_claim, carl, erin):
    report, other = make_document(slug="report"), make_document(slug="other")
    default_storage.save("abc", ContentFile(b"original"))
    sha256 = hashlib.sha256(b"original").hexdigest()
    workflow.add_version(
        report, read_text(TEXT), by=erin, original="abc", original_sha256=sha256, note="As printed."
    )
    workflow.add(Topic(slug="bread-and-butter", name="food"), by=carl)
    claim = publish_claim(
        make_claim(
            "=Bread costs two.", public_id="007", document=report, topics=("food",),
            quote="Bread costs two crowns", claimant="Mayor",
        )
    )  # fmt: skip
    workflow.add(Appearance(claim=claim, document=other, is_first=False, quote="-5"), by=carl)
    workflow.add(Annotation(claim=claim, body="Really?\r\nYes."), by=carl)
    make_claim("Milk costs one.", public_id="M-1", document=other, topics=("milk",))
    return claim


def bundle(path, **options):
    with path.open("wb") as file:
        write_bundle(file, **options)
    return path


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(path, changes):
    found = parts(path) | changes
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in found.items():
            archive.writestr(name, data)
    return path


def test_the_manifest_counts_the_rows_and_hashes_each_file(newsroom, tmp_path):
    found = parts(bundle(tmp_path / "all.zip", licence="CC BY 4.0"))
    manifest = json.loads(found.pop("manifest.json"))
    assert (manifest["format"], manifest["licence"]) == ("factcheck-bundle/1", "CC BY 4.0")
    files = {entry["name"]: entry for entry in manifest["files"]}
    assert files.keys() == found.keys()
    for name, data in found.items():
        assert files[name]["sha256"] == hashlib.sha256(data).hexdigest()
    rows = {name: files[f"{name}.csv"]["rows"] for name in ("claims", "evidence", "appearances")}
    assert rows == {"claims": 2, "evidence": 2, "appearances": 1}
    assert any("two people" in said for said in manifest["stays_behind"])
    assert found["originals/" + hashlib.sha256(b"original").hexdigest()] == b"original"


def test_one_documents_bundle_holds_what_belongs_to_it(newsroom, tmp_path):
    found = parts(bundle(tmp_path / "one.zip", document="report"))
    assert b"007" in found["claims.csv"]
    assert b"M-1" not in found["claims.csv"]
    assert b"milk" not in found["topics.csv"]
    assert "texts/report/1.json" in found


def importable(noun):
    resource = RESOURCES[noun]()
    width = len(resource.columns())
    return [row[:width] for row in resource.export()]


def test_another_newsroom_becomes_equal_and_the_same_bundle_again_changes_nothing(
    found_newsroom, tmp_path, erin
):
    with transaction.atomic():  # and away again: what is left is an empty newsroom
        found_newsroom()
        path = bundle(tmp_path / "all.zip")
        before = {noun: importable(noun) for noun in RESOURCES}
        place = Appearance.objects.get(is_first=True, document__slug="report")
        default_storage.delete("abc")
        transaction.set_rollback(True)
    assert not Claim.objects.exists()
    brought = import_bundle(path, by=erin)
    assert {noun: importable(noun) for noun in RESOURCES} == before
    version = DocumentVersion.objects.get()
    assert (version.text, version.note) == (TEXT, "As printed.")
    assert version.original.read() == b"original"
    assert Topic.objects.get(name="food").slug == "bread-and-butter"
    claim = Claim.objects.get(public_id="007")
    assert (claim.status, claim.published_version) == ("extracted", None)
    seen = claim.appearances.get(is_first=True)
    assert (seen.start, seen.anchoring) == (place.start, "exact")
    assert claim.appearances.get(is_first=False).quote == "-5"
    assert any("two people" in note for note in brought.notes)
    again = import_bundle(path, by=erin).counts
    assert not any(count["new"] or count.get("changed") for count in again.values())


def test_a_bundle_that_was_changed_on_its_way_is_refused(newsroom, tmp_path, erin):
    path = bundle(tmp_path / "all.zip")
    changed = parts(path)["claims.csv"].replace(b"Bread", b"Wine!")
    with pytest.raises(Unimportable, match=r"claims\.csv is not the file of which the manifest"):
        import_bundle(rewritten(path, {"claims.csv": changed}), by=erin)
    with pytest.raises(Unimportable, match="of which its manifest says nothing"):
        import_bundle(rewritten(bundle(path), {"more.csv": b""}), by=erin)
    with pytest.raises(Unimportable, match="no bundle"):
        import_bundle(rewritten(path, {"manifest.json": b"{}"}), by=erin)
    path.write_bytes(b"id,text\n")
    with pytest.raises(Unimportable, match="damaged"):
        import_bundle(path, by=erin)


def forged(path, **files):
    """The bundle with other files and a manifest that fits them."""
    found = parts(path)
    manifest = json.loads(found["manifest.json"])
    names = {entry["name"]: entry for entry in manifest["files"]}
    for name, data in files.items():
        names[name]["sha256"] = hashlib.sha256(data).hexdigest()
    return rewritten(path, {**files, "manifest.json": json.dumps(manifest).encode()})


def everything():
    tables = (
        Claim,
        Document,
        DocumentVersion,
        Topic,
        Appearance,
        ImportBatch,
        LogEntry,
        Annotation,
    )
    return [table.objects.count() for table in tables]


ORIGINAL = hashlib.sha256(b"original").hexdigest()
BROKEN = [
    # the file, what is changed in it, and what is said
    ("annotations.csv", (b"Really?", b"\0"), "annotations.csv, line 2, column body"),
    ("annotations.csv", (b"commenting", b"shouting"), "line 2, column motivation “shouting”"),
    ("evidence.csv", (b"https://", b"gopher://"), "evidence.csv, line 2, column url"),
    ("appearances.csv", (b"007", b"008"), "appearances.csv, line 2, column claim “008”: "),
    ("appearances.csv", (b"other", b"none"), "line 2, column document “none”: There is no"),
    ("appearances.csv", (b"quote", b"qoute"), "line 1, column qoute: No such column"),
    ("topics.csv", (b"bread-and-butter", b"bread and butter"), "topics.csv, line 2, column id"),
    ("topics.csv", (b"food", b"fo\0od"), "topics.csv, line 2: The row holds a character"),
    ("texts/report/1.json", (b'"blocks"', b'"bricks"'), "texts/report/1.json: This text is not"),
    ("texts/report/1.json", (b'"report"', b'"none"'), "texts/report/1.json: This is the text of a"),
    (f"originals/{ORIGINAL}", (b"o", b"a"), "is not the file whose SHA-256 is its name"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "said"), BROKEN)
def test_one_fault_anywhere_and_nothing_of_the_bundle_comes_in(
    found_newsroom, tmp_path, erin, name, change, said
):
    with transaction.atomic():
        found_newsroom()
        path = bundle(tmp_path / "all.zip")
        default_storage.delete("abc")
        transaction.set_rollback(True)
    data = parts(path)[name]
    assert change[0] in data
    before = everything()
    with pytest.raises(Unimportable) as refused:
        import_bundle(forged(path, **{name: data.replace(*change)}), by=erin)
    assert said in str(refused.value)
    assert everything() == before
    assert not default_storage.exists(ORIGINAL)
    import_bundle(forged(path, **{name: data}), by=erin)
    assert default_storage.exists(ORIGINAL)


def test_who_may_not_import_brings_in_nothing(newsroom, tmp_path, alice):
    with pytest.raises(workflow.NotAllowed, match="may not import"):
        import_bundle(bundle(tmp_path / "all.zip"), by=alice)


def test_the_commands_say_what_travelled_and_what_did_not(newsroom, tmp_path, erin):
    out, path = io.StringIO(), tmp_path / "all.zip"
    call_command("export_bundle", str(path), stdout=out)
    assert "2  claims" in out.getvalue()
    assert "What stays behind" in out.getvalue()
    out = io.StringIO()
    call_command("import_bundle", str(path), "--as", "erin", stdout=out)
    assert "claims: 0 new, 0 changed, 2 unchanged, 0 refused" in out.getvalue()
    with pytest.raises(CommandError, match="There is no document with the id “none”"):
        call_command("export_bundle", str(path), "--document", "none")
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_bundle", str(tmp_path / "none.zip"), "--as", "erin")
