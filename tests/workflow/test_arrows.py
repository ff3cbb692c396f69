"""The newsroom's policy as tables: who may take which step, and from where."""

import pytest

from claims import workflow
from claims.models import ClaimReview, LogEntry

# Alice reviews, Erin edits, Carl contributes, Ravi only reads, Ada runs the place.
WHO_MAY = [
    # A reviewer checks claims, and asks others to approve what they found.
    ("take_up", {"alice", "erin", "ada"}),
    ("set_aside", {"alice", "erin", "ada"}),
    ("propose_verdict", {"alice", "erin", "ada"}),
    ("propose_correction", {"alice", "erin", "ada"}),
    ("confirm_verdict", {"alice", "erin", "ada"}),
    # An editor is the second person: approves, sends back, withdraws, looks again.
    ("publish", {"erin", "ada"}),
    ("send_back", {"erin", "ada"}),
    ("correct", {"erin", "ada"}),
    ("decline_correction", {"erin", "ada"}),
    ("withdraw", {"erin", "ada"}),
    ("reopen", {"erin", "ada"}),
]
EVERYBODY = ("ravi", "carl", "alice", "erin", "ada")

# From each status, the steps that lead on and where they lead.
ALLOWED = {
    "extracted": {"take_up": "in_review", "set_aside": "not_checkable"},
    "in_review": {"propose_verdict": "awaiting_approval", "set_aside": "not_checkable"},
    "awaiting_approval": {"publish": "published", "send_back": "in_review"},
    "not_checkable": {"reopen": "in_review"},
    "published": {
        "propose_correction": "published",
        "confirm_verdict": "published",
        "reopen": "in_review",
    },
    "correction proposed": {"correct": "published", "decline_correction": "published"},
    "withdrawal proposed": {"withdraw": "withdrawn", "decline_correction": "published"},
    "withdrawn": {"reopen": "in_review"},
}


@pytest.fixture
def claim_at(make_claim, review_claim, alice, edgar):
    """A claim walked to a status by Alice, and approved by Edgar where somebody must."""

    def at(status):
        claim = make_claim()
        if status == "extracted":
            return claim
        if status == "not_checkable":
            workflow.set_aside(claim, by=alice, why="opinion")
            return claim
        claim = review_claim(claim)
        if status == "in_review":
            return claim
        workflow.propose_verdict(claim, by=alice)
        if status == "awaiting_approval":
            return claim
        workflow.publish(claim, by=edgar)
        if status == "published":
            return claim
        kind = "minor" if status == "correction proposed" else "withdrawal"
        review = ClaimReview.objects.get(claim=claim)
        workflow.edit(review, by=alice, seen=review.version, changes={"summary": "New."})
        workflow.propose_correction(claim, by=alice, kind=kind, notice="We were wrong.")
        if status == "withdrawn":
            workflow.withdraw(claim, by=edgar)
        return claim

    return at


def walk(verb, claim, by):
    needs = {
        "set_aside": {"why": "opinion"},
        "send_back": {"reason": "Add a source."},
        "reopen": {"reason": "New figures."},
        "confirm_verdict": {"reason": "Both sources still say so."},
        "decline_correction": {"reason": "It was right."},
        "propose_correction": {"kind": "withdrawal", "notice": "We were wrong."},
    }
    getattr(workflow, verb)(claim, by=by, **needs.get(verb, {}))


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize(("verb", "may"), WHO_MAY, ids=[verb for verb, _ in WHO_MAY])
def test_who_may_take_a_step(verb, may, name, cast, claim_at):
    start = next(status for status, steps in ALLOWED.items() if verb in steps)
    claim, person = claim_at(start), getattr(cast, name)
    offered = verb in {arrow.verb for arrow in workflow.possible_steps(claim, by=person)}
    assert offered == (name in may)
    if name in may:
        walk(verb, claim, person)
        assert claim.status == ALLOWED[start][verb]
        return
    entries = LogEntry.objects.count()
    with pytest.raises(workflow.NotAllowed, match=f"{name} may not"):
        walk(verb, claim, person)
    claim.refresh_from_db()
    assert claim.status == start.replace("correction proposed", "published").replace(
        "withdrawal proposed", "published"
    )
    assert LogEntry.objects.count() == entries


@pytest.mark.parametrize("status", ALLOWED)
@pytest.mark.parametrize("verb", [verb for verb, _ in WHO_MAY])
def test_a_step_is_taken_only_from_where_it_leads_on(status, verb, claim_at, erin):
    claim = claim_at(status)
    before, entries = claim.status, LogEntry.objects.count()
    offered = verb in {arrow.verb for arrow in workflow.possible_steps(claim, by=erin)}
    assert offered == (verb in ALLOWED[status])
    if offered:
        walk(verb, claim, erin)
        assert claim.status == ALLOWED[status][verb]
        assert LogEntry.objects.count() == entries + 1
    else:
        with pytest.raises(workflow.Refused):
            walk(verb, claim, erin)
        claim.refresh_from_db()
        assert (claim.status, LogEntry.objects.count()) == (before, entries)


@pytest.mark.parametrize("verb", [verb for verb, _ in WHO_MAY])
def test_the_second_of_two_people_gets_a_sentence_and_changes_nothing(verb, claim_at, erin, alice):
    start = next(status for status, steps in ALLOWED.items() if verb in steps)
    seen_by_both = claim_at(start)
    current = type(seen_by_both).objects.get(pk=seen_by_both.pk)
    workflow.edit(current, by=alice, seen=current.version, changes={"text": "Other words."})
    entries = LogEntry.objects.count()
    with pytest.raises(workflow.Stale, match="changed by somebody else"):
        walk(verb, seen_by_both, erin)
    assert LogEntry.objects.count() == entries
