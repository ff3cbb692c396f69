"""The admin's own pages: the desk that a person arrives at, and the order of the nouns."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from claims.admin.history import Line, lines
from claims.admin.my_desk import Desk
from claims.admin.notices import NoticesSite
from claims.models import Appearance, Claim, ErrorReport, LogEntry, ReplyRequest
from claims.vocabulary import Status

# In the order of the work; what is not named here follows.
ORDER = [
    "Claim", "Document", "Claimant", "Topic", "Evidence", "Annotation", "ErrorReport", "Correction",
    "ClaimReviewVersion", "Rating", "RatingScale", "Policy", "Page", "ImportMapping", "ImportBatch",
    "LogEntry", "DocumentVersion", "Checkpoint",
]  # fmt: skip


class NewsroomSite(NoticesSite):
    site_header = settings.NEWSROOM_NAME
    site_title = settings.NEWSROOM_NAME
    index_title = "Desk"
    enable_nav_sidebar = False

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=_place)
        return sorted(apps, key=lambda app: app["app_label"] != "claims")

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        found = piles(request.user)
        added = {
            "desk": Desk(request.user),
            "piles": found,
            "anybodys": [pile for pile in found if pile.is_anybodys and pile.number],
            "latest": latest(request.user),
        }
        return super().index(request, {**(extra_context or {}), **added})


def _place(model: dict[str, Any]) -> int:
    name = model["object_name"]
    return ORDER.index(name) if name in ORDER else len(ORDER)


class Pile(NamedTuple):
    """Work that waits, and the list that shows it. `is_anybodys`: whoever comes first takes it."""

    label: str
    number: int
    url: str
    is_anybodys: bool = False


def piles(user: Any) -> list[Pile]:
    if not user.has_perm("claims.view_claim"):
        return []
    listed, claims = reverse("admin:claims_claim_changelist"), Claim.objects.all()
    may_publish = user.has_perm("claims.publish_claim")
    second = claims.waiting_for_a_second_person(user)
    found = [
        Pile(label, rows.count(), f"{listed}?{query}", is_anybodys)
        for label, rows, query, is_anybodys in (
            ("Mine", claims.mine(user), "desk=mine", False),
            ("Overdue", claims.overdue(timezone.localdate()), "desk=overdue", False),
            ("Waiting for a second person", second, "desk=second", may_publish),
            ("Unassigned", claims.unassigned(), "desk=unassigned", True),
            ("Due for another look", claims.due_for_another_look(), "desk=due", True),
            ("Published", claims.filter(status=Status.PUBLISHED), "status=published", False),
        )
    ]
    if user.has_perm("claims.add_assessment"):
        to_assess = claims.to_assess(user).count()
        found.append(Pile("For you to assess blind", to_assess, f"{listed}?desk=assess", True))
    if user.has_perm("claims.view_replyrequest"):
        found.append(late_replies())
    if user.has_perm("claims.view_errorreport"):
        found.append(reports())
    return [*found, passages()] if user.has_perm("claims.view_document") else found


def late_replies() -> Pile:
    url = reverse("admin:claims_replyrequest_changelist") + "?outcome=overdue"
    return Pile("Replies overdue", ReplyRequest.objects.overdue().count(), url, True)


def reports() -> Pile:
    url = reverse("admin:claims_errorreport_changelist") + "?outcome=open"
    return Pile("Readers' error reports", ErrorReport.objects.open().count(), url, True)


def passages() -> Pile:
    """Quotes that a newer text of their document changed or lost."""
    changed = Appearance.objects.filter(document__isnull=False).to_look_at()
    url = reverse("admin:claims_document_passages")
    return Pile("Passages to look at", changed.count(), url, True)


def latest(user: Any) -> list[Line]:
    """What happened in the newsroom last, for those who may read the log."""
    if not user.has_perm("claims.view_logentry"):
        return []
    newest = LogEntry.objects.select_related("actor").order_by("-position")
    return lines(newest[:12], reader=user)
