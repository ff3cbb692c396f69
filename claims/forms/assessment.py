"""What a reviewer says on their own, and what settles a difference."""

from typing import Any

from django import forms
from django.utils.html import format_html

from claims.forms.recorded import LongText
from claims.models import AssessmentRound, Rating


class RatingChoice(forms.ModelChoiceField):
    """Every point of the scale with what it means, so that nobody rates from memory."""

    def __init__(self, **kwargs: Any) -> None:
        ratings = Rating.objects.all()
        super().__init__(ratings, widget=forms.RadioSelect, empty_label=None, **kwargs)
        self.error_messages["required"] = "Choose one of these ratings."

    def label_from_instance(self, obj: Any) -> str:
        return format_html("<span><b>{}</b> {}</span>", obj.label, obj.definition)


class AssessForm(forms.Form):
    rating = RatingChoice(label="I would rate this claim")
    reason = LongText(
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        label="Because",
        help_text="For your colleagues, once they have said what they think. Where your rating "
        "differs, the newsroom may publish this as a dissent, without your name.",
    )

    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data


class AdjudicateForm(forms.Form):
    """`dissent_is_published` is offered where the assessments of the round differ."""

    rating = RatingChoice(label="The assessments come to")
    reason = LongText(
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Because",
        help_text="What decided it. It stays in the history.",
    )
    dissent_is_published = forms.BooleanField(
        required=False, label="Readers get the ratings that differ, with their reasons"
    )

    def __init__(self, latest: AssessmentRound, data: Any = None) -> None:
        super().__init__(data)
        ratings = {one.rating_id for one in latest.assessments.all()}
        if len(ratings) == 1:
            self.fields["rating"].initial = ratings.pop()
            del self.fields["dissent_is_published"]

    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data


class AskAgainForm(forms.Form):
    why = LongText(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        label="Why another round",
        help_text="New evidence, for example. What the last round found stays.",
    )

    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data


class CompareForm(forms.Form):
    """Asks nothing but that the person means it."""

    def arguments(self) -> dict[str, Any]:
        return {}
