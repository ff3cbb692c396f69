"""A claim's independent assessments on one page: given blind, compared, settled, asked for again.

What a person may not see yet is never asked for: the page's only source is `visible_to`.
"""

from functools import cached_property
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims import workflow
from claims.admin.claim_page import ClaimPage
from claims.admin.refusal import refuse, status_of
from claims.forms.assessment import AdjudicateForm, AskAgainForm, AssessForm, CompareForm
from claims.models import Assessment, AssessmentRound, Claim
from claims.workflow.assessments import ASSESSABLE, NEEDED
from claims.workflow.blinder import blinded

DONE = {
    "assess": "Your assessment is in.",
    "compare": "The assessments are open to the newsroom: talk about where they differ.",
    "adjudicate": "Settled. The draft, where there is one, has this rating now.",
    "ask_again": "Another round is open.",
}


class AssessmentsPage:
    """What `person` may see and do about the assessments of `claim` now."""

    needed = NEEDED

    def __init__(self, claim: Claim, person: Any) -> None:
        self.claim, self.person = claim, person

    @cached_property
    def rounds(self) -> list[AssessmentRound]:
        """Newest first, each with `seen`: its assessments that the person may see."""
        rows = self.claim.assessment_rounds.select_related(
            "rating", "compared_by", "adjudicated_by", "created_by"
        )
        seen = Assessment.objects.visible_to(self.person).filter(round__claim=self.claim)
        shown = list(seen.select_related("rating", "assessed_by"))
        rounds = list(rows.order_by("-number"))
        for each in rounds:
            each.seen = [one for one in shown if one.round_id == each.pk]  # type: ignore[attr-defined]
        return rounds

    @property
    def latest(self) -> AssessmentRound | None:
        return self.rounds[0] if self.rounds else None

    @property
    def is_open(self) -> bool:
        return self.latest is not None and self.latest.compared_at is None

    @cached_property
    def own(self) -> Assessment | None:
        given = self.latest.seen if self.latest else []  # type: ignore[attr-defined]
        return next((one for one in given if one.assessed_by_id == self.person.pk), None)

    @cached_property
    def given(self) -> int:
        return self.latest.assessments.count() if self.latest else 0

    @property
    def says(self) -> str:
        """Where it stands, in a sentence that tells nothing of any rating but a settled one."""
        if self.latest is None:
            return "Nobody has assessed this claim on their own."
        if self.is_open:
            if self.given < NEEDED:
                return f"{self.given} of {NEEDED} assessments are in, and still blind."
            return f"{self.given} assessments are in, and not compared yet."
        if self.latest.outcome is None:
            return "The assessments differ and are not settled yet."
        return f"They came to “{self.latest.outcome}”."

    @cached_property
    def open_verbs(self) -> dict[str, bool]:
        """Verb → whether this person can take it now."""

        def may(permission: str) -> bool:
            return self.person.has_perm(f"claims.{permission}")

        takes_part = self.claim.status in ASSESSABLE
        compared = self.latest is not None and not self.is_open
        settled = compared and self.latest is not None and self.latest.adjudicated_at is not None
        return {
            "assess": may("add_assessment")
            and takes_part
            and self.own is None
            and (self.latest is None or self.is_open),
            "compare": may("change_assessmentround") and self.is_open and self.given >= NEEDED,
            "adjudicate": may("change_assessmentround") and compared and not settled,
            "ask_again": may("add_assessmentround") and compared and takes_part,
        }

    def form(self, verb: str, data: Any = None) -> Any:
        if verb == "adjudicate":
            return AdjudicateForm(self.latest, data) if self.latest else None
        return {"assess": AssessForm, "compare": CompareForm, "ask_again": AskAgainForm}[verb](data)


class AssessmentsAdmin(admin.ModelAdmin):
    """Adds /assessments/ to a claim's addresses."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.assessments_view)
        page = path("<path:object_id>/assessments/", view, name="claims_claim_assessments")
        return [page, *super().get_urls()]

    def assessments_view(self, request: Any, object_id: str) -> HttpResponse:
        claim = self.get_object(request, unquote(object_id))
        if claim is None:
            raise Http404("There is no such claim.")
        if not request.user.has_perm("claims.view_assessment"):
            raise PermissionDenied
        if request.method == "POST":
            return self._give(request, claim, request.POST.get("verb", ""))
        return self._show_assessments(request, claim)

    def _give(self, request: Any, claim: Claim, verb: str) -> HttpResponse:
        if verb not in DONE:
            raise BadRequest(f"There is no step “{verb[:40]}” on this page.")
        form = AssessmentsPage(claim, request.user).form(verb, request.POST)
        if form is None:
            said = "Compare the assessments first: there is nothing to adjudicate yet."
            return refuse(self.admin_site, request, said, 409)
        if not form.is_valid():
            return self._show_assessments(request, claim, typed={verb: form}, status=422)
        try:
            getattr(workflow, verb)(claim, by=request.user, **form.arguments())
        except workflow.Refused as refusal:
            status = status_of(refusal)
            return self._show_assessments(
                request, claim, typed={verb: form}, status=status, refusal=str(refusal)
            )
        self.message_user(request, DONE[verb], messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:claims_claim_assessments", args=[claim.pk]))

    def _show_assessments(
        self,
        request: Any,
        claim: Claim,
        *,
        typed: dict[str, Any] | None = None,
        status: int = 200,
        refusal: str = "",
    ) -> HttpResponse:
        page = AssessmentsPage(claim, request.user)
        typed = typed or {}
        forms = {
            verb: typed.get(verb) or page.form(verb) for verb, can in page.open_verbs.items() if can
        }
        lost = [form for verb, form in typed.items() if verb not in forms]
        context = {
            **self.admin_site.each_context(request),
            "title": "Independent assessments",
            "subtitle": str(claim),
            "opts": self.opts,
            "claim": claim,
            "assessments": page,
            "page": ClaimPage(claim, request.user),
            "forms": forms,
            "lost": lost,
            "refusal": refusal,
        }
        template = "admin/claims/claim/assessments.html"
        return TemplateResponse(request, template, context, status=status)


def is_draft_folded(request: HttpRequest, claim: Claim) -> bool:
    """Whether the draft is out of sight because this person is still to say what they think.

    A blinder and no lock: `?draft=1` opens it, and a draft that was posted is never dropped.
    """
    if "draft" in request.GET or "claim_review-TOTAL_FORMS" in request.POST:
        return False
    return blinded(request.user).filter(pk=claim.pk).exists()
