"""What a bundle says of itself, and whether it is so."""

import hashlib
import json
import zipfile
from typing import Any

from claims.importexport.archives import BROKEN_ZIP, DAMAGED
from claims.importexport.bundle import FORMAT, MANIFEST
from claims.importexport.rows import refused

NO_BUNDLE = "This file is no bundle of Factcheck: it has no manifest that we can read."


def checked_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest of a bundle whose files are those that it names, and no other.

    Raises:
        Unimportable: it is no bundle, or one that was changed or damaged on its way.
    """
    manifest = _manifest(archive)
    _check(archive, manifest)
    return manifest


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
