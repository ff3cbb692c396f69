"""In whose name the log records what somebody without an account did."""

from typing import Any

from django.contrib.auth import get_user_model

# No name that a form for people takes, so nobody of the newsroom can have it.
USERNAME = "(no account)"


def outsider() -> Any:
    """One account for all who have none: it has no password, no role and cannot log in.

    An entry needs somebody who acted. To put a colleague there, who did nothing, would be false.
    """
    people = get_user_model()._default_manager
    found, is_new = people.get_or_create(username=USERNAME, defaults={"is_active": False})
    if is_new:
        found.set_unusable_password()
        found.save(update_fields=["password"])
    return found
