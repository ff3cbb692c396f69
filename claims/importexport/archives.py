"""A zip that somebody brought, looked at before any of it is unpacked."""

import zipfile
import zlib
from pathlib import Path

from claims.importexport.rows import refused

MAX_MEMBERS = 5_000
MAX_UNPACKED = 300_000_000
MAX_RATIO = 200
"""Bytes out for a byte in, over all members. Sheets of repetitive rows reach 30."""
SMALL = 10_000_000
"""Bytes unpacked below which the ratio says nothing."""
PROLOG = 65_536
"""Bytes of a part in which a document type would stand; defusedxml holds behind them."""
DAMAGED = "This file is damaged and cannot be unpacked: save it again and bring the new file."
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


def opened(path: Path) -> zipfile.ZipFile:
    """The archive at `path`, to be closed by who asked.

    Raises:
        Unimportable: it is damaged, locked, or built to exhaust the machine that unpacks it.
    """
    packed = path.stat().st_size
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN_ZIP:
        raise refused(DAMAGED) from None
    try:
        _refuse_bomb(archive.infolist(), packed)
        if any(member.flag_bits & 1 for member in archive.infolist()):
            raise refused("This file is locked with a password: save a copy without one.")
        if any(_has_document_type(archive, member) for member in archive.infolist()):
            raise refused(
                "This file defines its own XML entities, which no spreadsheet program does, so it "
                "was not opened."
            )
    except BaseException:
        archive.close()
        raise
    return archive


def _refuse_bomb(members: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    ratio = unpacked / max(packed, 1)
    names = [member.filename for member in members]
    if (
        len(members) > MAX_MEMBERS
        or len(set(names)) != len(names)
        or unpacked > MAX_UNPACKED
        or (unpacked > SMALL and ratio > MAX_RATIO)
    ):
        raise refused(
            f"This file would unpack to {unpacked:,} bytes in {len(members):,} parts, "
            f"{ratio:,.0f} times its size, so it was not opened. At most {MAX_UNPACKED:,} bytes "
            f"and {MAX_RATIO} times are read: split it, or save it as CSV UTF-8."
        )


def _has_document_type(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    if not member.filename.endswith((".xml", ".rels")):
        return False
    try:
        with archive.open(member) as part:
            return b"<!DOCTYPE" in part.read(PROLOG).replace(b"\x00", b"")
    except BROKEN_ZIP:
        raise refused(DAMAGED) from None
