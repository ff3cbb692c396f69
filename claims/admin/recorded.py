"""Admins whose every write goes through the workflow's verbs, so that each leaves its trace.

Nothing is written before all forms of the page are valid and none of them is stale; then all of
it is, in one transaction.
"""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import OperationalError, models
from django.db.models import QuerySet
from django.forms import ModelChoiceField
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse

from claims import workflow
from claims.admin import posted_rows, stale
from claims.admin.changelist import StrictAdmin
from claims.admin.choice import RowChoice, RowsChoice
from claims.admin.history import HistoryAdmin
from claims.admin.refusal import RefusableAdmin, refuse, status_of
from claims.forms.recorded import LongText, RecordedForm, WebAddress
from claims.workflow.write_lock import is_locked

FIELDS: dict[Any, dict[str, Any]] = {
    models.TextField: {"form_class": LongText},
    models.URLField: {"form_class": WebAddress},
}
# What is often missing while one types: the rest is made on purpose, elsewhere.
ADDABLE = {"claimant", "document", "topics"}
GONE = (
    "Somebody else removed an entry that you were editing. What you typed is kept here as a new "
    "one: save to add it again, or empty its fields."
)


class RecordedFormSet(BaseInlineFormSet):
    """Rows of one parent, posted by somebody who may not have seen the newest of them.

    Attributes:
        shared: fields whose choices are the same in every row: they are asked for once.
        gone: said where a row that was typed into is no longer there for this person.
    """

    shared: frozenset[str] = frozenset()
    gone = GONE

    def __init__(
        self, data: Any = None, files: Any = None, instance: Any = None, **kwargs: Any
    ) -> None:
        self._choices: dict[str, Any] = {}
        self.lost_a_row = False
        if data is not None and instance is not None and instance.pk:
            prefix = kwargs.get("prefix") or self.get_default_prefix()
            data = self._rewritten(data, prefix, instance, kwargs.get("queryset"))
        super().__init__(data, files, instance, **kwargs)

    def _rewritten(self, data: Any, prefix: str, instance: Any, queryset: Any) -> Any:
        model: Any = self.model
        rows = model._base_manager.all() if queryset is None else queryset
        rows = rows.filter(**{self.fk.name: instance.pk})
        if self.fk.unique:
            return posted_rows.joined(data, prefix, rows.first())
        known = {str(key) for key in rows.values_list("pk", flat=True)}
        data, self.lost_a_row = posted_rows.without_gone(data, prefix, known)
        return data

    def clean(self) -> None:
        super().clean()
        if self.lost_a_row:
            raise ValidationError(self.gone)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if name not in self.shared or not isinstance(field, ModelChoiceField):
                continue
            if name not in self._choices:
                self._choices[name] = list(cast("Any", field.choices))
            field.widget.choices = self._choices[name]


class PlainRelations(admin.options.BaseModelAdmin):
    """Beside a choice, one button: add. What is chosen is edited on its own page."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = False
            field.widget.can_delete_related = False
            field.widget.can_view_related = False
            field.widget.can_add_related &= db_field.name in ADDABLE
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in ("assignee", "second_reader"):
            kwargs["queryset"] = staff()
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = RowChoice(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = RowsChoice(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def staff() -> QuerySet:
    """The people whom work can be given to."""
    people = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    return people.order_by("username")


class RecordedInline(PlainRelations, admin.StackedInline):
    """Rows folded to a summary, the template `summary`, that opens for editing."""

    summary = ""
    is_open = False
    form = RecordedForm
    formset = RecordedFormSet
    formfield_overrides = FIELDS
    template = "admin/claims/inline.html"
    extra = 0


class RecordedAdmin(PlainRelations, RefusableAdmin, HistoryAdmin, StrictAdmin):
    """Saves, deletes and bulk deletes as `request.user`, by `workflow.add`, `edit` and `remove`."""

    form = RecordedForm
    formfield_overrides = FIELDS

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        asked = (request, object_id, form_url, extra_context)
        try:
            return super().changeform_view(*asked)
        except stale.Conflict as conflict:
            return stale.page(self, request, conflict)
        except workflow.Stale:
            # It moved between our look and our write: what moved is seen on a second look.
            return self._look_again(*asked)
        except (workflow.Refused, ValidationError) as error:
            return self._refuse(error, *asked)
        except OperationalError as error:
            if not is_locked(error):
                raise
            return self._refuse(workflow.Busy(), *asked)

    def _look_again(self, request: HttpRequest, *asked: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *asked)
        except stale.Conflict as conflict:
            return stale.page(self, request, conflict)
        except workflow.Refused as error:
            return self._refuse(error, request, *asked)

    def _refuse(self, error: Exception, request: Any, *asked: Any) -> HttpResponse:
        status = status_of(error)
        return self.show_again(request, sentence_of(error), status, *asked)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if not change:
            workflow.add(obj, by=request.user, **form.many())

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        if change:
            stale.check(form, formsets, reader=request.user)
            save_changes(form, by=request.user)
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        for row_form in formset.deleted_forms:
            if row_form.instance.pk:
                seen = row_form.cleaned_data.get("version") or 0
                workflow.remove(row_form.instance, by=request.user, seen=seen)
        for row_form in formset.initial_forms:
            if row_form.has_changed() and row_form not in formset.deleted_forms:
                save_changes(row_form, by=request.user)
        for row in formset.new_objects:
            workflow.add(row, by=request.user)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except workflow.Refused as error:
            status = status_of(error)
            return refuse(self.admin_site, request, str(error), status)

    def delete_model(self, request: Any, obj: Any) -> None:
        seen = request.POST.get("version", "")
        workflow.remove(obj, by=request.user, seen=int(seen) if seen.isdecimal() else obj.version)

    def delete_queryset(self, request: Any, queryset: QuerySet) -> None:
        for row in queryset:
            workflow.remove(row, by=request.user, seen=row.version)

    def response_action(  # type: ignore[override]
        self, request: HttpRequest, queryset: QuerySet
    ) -> Any:
        try:
            return super().response_action(request, queryset)
        except workflow.Refused as error:
            self.message_user(request, str(error), messages.ERROR)
            return None

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Who may remove a noun removes what hangs on it; the verbs ask for no second right."""
        rows, counts, _, protected = super().get_deleted_objects(objs, request)
        return rows, counts, set(), protected


def save_changes(form: Any, *, by: Any) -> bool:
    """Write what the person changed; returns whether anything was."""
    changes = form.changes()
    if not changes:
        return False
    return workflow.edit(form.instance, by=by, seen=form.cleaned_data["version"], changes=changes)


def sentence_of(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error)
