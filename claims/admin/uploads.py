"""A file between its preview and its confirmation.

It lies where the originals lie, which no page serves, under a name that nobody can guess. The
page holds a signed token that binds it to its person, its noun and its bytes.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any, NamedTuple

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from claims.workflow import Refused

FOLDER = "imports"
SALT = "claims.admin.uploads"
LIFETIME = timedelta(hours=1)
GONE = "This upload was imported already, or it is older than an hour: upload the file again."


class Upload(NamedTuple):
    """`basis`: what the preview was compared with (`Outcome.basis`)."""

    data: bytes
    file_name: str
    basis: str


def keep(upload: Upload, *, noun: str, user: Any) -> str:
    """Put the file away; returns the token that `take` asks for."""
    _sweep()
    stored = default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}.csv", ContentFile(upload.data))
    ticket = {
        "stored": stored,
        "sha256": hashlib.sha256(upload.data).hexdigest(),
        "file_name": upload.file_name,
        "basis": upload.basis,
        "noun": noun,
        "user": user.pk,
    }
    return signing.dumps(ticket, salt=SALT)


def take(token: str, *, noun: str, user: Any) -> Upload:
    """The file, once. Call under the log's lock: a second click then finds nothing.

    Raises:
        Refused: it is gone, too old, somebody else's, or another file than the one previewed.
    """
    try:
        ticket = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        raise Refused(GONE) from None
    if (ticket["noun"], ticket["user"]) != (noun, user.pk):
        raise Refused("This upload is somebody else's, or of another noun: upload the file here.")
    if not default_storage.exists(ticket["stored"]):
        raise Refused(GONE)
    with default_storage.open(ticket["stored"]) as file:
        data = file.read()
    default_storage.delete(ticket["stored"])
    if hashlib.sha256(data).hexdigest() != ticket["sha256"]:
        raise Refused("This is not the file that was previewed: upload it again.")
    return Upload(data, ticket["file_name"], ticket["basis"])


def _sweep() -> None:
    """What nobody confirmed within its lifetime is deleted when the next file comes."""
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        stored = f"{FOLDER}/{name}"
        if default_storage.get_modified_time(stored) < timezone.now() - LIFETIME:
            default_storage.delete(stored)
