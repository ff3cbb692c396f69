"""The index on PostgreSQL: one table a noun, kept by a trigger, with functions of our own.

`to_tsvector` is passed by: its parser takes "example.org/x" for one word, depends on the
database's locale, and a tsvector forgets positions beyond 16,383 and the 257th place of a word,
so that a phrase late in a long text would not be found. Instead each row keeps its stems twice:
as a tsvector, by which the GIN index finds and `ts_rank` ranks, and as text ` a b c `, in which
a phrase is simply looked for. Neither superuser's rights nor an extension are needed.
"""

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from claims.search.alphabets import FROM, MARKS, SEPARATE, SEPARATORS, SYMBOLS, TO
from claims.search.tables import Table

# FTS5 stems what has 3 to 64 bytes; a lexeme may have 2,046, and a character at most four.
STEMMED = "BETWEEN 3 AND 64"
LONGEST_WORD = 500
LAST_POSITION = 16_383

# A phrase for which the vector alone is proof.
ONE_WORD = re.compile(rf"[^\W_{SEPARATE}]+")

# Lower case as Unicode has it, whatever the database's locale: ICU's, or that of version 17 on.
COLLATIONS = ("und-x-icu", "pg_c_utf8")

# FTS5 has Porter's later rules for -logy and -bly, Snowball's `porter` the paper's of 1980.
REVISED = """CASE
            WHEN word !~ '[gl](y|ies)$' THEN word
            WHEN word ~ '[aeiouy][^aeiouy].*log(y|ies)$' THEN regexp_replace(word, '(y|ies)$', '')
            WHEN word ~ '[aeiouy][^aeiouy].*bl(y|ies)$' THEN regexp_replace(word, '(y|ies)$', 'e')
            ELSE word END"""

DICTIONARY = """
DO $$ BEGIN
    CREATE TEXT SEARCH DICTIONARY claims_search_stem (TEMPLATE = snowball, LANGUAGE = porter);
EXCEPTION WHEN unique_violation OR duplicate_object THEN NULL;
END $$"""

# `translate` looks through all of FROM for every character, so it is spared where it can be.
# OFFSET 0 has a subquery answered once, instead of being copied to each place that names it.
WORDS = f"""
CREATE OR REPLACE FUNCTION claims_search_words(said text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(' ' || string_agg(
        CASE WHEN octet_length(word) {STEMMED}
            THEN (ts_lexize('claims_search_stem', {REVISED}))[1]
            ELSE left(word, {LONGEST_WORD}) END, ' ' ORDER BY place) || ' ', '')
    FROM (
        SELECT lower(regexp_replace(regexp_replace(said, '[{SYMBOLS}]', ' ', 'g'),
            '([{SEPARATE}])', ' \\1 ', 'g') %(collate)s) AS lowered OFFSET 0
    ) AS text, regexp_split_to_table(
        normalize(regexp_replace(normalize(
            CASE WHEN lowered ~ '[{FROM}]' THEN translate(lowered, '{FROM}', '{TO}')
                ELSE lowered END, NFD), '[{MARKS}]', '', 'g'), NFC),
        '[{SEPARATORS}]+') WITH ORDINALITY AS parts (word, place)
    WHERE word <> ''
$$"""

VECTOR = f"""
CREATE OR REPLACE FUNCTION claims_search_vector(words text, weight text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(
        quote_literal(word) || ':' || least(place, {LAST_POSITION}) || weight, ' '), '')::tsvector
    FROM string_to_table(trim(words), ' ') WITH ORDINALITY AS parts (word, place)
    WHERE word <> ''
$$"""

QUERY = """
CREATE OR REPLACE FUNCTION claims_search_query(said text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_agg(DISTINCT quote_literal(word), ' & ')::tsquery
    FROM string_to_table(trim(claims_search_words(said)), ' ') AS parts (word)
    WHERE word <> ''
$$"""


def functions(cursor: Any) -> list[str]:
    cursor.execute("SELECT collname FROM pg_collation WHERE collname = ANY(%s)", [list(COLLATIONS)])
    there = {name for (name,) in cursor.fetchall()}
    collation = next((name for name in COLLATIONS if name in there), "default")
    return [DICTIONARY, WORDS % {"collate": f'COLLATE "{collation}"'}, VECTOR, QUERY]


def definition(table: Table) -> list[str]:
    """Statements that make the index of one table, keep it, and fill it with the rows there."""
    index = table.index
    same = " AND ".join(
        f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in ("id", *table.columns)
    )
    return [
        f"CREATE TABLE {index} "
        "(id bigint PRIMARY KEY, words text NOT NULL, vector tsvector NOT NULL)",
        f"CREATE INDEX {index}_vector ON {index} USING gin (vector)",
        f"""CREATE OR REPLACE FUNCTION {index}() RETURNS trigger
        LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        DECLARE {" ".join(f"{column} text;" for column in table.columns)} vector tsvector;
        BEGIN
            IF TG_OP = 'TRUNCATE' THEN TRUNCATE {index}; RETURN NULL; END IF;
            IF TG_OP = 'UPDATE' THEN IF {same} THEN RETURN NULL; END IF; END IF;
            IF TG_OP = 'INSERT' THEN
                IF EXISTS (SELECT 1 FROM {index} WHERE id = NEW.id) THEN RETURN NULL; END IF;
            END IF;
            IF TG_OP <> 'INSERT' THEN DELETE FROM {index} WHERE id = OLD.id; END IF;
            IF TG_OP <> 'DELETE' THEN {_entry(table)} END IF;
            RETURN NULL;
        END $$""",
        f"CREATE TRIGGER {index} AFTER INSERT OR UPDATE OR DELETE ON {table.name} "
        f"FOR EACH ROW EXECUTE FUNCTION {index}()",
        f"CREATE TRIGGER {index}_at_once AFTER TRUNCATE ON {table.name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {index}()",
        # The index follows its rows where other triggers rest, too: when a dump is loaded.
        f"ALTER TABLE {table.name} ENABLE ALWAYS TRIGGER {index}",
        f"INSERT INTO {index} {_entries(table, table.name)}",
    ]


def missing(cursor: Any, table: Table) -> list[str]:
    """What is not there; the index itself where it was made by another definition."""
    index = table.index
    cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [index])
    laid = cursor.fetchone()[0] == _fingerprint(cursor, table)
    cursor.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal",
        [table.name],
    )
    triggers = {name for (name,) in cursor.fetchall()}
    return ([] if laid else [index]) + [
        name for name in (index, f"{index}_at_once") if name not in triggers
    ]


def build(cursor: Any, table: Table) -> None:
    """Make the index anew. The triggers' lock on the table keeps writers out meanwhile."""
    index = table.index
    # PostgreSQL alters no table for which a deferred constraint is still to be checked.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for trigger in (index, f"{index}_at_once"):
        cursor.execute(f"DROP TRIGGER IF EXISTS {trigger} ON {table.name}")
    cursor.execute(f"DROP TABLE IF EXISTS {index}")
    for statement in functions(cursor) + definition(table):
        cursor.execute(statement)
    cursor.execute(f"COMMENT ON TABLE {index} IS '{_fingerprint(cursor, table)}'")


def found(table: Table, row: str, phrases: Sequence[str]) -> tuple[str, list[Any]]:
    """SQL, and its parameters, that says whether the row numbered `row` has all the phrases."""
    several = [phrase for phrase in phrases if not ONE_WORD.fullmatch(phrase)]
    in_order = " AND strpos(words, claims_search_words(%s)) > 0" * len(several)
    sql = f"SELECT id FROM {table.index} WHERE vector @@ claims_search_query(%s){in_order}"
    return f"{row} IN ({sql})", [" ".join(phrases), *several]


def relevance(table: Table, row: str, phrases: Sequence[str]) -> tuple[str, list[Any]]:
    """SQL for how well the row fits, a larger number for a better fit."""
    most = max(table.columns.values())
    weights = [weight / most for weight in sorted(table.columns.values())]
    weights += [1.0] * (4 - len(weights))
    sql = f"""(SELECT ts_rank(%s::real[], vector, claims_search_query(%s), 1)
        FROM {table.index} AS hit WHERE hit.id = {row})"""
    return sql, [weights, " ".join(phrases)]


def _fingerprint(cursor: Any, table: Table) -> str:
    text = "\n".join(functions(cursor) + definition(table))
    return hashlib.sha256(text.encode()).hexdigest()


def _entry(table: Table) -> str:
    """Statements that add NEW's row. By variables: in the INSERT itself the planner would work
    out immutable functions of known values several times over."""
    stems = (f"{column} := claims_search_words(NEW.{column});" for column in table.columns)
    words, vector = _joined(table)
    return f"""{" ".join(stems)} vector := {vector};
        INSERT INTO {table.index} VALUES (NEW.id, {words}, vector);"""


def prepare(cursor: Any, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    """Add the entries of `rows`, each its id and its columns, which are still to come."""
    arrays = ", ".join(["%s::bigint[]"] + ["%s::text[]"] * len(table.columns))
    source = f"unnest({arrays}) AS coming (id, {', '.join(table.columns)})"
    cursor.execute(
        f"INSERT INTO {table.index} {_entries(table, source)}",
        [list(column) for column in zip(*rows, strict=True)],
    )


def _entries(table: Table, source: str) -> str:
    """SELECT of id, words and vector of every row of `source`."""
    stems = ", ".join(f"claims_search_words({column}) AS {column}" for column in table.columns)
    return f"""SELECT id, {", ".join(_joined(table))}
        FROM (SELECT id, {stems} FROM {source} OFFSET 0) AS stems"""


def _joined(table: Table) -> tuple[str, str]:
    """SQL of all words and of their vector. No phrase spans columns: two blanks are between."""
    letters = zip(sorted(table.columns, key=table.columns.__getitem__), "DCBA", strict=False)
    vectors = (f"claims_search_vector({column}, '{letter}')" for column, letter in letters)
    return " || ".join(table.columns), " || ".join(vectors)
