"""A passage somebody points at in a document's text, and the claim they make of it."""

import re
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import BadRequest, ValidationError

from claims.forms.query import shown
from claims.forms.recorded import LongText
from claims.models import Appearance, Claim, Claimant, Document, DocumentVersion
from claims.reading.anchors import TextQuoteSelector, select
from claims.workflow import Refused

WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
LONGEST_QUOTE, LONGEST_CLAIM = 5_000, 2_000
NEAR = 10_000
"""Code points around the old place in which edited words of a quote are looked for."""
NOT_THERE = "These words do not stand so in the document near the passage: copy them from its text."


class Passage(NamedTuple):
    """`version.text[start:end]`, without blanks at its ends."""

    version: DocumentVersion
    start: int
    end: int

    @property
    def selector(self) -> TextQuoteSelector:
        return select(self.version.text, self.start, self.end)


def passage_asked(data: Any, document: Document) -> Passage:
    """The place named by `start`, `end` and `version` (its number), in the newest text.

    Raises:
        BadRequest: it cannot be read, is no place in the text, or is too long for a quote.
        Refused: the version is no longer the newest.
    """
    start, end, number = (_number(data, name) for name in ("start", "end", "version"))
    newest = document.versions.order_by("-number").first()
    if newest is None or number > newest.number or number < 1:
        raise BadRequest(f"“{document}” has no text of version {number}.")
    if number < newest.number:
        raise Refused(
            f"Version {newest.number} of this text came in after you opened version {number}: "
            "open the document again and choose the passage there."
        )
    if not start < end <= len(newest.text):
        raise BadRequest(
            f"The passage from {start} to {end} is empty or leaves the text, which has "
            f"{len(newest.text):,} characters: choose it in the document again."
        )
    return _trimmed(newest, start, end)


def place_of(data: Any, document: Document) -> Appearance | None:
    """The appearance that somebody chooses a new passage for, where the address names one.

    Raises:
        BadRequest: this document has no such passage.
    """
    key = data.get("place_of", "")
    if not key:
        return None
    own = document.appearances.select_related("claim")
    found = own.filter(pk=int(key)).first() if WHOLE_NUMBER.fullmatch(key) else None
    if found is None:
        raise BadRequest(f"“place_of” names no passage of this document: “{shown(key)}”.")
    return found


class ClaimOfPassageForm(forms.ModelForm):
    """A new claim, its words prefilled. `place` is the passage once the form is valid: narrower
    or wider than the one pointed at where somebody edited the quote."""

    quote = LongText(
        max_length=LONGEST_QUOTE,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        label="Passage",
        help_text="Shorten it to the words that make the claim, or copy more of the text.",
    )
    claimant = forms.CharField(
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "claimants", "autocomplete": "off"}),
    )
    section = forms.CharField(max_length=300, required=False)

    class Meta:
        model = Claim
        fields = ["text", "kind", "claimed", "topics"]
        field_classes = {"text": LongText}
        labels = {"text": "Claim"}
        help_texts = {
            "text": "One assertion that could be true or false. Enter saves it.",
            "claimed": "2018, 2018-12 or 2018\N{NON-BREAKING HYPHEN}12\N{NON-BREAKING HYPHEN}13",
            "topics": "",
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "topics": forms.CheckboxSelectMultiple,
        }

    field_order = ["text", "quote", "claimant", "claimed", "kind", "section", "topics"]

    def __init__(self, passage: Passage, section: str, data: Any = None) -> None:
        self.place = passage
        document, quote = passage.version.document, passage.selector.exact
        prefilled = {
            "quote": quote,
            "text": " ".join(quote.split())[:LONGEST_CLAIM],
            "claimant": document.claimant.name if document.claimant else "",
            "claimed": document.published,
            "section": section,
        }
        super().__init__(data, initial=prefilled, label_suffix="")
        self.instance.language = document.language

    def clean_claimant(self) -> Claimant | None:
        typed = self.cleaned_data["claimant"]
        if not typed:
            return None
        named = Claimant.objects.filter(name=typed) or Claimant.objects.filter(name__iexact=typed)
        if not named:
            raise ValidationError(
                f"There is no claimant “{shown(typed)}”: choose one from the list, leave this "
                "empty, or add the claimant first."
            )
        return named[0]

    def clean_quote(self) -> str:
        quote = self.cleaned_data["quote"]
        if quote != self.place.selector.exact:
            self.place = _nearest(self.place, quote)
        return quote

    @property
    def appearance(self) -> Appearance:
        """Where the claim was seen, not yet written."""
        version, start, end = self.place
        return Appearance(
            document=version.document,
            document_version=version,
            start=start,
            end=end,
            quote=self.place.selector.exact,
            quote_prefix=self.place.selector.prefix,
            quote_suffix=self.place.selector.suffix,
            section=self.cleaned_data.get("section", ""),
        )


def _number(data: Any, name: str) -> int:
    value = data.get(name, "")
    if not WHOLE_NUMBER.fullmatch(value):
        raise BadRequest(
            f"“{name}” is a whole number from 0, and “{shown(value)}” is none: "
            "choose the passage in the document again."
        )
    return int(value)


def _trimmed(version: DocumentVersion, start: int, end: int) -> Passage:
    said = version.text[start:end]
    start, end = start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())
    if start >= end:
        raise BadRequest("The passage holds nothing but blanks: choose some words.")
    if end - start > LONGEST_QUOTE:
        raise BadRequest(
            f"The passage has {end - start:,} characters and a quote may have {LONGEST_QUOTE:,}: "
            "choose the sentences that make the claim."
        )
    return Passage(version, start, end)


def _nearest(old: Passage, quote: str) -> Passage:
    """Where `quote` stands word for word, nearest to the old passage."""
    first = max(0, old.start - NEAR)
    around = old.version.text[first : old.end + NEAR]
    starts = [found.start() + first for found in re.finditer(re.escape(quote), around)]
    if not starts:
        raise ValidationError(NOT_THERE)
    start = min(starts, key=lambda one: abs(one - old.start))
    return Passage(old.version, start, start + len(quote))
