"""A document comes in: by paste, upload or address.

All doors for documents lead here, so that the shell, the upload form and the paste form read the
same bytes alike: the text becomes a version, the file is kept as it came, or nothing happened.
"""

import hashlib
import mimetypes
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import Truncator

from claims import workflow
from claims.models import Document, DocumentVersion
from claims.models.noun import free_slug
from claims.models.partial_date import check_partial_date
from claims.preservation import INTERNET, LIMITS, Limits, Network, fetch
from claims.reading.blocks import Reading, one_line
from claims.reading.confined import Progress
from claims.reading.files import read
from claims.workflow.originals import originals_kept
from claims.workflow.permission import require

LONGEST_TITLE = 300
LONGEST_LANGUAGE = 35


class TakenIn(NamedTuple):
    """What is kept now, and how its file was understood: a person should see the guesses."""

    version: DocumentVersion
    reading: Reading


class Guessed(Exception):
    """The file's encoding is a guess, and a person wants to look before anything is kept.

    Attributes:
        reading: what was understood.
        given: the arguments with which `take_in` keeps it, but `by`, `document` and `encoding`.
    """

    def __init__(self, reading: Reading, given: dict[str, Any]) -> None:
        self.reading, self.given = reading, given
        super().__init__(f"The file was read as {reading.encoding}, a guess.")


def take_in(
    *,
    by: Any,
    data: bytes,
    name: str = "",
    media_type: str = "",
    encoding: str = "",
    source_url: str = "",
    note: str = "",
    document: Document | None = None,
    progress: Progress | None = None,
    accept_guess: bool = True,
    **fields: Any,
) -> TakenIn:
    """`data` as the first version of a new document, or as the next one of `document`.

    `name`, `media_type`, `encoding` and `progress` are those of `reading.files.read`. `fields` are
    a new document's own; where one is missing or empty, what the file says stands in, and a title
    is found in any case. A paste is its UTF-8 bytes.

    Raises:
        Unreadable: the bytes are no text of any kind we read.
        Guessed: their encoding had to be guessed, and `accept_guess` is not set.
        Refused, NotAllowed, ValidationError: nothing is written then, the original included.
    """
    _may_take_in(by, document, fields)
    reading = read(data, name=name, media_type=media_type, encoding=encoding, progress=progress)
    if reading.encoding_guessed and not accept_guess:
        told = {"name": name, "media_type": media_type, "source_url": source_url, "note": note}
        raise Guessed(reading, {"data": data, **told, **fields})
    sha256 = hashlib.sha256(data).hexdigest()
    with originals_kept() as keep:
        keep(data, sha256)
        if document is None:
            document = workflow.add(_described(reading, name, fields), by=by)
        version = workflow.add_version(
            document,
            reading,
            by=by,
            original=sha256,
            original_sha256=sha256,
            media_type=_media_type(media_type, name),
            source_url=source_url,
            note=note,
        )
    return TakenIn(version, reading)


def take_in_address(
    url: str,
    *,
    by: Any,
    document: Document | None = None,
    limits: Limits = LIMITS,
    network: Network = INTERNET,
    **rest: Any,
) -> TakenIn:
    """What `url` shows now; `rest` is that of `take_in`. A new document's address is `url`.

    Raises:
        Unfetchable: the address is not public, not there, too big, too slow or of another kind.
        Unreadable, Guessed, Refused, NotAllowed, ValidationError: as `take_in`.
    """
    _may_take_in(by, document, {})
    fetched = fetch(url, site_url=settings.SITE_URL, limits=limits, network=network)
    if document is None and not rest.get("url"):
        rest["url"] = fetched.url
    charset = f"; charset={fetched.charset}" if fetched.charset else ""
    return take_in(
        by=by,
        data=fetched.body,
        name=_name_in(fetched.final_url),
        media_type=fetched.media_type + charset,
        source_url=fetched.final_url,
        document=document,
        **rest,
    )


def _may_take_in(by: Any, document: Document | None, fields: dict[str, Any]) -> None:
    """Asked before the work: reading a file can take minutes."""
    require(by, "add_documentversion", "add a text to a document")
    if document is None:
        require(by, "add_document", "add a document")
    elif any(fields.values()):
        raise workflow.Refused(
            f"“{document}” is there already: a new text leaves its {' and '.join(fields)} as "
            "they are. Edit them on the document's own page."
        )


def _described(reading: Reading, name: str, fields: dict[str, Any]) -> Document:
    """What a person said of the document outranks what its file says."""
    said = {field: value for field, value in fields.items() if value not in ("", None)}
    guessed = {
        "title": _title(reading, name),
        "language": reading.language if len(reading.language) <= LONGEST_LANGUAGE else "",
        "published": _published(reading),
    }
    described = guessed | said
    described.setdefault("slug", free_slug(Document, described["title"]))
    return Document(**described)


def _title(reading: Reading, name: str) -> str:
    """The file's own title, else its name, else its first words."""
    stem = PurePosixPath(PureWindowsPath(name).name).stem
    title = one_line(reading.title) or one_line(stem.replace("_", " "))
    return Truncator(title or Truncator(one_line(reading.text)).words(10)).chars(LONGEST_TITLE)


def _published(reading: Reading) -> str:
    try:
        check_partial_date(reading.published)
    except ValidationError:
        return ""
    return reading.published


def _media_type(said: str, name: str) -> str:
    return said.partition(";")[0].strip().lower()[:100] or mimetypes.guess_type(name)[0] or ""


def _name_in(url: str) -> str:
    parts = urlsplit(url)
    return unquote(PurePosixPath(parts.path).name) or parts.hostname or ""
