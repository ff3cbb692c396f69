"""The corrections log's address: how much was changed, and when."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.forms.query import QueryForm, Year, listed, shown
from claims.models import Correction
from claims.models.correction import CorrectionQuerySet
from claims.vocabulary import CorrectionKind


class Kind(forms.CharField):
    def to_python(self, value: Any) -> str:
        word = super().to_python(value) or ""
        if word and word not in CorrectionKind.values:
            raise ValidationError(
                f"“{shown(word)}” is no kind of correction: those are "
                f"{listed(CorrectionKind.values)}."
            )
        return word


class CorrectionListForm(QueryForm):
    kind = Kind(required=False)
    year = Year(required=False)

    def corrections(self) -> CorrectionQuerySet:
        corrections = Correction.objects.public().approved_in(self.cleaned_data["year"])
        kind = self.cleaned_data["kind"]
        return corrections.filter(kind=kind) if kind else corrections
