"""Rules of one row, held by the database and told in sentences.

SQLite keeps neither a length nor a list of choices: `varchar(200)` takes a novel there. The
decorator `enforced` gives every model the same limits on both databases, from what its
fields already declare; rules that are a noun's own are written in its Meta.
"""

from typing import Any, TypeVar

from django.core.exceptions import FieldError, ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan, LessThanOrEqual

M = TypeVar("M", bound=type[models.Model])

# White space, and characters that show nothing: Unicode's Default_Ignorable_Code_Point up to
# U+FFFF with the fillers and the blank braille pattern. Text made of these says nothing.
INVISIBLE = [
    *range(9, 14), 0x20, 0x85, 0xA0, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x1680, 0x17B4, 0x17B5,
    *range(0x180B, 0x1810), *range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2070),
    0x2800, 0x3000, 0x3164, *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0, *range(0xFFF0, 0xFFF9),
]  # fmt: skip
BLANKS = "".join(map(chr, INVISIBLE))


class Rule(models.CheckConstraint):
    """A check constraint that validates a row in Python, without a query of its own.

    Django's asks the database once for every constraint of every row. Migrations see an
    ordinary CheckConstraint.
    """

    def __init__(self, *, field: str = "", allows: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field, self.allows = field, allows

    def deconstruct(self) -> tuple[str, Any, Any]:
        _, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs

    def clone(self) -> "Rule":
        _, _, kwargs = self.deconstruct()
        return Rule(field=self.field, allows=self.allows, **kwargs)

    def validate(
        self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        if exclude and self.field in exclude:
            return
        value = getattr(instance, self.field)
        if value is not None and not self.allows(value):
            message = self.get_violation_error_message()
            raise ValidationError({self.field: ValidationError(message, code="rule")})


def says_something(noun: str, field: str, sentence: str) -> Rule:
    """`field` holds at least one character that can be seen."""
    trimmed = Func(F(field), Value(BLANKS), function="TRIM", output_field=models.TextField())
    return Rule(
        name=f"a_{noun}_says_something_in_its_{field}",
        condition=GreaterThan(Length(trimmed), 0),
        violation_error_message=sentence,
        field=field,
        allows=lambda value: bool(value.strip(BLANKS)),
    )


def pair(noun: str, stem: str) -> models.CheckConstraint:
    """`<stem>_at` and `<stem>_by` are both there or both missing."""
    at, by = f"{stem}_at__isnull", f"{stem}_by__isnull"
    return models.CheckConstraint(
        name=f"a_{noun}_is_{stem}_at_a_time_and_by_somebody",
        condition=Q(**{at: True, by: True}) | Q(**{at: False, by: False}),
        violation_error_message=f"What is {stem} is {stem} at a time and by somebody.",
    )


def enforced(model: M) -> M:
    """Give `model` a constraint for each length, choice and web address that it declares."""
    meta = model._meta
    if "constraints" not in meta.original_attrs:
        raise FieldError(f"{model.__name__}.Meta names no constraints of its own.")
    constraints: list[models.BaseConstraint] = list(meta.constraints)
    for field in meta.local_concrete_fields:
        if isinstance(field, models.FileField) or not isinstance(
            field, models.CharField | models.TextField
        ):
            continue
        if field.choices:
            constraints.append(_known_word(meta.model_name, field))
        elif field.max_length:
            constraints.append(_length(meta.model_name, field))
        if isinstance(field, models.URLField):
            constraints.append(_web_address(meta.model_name, field))
    meta.constraints = constraints
    return model


def _length(noun: Any, field: Any) -> Rule:
    limit = field.max_length
    return Rule(
        name=f"{noun}_{field.name}_has_at_most_{limit}_characters",
        condition=LessThanOrEqual(Length(F(field.name)), limit),
        violation_error_message=(
            f"The {field.verbose_name} is too long: shorten it to at most {limit:,} characters."
        ),
        field=field.name,
        allows=lambda value: len(value) <= limit,
    )


def _known_word(noun: Any, field: Any) -> Rule:
    words = [word for word, _ in field.flatchoices] + ([""] if field.blank else [])
    return Rule(
        name=f"{noun}_{field.name}_is_a_known_word",
        condition=Q(**{f"{field.name}__in": words}),
        violation_error_message=(
            f"The {field.verbose_name} is none of: {', '.join(filter(None, words))}."
        ),
        field=field.name,
        allows=words.__contains__,
    )


def _web_address(noun: Any, field: Any) -> Rule:
    condition = Q(**{f"{field.name}__startswith": "http://"})
    condition |= Q(**{f"{field.name}__startswith": "https://"})
    if field.blank:
        condition |= Q(**{field.name: ""})
    return Rule(
        name=f"{noun}_{field.name}_is_a_web_address",
        condition=condition,
        violation_error_message=(
            "The address must begin with http:// or https://, as in https://example.org/report."
        ),
        field=field.name,
        allows=lambda value: (
            value.startswith(("http://", "https://")) or (field.blank and not value)
        ),
    )
