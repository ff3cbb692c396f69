"""Threads of annotations, and whose turn it is in each."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from claims.models import Annotation


class Thread(NamedTuple):
    """The annotation that began it, and all that belongs to it, oldest first, itself included."""

    root: Annotation
    members: list[Annotation]

    @property
    def last(self) -> Annotation:
        return self.members[-1]

    @property
    def people(self) -> list[int]:
        """Primary keys of those who take part: asked, asking or answering."""
        said = (one.created_by_id for one in self.members)
        return list(
            dict.fromkeys([self.root.assignee_id, *said] if self.root.assignee_id else said)
        )

    @property
    def turn(self) -> Any:
        """Who is waited for: the assignee until they have had the last word, then who asked."""
        root = self.root
        if root.assignee_id is None or root.resolved_at is not None:
            return None
        answered = self.last.created_by_id == root.assignee_id and len(self.members) > 1
        return root.created_by if answered else root.assignee

    @property
    def waiting(self) -> Any:
        """Who waits: the other one."""
        turn, root = self.turn, self.root
        if turn is None:
            return None
        return root.assignee if turn == root.created_by else root.created_by


def threads(annotations: Iterable[Annotation]) -> list[Thread]:
    """In the order in which they were begun. A reply is younger than what it answers, so that
    one pass over the annotations by age finds each its thread."""
    found: dict[int, Thread] = {}
    root_of: dict[int, int] = {}
    for one in sorted(annotations, key=lambda annotation: annotation.pk):
        root = root_of.get(one.reply_to_id, one.pk) if one.reply_to_id else one.pk
        root_of[one.pk] = root
        if root == one.pk:
            found[root] = Thread(one, [one])
        else:
            found[root].members.append(one)
    return list(found.values())


def thread_of(annotation: Annotation) -> Thread:
    """The thread that `annotation` is part of, in one question to the database."""
    of_the_claim = Annotation.objects.filter(claim=annotation.claim_id)
    rows = of_the_claim.select_related("created_by", "assignee")
    return next(each for each in threads(rows) if annotation in each.members)
