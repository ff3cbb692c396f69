"""Independent assessments: given blind, compared, and a difference settled with its reason.

While a round is open the log holds only commitments; the comparison discloses what stands
behind them. So the readable history tells nobody what a colleague thinks before they have said
what they think themselves, and shows afterwards that nothing was altered.
"""

import hashlib
import secrets
from typing import Any

from django.utils import timezone

from claims.models import Assessment, AssessmentRound, Claim, ClaimReview, Policy, Rating
from claims.vocabulary import Event, NoticeKind, Status
from claims.workflow import editing, log, notices
from claims.workflow.condition import Condition
from claims.workflow.errors import Refused
from claims.workflow.permission import require
from claims.workflow.reason import check_reason

NEEDED = 2
ASSESSABLE = (Status.IN_REVIEW, Status.AWAITING_APPROVAL, Status.PUBLISHED)


def commitment(rating: str, reason: str, nonce: str) -> str:
    """SHA-256 of the canonical JSON of the three; the nonce is 256 random bits, so that trying
    all ratings and likely reasons finds nothing."""
    said = {"nonce": nonce, "rating": rating, "reason": reason}
    return hashlib.sha256(log.canonical(said)).hexdigest()


def assess(claim: Claim, *, by: Any, rating: Rating, reason: str) -> Assessment:
    """Give one's own rating, once in a round. The first one opens the claim's first round.

    Raises:
        Refused: given already, or the latest round was compared: then ask for another round.
    """
    require(by, "add_assessment", "assess claims")
    with log.writing():
        current = Claim.objects.get(pk=claim.pk)
        _check_status(current)
        check_reason(reason)
        latest = current.assessment_rounds.last() or _open_round(current, by, number=1)
        if latest.assessments.filter(assessed_by=by).exists():
            raise Refused("You have given your assessment in this round already: it stays.")
        if latest.compared_at is not None:
            raise Refused(
                f"Round {latest.number} was compared, so that an assessment now would not be "
                "independent: ask for another round first, and say why."
            )
        assessment = Assessment(
            round=latest,
            rating=rating,
            reason=reason,
            nonce=secrets.token_hex(32),
            saw_a_draft=_is_rated_by_others(current, by),
            assessed_by=by,
        )
        assessment.full_clean()
        assessment.save(force_insert=True)
        sealed = commitment(rating.public_id, reason, assessment.nonce)
        said = {"round": latest.number, "commitment": sealed}
        entry = log.append(Event.ADDED, assessment, by=by, after=said)
        concerned = [*latest.assessments.values_list("assessed_by", flat=True), current.assignee_id]
        told = [(person, NoticeKind.ASSESSED) for person in concerned]
        notices.tell(entry, told, claim=current)
    return assessment


def ask_again(claim: Claim, *, by: Any, why: str) -> AssessmentRound:
    """Open another round, for a reason such as new evidence. What the last one found stays."""
    require(by, "add_assessmentround", "ask for another round of assessments")
    with log.writing():
        current = Claim.objects.get(pk=claim.pk)
        _check_status(current)
        check_reason(why, limit=500)
        latest = current.assessment_rounds.last()
        if latest is None:
            raise Refused("Nobody has assessed this claim: the first assessment opens a round.")
        if latest.compared_at is None:
            raise Refused(f"Round {latest.number} is open already: give your assessment in it.")
        return _open_round(current, by, number=latest.number + 1, why=why)


def compare(claim: Claim, *, by: Any) -> AssessmentRound:
    """Close the round to further assessments and disclose those given to the whole newsroom.

    Raises:
        Refused: fewer than two people have given theirs, or no round is open.
    """
    require(by, "change_assessmentround", "compare assessments")
    with log.writing():
        latest = claim.assessment_rounds.last()
        if latest is None or latest.compared_at is not None:
            raise Refused("No round of assessments is open on this claim.")
        given = list(latest.assessments.select_related("rating"))
        if len(given) < NEEDED:
            raise Refused(
                f"{len(given)} of {NEEDED} assessments {'is' if len(given) == 1 else 'are'} in: "
                "they are compared once two people have given theirs."
            )
        _set(latest, compared_at=timezone.now(), compared_by=by)
        log.append(Event.COMPARED, latest, by=by, after={"assessments": len(given)})
        for one in given:
            log.append(Event.DISCLOSED, one, by=by, after=_disclosed(one))
    return latest


def adjudicate(
    claim: Claim, *, by: Any, rating: Rating, reason: str, dissent_is_published: bool = False
) -> AssessmentRound:
    """Settle what the compared assessments come to; the draft's rating follows.

    `dissent_is_published`: with the verdict readers get the ratings that differ, with reasons.

    Raises:
        Refused: nothing is compared, it is settled already, or nobody dissents.
    """
    require(by, "change_assessmentround", "adjudicate assessments")
    with log.writing():
        latest = claim.assessment_rounds.last()
        if latest is None or latest.compared_at is None:
            raise Refused("Compare the assessments first: there is nothing to adjudicate yet.")
        if latest.adjudicated_at is not None:
            raise Refused("This round is adjudicated already: ask for another round.")
        check_reason(reason)
        if dissent_is_published and not latest.assessments.exclude(rating=rating).exists():
            raise Refused("Nobody dissents from this rating: there is no dissent to publish.")
        found = {
            "rating": rating, "reason": reason, "dissent_is_published": dissent_is_published
        }  # fmt: skip
        _set(latest, adjudicated_at=timezone.now(), adjudicated_by=by, **found)
        log.append(Event.ADJUDICATED, latest, by=by, after=found | {"rating": rating.public_id})
        _follow(claim, rating, by)
    return latest


def conditions(claim: Claim, policy: Policy) -> list[Condition]:
    """What the gate asks of the assessments under `policy`."""
    if not policy.second_assessment_required:
        return []
    latest = claim.assessment_rounds.last()
    given = latest.assessments.count() if latest else 0
    compared = latest is not None and latest.compared_at is not None
    open_question = _unsettled(latest)
    return [
        Condition(
            "assessments",
            "Rated by two people independently",
            compared,
            f"{given} of {NEEDED} assessments are in: each is given before seeing the other's."
            if given < NEEDED
            else "Compare the assessments.",
        ),
        Condition(
            "adjudicated",
            "A difference settled, and the draft rated so",
            not open_question,
            open_question,
        ),
    ]


def _unsettled(latest: AssessmentRound | None) -> str:
    """What is still to be done before the draft says what the round found; empty where nothing
    is."""
    if latest is None or latest.compared_at is None:
        return "The assessments come first."
    outcome = latest.outcome
    review = ClaimReview.objects.filter(claim=latest.claim).select_related("rating").first()
    if outcome is None:
        return "The assessments differ: adjudicate them, with the reason."
    if review is None or review.rating_id != outcome.pk:
        said = f"“{review.rating}”" if review and review.rating else "nothing"
        return (
            f"The assessments came to “{outcome}” and the draft says {said}: change the draft, "
            "or ask for another round."
        )
    return ""


def _check_status(claim: Claim) -> None:
    if claim.status not in ASSESSABLE:
        raise Refused(
            f"A claim that is {claim.get_status_display()} is not assessed: take it up first."
            if claim.status == Status.EXTRACTED
            else f"A claim that is {claim.get_status_display()} is not assessed: reopen it first."
        )


def _open_round(claim: Claim, by: Any, *, number: int, why: str = "") -> AssessmentRound:
    opened = AssessmentRound(claim=claim, number=number, why=why, created_by=by)
    opened.save(force_insert=True)
    log.append(Event.ADDED, opened, by=by, after={"number": number, "why": why})
    return opened


def _is_rated_by_others(claim: Claim, by: Any) -> bool:
    rated = ClaimReview.objects.filter(claim=claim, rating__isnull=False)
    return rated.exclude(written_by=by).exists()


def _set(latest: AssessmentRound, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(latest, name, value)
    AssessmentRound.objects.filter(pk=latest.pk).update(**changes, version=latest.version + 1)
    latest.version += 1


def _disclosed(one: Assessment) -> dict[str, str]:
    return {"rating": one.rating.public_id, "reason": one.reason, "nonce": one.nonce}


def _follow(claim: Claim, rating: Rating, by: Any) -> None:
    review = ClaimReview.objects.filter(claim=claim).first()
    if review is not None and review.rating_id != rating.pk:
        reason = "It follows from the assessments."
        editing.edit(review, by=by, seen=review.version, changes={"rating": rating}, reason=reason)
