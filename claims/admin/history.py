"""The log as people read it: who did what, when, why, and what it changed."""

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest, FieldDoesNotExist, PermissionDenied
from django.core.paginator import EmptyPage, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims.admin.refusal import refuse
from claims.admin.timeline import asked, moments
from claims.models import Appearance, Claim, LogEntry, PersonalValue
from claims.reading.difference import Part, difference
from claims.workflow.blinder import FOLDED, blinded, folded_entries
from claims.workflow.commitments import commitment_in, kept_values
from claims.workflow.incoming import SEEN

PAGE = re.compile(r"[1-9][0-9]{0,8}")
LABELS = {
    "sha256": "hash of the content",
    "version": "published version",
    "values": "values erased from the record",
}
ERASED = "(erased)"


class Change(NamedTuple):
    """One field. `parts` holds both texts word by word; a first value has only "ins" parts."""

    label: str
    before: str
    after: str
    parts: list[Part]


class Line(NamedTuple):
    """`instead` stands for what changed, for a person who is not to read that yet."""

    entry: LogEntry
    changes: list[Change]
    instead: str = ""

    @property
    def is_about_the_claim(self) -> bool:
        return self.entry.noun == Claim._meta.verbose_name


def lines(entries: Iterable[LogEntry], *, reader: Any, with_draft: bool = False) -> list[Line]:
    """Entries with their fields named as on the forms and people by name, in the order given, as
    `reader` may see them; `with_draft` if they asked to see what is behind the blinder."""
    entries = list(entries)
    hidden = folded_entries(entries, person=reader, with_draft=not with_draft)
    people = _people(entries)
    kept = kept_values(state for entry in entries for state in (entry.before, entry.after))
    return [
        Line(entry, [], FOLDED)
        if entry.position in hidden
        else Line(entry, list(_changes(entry, people, kept)))
        for entry in entries
    ]


def tells_of_a_draft(told: list[Line], reader: Any) -> bool:
    """Whether some of what is folded away opens with a click."""
    claims = {line.entry.claim for line in told if line.instead}
    return bool(claims) and blinded(reader).filter(public_id__in=claims).exists()


def _changes(
    entry: LogEntry, people: dict[int, str], kept: dict[str, PersonalValue]
) -> Iterable[Change]:
    model = _models().get(entry.noun)
    for name in [*entry.before, *(name for name in entry.after if name not in entry.before)]:
        field = _field(model, name)
        before, after = (
            _read(field, _opened(side.get(name), kept), people)
            for side in (entry.before, entry.after)
        )
        label = str(field.verbose_name) if field is not None else LABELS.get(name, name)
        if name.startswith(f"{SEEN}."):
            label = f"first appearance: {label}"
        if after == "no" and name not in entry.before:
            continue  # A first entry says what is, not what is not.
        yield Change(label.replace("_", " "), before, after, difference(before, after))


def _opened(value: Any, kept: dict[str, PersonalValue]) -> Any:
    """The value itself, where the entry holds a commitment to it."""
    commitment = commitment_in(value)
    if not commitment:
        return value
    behind = kept.get(commitment)
    return json.loads(behind.value) if behind is not None and behind.value else ERASED


def _read(field: Any, value: Any, people: dict[int, str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if _is_person(field):
        return people.get(value, f"person {value}")
    choices = dict(field.flatchoices) if field is not None and field.choices else {}
    return str(choices.get(value, value))


def _is_person(field: Any) -> bool:
    return field is not None and field.related_model is get_user_model()


def _field(model: Any, name: str) -> Any:
    """The model's own field of that name; what others say of the model is none of its fields. Of a
    claim that came with a file, the entry also says where it was seen first."""
    if model is Claim and name.startswith(f"{SEEN}."):
        model, name = Appearance, name.removeprefix(f"{SEEN}.")
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return None if field is None or field.auto_created else field


def _models() -> dict[str, Any]:
    return {str(m._meta.verbose_name): m for m in apps.get_app_config("claims").get_models()}


def _people(entries: list[LogEntry]) -> dict[int, str]:
    keys = set()
    for entry in entries:
        model = _models().get(entry.noun)
        for state in (entry.before, entry.after):
            keys |= {v for name, v in state.items() if v and _is_person(_field(model, name))}
    people = get_user_model()._default_manager.filter(pk__in=keys)
    return {person.pk: person.get_username() for person in people}


class HistoryAdmin(admin.ModelAdmin):
    """Shows our own record in place of Django's notes on what a form did."""

    entries_per_page = 50

    def entries(self, row: Any) -> QuerySet[LogEntry]:
        """What happened to `row`; a claim's history is also that of what hangs on it."""
        if isinstance(row, Claim):
            return LogEntry.objects.about(row.public_id)
        return LogEntry.objects.filter(noun=self.opts.verbose_name, public_id=row.public_id)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        try:
            entries = self.entries(row)
            choice = asked(request.GET, entries)
            shown = self._listed(request, choice.of(entries))
        except BadRequest as error:
            return refuse(self.admin_site, request, str(error), 400)
        told = lines(shown.object_list, reader=request.user, with_draft="draft" in request.GET)
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {self.opts.verbose_name}",
            "subtitle": str(row),
            "opts": self.opts,
            "object": row,
            "page": shown,
            "asked": choice,
            "moments": moments(told),
            "is_folded": any(line.instead for line in told),
            "is_draft_folded": "draft" not in request.GET and tells_of_a_draft(told, request.user),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/history.html", context)

    def _listed(self, request: HttpRequest, entries: QuerySet[LogEntry]) -> Any:
        number = request.GET.get("p", "1")
        newest_first = entries.select_related("actor").order_by("-position")
        try:
            if not PAGE.fullmatch(number):
                raise EmptyPage
            return Paginator(newest_first, self.entries_per_page).page(number)
        except EmptyPage:
            raise BadRequest(f"This history has no page {number[:40]}.") from None
