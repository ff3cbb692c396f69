"""What was claimed, by whom and where: https://schema.org/Claim.

Google reads it as `itemReviewed` of a ClaimReview:
https://developers.google.com/search/docs/appearance/structured-data/factcheck#claim
"""

from typing import Any

from claims.models import ClaimReviewVersion
from claims.vocabulary import ClaimantKind

TYPES = {ClaimantKind.PERSON: "Person", ClaimantKind.ORGANIZATION: "Organization"}
GROUPS = {ClaimantKind.PERSON: "affiliation", ClaimantKind.ORGANIZATION: "memberOf"}
"""How schema.org says to what somebody belongs: `affiliation` is a word for persons alone."""


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


def _author(version: ClaimReviewVersion) -> dict[str, Any] | None:
    name = version.facts["claim"]["claimant"]
    if not name or version.claimant is None:
        return None
    claimant, kind = version.claimant, ClaimantKind(version.claimant.kind)
    facts: dict[str, Any] = {"@type": TYPES[kind], "name": name}
    if claimant.url:
        facts["sameAs"] = claimant.url
    if claimant.affiliation:
        facts[GROUPS[kind]] = {"@type": "Organization", "name": claimant.affiliation}
    return facts


def _appearance(first: dict[str, str] | None) -> dict[str, str] | None:
    if first is None:
        return None
    facts = {"@type": "CreativeWork", "name": first["document"], "url": first["url"]}
    return {name: value for name, value in facts.items() if value}
