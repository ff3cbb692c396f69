"""A bundle of another newsroom comes in, noun by noun.

Each table is an import of its own, as if a person had brought it: planned, checked, written whole
or not at all, with its batch in the record. What came in before a refusal stays; once the cause is
mended, the same bundle brings the rest, for rows that are there change nothing.
"""

import csv
import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from claims import workflow
from claims.importexport import RESOURCES, open_sheet
from claims.importexport.archives import BROKEN_ZIP, DAMAGED, opened
from claims.importexport.bundle import FORMAT, MANIFEST
from claims.importexport.formulas import unguarded
from claims.importexport.rows import refused
from claims.models import Appearance, Claim, Document, DocumentVersion, Topic
from claims.reading.blocks import Block, BlockKind, Reading
from claims.workflow.permission import require

PIECE = 1_000_000
NO_BUNDLE = "This file is no bundle of Factcheck: it has no manifest that we can read."


class Brought(NamedTuple):
    """What came in, and what is told to the person: notes of each file, what stays behind."""

    counts: dict[str, dict[str, int]]
    notes: list[str]


def import_bundle(path: Path, *, by: Any) -> Brought:
    """Bring in all that the bundle at `path` holds, for `by`.

    Raises:
        Unimportable: it is no whole bundle, or a table in it is refused; says which, and why.
        NotAllowed: `by` may not import one of the nouns.
    """
    for resource in RESOURCES.values():
        noun = resource.model._meta.model_name
        require(by, f"import_{noun}", f"import {resource.get_display_name()}")
    with opened(path) as archive:
        manifest = _manifest(archive)
        _check(archive, manifest)
        bundle = _Bundle(archive, by)
        counts = {noun: bundle.take(noun) for noun in ("claimants", "documents")}
        counts["topics"] = bundle.take_topics()
        try:
            counts["texts"] = bundle.take_texts()
        except (KeyError, TypeError, IndexError, RecursionError, *BROKEN_ZIP):
            raise refused("A text in the bundle is not written as a bundle writes it.") from None
        counts["claims"] = bundle.take("claims")
        counts["appearances"] = bundle.take_appearances()
        counts |= {noun: bundle.take(noun) for noun in ("evidence", "annotations")}
    notes = [
        f"From {manifest.get('newsroom', 'another newsroom')}. Licence: {manifest['licence']}",
        *manifest.get("stays_behind", []),
    ]
    return Brought({name: count for name, count in counts.items() if count}, notes)


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest = json.loads(archive.read(MANIFEST))
        files = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
        good = manifest["format"] == FORMAT and isinstance(manifest["licence"], str)
    except (KeyError, TypeError, RecursionError, *BROKEN_ZIP):
        raise refused(NO_BUNDLE) from None
    if not good:
        raise refused(NO_BUNDLE)
    return {**manifest, "hashes": files}


def _check(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Every file is there, is what the manifest says, and there is no other."""
    hashes, names = manifest["hashes"], set(archive.namelist()) - {MANIFEST}
    for name in sorted(hashes.keys() | names):
        if name not in hashes:
            raise refused(f"The bundle holds {name[:100]}, of which its manifest says nothing.")
        if name not in names:
            raise refused(f"The bundle lacks {name[:100]}, which its manifest names.")
        try:
            with archive.open(name) as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        except BROKEN_ZIP:
            raise refused(DAMAGED) from None
        if found != hashes[name]:
            raise refused(
                f"{name[:100]} is not the file of which the manifest gives the SHA-256: it was "
                "changed or damaged on its way. Ask for the bundle again."
            )


class _Bundle:
    def __init__(self, archive: zipfile.ZipFile, by: Any) -> None:
        self.archive, self.by = archive, by
        self.names = archive.namelist()

    def take(self, noun: str) -> dict[str, int]:
        name = f"{noun}.csv"
        if name not in self.names:
            return {}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            with self.archive.open(name) as source, path.open("wb") as target:
                shutil.copyfileobj(source, target)
            sheet = open_sheet(path, file_name=name)
            batch = RESOURCES[noun]().apply(sheet, user=self.by, basis=None, file_name=name)
        return batch.counts

    def take_topics(self) -> dict[str, int]:
        """Their addresses come along; a claim brings only their names."""
        new = 0
        for row in self._rows("topics.csv"):
            if not Topic.objects.filter(name=row["name"]).exists():
                slug = row["id"]
                if Topic.objects.filter(slug=slug).exists():
                    continue  # the claim that brings the name makes it, under an address of its own
                workflow.add(Topic(slug=slug, name=row["name"]), by=self.by)
                new += 1
        return {"new": new}

    def take_appearances(self) -> dict[str, int]:
        new = 0
        for row in self._rows("appearances.csv"):
            if Appearance.objects.filter(public_id=row["id"]).exists():
                continue
            claim = Claim.objects.filter(public_id=row["claim"]).first()
            if claim is None:
                raise refused(f"There is no claim {row['claim']}, which appearances.csv names.")
            document = Document.objects.filter(slug=row["document"]).first()
            seen = Appearance(
                public_id=row["id"],
                claim=claim,
                document=document,
                is_first=False,
                **{name: row[name] for name in ("url", "section", "quote")},
            )
            workflow.add(seen, by=self.by)
            new += 1
        return {"new": new}

    def take_texts(self) -> dict[str, int]:
        """In the order of their numbers; a text that is there already is left as it is."""
        texts = sorted(
            (name.split("/")[1], int(Path(name).stem), name)
            for name in self.names
            if name.startswith("texts/")
        )
        return {"new": sum(self._take_text(name) for _, _, name in texts)}

    def _take_text(self, name: str) -> bool:
        facts = json.loads(self.archive.read(name))
        document = Document.objects.filter(slug=facts["document"]).first()
        if document is None:
            raise refused(f"{name} is the text of a document that is not in the bundle.")
        if DocumentVersion.objects.filter(document=document, sha256=facts["sha256"]).exists():
            return False
        blocks = tuple(
            Block(BlockKind(one["kind"]), one["start"], one["end"], one["page"], one["level"])
            for one in facts["blocks"]
        )
        workflow.add_version(
            document,
            Reading(facts["text"], blocks, encoding=facts["encoding"]),
            by=self.by,
            original=self._original(facts["original_sha256"]),
            original_sha256=facts["original_sha256"],
            media_type=facts["media_type"],
            source_url=facts["source_url"],
            note=facts["note"],
        )
        return True

    def _original(self, sha256: str) -> str:
        name = f"originals/{sha256}"
        if not sha256 or name not in self.names:
            return ""
        if not default_storage.exists(sha256):
            default_storage.save(sha256, ContentFile(self.archive.read(name)))
        return sha256

    def _rows(self, name: str) -> Iterator[dict[str, str]]:
        if name not in self.names:
            return
        with self.archive.open(name) as file:
            for row in csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig", newline="")):
                yield {key: unguarded(cell) for key, cell in row.items()}
