"""What readers see of a claim: what was approved, word for word, and never the draft."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from claims.jsonld.published import published_review
from claims.models import Claim, ClaimReviewVersion, Policy, Rating
from claims.models.claim import ClaimQuerySet
from claims.models.policy import months_later
from claims.vocabulary import Anchoring, Stance, Status

IN_THE_TEXT = (Anchoring.EXACT, Anchoring.MOVED)


class Quoted(NamedTuple):
    """The passage as it was published, with the words around it where the document has them."""

    quote: str
    section: str
    before: str
    after: str


def find(model_rows: Any, slug: str, sentence: str) -> Any:
    """The row of this slug.

    Raises:
        Http404: with `sentence`, which the page shows.
    """
    try:
        return get_object_or_404(model_rows, slug=slug)
    except Http404:
        raise Http404(sentence) from None


def find_claim(slug: str) -> Claim:
    """With `review_by_months` of the policy in force, or None."""
    in_force = Policy.objects.order_by("-number").values("review_by_months")[:1]
    claims = Claim.objects.published().annotate(review_by_months=Subquery(in_force))
    claims = claims.select_related(
        "published_version__claimant", "published_version__document", "published_version__policy"
    )
    return find(claims, slug, "We have published no review of a claim at this address.")


def shown_version(claim: Claim) -> ClaimReviewVersion:
    """Of a claim that is published. It knows its claim without asking for it."""
    version = claim.published_version
    assert version is not None
    version.claim = claim
    return version


def review_page(claim: Claim, version: ClaimReviewVersion) -> dict[str, Any]:
    """All that the page of `version` shows, the current one or an earlier."""
    versions = list(claim.versions.select_related("policy").order_by("number"))
    corrections = list(claim.corrections.select_related("old_version", "new_version"))
    return {
        "claim": claim,
        "version": version,
        "facts": version.facts,
        "quoted": quoted(claim, version),
        "evidence": by_stance(version.facts["evidence"]),
        "corrections": corrections,
        "versions": versions,
        "published_at": versions[0].approved_at,
        "look_again_by": look_again_by(claim),
        "topics": claim.topics.all(),
        "linked_data": review_data(claim, versions[0], corrections),
    }


def look_again_by(claim: Any) -> datetime | None:
    """When the policy in force asks for another look at the verdict that stands (`find_claim`)."""
    if claim.status != Status.PUBLISHED or not claim.review_by_months:
        return None
    return months_later(claim.last_look_at, claim.review_by_months)


def review_data(claim: Claim, first: ClaimReviewVersion, corrections: list[Any]) -> dict[str, Any]:
    return published_review(claim, published=first.approved_at, corrections=corrections)


def by_stance(evidence: list[dict[str, Any]]) -> list[tuple[Stance, list[dict[str, Any]]]]:
    """Pieces grouped by what they do to the claim, primary ones first."""
    pieces = sorted(evidence, key=lambda piece: not piece["is_primary"])
    groups = [(stance, [p for p in pieces if p["stance"] == stance]) for stance in Stance]
    return [(stance, group) for stance, group in groups if group]


def published_quote(version: ClaimReviewVersion) -> str:
    first = version.facts["claim"]["first_appearance"]
    return first["quote"] if first else ""


def quoted(claim: Claim, version: ClaimReviewVersion) -> Quoted | None:
    """The first appearance's quote; the words around it only where the document has the same.

    Nobody approves those: what a person typed beside a quote that no text holds stays a draft.
    """
    first, now = version.facts["claim"]["first_appearance"], claim.first_appearance
    if not first or not first["quote"]:
        return None
    around = ("", "")
    if now is not None and now.quote == first["quote"] and now.anchoring in IN_THE_TEXT:
        around = (now.quote_prefix, now.quote_suffix)
    before, after = whole_words_after(around[0]), before_cut(around[1])
    return Quoted(first["quote"], first["section"], before, after)


def whole_words_after(prefix: str) -> str:
    """Without the word that a prefix of fixed length cut in two."""
    return prefix.partition(" ")[2]


def before_cut(suffix: str) -> str:
    return suffix.rpartition(" ")[0]


def tally(claims: ClaimQuerySet) -> list[tuple[Rating, int]]:
    """How many of these claims show which rating, in the order of the scale."""
    rated = Rating.objects.filter(versions__shown_by__in=claims.order_by().values("pk"))
    counted = rated.annotate(claims=Count("versions__shown_by")).order_by("position", "slug")
    return [(rating, rating.claims) for rating in counted]
