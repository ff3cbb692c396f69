"""What one person proposes and another approves. Call inside `log.writing()`."""

from typing import Any

from django.utils import timezone

from claims.models import Claim, ClaimReview, ClaimReviewVersion, Correction, Policy
from claims.models.rules import BLANKS
from claims.vocabulary import CorrectionKind
from claims.workflow import error_reports
from claims.workflow.content import content_of
from claims.workflow.errors import Refused

NO_PROPOSAL = {
    "proposed_at": None,
    "proposed_by": None,
    "proposed_sha256": "",
    "correction_kind": "",
    "correction_notice": "",
}


def propose(claim: Claim, by: Any, kind: str, notice: str) -> str:
    """Bind the proposal to the hash of the content as it is now, which is returned."""
    sha256 = content_of(claim).sha256
    _set_review(
        claim,
        proposed_at=timezone.now(),
        proposed_by=by,
        proposed_sha256=sha256,
        correction_kind=kind,
        correction_notice=notice.strip(),
    )
    return sha256


def clear(claim: Claim) -> None:
    _set_review(claim, **NO_PROPOSAL)


def approve(claim: Claim, by: Any) -> ClaimReviewVersion:
    """Keep the approved content for good; with a correction notice where one was proposed."""
    review, content = _proposed(claim), content_of(claim)
    last = claim.versions.order_by("-number").first()
    seen = claim.first_appearance
    version = ClaimReviewVersion.objects.create(
        claim=claim,
        number=last.number + 1 if last else 1,
        text=claim.text,
        claimant=claim.claimant,
        document=seen.document if seen else None,
        rating_id=review.rating_id,
        summary=review.summary,
        explanation=review.explanation,
        content=content.json,
        sha256=content.sha256,
        policy=Policy.objects.in_force(),
        written_by_id=review.written_by_id,
        edited_by_id=review.edited_by_id,
        proposed_by_id=review.proposed_by_id,
        proposed_at=review.proposed_at,
        approved_by=by,
        approved_at=timezone.now(),
    )
    if claim.published_version_id is not None:
        publish_correction(claim, by, new_version=version)
    clear(claim)
    return version


def publish_correction(
    claim: Claim, by: Any, *, new_version: ClaimReviewVersion | None
) -> Correction:
    """The notice, with the version that readers saw before and the one they see now."""
    review = _proposed(claim)
    correction = Correction.objects.create(
        claim=claim,
        kind=review.correction_kind,
        notice=review.correction_notice,
        old_version=claim.versions.get(shown_by=claim),
        new_version=new_version,
        proposed_by_id=review.proposed_by_id,
        proposed_at=review.proposed_at,
        approved_by=by,
        approved_at=timezone.now(),
    )
    error_reports.answered_by(correction)
    return correction


def check_notice(claim: Claim, kind: str, notice: str) -> None:
    """Refuse a correction of unknown kind, without words, or of nothing that stands."""
    if kind not in CorrectionKind.values:
        raise Refused(f"A correction is one of: {', '.join(CorrectionKind.values)}.")
    if not notice.strip(BLANKS):
        raise Refused("A correction needs a notice: tell readers what changed and why.")
    if len(notice) > 2_000:
        raise Refused("The notice is too long: shorten it to at most 2,000 characters.")
    if kind == CorrectionKind.WITHDRAWAL and not claim.stands:
        raise Refused("Readers see no verdict that could be withdrawn.")


def check_proposed(claim: Claim, *, withdrawal: bool) -> None:
    """Refuse to approve what is not proposed, or a withdrawal as if it were a correction."""
    if not claim.has_proposal:
        raise Refused("Nothing is proposed: a reviewer proposes it first.")
    kind = claim.claim_review.correction_kind
    if withdrawal and kind != CorrectionKind.WITHDRAWAL:
        raise Refused("What is proposed is no withdrawal.")
    if not withdrawal and kind == CorrectionKind.WITHDRAWAL:
        raise Refused("What is proposed is a withdrawal: approve it with that step.")


def _proposed(claim: Claim) -> Any:
    """The review with its proposal's columns, which are filled where one is approved."""
    return claim.claim_review


def _set_review(claim: Claim, **changes: Any) -> None:
    """The proposal's own columns; they are no edit, so who edited last stays."""
    review = claim.claim_review
    for name, value in changes.items():
        setattr(review, name, value)
    ClaimReview.objects.filter(pk=review.pk).update(**changes, version=review.version + 1)
    review.version += 1
