"""Several claims given out at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.workflow.assignment import UNCHANGED

AS_IT_IS, NOBODY = "", "nobody"


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class AssignmentForm(forms.Form):
    """What is left empty stays as it is in each claim. `people` are those who can get work."""

    assignee = forms.ChoiceField(required=False, label="Who checks them")
    second_reader = forms.ChoiceField(
        required=False,
        label="Who reads them second",
        help_text="And may approve them: somebody other than who checks them.",
    )
    due = forms.DateField(required=False, widget=DayInput, label="Due on")
    no_due = forms.BooleanField(required=False, label="Take the due date away")

    def __init__(self, people: Any, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.people = {str(person.pk): person for person in people}
        names = [(key, str(person)) for key, person in self.people.items()]
        choices = [(AS_IT_IS, "as it is"), (NOBODY, "nobody"), *names]
        for name in ("assignee", "second_reader"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        if cleaned.get("due") and cleaned.get("no_due"):
            self.add_error("due", "Choose a day or take it away, not both.")
        if not self.errors and not self.arguments():
            raise ValidationError("Nothing is chosen: say who, or by when.")
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """For `workflow.assign`: only what was chosen."""
        said = self.cleaned_data
        wanted = {name: self._person(said.get(name)) for name in ("assignee", "second_reader")}
        wanted["due"] = None if said.get("no_due") else said.get("due") or UNCHANGED
        return {name: value for name, value in wanted.items() if value is not UNCHANGED}

    def _person(self, chosen: str | None) -> Any:
        if not chosen:
            return UNCHANGED
        return None if chosen == NOBODY else self.people[chosen]
