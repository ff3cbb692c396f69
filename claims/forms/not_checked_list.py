"""The not-checked log's address: why, and in which document."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.forms.query import QueryForm, SlugChoice, listed, shown
from claims.models import Claim, Document
from claims.models.claim import ClaimQuerySet
from claims.vocabulary import NotCheckable


class Reason(forms.CharField):
    def to_python(self, value: Any) -> str:
        word = super().to_python(value) or ""
        if word and word not in NotCheckable.values:
            raise ValidationError(
                f"“{shown(word)}” is no reason for setting a claim aside: "
                f"those are {listed(NotCheckable.values)}."
            )
        return word


class NotCheckedListForm(QueryForm):
    reason = Reason(required=False)
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
