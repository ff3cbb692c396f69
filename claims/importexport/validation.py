"""What the models' own rules say about a row, in the words of a table's owner."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


def sentence(error: ValidationError, field: Any) -> str:
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
