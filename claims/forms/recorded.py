"""Forms for rows that several people write: each remembers what its person was shown."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class SeenVersion(forms.IntegerField):
    """The row's version when the page was made. It is no answer, so it never counts as changed."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class LongText(forms.CharField):
    """Text of several lines. Browsers send CRLF, files hold LF: we keep LF, so that a text that
    was only looked at is not a change."""

    widget = forms.Textarea
    default_error_messages = {"required": "This is empty: write it, then send it again."}

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


class WebAddress(forms.URLField):
    """An address that a reader may safely follow: http or https, nothing that runs."""

    default_error_messages = {
        "invalid": "This is no web address: it must begin with http:// or https://, "
        "as in https://example.org/report."
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})

    def to_python(self, value: Any) -> Any:
        address = super().to_python(value)
        if address and not address.startswith(("http://", "https://")):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return address


class RecordedForm(forms.ModelForm):
    """A noun's form. It carries the values that the person was shown beside those typed, so that
    what counts as their change does not depend on what others have written since.

    Attributes:
        refusal: a verb's sentence about the last attempt; it makes the form invalid, so that the
            page comes back with the sentence and with everything typed.
    """

    version = SeenVersion(required=False)
    refusal = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            for name, field in self.fields.items():
                field.show_hidden_initial = name != "version"

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.refusal:
            raise ValidationError(self.refusal)
        if self.instance.pk and self.cleaned_data.get("version") is None:
            raise ValidationError(
                "It cannot be told which version of this you were shown: open the page again."
            )
        return cleaned

    def changes(self) -> dict[str, Any]:
        """Field name → new value, of what the person changed from what they were shown."""
        known = {field.name for field in self.instance._meta.get_fields()}
        return {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name in known and name in self.cleaned_data
        }

    def many(self) -> dict[str, Any]:
        """The many-to-many values, which a new row takes only once it is there."""
        names = {field.name for field in self.instance._meta.many_to_many}
        return {name: self.cleaned_data[name] for name in names & self.cleaned_data.keys()}
