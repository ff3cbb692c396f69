"""The not-checked log's address: why, and in which document."""

from claims.forms.query import QueryForm, SlugChoice, Word
from claims.models import Claim, Document
from claims.models.claim import ClaimQuerySet
from claims.vocabulary import NotCheckable


class NotCheckedListForm(QueryForm):
    reason = Word(NotCheckable.values, noun="reason for setting a claim aside")
    document = SlugChoice(Document.objects.public(), noun="document")

    def claims(self) -> ClaimQuerySet:
        claims, asked = Claim.objects.not_checked(), self.cleaned_data
        if asked["reason"]:
            claims = claims.filter(not_checkable_reason=asked["reason"])
        if asked["document"] is not None:
            claims = claims.filter(
                appearances__document=asked["document"], appearances__is_first=True
            )
        return claims
