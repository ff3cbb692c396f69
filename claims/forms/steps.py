"""What each step of the workflow asks of the person who takes it."""

from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict

from claims.forms.recorded import LongText, SeenVersion
from claims.models import Claim
from claims.vocabulary import CorrectionKind, NotCheckable
from claims.workflow import content_of

SIGNER = signing.Signer(salt="claims.forms.steps")


class StepForm(forms.Form):
    """Asks nothing but that the person looks.

    `version` is that of the claim they were shown, `content` the hash of the draft beside it, and
    `shown` that draft itself: if it is another by the time they press, they see both.
    """

    version = SeenVersion()
    content = forms.CharField(max_length=64, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    SEEN = ("version", "content", "shown")

    def __init__(self, claim: Claim, data: Any = None) -> None:
        super().__init__(data, initial=seen(claim))

    def arguments(self) -> dict[str, Any]:
        """What the verb of this step is called with, beside the claim and the person."""
        return {name: v for name, v in self.cleaned_data.items() if name not in self.SEEN}


def seen(claim: Claim) -> dict[str, str]:
    """What a person who is shown `claim` now has seen."""
    content = content_of(claim)
    shown = SIGNER.sign_object(content.facts, compress=True)
    return {"version": str(claim.version), "content": content.sha256, "shown": shown}


def facts_shown(data: QueryDict, claim: Claim) -> dict[str, Any] | None:
    """The draft of `claim` that came back with a form, or None where none of ours did."""
    try:
        facts = SIGNER.unsign_object(data.get("shown", ""))
    except signing.BadSignature:
        return None
    return facts if facts["claim"]["id"] == claim.public_id else None


class ReasonForm(StepForm):
    reason = LongText(
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="A sentence or two for your colleagues. It stays in the history.",
    )


class LookForm(ReasonForm):
    reason = LongText(
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="What you looked at",
        help_text="Which sources you opened again, and what is new. It stays in the history; "
        "readers see the date.",
    )


class SetAsideForm(StepForm):
    why = forms.ChoiceField(
        choices=NotCheckable.choices,
        widget=forms.RadioSelect,
        label="This claim is",
        error_messages={"required": "Choose the reason."},
    )
    note = forms.CharField(
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="In a sentence",
        help_text="Readers see it in the log of what we did not check.",
    )
    duplicate_of = forms.ModelChoiceField(
        Claim.objects.all(), required=False, label="The claim that it repeats"
    )

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        other = cleaned.get("duplicate_of")
        if cleaned.get("why") == NotCheckable.DUPLICATE and other is None:
            self.add_error("duplicate_of", "Choose the claim that this one repeats.")
        if cleaned.get("why") != NotCheckable.DUPLICATE and other is not None:
            self.add_error("duplicate_of", "Leave this empty, or choose “a duplicate” above.")
        return cleaned


KINDS = [
    (
        CorrectionKind.MINOR.value,
        "A minor correction: a slip that does not touch the reasoning, such as a misspelt name",
    ),
    (
        CorrectionKind.UPDATE.value,
        "An update: something came out since, and the review was right when it was published",
    ),
    (
        CorrectionKind.SUBSTANTIAL.value,
        "A substantial correction: an error in the reasoning, in a source or in the rating",
    ),
    (
        CorrectionKind.WITHDRAWAL.value,
        "A withdrawal: the review no longer stands; its page stays, with the notice above it",
    ),
]


class CorrectionForm(StepForm):
    """For every proposal that changes what readers have already seen."""

    kind = forms.ChoiceField(
        choices=KINDS,
        widget=forms.RadioSelect,
        label="What kind of correction",
        error_messages={"required": "Choose the kind of correction."},
    )
    notice = LongText(
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Notice for readers",
        help_text="What was wrong or is new, and what we changed. It is dated and stays.",
    )


class WithdrawForm(StepForm):
    taken_down = forms.BooleanField(
        required=False,
        label="The law forbids showing this text",
        help_text="Readers then get the notice alone (410 Gone). Otherwise the page stays, "
        "with the notice above it.",
    )


def form_for(verb: str, claim: Claim) -> type[StepForm]:
    """The form of the step `verb`, which for a verdict depends on what readers have seen."""
    if verb == "propose_verdict":
        return CorrectionForm if claim.published_version_id else StepForm
    return FORMS.get(verb, StepForm)


FORMS: dict[str, type[StepForm]] = {
    "set_aside": SetAsideForm,
    "send_back": ReasonForm,
    "confirm_verdict": LookForm,
    "propose_correction": CorrectionForm,
    "decline_correction": ReasonForm,
    "withdraw": WithdrawForm,
    "reopen": ReasonForm,
}
