"""What the record says of persons: committed to in the chain, kept beside it.

A model names in `PERSONAL` the fields that hold personal data. The rule: what tells who somebody
is or how to reach them (a name, an address, an account), and free words that are not for readers,
in which anybody may be named. What readers are shown of a verdict is not personal in this sense:
it is the newsroom's published word, corrected or withdrawn and never erased. Ids stay as well.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.apps import apps

from claims.models import PersonalValue
from claims.models.canonical import canonical

KEY = "commitment"


@cache
def personal_models() -> dict[str, Any]:
    """The models with personal fields, by the noun that entries name them by."""
    every = apps.get_app_config("claims").get_models()
    return {str(m._meta.verbose_name): m for m in every if getattr(m, "PERSONAL", None)}


def sealed(
    noun: str, public_id: str, state: dict[str, Any], kept: list[PersonalValue]
) -> dict[str, Any]:
    """`state` as the chain holds it: a commitment in place of each personal value that is not
    empty. What stands behind the commitments is added to `kept`, for the caller to insert."""
    model = personal_models().get(noun)
    fields = model.PERSONAL & state.keys() if model is not None else ()
    if not fields:
        return state
    said = dict(state)
    for field in sorted(fields):
        if state[field] in ("", None, []):
            continue
        salt, value = secrets.token_bytes(32), canonical(state[field])
        commitment = commit(salt, value)
        said[field] = {KEY: commitment}
        kept.append(
            PersonalValue(
                commitment=commitment,
                salt=salt.hex(),
                value=value.decode(),
                noun=noun,
                public_id=public_id,
                field=field,
            )
        )
    return said


def commit(salt: bytes, value: bytes) -> str:
    """SHA-256(salt ‖ value). The salt is 32 bytes long always, so where it ends is no question."""
    return hashlib.sha256(salt + value).hexdigest()


def commitment_in(value: Any) -> str:
    """The commitment that stands in place of a value, or nothing where it is a plain one."""
    if isinstance(value, dict) and value.keys() == {KEY} and isinstance(value[KEY], str):
        return value[KEY]
    return ""


def kept_values(states: Iterable[dict[str, Any]]) -> dict[str, PersonalValue]:
    """What stands behind all commitments in `states`, by commitment."""
    found = {commitment_in(value) for state in states for value in state.values()} - {""}
    return PersonalValue.objects.in_bulk(list(found)) if found else {}


def opened(states: Iterable[dict[str, Any]]) -> list[dict[str, Any] | None]:
    """States with the values that stand behind commitments; None where one was erased."""
    states = list(states)
    values = kept_values(states)
    found: list[dict[str, Any] | None] = []
    for state in states:
        behind = {name: commitment_in(value) for name, value in state.items()}
        kept = {name: values.get(name_of) for name, name_of in behind.items() if name_of}
        if all(one is not None and one.value for one in kept.values()):
            told = {name: json.loads(one.value) for name, one in kept.items() if one}
            found.append({**state, **told})
        else:
            found.append(None)
    return found
