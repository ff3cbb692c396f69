"""What somebody writes in a conversation on a claim."""

from typing import Any

from django import forms

from claims.forms.recorded import LongText
from claims.vocabulary import Motivation

LONGEST = 20_000
TOO_LONG = (
    "This has %(show_value)s characters and an annotation may have %(limit_value)s: "
    "shorten it, or put the long part into the review or a document."
)


def body_field(**kwargs: Any) -> LongText:
    """An annotation's text. A browser that cuts at the limit would lose the rest without a word."""
    rows = forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    field = LongText(widget=rows, max_length=LONGEST, label="Text", **kwargs)
    for validator in field.validators:
        if getattr(validator, "code", "") == "max_length":
            validator.message = TOO_LONG  # type: ignore[attr-defined]
    field.widget.attrs.pop("maxlength", None)
    return field


class ColleagueForm(forms.Form):
    """A form that may name a colleague, one of `people`."""

    assignee = forms.ChoiceField(required=False, label="For")

    def __init__(self, people: Any, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.people = {str(person.pk): person for person in people}
        names = [(key, str(person)) for key, person in self.people.items()]
        self.fields["assignee"].choices = [("", "everybody"), *names]  # type: ignore[attr-defined]

    def clean_assignee(self) -> Any:
        return self.people.get(self.cleaned_data["assignee"])


class AnnotationForm(ColleagueForm):
    """A thread to be."""

    body = body_field(help_text="@name tells a colleague.")
    motivation = forms.ChoiceField(
        choices=[
            (Motivation.COMMENTING, "a comment"),
            (Motivation.QUESTIONING, "a question"),
            (Motivation.ASSESSING, "an assessment"),
            (Motivation.LINKING, "a link"),
        ],
        label="This is",
    )

    field_order = ["body", "motivation", "assignee"]


class ThreadForm(ColleagueForm):
    """What is done with a thread as the person saw it."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class ReplyForm(forms.Form):
    body = body_field()
