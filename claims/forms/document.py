"""A document's text, pasted or brought as a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.forms.recorded import LongText
from claims.reading.blocks import Reading, Unreadable
from claims.reading.files import MAX_BYTES, read
from claims.reading.plain_text import MAX_CHARACTERS, read_text


class TextForm(forms.Form):
    """Exactly one of text and file. `reading` and `original` are there once it is valid."""

    text = LongText(
        required=False,
        strip=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 16}),
        label="Paste the text",
    )
    file = forms.FileField(
        required=False,
        label="or choose a file",
        help_text=f"Plain text, HTML, PDF or DOCX, up to {MAX_BYTES // 1_000_000} MB.",
    )
    encoding = forms.CharField(
        required=False,
        max_length=40,
        help_text="Only if the letters come out wrong: the file's encoding, such as windows-1252.",
    )
    source_url = forms.URLField(
        required=False, max_length=2_000, assume_scheme="https", label="Found at"
    )
    note = forms.CharField(required=False, max_length=500)

    reading: Reading
    original: bytes = b""

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        text, file = cleaned.get("text", ""), cleaned.get("file")
        if self.errors:
            return cleaned
        if bool(text.strip()) == bool(file):
            raise ValidationError("Paste the document's text or choose a file: one of the two.")
        try:
            self.reading = self._read(text, file, cleaned["encoding"])
        except Unreadable as error:
            self.add_error("file" if file else "text", str(error))
        return cleaned

    def _read(self, text: str, file: Any, encoding: str) -> Reading:
        if not file:
            return read_text(text)
        if file.size > MAX_BYTES:
            raise Unreadable(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
        self.original = file.read()
        return read(
            self.original, name=file.name, media_type=file.content_type or "", encoding=encoding
        )
