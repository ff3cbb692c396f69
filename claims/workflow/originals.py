"""The files that documents came in, kept in the transaction of the rows that name them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from claims.models import DocumentVersion
from claims.workflow import log
from claims.workflow.errors import Refused


@contextmanager
def originals_kept() -> Iterator[Callable[[bytes, str], None]]:
    """One transaction, and what keeps a file under the name that its rows give it: there before
    they are committed, since a row without its original could never be mended, and gone again if
    they are not.

    The log's lock keeps apart two people who bring the same file.
    """
    names: list[str] = []

    def keep(data: bytes, name: str) -> None:
        names.append(name)
        _store(data, name)

    try:
        with log.writing():
            yield keep
    except BaseException:
        with log.writing():
            for name in names:
                if not DocumentVersion.objects.filter(original=name).exists():
                    with suppress(OSError):  # then it could not be written either, or is an orphan
                        default_storage.delete(name)
        raise


def _store(data: bytes, name: str) -> None:
    try:
        if default_storage.exists(name):
            with default_storage.open(name) as kept:
                whole = kept.read() == data
            if whole:
                return
            default_storage.delete(name)  # a power cut left half of it
        default_storage.save(name, ContentFile(data))
    except OSError as error:
        reason = error.strerror or "its folder cannot be used"
        raise Refused(
            f"The original file could not be kept ({reason}), so nothing was added. "
            "Tell whoever runs this site, and try again."
        ) from error
