"""Whether a person may, asked in one place so that every door obeys."""

from typing import Any

from claims.workflow.errors import NotAllowed


def require(by: Any, permission: str, doing: str) -> None:
    """Refuse unless `by` holds `claims.<permission>`.

    Raises:
        NotAllowed: the sentence names what was asked for.
    """
    if by is None or not by.is_active or not by.has_perm(f"claims.{permission}"):
        who = by.get_username() if by is not None else "Nobody"
        raise NotAllowed(f"{who} may not {doing}: ask an editor or an admin for that right.")
