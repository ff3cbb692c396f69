"""The claim's own words, apart from its review."""

from django import forms

from claims.forms.assignment import DayInput
from claims.forms.recorded import RecordedForm
from claims.models import Claim, ClaimReview


class ClaimForm(RecordedForm):
    class Meta:
        model = Claim
        fields = [
            "text", "kind", "claimant", "claimed", "topics", "language",
            "assignee", "second_reader", "due",
        ]  # fmt: skip
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "due": DayInput}


class ClaimReviewForm(RecordedForm):
    class Meta:
        model = ClaimReview
        fields = ["rating", "summary", "explanation", "no_primary_reason", "no_reply_reason"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "explanation": forms.Textarea(attrs={"rows": 14}),
        }
