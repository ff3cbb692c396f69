"""A model of the workflow, written by hand from the newsroom's rules and not from the code, and
walks that hold the two together. `test_model.py` takes a part of them, `check_model.py` among the
benchmarks takes all.
"""

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import transaction

from claims import workflow
from claims.models import Claim, ClaimReview, Evidence, LogEntry, Rating, RatingScale
from claims.record import rows

ROLES = {
    "ravi": "", "carl": "contributor", "alice": "reviewer", "erin": "editor", "edgar": "editor",
    "ada": "admin",
}  # fmt: skip
REVIEWERS = {"alice", "erin", "edgar", "ada", "root"}
EDITORS = {"erin", "edgar", "ada", "root"}
# Who may take which step, wherever the claim stands. Root is a superuser without a role.
MAY = {
    "take_up": REVIEWERS, "set_aside": REVIEWERS, "propose_verdict": REVIEWERS,
    "propose_correction": REVIEWERS, "confirm_verdict": REVIEWERS,
    "publish": EDITORS, "send_back": EDITORS, "correct": EDITORS,
    "decline_correction": EDITORS, "withdraw": EDITORS, "reopen": EDITORS,
}  # fmt: skip
NEEDS: dict[str, dict[str, str]] = {
    "set_aside": {"why": "opinion"},
    "send_back": {"reason": "Add a source."},
    "reopen": {"reason": "New figures."},
    "confirm_verdict": {"reason": "Both sources still say so."},
    "decline_correction": {"reason": "It was right."},
    "propose_correction": {"kind": "minor", "notice": "We were wrong."},
}


class Model:
    """Where a claim stands, by the rules alone. `draft` counts edits of the review."""

    def __init__(self) -> None:
        self.status, self.draft = "extracted", 0
        self.published: int | None = None  # the draft that readers see
        self.stands = False
        self.proposal: tuple[str, str, int] | None = None  # by whom, kind, which draft
        self.writers = {"alice"}

    def allows(self, verb: str, person: str, kind: str = "") -> bool:
        return person in MAY[verb] and getattr(self, f"_{verb}")(person, kind)

    def _take_up(self, person: str, kind: str) -> bool:
        return self.status == "extracted"

    def _set_aside(self, person: str, kind: str) -> bool:
        return self.status in ("extracted", "in_review") and not self.stands

    def _propose_verdict(self, person: str, kind: str) -> bool:
        if kind == "withdrawal" and not self.stands:
            return False
        return self.status == "in_review" and bool(kind) == (self.published is not None)

    def _publish(self, person: str, kind: str) -> bool:
        return self.status == "awaiting_approval" and self._is_approvable(person)

    def _send_back(self, person: str, kind: str) -> bool:
        return self.status == "awaiting_approval"

    def _confirm_verdict(self, person: str, kind: str) -> bool:
        return self.status == "published" and self.proposal is None

    def _propose_correction(self, person: str, kind: str) -> bool:
        if self.status != "published" or self.proposal is not None:
            return False
        return kind == "withdrawal" or self.draft != self.published

    def _correct(self, person: str, kind: str) -> bool:
        return self.status == "published" and self._is_approvable(person)

    def _decline_correction(self, person: str, kind: str) -> bool:
        return self.status == "published" and self.proposal is not None

    def _withdraw(self, person: str, kind: str) -> bool:
        if self.status not in ("published", "awaiting_approval") or self.proposal is None:
            return False
        return self.proposal[1] == "withdrawal" and person != self.proposal[0]

    def _reopen(self, person: str, kind: str) -> bool:
        return self.status in ("not_checkable", "published", "withdrawn") and self.proposal is None

    def _is_approvable(self, person: str) -> bool:
        """Proposed, not a withdrawal, unchanged since, and by nobody who had a hand in it."""
        if self.proposal is None or self.proposal[1] == "withdrawal":
            return False
        return self.proposal[2] == self.draft and person not in self.writers | {self.proposal[0]}

    def take(self, verb: str, person: str, kind: str = "") -> None:
        leads = {
            "take_up": "in_review", "set_aside": "not_checkable", "reopen": "in_review",
            "propose_verdict": "awaiting_approval", "publish": "published",
            "send_back": "in_review", "withdraw": "withdrawn",
        }  # fmt: skip
        self.status = leads.get(verb, self.status)
        if verb in ("propose_verdict", "propose_correction"):
            self.proposal = (person, kind, self.draft)
        if verb in ("publish", "correct"):
            self.published, self.stands = self.draft, True
        if verb == "withdraw":
            self.stands = False
        if verb in ("publish", "correct", "withdraw", "send_back", "decline_correction"):
            self.proposal = None

    def edit(self, person: str) -> None:
        self.draft += 1
        self.writers = {"alice", person}


def people() -> dict[str, User]:
    found = {}
    for name, role in ROLES.items():
        person = User.objects.create_user(f"m-{name}", password=name * 2, is_staff=True)
        if role:
            person.groups.add(Group.objects.get(name=role))
        found[name] = person
    found["root"] = User.objects.create_superuser("m-root", password="root" * 2)
    return {name: User.objects.get(pk=person.pk) for name, person in found.items()}


def extracted_claim(cast: dict[str, User]) -> Claim:
    """With two sources and a review by Alice, so that the gate asks for nothing more."""
    root, alice = cast["root"], cast["alice"]
    scale = workflow.add(RatingScale(slug="model", name="Model"), by=root)
    rating = Rating(
        slug="so", scale=scale, label="So", value=5, colour="#1a7f37", definition="It is so."
    )
    workflow.add(rating, by=root)
    claim = workflow.add(Claim(text="It cost ten million.", public_id="model"), by=cast["carl"])
    for number in range(2):
        url = f"https://example.org/{number}"
        workflow.add(
            Evidence(claim=claim, url=url, stance="supports", is_primary=True), by=cast["carl"]
        )
    workflow.add(ClaimReview(claim=claim, rating=rating, summary="It did."), by=alice)
    return Claim.objects.get(pk=claim.pk)


# How each state is reached, by whom: steps, or "edit".
WALKS: dict[str, list[tuple[str, str, str]]] = {
    "extracted": [],
    "in review": [("take_up", "alice", "")],
    "awaiting approval": [("propose_verdict", "alice", "")],
    "edited after it was proposed": [("edit", "alice", "")],
    "published": [("publish", "edgar", "")],
    "published and edited": [("edit", "alice", "")],
    "correction proposed": [("propose_correction", "alice", "minor")],
    "corrected": [("correct", "edgar", "")],
    "withdrawal proposed": [("propose_correction", "erin", "withdrawal")],
    "withdrawn": [("withdraw", "edgar", "")],
    "looked at again": [("reopen", "edgar", "")],
    "proposed again": [("propose_verdict", "alice", "update")],
    "not checkable": [("set_aside", "alice", "")],
}
FROM = {
    "in review": "extracted", "awaiting approval": "in review",
    "edited after it was proposed": "awaiting approval", "published": "awaiting approval",
    "published and edited": "published", "correction proposed": "published and edited",
    "corrected": "correction proposed", "withdrawal proposed": "published",
    "withdrawn": "withdrawal proposed", "looked at again": "withdrawn",
    "proposed again": "looked at again", "not checkable": "in review",
}  # fmt: skip


def steps_to(state: str) -> list[tuple[str, str, str]]:
    return [*(steps_to(FROM[state]) if state in FROM else []), *WALKS[state]]


def arguments(verb: str, kind: str) -> dict[str, str]:
    said = dict(NEEDS.get(verb, {}))
    if kind:
        said |= {"kind": kind, "notice": "We were wrong."}
    return said


def do(claim: Claim, verb: str, by: User, kind: str, model: Model) -> None:
    """As the shell does it."""
    if verb == "edit":
        review = ClaimReview.objects.get(claim=claim)
        changes = {"summary": f"It did, draft {model.draft + 1}."}
        workflow.edit(review, by=by, seen=review.version, changes=changes)
    else:
        getattr(workflow, verb)(Claim.objects.get(pk=claim.pk), by=by, **arguments(verb, kind))


def bring_to(state: str, claim: Claim, cast: dict[str, User]) -> Model:
    model = Model()
    for verb, person, kind in steps_to(state):
        do(claim, verb, cast[person], kind, model)
        model.edit(person) if verb == "edit" else model.take(verb, person, kind)
    return model


class Undo(Exception):
    """Ends a savepoint, so that the next try begins where this one did."""


def tries(model: Model) -> Iterator[tuple[str, str, str]]:
    """Every arrow by everybody, with each kind of correction that makes a difference."""
    for verb in MAY:
        kinds = [""]
        if verb == "propose_correction":
            kinds = ["minor", "withdrawal"]
        if verb == "propose_verdict":
            kinds = ["", "update", "withdrawal"]
        for kind in kinds:
            for person in [*ROLES, "root"]:
                yield verb, person, kind


def walk_everything(claim: Claim, cast: dict[str, User], take: Any) -> Counter[str]:
    """Every state × arrow × person, through the door `take(claim, verb, person, kind)`, which
    returns whether it was let through."""
    counts: Counter[str] = Counter()
    for state in WALKS:
        try:
            with transaction.atomic():
                model = bring_to(state, claim, cast)
                for verb, person, kind in tries(model):
                    _try_one(state, claim, cast, take, model, verb, person, kind, counts)
                raise Undo
        except Undo:
            pass
    return counts


def _try_one(
    state: str, claim: Claim, cast: Any, take: Any, model: Model, verb: str, person: str,
    kind: str, counts: Counter[str],
) -> None:  # fmt: skip
    expected = model.allows(verb, person, kind)
    before, entries = Claim.objects.get(pk=claim.pk), LogEntry.objects.count()
    try:
        with transaction.atomic():
            went = take(before, verb, cast[person], kind)
            said = f"{state}: {verb} {kind} by {person}"
            assert went == expected, f"{said}: {'let through' if went else 'refused'}"
            written = LogEntry.objects.count() - entries
            assert written == expected, f"{said}: {written} entries"
            if not went:
                now = Claim.objects.get(pk=claim.pk)
                assert now.status == before.status, said
                assert now.published_version_id == before.published_version_id, said
            check_claim(claim, 0)
            raise Undo
    except Undo:
        counts["let through" if expected else "refused"] += 1


def by_verb(claim: Claim, verb: str, by: User, kind: str) -> bool:
    """The shell's door."""
    try:
        with transaction.atomic():
            getattr(workflow, verb)(claim, by=by, **arguments(verb, kind))
    except workflow.Refused:
        return False
    return True


def history(seed: int, claim: Claim, cast: dict[str, User], length: int = 10) -> Counter[str]:
    """A random one, held against the model at each step and undone at its end."""
    chance, counts = random.Random(seed), Counter[str]()
    names = [*ROLES, "root"]
    try:
        with transaction.atomic():
            base, model = LogEntry.objects.count(), Model()
            for _ in range(length):
                counts["steps"] += 1
                person = chance.choice(names)
                if chance.random() < 0.2:
                    _edit(claim, cast, person, model, counts)
                    continue
                verb, kind = _choice(chance, model)
                expected = model.allows(verb, person, kind)
                went = by_verb(Claim.objects.get(pk=claim.pk), verb, cast[person], kind)
                assert went == expected, f"history {seed}: {model.status}, {verb} by {person}"
                counts["let through" if went else "refused"] += 1
                if went:
                    model.take(verb, person, kind)
                    counts[verb] += 1
            now = Claim.objects.get(pk=claim.pk)
            assert now.status == model.status, seed
            assert (now.published_version_id is not None) == (model.published is not None), seed
            check_claim(claim, base)
            counts["histories"] += 1
            raise Undo
    except Undo:
        return counts


def _choice(chance: random.Random, model: Model) -> tuple[str, str]:
    """Any step, but more often one that the status has, so that histories get somewhere."""
    verbs = list(MAY)
    if chance.random() < 0.7:
        verbs = [
            verb
            for verb in MAY
            if any(model.allows(verb, person, kind) for person in EDITORS for kind in KINDS)
        ] or verbs
    verb = chance.choice(verbs)
    kind = ""
    if verb == "propose_correction":
        kind = chance.choice(["minor", "withdrawal"])
    if verb == "propose_verdict" and model.published is not None:
        kind = chance.choice(["update", "withdrawal", ""])
    return verb, kind


KINDS = ("", "minor", "update", "withdrawal")


def _edit(claim: Claim, cast: Any, person: str, model: Model, counts: Counter[str]) -> None:
    try:
        with transaction.atomic():
            do(claim, "edit", cast[person], "", model)
    except workflow.Refused:
        assert person not in REVIEWERS
        counts["refused"] += 1
        return
    assert person in REVIEWERS
    model.edit(person)
    counts["edits"] += 1


def check_claim(claim: Claim, base: int) -> None:
    """What must be true of every claim at every moment, whatever was done to it."""
    now = Claim.objects.select_related("published_version").get(pk=claim.pk)
    entries = list(LogEntry.objects.about(claim.public_id).order_by("position"))
    said = [entry.after["status"] for entry in entries if "status" in entry.after]
    assert now.status == (said[-1] if said else "extracted")
    approvals = {e.after["version"]: e for e in entries if e.event in ("published", "corrected")}
    proposals = [e for e in entries if e.event in ("proposed_verdict", "proposed_correction")]
    versions = list(now.versions.order_by("number"))
    assert [version.number for version in versions] == sorted(approvals)
    for version in versions:
        approval = approvals[version.number]
        proposal = [one for one in proposals if one.position < approval.position][-1]
        # What is published is what was approved, which is what was proposed.
        assert version.sha256 == approval.after["sha256"] == proposal.after["sha256"]
        hands = {version.written_by_id, version.edited_by_id, version.proposed_by_id}
        assert version.approved_by_id == approval.actor_id
        assert version.approved_by_id not in hands
    if now.published_version is not None:
        assert now.published_version in versions
    previous = None
    for row in rows.stream("position > %s", base):
        assert rows.is_as_written(row)
        assert previous is None or (row.previous_hash, row.position) == previous
        previous = (row.hash, row.position + 1)
