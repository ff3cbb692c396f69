"""A document that changes after we quoted it: readers are told, and can read the older text."""

import pytest

from claims import workflow
from claims.reading.plain_text import read_text

OLD = "The harbour report\n\nThe bridge cost ten million crowns in all. It opened in May 2020."
CHANGED = OLD.replace("cost ten million crowns", "has cost eleven million crowns")
SHRUNK = "The harbour report\n\nIt opened in May 2020."


@pytest.fixture
def bridge(make_document, make_claim, publish_claim):
    document = make_document(OLD, slug="harbour", shows_text=True)
    quote = "The bridge cost ten million crowns in all."
    return publish_claim(make_claim("The bridge cost ten million.", document=document, quote=quote))


@pytest.fixture
def rewrite(erin, bridge):
    document = bridge.appearances.get().document

    def rewrite(text):
        return workflow.add_version(document, read_text(text), by=erin)

    return rewrite


def text_of(client, path):
    return " ".join(client.get(path).content.decode().split())


def page_of(client, claim):
    return text_of(client, claim.get_absolute_url())


def test_a_review_says_nothing_of_a_passage_that_still_stands(client, bridge, rewrite):
    assert "was changed" not in page_of(client, bridge)
    rewrite("A new first line.\n\n" + OLD)
    assert bridge.appearances.get().anchoring in ("exact", "moved")
    assert "was changed" not in page_of(client, bridge)


def test_a_review_shows_what_its_passage_reads_now(client, bridge, rewrite):
    rewrite(CHANGED)
    html = page_of(client, bridge)
    assert "The document was changed</strong> on or before" in html
    assert 'now reads: <q dir="auto">The bridge has cost eleven million crowns in all.</q>' in html
    assert "<mark>The bridge cost ten million crowns in all.</mark>" in html


def test_a_review_says_that_its_passage_is_gone(client, bridge, rewrite):
    rewrite(SHRUNK)
    html = page_of(client, bridge)
    assert "and the passage is no longer in it" in html
    assert "<mark>The bridge cost ten million crowns in all.</mark>" in html


def test_readers_are_still_told_once_an_editor_accepted_the_new_words(
    client, erin, bridge, rewrite
):
    version = rewrite(CHANGED)
    seen = bridge.appearances.get()
    workflow.place_passage(
        seen, by=erin, seen=seen.version, version=version, start=seen.start, end=seen.end
    )
    assert 'now reads: <q dir="auto">The bridge has cost eleven' in page_of(client, bridge)


def test_words_that_an_editor_accepted_are_marked_in_the_document(client, erin, bridge, rewrite):
    version = rewrite(CHANGED)
    seen = bridge.appearances.get()
    place = {"version": version, "start": seen.start, "end": seen.end}
    workflow.place_passage(seen, by=erin, seen=seen.version, **place)
    document = seen.document.get_absolute_url()
    for text in (CHANGED, CHANGED + " It is long."):
        if text != CHANGED:
            rewrite(text)
        html = text_of(client, document)
        passage = f'href="#claim-{bridge.public_id}" id="passage-{bridge.public_id}"'
        assert f"{passage}>The bridge has cost eleven million crowns in all.<" in html
        assert "The words of this passage have changed" in html


def test_a_passage_that_somebody_only_edited_is_not_marked(client, carl, bridge, rewrite):
    rewrite(CHANGED)
    seen = bridge.appearances.get()
    workflow.edit(seen, by=carl, seen=seen.version, changes={"quote": "It opened in May 2020."})
    html = text_of(client, seen.document.get_absolute_url())
    assert f'id="passage-{bridge.public_id}"' not in html


def test_a_reviewer_decides_nothing_that_readers_see(alice, bridge, rewrite):
    version = rewrite(CHANGED)
    seen = bridge.appearances.get()
    with pytest.raises(workflow.NotAllowed):
        workflow.place_passage(seen, by=alice, seen=1, version=version, start=0, end=9)
    with pytest.raises(workflow.NotAllowed):
        workflow.keep_passage(seen, by=alice, seen=1, version=version)


def test_readers_are_still_told_once_an_editor_kept_the_old_words(client, erin, bridge, rewrite):
    version = rewrite(CHANGED)
    seen = bridge.appearances.get()
    workflow.keep_passage(seen, by=erin, seen=seen.version, version=version)
    assert "and the passage is no longer in it" in page_of(client, bridge)


def test_the_day_is_that_of_the_first_text_without_the_passage(client, bridge, rewrite):
    first = rewrite(SHRUNK)
    rewrite(SHRUNK + " Nothing else.")
    assert f'datetime="{first.captured_at:%Y-%m-%d}T' in page_of(client, bridge)


def test_a_quote_in_our_own_spelling_is_no_change_of_the_document(
    client, make_document, make_claim, publish_claim
):
    document = make_document(OLD, shows_text=True)
    quote = "The bridge cost 10 million crowns in all."
    claim = publish_claim(make_claim("Ten.", document=document, quote=quote))
    assert claim.appearances.get().anchoring == "changed"
    assert "was changed" not in page_of(client, claim)


def test_an_older_text_stays_readable_with_its_passages(client, bridge, rewrite):
    rewrite(SHRUNK)
    document = bridge.appearances.get().document
    newest = text_of(client, document.get_absolute_url())
    older = f"{document.get_absolute_url()}versions/1/"
    assert f'<a href="{older}">Version 1</a>' in newest
    assert "eleven" not in newest
    html = text_of(client, older)
    assert "It has changed since" in html
    passage = f'href="#claim-{bridge.public_id}" id="passage-{bridge.public_id}"'
    assert f"{passage}>The bridge cost ten million crowns in all.<" in html


def test_the_newest_text_has_one_address(client, bridge, rewrite):
    rewrite(SHRUNK)
    address = bridge.appearances.get().document.get_absolute_url()
    response = client.get(f"{address}versions/2/")
    assert (response.status_code, response["Location"]) == (302, address)


@pytest.mark.parametrize("number", ["0", "3", "999999999999999999999"])
def test_a_version_that_is_not_there_is_a_404(client, bridge, rewrite, number):
    rewrite(SHRUNK)
    assert client.get(f"/documents/harbour/versions/{number}/").status_code == 404


def test_older_texts_are_not_shown_where_the_newest_is_not(client, erin, bridge, rewrite):
    rewrite(SHRUNK)
    document = bridge.appearances.get().document
    workflow.edit(document, by=erin, seen=document.version, changes={"shows_text": False})
    assert client.get("/documents/harbour/versions/1/").status_code == 404
    assert "/versions/" not in text_of(client, document.get_absolute_url())
