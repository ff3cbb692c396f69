"""Open questions: a condition of the publish gate, where the newsroom's policy says so."""

from claims.models import Annotation, Claim, Policy
from claims.workflow.condition import Condition

NAMED = 3


def open_questions(claim: Claim) -> list[Annotation]:
    """Questions about `claim` that were put to somebody and that nobody has resolved."""
    asked = Annotation.objects.open_questions().filter(claim=claim)
    return list(asked.select_related("assignee", "created_by"))


def conditions(claim: Claim, policy: Policy) -> list[Condition]:
    """What the gate's checklist says of questions under `policy`."""
    if not policy.open_questions_block:
        return []
    questions = open_questions(claim)
    names = sorted({str(question.assignee) for question in questions})
    to = ", ".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")
    said = "Every question that was put to somebody is resolved."
    if len(questions) == 1:
        said = f"Resolve the question that waits for {to}."
    elif questions:
        said = f"Resolve the {len(questions)} questions that wait for {to}."
    return [Condition("questions", "No open question", not questions, said)]
