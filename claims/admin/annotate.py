"""A passage that somebody selected in the reading view, on its way to a claim's conversation."""

from typing import Any, NamedTuple

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims import workflow
from claims.admin.recorded import sentence_of
from claims.admin.refusal import refuse
from claims.forms.passage import Passage, passage_asked
from claims.forms.target import passage_target
from claims.models import Claim, Document

SHOWN = 100


class Choice(NamedTuple):
    """A claim that was seen in the document, and where its conversation takes the passage."""

    claim: Claim
    url: str


class AnnotatePassageAdmin(admin.ModelAdmin):
    """Adds /read/annotate/ to a document's addresses."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.annotate_view)
        where = "<path:object_id>/read/annotate/"
        return [path(where, view, name="claims_document_annotate"), *super().get_urls()]

    def annotate_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Straight to the claim that the passage belongs to, or the claims to choose from."""
        document: Document | None = self.get_object(request, unquote(object_id))
        if document is None or not may_annotate(request.user):
            raise PermissionDenied
        back = reverse("admin:claims_document_read", args=[document.pk])
        try:
            passage = passage_asked(request.GET, document)
        except (BadRequest, workflow.Refused) as error:
            status = 400 if isinstance(error, BadRequest) else 409
            return refuse(self.admin_site, request, sentence_of(error), status, back=back)
        own = choices(passage, overlapping=True)
        if len(own) == 1:
            return HttpResponseRedirect(own[0].url)
        context = {
            **self.admin_site.each_context(request),
            "title": "Annotate this passage",
            "subtitle": document.title,
            "opts": self.opts,
            "document": document,
            "quote": passage.selector.exact,
            "choices": own or choices(passage),
            "back": back,
        }
        template = "admin/claims/document/annotate.html"
        return TemplateResponse(request, template, context)


def may_annotate(person: Any) -> bool:
    seen = [f"claims.view_{noun}" for noun in ("document", "claim", "annotation")]
    return person.has_perms([*seen, "claims.add_annotation"])


def choices(passage: Passage, *, overlapping: bool = False) -> list[Choice]:
    """Claims seen in the passage's document; with `overlapping`, in these words of its text."""
    claims = Claim.objects.filter(appearances__document=passage.version.document_id)
    if overlapping:
        claims = Claim.objects.filter(
            appearances__document_version=passage.version,
            appearances__start__lt=passage.end,
            appearances__end__gt=passage.start,
        )
    address = passage_target(passage).address
    return [
        Choice(claim, reverse("admin:claims_claim_annotations", args=[claim.pk]) + address)
        for claim in claims.order_by("pk").distinct()[:SHOWN]
    ]
