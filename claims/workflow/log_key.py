"""The newsroom's key under the log's checkpoints: where it is, and what if it is not."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from claims.merkle.signed_note import NoteRefused, SignerKey
from claims.workflow.errors import Refused

MAKE = "make one with `manage.py make_log_key`"


def is_there() -> bool:
    return bool(settings.LOG_KEY) or settings.LOG_KEY_FILE.exists()


def signer() -> SignerKey:
    """The key from the setting LOG_KEY, or else from its file.

    Raises:
        Refused: there is none, or what is there is no key.
    """
    where = "the setting LOG_KEY" if settings.LOG_KEY else f"the file {settings.LOG_KEY_FILE}"
    if not is_there():
        raise Refused(f"There is no key to sign the log's checkpoints with: {MAKE}.")
    try:
        text = settings.LOG_KEY or settings.LOG_KEY_FILE.read_text(encoding="utf-8")
        return SignerKey.parse(text)
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"The key of the log cannot be read from {where}: {error}.") from None
    except NoteRefused as error:
        raise Refused(
            f"What is in {where} is no key of a log. {error} Put the right one back, or {MAKE}."
        ) from None


def origin() -> str:
    """What the log is called: the site's address without its scheme, and /log."""
    address = urlsplit(settings.SITE_URL)
    return f"{address.netloc}{address.path.rstrip('/')}/log"


def make() -> Path:
    """Write a new key, readable by nobody else.

    Raises:
        Refused: there is one already; a second would make readers doubt the first.
    """
    if is_there():
        raise Refused("The log has a key already, and readers know it: nothing was changed.")
    path: Path = settings.LOG_KEY_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(SignerKey.new(origin()).text + "\n")
    return path
