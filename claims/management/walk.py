"""The demo's walk: each step of a walk.csv, taken through the workflow by the one it names."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from claims import workflow
from claims.models import Annotation, Claim, ClaimReview, Rating
from claims.vocabulary import Motivation, ReviewPart

Step = dict[str, str]


class Walk:
    """Takes steps for people; `drafts` are the rows of reviews.csv by claim."""

    def __init__(self, people: dict[str, User], drafts: dict[str, Step]) -> None:
        self.people, self.drafts = people, drafts

    def take(self, steps: Iterable[Step]) -> None:
        for step in steps:
            claim = Claim.objects.get(public_id=step["claim"])
            by: Any = self.people[step["by"]] if step["by"] else None
            STEPS[step["step"]](self, claim, by, step)

    def assign(self, claim: Claim, by: User, step: Step) -> None:
        given: dict[str, Any] = {"assignee": self.people[step["kind"]]}
        if step["reason"]:
            given["second_reader"] = self.people[step["reason"]]
        if step["notice"]:
            given["due"] = timezone.localdate() + timedelta(days=int(step["notice"]))
        workflow.assign(claim, by=by, **given)

    def ask(self, claim: Claim, by: User, step: Step) -> None:
        """Of a sentence of the draft, or else of a passage of the claim's document."""
        quote, review = step["reason"], ClaimReview.objects.filter(claim=claim).first()
        on: dict[str, Any] = {"quote": quote}
        if review is not None and quote in review.explanation:
            on["review_part"] = ReviewPart.EXPLANATION
        else:
            on["document"] = claim.appearances.get(is_first=True).document
        asked, why = self.people[step["kind"]], Motivation.QUESTIONING
        question = Annotation(
            claim=claim, motivation=why, body=step["notice"], assignee=asked, **on
        )
        workflow.add(question, by=by)

    def answer(self, claim: Claim, by: User, step: Step) -> None:
        reply = Annotation(claim=claim, body=step["notice"], reply_to=_question(claim))
        workflow.add(reply, by=by)

    def set_aside(self, claim: Claim, by: User, step: Step) -> None:
        other = Claim.objects.get(public_id=step["kind"]) if step["kind"] else None
        workflow.set_aside(
            claim, by=by, why=step["reason"], note=step["notice"], duplicate_of=other
        )

    def propose_verdict(self, claim: Claim, by: User, step: Step) -> None:
        if not ClaimReview.objects.filter(claim=claim).exists():
            draft = self.drafts[claim.public_id]
            review = ClaimReview(
                claim=claim, **_verdict(draft), no_primary_reason=draft["no_primary_reason"]
            )
            workflow.add(review, by=by)
        workflow.propose_verdict(Claim.objects.get(pk=claim.pk), by=by)

    def edit_review(self, claim: Claim, by: User, step: Step) -> None:
        review = claim.claim_review
        workflow.edit(review, by=by, seen=review.version, changes=_verdict(step))

    def propose_correction(self, claim: Claim, by: User, step: Step) -> None:
        workflow.propose_correction(claim, by=by, kind=step["kind"], notice=step["notice"])

    def report(self, claim: Claim, by: Any, step: Step) -> None:
        """Someone without an account, so nobody is named."""
        version = claim.published_version
        if version is not None:
            workflow.receive_report(version, words=step["notice"])

    def triage(self, claim: Claim, by: User, step: Step) -> None:
        """Decides about the claim's oldest report that is open."""
        report = claim.error_reports.open().earliest("pk")
        workflow.triage(
            report, by=by, seen=report.version, outcome=step["kind"], answer=step["notice"]
        )

    def assess(self, claim: Claim, by: User, step: Step) -> None:
        workflow.assess(claim, by=by, rating=_rating(step), reason=step["reason"])

    def adjudicate(self, claim: Claim, by: User, step: Step) -> None:
        workflow.adjudicate(
            claim,
            by=by,
            rating=_rating(step),
            reason=step["reason"],
            dissent_is_published=step["kind"] == "dissent",
        )

    def ask_for_reply(self, claim: Claim, by: User, step: Step) -> None:
        """Of the claimant, today."""
        asked_of = claim.claimant.name if claim.claimant else ""
        deadline = timezone.localdate() + timedelta(days=int(step["reason"]))
        workflow.ask_for_reply(
            claim,
            by=by,
            asked_of=asked_of,
            channel=step["kind"],
            deadline=deadline,
            question=step["notice"],
            finding=step["summary"],
        )

    def record_reply(self, claim: Claim, by: User, step: Step) -> None:
        """Of the claim's newest request, with what readers are shown of it."""
        request = claim.reply_requests.latest("pk")
        workflow.record_reply(request, by=by, text=step["notice"], channel=step["kind"])
        request.refresh_from_db()
        published = {"published_answer": step["summary"]}
        workflow.edit(request, by=by, seen=request.version, changes=published)


def _question(claim: Claim) -> Annotation:
    """The claim's newest open question to somebody."""
    return Annotation.objects.open_questions().filter(claim=claim).latest("pk")


def _rating(row: Step) -> Rating:
    return Rating.objects.get(slug=row["rating"])


def _verdict(row: Step) -> dict[str, Any]:
    return {
        "rating": _rating(row),
        "summary": row["summary"],
        "explanation": row["explanation"],
    }


STEPS: dict[str, Callable[[Walk, Claim, User, Step], Any]] = {
    "assign": Walk.assign,
    "ask": Walk.ask,
    "answer": Walk.answer,
    "resolve": lambda walk, claim, by, step: workflow.resolve(_question(claim), by=by),
    "assess": Walk.assess,
    "compare": lambda walk, claim, by, step: workflow.compare(claim, by=by),
    "adjudicate": Walk.adjudicate,
    "ask_for_reply": Walk.ask_for_reply,
    "record_reply": Walk.record_reply,
    "take_up": lambda walk, claim, by, step: workflow.take_up(claim, by=by),
    "set_aside": Walk.set_aside,
    "propose_verdict": Walk.propose_verdict,
    "edit_review": Walk.edit_review,
    "send_back": lambda walk, claim, by, step: workflow.send_back(
        claim, by=by, reason=step["reason"]
    ),
    "publish": lambda walk, claim, by, step: workflow.publish(claim, by=by),
    "propose_correction": Walk.propose_correction,
    "report": Walk.report,
    "triage": Walk.triage,
    "confirm_verdict": lambda walk, claim, by, step: workflow.confirm_verdict(
        claim, by=by, reason=step["reason"]
    ),
    "correct": lambda walk, claim, by, step: workflow.correct(claim, by=by),
    "withdraw": lambda walk, claim, by, step: workflow.withdraw(claim, by=by),
    "reopen": lambda walk, claim, by, step: workflow.reopen(claim, by=by, reason=step["reason"]),
}
