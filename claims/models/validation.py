"""A model's own rules, compiled once, for rows by the thousand.

`full_clean` makes an instance for each row and asks the database about each foreign key and
constraint. Here a row is a dict; what a field declares is looked at directly, and only a row
that fails is put before the stock methods, for their sentences. No rule is written twice, and a
test holds both to the same answer for any row. Uniqueness is a question about other rows: the
caller asks it for many at once (`unique_together`).
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from claims.models.noun import UNSTORABLE
from claims.models.rules import Rule

Row = Mapping[str, Any]
Check = Callable[[Any], bool]
Message = tuple[str, ValidationError]


class Validator:
    """The rules of `model` over the fields `names`, which a person fills in.

    A row maps names of fields to values; for a foreign key that is the other row, which must be
    in the database already or be about to come there. `key` is the row's own number, if it has
    one.
    """

    def __init__(self, model: type[models.Model], names: Collection[str]) -> None:
        self.model = model
        self.fields = {name: model._meta.get_field(name) for name in names}
        self.checks = {name: _check(field, model) for name, field in self.fields.items()}
        self.constraints = [
            (constraint, held)
            for constraint in model._meta.constraints
            if type(constraint) is CheckConstraint
            and (held := _compiled(constraint.condition, {*names, "id"})) is not None
        ]
        self.has_clean = model.clean is not models.Model.clean
        self.others = {f.name for f in model._meta.fields} - set(names)
        self.relations = {name for name, f in self.fields.items() if f.is_relation}
        self._reused = model()

    def broken(
        self, row: Row, *, key: int | None = None, apart_from: Collection[str] = ()
    ) -> list[Message]:
        """Each rule that `row` breaks, with the field's name, or "" for the row as a whole."""
        if not apart_from and self._is_good(row, key):
            return []
        return list(self._told(row, key, set(apart_from)))

    def _is_good(self, row: Row, key: int | None) -> bool:
        checks = self.checks
        for name, value in row.items():
            if not checks[name](value):
                return False
        whole = {**row, "id": key}
        for _, holds in self.constraints:
            if holds(whole) is False:
                return False
        if self.has_clean:
            try:
                self._again(row, key).clean()
            except ValidationError:
                return False
        return True

    def _told(self, row: Row, key: int | None, apart: set[str]) -> Iterator[Message]:
        """In the order of `full_clean`."""
        draft, wrong = self._instance(row, key), set(apart)
        for name in self.relations - apart:
            field: Any = self.fields[name]
            if row.get(name) is None and not (field.null and field.blank):
                code = "blank" if field.null else "null"
                wrong.add(name)
                yield name, ValidationError(field.error_messages[code], code=code)
        skip = self.others | self.relations | wrong
        try:
            draft.full_clean(exclude=skip, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            for name, found in error.error_dict.items():
                wrong.add(name)
                for one in found:
                    yield "" if name == NON_FIELD_ERRORS else name, one
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, Rule) and constraint.field in self.fields:
                yield from _refused(constraint, draft, wrong | self.others)
        for check, holds in self.constraints:
            left_out = set(_names(check.condition)) & wrong
            if not left_out and holds({**row, "id": key}) is False:
                yield "", ValidationError(str(check.get_violation_error_message()))

    def _again(self, row: Row, key: int | None) -> models.Model:
        """The same instance each time, because to make one costs more than the rest."""
        draft: Any = self._reused
        draft._state.fields_cache.clear()
        draft.pk = key
        for name, value in row.items():
            if name in self.relations:
                draft._state.fields_cache[name] = value
                draft.__dict__[f"{name}_id"] = None if value is None else value.pk
            else:
                draft.__dict__[name] = value
        return draft

    def _instance(self, row: Row, key: int | None) -> models.Model:
        draft: Any = self.model(pk=key)
        for name, value in row.items():
            setattr(draft, name, value)
        return draft


def unique_together(model: type[models.Model]) -> list[tuple[tuple[str, ...], ValidationError]]:
    """Sets of fields that no two rows share, with what is said of a second one.

    Conditions are left to the database: what they speak of is no matter of one file.
    """
    meta = model._meta
    single = [
        ((field.name,), ValidationError("", code="unique"))
        for field in meta.local_concrete_fields
        if field.unique and field.editable and not field.primary_key
    ]
    several = [
        (tuple(one.fields), ValidationError(str(one.get_violation_error_message())))
        for one in meta.constraints
        if isinstance(one, UniqueConstraint) and one.condition is None
    ]
    return single + several


def _check(field: Any, model: type[models.Model]) -> Check:
    """Whether a value passes all that `field` says by itself."""
    if field.is_relation:
        return lambda value: value is not None or (field.null and field.blank)
    if isinstance(field, models.BooleanField):
        return lambda value: value is True or value is False
    if not isinstance(field, models.CharField | models.TextField):
        raise TypeError(f"How a {type(field).__name__} is checked is to be said here.")
    may_be_blank, unstorable = field.blank, UNSTORABLE.search
    # A choice and a length are said by a rule as well, in the same words and characters.
    rules = [
        rule.allows
        for rule in model._meta.constraints
        if isinstance(rule, Rule) and rule.field == field.name
    ]
    validators = [v for v in field.validators if not isinstance(v, MaxLengthValidator)]

    def passes(value: str) -> bool:
        if not value and not may_be_blank:
            return False
        for allows in rules:
            if not allows(value):
                return False
        if not value:
            return True
        if unstorable(value):
            return False
        try:
            for validator in validators:
                validator(value)
        except ValidationError:
            return False
        return True

    return passes


def _refused(rule: Rule, draft: Any, wrong: set[str]) -> Iterator[Message]:
    try:
        rule.validate(type(draft), draft, exclude=wrong)
    except ValidationError as error:
        for name, found in error.error_dict.items():
            for one in found:
                yield name, one


# A condition over a row, as the database would judge it: None is SQL's unknown, which passes.
Condition = Callable[[Row], bool | None]


def _names(condition: Any) -> Iterator[str]:
    """The fields that a condition speaks of."""
    for child in condition.children:
        if isinstance(child, Q):
            yield from _names(child)
        else:
            yield child[0].partition("__")[0]
            if isinstance(child[1], F):
                yield child[1].name  # type: ignore[attr-defined]


def _compiled(condition: Any, names: Collection[str]) -> Condition | None:
    """`condition` in Python; None if it speaks of fields that the row does not have, as where
    only the workflow sets them."""
    if not isinstance(condition, Q) or not set(_names(condition)) <= set(names):
        return None
    children: list[Any] = list(condition.children)
    parts = [
        _compiled(child, names) if isinstance(child, Q) else _lookup(*child) for child in children
    ]
    wanted = [part for part in parts if part is not None]
    decisive = condition.connector == Q.OR

    def holds(row: Row) -> bool | None:
        result: bool | None = not decisive
        for part in wanted:
            found = part(row)
            if found is decisive:
                result = decisive
                break
            if found is None:
                result = None
        return result if result is None or not condition.negated else not result

    return holds


def _lookup(path: str, expected: Any) -> Condition:
    name, _, lookup = path.partition("__")
    compare = LOOKUPS[lookup or "exact"]
    other_name = getattr(expected, "name", "") if isinstance(expected, F) else ""
    if lookup == "isnull":
        return lambda row: (row.get(name) is None) == expected

    def holds(row: Row) -> bool | None:
        value, other = _key(row.get(name)), expected
        if other_name:
            other = _key(row.get(other_name))
        if value is None or other is None:
            return None
        return compare(value, other)

    return holds


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda value, other: value == other,
    "in": lambda value, other: value in other,
    "gt": lambda value, other: value > other,
    "gte": lambda value, other: value >= other,
    "lt": lambda value, other: value < other,
    "lte": lambda value, other: value <= other,
    "startswith": lambda value, other: value.startswith(other),
    "isnull": lambda value, other: (value is None) == other,
}
