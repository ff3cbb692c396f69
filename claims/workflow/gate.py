"""The publish gate: what the newsroom's policy asks of a verdict, met or not.

The list is computed from the rows each time and stored nowhere, so it cannot be out of date.
"""

from typing import Any
from urllib.parse import urlsplit

from claims.models import Claim, ClaimReview, Document, Evidence, Policy
from claims.vocabulary import CorrectionKind
from claims.workflow import assessments, questions, replies
from claims.workflow.condition import Condition
from claims.workflow.content import content_of
from claims.workflow.errors import GateClosed


def conditions(claim: Claim, *, by: Any = None) -> list[Condition]:
    """The checklist for `claim` as it stands; with `by`, as this person would approve it."""
    return [*_of_the_content(claim), *_of_the_approval(claim, by)]


def check_content(claim: Claim) -> None:
    """Raises GateClosed with what the content lacks, before it is proposed to anybody."""
    _refuse_failing(_of_the_content(claim))


def check(claim: Claim, *, by: Any) -> None:
    """Raises GateClosed with every condition that is not met for `by` to publish."""
    _refuse_failing(conditions(claim, by=by))


def writers_of(claim: Claim) -> set[int]:
    """Primary keys of those whose verdict this is: they cannot be the second person."""
    review = getattr(claim, "claim_review", None)
    if review is None:
        return set()
    people = (review.written_by_id, review.edited_by_id, review.proposed_by_id)
    return {person for person in people if person is not None}


def _refuse_failing(checklist: list[Condition]) -> None:
    failing = [condition for condition in checklist if not condition.met]
    if failing:
        raise GateClosed(failing)


def _of_the_content(claim: Claim) -> list[Condition]:
    policy = Policy.objects.in_force()
    review = getattr(claim, "claim_review", None) or ClaimReview(claim=claim)
    evidence = list(claim.evidence.all())
    needed, found = policy.sources_required, len({_place(piece.url) for piece in evidence})
    checklist = [
        Condition("rating", "A rating", review.rating_id is not None, "Choose a rating."),
        Condition("summary", "A summary", bool(review.summary.strip()), "Write the summary."),
        Condition(
            "sources",
            f"At least {needed} source{'s' * (needed != 1)}",
            found >= needed,
            f"Add evidence: there {'is' if found == 1 else 'are'} {found} of {needed} sources.",
        ),
        Condition(
            "independent",
            "A source other than the document and its publisher",
            bool(evidence) and _has_independent(evidence, claim),
            "Add evidence that is neither the document itself nor from its publisher.",
        ),
    ]
    if policy.primary_required:
        has_primary = any(piece.is_primary for piece in evidence)
        checklist.append(
            Condition(
                "primary",
                "A primary source, or the reason why there is none",
                has_primary or bool(review.no_primary_reason.strip()),
                "Mark a primary source, or tell readers why there is none.",
            )
        )
    checklist += assessments.conditions(claim, policy)
    checklist += replies.conditions(claim, policy)
    checklist += questions.conditions(claim, policy)
    return checklist


def _of_the_approval(claim: Claim, by: Any) -> list[Condition]:
    review = getattr(claim, "claim_review", None) or ClaimReview(claim=claim)
    proposed = review.proposed_at is not None
    unchanged = proposed and review.proposed_sha256 == content_of(claim).sha256
    checklist = [
        Condition("proposed", "Proposed by a reviewer", proposed, "A reviewer proposes it first."),
        Condition(
            "unchanged",
            "Unchanged since it was proposed",
            unchanged,
            "Once proposed, it stays as it is until somebody approves it."
            if not proposed
            else "It was edited after it was proposed, which voids the proposal: "
            "send it back, so that it is proposed again.",
        ),
        Condition(
            "second_person",
            "A second person approves",
            proposed and by is not None and by.pk not in writers_of(claim),
            "Somebody else must approve it: whoever wrote, last edited or proposed a review "
            "cannot publish it.",
        ),
    ]
    if proposed and claim.published_version_id is not None:
        kind = review.correction_kind
        checklist.append(
            Condition(
                "notice",
                "A correction notice for readers",
                bool(kind) and kind != CorrectionKind.WITHDRAWAL,
                "Readers have seen an earlier verdict: propose with a correction notice.",
            )
        )
    return checklist


def _has_independent(evidence: list[Evidence], claim: Claim) -> bool:
    """Whether one piece at least is neither where the claim was made nor by who published that."""
    seen = list(claim.appearances.all())
    documents = [appearance.document for appearance in seen if appearance.document]
    said_at = [appearance.url for appearance in seen] + [document.url for document in documents]
    addresses = {_place(url) for url in said_at if url}
    return any(
        _place(piece.url) not in addresses and not any(_is_from(piece, d) for d in documents)
        for piece in evidence
    )


def _is_from(piece: Evidence, document: Document) -> bool:
    same_host = bool(document.url) and _place(piece.url)[0] == _place(document.url)[0]
    publisher = document.publisher.strip().casefold()
    return same_host or (bool(publisher) and piece.publisher.strip().casefold() == publisher)


def _place(url: str) -> tuple[str, str, str]:
    """Host, path and query: the same page under http and https, with www. or a #fragment."""
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query
