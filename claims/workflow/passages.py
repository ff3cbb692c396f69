"""A passage that a new text changed or lost: a person says what becomes of it."""

from typing import Any

from django.utils import timezone

from claims.models import Appearance, DocumentVersion
from claims.reading.anchors import select
from claims.vocabulary import Anchoring, Event
from claims.workflow import log
from claims.workflow.errors import Refused, Stale
from claims.workflow.permission import require

DOING = "change where a claim was seen"


def place_passage(
    appearance: Appearance,
    *,
    by: Any,
    seen: int,
    version: DocumentVersion,
    start: int,
    end: int,
) -> None:
    """The passage is `version.text[start:end]` from now on, and its quote those words.

    `version` is the newest that the person was shown. What readers have been shown of a
    published verdict stays; their pages mark the new words and say that the passage changed.

    Raises:
        Refused: a newer text came meanwhile, or the place is none.
        Stale, NotAllowed, ValidationError: nothing is written then.
    """
    require(by, "change_appearance", DOING)
    with log.writing():
        current = _current(appearance, seen, version, by)
        try:
            selector = select(version.text, start, end)
        except ValueError as error:
            raise Refused(str(error)) from error
        before = log.recorded(current)
        current.quote = selector.exact
        current.quote_prefix, current.quote_suffix = selector.prefix, selector.suffix
        current.document_version, current.start, current.end = version, start, end
        current.anchoring = Anchoring.EXACT
        current.looked_at = current.edited_at = timezone.now()
        current.looked_by = current.edited_by = by
        current.full_clean()
        changed = log.difference(before, log.recorded(current))
        changed["after"]["document_version"] = version.public_id
        _write(current, by, **changed)
    appearance.refresh_from_db()


def keep_passage(appearance: Appearance, *, by: Any, seen: int, version: DocumentVersion) -> None:
    """The passage stays as it was quoted, in the last text that had it, word for word.

    It stays changed or lost, and is out of the queue until another text arrives.

    Raises:
        Refused: there is nothing to look at, or a newer text came meanwhile.
        Stale, NotAllowed: nothing is written then.
    """
    require(by, "change_appearance", DOING)
    with log.writing():
        current = _current(appearance, seen, version, by)
        if current.anchoring not in (Anchoring.CHANGED, Anchoring.LOST) or current.looked_at:
            raise Refused("There is nothing to decide about this passage any more.")
        kept = last_place(current)
        if kept:
            current.document_version, current.start, current.end = kept
        current.looked_at, current.looked_by = timezone.now(), by
        said = {"anchoring": current.anchoring}
        if current.document_version:
            said["document_version"] = current.document_version.public_id
        _write(current, by, before={}, after=said)
    appearance.refresh_from_db()


def last_place(appearance: Appearance) -> tuple[DocumentVersion, int, int] | None:
    """The newest text that has the quote word for word in its surroundings, and where.

    None for a quote that never stood so in any text of its document.
    """
    if appearance.document is None or not appearance.quote:
        return None
    lead = len(appearance.quote_prefix)
    whole = appearance.quote_prefix + appearance.quote + appearance.quote_suffix
    for version in appearance.document.versions.order_by("-number").defer("blocks").iterator(1):
        start = version.text.find(whole)
        if start >= 0:
            return version, start + lead, start + lead + len(appearance.quote)
    return None


def may_decide(appearance: Appearance, by: Any) -> bool:
    """Where a published verdict stands in the text, and what its page says of the passage, readers
    see at once: that is decided by who may publish."""
    return by.has_perm("claims.change_appearance") and (
        appearance.claim.published_version_id is None or by.has_perm("claims.publish_claim")
    )


def _current(appearance: Appearance, seen: int, version: DocumentVersion, by: Any) -> Appearance:
    """The row as it is now, if it and its document's text are those that the person saw."""
    rows = Appearance.objects.select_related("document", "claim")
    current = rows.filter(pk=appearance.pk).first()
    if current is None or current.document is None:
        raise Refused("It is gone already: somebody else removed it.")
    if not may_decide(current, by):
        require(by, "publish_claim", "change where readers see a published claim in its document")
    if current.version != seen:
        raise Stale(current)
    newest = current.document.versions.order_by("-number").first()
    if newest is None or newest.pk != version.pk:
        raise Refused(
            "The document has a newer text than the one that you were shown: look at that first."
        )
    return current


def _write(current: Appearance, by: Any, *, before: dict[str, Any], after: dict[str, Any]) -> None:
    current.version += 1
    current.save()
    log.append(Event.CHANGED, current, by=by, before=before, after=after)
