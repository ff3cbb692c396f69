"""Adding, editing and removing nouns: the only way a person's words reach a row.

Each is one transaction under the log's lock: the version that the person saw is checked, the
row is validated in full, the change and its log entry land together.
"""

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from claims.models import (
    Annotation,
    Appearance,
    Claim,
    Claimant,
    ClaimReview,
    Document,
    Evidence,
    Topic,
)
from claims.models.noun import Noun, Slugs, free_slug
from claims.vocabulary import Event
from claims.workflow import log
from claims.workflow.documents import anchor_afresh
from claims.workflow.errors import Refused, Stale
from claims.workflow.permission import require
from claims.workflow.placing import place
from claims.workflow.turns import ASSIGNMENT, check_turns, tell_of_turns

Row = TypeVar("Row", bound=Noun)

CONTEXT = {"quote_prefix", "quote_suffix"}
ANCHORED_BY = {"document", "quote"} | CONTEXT


def add(row: Row, *, by: Any, reason: str = "", quietly: bool = False, **many: Any) -> Row:
    """Insert `row` for `by`, and tell those whose turn it is then.

    Args:
        quietly: the row comes from a file: whom it mentions was told elsewhere, or is nobody here.
        many: many-to-many values, such as `topics=[…]`.

    Raises:
        NotAllowed, ValidationError: nothing is written then.
    """
    may(by, "add", type(row))
    if isinstance(row, Document) and row.shows_text:
        require(by, "publish_claim", "show readers the full text of a document")
    with log.writing():
        row.created_by = by
        _set_slug(row)
        if isinstance(row, ClaimReview):
            row.written_by = by
        if isinstance(row, Annotation):
            place(row, as_given=quietly)
        check_turns(row, {name for name in ASSIGNMENT if getattr(row, name, None)}, by=by)
        _check(row)
        row.save(force_insert=True)
        for name, value in many.items():
            getattr(row, name).set(value)
        if isinstance(row, Appearance):
            anchor_afresh(row, in_old_context=True, near=row.start)
        said = _said(log.recorded(row))
        entry = log.append(Event.ADDED, row, by=by, after=said, reason=reason)
        if not quietly:
            tell_of_turns(row, entry, before={}, after=said)
    return row


def _set_slug(row: Noun) -> None:
    if isinstance(row, Claim):
        row.slug = free_slug(Claim, row.text, otherwise=row.public_id)
    if isinstance(row, Claimant) and not row.slug:
        row.slug = Slugs(Claimant).free([Claimant.stem(row.name, row.kind)])[0]


def edit(
    row: Row,
    *,
    by: Any,
    seen: int,
    changes: dict[str, Any],
    reason: str = "",
    quietly: bool = False,
) -> bool:
    """Set `changes` (field name → value) on `row`, if it still is at version `seen`.

    `quietly` is that of `add`.

    Returns:
        Whether anything differed. An edit that changes nothing leaves no trace.

    Raises:
        Stale: somebody wrote since; holds their row and these changes.
        Refused: a field that only the workflow sets.
        NotAllowed, ValidationError: nothing is written then.
    """
    may(by, "change", type(row))
    model = type(row)
    refuse_fixed(model, changes)
    with log.writing():
        current = model._base_manager.get(pk=row.pk)
        if current.version != seen:
            raise Stale(current, changes)
        may_before_readers(by, model, current.pk, changes)
        before = log.recorded(current)
        many = {field.name for field in model._meta.many_to_many} & changes.keys()
        for name in changes.keys() - many:
            setattr(current, name, changes[name])
        after = log.recorded(current) | {
            name: sorted(other.public_id for other in changes[name]) for name in many
        }
        changed = log.difference(before, after)
        if not changed["after"]:
            return False
        check_turns(current, changes.keys() & changed["after"].keys(), by=by)
        _write(current, changes, many, by)
        if isinstance(current, Appearance) and ANCHORED_BY & changed["after"].keys():
            anchor_afresh(current, in_old_context=bool(CONTEXT & changes.keys()))
        entry = log.append(Event.CHANGED, current, by=by, reason=reason, **changed)
        if not quietly:
            tell_of_turns(current, entry, **changed)
    row.refresh_from_db()
    return True


def may_before_readers(by: Any, model: type[Noun], key: int, names: Collection[str]) -> None:
    """What readers see at once, beside a verdict and not in it, is changed by who may publish.

    Raises:
        NotAllowed: `by` may not, and the fields `names` of the row numbered `key` are such.
    """
    seen = False
    if model is Claim:
        beside = {"topics", "language"} & set(names)
        seen = bool(beside) and Claim.objects.published().filter(pk=key).exists()
    elif model in (Claimant, Document, Topic):
        is_public = model.objects.public().filter(pk=key).exists()
        seen = is_public or "shows_text" in names
    if seen:
        require(by, "publish_claim", f"change what readers see of a {model._meta.verbose_name}")


def refuse_fixed(model: type[Noun], names: Iterable[str]) -> None:
    """What an entry leaves out, because it names the row, cannot change without a trace.

    Raises:
        Refused: one of the fields `names` is such.
    """
    for name in names:
        field: Any = model._meta.get_field(name)
        if not field.editable:
            raise Refused(f"The field {name} is set by the workflow and cannot be edited.")
        if name == "slug" or name in model.UNRECORDED | model.FIXED:
            raise Refused(
                f"The {field.verbose_name} of this {model._meta.verbose_name} never changes: "
                "the record, files and addresses refer to it."
            )


def _write(current: Noun, changes: dict[str, Any], many: set[str], by: Any) -> None:
    """Check, then update if the version is still the one that was read."""
    _check(current)
    values = {name: getattr(current, name) for name in changes.keys() - many}
    rows = type(current)._base_manager.filter(pk=current.pk, version=current.version)
    if not rows.update(
        **values, version=current.version + 1, edited_at=timezone.now(), edited_by=by
    ):
        raise Stale(current, changes)
    for name in many:
        getattr(current, name).set(changes[name])


def _check(row: Noun) -> None:
    """All that a person may write; what the workflow sets is held by the database alone, which
    would otherwise be asked about each constraint twice."""
    row.full_clean(exclude={field.name for field in row._meta.fields if not field.editable})


def remove(row: Noun, *, by: Any, seen: int, reason: str = "") -> None:
    """Delete `row` with what hangs on it, each with its log entry.

    Raises:
        Refused: something that readers have seen or that others refer to holds it.
        Stale, NotAllowed: nothing is deleted then.
    """
    may(by, "delete", type(row))
    with log.writing():
        current = type(row)._base_manager.filter(pk=row.pk).first()
        if current is None:
            raise Refused("It is gone already: somebody else removed it.")
        if current.version != seen:
            raise Stale(current)
        try:
            _remove(current, by, reason)
        except models.ProtectedError as error:
            raise Refused(_protected(current, error)) from error


def _remove(row: Noun, by: Any, reason: str) -> None:
    if isinstance(row, Evidence):
        _keep_annotations(row, by)
    for child in _hanging_on(row):
        # A reply is gone already with the annotation that it answers.
        if type(child)._base_manager.filter(pk=child.pk).exists():
            _remove(child, by, reason)
    before = _said(log.recorded(row))
    row.delete()
    log.append(Event.REMOVED, row, by=by, before=before, reason=reason)


def _keep_annotations(evidence: Evidence, by: Any) -> None:
    """What was said of a piece of evidence outlives it, as a thread on the claim."""
    for annotation in evidence.annotations.all():
        rows = Annotation.objects.filter(pk=annotation.pk)
        rows.update(evidence=None, version=annotation.version + 1)
        before, after = {"evidence": evidence.public_id}, {"evidence": None}
        log.append(Event.CHANGED, annotation, by=by, before=before, after=after)


def _hanging_on(row: Noun) -> list[Noun]:
    """What the database would take away with `row`: each leaves an entry of its own."""
    if isinstance(row, Annotation):
        return list(row.replies.all())
    if isinstance(row, Claim):
        reviews = ClaimReview.objects.filter(claim=row)
        rows = (row.annotations.all(), row.evidence.all(), row.appearances.all(), reviews)
        return [child for children in rows for child in children]
    return []


def _protected(row: Noun, error: models.ProtectedError) -> str:
    holder = next(iter(error.protected_objects))
    return (
        f"This {row._meta.verbose_name} cannot be removed, because a "
        f"{holder._meta.verbose_name} refers to it: {str(holder)[:80]}."
    )


def may(by: Any, action: str, model: type[models.Model]) -> None:
    """Raises NotAllowed unless `by` may add, change or delete rows of `model`."""
    require(by, f"{action}_{model._meta.model_name}", f"{action} a {model._meta.verbose_name}")


def _said(state: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: a first entry is read by people."""
    return {name: value for name, value in state.items() if value not in ("", None, [])}
