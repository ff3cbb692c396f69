"""The reading view: a document's newest text, and a claim made of any passage of it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims import workflow
from claims.admin.annotate import AnnotatePassageAdmin, may_annotate
from claims.admin.marks import Sentence, anchored, marked, only_worth, paragraphs
from claims.admin.recorded import sentence_of
from claims.admin.refusal import refuse, status_of
from claims.admin.sentences import Part, Text
from claims.forms.passage import (
    ClaimOfPassageForm,
    Passage,
    passage_asked,
    place_of,
)
from claims.forms.reading import ReadingForm
from claims.models import Appearance, Claim, Claimant, Document
from claims.reading.checkworthiness import FALLBACK_NOTE, HONEST_NOTE
from claims.reading.signs import is_english
from claims.search.similar import similar
from claims.workflow import log

FOLDER = "admin/claims/document"
CLAIMANTS_OFFERED = 300
FRAGMENT = "X-Fragment"
"""The header with which our script asks for the piece of a page that it shows beside the text."""


class ReadingAdmin(AnnotatePassageAdmin):
    """Adds /read/ and /read/claim/ to a document's addresses."""

    def get_urls(self) -> list[Any]:
        views = (("read/", self.read_view, "read"), ("read/claim/", self.claim_view, "claim"))
        reading = [
            path(
                f"<path:object_id>/{end}",
                self.admin_site.admin_view(view),
                name=f"claims_document_{name}",
            )
            for end, view, name in views
        ]
        return [*reading, *super().get_urls()]

    def read_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        document = self._readable(request, object_id)
        try:
            asked = ReadingForm.asked(request.GET)
            context = self._read_context(request, document, asked)
        except BadRequest as error:
            return refuse(self.admin_site, request, str(error), 400)
        return TemplateResponse(request, f"{FOLDER}/read.html", context)

    def claim_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        document = self._readable(request, object_id)
        if not may_claim(request.user):
            raise PermissionDenied
        try:
            passage = passage_asked(getattr(request, request.method or "GET"), document)
            if request.method != "POST":
                return self._ask_claim(
                    request, passage, ClaimOfPassageForm(passage, section(passage))
                )
            return self._save_claim(request, passage)
        except BadRequest as error:
            return self._refuse_claim(request, document, error, 400)
        except (workflow.Refused, ValidationError) as error:
            status = status_of(error)
            return self._refuse_claim(request, document, error, status)

    def _readable(self, request: HttpRequest, object_id: str) -> Document:
        document = self.get_object(request, unquote(object_id))
        if document is None or not self.has_view_permission(request, document):
            raise PermissionDenied
        return document

    def _read_context(
        self, request: HttpRequest, document: Document, asked: ReadingForm
    ) -> dict[str, Any]:
        version = document.versions.select_related("document").order_by("-number").first()
        context = {
            **self.admin_site.each_context(request),
            "title": document.title,
            "opts": self.opts,
            "document": document,
            "version": version,
            "may_add_text": request.user.has_perm("claims.add_documentversion"),
        }
        if version is None:
            return context
        text, show = Text(version), asked.cleaned_data["show"] or "all"
        seen = anchored(text) if request.user.has_perm("claims.view_claim") else []
        shown = best(text, seen, asked) if show == "best" else part(text, seen, asked, show)
        return context | shown | {
            "text": text,
            "show": show,
            "shows": ReadingForm.SHOWN,
            "claims_here": claims_in(seen),
            "place_of": place_of(request.GET, document),
            "may_claim": may_claim(request.user),
            "may_annotate": may_annotate(request.user) and bool(seen),
            "honest_note": HONEST_NOTE,
            "fallback_note": "" if is_english(text.language) else FALLBACK_NOTE,
        }  # fmt: skip

    def _ask_claim(
        self, request: Any, passage: Passage, form: ClaimOfPassageForm, status: int = 200
    ) -> HttpResponse:
        document, around = passage.version.document, passage.selector
        may_see = request.user.has_perm("claims.view_claim")
        context = {
            "title": "Make a claim of this passage",
            "document": document,
            "passage": passage,
            "around": around,
            "back": address(passage),
            "form": form,
            "claimants": Claimant.objects.values_list("name", flat=True)[:CLAIMANTS_OFFERED],
            "similar": similar_claims(around.exact) if may_see else None,
            "place_of": place_of(request.GET, document),
        }
        return self._piece_or_page(request, "claim", context, status)

    def _save_claim(self, request: Any, passage: Passage) -> HttpResponse:
        form = ClaimOfPassageForm(passage, section(passage), request.POST)
        same_as = request.POST.get("same_as", "")
        if not form.is_valid() and not (same_as and "quote" not in form.errors):
            return self._ask_claim(request, passage, form, 422)
        claim = seen_again(form, same_as, by=request.user) if same_as else made(form, request.user)
        said = "Seen here too" if same_as else "Claim saved"
        return self._claim_saved(request, form.place, f"{said}: {claim}")

    def _claim_saved(self, request: Any, passage: Passage, said: str) -> HttpResponse:
        """Back at the place; our script gets the sentences that now look otherwise."""
        if FRAGMENT not in request.headers:
            self.message_user(request, said, messages.SUCCESS)
            return HttpResponseRedirect(address(passage))
        changed = touched(Text(passage.version), passage)
        html = {
            f"s-{one.start}": render_to_string(f"{FOLDER}/_sentence.html", {"sentence": one})
            for one in changed
        }
        count = claims_in(anchored(Text(passage.version)))
        return JsonResponse({"said": said, "sentences": html, "count": count}, status=201)

    def _refuse_claim(
        self, request: Any, document: Document, error: Exception, status: int
    ) -> HttpResponse:
        back = reverse("admin:claims_document_read", args=[document.pk])
        if FRAGMENT not in request.headers:
            return refuse(self.admin_site, request, sentence_of(error), status, back=back)
        context = {"title": "Not saved", "sentence": sentence_of(error), "back": back}
        return self._piece_or_page(request, "refused", context, status)

    def _piece_or_page(
        self, request: Any, name: str, context: dict[str, Any], status: int
    ) -> HttpResponse:
        """A page of its own, or for our script the piece that fits beside the text."""
        is_fragment = FRAGMENT in request.headers
        if not is_fragment:
            context |= {**self.admin_site.each_context(request), "opts": self.opts}
        template = f"{FOLDER}/{'_' if is_fragment else ''}{name}.html"
        return TemplateResponse(request, template, context, status=status)


def may_claim(person: Any) -> bool:
    return person.has_perms(["claims.add_claim", "claims.add_appearance"])


def claims_in(seen: Sequence[Appearance]) -> str:
    return f"{len(seen)} claim{'' if len(seen) == 1 else 's'}"


def part(text: Text, seen: Sequence[Appearance], asked: ReadingForm, show: str) -> dict[str, Any]:
    """One part of the text: that of `page`, or the one around the place `at`.

    Raises:
        BadRequest: there are fewer parts.
    """
    number, last = asked.cleaned_data["page"], len(text.parts)
    if asked.cleaned_data["at"]:
        number = text.part_at(int(asked.cleaned_data["at"])).number
    if number > last:
        raise BadRequest(f"There is no part {number} of this text: it has {last}.")
    found = text.parts[number - 1]
    said = paragraphs(text, found, seen)
    return {
        "part": found,
        "pages": text.pages(found),
        "parts": [(one, text.pages(one)) for one in text.parts],
        "paragraphs": only_worth(said) if show == "worth" else said,
    }


def best(text: Text, seen: Sequence[Appearance], asked: ReadingForm) -> dict[str, Any]:
    page: Page = asked.page_of(text.best())  # type: ignore[arg-type]
    ranked = [
        (rank, marked(text, span, suggestion, seen), text.section_at(span.start))
        for rank, (span, suggestion) in enumerate(page.object_list, page.start_index())
    ]
    return {"page": page, "ranked": ranked}


def section(passage: Passage) -> str:
    return Text(passage.version).section_at(passage.start)


def address(passage: Passage) -> str:
    """The reading view at this passage's sentence."""
    text = Text(passage.version)
    found: Part = text.part_at(passage.start)
    sentence = next((one for one in text.spans if one.end > passage.start), None)
    read = reverse("admin:claims_document_read", args=[passage.version.document_id])
    return f"{read}?page={found.number}#s-{sentence.start if sentence else 0}"


def touched(text: Text, passage: Passage) -> list[Sentence]:
    """The sentences that the passage reaches into, as they are marked now."""
    found, seen = text.part_at(passage.start), anchored(text)
    last = text.part_at(passage.end - 1)
    spans = text.spans[found.first : last.last]
    parts = [found] if found == last else [found, last]
    scored = [one for each in parts for one in text.suggestions(each)]
    return [
        marked(text, span, suggestion, seen)
        for span, suggestion in zip(spans, scored, strict=False)
        if span.start < passage.end and span.end > passage.start
    ]


def similar_claims(words: str) -> list[Claim]:
    known = Claim.objects.select_related("published_version__rating", "claimant")
    return similar(known, words)


def made(form: ClaimOfPassageForm, by: Any) -> Claim:
    """The claim and its first appearance, both or neither."""
    with log.writing():
        _refuse_twice(form.place, by_text=form.cleaned_data["text"])
        claim = form.instance
        claim.claimant = form.cleaned_data["claimant"]
        workflow.add(claim, by=by, topics=form.cleaned_data["topics"])
        appearance = form.appearance
        appearance.claim = claim
        workflow.add(appearance, by=by)
    return claim


def seen_again(form: ClaimOfPassageForm, key: str, *, by: Any) -> Claim:
    """A further appearance of a claim that is there already."""
    claim = Claim.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
    if claim is None:
        raise BadRequest("The claim that this repeats is not there: choose another.")
    with log.writing():
        _refuse_twice(form.place, by_text=claim.text)
        appearance = form.appearance
        appearance.claim, appearance.is_first = claim, False
        workflow.add(appearance, by=by)
    return claim


def _refuse_twice(passage: Passage, *, by_text: str) -> None:
    """A second press of the button finds what the first one wrote."""
    version, start, end = passage
    same = Appearance.objects.filter(document_version=version, start=start, end=end)
    if same.filter(claim__text=by_text).exists():
        raise workflow.Refused("This claim has been made of this passage already.")
