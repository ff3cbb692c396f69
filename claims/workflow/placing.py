"""Where the words that an annotation quotes stand: in a document's text, or in the draft review."""

from typing import Any

from claims.models import Annotation, ClaimReview, Document, DocumentVersion
from claims.reading.anchors import Found, TextQuoteSelector, locate, select
from claims.vocabulary import Event
from claims.workflow import log

FOUND_AGAIN = "The document has a new text, and the passage was found in it."


def place(annotation: Annotation, *, as_given: bool = False) -> None:
    """Set where the quote stands, in the newest text or in the draft as it is now.

    `annotation.start`, if set, is where somebody pointed; the words around the quote become the
    text's own, unless they are to stay `as_given` in a file, which would else be another one when
    it is imported again. What is not found keeps its quote and has no place: nothing is lost.
    Writes nothing: it is called before the row is.
    """
    near, annotation.start, annotation.end = annotation.start, None, None
    annotation.document_version = None
    if annotation.document is not None:
        newest = annotation.document.versions.order_by("-number").first()
        if newest is not None and _find(annotation, newest.text, near):
            annotation.document_version = newest
            _take_context(annotation, newest.text, as_given)
    elif annotation.review_part:
        review = ClaimReview.objects.filter(claim=annotation.claim_id).first()
        text = getattr(review, annotation.review_part, "")
        if _find(annotation, text, near):
            _take_context(annotation, text, as_given)


def place_anew(document: Document, version: DocumentVersion, *, by: Any) -> None:
    """Look for what is annotated in the document's newest text; each one that is found leaves its
    entry, because files and linked data tell its place.

    Where the words are not there any more, the annotation keeps its place in the text that it
    speaks of. One that has no place yet takes a likely one. Call inside `log.writing()`.
    """
    moved = []
    rows = document.annotations.select_related("claim", "document_version").order_by("pk")
    for annotation in rows.defer("document_version__text", "document_version__blocks"):
        before = _anchor(annotation)
        has_place = annotation.document_version_id is not None
        if not _find(annotation, version.text, annotation.start, same_words=has_place):
            continue
        annotation.document_version = version
        Annotation.objects.filter(pk=annotation.pk).update(
            document_version=version, start=annotation.start, end=annotation.end
        )
        changed = log.difference(before, _anchor(annotation))
        moved.append(log.draft(Event.CHANGED, annotation, reason=FOUND_AGAIN, **changed))
    log.append_many(moved, by=by)


def _anchor(annotation: Annotation) -> dict[str, Any]:
    """As an entry tells it: the number of the text, and code points into it."""
    text = annotation.document_version
    number = text.number if text is not None else None
    return {"document_version": number, "start": annotation.start, "end": annotation.end}


def _find(annotation: Annotation, text: str, near: int | None, *, same_words: bool = False) -> bool:
    selector = TextQuoteSelector(annotation.quote, annotation.quote_prefix, annotation.quote_suffix)
    if not text or not selector.exact.strip():
        return False
    found = locate(text, selector, near=near)
    if found.found == Found.LOST:
        return False
    is_likely = found.found == Found.APPROXIMATE
    if same_words and is_likely and text[found.start : found.end] != annotation.quote:
        return False
    annotation.start, annotation.end = found.start, found.end
    return True


def _take_context(annotation: Annotation, text: str, as_given: bool) -> None:
    start, end = annotation.start or 0, annotation.end or 0
    if not as_given and text[start:end] == annotation.quote:
        around = select(text, start, end)
        annotation.quote_prefix, annotation.quote_suffix = around.prefix, around.suffix
