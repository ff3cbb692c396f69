"""The right of reply: what we note of a request, and what the one who was asked writes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.forms.recorded import LongText, RecordedForm
from claims.models import ReplyRequest
from claims.models.rules import BLANKS
from claims.vocabulary import Channel, ReplyOutcome

LONGEST = 20_000
ASKED_BY = [choice for choice in Channel.choices if choice[0] != Channel.LINK]


class AnswerForm(forms.Form):
    """No `maxlength` in the page: a browser would cut off what is pasted without a word."""

    text = LongText(
        label="Your answer",
        max_length=LONGEST,
        error_messages={
            "max_length": "Your answer has %(show_value)d characters: shorten it to at most "
            "%(limit_value)d. All of it still stands below.",
            "required": "Your answer is empty: write it before you send it.",
            "null_characters_not_allowed": "Your answer holds a NUL character, which no text has: "
            "remove it and send it again.",
        },
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if not text.strip(BLANKS):
            raise ValidationError("Your answer is empty: write it before you send it.")
        return text


class ReplyRequestForm(RecordedForm):
    """What was asked stays as it was asked; the deadline and what we publish may change."""

    class Meta:
        model = ReplyRequest
        fields = [
            "claim", "asked_of", "contact", "channel", "asked", "deadline", "question", "finding",
            "published_answer",
        ]  # fmt: skip
        widgets = {
            "question": forms.Textarea(attrs={"rows": 5}),
            "finding": forms.Textarea(attrs={"rows": 6}),
            "published_answer": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "channel" in self.fields:
            self.fields["channel"].choices = ASKED_BY  # type: ignore[attr-defined]

    def clean_asked(self) -> Any:
        asked = self.cleaned_data["asked"]
        if asked and asked > timezone.localdate():
            raise ValidationError(
                "The day on which we asked lies ahead: write it down once it is done."
            )
        return asked

    def cleaned_asked(self) -> dict[str, Any]:
        """What `ask_for_reply` is called with. Of a valid form."""
        left_out = {"version", "published_answer"}
        return {name: v for name, v in self.cleaned_data.items() if name not in left_out}


class RecordReplyForm(forms.Form):
    text = LongText(
        label="The answer, word for word",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="All of it. What readers see of it you choose afterwards.",
    )
    channel = forms.ChoiceField(choices=ASKED_BY, label="It came")
    received = forms.DateField(
        label="On", initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"})
    )

    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data


class CloseRequestForm(forms.Form):
    ENDS = (
        (ReplyOutcome.DECLINED, "They do not want to answer"),
        (ReplyOutcome.NO_ANSWER, "No answer came by the deadline"),
        (ReplyOutcome.CALLED_OFF, "We called it off (readers are not told that we asked)"),
    )
    outcome = forms.ChoiceField(
        choices=ENDS,
        widget=forms.RadioSelect,
        label="How it ended",
        error_messages={"required": "Choose how it ended."},
    )
    reason = LongText(
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where it is called off. For the history.",
    )

    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data


class LinkForm(forms.Form):
    """Asks nothing but that the person means it."""

    def arguments(self) -> dict[str, Any]:
        return {}
