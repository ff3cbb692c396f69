"""What may never change again, held by the database itself.

Constraints see one row as it is; these triggers see what it was. Django rebuilds a table on
SQLite when a field changes and drops its triggers with it, so they are laid again after every
migration (`apps`) and looked for at start-up (`checks`).
"""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import UniqueConstraint

from claims import models
from claims.models.arrows import MOVES
from claims.models.assessment_triggers import of_rounds, of_what_rounds_found
from claims.models.conversation_triggers import of_notices, of_threads
from claims.models.error_report import NOT_BY_ITS_MAKERS
from claims.models.rating import SEEN
from claims.models.trigger_sql import (
    INSTALLED,
    POSTGRESQL_FUNCTION,
    Trigger,
    names,
    statements,
)


def triggers() -> Iterator[Trigger]:
    for model in models.APPEND_ONLY:
        table, noun = model._meta.db_table, str(model._meta.verbose_name)
        sentence = f"The record is append-only: a {noun} is never {{}}."
        yield Trigger(f"{table}_never_changes", table, "UPDATE", "", sentence.format("changed"))
        yield Trigger(f"{table}_never_leaves", table, "DELETE", "", sentence.format("deleted"))
        yield _never_replaced(model, sentence.format("replaced"))
    yield from _personal_values()
    yield from _moves()
    yield from _publications()
    yield from _meanings()
    yield from of_rounds()
    yield from of_what_rounds_found()
    yield from _replies()
    yield from of_threads()
    yield from of_notices()
    yield from _reports()


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
    yield _never_replaced(model, sentence)


def _never_replaced(model: Any, sentence: str) -> Trigger:
    """SQLite's INSERT OR REPLACE deletes the row in its way and asks no trigger about it.

    PostgreSQL has no such statement, and there the look at the table, planned while it was
    small, would read all of it for each row added.
    """
    table = model._meta.db_table
    condition = f"EXISTS (SELECT 1 FROM {table} t WHERE {_same_row(model)})"
    return Trigger(f"{table}_is_never_replaced", table, "INSERT", condition, sentence, "sqlite")


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


def _replies() -> Iterator[Trigger]:
    """What somebody answered stays as they said it, until it is erased with all that is theirs."""
    table = models.Reply._meta.db_table
    yield Trigger(
        f"{table}_keeps_its_words",
        table,
        "UPDATE",
        """OLD.request_id <> NEW.request_id OR OLD.channel <> NEW.channel
            OR OLD.received <> NEW.received
            OR (OLD.text <> NEW.text AND NEW.text NOT LIKE 'Erased, %')""",
        "An answer is never changed: record another.",
    )
    yield Trigger(f"{table}_never_leaves", table, "DELETE", "", "An answer is never deleted.")


def _reports() -> Iterator[Trigger]:
    """Readers' words are theirs: they can be erased, and neither reworded nor lost; nobody whose
    verdict they doubt puts them aside."""
    table = models.ErrorReport._meta.db_table
    version = models.ClaimReviewVersion._meta.db_table
    yield Trigger(
        f"{table}_is_dismissed_by_another",
        table,
        "UPDATE",
        f"""OLD.outcome <> NEW.outcome AND NEW.outcome IN ('no_change', 'no_report') AND EXISTS (
            SELECT 1 FROM {version} v WHERE v.id = NEW.review_version_id AND NEW.triaged_by_id
            IN (v.written_by_id, v.edited_by_id, v.proposed_by_id, v.approved_by_id))""",
        NOT_BY_ITS_MAKERS,
    )
    yield Trigger(
        f"{table}_keeps_its_words",
        table,
        "UPDATE",
        """(OLD.words <> NEW.words AND NEW.words <> '')
            OR (OLD.email <> NEW.email AND NEW.email <> '')
            OR OLD.public_id <> NEW.public_id OR OLD.claim_id <> NEW.claim_id
            OR OLD.review_version_id <> NEW.review_version_id
            OR OLD.created_at <> NEW.created_at""",
        "A reader's error report stays as it was sent: it can be erased and not reworded.",
    )
    yield Trigger(
        f"{table}_never_leaves",
        table,
        "DELETE",
        "",
        "An error report is never deleted: erase what the reader wrote, and the count stays true.",
    )


def lay(connection: BaseDatabaseWrapper) -> None:
    """Lay every trigger anew, so that a changed sentence or condition takes effect."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        for trigger in triggers():
            for statement in statements(trigger, connection.vendor):
                cursor.execute(statement)


def lift(apps: Any, schema_editor: Any) -> None:
    """Take every trigger away; they are laid again after the migrations. For `RunPython`, before
    a migration that rebuilds a table on SQLite, which refuses that while a trigger elsewhere names
    the table. PostgreSQL rebuilds none and keeps its own."""
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that the database does not hold."""
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED[connection.vendor])
        installed = {row[0] for row in cursor.fetchall()}
    expected = (name for trigger in triggers() for name in names(trigger, connection.vendor))
    return [name for name in expected if name not in installed]
