"""The blinder: what colleagues say of a draft is out of sight of who is still to assess its claim.

A blinder and no lock: the claim's own pages take it off with a click. Steps and their reasons are
not covered: who must act on one has to read it.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from claims.models import Annotation, Claim, Notice
from claims.workflow.assessments import ASSESSABLE
from claims.workflow.threads import threads

FOLDED = "This speaks of the draft, and is folded away until you have given your own assessment."


def blinded(person: Any) -> QuerySet[Claim]:
    """Claims with a round that is still blind, which `person` could assess and has not, and whose
    draft has a rating by somebody else."""
    if not person.has_perm("claims.add_assessment"):
        return Claim.objects.none()
    open_to_me = Claim.objects.to_assess(person).filter(status__in=ASSESSABLE)
    rated = open_to_me.filter(claim_review__rating__isnull=False)
    return rated.exclude(claim_review__written_by=person)


def folded(claims: Iterable[int], *, person: Any) -> set[int]:
    """Primary keys of the annotations on these claims (primary keys) that `person` is not to read
    yet: whole threads on sentences of drafts. One question to the database, or none."""
    keys = set(claims)
    if not keys:
        return set()
    rows = Annotation.objects.filter(claim__in=blinded(person).filter(pk__in=keys).values("pk"))
    found = threads(rows.only("reply_to", "review_part"))
    return {one.pk for each in found if each.root.review_part for one in each.members}


def fold(notices: Iterable[Notice], *, person: Any) -> None:
    """Put `FOLDED` in place of the words of those notices that tell of such an annotation."""
    told = [one for one in notices if one.annotation_id is not None]
    hidden = folded((one.claim_id for one in told), person=person)
    for one in told:
        if one.annotation_id in hidden:
            one.instead = FOLDED
