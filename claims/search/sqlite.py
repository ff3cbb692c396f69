"""The index on SQLite: one FTS5 table a noun, kept by triggers in plain SQL.

The triggers call no function of ours, so the index stays right for rows that another program
writes. A statement in a trigger cannot begin with WITH, but a subquery in it can.
"""

import re
from collections.abc import Sequence
from typing import Any

from claims.search.alphabets import FOLDED, FROM, REMOVED, SEPARATE, SYMBOLS, TO
from claims.search.tables import Table

TOKENIZER = "porter unicode61 remove_diacritics 2 categories 'L* N* M* Co'"

TRANSLATION = str.maketrans(FOLDED | dict.fromkeys(REMOVED, ""))

# Most texts have none of these, and GLOB is quick to say so.
BEYOND_ASCII = "\u0080-\U0010ffff"

# Characters that one step cuts off a text. `substr` counts from the start each time, so one
# by one a text of 100,000 characters would take seconds.
CHUNK = 256


def prepared(text: str) -> str:
    """SQL for `text`, itself SQL, as the tokenizer should see it: letters folded, `SEPARATE` apart.

    Most texts hold nothing of either and pass untouched.
    """
    return f"""
    CASE WHEN {text} NOT GLOB '*[{BEYOND_ASCII}]*' THEN {text}
    WHEN {text} NOT GLOB '*[{FROM}{SEPARATE}{SYMBOLS}]*' THEN {text} ELSE (
        WITH RECURSIVE folded(step, t) AS (
            SELECT CASE WHEN {text} GLOB '*[{FROM}]*' THEN 1 ELSE {len(FROM) + 1} END, {text}
            UNION ALL
            SELECT step + 1, replace(t, substr('{FROM}', step, 1), substr('{TO}', step, 1))
            FROM folded WHERE step <= {len(FROM)}
        ), chunk(n, t, rest) AS (
            SELECT 1, substr(t, 1, {CHUNK}), substr(t, {CHUNK + 1})
            FROM folded WHERE step = {len(FROM) + 1}
            UNION ALL
            SELECT n + 1, substr(rest, 1, {CHUNK}), substr(rest, {CHUNK + 1})
            FROM chunk WHERE rest <> ''
        ), letter(n, place, c, rest) AS (
            SELECT n, 1, substr(t, 1, 1), substr(t, 2) FROM chunk
            UNION ALL
            SELECT n, place + 1, substr(rest, 1, 1), substr(rest, 2) FROM letter WHERE rest <> ''
        )
        SELECT group_concat(CASE WHEN c GLOB '[{SEPARATE}]' THEN ' ' || c || ' '
            WHEN c GLOB '[{SYMBOLS}]' THEN ' ' ELSE c END, '')
        FROM (SELECT c FROM letter ORDER BY n, place)
    ) END"""


def definition(table: Table) -> dict[str, str]:
    """Name → CREATE statement of the index and its triggers, as `sqlite_master` will repeat it."""
    columns = ", ".join(table.columns)
    leave = f"DELETE FROM {table.index} WHERE rowid = OLD.id;"
    enter = f"""DELETE FROM {table.index} WHERE rowid = NEW.id;
        INSERT INTO {table.index} (rowid, {columns}) VALUES (NEW.id, {_prepared(table, "NEW")});"""
    events = {
        "enters": ("INSERT", enter),
        "changes": (f"UPDATE OF id, {columns}", f"{leave} {enter}"),
        "leaves": ("DELETE", leave),
    }
    virtual = f'CREATE VIRTUAL TABLE {table.index} USING fts5({columns}, tokenize="{TOKENIZER}")'
    return {table.index: virtual} | {
        f"{table.index}_{name}": f"CREATE TRIGGER {table.index}_{name} AFTER {event} "
        f"ON {table.name} FOR EACH ROW BEGIN {action} END"
        for name, (event, action) in events.items()
    }


def missing(cursor: Any, table: Table) -> list[str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    laid = dict(cursor.fetchall())
    return [name for name, sql in definition(table).items() if laid.get(name) != sql]


def build(cursor: Any, table: Table) -> None:
    """Make the index anew and fill it from the rows that are there."""
    index, *triggers = definition(table)
    for trigger in triggers:
        cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    cursor.execute(f"DROP TABLE IF EXISTS {index}")
    for statement in definition(table).values():
        cursor.execute(statement)
    cursor.execute(
        f"INSERT INTO {index} (rowid, {', '.join(table.columns)}) "
        f"SELECT id, {_prepared(table, table.name)} FROM {table.name}"
    )


def _prepared(table: Table, row: str) -> str:
    return ", ".join(prepared(f"{row}.{column}") for column in table.columns)


def query(phrases: Sequence[str]) -> str:
    """The phrases in FTS5's query language: in quotation marks nothing is an operator."""
    text = " ".join(f'"{phrase}"' for phrase in phrases).translate(TRANSLATION)
    return re.sub(f"[{SYMBOLS}]", " ", re.sub(f"([{SEPARATE}])", r" \1 ", text))


def found(table: Table, row: str, phrases: Sequence[str]) -> tuple[str, list[Any]]:
    """SQL, and its parameters, that says whether the row numbered `row` has all the phrases."""
    sql = f"{row} IN (SELECT rowid FROM {table.index} WHERE {table.index} MATCH %s)"
    return sql, [query(phrases)]


def relevance(table: Table, row: str, phrases: Sequence[str]) -> tuple[str, list[Any]]:
    """SQL for how well the row fits, a larger number for a better fit.

    LIMIT -1 keeps SQLite from moving the inner query into the outer one, where it would be
    asked again for every row; as it stands it is answered once.
    """
    weights = ", ".join(map(str, table.columns.values()))
    sql = f"""(SELECT hit.relevance FROM (
        SELECT rowid AS id, -bm25({table.index}, {weights}) AS relevance
        FROM {table.index} WHERE {table.index} MATCH %s LIMIT -1
    ) AS hit WHERE hit.id = {row})"""
    return sql, [query(phrases)]
