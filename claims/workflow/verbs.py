"""One verb an arrow. Each checks the right, the arrow and the version, moves, and is logged.

The claim passed in is the claim as the person saw it: if it has moved since, the verb raises
Stale and nothing happens.
"""

from typing import Any

from django.utils import timezone

from claims.models import Claim
from claims.vocabulary import CorrectionKind, NotCheckable
from claims.workflow import checkpoints, gate, log, proposals
from claims.workflow.content import content_of
from claims.workflow.errors import Refused
from claims.workflow.reason import check_length, check_reason
from claims.workflow.steps import arrive, move

# A new verdict has been looked at by who approved it, and by nobody since.
UNSEEN: dict[str, Any] = {"looked_at": None, "looked_by": None}


def take_up(claim: Claim, *, by: Any) -> None:
    """Begin to check a claim; it becomes `by`'s."""
    with log.writing():
        current = arrive("take_up", claim, by)
        makes_room = current.second_reader_id == by.pk
        second = None if makes_room else current.second_reader
        move("take_up", current, by=by, assignee=by, second_reader=second)
    claim.refresh_from_db()


def set_aside(
    claim: Claim, *, by: Any, why: str, note: str = "", duplicate_of: Claim | None = None
) -> None:
    """Say that a claim will not be checked, and why (`NotCheckable`); readers see the reason."""
    with log.writing():
        current = arrive("set_aside", claim, by)
        check_length(note, 1_000)
        if why not in NotCheckable.values:
            raise Refused(f"Setting aside needs a reason: one of {', '.join(NotCheckable.values)}.")
        if (why == NotCheckable.DUPLICATE) != (duplicate_of is not None):
            raise Refused("A duplicate, and only a duplicate, names the claim that it repeats.")
        if duplicate_of is not None and duplicate_of.pk == current.pk:
            raise Refused("A claim cannot be a duplicate of itself.")
        if current.stands:
            raise Refused("Readers see a verdict on this claim: withdraw it instead.")
        move(
            "set_aside",
            current,
            by=by,
            reason=note,
            not_checkable_reason=why,
            not_checkable_note=note,
            duplicate_of=duplicate_of,
        )
    claim.refresh_from_db()


def propose_verdict(claim: Claim, *, by: Any, kind: str = "", notice: str = "") -> None:
    """Ask a second person to approve the draft exactly as it is now.

    Where readers have seen an earlier verdict, `kind` and `notice` say how this one corrects it.
    """
    with log.writing():
        current = arrive("propose_verdict", claim, by)
        if current.published_version_id is None and (kind or notice):
            raise Refused("Readers have seen no verdict yet: there is nothing to correct.")
        if kind != CorrectionKind.WITHDRAWAL:
            gate.check_content(current)
        if current.published_version_id is not None:
            proposals.check_notice(current, kind, notice)
        sha256 = proposals.propose(current, by, kind, notice)
        move("propose_verdict", current, by=by, reason=notice, said={"sha256": sha256})
    claim.refresh_from_db()


def send_back(claim: Claim, *, by: Any, reason: str) -> None:
    """Return a proposal to its reviewer, with what is to be mended."""
    with log.writing():
        current = arrive("send_back", claim, by)
        check_reason(reason)
        proposals.clear(current)
        move("send_back", current, by=by, reason=reason)
    claim.refresh_from_db()


def publish(claim: Claim, *, by: Any) -> None:
    """Approve the proposal as the second person, and put it before readers.

    Raises:
        GateClosed: lists every condition that is not met.
    """
    with log.writing():
        current = arrive("publish", claim, by)
        gate.check(current, by=by)
        version = proposals.approve(current, by)
        move(
            "publish",
            current,
            by=by,
            published_version=version,
            withdrawn_at=None,
            withdrawn_by=None,
            is_taken_down=False,
            **UNSEEN,
            said={"sha256": version.sha256, "version": version.number},
        )
        checkpoints.checkpoint_if_possible()
    claim.refresh_from_db()


def confirm_verdict(claim: Claim, *, by: Any, reason: str) -> None:
    """Say, after another look, that what readers see still stands; they are told the date.

    `reason` tells colleagues what was looked at.
    """
    with log.writing():
        current = arrive("confirm_verdict", claim, by)
        check_reason(reason)
        if current.has_proposal:
            raise Refused("A correction is proposed: approve or decline it first.")
        move(
            "confirm_verdict",
            current,
            by=by,
            reason=reason,
            looked_at=timezone.now(),
            looked_by=by,
        )
    claim.refresh_from_db()


def propose_correction(claim: Claim, *, by: Any, kind: str, notice: str) -> None:
    """Ask a second person to correct or withdraw what readers see, with the notice for them."""
    with log.writing():
        current = arrive("propose_correction", claim, by)
        if current.has_proposal:
            raise Refused("A correction is proposed already: approve or decline that one first.")
        proposals.check_notice(current, kind, notice)
        if kind != CorrectionKind.WITHDRAWAL:
            gate.check_content(current)
            sha256 = content_of(current).sha256
            if current.versions.filter(shown_by=current, sha256=sha256).exists():
                raise Refused("Nothing differs from what is published: edit the review first.")
        sha256 = proposals.propose(current, by, kind, notice)
        said = {"sha256": sha256, "kind": kind}
        move("propose_correction", current, by=by, reason=notice, said=said)
    claim.refresh_from_db()


def correct(claim: Claim, *, by: Any) -> None:
    """Approve a proposed correction: readers see the new text, the old one and the notice."""
    with log.writing():
        current = arrive("correct", claim, by)
        proposals.check_proposed(current, withdrawal=False)
        gate.check(current, by=by)
        version = proposals.approve(current, by)
        said = {"sha256": version.sha256, "version": version.number}
        move("correct", current, by=by, published_version=version, said=said, **UNSEEN)
        checkpoints.checkpoint_if_possible()
    claim.refresh_from_db()


def decline_correction(claim: Claim, *, by: Any, reason: str) -> None:
    """Leave what readers see as it is."""
    with log.writing():
        current = arrive("decline_correction", claim, by)
        if not current.has_proposal:
            raise Refused("No correction is proposed.")
        check_reason(reason)
        proposals.clear(current)
        move("decline_correction", current, by=by, reason=reason)
    claim.refresh_from_db()


def withdraw(claim: Claim, *, by: Any, taken_down: bool = False) -> None:
    """Approve a proposed withdrawal. The page stays, with its notice and its history.

    `taken_down`: the law forbids showing the text; readers get 410 with the notice.
    """
    with log.writing():
        current = arrive("withdraw", claim, by)
        proposals.check_proposed(current, withdrawal=True)
        if by.pk == current.claim_review.proposed_by_id:
            raise Refused("Somebody else must approve it: you proposed this withdrawal yourself.")
        notice = current.claim_review.correction_notice
        proposals.publish_correction(current, by, new_version=None)
        proposals.clear(current)
        move(
            "withdraw",
            current,
            by=by,
            reason=notice,
            withdrawn_at=timezone.now(),
            withdrawn_by=by,
            is_taken_down=taken_down,
        )
        checkpoints.checkpoint_if_possible()
    claim.refresh_from_db()


def reopen(claim: Claim, *, by: Any, reason: str) -> None:
    """Look at a claim again. What readers see stays as it is until a second verdict."""
    with log.writing():
        current = arrive("reopen", claim, by)
        check_reason(reason)
        if current.has_proposal:
            raise Refused("A correction is proposed: approve or decline it first.")
        move(
            "reopen",
            current,
            by=by,
            reason=reason,
            not_checkable_reason="",
            not_checkable_note="",
            duplicate_of=None,
        )
    claim.refresh_from_db()
