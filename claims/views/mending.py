"""How our mistakes are found and mended, in figures: corrections, readers' reports, other looks."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from claims.models import Claim, Correction, ErrorReport, Policy
from claims.views.figures import Figure, Row, Section, middle, rows
from claims.views.making import as_of_today
from claims.vocabulary import CorrectionKind, ReportOutcome

CORRECTED, CORRECTING = "Corrected", "A correction is being written"
FATES = (CORRECTED, CORRECTING, "No change, with an answer", "Not looked at yet")


def corrections(year: int | None, period: str) -> Section:
    made = Correction.objects.approved_in(year)
    counted = list(made.values_list("kind", "old_version__approved_at", "approved_at"))
    kinds = Counter(kind for kind, _, _ in counted)
    verdicts = Claim.objects.published().filter(corrections__in=made).distinct().count()
    address, when = reverse("claims:correction_list"), f"&year={year}" if year else ""
    return Section(
        name="corrections",
        title="Corrections",
        period=period,
        words="Each correction was proposed by one person and approved by another. It stands on "
        "the page of its verdict with the old text beside the new one, and in the list of "
        "corrections.",
        limits="It cannot tell of mistakes that nobody has noticed. Few corrections may mean few "
        "mistakes, or few people who look for them.",
        codes=("ifcn-5", "efcsn-3.3"),
        figures=[
            Figure(f"{len(counted):,}", "corrections"),
            Figure(f"{verdicts:,}", "verdicts corrected or withdrawn"),
            Figure(
                middle(approved - published for _, published, approved in counted),
                "from publication to correction (median)",
            ),
        ],
        caption="Corrections, by kind",
        heading="Kind",
        rows=rows(
            (kind.label.capitalize(), kinds[kind], f"{address}?kind={kind}{when}")
            for kind in CorrectionKind
        )
        if counted
        else (),
    )


def reports(year: int | None, period: str) -> Section:
    received = ErrorReport.objects.counted().received_in(year)
    times = ("outcome", "created_at", "triaged_at", "correction__approved_at")
    counted = list(received.values_list(*times))
    by_outcome = Counter(_fate(outcome, corrected) for outcome, _, _, corrected in counted)
    return Section(
        name="reports",
        title="What readers reported",
        period=period,
        words="Anybody can report an error on the page of a verdict, without an account. A person "
        "decides about each, and whoever sent it can read what became of it.",
        limits="It counts what came through the form; of letters and calls it knows nothing. "
        "Advertisements and abuse are left out.",
        codes=("ifcn-3", "ifcn-5", "efcsn-3.3"),
        figures=[
            Figure(f"{len(counted):,}", "error reports"),
            Figure(_took((one[1], one[2]) for one in counted), "until a decision (median)"),
            Figure(_took((one[1], one[3]) for one in counted), "until a correction (median)"),
        ],
        caption="Error reports, by what became of them",
        heading="Outcome",
        rows=rows((label, by_outcome[label]) for label in FATES) if counted else (),
    )


def _fate(outcome: str, corrected: Any) -> str:
    if outcome == ReportOutcome.CORRECTION:
        return CORRECTED if corrected else CORRECTING
    return FATES[2] if outcome == ReportOutcome.NO_CHANGE else FATES[3]


def _took(pairs: Iterable[tuple[Any, Any]]) -> str:
    return middle(end - begin for begin, end in pairs if end is not None)


def looks(year: int | None) -> Section:
    months = Policy.objects.in_force().review_by_months
    due = Claim.objects.due_for_another_look().count()
    standing = Claim.objects.standing().aggregate(
        all=Count("pk"), looked=Count("pk", filter=Q(looked_at__isnull=False))
    )
    asked = "We look again at every verdict when somebody has reason to; our policy sets no date."
    if months:
        asked = f"Our policy asks for another look at every verdict after {months} months."
    listed: list[Row] = []
    if months:
        listed = rows([("Overdue", due), ("In time", standing["all"] - due)])
    return Section(
        name="looks",
        title="Old verdicts, looked at again",
        period=as_of_today(year),
        words=f"{asked} Whoever looks says what they looked at, and the page of the verdict shows "
        "the day.",
        limits="It cannot tell how closely somebody looked.",
        codes=("ifcn-4", "ifcn-5", "efcsn-methodology"),
        figures=[
            Figure(f"{due:,}" if months else "–", "verdicts overdue"),
            Figure(f"{standing['looked']:,}", "looked at again since they were published"),
        ],
        caption="Verdicts that stand, by whether another look is overdue",
        heading="Another look",
        rows=listed,
    )
