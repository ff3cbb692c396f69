"""A published verdict: https://schema.org/ClaimReview.

Google's rules for it, which ask for `alternateName` in words and for numbers only where the
rating has a place on the scale:
https://developers.google.com/search/docs/appearance/structured-data/factcheck
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from claims.jsonld.claim import claim
from claims.models import ClaimReviewVersion, Correction
from claims.vocabulary import CorrectionKind


def claim_review(
    version: ClaimReviewVersion,
    *,
    url: str,
    publisher: dict[str, Any],
    published: datetime,
    corrections: Sequence[Correction] = (),
    is_withdrawn: bool = False,
) -> dict[str, Any]:
    """The review at `url`, whose first version was published at `published`.

    A withdrawn review keeps its address and its notices, and says nothing on the claim any more:
    a rating that is still in the data would be collected and shown by others.
    """
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "@id": url,
        "url": url,
        "author": publisher,
        "publisher": publisher,
        "datePublished": published.isoformat(),
        "dateModified": version.approved_at.isoformat(),
    }
    if corrections:
        facts["correction"] = [_correction(one, url) for one in corrections]
        latest = max(one.approved_at for one in corrections)
        facts["dateModified"] = max(latest, version.approved_at).isoformat()
    if is_withdrawn:
        return facts | {"creativeWorkStatus": "Withdrawn"}
    facts |= {
        "claimReviewed": version.facts["claim"]["text"],
        "reviewRating": _rating(version),
        "itemReviewed": claim(version),
        "reviewBody": version.facts["summary"],
        "citation": [_citation(piece) for piece in version.facts["evidence"]],
    }
    if comments := [*_dissents(version), *_replies(version)]:
        facts["comment"] = comments
    return facts


def _dissents(version: ClaimReviewVersion) -> Iterator[dict[str, str]]:
    """https://schema.org/Comment. A second Rating would be collected as if it were the verdict."""
    for one in version.facts.get("dissents", []):
        name = f"Dissent: {one['rating']['label']}"
        yield {"@type": "Comment", "name": name, "text": one["reason"]}


def _replies(version: ClaimReviewVersion) -> Iterator[dict[str, str]]:
    """https://schema.org/Comment, of what we publish of an answer."""
    for asked in version.facts.get("replies", []):
        if asked["answer"]:
            yield {
                "@type": "Comment",
                "name": f"Reply of {asked['asked_of']}",
                "text": asked["answer"],
                "dateCreated": asked["answered"] or asked["asked"],
            }


def _rating(version: ClaimReviewVersion) -> dict[str, Any]:
    """https://schema.org/Rating; a rating beside the scale has a name and no number."""
    rating = version.facts["rating"]
    facts = {
        "@type": "Rating",
        "alternateName": rating["label"],
        "ratingExplanation": version.facts["summary"],
    }
    if rating["value"] is not None:
        facts |= {
            "ratingValue": rating["value"],
            "bestRating": rating["best"],
            "worstRating": rating["worst"],
        }
    return facts


def _correction(correction: Correction, url: str) -> dict[str, str]:
    """https://schema.org/CorrectionComment, at its place on the page of the review at `url`."""
    return {
        "@type": "CorrectionComment",
        "name": CorrectionKind(correction.kind).label,
        "text": correction.notice,
        "datePublished": correction.approved_at.isoformat(),
        "url": f"{url}#correction-{correction.public_id}",
    }


def _citation(piece: dict[str, Any]) -> dict[str, Any]:
    """https://schema.org/CreativeWork"""
    facts = {
        "@type": "CreativeWork",
        "url": piece["url"],
        "name": piece["title"],
        "datePublished": piece["published"],
    }
    if piece["publisher"]:
        facts["publisher"] = {"@type": "Organization", "name": piece["publisher"]}
    return {name: value for name, value in facts.items() if value}
