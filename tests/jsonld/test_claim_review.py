"""A verdict as schema.org's ClaimReview, as Google asks for it."""

import json
from datetime import UTC, datetime

import pytest

from claims.jsonld.claim_review import claim_review
from claims.jsonld.newsroom import newsroom
from claims.models import Claimant, ClaimReviewVersion, Correction

DAY = datetime(2026, 3, 1, tzinfo=UTC)
LATER = datetime(2026, 4, 2, tzinfo=UTC)
URL = "https://example.org/claims/bridge/"
DESK = {"@type": "Organization", "name": "The Desk", "url": "https://example.org/"}


def version(**changes):
    facts = {
        "claim": {
            "id": "abc",
            "text": "The bridge cost ten million.",
            "claimant": "The Council",
            "claimed": "2025-11",
            "first_appearance": {
                "document": "Report",
                "document_id": "report",
                "url": "https://example.org/report",
                "section": "Money",
                "quote": "ten million",
            },
        },
        "rating": {"id": "false", "label": "False", "value": 1, "best": 5, "worst": 1},
        "summary": "It cost twelve.",
        "explanation": "See the accounts.",
        "no_primary_reason": "",
        "evidence": [
            {
                "id": "e", "url": "https://example.org/accounts", "title": "Accounts",
                "publisher": "Audit Office", "published": "2025", "stance": "refutes",
                "is_primary": True, "quote": "", "note": "",
            }
        ],
    }  # fmt: skip
    claimant = Claimant(slug="council", name="The Council", kind="organization")
    return ClaimReviewVersion(
        content=json.dumps(facts | changes), claimant=claimant, approved_at=LATER
    )


def presented(version, **more):
    return claim_review(version, url=URL, publisher=DESK, published=DAY, **more)


@pytest.mark.parametrize(
    ("kind", "said"), [("person", "affiliation"), ("organization", "memberOf")]
)
def test_whom_the_claimant_belongs_to_is_said_in_the_word_for_their_kind(kind, said):
    """schema.org: only a Person has `affiliation`; an Organization has `memberOf`."""
    shown = version()
    assert set(presented(shown)["itemReviewed"]["author"]) == {"@type", "name"}
    shown.claimant = Claimant(slug="c", name="C", kind=kind, affiliation="Harbour List")
    author = presented(shown)["itemReviewed"]["author"]
    assert author[said] == {"@type": "Organization", "name": "Harbour List"}
    assert set(author) == {"@type", "name", said}


def test_a_review_names_what_google_asks_for():
    facts = presented(version())
    assert facts["@context"] == "https://schema.org"
    assert facts["@type"] == "ClaimReview"
    assert facts["url"] == URL
    assert facts["claimReviewed"] == "The bridge cost ten million."
    assert facts["author"] == DESK
    assert facts["datePublished"] == "2026-03-01T00:00:00+00:00"
    assert facts["dateModified"] == "2026-04-02T00:00:00+00:00"
    assert facts["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "False",
        "ratingExplanation": "It cost twelve.",
        "ratingValue": 1,
        "bestRating": 5,
        "worstRating": 1,
    }
    report = {"@type": "CreativeWork", "name": "Report", "url": "https://example.org/report"}
    assert facts["itemReviewed"] == {
        "@type": "Claim",
        "text": "The bridge cost ten million.",
        "author": {"@type": "Organization", "name": "The Council"},
        "datePublished": "2025-11",
        "appearance": [report],
        "firstAppearance": report,
    }
    assert facts["citation"] == [
        {
            "@type": "CreativeWork",
            "url": "https://example.org/accounts",
            "name": "Accounts",
            "datePublished": "2025",
            "publisher": {"@type": "Organization", "name": "Audit Office"},
        }
    ]


def test_a_rating_beside_the_scale_has_a_name_and_no_number():
    rating = {"id": "unproven", "label": "Unproven", "value": None, "best": 5, "worst": 1}
    assert presented(version(rating=rating))["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "Unproven",
        "ratingExplanation": "It cost twelve.",
    }


def test_what_is_not_known_is_left_out():
    claim = {"id": "abc", "text": "X.", "claimant": "", "claimed": "", "first_appearance": None}
    facts = presented(version(claim=claim))
    assert facts["itemReviewed"] == {"@type": "Claim", "text": "X."}


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_correction_is_dated_and_says_what_changed(withdrawn):
    moment = datetime(2026, 5, 3, tzinfo=UTC)
    correction = Correction(
        public_id="xyz", kind="substantial", notice="We erred.", approved_at=moment
    )
    facts = presented(version(), corrections=[correction], is_withdrawn=withdrawn)
    assert facts["correction"] == [
        {
            "@type": "CorrectionComment",
            "name": "substantial correction",
            "text": "We erred.",
            "datePublished": "2026-05-03T00:00:00+00:00",
            "url": f"{URL}#correction-xyz",
        }
    ]
    assert facts["dateModified"] == "2026-05-03T00:00:00+00:00"


def test_a_withdrawn_review_says_nothing_on_the_claim_any_more():
    facts = presented(version(), is_withdrawn=True)
    assert facts["creativeWorkStatus"] == "Withdrawn"
    assert not {"reviewRating", "claimReviewed", "itemReviewed", "reviewBody"} & facts.keys()


def test_a_newsroom_without_a_logo_names_none():
    assert newsroom("The Desk", "https://example.org") == DESK
    assert newsroom("D", "https://e.org", "https://e.org/l.svg")["logo"] == "https://e.org/l.svg"
