"""Passages to look at: what a new text of a document changed or lost, both texts side by side."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from claims import workflow
from claims.admin.claim_page import AROUND, passage
from claims.admin.recorded import sentence_of
from claims.admin.refusal import refuse, status_of
from claims.forms.passage import Passage, passage_asked
from claims.forms.query import QueryForm
from claims.models import Appearance, DocumentVersion
from claims.reading.difference import Part, difference
from claims.vocabulary import Anchoring
from claims.workflow.passages import last_place, may_decide

QUEUE = "admin:claims_document_passages"


class Around(NamedTuple):
    """Words in the text of a version; `version` is None where they stand in none we have."""

    before: str
    words: str
    after: str
    version: DocumentVersion | None


class Waiting(NamedTuple):
    """One passage of the queue: `now` is None where it is lost, `newest` where a person looks;
    `may_decide` is whether this person may."""

    appearance: Appearance
    newest: DocumentVersion
    old: Around
    now: Around | None
    parts: list[Part]
    may_decide: bool


class PassagesAdmin(admin.ModelAdmin):
    """Adds /passages/, the queue, and /passages/<n>/, where a person decides, to the documents."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("passages/", wrap(self.passages_view), name="claims_document_passages"),
            path("passages/<int:pk>/", wrap(self.passage_view), name="claims_document_passage"),
            *super().get_urls(),
        ]

    def passages_view(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perms(["claims.view_document", "claims.view_claim"]):
            raise PermissionDenied
        try:
            page = QueryForm.asked(request.GET).page_of(queue())
        except BadRequest as error:
            return refuse(self.admin_site, request, str(error), 400)
        context = {
            **self.admin_site.each_context(request),
            "title": "Passages to look at",
            "opts": self.opts,
            "page": page,
            "waiting": waiting(page.object_list, request.user),
        }
        return TemplateResponse(request, "admin/claims/document/passages.html", context)

    @method_decorator(require_POST)
    def passage_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm("claims.change_appearance"):
            raise PermissionDenied
        appearance = in_documents().filter(pk=min(pk, 2**62)).first()
        if appearance is None or appearance.document is None:
            raise Http404("There is no such passage in a document.")
        try:
            said = decide(appearance, request.POST, by=request.user)
        except BadRequest as error:
            return refuse(self.admin_site, request, str(error), 400, back=reverse(QUEUE))
        except (workflow.Refused, ValidationError) as error:
            status = status_of(error)
            return refuse(self.admin_site, request, sentence_of(error), status, back=reverse(QUEUE))
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse(QUEUE))


def queue() -> QuerySet[Appearance]:
    """Published claims first: readers are being told of those."""
    waiting = in_documents().to_look_at()
    published = F("claim__published_version_id").asc(nulls_last=True)
    return waiting.order_by(published, "document_id", "start", "id")


def in_documents() -> Any:
    return Appearance.objects.filter(document__isnull=False).select_related("claim", "document")


def waiting(appearances: Any, person: Any) -> Iterator[Waiting]:
    for one in appearances:
        newest = one.document.versions.defer("text", "blocks").order_by("-number").first()
        if newest is None:
            continue
        now = _now(one) if one.anchoring == Anchoring.CHANGED else None
        old = _old(one)
        parts = difference(old.words, now.words) if now else []
        yield Waiting(one, newest, old, now, parts, may_decide(one, person))


def decide(appearance: Appearance, data: Any, *, by: Any) -> str:
    """Do what the button says; returns what was done.

    Raises:
        BadRequest: the answer names no button, or a place that cannot be read.
        Refused, ValidationError: as the verbs do.
    """
    assert appearance.document is not None
    seen = data.get("seen", "")
    if not (seen.isdecimal() and len(seen) < 10):
        raise BadRequest("The answer does not say what you were shown: open the list again.")
    if data.get("decision") == "keep":
        newest = appearance.document.versions.order_by("-number").first()
        if newest is None or str(newest.number) != data.get("version"):
            raise workflow.Refused("The document has a newer text than the one you were shown.")
        workflow.keep_passage(appearance, by=by, seen=int(seen), version=newest)
        return f"The passage stays as it was quoted: {appearance.claim}"
    if data.get("decision") == "place":
        place: Passage = passage_asked(data, appearance.document)
        workflow.place_passage(appearance, by=by, seen=int(seen), **place._asdict())
        return f"The passage has its new place: {appearance.claim}"
    raise BadRequest("Choose one of the buttons: accept the new place, or keep the old passage.")


def _old(appearance: Appearance) -> Around:
    """The quote where it last stood word for word; else as it was entered."""
    found = last_place(appearance)
    if found is None:
        before, after = appearance.quote_prefix, appearance.quote_suffix
        return Around(before, appearance.quote, after, None)
    version, start, end = found
    before, after = version.text[:start], version.text[end:]
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + " …"
    return Around(before, version.text[start:end], after, version)


def _now(appearance: Appearance) -> Around:
    found = passage(appearance)
    return Around(found.before, found.quote, found.after, appearance.document_version)
