"""Notices: the count in every page's header, the list, and the way from each to its place."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import SimpleLazyObject

from claims import workflow
from claims.admin.choice import is_key
from claims.admin.history import PAGE
from claims.admin.refusal import refuse
from claims.models import Notice
from claims.workflow.blinder import fold
from claims.workflow.notices import wants_digest

PER_PAGE = 30


class NoticesSite(admin.AdminSite):
    """Adds /notices/ to the admin's addresses, everybody's own."""

    def get_urls(self) -> list[Any]:
        return [
            path("notices/", self.admin_view(self.notices_view), name="notices"),
            path("notices/<int:pk>/", self.admin_view(self.notice_view), name="notice"),
            *super().get_urls(),
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {
            "unread_notices": SimpleLazyObject(lambda: unread(request.user))
        }

    def notices_view(self, request: Any) -> HttpResponse:
        try:
            if request.method == "POST":
                return self._take(request)
            return self._show_notices(request)
        except BadRequest as error:
            return refuse(self, request, str(error), 400, back=reverse("admin:notices"))

    def notice_view(self, request: Any, pk: int) -> HttpResponse:
        """To where it happened; who follows a notice has read it."""
        notice = Notice.objects.of(request.user).filter(pk=pk).select_related("annotation").first()
        if notice is None:
            raise Http404("There is no such notice for you.")
        workflow.read_notices(by=request.user, only=notice.pk)
        return HttpResponseRedirect(place_of(notice))

    def _take(self, request: Any) -> HttpResponse:
        doing = request.POST.get("do", "")
        if doing == "read":
            upto = request.POST.get("upto", "")
            if not is_key(upto):
                raise BadRequest("“upto” names no notice: open the page again.")
            number = workflow.read_notices(by=request.user, upto=int(upto))
            said = f"{number} notice{'s' * (number != 1)} marked as read."
        elif doing in ("digest", "no_digest"):
            workflow.choose_digest(by=request.user, wants=doing == "digest")
            said = "You get an e-mail of what you have not read."
            if doing == "no_digest":
                said = "You get no e-mails any more. Notices still stand here."
        else:
            raise BadRequest("“do” is one of: read, digest, no_digest.")
        self._tell(request, said)
        return HttpResponseRedirect(reverse("admin:notices"))

    def _tell(self, request: HttpRequest, said: str) -> None:
        messages.success(request, said)

    def _show_notices(self, request: Any) -> HttpResponse:
        number = request.GET.get("p", "1")
        rows = Notice.objects.of(request.user).with_what_happened()
        if not request.user.has_perm("claims.view_claim"):  # a role that was taken away
            rows = rows.none()
        try:
            if not PAGE.fullmatch(number):
                raise EmptyPage
            shown = Paginator(rows, PER_PAGE).page(number)
        except EmptyPage:
            raise BadRequest(f"There is no page {number[:40]} of your notices.") from None
        fold(shown.object_list, person=request.user)
        context = {
            **self.each_context(request),
            "title": "Notices",
            "page": shown,
            "wants_digest": wants_digest(request.user),
            "address": request.user.email,
        }
        return TemplateResponse(request, "admin/notices.html", context)


def unread(person: Any) -> int:
    return Notice.objects.of(person).unread().count() if person.is_authenticated else 0


def place_of(notice: Notice) -> str:
    """The annotation in its conversation, or the claim's page."""
    if notice.annotation is None:
        return reverse("admin:claims_claim_change", args=[notice.claim_id])
    where = reverse("admin:claims_claim_annotations", args=[notice.claim_id])
    return f"{where}#annotation-{notice.annotation.public_id}"
