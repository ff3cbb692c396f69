"""What entries of the record say of other rows, and what other rows say of theirs."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps

from claims.models import Appearance, Claim, Topic
from claims.models.noun import SlugNoun
from claims.models.validation import unique_together
from claims.workflow.incoming import SEEN

GONE = "what it referred to is gone"


class References:
    """What states say of other rows: their public ids, looked up for many states at once."""

    def __init__(self, model: Any, states: list[dict[str, Any]]) -> None:
        self.model = model
        self._keys: dict[Any, dict[str, int]] = {}
        for prefix, part in (("", model), (f"{SEEN}.", Appearance)):
            for field in part._meta.concrete_fields:
                if field.is_relation:
                    names = {state.get(prefix + field.name) for state in states} - {None, ""}
                    if names:
                        rows = rows_of(field.related_model, names)
                        keys = self._keys.setdefault(field.related_model, {})
                        keys |= {name: row.pk for name, row in rows.items()}
        slugs = {slug for state in states for slug in state.get("topics", ())}
        self.topics: dict[str, Topic] = Topic.objects.in_bulk(list(slugs), field_name="slug")

    def missing(self, before: dict[str, Any]) -> str:
        """Why a state cannot be put back, if a row that it speaks of has gone."""
        topics = set(before.get("topics", ())) - self.topics.keys()
        for prefix, part in (("", self.model), (f"{SEEN}.", Appearance)):
            for field in part._meta.concrete_fields:
                name = before.get(prefix + field.name)
                if field.is_relation and name and name not in self._keys[field.related_model]:
                    return GONE
        return GONE if topics else ""

    def columns(
        self, before: dict[str, Any], prefix: str = "", model: Any = None
    ) -> dict[str, Any]:
        """Column → value, of the fields that the state names."""
        found: dict[str, Any] = {}
        for field in (model or self.model)._meta.concrete_fields:
            if prefix + field.name not in before:
                continue
            value = before[prefix + field.name]
            if field.is_relation and value is not None:
                value = self._keys[field.related_model].get(value)
            found[field.column] = value
        return found


def nouns() -> dict[str, Any]:
    return {str(m._meta.verbose_name): m for m in apps.get_app_config("claims").get_models()}


def rows_of(model: Any, names: Iterable[Any]) -> dict[Any, Any]:
    """Public id → row; people are numbers in the record."""
    key = "slug" if issubclass(model, SlugNoun) else "public_id"
    if key not in {field.name for field in model._meta.concrete_fields}:
        key = "pk"
    found = model._base_manager.filter(**{f"{key}__in": set(names)})
    return {getattr(row, key): row for row in found}


def held(model: Any, keys: set[int]) -> set[int]:
    """Keys of rows that others refer to, apart from what goes with them."""
    found: set[int] = set()
    goes_too = {Appearance, Claim.topics.through} if model is Claim else set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        if relation.related_model in goes_too:
            continue
        column = relation.field.attname
        referring = relation.related_model._base_manager.filter(**{f"{column}__in": keys})
        if relation.related_model is model:
            referring = referring.exclude(pk__in=keys)
        found |= set(referring.values_list(column, flat=True))
    return found


def is_taken(model: Any, row: Any, columns: dict[str, Any]) -> bool:
    """Whether another row has by now what this one would have again."""
    for names, _ in unique_together(model):
        fields = [model._meta.get_field(name) for name in names]
        if any(field.column in columns for field in fields):
            same = {f.attname: columns.get(f.column, getattr(row, f.attname)) for f in fields}
            if model._base_manager.filter(**same).exclude(pk=row.pk).exists():
                return True
    return False
