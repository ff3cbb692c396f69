"""Why a step is taken, in the words of the person who takes it."""

from claims.models.rules import BLANKS
from claims.workflow.errors import Refused


def check_reason(reason: str, *, limit: int = 2_000) -> None:
    """Raises Refused for a reason that says nothing, or more than its column holds."""
    check_length(reason, limit)
    if not reason.strip(BLANKS):
        raise Refused("This step needs a reason: write a sentence for those who read the history.")


def check_length(words: str, limit: int) -> None:
    if len(words) > limit:
        raise Refused(f"This is too long: shorten it to at most {limit:,} characters.")
