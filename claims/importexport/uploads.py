"""The file of an upload: where it lies, whose it is, how far the work on it has come.

It lies beside the originals, which no page serves, under the upload's token, and goes within an
hour: with its upload, at the next sweep. Progress and the wish to stop are files beside it, since
on SQLite nobody can write to the database while an import does.
"""

import hashlib
import io
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.core.files.storage import default_storage

from claims.importexport.rows import refuse_large
from claims.models import Upload
from claims.models.noun import UNSTORABLE
from claims.models.upload import LIFETIME, session_hash
from claims.vocabulary import UploadStage
from claims.workflow import Refused

FOLDER = "imports"
WORKING = (UploadStage.PLANNING, UploadStage.APPLYING)
SILENCE = 60
"""Seconds without a sign of life after which nobody counts as working on an upload."""
PAUSE = 0.5
"""Seconds between two looks at the clock's worth of progress."""
GONE = "This upload is gone: it is older than an hour, or its file was taken away. Upload it again."
SWAPPED = "This is not the file that you were shown: upload it again, and look at what it would do."


class Cancelled(Exception):
    """The person asked for the work on their upload to stop."""


class Progress(NamedTuple):
    """`total` is an upper bound; `silent` are the seconds since the last sign of life.
    `is_writing`: the rows are compared, and it cannot be stopped any more."""

    done: int
    total: int
    silent: float
    is_writing: bool = False

    @property
    def percent(self) -> int:
        return min(99, 100 * self.done // self.total) if self.total else 0


def keep(
    chunks: Iterable[bytes], *, noun: str, file_name: str, user: Any, session_key: str | None
) -> Upload:
    """Put a file away for `user`, in this session of theirs.

    Raises:
        Unimportable: it is too large.
    """
    sweep()
    name = UNSTORABLE.sub("", file_name)[:200]
    upload = Upload(noun=noun, file_name=name, created_by=user, session=session_hash(session_key))
    target, digest, size = path(upload), hashlib.sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                refuse_large(size)
                digest.update(chunk)
                file.write(chunk)
        upload.size, upload.sha256 = size, digest.hexdigest()
        upload.save(force_insert=True)
    except BaseException:
        _forget(upload)
        raise
    return upload


def again(upload: Upload, *, noun: str) -> Upload:
    """The same file as another upload, of another noun."""
    with path(upload).open("rb") as file:
        copy = keep(
            iter(lambda: file.read(1 << 20), b""),
            noun=noun,
            file_name=upload.file_name,
            user=upload.created_by,
            session_key=None,
        )
    copy.session = upload.session
    copy.reading = {**upload.reading, "sheet": "", "header_line": ""} if upload.reading else {}
    copy.save(update_fields=["session", "reading"])
    return copy


def path(upload: Upload) -> Path:
    return Path(default_storage.path(f"{FOLDER}/{upload.token}"))


def refused_path(upload: Upload) -> Path:
    """Where the rows that a plan refused wait to be downloaded."""
    return _beside(upload, "refused")


def replace(target: Path, content: IO[bytes]) -> None:
    """Put a file in its place whole, whoever reads or replaces it at the same moment."""
    fresh = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
    with fresh.open("wb") as file:
        shutil.copyfileobj(content, file)
    fresh.replace(target)


def check(upload: Upload) -> None:
    """Look whether the file is there, and is the one that came.

    Raises:
        Refused: it is not.
    """
    digest = hashlib.sha256()
    try:
        with path(upload).open("rb") as file:
            for chunk in iter(lambda: file.read(1 << 20), b""):
                digest.update(chunk)
    except FileNotFoundError:
        raise Refused(GONE) from None
    if digest.hexdigest() != upload.sha256:
        raise Refused(SWAPPED)


def discard(upload: Upload) -> None:
    upload.delete()
    _forget(upload)


def sweep() -> int:
    """Delete what is older than an hour and not being worked on; returns how many uploads."""
    folder, swept = Path(default_storage.path(FOLDER)), 0
    for upload in Upload.objects.expired():
        if upload.is_working and progress(upload).silent < SILENCE:
            continue
        discard(upload)
        swept += 1
    before = time.time() - LIFETIME.total_seconds()
    tokens = set(Upload.objects.values_list("token", flat=True))
    for file in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):
            if file.name.partition(".")[0] not in tokens and file.stat().st_mtime < before:
                file.unlink()
    return swept


# Progress ----------------------------------------------------------------------------------


class Ticker:
    """Counts rows, tells how many are done, and notices that the person wants to stop.

    What is written is written whole, under the log's lock: from then on nothing stops it.
    """

    def __init__(self, upload: Upload) -> None:
        self.done, self.total, self.told = 0, 0, 0.0
        self.is_writing = False
        self.file, self.stop = _beside(upload, "progress"), _beside(upload, "stop")
        self.tell()

    def __call__(self, rows: int = 1) -> None:
        """Raises Cancelled where the person asked for that."""
        self.done += rows
        if time.monotonic() - self.told > PAUSE:
            self.tell()

    def begin_writing(self, rows: int) -> None:
        """Call under the lock. Raises Cancelled, for the last time."""
        self.tell()
        self.done, self.total, self.is_writing = 0, rows, True
        self.tell()

    def tell(self) -> None:
        self.told = time.monotonic()
        if not self.is_writing and self.stop.exists():
            raise Cancelled
        said = [self.done, self.total, self.is_writing]
        replace(self.file, io.BytesIO(json.dumps(said).encode()))


def progress(upload: Upload) -> Progress:
    file = _beside(upload, "progress")
    try:
        done, total, is_writing = json.loads(file.read_text() or "[0, 0, false]")
        silent = time.time() - file.stat().st_mtime
    except (FileNotFoundError, ValueError):
        return Progress(0, 0, LIFETIME.total_seconds())
    return Progress(done, total, max(0, silent), is_writing)


def is_begun(upload: Upload) -> bool:
    file = _beside(upload, "progress")
    return file.exists() and file.stat().st_size > 0


def ask_to_stop(upload: Upload) -> None:
    _beside(upload, "stop").touch()


def is_to_stop(upload: Upload) -> bool:
    """Whether somebody asked for that since it last began; perhaps too late."""
    return _beside(upload, "stop").exists()


def begin(upload: Upload) -> None:
    """Before it waits in the queue: forget what was done, and the wish to stop it."""
    _beside(upload, "stop").unlink(missing_ok=True)
    _beside(upload, "progress").write_text("")


def _beside(upload: Upload, what: str) -> Path:
    return path(upload).with_name(f"{upload.token}.{what}")


def _forget(upload: Upload) -> None:
    for file in path(upload).parent.glob(f"{upload.token}*"):
        file.unlink(missing_ok=True)
