"""What our own data say about our work, beside what fact-checkers promise.

Everything is counted when the page is asked for, out of the same rows as all other pages; nothing
is kept that could be out of date or be made to look better.
"""

from collections.abc import Sequence

from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims.forms.transparency import TransparencyForm
from claims.models import ClaimReviewVersion
from claims.views import making, mending
from claims.views.commitments import COMMITMENTS, Commitment
from claims.views.figures import Section
from claims.views.readers import for_readers


@for_readers
def transparency(request: HttpRequest) -> HttpResponse:
    year = TransparencyForm.asked(request.GET).cleaned_data["year"]
    shown = sections(year)
    found = {"year": year, "years": years(), "sections": shown, "promises": promises(shown)}
    return render(request, "claims/transparency.html", found)


def sections(year: int | None) -> list[Section]:
    period = f"in {year}" if year else "since we began"
    return [
        making.verdicts(year, period),
        making.sources(year, period),
        making.spread(year, period),
        making.affiliations(year, period),
        making.not_checked(year),
        making.replies(year, period),
        mending.corrections(year, period),
        mending.reports(year, period),
        mending.looks(year),
    ]


def years() -> list[int]:
    """From our first verdict to our latest, the latest year first."""
    ends = ClaimReviewVersion.objects.aggregate(first=Min("approved_at"), last=Max("approved_at"))
    if ends["first"] is None:
        return []
    first, last = (timezone.localtime(ends[end]).year for end in ("first", "last"))
    return list(range(last, first - 1, -1))


def promises(shown: Sequence[Section]) -> list[tuple[Commitment, list[Section]]]:
    """Each commitment with the sections that answer to it; some no data can answer to."""
    return [
        (commitment, [section for section in shown if key in section.codes])
        for key, commitment in COMMITMENTS.items()
    ]
