"""One claim review of another publisher, as far as their data say something."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from claims.importexport.mapped import FILTER, computed_id
from claims.vocabulary import ClaimantKind

DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(?=$|[T ])")


class Review(NamedTuple):
    """`said`: their verdict in their words, told as theirs. Ids follow from the words and
    addresses alone, so that the same review is the same row tomorrow, also where it comes from the
    table of Data Commons."""

    text: str
    claimant: str
    claimant_kind: str
    claimant_url: str
    claimant_affiliation: str
    claimed: str
    language: str
    appearance: str
    url: str
    title: str
    publisher: str
    published: str
    said: str
    claimant_id: str

    @property
    def id(self) -> str:
        return computed_id([self.url, self.text])

    @property
    def claim_id(self) -> str:
        return computed_id([self.text, self.claimant])

    @property
    def problem(self) -> str:
        if not self.text:
            return "This review does not say which claim it is about (claimReviewed)."
        return "" if self.url else "This review does not say where it was published (url)."


def reviews_of(element: Any) -> Iterator[Review]:
    """Every ClaimReview in an element of a feed, and every one that the Fact Check Tools list under
    a claim; nothing for other things."""
    if not isinstance(element, dict):
        return
    if isinstance(element.get("claimReview"), list):
        yield from (_listed(element, one) for one in element["claimReview"] if _is_dict(one))
    elif "claimReviewed" in element or "ClaimReview" in _all(element.get("@type")):
        yield _marked_up(element)
    else:
        for inside in _all(element.get("item")):
            yield from reviews_of(inside)


def _marked_up(review: dict[str, Any]) -> Review:
    """https://schema.org/ClaimReview"""
    about, by = _first(review.get("itemReviewed")), _first(review.get("author"))
    who, rating = _first(about.get("author")), _first(review.get("reviewRating"))
    publisher = _text(by.get("name")) or _text(_first(review.get("publisher")).get("name"))
    seen = [_first(about.get("firstAppearance")), *map(_first, _all(about.get("appearance")))]
    places = [_address(one.get("url")) for one in seen] + [_address(about.get("sameAs"))]
    is_person = "Organization" not in _all(who.get("@type"))
    groups = [_text(_first(who.get(word)).get("name")) for word in ("affiliation", "memberOf")]
    return Review(
        text=_text(review.get("claimReviewed")) or _text(about.get("text")),
        claimant=_text(who.get("name")),
        claimant_kind=ClaimantKind.PERSON if is_person else ClaimantKind.ORGANIZATION,
        claimant_url=_address(who.get("sameAs")) or _address(who.get("url")),
        claimant_affiliation=next(filter(None, groups), ""),
        claimed=_date(about.get("datePublished")),
        language=_text(review.get("inLanguage")),
        appearance=next(filter(None, places), ""),
        url=_address(review.get("url")) or _address(review.get("@id")),
        title=_text(review.get("name")) or _text(review.get("headline")),
        publisher=publisher,
        published=_date(review.get("datePublished")),
        said=_verdict(publisher, rating),
        claimant_id=_id(_text(who.get("name"))),
    )


def _listed(claim: dict[str, Any], review: dict[str, Any]) -> Review:
    """As the Fact Check Tools API answers: a claim with its reviews."""
    publisher = _first(review.get("publisher"))
    name = _text(publisher.get("name")) or _text(publisher.get("site"))
    return Review(
        text=_text(claim.get("text")),
        claimant=_text(claim.get("claimant")),
        claimant_kind=ClaimantKind.PERSON,
        claimant_url="",
        claimant_affiliation="",
        claimed=_date(claim.get("claimDate")),
        language=_text(review.get("languageCode")),
        appearance="",
        url=_address(review.get("url")),
        title=_text(review.get("title")),
        publisher=name,
        published=_date(review.get("reviewDate")),
        said=_verdict(name, {"alternateName": review.get("textualRating")}),
        claimant_id=_id(_text(claim.get("claimant"))),
    )


def _verdict(publisher: str, rating: dict[str, Any]) -> str:
    """A sentence that leaves no doubt whose verdict it is."""
    label, value = _text(rating.get("alternateName")), _text(rating.get("ratingValue"))
    worst, best = _text(rating.get("worstRating")), _text(rating.get("bestRating"))
    scale = f"{value} on a scale from {worst} to {best}" if value and worst and best else ""
    rated = f"“{label}”" + (f" ({scale})" if scale else "") if label else scale or value
    told = f"A fact check by {publisher or 'another publisher'}, not by us"
    told += f": rated {rated}." if rated else "."
    why = _text(rating.get("ratingExplanation"))
    return f"{told}\n\n{why}" if why else told


def _id(name: str) -> str:
    """Of a claimant; names without a Latin letter get one of letters."""
    return FILTER["id"](name) or computed_id([name])


def _is_dict(value: Any) -> bool:
    return isinstance(value, dict)


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(value: Any) -> dict[str, Any]:
    """A property that may be there once, several times, as a bare name, or not at all."""
    one: Any = next(iter(_all(value)), {})
    return one if isinstance(one, dict) else {"name": one, "url": one}


def _text(value: Any) -> str:
    one = next(iter(_all(value)), "")
    if isinstance(one, dict):
        one = one.get("name") or one.get("@value") or ""
    return "" if one is None or isinstance(one, bool | list | dict) else str(one).strip()


def _address(value: Any) -> str:
    return next((one for one in map(_text, _all(value)) if one.startswith("http")), "")


def _date(value: Any) -> str:
    found = DATE.match(_text(value))
    return found[0] if found else ""
