"""A page for each arrow of the workflow: it shows what will happen and asks for what it needs."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims import workflow
from claims.admin import preview
from claims.admin.choice import RowChoice
from claims.admin.claim_page import ClaimPage
from claims.admin.history import Change
from claims.admin.refusal import status_of
from claims.forms.steps import StepForm, facts_shown, form_for, seen
from claims.models import Claim
from claims.models.arrows import ARROW, Arrow
from claims.workflow import gate, log
from claims.workflow.permission import require
from claims.workflow.steps import arrive

# What happens, said before it does.
SENTENCES = {
    "take_up": "The claim becomes yours, and your colleagues see that you are checking it.",
    "set_aside": "The claim will not be checked. Readers see it, with the reason, in the log of "
    "what we did not check.",
    "propose_verdict": "A second person is asked to approve exactly what is shown below. If it is "
    "edited afterwards, it has to be proposed again.",
    "publish": "Readers will see exactly what is shown below. You are the second person.",
    "send_back": "The proposal returns to its reviewer with your reason.",
    "confirm_verdict": "You have looked again, and what readers see still holds. They are told the "
    "date; the text stays as it is. If something has changed, propose a correction instead.",
    "propose_correction": "A second person is asked to approve the new text and its notice. "
    "Readers keep seeing the old one until then.",
    "correct": "Readers will see the new text, the dated notice, and a way to the old text.",
    "decline_correction": "The proposal is dropped. What readers see stays as it is.",
    "withdraw": "The verdict no longer stands. Its page stays, with the notice and the history.",
    "reopen": "The claim goes back into review. What readers see stays until a new verdict.",
}
SHOWN_TO_READERS = {"propose_verdict", "publish", "propose_correction", "correct"}
SEEN_BY_READERS = {"withdraw", "confirm_verdict"}
NOTICED = {"publish", "correct", "withdraw", "decline_correction", "send_back"}
NOT_NOW = "This step is not open now: the claim's page shows those that are."


class StepsAdmin(admin.ModelAdmin):
    """Adds /step/<verb>/ to a claim's addresses."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.step_view)
        step = path("<path:object_id>/step/<slug:verb>/", view, name="claims_claim_step")
        return [step, *super().get_urls()]

    def step_view(self, request: Any, object_id: str, verb: str) -> HttpResponse:
        claim = self.get_object(request, unquote(object_id))
        arrow = ARROW.get(verb)
        if arrow is None or claim is None:
            raise Http404(f"There is no step “{verb[:40]}”.")
        if not self.has_view_permission(request, claim):
            raise PermissionDenied
        if request.method == "POST":
            return self._take(request, claim, arrow)
        return self._show(request, claim, arrow, self._form(claim, arrow))

    def _form(self, claim: Claim, arrow: Arrow, data: Any = None) -> StepForm:
        form = form_for(arrow.verb, claim)(claim, data)
        if "duplicate_of" in form.fields:
            other: Any = form.fields["duplicate_of"]
            other.widget = RowChoice(Claim._meta.get_field("duplicate_of"), self.admin_site)
            other.widget.choices = other.choices
        return form

    def _take(self, request: Any, claim: Claim, arrow: Arrow) -> HttpResponse:
        form = self._form(claim, arrow, request.POST)
        if not form.is_valid():
            return self._show(request, claim, arrow, form, status=422)
        try:
            take(arrow, claim, form, by=request.user)
        except workflow.Refused as refusal:
            return self._refused(request, claim, arrow, refusal)
        done = f"{arrow.event.label.capitalize()}: {claim}"
        self.message_user(request, done, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:claims_claim_change", args=[claim.pk]))

    def _refused(
        self, request: Any, claim: Claim, arrow: Arrow, refusal: workflow.Refused
    ) -> HttpResponse:
        """The page as it is now, with what was typed: pressing again means what is shown now."""
        fresh = Claim.objects.get(pk=claim.pk)
        data = request.POST.copy()
        for name, value in seen(fresh).items():
            data[name] = value
        form = self._form(fresh, arrow, data)
        return self._show(
            request, fresh, arrow, form, refusal=refusal, before=facts_shown(request.POST, fresh)
        )

    def _show(
        self,
        request: Any,
        claim: Claim,
        arrow: Arrow,
        form: StepForm,
        *,
        refusal: workflow.Refused | None = None,
        before: dict[str, Any] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        closed = why_not(arrow, claim, by=request.user)
        said = refusal or closed
        if said:
            status = status_of(said)
        context = {
            **self.admin_site.each_context(request),
            "title": arrow.label,
            "subtitle": str(claim),
            "opts": self.opts,
            "media": self.media + form.media,
            "arrow": arrow,
            "claim": claim,
            "form": form,
            "is_open": closed is None,
            "refusal": said,
            "sentences": _sentences(said),
            "what_happens": SENTENCES[arrow.verb],
            "page": ClaimPage(claim, request.user),
            "since": _since(claim, before) if isinstance(refusal, workflow.Stale) else None,
            **_shown(arrow, claim),
        }
        return TemplateResponse(request, "admin/claims/claim/step.html", context, status=status)


def take(arrow: Arrow, claim: Claim, form: StepForm, *, by: Any) -> None:
    """Call the verb with the claim and the draft as the person saw them.

    Raises:
        Refused, and all that are one: the verb's own sentences.
    """
    require(by, f"{arrow.verb}_claim", f"take the step “{arrow.label}”")
    claim.version = form.cleaned_data["version"]
    with log.writing():
        current = Claim.objects.get(pk=claim.pk)
        if workflow.content_of(current).sha256 != form.cleaned_data["content"]:
            raise workflow.Stale(current)
        getattr(workflow, arrow.verb)(claim, by=by, **form.arguments())


def why_not(arrow: Arrow, claim: Claim, *, by: Any) -> workflow.Refused | None:
    """Why `by` cannot take this step now, or None if they can."""
    if arrow in workflow.possible_steps(claim, by=by):
        return None
    try:
        arrive(arrow.verb, claim, by)
        if arrow.verb in ("publish", "correct"):
            gate.check(claim, by=by)
        if arrow.verb == "propose_verdict":
            gate.check_content(claim)
    except workflow.Refused as refusal:
        return refusal
    return workflow.Refused(NOT_NOW)


def _sentences(refusal: workflow.Refused | None) -> list[str]:
    if isinstance(refusal, workflow.GateClosed):
        return [condition.sentence for condition in refusal.failing]
    return [str(refusal)] if refusal else []


def _since(claim: Claim, before: dict[str, Any] | None) -> list[Change]:
    """What differs between the draft that the person was shown and the one that is there now."""
    return preview.changes(before, workflow.content_of(claim).facts) if before else []


def _shown(arrow: Arrow, claim: Claim) -> dict[str, Any]:
    """What readers will see, what changes for them, and the notice that they get."""
    facts, before = None, preview.published_facts(claim)
    if arrow.verb in SHOWN_TO_READERS:
        facts = workflow.content_of(claim).facts
    elif arrow.verb in SEEN_BY_READERS:
        facts, before = before, None
    review = getattr(claim, "claim_review", None)
    notice = review.correction_notice if review and arrow.verb in NOTICED else ""
    return {
        "facts": facts,
        "changes": preview.changes(before, facts) if before and facts else [],
        "is_seen": before is not None,
        "shows_now": arrow.verb in SEEN_BY_READERS,
        "notice": notice,
        "notice_kind": review.get_correction_kind_display() if notice and review else "",
    }
