"""The queue of passages that a new text changed or lost."""

from html import unescape

import pytest
from django.urls import reverse

from claims import workflow
from claims.models import Appearance, LogEntry
from claims.reading.plain_text import read_text

OLD = "Before it all. The bridge cost ten million crowns in all. It opened in May 2020."
CHANGED = OLD.replace("cost ten million crowns", "has cost eleven million crowns")
SHRUNK = "It opened in May 2020."
QUOTE = "The bridge cost ten million crowns in all."


@pytest.fixture
def seen(make_document, make_claim):
    document = make_document(OLD)
    return make_claim("The bridge claim.", document=document, quote=QUOTE).appearances.get()


@pytest.fixture
def rewrite(seen, carl):
    def rewrite(text):
        workflow.add_version(seen.document, read_text(text), by=carl)
        seen.refresh_from_db()

    return rewrite


@pytest.fixture
def shown(enter, address, carl):
    def shown():
        return unescape(enter(carl).get(address("document_passages")).content.decode())

    return shown


def answer(seen, decision, **more):
    place = {"start": seen.start, "end": seen.end} if decision == "place" else {}
    return {"decision": decision, "seen": seen.version, "version": 2} | place | more


def test_nothing_waits_while_every_passage_stands(seen, shown):
    html = shown()
    assert "There is nothing to look at" in html
    assert "The bridge claim." not in html


def test_a_changed_passage_shows_both_texts(seen, rewrite, shown):
    rewrite(CHANGED)
    html = shown()
    assert f'Before it all. </span><mark>{QUOTE}</mark><span class="quiet"> It opened' in html
    assert "<mark>The bridge has cost eleven million crowns in all.</mark>" in html
    assert "<del>ten</del><ins>eleven</ins>" in html
    assert "As quoted, version 1" in html


def test_a_lost_passage_shows_where_it_was(seen, rewrite, shown):
    rewrite(SHRUNK)
    html = shown()
    assert f'Before it all. </span><mark>{QUOTE}</mark><span class="quiet"> It opened' in html
    assert "No passage of this text is like it." in html
    assert "Accept the new place" not in html


def test_published_claims_come_first_and_readers_are_mentioned(
    seen, rewrite, shown, make_claim, publish_claim
):
    publish_claim(make_claim("Published.", document=seen.document, quote="Before it all."))
    rewrite(SHRUNK)
    html = shown()
    assert html.index("Published.") < html.index("The bridge claim.")
    assert html.count("Readers are told on the claim’s page.") == 1


def test_accepting_makes_the_new_words_the_quote(enter, address, carl, seen, rewrite, shown):
    rewrite(CHANGED)
    response = enter(carl).post(address("document_passage", seen), answer(seen, "place"))
    assert response.status_code == 302
    seen.refresh_from_db()
    assert (seen.quote, seen.anchoring) == (
        "The bridge has cost eleven million crowns in all.", "exact",
    )  # fmt: skip
    assert "There is nothing to look at" in shown()


def test_keeping_leaves_the_quote_and_clears_the_queue(enter, address, carl, seen, rewrite, shown):
    rewrite(CHANGED)
    response = enter(carl).post(address("document_passage", seen), answer(seen, "keep"))
    assert response.status_code == 302
    seen.refresh_from_db()
    assert (seen.quote, seen.anchoring, seen.looked_by) == (QUOTE, "changed", carl)
    assert "There is nothing to look at" in shown()


def test_another_passage_is_chosen_in_the_reading_view(enter, address, carl, seen, rewrite, shown):
    rewrite(SHRUNK)
    client = enter(carl)
    read = address("document_read", seen.document)
    assert f"{read}?place_of={seen.pk}" in shown()
    page = unescape(client.get(read, {"place_of": seen.pk}).content.decode())
    assert "You are choosing the new passage of “The bridge claim.”" in page
    asked = {"version": "2", "start": "0", "end": "22", "place_of": seen.pk}
    form = client.get(address("document_claim", seen.document), asked).content.decode()
    assert f'action="{address("document_passage", seen)}"' in form
    data = answer(seen, "place", start=0, end=22)
    assert client.post(address("document_passage", seen), data).status_code == 302
    seen.refresh_from_db()
    assert (seen.quote, seen.start, seen.anchoring) == (SHRUNK, 0, "exact")


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"decision": "eat"}, 400, "Choose one of the buttons"),
        ({"seen": ""}, 400, "does not say what you were shown"),
        ({"seen": "x"}, 400, "does not say what you were shown"),
        ({"seen": "7"}, 409, "was changed by somebody else"),
        ({"version": "1"}, 409, "Version 2 of this text came in"),
        ({"start": "x"}, 400, "“start” is a whole number"),
        ({"end": "99999"}, 400, "leaves the text"),
        ({"decision": "keep", "version": "1"}, 409, "has a newer text"),
    ],
)
def test_an_answer_that_cannot_be_followed_is_refused(
    enter, address, carl, seen, rewrite, change, status, sentence
):
    rewrite(CHANGED)
    entries = LogEntry.objects.count()
    data = answer(seen, "place") | change
    response = enter(carl).post(address("document_passage", seen), data)
    assert response.status_code == status
    assert sentence in unescape(response.content.decode())
    assert Appearance.objects.get().quote == QUOTE
    assert LogEntry.objects.count() == entries


def test_a_passage_that_is_not_there_is_a_404(enter, address, carl, seen):
    for key in (99_999, 10**30):
        assert enter(carl).post(address("document_passage", key)).status_code == 404


def test_a_page_of_the_queue_that_is_not_there_is_refused(enter, address, carl, seen):
    for query in ("page=2", "page=x", "q=1"):
        assert enter(carl).get(f"{address('document_passages')}?{query}").status_code == 400


def test_the_desk_and_the_document_say_how_many_wait(enter, address, carl, seen, rewrite):
    rewrite(SHRUNK)
    client = enter(carl)
    desk = client.get(reverse("admin:index"))
    pile = next(one for one in desk.context["piles"] if one.label == "Passages to look at")
    assert (pile.number, pile.url) == (1, address("document_passages"))
    page = client.get(address("document_change", seen.document)).content.decode()
    assert "1 passage to look at</a>" in page


def test_a_claim_leads_to_its_passage_in_the_text_and_back(enter, address, carl, seen):
    client = enter(carl)
    claim = client.get(address("claim_change", seen.claim)).content.decode()
    read = address("document_read", seen.document)
    assert f'{read}?at={seen.start}#passage-{seen.pk}"' in claim
    text = client.get(read, {"at": seen.start}).content.decode()
    assert f'id="passage-{seen.pk}" href="{address("claim_change", seen.claim)}"' in text
