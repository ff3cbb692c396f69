"""What a reader may send us about a published review, without an account and without a cookie.

Whoever sends the form has no rights that a stranger's page could borrow, so it needs no guard
against that; what it needs is a guard against machines. Each form carries a signed token that says
which version was read and when the form was opened.
"""

import re
from typing import Any, Self

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from claims.forms.recorded import LongText
from claims.models import ClaimReviewVersion
from claims.models.rules import BLANKS
from claims.workflow.error_reports import LONGEST

# Nobody reads the form and writes a sentence in less; a form kept open over night still works.
QUICKEST, OLDEST = 3, 24 * 3_600
MOST_LINKS = 3
LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
SIGNER = signing.TimestampSigner(salt="claims.error_report")


def token_for(version: ClaimReviewVersion) -> str:
    return SIGNER.sign(version.public_id)


class ErrorReportForm(forms.Form):
    """`website` is hidden from people and filled in by machines."""

    words = LongText(
        label="What is wrong, and how do you know?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": LONGEST}),
        error_messages={
            "max_length": "The report has %(show_value)d characters: shorten it to at most "
            "%(limit_value)d. All of it still stands below.",
            "required": "Tell us what is wrong: the report is empty.",
            "null_characters_not_allowed": "The report holds a NUL character, which no text has: "
            "remove it and send the form again.",
        },
    )
    email = forms.EmailField(
        label="Your e-mail address",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "maxlength": 254}),
        error_messages={
            "invalid": "This is no e-mail address: write it as in name@example.org, or leave it "
            "empty."
        },
    )
    website = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": -1}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, version: ClaimReviewVersion) -> None:
        super().__init__(data, initial={"token": token_for(version)}, auto_id="%s")
        self.version = version

    def clean_words(self) -> str:
        words = self.cleaned_data["words"]
        if not words.strip(BLANKS):
            raise ValidationError("Tell us what is wrong: the report is empty.")
        if len(LINK.findall(words)) > MOST_LINKS:
            raise ValidationError(
                f"There are more than {MOST_LINKS} links in your report, as in advertisements: "
                "keep the best ones."
            )
        return words

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(
                "A field that people do not see was filled in, as machines do. It is empty again: "
                "if you are a person, send the form once more."
            )
        return ""

    def clean_token(self) -> str:
        """The public id of the version that was read, out of those of this claim."""
        token = self.cleaned_data["token"]
        try:
            read = SIGNER.unsign(token, max_age=OLDEST)
            sent_soon = self._is_younger_than(token, QUICKEST)
        except signing.SignatureExpired:
            raise ValidationError(
                "This form was open for more than a day. Look whether the review has changed "
                "meanwhile, then send the form once more."
            ) from None
        except signing.BadSignature:
            raise ValidationError(
                "The form did not come back as we made it. It is made anew here: send it once more."
            ) from None
        if read.rpartition("/")[0] != self.version.claim.public_id:
            raise ValidationError("This form belongs to another claim: send it once more for this.")
        if sent_soon:
            raise ValidationError(
                f"The form came back in less than {QUICKEST} seconds, as from a machine. If you "
                "are a person, send it once more."
            )
        return read

    @staticmethod
    def _is_younger_than(token: str, seconds: int) -> bool:
        try:
            SIGNER.unsign(token, max_age=seconds)
        except signing.SignatureExpired:
            return False
        return True

    def read_version(self) -> ClaimReviewVersion:
        """The version that the reader had before them. Of a valid form."""
        number = int(self.cleaned_data["token"].rpartition("/")[2])
        return self.version.claim.versions.get(number=number)

    def shown_again(self) -> Self:
        """This form with all that was typed and its sentences, ready to be sent once more."""
        words = self.data.get("words", "").replace("\0", "")
        self.data = {
            "words": words,
            "email": self.data.get("email", "").replace("\0", ""),
            "token": token_for(self.version),
        }
        return self
