"""The corrections log's address: how much was changed, and when."""

from claims.forms.query import QueryForm, Word, Year
from claims.models import Correction
from claims.models.correction import CorrectionQuerySet
from claims.vocabulary import CorrectionKind


class CorrectionListForm(QueryForm):
    kind = Word(CorrectionKind.values, noun="kind of correction")
    year = Year(required=False)

    def corrections(self) -> CorrectionQuerySet:
        corrections = Correction.objects.public().approved_in(self.cleaned_data["year"])
        kind = self.cleaned_data["kind"]
        return corrections.filter(kind=kind) if kind else corrections
