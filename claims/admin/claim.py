"""The claim: the list that is a checker's desk, and the page that holds the whole chain."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString

from claims import workflow
from claims.admin import badges
from claims.admin.addresses import public_address
from claims.admin.annotation import AnnotationInline
from claims.admin.appearance import AppearanceInline
from claims.admin.assessments import AssessmentsAdmin, AssessmentsPage, is_draft_folded
from claims.admin.assignment import AssignmentAdmin
from claims.admin.changelist import check_search
from claims.admin.choice import is_key
from claims.admin.claim_page import ClaimPage
from claims.admin.conversation import ConversationAdmin
from claims.admin.desk import DeskFilter, DocumentFilter, RatingFilter, StatusFilter, TopicFilter
from claims.admin.dossier import DossierAdmin
from claims.admin.evidence import EvidenceInline
from claims.admin.exchange import ExchangeMixin
from claims.admin.recorded import RecordedAdmin, RecordedInline
from claims.admin.steps import StepsAdmin
from claims.forms.claim import ClaimForm, ClaimReviewForm
from claims.importexport import ClaimResource
from claims.models import AssessmentRound, Claim, ClaimReview
from claims.search import SearchRefused
from claims.workflow.blinder import folded

# Pages beside a claim that its form leads to, by what its buttons say.
PAGES = {
    "assessments": lambda claim: reverse("admin:claims_claim_assessments", args=[claim.pk]),
    "reply": lambda claim: f"{reverse('admin:claims_replyrequest_add')}?claim={claim.pk}",
}


class ReviewInline(RecordedInline):
    """The draft. Readers see it only once a second person has approved it."""

    model = ClaimReview
    form = ClaimReviewForm
    summary = "admin/claims/_claimreview.html"
    is_open = True
    verbose_name = "Review (draft)"
    can_delete = False
    extra = 1
    fields = ["rating", "summary", "explanation", "no_primary_reason", "no_reply_reason"]


@admin.register(Claim)
class ClaimAdmin(
    DossierAdmin,
    ExchangeMixin,
    StepsAdmin,
    AssessmentsAdmin,
    ConversationAdmin,
    AssignmentAdmin,
    RecordedAdmin,
):
    resource_classes = [ClaimResource]
    form = ClaimForm
    change_form_template = "admin/claims/claim/change_form.html"
    list_display = ["words", "where_it_stands", "verdict", "claimant", "assignee", "due", "age"]
    list_select_related = [
        "claimant", "assignee", "claim_review__rating", "published_version__rating"
    ]  # fmt: skip
    list_filter = [DeskFilter, StatusFilter, RatingFilter, DocumentFilter, TopicFilter]
    search_fields = ["text"]
    search_help_text = "Words of the claim, or its id."
    autocomplete_fields = ["claimant", "topics"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "text", ("kind", "claimed", "language"), ("claimant", "topics"),
                    ("assignee", "second_reader", "due"),
                ]
            },
        )
    ]  # fmt: skip
    inlines = [AppearanceInline, EvidenceInline, AnnotationInline, ReviewInline]

    @admin.display(description="claim", ordering="text")
    def words(self, claim: Claim) -> str:
        return str(claim)

    @admin.display(description="status", ordering="status")
    def where_it_stands(self, claim: Claim) -> SafeString:
        return badges.status(claim)

    @admin.display(description="rating")
    def verdict(self, claim: Claim) -> SafeString | str:
        if claim.published_version is not None:
            return badges.rating(claim.published_version.rating)
        review = getattr(claim, "claim_review", None)
        if review is None:
            return ""
        # The list is seen by those who are still to say what they think.
        return "draft" if claim.is_assessed_blind else badges.rating(review.rating, is_draft=True)  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        is_blind = Exists(AssessmentRound.objects.open().filter(claim=OuterRef("pk")))
        return super().get_queryset(request).annotate(is_assessed_blind=is_blind)

    @admin.display(description="age", ordering="created_at")
    def age(self, claim: Claim) -> SafeString:
        return badges.age(claim)

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet, bool]:
        check_search(search_term)
        if not search_term.strip():
            return queryset, False
        try:
            return queryset.search(search_term), False
        except SearchRefused as error:
            raise BadRequest(str(error)) from None

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        if not obj:
            return [AppearanceInline]
        if is_draft_folded(request, obj):
            return [inline for inline in self.inlines if inline is not ReviewInline]
        return self.inlines

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """Of annotations, those that the person may read now. What was posted of the draft is
        never dropped: only a page that is asked for leaves that out."""
        found = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, AnnotationInline) and obj is not None and obj.pk:
            with_draft = request.method == "GET" and is_draft_folded(request, obj)
            said = folded([obj.pk], person=request.user, with_draft=with_draft)
            found["queryset"] = found["queryset"].exclude(pk__in=said)
        return found

    def view_on_site(self, obj: Any) -> str | None:
        return public_address(obj)

    def render_change_form(  # type: ignore[override]
        self, request: HttpRequest, context: Any, **kwargs: Any
    ) -> HttpResponse:
        claim = kwargs.get("obj")
        if claim is not None and claim.pk:
            saved = Claim.objects.get(pk=claim.pk)
            context |= {
                "page": ClaimPage(saved, request.user),
                "assessments": AssessmentsPage(saved, request.user),
                "is_draft_folded": is_draft_folded(request, saved),
                "title": saved.text,
                "subtitle": None,
                "show_save_and_add_another": False,
                # What was published stays, whoever asks.
                "show_delete": saved.published_version_id is None,
            }
        return super().render_change_form(request, context, **kwargs)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change:
            self._close_threads(request, form.instance)

    def _close_threads(self, request: Any, claim: Claim) -> None:
        for name, verb in (("_resolve", workflow.resolve), ("_unresolve", workflow.unresolve)):
            key = request.POST.get(name, "")
            found = claim.annotations.filter(pk=key).first() if is_key(key) else None
            if found is not None:
                verb(found, by=request.user)
            elif key:
                raise workflow.Refused("That annotation is gone: somebody removed it.")

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if verb := request.POST.get("_step"):
            return HttpResponseRedirect(reverse("admin:claims_claim_step", args=[obj.pk, verb]))
        if page := request.POST.get("_page"):
            return self._go_on(obj, page)
        if "_resolve" in request.POST or "_unresolve" in request.POST:
            return HttpResponseRedirect(f"{request.path}#annotations-group")
        return super().response_change(request, obj)

    def _go_on(self, claim: Claim, page: str) -> HttpResponse:
        """To a page beside the form; what was typed in the form is saved first."""
        if page not in PAGES:
            raise BadRequest(f"There is no page “{page[:40]}” beside a claim.")
        return HttpResponseRedirect(PAGES[page](claim))
