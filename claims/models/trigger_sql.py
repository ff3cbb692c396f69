"""A trigger in the SQL of either database."""

from typing import NamedTuple


class Trigger(NamedTuple):
    """`condition` is SQL over OLD and NEW, the same on both databases; empty means always.
    `only` names the one database that needs it, empty where both do."""

    name: str
    table: str
    when: str
    condition: str
    sentence: str
    only: str = ""


def names(trigger: Trigger, vendor: str) -> list[str]:
    """PostgreSQL has a way to empty a table that asks no row's trigger."""
    if trigger.only not in ("", vendor):
        return []
    at_once = vendor == "postgresql" and trigger.when == "DELETE"
    return [trigger.name, f"{trigger.name}_at_once"] if at_once else [trigger.name]


def statements(trigger: Trigger, vendor: str) -> list[str]:
    """The SQL that lays `trigger` anew, or takes it away where it is not needed."""
    return _postgresql(trigger) if vendor == "postgresql" else _sqlite(trigger)


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
    if trigger.only not in ("", "postgresql"):
        return statements
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
INSTALLED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    ),
}
