"""Open questions hold up the gate where the newsroom's policy says so."""

import pytest

from claims import workflow
from claims.models import Annotation, Claim, Policy


@pytest.fixture
def proposed(make_claim, review_claim, alice):
    claim = review_claim(make_claim())
    workflow.propose_verdict(claim, by=alice)
    return claim


@pytest.fixture
def questions_block(erin):
    workflow.adopt(by=erin, sources_required=2, primary_required=True, open_questions_block=True)
    assert Policy.objects.in_force().open_questions_block


@pytest.fixture
def question(proposed, carl, alice):
    note = Annotation(claim=proposed, body="When?", motivation="questioning", assignee=alice)
    return workflow.add(note, by=carl)


def test_an_open_question_holds_up_the_gate_and_its_answer_opens_it(
    proposed, questions_block, question, alice, erin
):
    with pytest.raises(workflow.GateClosed, match="Resolve the question that waits for alice"):
        workflow.publish(proposed, by=erin)
    workflow.resolve(question, by=alice)
    workflow.publish(proposed, by=erin)
    assert Claim.objects.get().status == "published"


def test_without_the_policy_questions_hold_up_nothing(proposed, question, erin):
    workflow.publish(proposed, by=erin)


@pytest.mark.parametrize("fields", [{"motivation": "commenting"}, {"assignee": None}])
def test_what_is_no_question_to_somebody_holds_up_nothing(
    proposed, questions_block, question, carl, erin, fields
):
    workflow.edit(question, by=carl, seen=1, changes=fields)
    workflow.publish(proposed, by=erin)


def test_several_questions_name_those_they_wait_for(
    proposed, questions_block, question, carl, edgar
):
    note = Annotation(claim=proposed, body="Who?", motivation="questioning", assignee=edgar)
    workflow.add(note, by=carl)
    found = next(one for one in workflow.conditions(proposed) if one.name == "questions")
    assert found.sentence == "Resolve the 2 questions that wait for alice, edgar."
