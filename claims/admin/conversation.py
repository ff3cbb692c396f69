"""The conversation on a claim: threads on the claim, its passages, its evidence and its draft."""

import re
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import F, Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims import workflow
from claims.admin.assessments import is_draft_folded
from claims.admin.choice import is_key
from claims.admin.recorded import sentence_of, staff
from claims.admin.refusal import refuse, status_of
from claims.forms.annotation import AnnotationForm, ReplyForm, ThreadForm
from claims.forms.target import THE_CLAIM, Target, sentence_target, target_asked
from claims.jsonld.annotation import MEDIA_TYPE, annotation_collection, for_jsonld
from claims.models import Annotation, Claim
from claims.reading.blocks import Block, BlockKind, Reading
from claims.reading.sentences import sentences
from claims.vocabulary import Anchoring, ReviewPart
from claims.workflow import log
from claims.workflow.blinder import folded
from claims.workflow.threads import Thread, threads

FORMS: dict[str, Any] = {
    "annotate": AnnotationForm,
    "reply": ReplyForm,
    "reply_and_resolve": ReplyForm,
    "ask": ThreadForm,
    "resolve": ThreadForm,
    "reopen": ThreadForm,
}
GONE = "That annotation is gone: somebody removed it."


class Typed(NamedTuple):
    """What was sent and not taken: it stays on the page, with the reason."""

    form: Any = None
    root: int = 0
    sentence: str = ""


class ConversationAdmin(admin.ModelAdmin):
    """Adds /annotations/ to a claim's addresses."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.annotations_view)
        linked = self.admin_site.admin_view(self.jsonld_view)
        where = "<path:object_id>/annotations"
        return [
            path(f"{where}/", view, name="claims_claim_annotations"),
            path(f"{where}.jsonld", linked, name="claims_claim_annotations_jsonld"),
            *super().get_urls(),
        ]

    def annotations_view(self, request: Any, object_id: str) -> HttpResponse:
        claim = self.get_object(request, unquote(object_id))
        may_look = self.has_view_permission(request, claim)
        if claim is None or not may_look or not request.user.has_perm("claims.view_annotation"):
            raise PermissionDenied
        try:
            target = target_asked(getattr(request, request.method or "GET"), claim)
            if request.method == "POST":
                return self._converse(request, claim, target)
        except BadRequest as error:
            return refuse(self.admin_site, request, str(error), 400, back=address(claim))
        except workflow.Refused as error:  # the passage pointed at is of an old text
            return refuse(self.admin_site, request, str(error), 409, back=address(claim))
        return self._show_conversation(request, claim, target)

    def jsonld_view(self, request: Any, object_id: str) -> HttpResponse:
        """The claim's annotations as a file of JSON-LD, for who may export them."""
        claim = self.get_object(request, unquote(object_id))
        may = ["claims.view_claim", "claims.export_annotation"]
        if claim is None or not request.user.has_perms(may):
            raise PermissionDenied
        said = Annotation.objects.filter(claim=claim)
        rows = for_jsonld(said.exclude(pk__in=folded([claim.pk], person=request.user)))
        url = request.build_absolute_uri(request.path)
        found = annotation_collection(rows, url=url, site=settings.SITE_URL)
        response = JsonResponse(found, content_type=MEDIA_TYPE)
        file_name = f"{claim.public_id}-annotations.jsonld"
        response["Content-Disposition"] = f'attachment; filename="{file_name}"'
        return response

    def _converse(self, request: Any, claim: Claim, target: Target) -> HttpResponse:
        doing = request.POST.get("do", "")
        if doing not in FORMS:
            raise BadRequest(f"“do” is one of: {', '.join(FORMS)}.")
        people = () if FORMS[doing] is ReplyForm else (staff(),)
        form = FORMS[doing](*people, request.POST)
        root = 0 if doing == "annotate" else self._root(request, claim)
        if not form.is_valid():
            return self._show_conversation(request, claim, target, Typed(form, root), status=422)
        try:
            written = self._say(doing, claim, target, form, root, request)
        except (workflow.Refused, ValidationError) as error:
            typed = Typed(form, root, sentence_of(error))
            return self._show_conversation(request, claim, target, typed, status=_status_of(error))
        return HttpResponseRedirect(f"{address(claim)}#annotation-{written.public_id}")

    def _root(self, request: Any, claim: Claim) -> int:
        key = request.POST.get("thread", "")
        if not is_key(key) or not claim.annotations.threads().filter(pk=key).exists():
            raise BadRequest(GONE)
        return int(key)

    def _say(
        self, doing: str, claim: Claim, target: Target, form: Any, root: int, request: Any
    ) -> Annotation:
        by, said = request.user, form.cleaned_data
        if doing == "annotate":
            return workflow.add(Annotation(claim=claim, **said, **target.fields), by=by)
        thread = Annotation.objects.get(pk=root)
        if form.__class__ is ReplyForm:
            return self._reply(thread, said["body"], by, resolving=doing == "reply_and_resolve")
        thread.version = said["version"]
        if doing == "ask":
            workflow.ask(thread, by=by, of=said["assignee"])
            told = f"{said['assignee']} is asked." if said["assignee"] else "Nobody is asked now."
            self.message_user(request, told, messages.SUCCESS)
        else:
            verb = workflow.resolve if doing == "resolve" else workflow.unresolve
            verb(thread, by=by)
        return thread

    def _reply(self, thread: Annotation, body: str, by: Any, *, resolving: bool) -> Annotation:
        """The answer and, with it or not at all, the end of the thread."""
        with log.writing():
            reply = Annotation(claim=thread.claim, body=body, reply_to=thread)
            workflow.add(reply, by=by)
            if resolving:
                workflow.resolve(thread, by=by)
        return reply

    def _show_conversation(
        self,
        request: HttpRequest,
        claim: Claim,
        target: Target,
        typed: Typed = Typed(),  # noqa: B008
        status: int = 200,
    ) -> HttpResponse:
        people, is_folded = list(staff()), is_draft_folded(request, claim)
        found = conversation(claim, request.user, with_draft=not is_folded)
        writing = typed.form if isinstance(typed.form, AnnotationForm) else None
        context = {
            **self.admin_site.each_context(request),
            "title": "Annotations",
            "subtitle": str(claim),
            "opts": self.opts,
            "claim": claim,
            "open_threads": [each for each in found if each.root.resolved_at is None],
            "resolved_threads": [each for each in found if each.root.resolved_at is not None],
            "target": target,
            "form": writing or AnnotationForm(people),
            "typed": typed,
            "people": people,
            "targets": targets(claim, with_draft=not is_folded),
            "is_draft_folded": is_folded,
            "may_write": request.user.has_perm("claims.add_annotation"),
            "may_change": request.user.has_perm("claims.change_annotation"),
            "may_export": request.user.has_perm("claims.export_annotation"),
        }
        template = "admin/claims/claim/annotations.html"
        return TemplateResponse(request, template, context, status=status)


def _status_of(error: Exception) -> int:
    return 422 if isinstance(error, ValidationError) else status_of(error)


def address(claim: Claim) -> str:
    return reverse("admin:claims_claim_annotations", args=[claim.pk])


def conversation(claim: Claim, person: Any, *, with_draft: bool) -> list[Thread]:
    """The threads of a claim that `person` may read, with what a page says of them."""
    people = ("created_by", "edited_by", "assignee", "resolved_by", "reopened_by")
    said = claim.annotations.with_newest_text()
    rows = said.select_related(*people, "evidence", "document", "document_version")
    found = threads(rows.defer("document_version__text", "document_version__blocks"))
    hidden = folded([claim.pk], person=person, with_draft=not with_draft)
    return [each for each in found if each.root.pk not in hidden]


def targets(claim: Claim, *, with_draft: bool) -> list[tuple[str, list[Target]]]:
    """What there is to write on, in groups."""
    found = [
        ("The claim", [THE_CLAIM]),
        ("Passages", _passages(claim)),
        ("Evidence", _pieces(claim)),
        ("The draft, sentence by sentence", _draft(claim) if with_draft else []),
    ]
    return [(name, group) for name, group in found if group]


def _passages(claim: Claim) -> list[Target]:
    """Where the claim was seen, as far as that is in the newest text of its document."""
    seen = claim.appearances.filter(start__isnull=False).exclude(anchoring=Anchoring.LOST)
    newest = seen.annotate(newest=Max("document__versions__number"))
    rows = newest.filter(document_version__number=F("newest")).order_by("start")
    return [
        Target(
            f"a passage of “{one.document}”",
            one.quote,
            {
                "document": one.document.slug,
                "version": str(one.newest),
                "start": str(one.start),
                "end": str(one.end),
            },
            {},
        )
        for one in rows.select_related("document")
        if one.document is not None
    ]


def _pieces(claim: Claim) -> list[Target]:
    return [
        Target(str(piece), "", {"evidence": piece.public_id}, {}) for piece in claim.evidence.all()
    ]


def _draft(claim: Claim) -> list[Target]:
    review, found = getattr(claim, "claim_review", None), []
    for part in ReviewPart.values:
        text = getattr(review, part, "")
        for one in sentences(_by_line(text), claim.language) if text else ():
            found.append(sentence_target(part, text, one.start, one.end))
    return found


def _by_line(text: str) -> Reading:
    """Markdown as it stands, so that offsets are the draft's own: each line is a block."""
    lines = re.finditer(r"[^\n]*[^\s\n][^\n]*", text)
    blocks = tuple(Block(BlockKind.PARAGRAPH, one.start(), one.end()) for one in lines)
    return Reading(text=text, blocks=blocks)
