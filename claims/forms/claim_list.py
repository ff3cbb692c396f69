"""The claim list's address: words to search for, and four filters."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count

from claims.forms.query import QueryForm, SlugChoice, shown
from claims.models import Claim, Claimant, Document, Rating, Topic
from claims.models.claim import ClaimQuerySet
from claims.search import SearchRefused, search
from claims.search.words import phrases

MOST_CHOICES = 12

# Field → the column of the published version (or of the claim) that it narrows.
FILTERS = {
    "rating": "published_version__rating",
    "topic": "topics",
    "claimant": "published_version__claimant",
    "document": "published_version__document",
}
LABEL = {"rating": "label", "topic": "name", "claimant": "name", "document": "title"}


class Choice(NamedTuple):
    slug: str
    label: str
    claims: int
    is_chosen: bool


class Facet(NamedTuple):
    """A filter's choices with how many claims each would leave, all other filters kept."""

    name: str
    choices: list[Choice]
    left_out: int


class Words(forms.CharField):
    """Words to search for, within the limits of the search."""

    def to_python(self, value: Any) -> str:
        words = super().to_python(value) or ""
        try:
            found = phrases(words)
        except SearchRefused as refusal:
            raise ValidationError(f"“q” cannot be searched for. {refusal}") from None
        if words and not found:
            raise ValidationError(
                f"“q” is “{shown(words)}”, in which there is no word to search for: add one."
            )
        return words


class ClaimListForm(QueryForm):
    q = Words(required=False)
    rating = SlugChoice(Rating.objects.all(), noun="rating")
    topic = SlugChoice(Topic.objects.public(), noun="topic")
    claimant = SlugChoice(Claimant.objects.public(), noun="claimant")
    document = SlugChoice(Document.objects.public(), noun="document")

    def claims(self, *, without: str = "") -> ClaimQuerySet:
        """Claims whose verdict stands and that fit the address, the filter `without` left off.

        Latest verdict first; where words are searched for, the best fit first. They are looked
        for in what is published: a draft must not be found by its words.
        """
        claims, asked = Claim.objects.standing().as_readers_see(), self.cleaned_data
        for name, column in FILTERS.items():
            if name != without and asked[name] is not None:
                claims = claims.filter(**{column: asked[name]})
        return search(claims, asked["q"], through="published_version")

    def facets(self) -> list[Facet]:
        return [self._facet(name) for name in FILTERS]

    def _facet(self, name: str) -> Facet:
        column, chosen = FILTERS[name], self.cleaned_data[name]
        order = f"{column}__position" if name == "rating" else "-claims"
        label = f"{column}__{LABEL[name]}"
        counted = (
            self.claims(without=name)
            .filter(**{f"{column}__isnull": False})
            .order_by()
            .values_list(f"{column}__slug", label)
            .annotate(claims=Count("pk"))
            .order_by(order, label)
        )
        slug = chosen.slug if chosen else ""
        choices = [Choice(key, text, n, key == slug) for key, text, n in counted]
        listed = choices[:MOST_CHOICES]
        listed += [choice for choice in choices[MOST_CHOICES:] if choice.is_chosen]
        if chosen and not any(choice.is_chosen for choice in listed):
            listed.append(Choice(slug, str(chosen), 0, True))
        return Facet(name, listed, max(0, len(choices) - len(listed)))

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data[name] for name in ("q", *FILTERS))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The filters as they stand in the address: a new search keeps them."""
        asked = self.cleaned_data
        return [(name, asked[name].slug) for name in FILTERS if asked[name] is not None]

    @property
    def address(self) -> str:
        """The query string that asks for this and for nothing else, always in the same order."""
        asked = self.cleaned_data
        words = [("q", asked["q"])] if asked["q"] else []
        page = [("page", asked["page"])] if asked["page"] > 1 else []
        return "?" + urlencode([*words, *self.kept, *page])
