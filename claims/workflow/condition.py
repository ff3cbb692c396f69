"""One line of the publish gate's checklist."""

from typing import NamedTuple


class Condition(NamedTuple):
    """`sentence` says what to do while `met` is false; `label` names it on the checklist."""

    name: str
    label: str
    met: bool
    sentence: str
