"""What a colleague decides about a reader's error report."""

from typing import Any

from django import forms

from claims.forms.recorded import LongText, SeenVersion
from claims.vocabulary import ReportOutcome

DECISIONS = [
    (ReportOutcome.CORRECTION.value, "The reader is right: a correction follows"),
    (ReportOutcome.NO_CHANGE.value, "Nothing changes"),
    (ReportOutcome.NO_REPORT.value, "This reports no error (an advertisement, abuse, a test)"),
]


class TriageForm(forms.Form):
    """`version` is that of the report which the person was shown."""

    version = SeenVersion()
    outcome = forms.ChoiceField(
        choices=DECISIONS,
        widget=forms.RadioSelect,
        label="Your decision",
        error_messages={"required": "Decide for one of these three."},
    )
    answer = LongText(
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Answer to the reader",
        help_text="Whoever sent the report reads it on the report's own page. Where nothing "
        "changes, say what you looked at and why.",
    )

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        is_silent = not cleaned.get("answer", "").strip()
        if cleaned.get("outcome") == ReportOutcome.NO_CHANGE and is_silent:
            self.add_error("answer", "Tell the reader why nothing changes.")
        return cleaned
