"""Two people wrote: the second sees both texts, decides, and loses nothing that they typed.

What only one of the two touched is merged without a question. The page carries everything else
of the second person's form in hidden fields, so that saving the merge is an ordinary save.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.forms import CheckboxInput
from django.http import HttpRequest, QueryDict
from django.template.response import TemplateResponse

from claims.admin.history import Line, lines
from claims.models import Appearance, Claim, LogEntry
from claims.reading.difference import Part, difference


class Collision(NamedTuple):
    """A field that both changed. `bound` holds what the second person typed."""

    bound: Any
    theirs: str
    yours: str
    parts: list[Part]


class StaleRow(NamedTuple):
    """A row that was written since the person opened the page."""

    row: models.Model
    collisions: list[Collision]
    kept: list[str]
    since: list[Line]
    removing: bool


class Conflict(Exception):
    """Raised before anything is written. `data` is the POST with the merge in it."""

    def __init__(self, rows: list[StaleRow], data: QueryDict) -> None:
        self.rows, self.data = rows, data
        super().__init__("Somebody else wrote since this page was opened.")


def check(form: Any, formsets: Any, *, reader: Any) -> None:
    """Raises Conflict if a row that these valid forms would write was written since."""
    stale_forms = [(one, removing) for one, removing in _writing(form, formsets) if _is_stale(one)]
    if not stale_forms:
        return
    data = _as_read(form, formsets)
    rows = [_merge(one, removing, data, reader) for one, removing in stale_forms]
    raise Conflict(rows, data)


def _as_read(form: Any, formsets: Any) -> QueryDict:
    """What was posted, with the rows as the formsets rewrote them (see `posted_rows`)."""
    data = form.data.copy()
    for formset in formsets:
        for name, values in formset.data.lists():
            if name.removeprefix("initial-").startswith(f"{formset.prefix}-"):
                data.setlist(name, values)
    return data


def _writing(form: Any, formsets: Any) -> Iterator[tuple[Any, bool]]:
    if form.has_changed():
        yield form, False
    for formset in formsets:
        for one in formset.initial_forms:
            if one in formset.deleted_forms:
                yield one, True
            elif one.has_changed():
                yield one, False


def _is_stale(form: Any) -> bool:
    seen = form.cleaned_data.get("version")
    return form.instance.pk is not None and seen != form.instance.version


def _merge(form: Any, removing: bool, data: QueryDict, reader: Any) -> StaleRow:
    """Put their values under the person's own into `data`; tell where the two collide."""
    current = form.instance._meta.model._base_manager.get(pk=form.instance.pk)
    theirs = type(form)(instance=current, prefix=form.prefix)
    collisions, kept = [], []
    for bound in form:
        if bound.name not in theirs.fields or not bound.field.show_hidden_initial:
            continue
        name, field = bound.name, bound.field
        their_value = theirs[name].value()
        they_changed = field.has_changed(their_value, _shown(bound))
        if name not in form.changed_data:
            _put(data, bound, their_value)
        elif they_changed and field.has_changed(their_value, bound.data) and not removing:
            collisions.append(_collision(bound, theirs[name]))
        else:
            kept.append(str(bound.label))
        _put_shown(data, bound, their_value)
    data[form.add_prefix("version")] = str(current.version)
    seen = form.cleaned_data.get("version") or 0
    return StaleRow(current, collisions, kept, _since(current, seen, reader), removing)


def _shown(bound: Any) -> Any:
    """What the person was shown in this field, as their browser sent it back."""
    return bound.form._widget_data_value(bound.field.hidden_widget(), bound.html_initial_name)


def _collision(bound: Any, theirs: Any) -> Collision:
    left, right = _read(theirs, theirs.value()), _read(bound, bound.value())
    return Collision(bound, left, right, difference(left, right))


def _read(bound: Any, value: Any) -> str:
    """A field's value in the words that a person reads: a choice by its label."""
    if isinstance(bound.field.widget, CheckboxInput):
        return "yes" if value else "no"
    choices = getattr(bound.field, "choices", None)
    if choices is None:
        return "" if value is None else str(value)
    values = {str(one) for one in (value if isinstance(value, list | tuple) else [value])}
    return ", ".join(str(label) for key, label in choices if key and str(key) in values)


def _put(data: QueryDict, bound: Any, value: Any) -> None:
    if isinstance(bound.field.widget, CheckboxInput):
        data.setlist(bound.html_name, ["on"] if value else [])
    else:
        data.setlist(bound.html_name, _texts(value))


def _put_shown(data: QueryDict, bound: Any, value: Any) -> None:
    data.setlist(bound.html_initial_name, _texts(value))


def _texts(value: Any) -> list[str]:
    if value is None:
        return [""]
    if isinstance(value, list | tuple | models.QuerySet):
        return [str(getattr(one, "pk", one)) for one in value]
    return [str(value)]


def _since(row: Any, seen: int, reader: Any) -> list[Line]:
    """Who writes in the draft has it open."""
    about = Q(noun=row._meta.verbose_name, public_id=row.public_id)
    if isinstance(row, Appearance):
        # A file changes a claim and its first appearance as one row.
        about |= Q(noun=Claim._meta.verbose_name, public_id=row.claim.public_id)
    newest = LogEntry.objects.filter(about).select_related("actor").order_by("-position")
    return lines(list(newest[: max(row.version - seen, 1)]), reader=reader, with_draft=True)


def page(model_admin: admin.ModelAdmin, request: HttpRequest, conflict: Conflict) -> Any:
    """Both texts side by side, answered 409: the save has not happened yet."""
    asked = {one.bound.html_name for row in conflict.rows for one in row.collisions}
    carried = [
        (name, value)
        for name, values in conflict.data.lists()
        for value in values
        if name not in asked and name != "csrfmiddlewaretoken"
    ]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Somebody else wrote first",
        "opts": model_admin.opts,
        "media": model_admin.media,
        "conflict": conflict,
        "carried": carried,
        "collides": bool(asked),
    }
    return TemplateResponse(request, "admin/stale.html", context, status=409)
