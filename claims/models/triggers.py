"""What may never change again, held by the database itself.

Constraints see one row as it is; these triggers see what it was. Django rebuilds a table on
SQLite when a field changes and drops its triggers with it, so they are laid again after every
migration (`apps`) and looked for at start-up (`checks`).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import UniqueConstraint

from claims import models
from claims.models.arrows import MOVES
from claims.models.rating import SEEN


class Trigger(NamedTuple):
    """`condition` is SQL over OLD and NEW, the same on both databases; empty means always."""

    name: str
    table: str
    when: str
    condition: str
    sentence: str


def triggers() -> Iterator[Trigger]:
    for model in models.APPEND_ONLY:
        table, noun = model._meta.db_table, str(model._meta.verbose_name)
        sentence = f"The record is append-only: a {noun} is never {{}}."
        yield Trigger(f"{table}_never_changes", table, "UPDATE", "", sentence.format("changed"))
        yield Trigger(f"{table}_never_leaves", table, "DELETE", "", sentence.format("deleted"))
        # SQLite's INSERT OR REPLACE deletes the row in its way without asking the trigger above.
        yield Trigger(
            f"{table}_is_never_replaced",
            table,
            "INSERT",
            f"EXISTS (SELECT 1 FROM {table} t WHERE {_same_row(model)})",
            sentence.format("replaced"),
        )
    yield from _personal_values()
    yield from _moves()
    yield from _publications()
    yield from _meanings()


def _personal_values() -> Iterator[Trigger]:
    """They are blanked, and nothing else: a commitment that lost its row would look erased."""
    model = models.PersonalValue
    table = model._meta.db_table
    kept = ("commitment", "noun", "public_id", "field")
    other = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in kept)
    sentence = "What stands behind a commitment is erased by blanking it, and never changed."
    yield Trigger(
        f"{table}_is_only_blanked",
        table,
        "UPDATE",
        f"NEW.salt <> '' OR NEW.value <> '' OR OLD.erased_at IS NOT NULL OR {other}",
        sentence,
    )
    yield Trigger(f"{table}_never_leaves", table, "DELETE", "", sentence)
    yield Trigger(
        f"{table}_is_never_replaced",
        table,
        "INSERT",
        f"EXISTS (SELECT 1 FROM {table} t WHERE {_same_row(model)})",
        sentence,
    )


def _same_row(model: Any) -> str:
    """SQL: the row `t` is in the way of NEW, by its key or by another unique column."""
    single = [[field.column] for field in model._meta.local_concrete_fields if field.unique]
    several = [
        [model._meta.get_field(name).column for name in constraint.fields]
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    same = (" AND ".join(f"t.{c} = NEW.{c}" for c in columns) for columns in single + several)
    return " OR ".join(f"({each})" for each in same)


def _moves() -> Iterator[Trigger]:
    claim = models.Claim._meta.db_table
    moves = " OR ".join(
        f"(OLD.status = '{source}' AND NEW.status = '{target}')" for source, target in sorted(MOVES)
    )
    yield Trigger(
        f"{claim}_begins_as_extracted",
        claim,
        "INSERT",
        "NEW.status <> 'extracted' OR NEW.published_version_id IS NOT NULL",
        "A claim begins as extracted: its status moves only along the workflow.",
    )
    yield Trigger(
        f"{claim}_moves_along_an_arrow",
        claim,
        "UPDATE",
        f"OLD.status <> NEW.status AND NOT ({moves})",
        "No arrow of the workflow leads from this status to that one.",
    )


def _publications() -> Iterator[Trigger]:
    claim = models.Claim._meta.db_table
    version = models.ClaimReviewVersion._meta.db_table
    yield Trigger(
        f"{claim}_shows_its_own_version",
        claim,
        "UPDATE",
        f"""NEW.published_version_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM {version} v
            WHERE v.id = NEW.published_version_id AND v.claim_id = NEW.id)""",
        "A claim shows a version of its own review.",
    )
    yield Trigger(
        f"{claim}_keeps_its_page",
        claim,
        "UPDATE",
        "OLD.published_version_id IS NOT NULL AND NEW.published_version_id IS NULL",
        "What was published is never unpublished: withdraw it, and its page keeps the notice.",
    )
    yield Trigger(
        f"{claim}_stays_once_published",
        claim,
        "DELETE",
        "OLD.published_version_id IS NOT NULL",
        "What was published is never deleted: withdraw it, and its page keeps the notice.",
    )
    yield Trigger(
        f"{claim}_keeps_its_names",
        claim,
        "UPDATE",
        "OLD.slug <> NEW.slug OR OLD.public_id <> NEW.public_id",
        "A claim's address and id never change: readers and files refer to them.",
    )


def _meanings() -> Iterator[Trigger]:
    """A rating that readers have seen means for good what it meant when it was approved."""
    rating, scale = models.Rating._meta.db_table, models.RatingScale._meta.db_table
    version = models.ClaimReviewVersion._meta.db_table
    yield Trigger(
        f"{rating}_keeps_its_meaning",
        rating,
        "UPDATE",
        f"""(OLD.label <> NEW.label OR OLD.scale_id <> NEW.scale_id
            OR COALESCE(OLD.value, -32768) <> COALESCE(NEW.value, -32768))
            AND EXISTS (SELECT 1 FROM {version} v WHERE v.rating_id = OLD.id)""",
        SEEN,
    )
    yield Trigger(
        f"{scale}_keeps_its_meaning",
        scale,
        "UPDATE",
        f"""(OLD.best <> NEW.best OR OLD.worst <> NEW.worst) AND EXISTS (
            SELECT 1 FROM {version} v JOIN {rating} r ON r.id = v.rating_id
            WHERE r.scale_id = OLD.id)""",
        SEEN,
    )


def lay(connection: BaseDatabaseWrapper) -> None:
    """Lay every trigger anew, so that a changed sentence or condition takes effect."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        for trigger in triggers():
            for statement in STATEMENTS[connection.vendor](trigger):
                cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that the database does not hold."""
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED[connection.vendor])
        installed = {row[0] for row in cursor.fetchall()}
    expected = (name for trigger in triggers() for name in _names(trigger, connection.vendor))
    return [name for name in expected if name not in installed]


def _names(trigger: Trigger, vendor: str) -> list[str]:
    """PostgreSQL has a way to empty a table that asks no row's trigger."""
    at_once = vendor == "postgresql" and trigger.when == "DELETE"
    return [trigger.name, f"{trigger.name}_at_once"] if at_once else [trigger.name]


def _sqlite(trigger: Trigger) -> list[str]:
    condition = f"WHEN {trigger.condition}" if trigger.condition else ""
    return [
        f"DROP TRIGGER IF EXISTS {trigger.name}",
        f"CREATE TRIGGER {trigger.name} BEFORE {trigger.when} ON {trigger.table} "
        f"FOR EACH ROW {condition} BEGIN SELECT RAISE(ABORT, {_quoted(trigger.sentence)}); END",
    ]


def _postgresql(trigger: Trigger) -> list[str]:
    # A WHEN clause cannot ask another table, so the one that does so becomes part of a function.
    call = f"claims_refuse({_quoted(trigger.sentence)})"
    statements = [f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.table}"]
    condition = f"WHEN ({trigger.condition})" if trigger.condition else ""
    truncate = call
    if "SELECT" in trigger.condition:
        statements.append(
            f"""CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger AS $$
            BEGIN IF {trigger.condition} THEN
                RAISE EXCEPTION '%', {_quoted(trigger.sentence)}
                USING ERRCODE = 'integrity_constraint_violation';
            END IF; RETURN NEW; END $$ LANGUAGE plpgsql"""
        )
        call, condition = f"{trigger.name}()", ""
    statements.append(
        f"CREATE TRIGGER {trigger.name} BEFORE {trigger.when} ON {trigger.table} "
        f"FOR EACH ROW {condition} EXECUTE FUNCTION {call}"
    )
    if trigger.when == "DELETE":
        name = f"{trigger.name}_at_once"
        statements += [
            f"DROP TRIGGER IF EXISTS {name} ON {trigger.table}",
            f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {trigger.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {truncate}",
        ]
    return statements


def _quoted(sentence: str) -> str:
    return "'" + sentence.replace("'", "''") + "'"


POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION claims_refuse() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$ LANGUAGE plpgsql
"""
STATEMENTS: dict[str, Any] = {"sqlite": _sqlite, "postgresql": _postgresql}
INSTALLED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    ),
}
