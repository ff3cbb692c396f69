"""A passage that a new text changed or lost waits for a person, and loses nothing meanwhile."""

import pytest
from django.db import IntegrityError

from claims import workflow
from claims.models import Appearance, LogEntry
from claims.reading.plain_text import read_text
from claims.workflow.passages import last_place

OLD = "The bridge cost ten million crowns in all. It opened in May 2020."
CHANGED = OLD.replace("cost ten million crowns", "has cost eleven million crowns")
SHRUNK = "It opened in May 2020."
QUOTE = "The bridge cost ten million crowns in all."


@pytest.fixture
def document(make_document):
    return make_document(OLD)


@pytest.fixture
def seen(document, make_claim):
    return make_claim(document=document, quote=QUOTE).appearances.get()


@pytest.fixture
def rewrite(carl, document):
    def rewrite(text):
        return workflow.add_version(document, read_text(text), by=carl)

    return rewrite


def fresh(seen):
    return Appearance.objects.get(pk=seen.pk)


def test_a_changed_and_a_lost_passage_wait_to_be_looked_at(seen, rewrite):
    assert not Appearance.objects.to_look_at().exists()
    rewrite(CHANGED)
    assert fresh(seen).anchoring == "changed"
    assert Appearance.objects.to_look_at().get() == seen
    rewrite(SHRUNK)
    assert fresh(seen).anchoring == "lost"
    assert Appearance.objects.to_look_at().get() == seen


def test_an_accepted_place_becomes_the_quote_and_is_logged(seen, rewrite, alice):
    version = rewrite(CHANGED)
    now = fresh(seen)
    place = {"version": version, "start": now.start, "end": now.end}
    workflow.place_passage(now, by=alice, seen=now.version, **place)
    words = "The bridge has cost eleven million crowns in all."
    assert (now.quote, now.anchoring) == (words, "exact")
    assert version.text[now.start : now.end] == words
    assert now.quote_suffix == version.text[now.end : now.end + 32]
    assert (now.version, now.edited_by) == (2, alice)
    entry = LogEntry.objects.latest("position")
    assert (entry.event, entry.noun, entry.actor) == ("changed", "appearance", alice)
    assert (entry.before["quote"], entry.after["quote"]) == (QUOTE, words)
    assert not Appearance.objects.to_look_at().exists()


def test_a_kept_passage_goes_back_to_the_last_text_that_has_it(seen, document, rewrite, alice):
    version = rewrite(CHANGED)
    now = fresh(seen)
    workflow.keep_passage(now, by=alice, seen=now.version, version=version)
    assert (now.quote, now.anchoring, now.looked_by) == (QUOTE, "changed", alice)
    assert now.document_version.number == 1
    assert now.document_version.text[now.start : now.end] == QUOTE
    entry = LogEntry.objects.latest("position")
    assert entry.after == {"anchoring": "changed", "document_version": f"{document.slug}/1"}
    assert not Appearance.objects.to_look_at().exists()


def test_a_lost_passage_that_was_looked_at_comes_back_only_with_its_words(seen, rewrite, alice):
    version = rewrite(SHRUNK)
    now = fresh(seen)
    assert now.document_version.number == 1
    workflow.keep_passage(now, by=alice, seen=now.version, version=version)
    rewrite(SHRUNK + " It is long.")
    assert fresh(seen).looked_by == alice
    assert not Appearance.objects.to_look_at().exists()
    rewrite(CHANGED)
    assert Appearance.objects.to_look_at().get() == seen
    rewrite("Again. " + OLD)
    assert fresh(seen).anchoring in ("exact", "moved")
    assert fresh(seen).looked_at is None


def test_a_decision_about_an_older_text_is_refused(seen, rewrite, alice):
    shown = rewrite(CHANGED)
    rewrite(SHRUNK)
    now = fresh(seen)
    with pytest.raises(workflow.Refused, match="newer text"):
        workflow.keep_passage(now, by=alice, seen=now.version, version=shown)
    with pytest.raises(workflow.Refused, match="newer text"):
        workflow.place_passage(now, by=alice, seen=now.version, version=shown, start=0, end=5)
    assert fresh(seen).looked_at is None
    assert fresh(seen).quote == QUOTE


def test_the_second_of_two_people_gets_a_sentence(seen, rewrite, alice, erin):
    version = rewrite(SHRUNK)
    now = fresh(seen)
    workflow.keep_passage(fresh(seen), by=erin, seen=now.version, version=version)
    entries = LogEntry.objects.count()
    with pytest.raises(workflow.Stale):
        workflow.place_passage(now, by=alice, seen=now.version, version=version, start=0, end=9)
    with pytest.raises(workflow.Refused, match="nothing to decide"):
        workflow.keep_passage(now, by=alice, seen=now.version + 1, version=version)
    assert LogEntry.objects.count() == entries


def test_a_place_outside_the_text_is_refused(seen, rewrite, alice):
    version = rewrite(SHRUNK)
    with pytest.raises(workflow.Refused, match="leaves the text"):
        workflow.place_passage(seen, by=alice, seen=1, version=version, start=5, end=500)
    assert fresh(seen).quote == QUOTE


def test_who_may_only_look_decides_nothing(seen, rewrite, ravi):
    version = rewrite(SHRUNK)
    for decide in (
        lambda: workflow.keep_passage(seen, by=ravi, seen=1, version=version),
        lambda: workflow.place_passage(seen, by=ravi, seen=1, version=version, start=0, end=9),
    ):
        with pytest.raises(workflow.NotAllowed):
            decide()
    assert fresh(seen).looked_at is None


def test_a_quote_that_never_stood_so_has_no_last_place(document, make_claim):
    other = make_claim(document=document, quote="The bridge cost 10 million crowns in all.")
    assert last_place(other.appearances.get()) is None


def test_looked_at_is_at_a_time_and_by_somebody(seen, alice):
    with pytest.raises(IntegrityError):
        Appearance.objects.filter(pk=seen.pk).update(looked_by=alice)


def test_a_passage_pointed_at_is_anchored_where_it_was_pointed_at(make_document, make_claim, carl):
    line = "It rained on that day in the town, and nobody went out at all. "
    text = (line * 5).strip()
    document = make_document(text)
    version, start = document.versions.get(), text.index("rained", 2 * len(line))
    seen = Appearance(
        claim=make_claim(), document=document, document_version=version, start=start,
        end=start + 6, quote="rained", quote_prefix=text[start - 32 : start],
        quote_suffix=text[start + 6 : start + 38],
    )  # fmt: skip
    workflow.add(seen, by=carl)
    assert (seen.start, seen.end, seen.anchoring) == (start, start + 6, "exact")
