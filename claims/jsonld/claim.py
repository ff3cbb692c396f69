"""What was claimed, by whom and where: https://schema.org/Claim.

Google reads it as `itemReviewed` of a ClaimReview:
https://developers.google.com/search/docs/appearance/structured-data/factcheck#claim
"""

from typing import Any

from claims.models import ClaimReviewVersion
from claims.vocabulary import ClaimantKind

TYPES = {ClaimantKind.PERSON: "Person", ClaimantKind.ORGANIZATION: "Organization"}


def claim(version: ClaimReviewVersion) -> dict[str, Any]:
    """Of the published version, with its claimant and document as far as they are known."""
    said = version.facts["claim"]
    facts = {
        "@type": "Claim",
        "text": said["text"],
        "author": _author(version),
        "datePublished": said["claimed"],
    }
    if appearance := _appearance(said["first_appearance"]):
        facts |= {"appearance": [appearance], "firstAppearance": appearance}
    return {name: value for name, value in facts.items() if value}


def _author(version: ClaimReviewVersion) -> dict[str, str] | None:
    name = version.facts["claim"]["claimant"]
    if not name or version.claimant is None:
        return None
    facts = {"@type": TYPES[ClaimantKind(version.claimant.kind)], "name": name}
    if version.claimant.url:
        facts["sameAs"] = version.claimant.url
    return facts


def _appearance(first: dict[str, str] | None) -> dict[str, str] | None:
    if first is None:
        return None
    facts = {"@type": "CreativeWork", "name": first["document"], "url": first["url"]}
    return {name: value for name, value in facts.items() if value}
