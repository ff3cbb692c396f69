"""Everything of a document, or of the whole newsroom, in one zip that another installation imports.

The manifest says how many rows each file has and its SHA-256, under which licence it is given, and
what stays behind. The tables are those of every export, so a bundle can also be read by people.
"""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings
from django.utils import timezone

from claims.importexport import EXPORTS, NounResource, outgoing, write_tables
from claims.importexport.export_feed import write_feed
from claims.importexport.topics import TopicResource
from claims.models import DocumentVersion

FORMAT = "factcheck-bundle/1"
MANIFEST = "manifest.json"
FEED = "claim_reviews.json"
TABLES: dict[str, type[NounResource]] = {"topics": TopicResource, **EXPORTS}
STAYS_BEHIND = [
    "Verdicts are here to be read (claim_reviews, corrections) and come in as nobody's: two people "
    "of the other newsroom publish, or nobody does. So do statuses, assignments and assessments.",
    "Who wrote what, and when, is in the record of the newsroom that made this bundle; in another "
    "newsroom's record, whoever imports it has written it.",
    "Annotations that assess a claim, while its independent assessments are not compared yet.",
    "Whether readers may see a document's whole text is decided anew by each newsroom.",
]
NO_LICENCE = "None is stated: ask the newsroom before you republish any of it."
MADE = (1980, 1, 1, 0, 0, 0)


def write_bundle(file: IO[bytes], *, document: str = "", licence: str = "") -> dict[str, int]:
    """Write the zip; returns how many rows or files of each kind it holds.

    `document` is an id, or empty for all; `licence` a name or an address of one.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        bundle = _Bundle(archive)
        for noun, resource in TABLES.items():
            rows = resource().get_queryset()
            if document:
                rows = resource().of_document(rows, document)
            table = outgoing(resource(), rows)
            with bundle.opened(f"{noun}.csv") as out:
                out.rows = write_tables([table], out, "csv")[0]
        with bundle.opened(FEED) as out:
            out.rows = write_feed(out, document)
        for version in _versions(document):
            _write_text(bundle, version)
        _write_manifest(bundle, document, licence)
    return {entry["name"]: entry["rows"] for entry in bundle.files}


def _versions(document: str) -> Iterator[DocumentVersion]:
    versions = DocumentVersion.objects.select_related("document").order_by("document", "number")
    if document:
        versions = versions.filter(document__slug=document)
    return versions.iterator(chunk_size=20)


def _write_text(bundle: "_Bundle", version: DocumentVersion) -> None:
    """The text as captured, with its blocks, and the file that it came in."""
    facts = {
        "document": version.document.slug,
        "number": version.number,
        "sha256": version.sha256,
        "captured_at": version.captured_at.isoformat(),
        "media_type": version.media_type,
        "encoding": version.encoding,
        "source_url": version.source_url,
        "note": version.note,
        "original_sha256": version.original_sha256,
        "text": version.text,
        "blocks": version.blocks,
    }
    with bundle.opened(f"texts/{version.document.slug}/{version.number}.json") as out:
        out.write(json.dumps(facts, ensure_ascii=False, indent=1).encode())
    name = f"originals/{version.original_sha256}"
    kept = version.original
    if kept.name and name not in bundle.names and kept.storage.exists(kept.name):
        with bundle.opened(name) as out, kept.open("rb") as original:
            shutil.copyfileobj(original, out)


def _write_manifest(bundle: "_Bundle", document: str, licence: str) -> None:
    manifest = {
        "format": FORMAT,
        "newsroom": settings.NEWSROOM_NAME,
        "site": settings.SITE_URL,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "document": document,
        "licence": licence or NO_LICENCE,
        "stays_behind": STAYS_BEHIND,
        "files": bundle.files,
    }
    data = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    bundle.archive.writestr(zipfile.ZipInfo(MANIFEST, MADE), data)


class _Bundle:
    """What was written into the zip so far."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.files: list[dict[str, Any]] = []

    @property
    def names(self) -> set[str]:
        return {entry["name"] for entry in self.files}

    def opened(self, name: str) -> "_Entry":
        return _Entry(self, name)


class _Entry:
    """One file of the zip, hashed as it is written. `rows`: 1 where it is no table."""

    def __init__(self, bundle: _Bundle, name: str) -> None:
        self.bundle, self.name, self.rows = bundle, name, 1
        self.sha256 = hashlib.sha256()

    def __enter__(self) -> Any:
        info = zipfile.ZipInfo(self.name, MADE)
        info.compress_type = zipfile.ZIP_DEFLATED
        self.out = self.bundle.archive.open(info, "w", force_zip64=True)
        return self

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        return self.out.write(data)

    def __exit__(self, *error: Any) -> None:
        self.out.close()
        self.bundle.files.append(
            {"name": self.name, "rows": self.rows, "sha256": self.sha256.hexdigest()}
        )
