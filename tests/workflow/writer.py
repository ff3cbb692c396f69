"""One of several processes that work on the same claims.

`python writer.py make CLAIMS PEOPLE` fills a database; `python writer.py work NUMBER CHANGES` then
makes so many changes as person NUMBER: edits, annotations, and steps that need a second person.
What is stale is read again, what is refused is left, both as a person would. Prints what was done
as JSON; `seconds` are those of each attempt, from reading the claim to the answer.
"""

import json
import os
import random
import sys
import time
from collections import Counter
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402

from claims import workflow  # noqa: E402
from claims.models import (  # noqa: E402
    Annotation,
    Claim,
    ClaimReview,
    Evidence,
    Rating,
    RatingScale,
)
from claims.vocabulary import Status  # noqa: E402

KINDS = ("edit", "annotate", "step")
OFTEN = (50, 30, 20)


def make(claims: int, people: int) -> None:
    everybody = [User.objects.create_user(f"editor{n}", is_staff=True) for n in range(people)]
    for person in everybody:
        person.groups.add(Group.objects.get(name="editor"))
    first = User.objects.get(pk=everybody[0].pk)
    scale = workflow.add(RatingScale(slug="scale", name="Scale"), by=first)
    rating = Rating(
        slug="true", scale=scale, label="True", value=5, colour="#1a7f37", definition="It is so."
    )
    workflow.add(rating, by=first)
    for number in range(claims):
        by = User.objects.get(pk=everybody[number % people].pk)
        claim = workflow.add(Claim(text=f"Claim {number}."), by=by)
        for source in range(2):
            url = f"https://example.org/{number}/{source}"
            evidence = Evidence(claim=claim, url=url, stance="supports", is_primary=True)
            workflow.add(evidence, by=by)
        workflow.take_up(claim, by=by)
        workflow.add(ClaimReview(claim=claim, rating=rating, summary="So it is."), by=by)


class Writer:
    def __init__(self, number: int) -> None:
        self.number, self.turn = number, 0
        self.choose = random.Random(number)
        self.by = User.objects.get(username=f"editor{number}")
        self.claims = list(Claim.objects.order_by("pk").values_list("pk", flat=True))
        self.done: Counter[str] = Counter()
        self.seconds: list[float] = []

    def work(self, changes: int) -> None:
        for self.turn in range(changes):
            while not self.try_one():
                pass

    def try_one(self) -> bool:
        """Whether a change was made."""
        (kind,) = self.choose.choices(KINDS, OFTEN)
        begun = time.perf_counter()
        try:
            claim = Claim.objects.get(pk=self.choose.choice(self.claims))
            did = getattr(self, kind)(claim)
        except workflow.Stale:
            did = "stale"
        except workflow.Refused:
            did = "refused"
        self.seconds.append(time.perf_counter() - begun)
        self.done[did] += 1
        return did not in ("stale", "refused")

    def edit(self, claim: Claim) -> str:
        words = f"\n{self.number}:{self.turn}"
        row, field = self.choose.choice(
            [(claim, "text"), (claim.evidence.first(), "note"), (claim.claim_review, "explanation")]
        )
        changes = {field: getattr(row, field) + words}
        workflow.edit(row, by=self.by, seen=row.version, changes=changes)
        return "edit"

    def annotate(self, claim: Claim) -> str:
        workflow.add(Annotation(claim=claim, body=f"{self.number}:{self.turn}"), by=self.by)
        return "annotate"

    def step(self, claim: Claim) -> str:
        if claim.status == Status.IN_REVIEW:
            again = claim.published_version_id is not None
            said: Any = {"kind": "update", "notice": "News."} if again else {}
            workflow.propose_verdict(claim, by=self.by, **said)
            return "propose"
        if claim.status == Status.PUBLISHED and claim.has_proposal:
            return self.approve(claim, workflow.correct, workflow.decline_correction)
        if claim.status == Status.PUBLISHED:
            workflow.propose_correction(claim, by=self.by, kind="update", notice="News.")
            return "propose"
        return self.approve(claim, workflow.publish, workflow.send_back)

    def approve(self, claim: Claim, yes: Any, no: Any) -> str:
        """What was edited since it was proposed is sent back."""
        try:
            yes(claim, by=self.by)
        except workflow.GateClosed:
            no(claim, by=self.by, reason="It was edited since.")
            return "send_back"
        return "approve"


if __name__ == "__main__":
    what, first_number, second_number = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if what == "make":
        make(first_number, second_number)
    else:
        writer = Writer(first_number)
        writer.work(second_number)
        print(json.dumps({"done": writer.done, "seconds": writer.seconds}))
