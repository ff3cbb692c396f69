"""My desk: what waits for me, what I wait for, what is late, what came back and why."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import workflow
from claims.admin import my_desk, waiting
from claims.admin.my_desk import Desk
from claims.models import Annotation, Claim

TODAY = timezone.localdate()


def lists(person):
    """Heading → the titles beneath it."""
    return {name: [item.title for item in items] for name, items in Desk(person).waits_for_me}


@pytest.fixture
def question(make_claim, carl, alice):
    claim = make_claim("It snowed.")
    note = Annotation(claim=claim, body="When?", motivation="questioning", assignee=alice)
    return workflow.add(note, by=carl)


def test_a_question_waits_for_who_was_asked_and_then_for_who_asked(question, carl, alice):
    assert lists(alice) == {"To answer": ["It snowed."]}
    (waiting,) = Desk(carl).i_wait_for
    assert (waiting.what, waiting.why) == ("alice is to answer", "When?")
    workflow.add(Annotation(claim=question.claim, body="May.", reply_to=question), by=alice)
    assert lists(alice) == {}
    assert lists(carl) == {"To answer": ["It snowed."]}
    assert Desk(alice).i_wait_for[0].what == "carl is to answer"
    workflow.resolve(Annotation.objects.get(pk=question.pk), by=carl)
    assert (lists(carl), Desk(alice).i_wait_for) == ({}, [])


def test_a_proposal_waits_for_its_second_reader(make_claim, review_claim, alice, erin, edgar):
    claim = make_claim()
    workflow.assign(claim, by=erin, second_reader=edgar)
    claim = review_claim(claim)
    assert lists(alice) == {"To check": [claim.text]}
    workflow.propose_verdict(claim, by=alice)
    assert (lists(alice), lists(edgar)) == ({}, {"To approve": [claim.text]})
    assert Desk(alice).i_wait_for[0].what == "edgar is to approve it"
    assert lists(erin) == {}


def test_what_was_sent_back_says_by_whom_and_why_until_it_is_proposed_again(
    make_claim, review_claim, alice, erin
):
    claim = review_claim(make_claim())
    workflow.propose_verdict(claim, by=alice)
    workflow.send_back(claim, by=erin, reason="Name the year.")
    (item,) = Desk(alice).mine
    assert (item.what, item.why) == ("Sent back by erin", "Name the year.")
    workflow.propose_verdict(claim, by=alice)
    workflow.publish(claim, by=erin)
    workflow.reopen(claim, by=erin, reason="New figures.")
    (item,) = Desk(alice).mine
    assert item.why == ""


def test_what_is_late_comes_first_and_is_counted(make_claim, enter, address, erin, alice):
    for text, days in (("It rained.", 1), ("It snowed.", -1), ("It hailed.", 0)):
        claim = make_claim(text)
        workflow.assign(claim, by=erin, assignee=alice)
        Claim.objects.filter(pk=claim.pk).update(due=TODAY + timedelta(days=days))
    assert lists(alice) == {"To check": ["It snowed.", "It hailed.", "It rained."]}
    page = enter(alice).get("/admin/").content.decode()
    assert "1 of these is overdue." in page
    assert "overdue since" in page
    listed = enter(alice).get(address("claim_changelist"), {"desk": "overdue"})
    assert [one.text for one in listed.context["cl"].result_list] == ["It snowed."]


def test_on_the_first_day_the_desk_leads_to_a_document_or_a_spreadsheet(
    enter, address, erin, carl, ravi
):
    page = enter(erin).get("/admin/").content.decode()
    assert "There are no claims yet." in page
    assert f'<a href="{address("document_bring")}">Bring a document in</a>' in page
    assert f'<a href="{address("claim_import")}">import your spreadsheet</a>' in page
    page = enter(carl).get("/admin/").content.decode()
    assert "Bring a document in" in page
    assert "import your spreadsheet" not in page
    assert "Waits for you" not in enter(ravi).get("/admin/").content.decode()


def test_an_empty_desk_names_what_anybody_may_take(
    enter, address, make_claim, review_claim, alice, edgar
):
    workflow.propose_verdict(review_claim(make_claim("It rained.")), by=alice)
    desk = enter(edgar).get("/admin/").content.decode()
    assert "Nothing waits for you." in desk
    offered = desk[desk.index("For whoever comes first") : desk.index("You wait for")]
    second = f'<a href="{address("claim_changelist")}?desk=second"><b>1</b> waiting for a second'
    assert second in offered
    assert "unassigned" not in offered
    assert "For whoever comes first" not in enter(alice).get("/admin/").content.decode()


def test_more_work_asks_no_more_questions(enter, make_claim, review_claim, carl, alice, erin):
    def work(number):
        claim = review_claim(make_claim(f"It rained {number} times."))
        workflow.propose_verdict(claim, by=alice)
        workflow.send_back(claim, by=erin, reason="Name the year.")
        note = Annotation(claim=claim, body="When?", assignee=alice)
        workflow.add(note, by=carl)
        other = review_claim(make_claim(f"It snowed {number} times."))
        workflow.assign(other, by=erin, second_reader=erin, due=TODAY)
        workflow.propose_verdict(other, by=alice)

    work(0)
    clients = [enter(person) for person in (alice, erin)]
    for client in clients:
        client.get("/admin/")
    with CaptureQueriesContext(connection) as few:
        for client in clients:
            client.get("/admin/")
    for number in range(1, 5):
        work(number)
    with CaptureQueriesContext(connection) as many:
        for client in clients:
            assert client.get("/admin/").status_code == 200
    assert len(many) == len(few)
    assert len(many) < 60


def test_who_waits_for_whom_is_listed_by_person(
    enter, address, question, make_claim, review_claim, alice, erin, edgar
):
    claim = review_claim(make_claim())
    workflow.assign(claim, by=erin, second_reader=edgar)
    workflow.propose_verdict(claim, by=alice)
    page = enter(erin).get(address("annotation_waiting"))
    rows = [
        (str(turn.person), [str(who) for who, _ in turn.rows]) for turn in page.context["turns"]
    ]
    assert rows == [("alice", ["carl"]), ("edgar", ["alice"])]
    assert "When?" in page.content.decode()


def test_a_list_that_is_cut_says_how_many_more_there_are_and_leads_to_all(
    monkeypatch, enter, address, make_claim, review_claim, carl, alice, erin, edgar
):
    monkeypatch.setattr(my_desk, "SHOWN", 2)
    late = TODAY - timedelta(days=1)
    for number in range(3):
        claim = review_claim(make_claim(f"It rained {number} times."))
        workflow.add(Annotation(claim=claim, body="When?", assignee=alice), by=carl)
    for number in range(4):
        claim = review_claim(make_claim(f"It snowed {number} times."))
        workflow.assign(claim, by=erin, second_reader=edgar)
        workflow.propose_verdict(claim, by=alice)
    Claim.objects.update(due=late)
    desk = Desk(alice)
    assert [(name, len(part), part.more) for name, part in desk.waits_for_me] == [
        ("To answer", 2, 1), ("To check", 2, 1),
    ]  # fmt: skip
    assert (len(desk.proposed), desk.proposed.more) == (2, 2)
    assert (Desk(carl).to_be_answered.more, Desk(edgar).to_approve.more) == (1, 2)
    assert [Desk(person).overdue for person in (alice, edgar, carl)] == [7, 4, 0]
    page = enter(alice).get("/admin/").content.decode()
    assert "7 of these are overdue." in page
    assert page.count("1 more in the whole list") == 2
    assert page.count("2 more in the whole list") == 1
    for person, part, number in (
        (alice, desk.mine, 3), (alice, desk.proposed, 4), (edgar, Desk(edgar).to_approve, 4)
    ):  # fmt: skip
        assert f'href="{part.whole}"' in enter(person).get("/admin/").content.decode()
        assert enter(person).get(part.whole).context["cl"].result_count == number
    assert enter(alice).get(desk.to_answer.whole).status_code == 200


def test_a_list_that_is_just_full_is_whole(monkeypatch, make_claim, alice, erin):
    monkeypatch.setattr(my_desk, "SHOWN", 2)
    for text in ("It rained.", "It snowed."):
        workflow.assign(make_claim(text), by=erin, assignee=alice)
    assert Desk(alice).mine.more == 0


def test_the_waiting_page_has_a_page_for_all_that_waits(
    monkeypatch, make_claim, review_claim, enter, address, carl, alice, erin
):
    """Three threads and two proposals, two of each on a page: nothing is left out."""
    monkeypatch.setattr(waiting, "MOST", 2)
    where, client = address("annotation_waiting"), enter(carl)
    assert "Page 1 of" not in client.get(where).content.decode()
    for number in range(3):
        note = Annotation(claim=make_claim(f"Claim {number}."), body=f"Who said {number}?")
        note.assignee = alice
        workflow.add(note, by=carl)
    proposed = review_claim(make_claim("A proposal."))
    workflow.assign(proposed, by=erin, second_reader=erin)
    workflow.propose_verdict(proposed, by=alice)
    first, second = (client.get(where, {"p": p}).content.decode() for p in (1, 2))
    assert [f"Who said {n}?" in first for n in range(3)] == [True, True, False]
    assert [f"Who said {n}?" in second for n in range(3)] == [False, False, True]
    assert ("A proposal." in first, "A proposal." in second) == (True, False)
    assert "Page 1 of 2" in first
    assert '<a href="?p=2">Newer</a>' in first
    assert '<a href="?p=1">Older</a>' in second
    for page in ("0", "3", "x", "99999999999"):
        refused = client.get(where, {"p": page})
        assert refused.status_code == 400
        assert f"There is no page {page} of who waits for whom." in refused.content.decode()
    listed = client.get(address("annotation_changelist"), {"waiting": "True"})
    assert "3 annotations" in listed.content.decode()
    listed = client.get(address("annotation_changelist"), {"waiting": "False"})
    assert "0 annotations" in listed.content.decode()
