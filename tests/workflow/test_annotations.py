"""Annotations: one target, threads that stay together, colleagues who are asked and told."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from claims import workflow
from claims.models import Annotation, ClaimReview, DocumentVersion, LogEntry, Notice
from claims.reading.plain_text import read_text
from claims.workflow.threads import thread_of, threads

TEXT = "We built much. The bridge cost ten million crowns. It rained. It rained."


@pytest.fixture
def claim(make_claim, make_document):
    return make_claim(document=make_document(TEXT), quote="ten million crowns")


@pytest.fixture
def say(claim, carl):
    """Somebody writes an annotation on `claim`; Carl, if nobody else is named."""

    def write(body="Who paid?", *, by=carl, **fields):
        return workflow.add(Annotation(claim=claim, body=body, **fields), by=by)

    return write


def told(person):
    """What a person was told, oldest first: kind, and who did it."""
    rows = Notice.objects.of(person).order_by("pk")
    return [(row.kind, row.entry.actor.get_username()) for row in rows]


def test_a_passage_is_found_by_its_quote_and_near_the_place_pointed_at(say, claim):
    document = claim.appearances.get().document
    second = TEXT.rindex("It rained")
    note = say(document=document, quote="It rained", start=second)
    assert (note.start, note.end) == (second, second + len("It rained"))
    assert note.document_version == DocumentVersion.objects.get()
    assert (note.quote_prefix, note.quote_suffix) == (TEXT[second - 32 : second], ".")


def test_a_passage_that_is_not_in_the_text_keeps_its_words_and_has_no_place(say, claim):
    document = claim.appearances.get().document
    note = say(document=document, quote="An elephant walked through the parliament at noon.")
    assert (note.start, note.document_version) == (None, None)
    assert note.quote.startswith("An elephant")


def test_an_annotation_that_came_before_the_text_finds_its_passage_when_it_comes(
    say, make_document, erin
):
    empty = make_document()
    note = say(document=empty, quote="The bridge cost ten million crowns.")
    workflow.add_version(empty, read_text(TEXT), by=erin)
    note.refresh_from_db()
    assert note.start == TEXT.index("The bridge")


def test_an_annotated_passage_is_found_again_in_a_new_text_or_keeps_its_place_in_the_old(
    say, claim, erin
):
    document = claim.appearances.get().document
    first = document.versions.get()
    stays = say(document=document, quote="The bridge cost ten million crowns.")
    second = TEXT.rindex("It rained")
    moves = say(document=document, quote="It rained", start=second)
    new = f"A new preface.\n\n{TEXT}".replace("ten million", "twelve million")
    newest = workflow.add_version(document, read_text(new), by=erin)
    for note in (stays, moves):
        note.refresh_from_db()
    assert (moves.document_version, moves.start) == (newest, newest.text.rindex("It rained"))
    assert newest.text[moves.start : moves.end] == "It rained"
    assert (stays.document_version, stays.start) == (first, TEXT.index("The bridge"))
    # Back in the old words, it is found again.
    last = workflow.add_version(document, read_text(f"{TEXT}\n\nThe end."), by=erin)
    stays.refresh_from_db()
    assert (stays.document_version, stays.start) == (last, TEXT.index("The bridge"))


def test_a_passage_that_is_found_in_a_new_text_leaves_its_entry_and_no_other_does(
    say, claim, make_document, erin
):
    document = claim.appearances.get().document
    moves, late = (say(document=document, quote=words) for words in ("It rained", "A preface"))
    lost = say(document=document, quote="ten million")
    say(document=make_document(TEXT), quote="It rained")
    old, count = moves.start, LogEntry.objects.count()
    new = f"A preface. {TEXT}".replace("ten million", "twelve")
    workflow.add_version(document, read_text(new), by=erin)
    entries = LogEntry.objects.filter(position__gt=count + 1).order_by("position")
    said = [(one.event, one.noun, one.public_id, one.claim, one.actor) for one in entries]
    assert said == [
        ("changed", "annotation", one.public_id, claim.public_id, erin) for one in (moves, late)
    ]
    place = new.index("It rained")
    assert entries[0].before == {"document_version": 1, "start": old, "end": old + 9}
    assert entries[0].after == {
        "document_version": 2, "start": place, "end": place + 9
    }  # fmt: skip
    assert entries[1].before == {"document_version": None, "start": None, "end": None}
    assert entries[1].after == {"document_version": 2, "start": 0, "end": 9}
    lost.refresh_from_db()
    assert (lost.document_version.number, lost.version) == (1, 1)


def test_a_sentence_of_the_draft_is_quoted_with_its_place(say, claim, alice):
    review = ClaimReview(claim=claim, summary="It did.", explanation="First. Two sources say so.")
    workflow.take_up(claim, by=alice)
    workflow.add(review, by=alice)
    note = say(review_part="explanation", quote="Two sources say so.")
    assert (note.start, note.quote_prefix) == (7, "First. ")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"review_part": "summary"}, "quotes it"),
        ({"quote": "It rained"}, "quotes it"),
        ({"review_part": "title", "quote": "It"}, r"none of|valid choice"),
    ],
)
def test_a_target_that_is_half_said_is_refused(say, fields, sentence):
    with pytest.raises(ValidationError, match=sentence):
        say(**fields)


def test_an_annotation_has_one_target(say, claim, add_evidence):
    piece, document = add_evidence(claim), claim.appearances.get().document
    with pytest.raises(ValidationError, match="one target"):
        say(evidence=piece, document=document, quote="It rained")
    with pytest.raises(ValidationError, match="one target"):
        say(reply_to=say(), evidence=piece)


def test_evidence_of_another_claim_is_no_target(say, make_claim, add_evidence):
    other = add_evidence(make_claim("It snowed."))
    with pytest.raises(ValidationError, match="of its own claim"):
        say(evidence=other)


def test_the_database_keeps_replies_and_targets_where_they_are(say, make_claim, claim, carl):
    first, second = say("First."), say("Second.")
    reply = say("Yes.", reply_to=first)
    elsewhere = make_claim("It snowed.")
    for row, change in (
        (reply, {"claim_id": elsewhere.pk}),
        (reply, {"reply_to_id": second.pk}),
        (first, {"claim_id": elsewhere.pk}),
        (first, {"review_part": "summary", "quote": "It."}),
    ):
        with pytest.raises(DatabaseError, match=r"same claim|never changes"), transaction.atomic():
            Annotation.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError, match="same claim"), transaction.atomic():
        Annotation.objects.create(claim=elsewhere, body="No.", reply_to=first, created_by=carl)


def test_an_edit_moves_no_annotation_to_another_target(say, carl):
    first, second = say("First."), say("Second.")
    reply = say("Yes.", reply_to=first)
    with pytest.raises(workflow.Refused, match="never changes"):
        workflow.edit(reply, by=carl, seen=1, changes={"reply_to": second})


def test_a_reply_is_not_assigned_or_resolved_by_itself(say, carl, alice):
    reply = say("Yes.", reply_to=say())
    with pytest.raises(workflow.Refused, match="thread that it belongs to"):
        workflow.ask(reply, by=carl, of=alice)
    with pytest.raises(workflow.Refused, match="with its thread"):
        workflow.resolve(reply, by=carl)
    with pytest.raises(DatabaseError), transaction.atomic():
        Annotation.objects.filter(pk=reply.pk).update(assignee=alice)


def test_twenty_thousand_characters_fit_and_one_more_is_refused(say):
    assert say("x" * 20_000).pk
    with pytest.raises(ValidationError, match=r"20,000|20000"):
        say("x" * 20_001)


def test_who_removes_evidence_keeps_what_was_said_of_it(say, claim, add_evidence, alice):
    piece = add_evidence(claim)
    note = say("Is this the same bridge?", evidence=piece)
    workflow.remove(piece, by=alice, seen=piece.version)
    note.refresh_from_db()
    assert (note.evidence, note.body) == (None, "Is this the same bridge?")
    entry = LogEntry.objects.get(noun="annotation", event="changed")
    assert entry.before == {"evidence": piece.public_id}


def test_resolving_and_reopening_say_who_and_when(say, alice, erin):
    note = say()
    workflow.resolve(note, by=alice)
    assert (note.resolved_by, note.resolved_at is not None) == (alice, True)
    workflow.unresolve(note, by=erin)
    assert (note.resolved_by, note.reopened_by) == (None, erin)
    events = LogEntry.objects.filter(noun="annotation", event="changed").order_by("position")
    assert [entry.actor for entry in events] == [alice, erin]


def test_a_second_resolve_is_refused(say, alice, erin):
    note = say()
    seen = Annotation.objects.get()
    workflow.resolve(note, by=alice)
    with pytest.raises(workflow.Refused, match="before you"):
        workflow.resolve(seen, by=erin)


def test_a_resolved_thread_is_reopened_before_anybody_is_asked(say, alice, carl):
    note = say()
    workflow.resolve(note, by=alice)
    with pytest.raises(workflow.Refused, match="reopen it"):
        workflow.ask(note, by=carl, of=alice)


# Mentions ---------------------------------------------------------------------------------


def test_who_is_mentioned_is_told_once_whatever_the_spelling(say, alice, erin):
    say("@Alice, does @alice. or @erin, know? See alice@example.org and https://a.example/@carl.")
    assert told(alice) == [("mentioned", "carl")]
    assert told(erin) == [("mentioned", "carl")]


def test_a_mention_of_nobody_is_refused_with_a_sentence(say):
    with pytest.raises(ValidationError, match="Nobody here is called “@bob”"):
        say("Ask @bob.")
    assert not Annotation.objects.exists()


def test_a_backslash_says_that_no_colleague_is_meant(say):
    assert say(r"The ministry, \@ministry, said so.").pk


def test_a_mention_of_somebody_who_may_not_read_it_is_refused(say, ravi):
    with pytest.raises(ValidationError, match="may not read annotations"):
        say("@ravi, look.")


def test_an_edit_tells_only_whom_it_mentions_anew(say, carl, alice, erin):
    note = say("@alice?")
    workflow.edit(note, by=carl, seen=1, changes={"body": "@alice and @erin?"})
    assert told(alice) == [("mentioned", "carl")]
    assert told(erin) == [("mentioned", "carl")]


def test_an_old_mention_of_somebody_who_left_keeps_nobody_from_editing(say, carl, alice):
    note = say("@alice?")
    alice.is_active = False
    alice.save()
    assert workflow.edit(note, by=carl, seen=1, changes={"body": "@alice? Or else?"})


# Who is told ------------------------------------------------------------------------------


def test_who_is_asked_and_mentioned_is_told_once(say, alice):
    say("@alice, who paid?", assignee=alice)
    assert told(alice) == [("asked", "carl")]


def test_an_answer_tells_all_who_take_part_and_not_who_wrote_it(say, carl, alice, erin, edgar):
    first = say("Who paid?", assignee=alice)
    Notice.objects.all().delete()
    answer = say("The state.", by=erin, reply_to=first)
    assert told(carl) == [("answered", "erin")]
    assert told(alice) == [("answered", "erin")]
    say("When?", by=carl, reply_to=answer)
    assert told(erin) == [("answered", "carl")]
    assert (told(edgar), len(told(carl))) == ([], 1)


def test_resolving_and_reopening_tell_who_took_part(say, carl, alice, erin):
    note = say(assignee=alice)
    workflow.resolve(note, by=erin)
    workflow.unresolve(note, by=carl)
    assert told(carl) == [("resolved", "erin")]
    assert told(alice)[1:] == [("resolved", "erin"), ("reopened", "carl")]


def test_nobody_is_asked_who_may_not_see(say, ravi):
    with pytest.raises(ValidationError, match="may not see annotations"):
        say(assignee=ravi)


def test_the_database_tells_nobody_of_what_they_did_and_nobody_twice(say, carl, alice):
    note = say("@alice?")
    entry, claim = LogEntry.objects.latest("position"), note.claim
    with pytest.raises(DatabaseError, match="did themselves"), transaction.atomic():
        Notice.objects.create(person=carl, kind="asked", entry=entry, claim=claim)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.create(person=alice, kind="asked", entry=entry, claim=claim)
    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        Notice.objects.update(kind="due")


def test_what_is_refused_tells_nobody(say, alice):
    with pytest.raises(ValidationError):
        say("@alice and @nobody")
    assert told(alice) == []


# Whose turn -------------------------------------------------------------------------------


def test_the_turn_goes_to_who_was_asked_and_back_with_the_answer(say, carl, alice):
    first = say("Who paid?", assignee=alice)

    def turns():
        return [(each.turn, each.waiting) for each in threads(Annotation.objects.all())]

    assert turns() == [(alice, carl)]
    say("Which part?", by=alice, reply_to=first)
    assert turns() == [(carl, alice)]
    say("All of it.", reply_to=first)
    assert turns() == [(alice, carl)]
    workflow.resolve(first, by=carl)
    assert turns() == [(None, None)]


def test_a_thread_is_found_in_one_question(say, django_assert_num_queries):
    first = say()
    deep = say("b", reply_to=say("a", reply_to=first))
    with django_assert_num_queries(1):
        assert [one.body for one in thread_of(deep).members] == ["Who paid?", "a", "b"]
