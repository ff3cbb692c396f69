"""A document comes in: pasted, as a file, or from its address."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from claims.forms.recorded import LongText, WebAddress
from claims.models import Document
from claims.reading.encodings import LIVING
from claims.reading.files import MAX_BYTES
from claims.reading.plain_text import MAX_CHARACTERS
from claims.vocabulary import DocumentKind

ENCODINGS = [("", "as the file says, or a guess")] + [
    (name, name) for name in ("utf-8", "utf-16", *LIVING.split())
]


class TextForm(forms.Form):
    """Exactly one of text, file and address."""

    text = LongText(
        required=False,
        strip=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 12}),
        label="Paste the text",
    )
    file = forms.FileField(
        required=False,
        label="or choose a file",
        help_text=f"Plain text, HTML, PDF or DOCX, up to {MAX_BYTES // 1_000_000} MB.",
    )
    address = WebAddress(
        required=False,
        max_length=2_000,
        label="or give its address",
        help_text="It is fetched once, as it is now.",
    )
    encoding = forms.ChoiceField(
        choices=ENCODINGS,
        required=False,
        error_messages={"invalid_choice": "%(value)s is no encoding that is read here."},
        help_text="Only if letters come out wrong. A guess is shown to you before it is kept.",
    )
    source_url = WebAddress(
        required=False,
        max_length=2_000,
        label="Found at",
        help_text="Where a pasted text or a file came from.",
    )
    note = forms.CharField(required=False, max_length=500, help_text="For colleagues.")

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        text, file = cleaned.get("text", ""), cleaned.get("file")
        given = [bool(text.strip()), bool(file), bool(cleaned.get("address"))]
        if sum(given) != 1:
            raise ValidationError(
                "Paste the document's text, choose a file or give an address: one of the three."
            )
        if file and file.size > MAX_BYTES:
            self.add_error("file", f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
        return cleaned

    @property
    def brought_in(self) -> str:
        """The field that the text came in, to which a sentence about it belongs."""
        return next(name for name in ("file", "address", "text") if self.cleaned_data.get(name))

    @property
    def bytes_and_name(self) -> dict[str, Any]:
        """What `intake.take_in` asks of a paste or a file."""
        file, found_at = self.cleaned_data.get("file"), self.cleaned_data["source_url"]
        if not file:
            data = self.cleaned_data["text"].encode()
            return {"data": data, "encoding": "utf-8", "source_url": found_at}
        kind = file.content_type or ""
        return {"data": file.read(), "name": file.name, "media_type": kind, "source_url": found_at}

    @property
    def fields_of_document(self) -> dict[str, Any]:
        return {}


class NewDocumentForm(TextForm):
    """With what a person says of a document; what is left empty is taken from the file.

    Whether readers see the text is asked of those alone who may publish.
    """

    title = forms.CharField(
        required=False, max_length=300, help_text="Empty: as the file says, or its first words."
    )
    kind = forms.ChoiceField(choices=DocumentKind.choices)
    language = forms.CharField(
        required=False, max_length=35, help_text="A language tag, such as en or pt-BR."
    )
    shows_text = forms.BooleanField(
        required=False,
        label=capfirst(Document._meta.get_field("shows_text").verbose_name),
        help_text="Only where the newsroom may republish it; else readers see the quotes.",
    )

    field_order = ["text", "file", "address", "encoding", "title", "kind", "language", "shows_text"]

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_publish:
            del self.fields["shows_text"]

    @property
    def fields_of_document(self) -> dict[str, Any]:
        names = ("title", "kind", "language", "shows_text")
        said = {name: self.cleaned_data[name] for name in names if name in self.fields}
        # A document that is fetched has the address that it was fetched from.
        found_at = {} if self.cleaned_data["address"] else {"url": self.cleaned_data["source_url"]}
        return said | found_at


class EncodingForm(forms.Form):
    """The same file, read again."""

    encoding = forms.ChoiceField(choices=ENCODINGS[1:])
