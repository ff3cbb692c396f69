"""The conversation on a claim: written, answered, asked, resolved on one page."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import workflow
from claims.models import Annotation, ClaimReview, Notice
from claims.reading.plain_text import read_text

TEXT = "We built much. The bridge cost ten million crowns. It opened in May."


@pytest.fixture
def claim(make_claim, make_document):
    document = make_document(TEXT, title="The report")
    return make_claim(document=document, quote="The bridge cost ten million crowns.")


@pytest.fixture
def where(address, claim):
    return address("claim_annotations", claim)


def test_a_passage_is_annotated_and_somebody_asked(enter, where, claim, carl, alice):
    start = TEXT.index("ten million")
    target = {"document": claim.appearances.get().document.slug, "version": "1"}
    target |= {"start": str(start), "end": str(start + len("ten million"))}
    page = enter(carl).get(where, target).content.decode()
    assert "a passage of “The report”" in page
    typed = {"do": "annotate", "body": "Which crowns?", "motivation": "questioning"}
    response = enter(carl).post(where, target | typed | {"assignee": alice.pk})
    note = Annotation.objects.get()
    assert response.url == f"{where}#annotation-{note.public_id}"
    assert (note.quote, note.start, note.assignee) == ("ten million", start, alice)
    shown = enter(alice).get(where).content.decode()
    assert "alice’s turn" in shown
    assert "carl waits" in shown
    assert Notice.objects.of(alice).get().kind == "asked"


def test_evidence_and_sentences_of_the_draft_are_offered_and_annotated(
    enter, where, claim, add_evidence, alice
):
    piece = add_evidence(claim)
    workflow.take_up(claim, by=alice)
    explanation = "- **First** point stands.\n\nTwo  sources say so. A third does not."
    workflow.add(ClaimReview(claim=claim, summary="It did.", explanation=explanation), by=alice)
    client = enter(alice)
    page = client.get(where)
    groups = dict(page.context["targets"])
    assert [one.quote for one in groups["The draft, sentence by sentence"]] == [
        "It did.", "- **First** point stands.", "Two  sources say so.", "A third does not.",
    ]  # fmt: skip
    sentence = groups["The draft, sentence by sentence"][2]
    typed = {"do": "annotate", "body": "Which?", "motivation": "commenting"}
    client.post(where, sentence.query | typed)
    client.post(where, {"evidence": piece.public_id} | typed)
    first, second = Annotation.objects.all()
    assert (first.review_part, first.quote) == ("explanation", "Two  sources say so.")
    assert explanation[first.start : first.end] == first.quote
    assert second.evidence == piece


def test_an_answer_turns_it_over_and_may_resolve(enter, where, claim, carl, alice):
    note = workflow.add(Annotation(claim=claim, body="Who paid?", assignee=alice), by=carl)
    answer = {"do": "reply", "thread": note.pk, "body": "The state."}
    assert enter(alice).post(where, answer).status_code == 302
    assert "carl’s turn" in enter(carl).get(where).content.decode()
    answer |= {"do": "reply_and_resolve", "body": "Thanks."}
    enter(carl).post(where, answer)
    note.refresh_from_db()
    assert (note.resolved_by, note.replies.count()) == (carl, 2)
    shown = enter(carl).get(where).content.decode()
    assert "resolved by carl" in shown
    enter(alice).post(where, {"do": "reopen", "thread": note.pk, "version": note.version})
    note.refresh_from_db()
    assert (note.resolved_at, note.reopened_by) == (None, alice)


def test_an_answer_that_cannot_resolve_is_not_written_either(enter, where, claim, carl, alice):
    note = workflow.add(Annotation(claim=claim, body="Who paid?"), by=carl)
    workflow.resolve(note, by=carl)
    answer = {"do": "reply_and_resolve", "thread": note.pk, "body": "The state."}
    assert enter(alice).post(where, answer).status_code == 409
    assert note.replies.count() == 0


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("Ask @bob.", "Nobody here is called “@bob”"),
        ("x" * 50_000, "an annotation may have 20000"),
        (" ", "This is empty: write it"),
    ],
)
def test_what_is_refused_says_why_and_stays_typed(enter, where, claim, carl, body, sentence):
    typed = {"do": "annotate", "body": body, "motivation": "commenting"}
    response = enter(carl).post(where, typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert body.strip() in page
    note = workflow.add(Annotation(claim=claim, body="Who?"), by=carl)
    response = enter(carl).post(where, {"do": "reply", "thread": note.pk, "body": body})
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert body.strip() in page
    assert Annotation.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("evidence=none", 400), ("part=title", 400), ("part=summary&start=0&end=5", 400),
        ("part=summary&start=x&end=5", 400), ("document=another&version=1&start=0&end=5", 400),
        ("document=report-1&version=9&start=0&end=5", 400),
        ("document=report-1&version=1&start=5&end=5", 400),
    ],
)  # fmt: skip
def test_a_target_that_is_none_of_this_claim_is_refused(enter, where, carl, query, status):
    response = enter(carl).get(f"{where}?{query}")
    assert response.status_code == status
    assert response.context["sentence"]


@pytest.mark.parametrize(
    "typed",
    [
        {"do": "dance"}, {}, {"do": "reply", "thread": "x", "body": "Yes."},
        {"do": "resolve", "thread": "999999", "version": "1"},
    ],
)  # fmt: skip
def test_a_doing_that_is_none_is_refused(enter, where, carl, typed):
    assert enter(carl).post(where, typed).status_code == 400


def test_an_old_look_at_a_thread_is_stale(enter, where, claim, carl, alice):
    note = workflow.add(Annotation(claim=claim, body="Who?"), by=carl)
    workflow.edit(note, by=carl, seen=1, changes={"body": "Who paid?"})
    typed = {"do": "resolve", "thread": note.pk, "version": "1"}
    assert enter(alice).post(where, typed).status_code == 409
    note.refresh_from_db()
    assert note.resolved_at is None


def test_who_may_not_write_reads_and_is_offered_nothing(enter, where, claim, carl, ravi):
    assert enter(ravi).get(where).status_code == 403
    may = Permission.objects.filter(codename__in=["view_claim", "view_annotation"])
    ravi.user_permissions.set(may)
    workflow.add(Annotation(claim=claim, body="Who?"), by=carl)
    page = enter(ravi).get(where).content.decode()
    assert "Who?" in page
    assert "<textarea" not in page
    typed = {"do": "annotate", "body": "Me.", "motivation": "commenting"}
    assert enter(ravi).post(where, typed).status_code == 403


def test_more_threads_ask_no_more_questions(enter, where, claim, carl, alice):
    def say(number):
        note = Annotation(claim=claim, body=f"Note {number}.", assignee=alice)
        workflow.add(note, by=carl)
        workflow.add(Annotation(claim=claim, body="Yes.", reply_to=note), by=alice)

    client = enter(carl)
    say(0)
    client.get(where)
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    for number in range(1, 6):
        say(number)
    with CaptureQueriesContext(connection) as many:
        client.get(where)
    assert len(many) == len(few)
    assert len(many) < 20


def test_words_of_an_annotation_are_shown_as_text(enter, where, claim, carl, alice):
    body = "<script>alert(1)</script> @alice see https://example.org/a\n\nSecond."
    workflow.add(Annotation(claim=claim, body=body), by=carl)
    page = enter(carl).get(where).content.decode()
    assert "&lt;script&gt;" in page
    assert '<b class="mention">@alice</b>' in page
    assert '<a href="https://example.org/a" rel="nofollow">' in page


def test_the_conversation_is_exported_as_json_ld_to_who_may(enter, address, claim, carl, alice):
    workflow.add(Annotation(claim=claim, body="Who paid?"), by=carl)
    where = address("claim_annotations_jsonld", claim)
    assert enter(carl).get(where).status_code == 403
    response = enter(alice).get(where)
    assert response["Content-Type"].startswith("application/ld+json")
    found = json.loads(response.content)
    assert [one["body"]["value"] for one in found["first"]["items"]] == ["Who paid?"]


def test_who_is_still_to_assess_blind_is_not_shown_what_is_said_of_the_draft(
    enter, where, claim, review_claim, alice, erin, cast
):
    claim = review_claim(claim)
    note = Annotation(claim=claim, body="Why only two?", review_part="summary", quote="It did.")
    workflow.add(note, by=erin)
    workflow.assess(claim, by=alice, rating=claim.claim_review.rating, reason="Two say so.")
    page = enter(erin).get(where)
    assert "Why only two?" not in page.content.decode()
    assert "The draft, sentence by sentence" not in dict(page.context["targets"])
    assert "Why only two?" in enter(erin).get(f"{where}?draft=1").content.decode()
    assert "Why only two?" in enter(alice).get(where).content.decode()


def test_an_annotation_says_which_text_it_speaks_of(
    enter, where, address, claim, make_document, carl, erin
):
    document = make_document("It rained.\n\nThe bridge cost ten million crowns.")
    note = Annotation(claim=claim, body="Who paid?", document=document)
    note.quote = "The bridge cost ten million crowns."
    workflow.add(note, by=carl)
    pages = (where, address("claim_change", claim))
    for page in pages:
        text = enter(erin).get(page).content.decode()
        assert "version 1" in text
        assert "does not have these words" not in text
    workflow.add_version(document, read_text("It rained.\n\nThe bridge was dear."), by=erin)
    for page in pages:
        text = enter(erin).get(page).content.decode()
        assert "version 1 (version 2 does not have these words)" in text
    assert "in the text</a>" not in enter(erin).get(where).content.decode()
