"""The newsroom's settings for publishing, on one page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.models import Policy


class PolicyForm(forms.ModelForm):
    """Begins as the policy in force, so that what is left alone stays.

    Attributes:
        refusal: the verb's sentence about the last attempt; with it the page comes back with
            everything typed.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    refusal = ""

    class Meta:
        model = Policy
        fields = [*Policy.SETTINGS, "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            in_force = Policy.objects.in_force()
            self.initial = {**in_force.settings(), "seen": in_force.number, **self.initial}

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.refusal:
            raise ValidationError(self.refusal)
        return cleaned
