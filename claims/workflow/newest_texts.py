"""Quotes from a file, looked for in their documents' newest texts before anything is written."""

from collections.abc import Iterable
from typing import Any

from claims.models import Appearance, DocumentVersion
from claims.workflow.documents import NOWHERE, anchored

MOST_CHARACTERS = 20_000_000
"""Of the texts that are kept at hand."""


class NewestTexts:
    """The newest version of each document that a file's quotes are from."""

    def __init__(self) -> None:
        self._newest: dict[int, int] = {}  # document → version
        self._versions: dict[int, DocumentVersion] = {}

    def look_up(self, documents: Iterable[int]) -> None:
        """Find out in one query which versions are the newest ones of `documents`."""
        versions = DocumentVersion.objects.filter(document__in={*documents}).order_by("number")
        self._newest = dict(versions.values_list("document_id", "pk"))

    def new(self, columns: dict[str, Any]) -> dict[str, Any]:
        """The columns of a new appearance, with the place of its quote."""
        return {**columns, **self._found(columns)}

    def edited(self, columns: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
        """Those of one whose quote or document is another now; `whole` has both."""
        # The words around an old quote mislead the search for an edited one.
        nowhere = _columns(NOWHERE) | {"quote_prefix": "", "quote_suffix": ""}
        return {**columns, **nowhere, **self._found(whole)}

    def _found(self, whole: dict[str, Any]) -> dict[str, Any]:
        key = self._newest.get(whole.get("document_id") or 0)
        if key is None or not whole.get("quote", "").strip():
            return {}
        return _columns(anchored(Appearance(quote=whole["quote"]), self._version(key)))

    def _version(self, key: int) -> DocumentVersion:
        if key not in self._versions:
            version = DocumentVersion.objects.only("text").get(pk=key)
            held = sum(len(one.text) for one in self._versions.values())
            if held + len(version.text) > MOST_CHARACTERS:
                self._versions.clear()
            self._versions[key] = version
        return self._versions[key]


def _columns(changes: dict[str, Any]) -> dict[str, Any]:
    """Field → value as column → value."""
    columns = {}
    for name, value in changes.items():
        field: Any = Appearance._meta.get_field(name)
        columns[field.column] = (
            str(value) if isinstance(value, str) else getattr(value, "pk", value)
        )
    return columns
