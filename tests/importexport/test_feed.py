"""Other publishers' claim reviews become claims with evidence, and their verdicts stay theirs."""

import json

import pytest

from claims import workflow
from claims.importexport import Unimportable, open_sheet
from claims.models import Claim, Claimant, ClaimReview, Evidence

REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://checkers.example.org/bridge",
    "datePublished": "2026-03-04T10:00:00+01:00",
    "inLanguage": "en",
    "name": "No, the bridge was dearer",
    "claimReviewed": "The bridge cost ten million.",
    "author": {"@type": "Organization", "name": "Checkers (sample)", "url": "https://c.example"},
    "reviewRating": {
        "@type": "Rating", "ratingValue": 1, "bestRating": "5", "worstRating": 1,
        "alternateName": "False", "ratingExplanation": "It cost twelve.",
    },
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "María Alcaldesa", "sameAs": "https://m.example/"},
        "datePublished": "2026-03-02",
        "appearance": [{"@type": "CreativeWork", "url": "https://example.org/speech"}],
    },
}  # fmt: skip
FEED = {
    "@context": "http://schema.org",
    "@type": "DataFeed",
    "dataFeedElement": [
        {"@type": "DataFeedItem", "dateCreated": "2026-03-05", "item": [REVIEW]},
        {"@type": "DataFeedItem", "item": REVIEW | {
            "url": "https://others.example.org/1", "author": "Others (sample)",
            "reviewRating": {"ratingValue": "2", "bestRating": "4", "worstRating": "1"},
        }},
        {"@type": "DataFeedItem", "item": []},
    ],
}  # fmt: skip
API = {
    "claims": [
        {
            "text": "The bridge cost ten million.",
            "claimant": "María Alcaldesa",
            "claimDate": "2026-03-02T00:00:00Z",
            "claimReview": [
                {
                    "publisher": {"name": "Checkers (sample)", "site": "checkers.example.org"},
                    "url": "https://checkers.example.org/bridge",
                    "title": "No, the bridge was dearer",
                    "reviewDate": "2026-03-04T00:00:00Z",
                    "textualRating": "False",
                    "languageCode": "en",
                }
            ],
        }
    ],
    "nextPageToken": "CAE",
}


@pytest.fixture
def opened(tmp_path, db):
    def do(data, sheet="", **options):
        path = tmp_path / "feed.json"
        path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        return open_sheet(path, sheet=sheet, **options)

    return do


def rows(sheet):
    return [dict(zip(sheet.headers, record.cells, strict=True)) for record in sheet]


def test_a_review_becomes_a_claim_its_claimant_and_a_piece_of_evidence(opened):
    assert opened(REVIEW).understood.sheets == ("claims", "claimants", "evidence")
    (claim,) = rows(opened(REVIEW))
    (claimant,) = rows(opened(REVIEW, "claimants"))
    (piece,) = rows(opened(REVIEW, "evidence"))
    assert claim["text"] == "The bridge cost ten million."
    assert (claim["claimed"], claim["language"]) == ("2026-03-02", "en")
    assert (claim["url"], claim["claimant"]) == ("https://example.org/speech", claimant["id"])
    assert (claimant["name"], claimant["kind"]) == ("María Alcaldesa", "person")
    assert claimant["url"] == "https://m.example/"
    assert (piece["claim"], piece["url"]) == (claim["id"], REVIEW["url"])
    assert (piece["publisher"], piece["published"]) == ("Checkers (sample)", "2026-03-04")
    assert (piece["stance"], piece["primary"]) == ("context", "false")
    assert piece["note"] == (
        "A fact check by Checkers (sample), not by us: rated “False” (1 on a scale from 1 to 5)."
        "\n\nIt cost twelve."
    )


@pytest.mark.parametrize("word", ["affiliation", "memberOf"])
def test_whom_a_claimant_belongs_to_is_read_in_either_word(opened, word):
    about = REVIEW["itemReviewed"]
    who = about["author"] | {word: {"@type": "Organization", "name": "Harbour List"}}
    (claimant,) = rows(opened(REVIEW | {"itemReviewed": about | {"author": who}}, "claimants"))
    assert claimant["affiliation"] == "Harbour List"
    assert rows(opened(REVIEW, "claimants"))[0]["affiliation"] == ""


def test_a_data_feed_lists_a_claim_once_with_each_publishers_fact_check(opened):
    assert [row["text"] for row in rows(opened(FEED))] == ["The bridge cost ten million."]
    pieces = rows(opened(FEED, noun="evidence"))
    assert [piece["publisher"] for piece in pieces] == ["Checkers (sample)", "Others (sample)"]
    assert "rated 2 on a scale from 1 to 4" in pieces[1]["note"]


def test_what_the_fact_check_tools_answer_is_the_same_review(opened):
    ids = [row["id"] for row in rows(opened(REVIEW)) + rows(opened(REVIEW, "evidence"))]
    assert [row["id"] for row in rows(opened(API)) + rows(opened(API, "evidence"))] == ids
    assert rows(opened(API, "evidence"))[0]["note"].endswith("rated “False”.")


@pytest.mark.parametrize("whole", [REVIEW, [REVIEW], {"@graph": [REVIEW]}, FEED, API])
def test_a_feed_is_imported_and_nobody_has_rated_anything(opened, import_sheet, whole):
    for noun in ("claimants", "claims", "evidence"):
        plan = import_sheet(noun, opened(whole, noun=noun))
        assert plan.problems == []
    claim = Claim.objects.get()
    assert (claim.status, claim.claimant.name) == ("extracted", "María Alcaldesa")
    assert not ClaimReview.objects.exists()
    assert "not by us" in Evidence.objects.first().note
    for noun in ("claims", "evidence"):
        assert import_sheet(noun, opened(whole, noun=noun)).counts["changed"] == 0


def test_a_claimant_who_is_there_is_known_by_name(opened, carl):
    workflow.add(Claimant(slug="mayor", name="María Alcaldesa"), by=carl)
    assert rows(opened(REVIEW, "claimants")) == []
    assert rows(opened(REVIEW))[0]["claimant"] == "mayor"


def test_our_own_reviews_are_left_out_and_that_is_said(opened, settings):
    sheet = opened([REVIEW | {"url": f"{settings.SITE_URL}/claims/x/"}, REVIEW])
    assert len(rows(sheet)) == 1
    assert "they are our own and are here already: 1" in sheet.notes[-1]


def test_a_review_of_nothing_is_named_by_its_place(opened):
    sheet = opened([REVIEW, REVIEW | {"claimReviewed": ""}, REVIEW | {"url": "", "@id": 3}])
    assert [(r.line, r.problem) for r in opened([REVIEW, {**REVIEW, "claimReviewed": ""}])][1] == (
        2,
        "This review does not say which claim it is about (claimReviewed).",
    )
    assert len(list(sheet)) == 2


def test_a_feed_in_lines_is_read_too(opened):
    assert len(rows(opened("\n".join([json.dumps(REVIEW)] * 2), "evidence"))) == 1


def test_a_broken_feed_is_refused(opened):
    with pytest.raises(Unimportable, match="This is not JSON"):
        list(opened(json.dumps(FEED)[:-40]))
    with pytest.raises(Unimportable, match="makes no “reviews”"):
        opened(FEED, "reviews")


ODD = [None, [], {}, "", 0, "x", [None], {"name": None}, {"name": {}}, [[]], {"@value": 1}]


@pytest.mark.parametrize("name", [*REVIEW, "item"])
def test_whatever_stands_in_a_property_is_no_error(opened, name):
    for odd in ODD:
        for sheet in ("claims", "claimants", "evidence"):
            list(opened([REVIEW | {name: odd}], sheet))
