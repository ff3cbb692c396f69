"""`@name` in an annotation: a colleague who is told of it."""

import re
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

# Not inside a word, an e-mail or web address; a backslash before it says that none is meant.
MENTION = re.compile(r"(?<![\w\\@./])@(\w[\w.+@-]*)")
SHOWN = 60


def names_in(body: str) -> list[str]:
    """The names that `body` mentions, each once, without the full stop that ends a sentence."""
    return list(dict.fromkeys(name.rstrip(".+-@") for name in MENTION.findall(body)))


def mentioned(body: str, *, before: str = "") -> list[Any]:
    """The people whom `body` mentions and `before` did not.

    Raises:
        ValidationError: a mention of nobody, or of somebody who may not read annotations.
    """
    known = set(names_in(before))
    return [_person(name) for name in names_in(body) if name not in known]


def _person(name: str) -> Any:
    people = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    found = people.filter(username=name).first() or people.filter(username__iexact=name).first()
    shown = name if len(name) <= SHOWN else f"{name[:SHOWN]}…"
    if found is None:
        said = (
            f"Nobody here is called “@{shown}”: write the name with which a colleague logs in, or "
            f"“\\@{shown}” if you mean no colleague."
        )
        raise ValidationError({"body": said})
    if not found.has_perm("claims.view_annotation"):
        raise ValidationError(
            {"body": f"“@{shown}” may not read annotations: ask an admin to give them a role."}
        )
    return found
