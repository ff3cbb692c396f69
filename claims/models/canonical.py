"""JSON that has one form, so that the bytes which were hashed are the bytes that are kept."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no white space (after RFC 8785), in UTF-8."""
    return ENCODER.encode(value).encode()


class CanonicalField(models.TextField):
    """An object in Python, canonical JSON in the database.

    No JSONField: PostgreSQL's jsonb orders keys and writes numbers its own way, and whoever
    verifies a million entries would have to read and write each one's JSON anew.
    """

    # What django-stubs takes the attribute's type from.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *args: Any) -> Any:
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else canonical(value).decode()

    def to_python(self, value: Any) -> Any:
        """From a dump of the database; what is no text is read already."""
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise ValidationError("This is no JSON.") from None

    def value_to_string(self, obj: models.Model) -> str:
        return canonical(self.value_from_object(obj)).decode()
