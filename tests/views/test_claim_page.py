"""The claim's page: what was approved, in an order in which it can be judged."""

import json
import re
from html import unescape

import pytest

from claims import workflow
from claims.models import Claim, ClaimReviewVersion


def text_of(response):
    """The words of the page's own part, without the frame around it."""
    html = re.search(r"<main\b.*</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_verdict_comes_first_then_everything_that_carries_it(client, print_run):
    text = text_of(client.get(print_run.opened.get_absolute_url()))
    parts = [
        "Claim The bridge opened in 2020.",
        "Rating False",
        "1 on our scale from 1 to 5",
        "Summary It did not.",
        "How we know Two sources say so.",
        "Evidence",
        "Corrections Substantial correction",
        "We had misread the register.",
        "History",
        "How we check",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


def test_the_passage_is_quoted_with_the_words_around_it(client, print_run):
    html = client.get(print_run.bridge.get_absolute_url()).content.decode()
    assert "<mark>cost ten million crowns</mark>" in html
    assert "bridge </span><mark>" in html
    assert f"#claim-{print_run.bridge.public_id}" in html


def test_evidence_is_linked_to_the_original_without_a_recommendation(client, print_run):
    html = client.get(print_run.bridge.get_absolute_url()).content.decode()
    link = '<a href="https://example.org/source/1" rel="nofollow noopener">Source 1</a>'
    assert link in html
    assert html.count("Primary source") == 1
    assert "Supports the claim" in html


def test_a_correction_shows_the_old_words_and_the_new(client, print_run):
    html = client.get(print_run.opened.get_absolute_url()).content.decode()
    assert "<del>True</del>" in html
    assert "<ins>False</ins>" in html
    assert "It did<del>" not in html
    assert "It did<ins> not</ins>." in html


def test_an_earlier_version_stays_readable_and_says_what_it_is(client, print_run):
    response = client.get(f"{print_run.opened.get_absolute_url()}versions/1/")
    text = text_of(response)
    assert "This is an earlier version." in text
    assert "Rating True" in text
    assert "Summary It did." in text
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert client.get(f"{print_run.opened.get_absolute_url()}versions/2/").status_code == 302


@pytest.mark.parametrize("number", ["0", "3", "9" * 40, "9" * 5_000])
def test_a_version_that_never_was_is_not_found(client, print_run, number):
    response = client.get(f"{print_run.opened.get_absolute_url()}versions/{number}/")
    assert response.status_code == 404
    assert "It did" not in text_of(response)


def test_a_withdrawn_review_keeps_its_notice_and_its_history(client, print_run):
    response = client.get(print_run.ferry.get_absolute_url())
    text = text_of(response)
    assert "Rating Withdrawn" in text
    assert "It was wrong." in text
    assert "version 1" in text
    assert "It did." not in text
    earlier = text_of(client.get(f"{print_run.ferry.get_absolute_url()}versions/1/"))
    assert "This review was withdrawn." in earlier
    assert "It did." in earlier


def test_a_review_published_again_after_its_withdrawal_stands(client, print_run, alice, erin):
    claim = Claim.objects.get(pk=print_run.ferry.pk)
    workflow.reopen(claim, by=erin, reason="The register is open.")
    workflow.propose_verdict(claim, by=alice, kind="update", notice="Checked again.")
    workflow.publish(Claim.objects.get(pk=claim.pk), by=erin)
    text = text_of(client.get(claim.get_absolute_url()))
    assert "Rating True" in text
    assert "Checked again." in text
    assert "It was wrong." in text


def test_a_claim_in_another_language_says_so(client, make_claim, publish_claim):
    claim = publish_claim(make_claim("عدد السكان مليون.", language="ar"))
    html = client.get(claim.get_absolute_url()).content.decode()
    assert '<h1 lang="ar" dir="auto">عدد السكان مليون.</h1>' in html


def test_the_review_as_data_is_the_data_inside_the_page(client, print_run):
    page = client.get(print_run.opened.get_absolute_url()).content.decode()
    inside = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
    response = client.get(f"/claims/{print_run.opened.slug}.json")
    assert response["Content-Type"] == "application/ld+json"
    assert response.json() == inside
    assert inside["reviewRating"]["alternateName"] == "False"


def test_every_claim_can_be_found_from_a_search_by_its_published_words(client, print_run):
    assert ClaimReviewVersion.objects.count() == 5
    html = client.get("/claims/?q=bridge&rating=false").content.decode()
    assert "1 claim with" in html
    assert print_run.opened.get_absolute_url() in html
    assert print_run.bridge.get_absolute_url() not in html


def test_facets_count_what_each_choice_would_leave(client, print_run):
    text = text_of(client.get("/claims/?rating=false"))
    assert "Rating True 1 claim False 1 claim Topic harbour 1 claim" in text


def test_a_renamed_claimant_or_document_leaves_what_was_published(client, erin, print_run):
    """An editor renames them alone: a verdict stays beside the names that two people approved."""
    version = print_run.bridge.published_version
    for row, field in ((version.claimant, "name"), (version.document, "title")):
        workflow.edit(row, by=erin, seen=row.version, changes={field: "Somebody else"})
    claimant, document = version.claimant.get_absolute_url(), version.document.get_absolute_url()
    for address in ("/", "/claims/", print_run.bridge.get_absolute_url()):
        html = client.get(address).content.decode()
        assert f'<a href="{claimant}">The Council</a>' in html, address
        assert f'<a href="{document}">Report 1</a>' in html, address
    assert "published as a claim of The Council" in text_of(client.get(claimant))
