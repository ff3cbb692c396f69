"""Readers' error reports: received from anybody, decided about by one of us.

That nothing changes is another person's to say than those whose verdict the reader doubts.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from claims.models import Claim, ClaimReviewVersion, Correction, ErrorReport
from claims.models.error_report import NOT_BY_ITS_MAKERS
from claims.models.rules import BLANKS
from claims.vocabulary import Event, NoticeKind, ReportOutcome
from claims.workflow import log
from claims.workflow.errors import Refused, Stale
from claims.workflow.notices import tell
from claims.workflow.outsider import outsider
from claims.workflow.permission import require
from claims.workflow.reason import check_length, check_reason

LONGEST = 5_000
DOING = "decide about readers' error reports"
DISMISSALS = {ReportOutcome.NO_CHANGE, ReportOutcome.NO_REPORT}
NAMED = 5
BACKEND = "django.contrib.auth.backends.ModelBackend"


def receive_report(version: ClaimReviewVersion, *, words: str, email: str = "") -> ErrorReport:
    """Keep what a reader of `version` says is wrong. The same words twice are one report.

    Raises:
        Refused: no verdict stands there any more, or the report says nothing.
        ValidationError: it holds what cannot be stored, or the e-mail address is none.
    """
    check_length(words, LONGEST)
    if not words.strip(BLANKS):
        raise Refused("Tell us what is wrong: the report is empty.")
    with log.writing():
        claim = Claim.objects.get(pk=version.claim_id)
        if not claim.stands:
            raise Refused("We have withdrawn this review: there is nothing left to correct.")
        report = ErrorReport(
            claim=claim,
            review_version=version,
            words=words,
            email=email,
            created_by=outsider(),
        )
        report.full_clean()
        same = ErrorReport.objects.filter(review_version=version, words=words, email=email)
        if (before := same.first()) is not None:
            return before
        report.save(force_insert=True)
        said = {"review_version": version.public_id}
        entry = log.append(Event.ADDED, report, by=report.created_by, after=said)
        theirs = (claim.assignee_id, version.written_by_id, version.approved_by_id)
        tell(entry, [(person, NoticeKind.REPORTED) for person in theirs], claim=claim)
    return report


def triage(report: ErrorReport, *, by: Any, seen: int, outcome: str, answer: str = "") -> None:
    """Decide what becomes of a report: nothing changes, a correction follows, or it reports none.

    Args:
        outcome: of `ReportOutcome`, any but open.
        answer: what whoever sent it is told on the report's own page; for “no change” a must.

    Raises:
        Stale: somebody decided meanwhile.
        Refused: the correction is published already, the answer is missing, or nothing is to
            change and `by` had a part in the verdict.
        NotAllowed: nothing is written then.
    """
    require(by, "change_errorreport", DOING)
    decisions = set(ReportOutcome.values) - {ReportOutcome.OPEN}
    with log.writing():
        rows = ErrorReport.objects.select_related("claim", "review_version")
        current = rows.get(pk=report.pk)
        if current.version != seen:
            raise Stale(current)
        if outcome not in decisions:
            raise Refused(f"Decide for one of: {', '.join(sorted(decisions))}.")
        if current.correction_id is not None:
            raise Refused("This report led to a correction that is published: that stays.")
        if outcome in DISMISSALS and (sentence := own_verdict(current, by)):
            raise Refused(sentence)
        check_length(answer, 2_000)
        if outcome == ReportOutcome.NO_CHANGE:
            check_reason(answer)
        if outcome == ReportOutcome.CORRECTION and current.claim.withdrawn_at is not None:
            raise Refused("The review was withdrawn: there is nothing left to correct.")
        before = log.recorded(current)
        current.outcome, current.answer = ReportOutcome(outcome), answer.strip()
        current.triaged_at, current.triaged_by = timezone.now(), by
        current.version += 1
        current.full_clean()
        current.save()
        said = log.difference(before, log.recorded(current))
        log.append(Event.TRIAGED, current, by=by, **said)
    report.refresh_from_db()


def own_verdict(report: ErrorReport, person: Any) -> str:
    """Why `person` may not put the report aside, and who may; empty where nothing speaks against
    it."""
    if person.pk not in report.made_by:
        return ""
    able = get_user_model()._default_manager.with_perm("claims.change_errorreport", backend=BACKEND)
    others = able.exclude(pk__in=report.made_by).filter(is_staff=True).order_by("username")
    names = ", ".join(one.get_username() for one in others[:NAMED])
    ask = (
        f"Ask one of them: {names}."
        if names
        else "Nobody else here may decide about reports: ask an admin to give another person the "
        "role of a reviewer, somebody from outside if need be. Until then the report stays open."
    )
    return f"{NOT_BY_ITS_MAKERS} You had a part in this one. {ask}"


def answered_by(correction: Correction) -> None:
    """The reports that asked for it, linked to the correction that readers see now.

    Call inside `log.writing()`; the correction's own entry stands for the change.
    """
    waiting = ErrorReport.objects.filter(claim=correction.claim).awaiting_a_correction()
    waiting.update(correction=correction)
