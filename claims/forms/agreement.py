"""Which assessments the agreement page looks at."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from claims.agreement.alpha import Level
from claims.forms.query import QueryForm, SlugChoice, shown
from claims.models import Topic

LEVELS = (
    (Level.ORDINAL, "the order of the scale counts"),
    (Level.INTERVAL, "the distance on the scale counts"),
    (Level.NOMINAL, "only same or different counts"),
)


class Team(forms.ModelChoiceField):
    def __init__(self) -> None:
        groups = Group.objects.order_by("name")
        super().__init__(groups, to_field_name="name", required=False, empty_label="everybody")

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(f"There is no team “{shown(str(value))}” here.") from None


class Day(forms.DateField):
    def __init__(self, name: str, label: str) -> None:
        said = f"“{name}” is a day such as 2026-03-02."
        super().__init__(
            label=label,
            required=False,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": said},
        )


class AgreementForm(QueryForm):
    page = None  # type: ignore[assignment]
    team = Team()
    topic = SlugChoice(Topic.objects.all(), noun="topic")
    topic.empty_label = "every topic"
    since = Day("since", "Compared since")
    until = Day("until", "Compared until")
    level = forms.ChoiceField(
        choices=LEVELS,
        required=False,
        label="Measured so that",
        error_messages={"invalid_choice": "“level” is one of ordinal, interval and nominal."},
    )

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            raise ValidationError("“until” is before “since”: there is no day between.")
        return cleaned
