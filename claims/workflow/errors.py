"""Why a verb refuses, in a sentence for the person who asked."""

from typing import Any


class Refused(Exception):
    """The step cannot be taken now. `str()` of it is a whole sentence."""


class NotAllowed(Refused):
    """This person may not take the step, whatever the state of the claim."""


class Busy(Refused):
    """Others write, and this one has waited for as long as a page may. Nothing was begun."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else has been writing for long, so this could not be saved. Nothing is lost: "
            "send it again in a moment."
        )


class Stale(Refused):
    """Somebody else wrote first. Holds both texts, so that nothing typed is lost.

    Attributes:
        current: the row as it is now.
        changes: field name → value that the second writer wanted.
    """

    def __init__(self, current: Any, changes: dict[str, Any] | None = None) -> None:
        self.current, self.changes = current, changes or {}
        noun = current._meta.verbose_name
        super().__init__(
            f"This {noun} was changed by somebody else since you opened it: "
            "look at both texts and decide what stands."
        )


class GateClosed(Refused):
    """The publish gate lists what is missing. `failing` holds the unmet conditions."""

    def __init__(self, failing: list[Any]) -> None:
        self.failing = failing
        super().__init__(" ".join(condition.sentence for condition in failing))


class NoSuchLink(Refused):
    """Nobody was given this token."""


class LinkOver(Refused):
    """The token was good once: it was used, ran out, or its request was closed."""
