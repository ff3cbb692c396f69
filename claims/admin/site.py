"""The admin's own pages: the desk that a person arrives at, and the order of the nouns."""

from typing import Any

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
        added = {
            "desk": Desk(request.user),
            "piles": piles(request.user),
            "latest": latest(request.user),
        }
        return super().index(request, {**(extra_context or {}), **added})


def _place(model: dict[str, Any]) -> int:
    name = model["object_name"]
    return ORDER.index(name) if name in ORDER else len(ORDER)


def piles(user: Any) -> list[dict[str, Any]]:
    """The work that waits, each pile with its number and the list that shows it."""
    if not user.has_perm("claims.view_claim"):
        return []
    listed, claims = reverse("admin:claims_claim_changelist"), Claim.objects.all()
    changed = {
        "label": "Passages to look at",
        "number": Appearance.objects.filter(document__isnull=False).to_look_at().count(),
        "url": reverse("admin:claims_document_passages"),
    }
    found = [
        {"label": label, "number": rows.count(), "url": f"{listed}?{query}"}
        for label, rows, query in (
            ("Mine", claims.mine(user), "desk=mine"),
            ("Overdue", claims.overdue(timezone.localdate()), "desk=overdue"),
            (
                "Waiting for a second person",
                claims.waiting_for_a_second_person(user),
                "desk=second",
            ),
            ("Unassigned", claims.unassigned(), "desk=unassigned"),
            ("Due for another look", claims.due_for_another_look(), "desk=due"),
            ("Published", claims.filter(status=Status.PUBLISHED), "status=published"),
        )
    ]
    if user.has_perm("claims.add_assessment"):
        found.append(
            {
                "label": "For you to assess blind",
                "number": claims.to_assess(user).count(),
                "url": f"{listed}?desk=assess",
            }
        )
    if user.has_perm("claims.view_replyrequest"):
        found.append(late_replies())
    if user.has_perm("claims.view_errorreport"):
        found.append(reports())
    return [*found, changed] if user.has_perm("claims.view_document") else found


def late_replies() -> dict[str, Any]:
    return {
        "label": "Replies overdue",
        "number": ReplyRequest.objects.overdue().count(),
        "url": reverse("admin:claims_replyrequest_changelist") + "?outcome=overdue",
    }


def reports() -> dict[str, Any]:
    return {
        "label": "Readers' error reports",
        "number": ErrorReport.objects.open().count(),
        "url": reverse("admin:claims_errorreport_changelist") + "?outcome=open",
    }


def latest(user: Any) -> list[Line]:
    """What happened in the newsroom last, for those who may read the log."""
    if not user.has_perm("claims.view_logentry"):
        return []
    newest = LogEntry.objects.select_related("actor").order_by("-position")
    return lines(newest[:12], reader=user)
