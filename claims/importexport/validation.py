"""What the models' own rules say about a row, told by column."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models


def broken_rules(draft: models.Model, *, apart_from: set[str]) -> Iterator[tuple[str, str]]:
    """Field name (empty for the row as a whole) and sentence of each rule that `draft` breaks.

    Fields that no person fills in are left out: the workflow does so when it writes the row.
    """
    unfilled = {field.name for field in draft._meta.concrete_fields if not field.editable}
    try:
        draft.full_clean(exclude=apart_from | unfilled)
    except ValidationError as error:
        for name, errors in error.error_dict.items():
            field = None if name == NON_FIELD_ERRORS else draft._meta.get_field(name)
            for one in errors:
                yield name if field else "", _sentence(one, field)


def _sentence(error: ValidationError, field: Any) -> str:
    if field is None:
        return " ".join(error.messages)
    if error.code in ("blank", "null"):
        return f"This cell must not be empty. {field.help_text}".strip()
    if error.code == "unique":
        return f"Another {field.model._meta.verbose_name} has this {field.verbose_name} already."
    if error.code == "max_length":
        return f"Shorten it to at most {field.max_length:,} characters."
    if error.code == "invalid" and isinstance(field, models.URLField):
        return "Write a web address that begins with http:// or https://."
    if error.code == "invalid" and isinstance(field, models.SlugField):
        return "Write an id of letters, digits, hyphens and underscores."
    return " ".join(error.messages)
