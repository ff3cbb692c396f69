"""Whom we asked for a reply: the list, the request's page, and a page for each thing to do."""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims import workflow
from claims.admin.choice import is_key
from claims.admin.filters import StrictFilter
from claims.admin.recorded import RecordedAdmin
from claims.admin.refusal import refuse, status_of
from claims.forms.reply import CloseRequestForm, LinkForm, RecordReplyForm, ReplyRequestForm
from claims.models import Claim, ReplyRequest
from claims.vocabulary import ReplyOutcome


class OutcomeFilter(StrictFilter):
    """`overdue`: the deadline has passed and nobody has said how it ended."""

    title, parameter_name = "outcome", "outcome"
    offered = (*ReplyOutcome.choices, ("overdue", "overdue"))

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() == "overdue":
            return queryset.overdue()
        return queryset.filter(outcome=self.value()) if self.value() else queryset


class ToDo(NamedTuple):
    """A page of its own beside a request: what happens, and what is asked for it."""

    label: str
    sentence: str
    form: Any
    done: str


TO_DO = {
    "link": ToDo(
        "Make a link",
        "Whoever has the link sees the passage, what we found and what we ask, and answers once, "
        "until the end of the deadline's day. A link made before stops working.",
        LinkForm,
        "",
    ),
    "record": ToDo(
        "Record an answer",
        "For an answer that came to you. What you write here stays word for word.",
        RecordReplyForm,
        "The answer is recorded. Choose what readers see of it.",
    ),
    "close": ToDo(
        "Close without an answer",
        "Readers are told how it ended.",
        CloseRequestForm,
        "The request is closed.",
    ),
}


@admin.register(ReplyRequest)
class ReplyRequestAdmin(RecordedAdmin):
    form = ReplyRequestForm
    change_form_template = "admin/claims/replyrequest/change_form.html"
    list_display = ["asked_of", "claim", "channel", "asked", "deadline", "how_it_ended"]
    list_select_related = ["claim"]
    list_filter = [OutcomeFilter]
    search_fields = ["asked_of", "question", "claim__text"]
    autocomplete_fields = ["claim"]
    ordering = ["-asked", "-id"]
    fieldsets = [
        ("Whom and until when", {"fields": [
            "claim", "asked_of", "contact", ("channel", "asked", "deadline")
        ]}),
        ("What we put to them", {"fields": ["finding", "question"]}),
    ]  # fmt: skip
    ANSWER = ("What readers see", {"fields": ["published_answer"]})

    @admin.display(description="outcome", ordering="outcome")
    def how_it_ended(self, asked: ReplyRequest) -> str:
        return "overdue" if asked.is_overdue else asked.get_outcome_display()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [self.ANSWER, *self.fieldsets] if obj else self.fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        asked = ["claim", "asked_of", "channel", "asked", "finding", "question"]
        return asked if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """From `?claim=`: the claimant, and the draft's verdict as what is put to them."""
        key = request.GET.get("claim", "")
        claim = Claim.objects.filter(pk=key).first() if is_key(key) else None
        if claim is None:
            return {}
        review = getattr(claim, "claim_review", None)
        rating = f"{review.rating}. " if review and review.rating else ""
        return {
            "claim": claim.pk,
            "asked_of": claim.claimant.name if claim.claimant else "",
            "finding": f"{rating}{review.summary}" if review else "",
        }

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        asked = set(request.GET) - {"claim", "_popup", "_changelist_filters"}
        if (object_id is None and asked) or not is_key(request.GET.get("claim", "1")):
            said = "This page can be asked for “claim”, the number of one, and for nothing else."
            return refuse(self.admin_site, request, said, 400)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if not change:
            kept = workflow.ask_for_reply(by=request.user, **form.cleaned_asked())
            obj.pk = kept.pk

    def render_change_form(  # type: ignore[override]
        self, request: HttpRequest, context: Any, **kwargs: Any
    ) -> HttpResponse:
        asked = kwargs.get("obj")
        if asked is not None and asked.pk:
            context |= {
                "replies": asked.replies.select_related("created_by"),
                "to_do": _open_pages(asked) if self.has_change_permission(request, asked) else [],
                "title": str(asked),
                "subtitle": None,
                "show_save_and_add_another": False,
            }
        else:
            context["title"] = "Ask for a reply"
        return super().render_change_form(request, context, **kwargs)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        pages = [
            path(f"<path:object_id>/{name}/", view(self._page), {"name": name}, name=address)
            for name in TO_DO
            for address in [f"claims_replyrequest_{name}"]
        ]
        return [*pages, *super().get_urls()]

    def _page(self, request: Any, object_id: str, name: str) -> HttpResponse:
        asked, to_do = self.get_object(request, unquote(object_id)), TO_DO[name]
        if not self.has_change_permission(request, asked):
            raise PermissionDenied
        if request.method != "POST":
            return self._ask(request, asked, name, to_do.form())
        form = to_do.form(request.POST)
        if not form.is_valid():
            return self._ask(request, asked, name, form, status=422)
        try:
            if name == "link":
                return self._give_link(request, asked)
            verb = workflow.record_reply if name == "record" else workflow.close_reply_request
            verb(asked, by=request.user, **form.arguments())
        except workflow.Refused as refusal:
            status = status_of(refusal)
            return self._ask(request, asked, name, form, status=status, refusal=str(refusal))
        self.message_user(request, to_do.done, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:claims_replyrequest_change", args=[asked.pk]))

    def _give_link(self, request: Any, asked: ReplyRequest) -> HttpResponse:
        """Shown on this one answer: only its hash is kept."""
        token = workflow.make_reply_link(asked, by=request.user)
        address = settings.SITE_URL + reverse("claims:reply", args=[token])
        return self._ask(request, asked, "link", None, address=address)

    def _ask(
        self, request: Any, asked: ReplyRequest, name: str, form: Any, **more: Any
    ) -> HttpResponse:
        to_do = TO_DO[name]
        status = more.pop("status", 200)
        context = {
            **self.admin_site.each_context(request),
            "title": to_do.label,
            "subtitle": str(asked),
            "opts": self.opts,
            "asked": asked,
            "to_do": to_do,
            "form": form,
            "newsroom": settings.NEWSROOM_NAME,
            **more,
        }
        template = "admin/claims/replyrequest/to_do.html"
        return TemplateResponse(request, template, context, status=status)


def _open_pages(asked: ReplyRequest) -> list[tuple[str, str]]:
    """Name and label of what can be done with the request now."""
    if asked.outcome == ReplyOutcome.CALLED_OFF:
        return []
    names = {"record"}
    if asked.outcome == ReplyOutcome.WAITING:
        names |= {"close"} if asked.is_overdue else {"close", "link"}
    return [(name, TO_DO[name].label) for name in TO_DO if name in names]
