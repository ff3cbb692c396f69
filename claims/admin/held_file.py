"""A document's file between a look at what was understood of it and the decision to keep it.

It lies where the originals lie, which no page serves, under a name that nobody can guess. The
page holds a signed token that binds it to its person, its bytes and what was said of it.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from claims.workflow import Refused

FOLDER = "held"
SALT = "claims.admin.held_file"
LIFETIME = timedelta(hours=1)
GONE = "The file was kept already, or you looked at it for more than an hour: bring it again."


def hold(data: bytes, *, said: dict[str, Any], user: Any) -> str:
    """Put the file away; returns the token that `held` asks for. `said` is JSON."""
    _sweep()
    stored = default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}", ContentFile(data))
    digest = hashlib.sha256(data).hexdigest()
    ticket = {"stored": stored, "sha256": digest, "user": user.pk, "said": said}
    return signing.dumps(ticket, salt=SALT, compress=True)


def held(token: str, *, user: Any) -> tuple[bytes, dict[str, Any]]:
    """The file and what was said of it.

    Raises:
        Refused: it is gone, too old, somebody else's, or another file than the one looked at.
    """
    ticket = _ticket(token, user)
    if not default_storage.exists(ticket["stored"]):
        raise Refused(GONE)
    with default_storage.open(ticket["stored"]) as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != ticket["sha256"]:
        raise Refused(GONE)
    return data, ticket["said"]


def let_go(token: str, *, user: Any) -> None:
    default_storage.delete(_ticket(token, user)["stored"])


def _ticket(token: str, user: Any) -> dict[str, Any]:
    try:
        ticket = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        raise Refused(GONE) from None
    if ticket["user"] != user.pk:
        raise Refused("This file is somebody else's: bring yours.")
    return ticket


def _sweep() -> None:
    """What nobody decided about within its lifetime is deleted when the next file comes."""
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        stored = f"{FOLDER}/{name}"
        if default_storage.get_modified_time(stored) < timezone.now() - LIFETIME:
            default_storage.delete(stored)
