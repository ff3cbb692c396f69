"""Reviewers' notes as W3C Web Annotations.

https://www.w3.org/TR/annotation-model/ (the shape: sections 3.1 to 3.3, 4.1, 4.2.4, 4.2.5, 5),
https://www.w3.org/TR/annotation-vocab/ (the words, `oa:replying` among them). Whether a thread is
open has no word there: schema.org's creativeWorkStatus says it, whose prefix the context holds.
"""

from collections.abc import Iterable
from typing import Any

from claims.models import Annotation
from claims.vocabulary import Motivation

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'


def for_jsonld(rows: Any) -> Any:
    """A queryset of annotations with all that `annotation` reads, in the order of entry."""
    related = rows.select_related(
        "claim", "created_by", "reply_to__claim", "evidence", "document", "document_version"
    )
    return related.order_by("pk").defer("document_version__text", "document_version__blocks")


def annotation_collection(rows: Iterable[Annotation], *, url: str, site: str) -> dict[str, Any]:
    """All of `rows` as an AnnotationCollection at `url`, in one page (section 5)."""
    items = [annotation(row, site=site) for row in rows]
    return {
        "@context": CONTEXT,
        "id": url,
        "type": "AnnotationCollection",
        "label": "Annotations of reviewers",
        "total": len(items),
        "first": {
            "id": f"{url}#page1",
            "type": "AnnotationPage",
            "partOf": url,
            "startIndex": 0,
            "items": items,
        },
    }


def annotation(row: Annotation, *, site: str) -> dict[str, Any]:
    """One annotation, without the context that the whole repeats (section 3.1)."""
    facts = {
        "id": annotation_iri(row, site),
        "type": "Annotation",
        "motivation": _motivation(row),
        "creator": {"type": "Person", "nickname": row.created_by.get_username()},
        "created": row.created_at.isoformat(),
        "body": {
            "type": "TextualBody",
            "value": row.body,
            "format": "text/plain",
            "purpose": str(row.motivation),
        },
        "target": _target(row, site),
    }
    if row.edited_at is not None:
        facts["modified"] = row.edited_at.isoformat()
    if row.reply_to_id is None:
        facts["schema:creativeWorkStatus"] = "Open" if row.resolved_at is None else "Resolved"
    return facts


def annotation_iri(row: Annotation, site: str) -> str:
    return f"{claim_iri(row, site)}#annotation-{row.public_id}"


def claim_iri(row: Annotation, site: str) -> str:
    return f"{site}{row.claim.get_absolute_url()}"


def _motivation(row: Annotation) -> str | list[str]:
    """An answer is `replying` before all (annotation-vocab, section 2.3)."""
    said = str(row.motivation)
    if row.reply_to_id is None:
        return said
    return "replying" if said == Motivation.COMMENTING else ["replying", said]


def _target(row: Annotation, site: str) -> Any:
    """A resource by its IRI, or a part of one: a SpecificResource (section 4)."""
    claim = claim_iri(row, site)
    if row.reply_to is not None:
        return annotation_iri(row.reply_to, site)
    if row.evidence is not None:
        return {"type": "SpecificResource", "source": row.evidence.url, "scope": claim}
    if row.document is not None:
        source = f"{site}{row.document.get_absolute_url()}"
        if row.document_version is not None:
            source = f"{source}versions/{row.document_version.number}/"
        return _part(row, source, claim)
    if row.review_part:
        return _part(row, f"{claim}#draft-{row.review_part}", claim)
    return claim


def _part(row: Annotation, source: str, scope: str) -> dict[str, Any]:
    """By quote (section 4.2.4) and, where the quote was found, by position (section 4.2.5)."""
    quote = {
        "type": "TextQuoteSelector",
        "exact": row.quote,
        "prefix": row.quote_prefix,
        "suffix": row.quote_suffix,
    }
    selectors: list[dict[str, Any]] = [{name: value for name, value in quote.items() if value}]
    if row.start is not None:
        selectors.append({"type": "TextPositionSelector", "start": row.start, "end": row.end})
    return {"type": "SpecificResource", "source": source, "scope": scope, "selector": selectors}
