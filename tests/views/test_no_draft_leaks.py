"""Drafts are full of marker words here, and every page that readers can reach is searched."""

import re

import pytest

from claims import workflow
from claims.models import Annotation, Appearance, Claim, Claimant, Document, Topic

# One word that no page may say, in whatever a person can type before a second one approves.
SECRET = "xyzzysecret"


def written(client, path="/"):
    """Every page that can be reached from the start page, by its address."""
    pages, waiting = {}, {path}
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        pages[address] = response.content.decode()
        links = re.findall(
            r'(?:href="|<loc>)(?:http://127\.0\.0\.1:8000)?(/[^"#<]*)', pages[address]
        )
        for link in links:
            link = link.replace("&amp;", "&")
            if not link.startswith(("/static/", "/admin/")) and link not in pages:
                waiting.add(link)
    return pages


@pytest.fixture
def drafts(print_run, ratings, make_document, make_claim, review_claim, ask, alice, erin, carl):
    """Secret words in every kind of draft, some of them on claims that are published."""
    hidden = make_document(SECRET, slug="draft-document", title=SECRET)
    workflow.add(Claimant(slug="hidden", name=SECRET), by=carl)
    workflow.add(Topic(slug="hidden", name=SECRET), by=carl)
    for status in ("extracted", "in_review", "awaiting_approval"):
        claim = make_claim(
            f"{SECRET} {status}",
            document=hidden,
            quote=SECRET,
            topics=(SECRET,),
            claimant="hidden",
        )
        if status != "extracted":
            claim = review_claim(claim, summary=SECRET, explanation=SECRET)
        if status == "awaiting_approval":
            workflow.propose_verdict(claim, by=alice)
    _rewrite(print_run.bridge, alice, hidden)
    _rewrite(print_run.ferry, alice, hidden)
    bridge = Claim.objects.get(pk=print_run.bridge.pk)
    asked = ask(bridge, asked_of=SECRET, contact=SECRET, question=SECRET, finding=SECRET)
    workflow.record_reply(asked, by=alice, text=SECRET, channel="email")
    asked.refresh_from_db()
    workflow.edit(asked, by=alice, seen=asked.version, changes={"published_answer": SECRET})
    for person, slug in ((alice, "true"), (erin, "false")):
        workflow.assess(bridge, by=person, rating=ratings[slug], reason=SECRET)
    workflow.compare(bridge, by=erin)
    settled = {"rating": ratings["true"], "reason": SECRET, "dissent_is_published": True}
    workflow.adjudicate(bridge, by=erin, **settled)
    bridge = Claim.objects.get(pk=bridge.pk)
    workflow.propose_correction(bridge, by=alice, kind="update", notice=SECRET)
    workflow.add(Annotation(claim=bridge, body=SECRET), by=carl)
    email = f"{SECRET}@example.org"
    workflow.receive_report(bridge.published_version, words=SECRET, email=email)
    return hidden


def _rewrite(claim, alice, hidden):
    """The working copy of a published claim, all of it changed and nothing approved."""

    def edit(row, **changes):
        row.refresh_from_db()
        workflow.edit(row, by=alice, seen=row.version, changes=changes)

    edit(claim, text=SECRET, claimant=Claimant.objects.get(name=SECRET))
    edit(claim.claim_review, summary=SECRET, explanation=SECRET, no_primary_reason=SECRET)
    edit(claim.evidence.first(), title=SECRET, note=SECRET, publisher=SECRET, quote=SECRET)
    edit(claim.appearances.get(), document=hidden, quote=SECRET, section=SECRET)


def test_no_page_says_a_word_of_a_draft(client, print_run, drafts):
    pages = written(client)
    assert {claim.get_absolute_url() for claim in (print_run.bridge, print_run.ferry)} <= set(pages)
    assert len(pages) > 20
    assert [path for path, text in pages.items() if SECRET in text] == []


def test_words_typed_around_a_published_quote_are_not_shown_as_the_documents(
    client, make_claim, make_document, publish_claim, carl
):
    text = "All in all the old stone bridge cost ten million crowns, which the council paid."
    in_a_text = make_claim(document=make_document(text), quote="cost ten million crowns")
    at_an_address = make_claim("It cost eleven.")
    seen = Appearance(claim=at_an_address, url="https://example.org/talk", quote="cost eleven")
    workflow.add(seen, by=carl)
    for claim in (in_a_text, at_an_address):
        published, seen = publish_claim(claim), claim.appearances.get()
        around = {"quote_prefix": f"as {SECRET} said ", "quote_suffix": f" and {SECRET} too"}
        workflow.edit(seen, by=carl, seen=seen.version, changes=around)
        page = client.get(published.get_absolute_url()).content.decode()
        assert seen.quote in page
        assert SECRET not in page


def test_a_draft_has_no_address(client, drafts):
    unpublished = Claim.objects.filter(text__contains=SECRET, published_version=None)
    paths = [claim.get_absolute_url() for claim in unpublished]
    paths += [f"{path[:-1]}.json" for path in paths] + [f"{path}versions/1/" for path in paths]
    assert len(paths) == 9
    for path in [*paths, "/documents/draft-document/", "/claimants/hidden/", "/topics/hidden/"]:
        response = client.get(path)
        assert response.status_code == 404, path
        assert SECRET not in response.content.decode().replace(path, ""), path


@pytest.mark.parametrize("asked", ["document=draft-document", "claimant=hidden", "topic=hidden"])
def test_a_filter_tells_nothing_of_a_draft(asked, client, drafts):
    response = client.get(f"/claims/?{asked}")
    assert response.status_code == 400
    assert SECRET not in response.content.decode()


def test_a_search_finds_no_draft_by_its_words(client, print_run, drafts):
    for words in ("extracted", SECRET):
        assert "0 claims" in client.get("/claims/", {"q": words}).content.decode(), words
    assert "1 claim " in client.get("/claims/", {"q": "bridge ten million"}).content.decode()


def test_a_document_is_public_once_the_newsroom_shows_its_text(client, drafts):
    assert client.get("/documents/draft-document/").status_code == 404
    Document.objects.filter(pk=drafts.pk).update(shows_text=True)
    assert client.get("/documents/draft-document/").status_code == 200


def test_what_was_taken_down_is_nowhere(client, print_run):
    pages = written(client)
    assert len(pages) > 20
    assert [path for path, text in pages.items() if "A forbidden sentence" in text] == []
    gone = client.get(print_run.gone.get_absolute_url())
    assert gone.status_code == 410
    assert "It was wrong." in gone.content.decode()
