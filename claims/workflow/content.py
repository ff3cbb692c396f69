"""What exactly is approved: the canonical content of a review and its hash."""

import hashlib
from typing import Any, NamedTuple

from claims.models import (
    Appearance,
    Assessment,
    Claim,
    ClaimReview,
    Evidence,
    Rating,
    ReplyRequest,
)
from claims.workflow import log


class Content(NamedTuple):
    """`json` is canonical; `sha256` is of its UTF-8 bytes. Equal hashes are equal content."""

    facts: dict[str, Any]
    json: str
    sha256: str


def content_of(claim: Claim) -> Content:
    """All that a reader would see of the verdict on `claim`, as its draft stands now.

    Beyond rating, summary, explanation and evidence it holds the claim's own words, claimant
    and first appearance: a verdict moved onto other words would be another verdict. What
    reviewers dissent from and what was asked and answered is approved with the rest, so that an
    answer which comes after the proposal has to be read before anybody approves.
    """
    review = getattr(claim, "claim_review", None) or ClaimReview(claim=claim)
    facts = {
        "claim": _claim(claim),
        "rating": _rating(review),
        "summary": review.summary,
        "explanation": review.explanation,
        "no_primary_reason": review.no_primary_reason,
        "evidence": [_evidence(piece) for piece in claim.evidence.all()],
        "dissents": [_dissent(one) for one in _dissents(claim)],
        "no_reply_reason": review.no_reply_reason,
        "replies": [_reply(asked) for asked in claim.reply_requests.told()],
    }
    data = log.canonical(facts)
    return Content(facts, data.decode(), hashlib.sha256(data).hexdigest())


def _claim(claim: Claim) -> dict[str, Any]:
    first = claim.first_appearance
    return {
        "id": claim.public_id,
        "text": claim.text,
        "claimant": claim.claimant.name if claim.claimant else "",
        "claimed": claim.claimed,
        "first_appearance": _appearance(first) if first else None,
    }


def _appearance(appearance: Appearance) -> dict[str, Any]:
    document = appearance.document
    return {
        "document": document.title if document else "",
        "document_id": document.slug if document else "",
        "url": appearance.url or (document.url if document else ""),
        "section": appearance.section,
        "quote": appearance.quote,
    }


def _rating(review: ClaimReview) -> dict[str, Any] | None:
    return _point(review.rating) if review.rating else None


def _point(rating: Rating) -> dict[str, Any]:
    return {
        "id": rating.slug,
        "label": rating.label,
        "value": rating.value,
        "best": rating.scale.best,
        "worst": rating.scale.worst,
    }


def _evidence(piece: Evidence) -> dict[str, Any]:
    return {
        "id": piece.public_id,
        "url": piece.url,
        "title": piece.title,
        "publisher": piece.publisher,
        "published": piece.published,
        "stance": piece.stance,
        "is_primary": piece.is_primary,
        "quote": piece.quote,
        "note": piece.note,
    }


def _dissents(claim: Claim) -> list[Assessment]:
    latest = claim.assessment_rounds.compared().last()
    return list(latest.dissents.select_related("rating__scale")) if latest else []


def _dissent(assessment: Assessment) -> dict[str, Any]:
    return {"rating": _point(assessment.rating), "reason": assessment.reason}


def _reply(asked: ReplyRequest) -> dict[str, Any]:
    """Whom we asked, never where: the contact is personal."""
    received = asked.replies.order_by("received", "id").values_list("received", flat=True).first()
    return {
        "id": asked.public_id,
        "asked_of": asked.asked_of,
        "channel": asked.channel,
        "asked": asked.asked.isoformat(),
        "deadline": asked.deadline.isoformat(),
        "outcome": asked.outcome,
        "answered": received.isoformat() if received else "",
        "answer": asked.published_answer,
    }
