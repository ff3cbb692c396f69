"""What a person may write, asked once for many rows."""

from collections.abc import Collection
from typing import Any

from claims.workflow.editing import may, may_before_readers, refuse_fixed


class Rights:
    """Of `by`. A right that was found is not asked for again."""

    def __init__(self, by: Any) -> None:
        self.by = by
        self._found: set[Any] = set()
        self._may_publish = by.has_perm("claims.publish_claim")

    def may_add(self, model: Any) -> None:
        """Raises NotAllowed."""
        self._ask("add", model)

    def may_remove(self, model: Any) -> None:
        """Raises NotAllowed."""
        self._ask("delete", model)

    def may_edit(self, model: Any, key: int, names: Collection[str]) -> None:
        """Whether the fields `names` of the row numbered `key` may be set.

        Raises:
            NotAllowed: also where readers would see it at once, and `by` does not publish.
            Refused: one of the fields is set by the workflow alone.
        """
        self._ask("change", model)
        fields = (model, *sorted(names))
        if fields not in self._found:
            refuse_fixed(model, names)
            self._found.add(fields)
        if not self._may_publish:
            may_before_readers(self.by, model, key, names)

    def _ask(self, action: str, model: Any) -> None:
        if (action, model) not in self._found:
            may(self.by, action, model)
            self._found.add((action, model))
