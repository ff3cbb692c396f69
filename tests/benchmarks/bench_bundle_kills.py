"""A process that imports a bundle is killed at random moments: all of it is there, or nothing.

On a database of its own, thrown away afterwards: SQLite, or PostgreSQL where DATABASE_URL says so.
A bundle holds a document with its text and its original, a topic, claims with their first
appearances, and further ones.
"""

import csv
import hashlib
import io
import json
import os
import random
import time
import zipfile
from dataclasses import asdict
from functools import partial
from pathlib import Path

import bench_import as bench
from measured import killed

from claims.importexport.bundle import FORMAT, MANIFEST
from claims.importexport.bundle_import import import_bundle
from claims.models import (
    Appearance,
    Claim,
    Document,
    DocumentVersion,
    ImportBatch,
    LogEntry,
    Topic,
)
from claims.reading.plain_text import read_text
from claims.record.verification import verify

KILLS = int(os.environ.get("BUNDLE_KILLS", "40"))
ROWS = int(os.environ.get("BUNDLE_ROWS", "100"))
TABLES = 3  # that leave a batch: documents, claims, appearances
TEXT = "\n\n".join(f"The bridge number {number} cost much." for number in range(ROWS))
BLOCKS = [asdict(block) for block in read_text(TEXT).blocks]


def table(header: str, rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header.split(","), *rows])
    return out.getvalue().encode()


def bundle(number: int) -> Path:
    """The one of this number, all of whose ids begin with it."""
    slug, original = f"bundle-{number}", f"Original {number}".encode()
    claims, seen = [], []
    for row in range(ROWS):
        name = f"B-{number}-{row}"
        text, quote = f"Bridge {row} of {number} cost much.", f"The bridge number {row} cost much."
        claims.append([name, text, "other", "", "", f"topic of {slug}", slug, "", quote, "en"])
        seen.append([f"{name}-again", name, "", "", "", f"https://example.org/{number}/{row}"])
    text = {
        "document": slug, "number": 1, "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "media_type": "text/plain", "encoding": "utf-8", "source_url": "", "note": "",
        "original_sha256": hashlib.sha256(original).hexdigest(), "text": TEXT, "blocks": BLOCKS,
    }  # fmt: skip
    document = "id,title,kind,claimant,publisher,url,published,language,sample"
    files = {
        "documents.csv": table(document, [[slug, slug, "report", "", "", "", "", "en", "true"]]),
        "topics.csv": table("id,name", [[f"topic-of-{slug}", f"topic of {slug}"]]),
        "claims.csv": table(bench.HEADER, claims),
        "appearances.csv": table("id,claim,document,section,quote,url", seen),
        f"texts/{slug}/1.json": json.dumps(text).encode(),
        f"originals/{text['original_sha256']}": original,
    }
    hashes = [{"name": n, "sha256": hashlib.sha256(d).hexdigest()} for n, d in files.items()]
    manifest = {"format": FORMAT, "licence": "a sample", "files": hashes}
    path = bench.FOLDER / f"{slug}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**files, MANIFEST: json.dumps(manifest).encode()}.items():
            archive.writestr(name, data)
    return path


def is_there(number: int) -> bool:
    """Whether the bundle that was killed is there; raises if a part of it is."""
    bench.let_go()
    slug, ids = f"bundle-{number}", f"B-{number}-"
    versions = DocumentVersion.objects.filter(document__slug=slug)
    found = {
        "documents": Document.objects.filter(slug=slug).count(),
        "topics": Topic.objects.filter(slug=f"topic-of-{slug}").count(),
        "texts": versions.count(),
        "originals": sum(v.original.storage.exists(v.original.name) for v in versions),
        "claims": Claim.objects.filter(public_id__startswith=ids).count() / ROWS,
        "appearances": Appearance.objects.filter(claim__public_id__startswith=ids).count()
        / (2 * ROWS),
        "batches": (ImportBatch.objects.count() - BATCHES[0]) / TABLES,
        "entries": (LogEntry.objects.latest("position").position - BATCHES[1])
        / (3 + 2 * ROWS + TABLES),
    }
    BATCHES[:] = ImportBatch.objects.count(), LogEntry.objects.latest("position").position
    assert set(found.values()) in ({0}, {1}), found
    return found["claims"] == 1


BATCHES = [0, 0]


def main() -> None:
    erin, chance = bench.furnish(), random.Random(11)
    begun = time.perf_counter()
    import_bundle(bundle(0), by=erin)
    usual, whole = time.perf_counter() - begun, 0
    BATCHES[:] = ImportBatch.objects.count(), LogEntry.objects.latest("position").position
    for number in range(1, KILLS + 1):
        path = bundle(number)
        bench.connection.close()
        killed(partial(import_bundle, path, by=erin), chance.uniform(0, 2 * usual))
        whole += is_there(number)
    broken = verify().finding
    print(
        f"\n{KILLS} kills of bundles: {whole} had written all, {KILLS - whole} nothing; nothing is "
        f"partial, the chain {'holds' if broken is None else broken}",
        flush=True,
    )


if __name__ == "__main__":
    try:
        main()
    finally:
        bench.connection.close()
        bench.THROW_AWAY()
