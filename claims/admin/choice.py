"""Choosing a row among many: Django's autocomplete, kept from failing on what is no key."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple


def is_key(text: str) -> bool:
    """Whether `text` could be a row's key: every key here is a whole number of 64 bits."""
    return text.isascii() and text.isdecimal() and len(text) < 19


class RowChoice(AutocompleteSelect):
    """The form says that the choice is none; the widget, drawn again, must not fail on it."""

    class Media:
        js = ["claims/labels.js"]

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, [key for key in value if is_key(str(key))], attrs)


class RowsChoice(AutocompleteSelectMultiple):
    class Media:
        js = ["claims/labels.js"]

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, [key for key in value if is_key(str(key))], attrs)
