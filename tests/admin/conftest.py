"""Doors into the admin: a client for each of the cast."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse


@pytest.fixture(autouse=True)
def _without_collected_files(settings: Any) -> None:
    """No `collectstatic` before the tests: files are found where they lie."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def enter() -> Callable[[Any], Client]:
    """A browser of its own for each person who comes in."""

    def log_in(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return log_in


@pytest.fixture
def address() -> Callable[..., str]:
    """`address("claim_change", claim)` is the admin page of that name."""

    def name(page: str, *args: Any) -> str:
        return reverse(f"admin:claims_{page}", args=[getattr(arg, "pk", arg) for arg in args])

    return name


@pytest.fixture
def filled() -> Callable[..., dict[str, Any]]:
    """What a browser would post back from a page with a form, changed by `typed`."""

    def post(response: Any, **typed: Any) -> dict[str, Any]:
        data: dict[str, Any] = {}
        forms = [response.context["adminform"].form]
        for inline in response.context["inline_admin_formsets"]:
            forms += [inline.formset.management_form, *inline.formset.forms]
        for form in forms:
            for bound in form:
                put(data, bound.html_name, bound.value(), bound.field.widget)
                if bound.field.show_hidden_initial:
                    put(data, bound.html_initial_name, bound.value(), None)
        return data | typed

    return post


def put(data: dict[str, Any], name: str, value: Any, widget: Any) -> None:
    if getattr(widget, "input_type", "") == "checkbox":
        if value:
            data[name] = "on"
    elif isinstance(value, list | tuple) or getattr(
        getattr(widget, "widget", widget), "allow_multiple_selected", False
    ):
        value = value or []
        data[name] = [str(getattr(one, "pk", one)) for one in value]
    else:
        data[name] = "" if value is None else str(value)
