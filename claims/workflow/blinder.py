"""The blinder: what tells how colleagues rate a claim is out of sight of who is still to assess it.

Of a round that is open, two things. What is said of a draft that somebody else has rated is a
blinder and no lock: the claim's own pages take it off with a click. Annotations that assess are
assessments in other words, and like those nothing shows them, a click or a file, before one's own
is in. Steps and their reasons are not covered: who must act on one has to read it.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from claims.models import Annotation, Claim, ClaimReview, LogEntry, Notice
from claims.vocabulary import Event, Motivation
from claims.workflow.assessments import ASSESSABLE
from claims.workflow.threads import Thread, threads

FOLDED = (
    "This tells how a colleague rates the claim, and is folded away until you have given your own "
    "assessment."
)
ANNOTATION, DRAFT = (str(model._meta.verbose_name) for model in (Annotation, ClaimReview))


def blind(person: Any) -> QuerySet[Claim]:
    """Claims with a round that is still open, which `person` could assess and has not."""
    if not person.has_perm("claims.add_assessment"):
        return Claim.objects.none()
    return Claim.objects.to_assess(person).filter(status__in=ASSESSABLE)


def blinded(person: Any) -> QuerySet[Claim]:
    """Those of them whose draft has a rating by somebody else."""
    rated = blind(person).filter(claim_review__rating__isnull=False)
    return rated.exclude(claim_review__written_by=person)


def folded(claims: Iterable[int], *, person: Any, with_draft: bool = True) -> set[int]:
    """Primary keys of the annotations on these claims (primary keys) that `person` is not to read
    yet, whole threads: those that assess and, `with_draft`, those on sentences of drafts. One
    question to the database, or none."""
    keys = set(claims)
    if not keys:
        return set()
    return _folded(blind(person).filter(pk__in=keys), person, with_draft=with_draft)


def out_of_sight(person: Any = None) -> set[int]:
    """Primary keys of all annotations that no list and no file shows `person`; without one, of
    those that assess in any round that is open: a file does not know who will read it."""
    if person is not None:
        return _folded(blind(person), person)
    is_open = {"assessment_rounds__pk__isnull": False}
    is_open |= {"assessment_rounds__compared_at__isnull": True}
    return _folded(Claim.objects.filter(status__in=ASSESSABLE, **is_open), None, with_draft=False)


def _folded(claims: QuerySet[Claim], person: Any, *, with_draft: bool = True) -> set[int]:
    rows = Annotation.objects.filter(claim__in=claims.values("pk"))
    drafts = ClaimReview.objects.filter(claim=OuterRef("claim"), rating__isnull=False)
    rows = rows.annotate(is_rated=Exists(drafts.exclude(written_by=person) if person else drafts))
    found = threads(rows.only("reply_to", "review_part", "motivation", "created_by"))
    return {
        one.pk
        for each in found
        if _assesses(each, person) or (with_draft and each.root.review_part and each.root.is_rated)  # type: ignore[attr-defined]
        for one in each.members
    }


def _assesses(thread: Thread, person: Any) -> bool:
    """Whether somebody else does so in it."""
    own = person.pk if person else 0
    return any(
        one.motivation == Motivation.ASSESSING and one.created_by_id != own
        for one in thread.members
    )


def folded_entries(
    entries: Iterable[LogEntry], *, person: Any, with_draft: bool = True
) -> set[int]:
    """Positions of those entries of the log that tell `person` of such an annotation, removed ones
    included, or `with_draft` of such a draft."""
    told = [one for one in entries if one.noun in (ANNOTATION, DRAFT)]
    rows = blind(person).filter(public_id__in={one.claim for one in told}) if told else None
    if rows is None or not (ids := dict(rows.values_list("pk", "public_id"))):
        return set()
    hidden = folded(ids, person=person, with_draft=with_draft)
    said = set(Annotation.objects.filter(pk__in=hidden).values_list("public_id", flat=True))
    rated = blinded(person).filter(pk__in=ids) if with_draft else Claim.objects.none()
    drafts = set(rated.values_list("public_id", flat=True))
    return {
        one.position
        for one in told
        if (one.noun == DRAFT and one.claim in drafts)
        or (one.noun == ANNOTATION and one.claim in ids.values() and _tells(one, said, person))
    }


def _tells(entry: LogEntry, said: set[str], person: Any) -> bool:
    sides, is_own = (entry.before, entry.after), entry.actor_id == person.pk
    return (
        entry.public_id in said
        or any(side.get("reply_to") in said for side in sides)
        or (
            not (is_own and entry.event == Event.ADDED)
            and any(side.get("motivation") == Motivation.ASSESSING for side in sides)
        )
    )


def fold(notices: Iterable[Notice], *, person: Any) -> None:
    """Put `FOLDED` in place of the words of those notices that tell of such an annotation."""
    told = [one for one in notices if one.annotation_id is not None]
    hidden = folded((one.claim_id for one in told), person=person)
    for one in told:
        if one.annotation_id in hidden:
            one.instead = FOLDED
