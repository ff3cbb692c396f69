"""A person asks that what we keep of them is erased, and the chain still holds."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import models
from django.utils import timezone

from claims.models import Claimant, PersonalValue
from claims.models.noun import Noun
from claims.vocabulary import Event
from claims.workflow import log
from claims.workflow.commitments import personal_models
from claims.workflow.errors import Refused
from claims.workflow.permission import require
from claims.workflow.reason import check_reason

DOING = "erase what is kept of a person"


def erase(noun: str, public_id: str, *, by: Any, reason: str) -> int:
    """Blank what the record and the row keep in a noun's personal fields.

    The row may be gone already: what its entries said of it is erased all the same.

    Returns:
        How many values beside the chain were erased.

    Raises:
        Refused: nothing is kept, or readers have seen it.
        NotAllowed: nothing is erased then.
    """
    require(by, "erase_person", DOING)
    check_reason(reason)
    model = personal_models().get(noun)
    if model is None:
        known = ", ".join(sorted(personal_models()))
        raise Refused(f"Nothing personal is kept of “{noun}”: name one of {known}.")
    with log.writing():
        row = _row(model, public_id)
        kept = PersonalValue.objects.filter(noun=noun, public_id=public_id, erased_at=None)
        fields = set(kept.values_list("field", flat=True))
        if row is None and not fields:
            raise Refused(f"Nothing is kept of the {noun} “{public_id}”: check the id.")
        if row is not None:
            _refuse_published(row)
            fields |= _blank(row, by)
        erased = kept.update(salt="", value="", erased_at=timezone.now(), erased_by=by)
        said = {"erased": sorted(fields), "values": erased}
        claim = getattr(row, "claim", None)
        draft = log.Draft(
            Event.ERASED, noun, public_id, claim.public_id if claim else "", {}, said, reason
        )
        log.append_many([draft], by=by)
    return erased


def erase_account(person: Any, *, by: Any, reason: str) -> None:
    """Blank a colleague's name and address and close the account; the record keeps its number.

    Raises:
        Refused: it is your own, or a superuser's and you are none.
        NotAllowed: nothing is erased then.
    """
    require(by, "erase_person", DOING)
    check_reason(reason)
    if person.pk == by.pk:
        raise Refused("You cannot erase your own account: ask somebody else to.")
    if person.is_superuser and not by.is_superuser:
        raise Refused("Only a superuser erases the account of a superuser.")
    blank: dict[str, Any] = {
        "username": f"person-{person.pk}",
        "first_name": "",
        "last_name": "",
        "email": "",
        "password": make_password(None),
        "is_active": False,
        "is_staff": False,
        "is_superuser": False,
    }
    with log.writing():
        get_user_model()._default_manager.filter(pk=person.pk).update(**blank)
        person.groups.clear()
        person.user_permissions.clear()
        said = {"erased": ["email", "first_name", "last_name", "username"]}
        draft = log.Draft(Event.ERASED, "user", str(person.pk), "", {}, said, reason)
        log.append_many([draft], by=by)
    person.refresh_from_db()


def _row(model: Any, public_id: str) -> Noun | None:
    fields = {field.name for field in model._meta.concrete_fields}
    name = "public_id" if "public_id" in fields else "slug"
    return model._base_manager.filter(**{name: public_id}).first()


def _refuse_published(row: Noun) -> None:
    if isinstance(row, Claimant) and row.review_versions.exists():
        raise Refused(
            f"Readers have been shown verdicts on what {row.name} said, and what is published "
            "stays: correct or withdraw those verdicts, and take them down where the law asks it."
        )


def _blank(row: Noun, by: Any) -> set[str]:
    """Empty the row's personal fields; a field that must say something says that it was erased."""
    blanks: dict[str, Any] = {}
    for name in row.PERSONAL:
        field: Any = row._meta.get_field(name)
        if field.many_to_many or getattr(row, field.attname) in ("", None):
            continue
        blanks[name] = None if field.null else "" if field.blank else f"Erased, {row.pk}"
    if blanks:
        changes: dict[str, Any] = {"version": models.F("version") + 1}
        changes |= {"edited_at": timezone.now(), "edited_by": by}
        type(row)._base_manager.filter(pk=row.pk).update(**blanks, **changes)
    return set(blanks)
