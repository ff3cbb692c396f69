"""A document's text arrives: a new version, and every quote looked for in it."""

import hashlib
from typing import Any

from claims.models import Appearance, Document, DocumentVersion
from claims.reading.anchors import Found, Place, TextQuoteSelector, locate, select
from claims.reading.blocks import Block, Reading
from claims.vocabulary import Anchoring, Event
from claims.workflow import log
from claims.workflow.errors import Refused
from claims.workflow.permission import require
from claims.workflow.placing import place_anew


def add_version(
    document: Document,
    reading: Reading,
    *,
    by: Any,
    original: Any = None,
    original_sha256: str = "",
    media_type: str = "",
    source_url: str = "",
    note: str = "",
) -> DocumentVersion:
    """Keep `reading` as the document's newest text and anchor every appearance in it.

    Raises:
        Refused: the text is the one already kept.
        NotAllowed, ValidationError: nothing is written then.
    """
    require(by, "add_documentversion", "add a text to a document")
    if document.shows_text:
        require(by, "publish_claim", "put a new text before readers")
    with log.writing():
        last = document.versions.order_by("-number").first()
        sha256 = hashlib.sha256(reading.text.encode()).hexdigest()
        if last is not None and last.sha256 == sha256:
            raise Refused(f"This text is the one already kept as version {last.number}.")
        version = DocumentVersion(
            document=document,
            number=last.number + 1 if last else 1,
            text=reading.text,
            blocks=[_block(block) for block in reading.blocks],
            sha256=sha256,
            original=original,
            original_sha256=original_sha256,
            media_type=media_type,
            encoding=reading.encoding,
            source_url=source_url,
            note=note,
            captured_by=by,
        )
        version.full_clean()
        version.save(force_insert=True)
        counts = _anchor_all(document, version)
        said = {"sha256": sha256, "characters": len(reading.text), **counts}
        log.append(Event.ADDED, version, by=by, after=said)
        place_anew(document, version, by=by)
    return version


def anchor(
    appearance: Appearance, version: DocumentVersion, *, near: int | None = None
) -> Anchoring:
    """Look for the appearance's quote in `version` and keep where it is.

    A lost passage keeps its old place in the old version: readers can still be shown it. What a
    person has looked at is to be looked at again, unless it was lost and still is, or stood and
    still stands.
    """
    changes = anchored(appearance, version, near=near)
    if changes:
        Appearance.objects.filter(pk=appearance.pk).update(**changes)
    return changes.get("anchoring", Anchoring.UNANCHORED)


def anchored(
    appearance: Appearance, version: DocumentVersion, *, near: int | None = None
) -> dict[str, Any]:
    """What `anchor` would write, by field; nothing where there is no quote."""
    if not appearance.quote.strip():
        return {}
    selector = TextQuoteSelector(appearance.quote, appearance.quote_prefix, appearance.quote_suffix)
    place = locate(version.text, selector, near=appearance.start if near is None else near)
    found = _anchoring(place, selector, version.text)
    changes: dict[str, Any] = {"anchoring": found}
    before = appearance.anchoring
    if not (found == before == Anchoring.LOST or {found, before} <= STANDS):
        changes |= {"looked_at": None, "looked_by": None}
    if found != Anchoring.LOST:
        changes |= {"document_version": version, "start": place.start, "end": place.end}
    if found in STANDS:
        around = select(version.text, place.start, place.end)
        changes |= {"quote_prefix": around.prefix, "quote_suffix": around.suffix}
    return changes


def anchor_afresh(appearance: Appearance, *, in_old_context: bool, near: int | None = None) -> None:
    """Look for a new or edited quote in its document's newest text, where there is one.

    The words around an old quote mislead the search for an edited one, and are then forgotten.
    `near` tells places with the same words and surroundings apart: where somebody pointed.
    """
    forgotten = {} if in_old_context else {"quote_prefix": "", "quote_suffix": ""}
    Appearance.objects.filter(pk=appearance.pk).update(**NOWHERE, **forgotten)
    appearance.refresh_from_db()
    document = appearance.document
    newest = document.versions.order_by("-number").first() if document else None
    if newest is not None:
        anchor(appearance, newest, near=near)
        appearance.refresh_from_db()


STANDS = {Anchoring.EXACT, Anchoring.MOVED}
NOWHERE: dict[str, Any] = {
    "document_version": None,
    "start": None,
    "end": None,
    "anchoring": Anchoring.UNANCHORED,
    "looked_at": None,
    "looked_by": None,
}


def _anchoring(place: Place, selector: TextQuoteSelector, text: str) -> Anchoring:
    if place.found == Found.LOST:
        return Anchoring.LOST
    if place.found != Found.APPROXIMATE:
        return Anchoring.EXACT if place.score == 1 else Anchoring.MOVED
    # The same words with the same 32 characters on one side: new words follow or precede them.
    around = select(text, place.start, place.end)
    before, after = selector.prefix.strip(), selector.suffix.strip()
    one_side = (before and around.prefix == selector.prefix) or (
        after and around.suffix == selector.suffix
    )
    return Anchoring.MOVED if around.exact == selector.exact and one_side else Anchoring.CHANGED


def _anchor_all(document: Document, version: DocumentVersion) -> dict[str, int]:
    counts: dict[str, int] = {}
    for appearance in document.appearances.all():
        found = anchor(appearance, version)
        counts[found.value] = counts.get(found.value, 0) + 1
    return counts


def _block(block: Block) -> dict[str, Any]:
    return {
        "kind": str(block.kind),
        "start": block.start,
        "end": block.end,
        "page": block.page,
        "level": block.level,
    }
