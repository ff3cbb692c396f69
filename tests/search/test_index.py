"""The database keeps the index by itself: through edits, deletions, raw SQL and rebuilt tables."""

import sqlite3
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection, models

from claims.models import Claim, ClaimReviewVersion, triggers
from claims.search import index, sqlite
from claims.search.tables import TABLES

BRIDGE = "The bridge cost ten million crowns."


def found(words: str) -> int:
    return Claim.objects.search(words).count()


def raw(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.mark.django_db
def test_an_edit_and_a_deletion_reach_the_index(make_claim):
    claim = make_claim(BRIDGE)
    claim.text = "The tunnel 一千万."
    claim.save()
    assert (found("bridge"), found("tunnel 千万")) == (0, 1)
    Claim.objects.filter(pk=claim.pk).update(text="The marzipan.")
    assert (found("tunnel"), found("千"), found("marzipan")) == (0, 0, 1)
    claim.delete()
    assert found("marzipan") == 0


@pytest.mark.django_db
def test_raw_sql_reaches_the_index(make_claim):
    claim = make_claim(BRIDGE)
    raw("UPDATE claims_claim SET text = %s WHERE id = %s", "The tunnel.", claim.pk)
    assert (found("bridge"), found("tunnel")) == (0, 1)
    raw("UPDATE claims_claim SET id = %s WHERE id = %s", claim.pk + 1_000, claim.pk)
    assert Claim.objects.search("tunnel").get().pk == claim.pk + 1_000
    raw("DELETE FROM claims_claim")
    assert found("tunnel") == 0


@pytest.mark.django_db
def test_an_edit_of_another_column_leaves_the_index_alone(make_claim):
    claim = make_claim(BRIDGE)
    name = TABLES["claims_claim"].index
    column = "text" if connection.vendor == "sqlite" else "words"
    key = "rowid" if connection.vendor == "sqlite" else "id"
    raw(f"UPDATE {name} SET {column} = ' planted ' WHERE {key} = %s", claim.pk)
    Claim.objects.filter(pk=claim.pk).update(language="en")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {name}")
        assert cursor.fetchall() == [(" planted ",)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "a" * 2_000,
        "ж" * 2_000,
        "bridge " * 285,
        "桥" * 2_000,
        "\u0301" * 1_999 + "a",
        "'\"\\ %s %% $$ | : & ! ( ) < > -",
        "".join(map(chr, range(0x20, 0x7E0))),
        "".join(map(chr, range(0xFE00, 0x10000)))[:500],
    ],
)
def test_no_text_is_too_strange_to_be_written(text, make_claim):
    claim = make_claim(f"{text[:1_980]} marzipan")
    assert Claim.objects.search("marzipan").get() == claim


@pytest.mark.django_db
def test_a_phrase_at_the_very_end_of_the_longest_text_is_found(make_claim, publish_claim):
    """Beyond the 16,383 positions, and the 256 of one word, that a tsvector remembers."""
    filling = "".join(map(chr, range(0x4E00, 0x4E00 + 5_000))) * 19
    texts = [f"{filling}的桥是桥的", "of the " * 14_000 + "ten of the crowns"]
    for text in texts:
        publish_claim(make_claim(BRIDGE), explanation=text)
    for phrase in ("的桥是", "是桥的", '"ten of the crowns"'):
        assert ClaimReviewVersion.objects.search(phrase).count() == 1
    assert not ClaimReviewVersion.objects.search("桥的是").exists()


@pytest.mark.django_db
def test_the_tables_and_columns_of_the_index_are_those_of_the_models():
    searched = {"claims_claim": Claim, "claims_claimreviewversion": ClaimReviewVersion}
    assert TABLES.keys() == searched.keys()
    for name, model in searched.items():
        texts = {
            field.column
            for field in model._meta.concrete_fields
            if isinstance(field, models.TextField)
        }
        assert texts - {"content"} == TABLES[name].columns.keys()


@pytest.mark.django_db
def test_a_lost_trigger_is_reported_and_laid_again_with_the_rows_that_it_missed(make_claim):
    name, trigger = "claims_claim_search", "claims_claim_search_enters"
    if connection.vendor == "sqlite":
        raw(f"DROP TRIGGER {trigger}")
    else:
        trigger = name
        raw(f"DROP TRIGGER {name} ON claims_claim")
    make_claim(BRIDGE)
    assert found("bridge") == 0
    assert index.missing(connection) == [trigger]
    [error] = [one for one in run_checks(databases=["default"]) if one.id == "claims.E002"]
    assert trigger in error.msg
    index.lay(connection)
    assert index.missing(connection) == []
    assert found("bridge") == 1


@pytest.mark.django_db
def test_an_index_of_another_definition_is_built_again(make_claim):
    make_claim(BRIDGE)
    if connection.vendor == "sqlite":
        raw("DROP TABLE claims_claim_search")
        raw("CREATE VIRTUAL TABLE claims_claim_search USING fts5(text)")
    else:
        raw("COMMENT ON TABLE claims_claim_search IS 'of old'")
    assert index.missing(connection) == ["claims_claim_search"]
    index.lay(connection)
    assert found("bridges") == 1


@pytest.mark.django_db
def test_laying_leaves_an_index_alone_that_is_right_and_rebuilding_does_not(make_claim):
    make_claim(BRIDGE)
    raw("DELETE FROM claims_claim_search")
    index.lay(connection)
    assert found("bridge") == 0
    index.rebuild(connection)
    assert found("bridge") == 1


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_rebuilds_the_table_keeps_the_index(make_claim):
    claim = make_claim(BRIDGE)
    old, new = Claim._meta.get_field("text"), models.TextField(max_length=2_000, default="none")
    new.set_attributes_from_name("text")
    with connection.schema_editor() as editor:
        editor.alter_field(Claim, old, new)
    with connection.schema_editor() as editor:
        editor.alter_field(Claim, new, old)
    call_command("migrate", verbosity=0)
    assert index.missing(connection) == []
    assert found("bridge") == 1
    Claim.objects.filter(pk=claim.pk).update(text="The tunnel.")
    assert (found("bridge"), found("tunnel")) == (0, 1)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Only PostgreSQL has TRUNCATE.")
@pytest.mark.django_db
def test_truncating_the_table_empties_the_index(make_claim):
    make_claim(BRIDGE)
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM claims_claim_search")
        assert cursor.fetchone() == (1,)
        for guard in triggers.triggers():
            for name in (guard.name, f"{guard.name}_at_once"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {guard.table}")
        cursor.execute("TRUNCATE claims_claim CASCADE")
        cursor.execute("SELECT count(*) FROM claims_claim_search")
        assert cursor.fetchone() == (0,)


def test_on_sqlite_another_program_keeps_the_index_without_a_function_of_ours(tmp_path: Path):
    other = sqlite3.connect(tmp_path / "other.sqlite3")
    other.execute("CREATE TABLE claims_claim (id integer PRIMARY KEY, text text)")
    for statement in sqlite.definition(TABLES["claims_claim"]).values():
        other.execute(statement)

    def found(*phrases: str) -> list[tuple[int]]:
        sql = "SELECT rowid FROM claims_claim_search WHERE claims_claim_search MATCH ?"
        return other.execute(sql, [sqlite.query(phrases)]).fetchall()

    other.execute("INSERT INTO claims_claim VALUES (1, 'Ёлка 一千万')")
    assert found("елки") == []
    assert found("елка", "千万") == [(1,)]
    other.execute("INSERT OR REPLACE INTO claims_claim VALUES (1, 'The bridges')")
    assert (found("елка"), found("bridge")) == ([], [(1,)])
    other.execute("DELETE FROM claims_claim")
    assert found("bridge") == []
    other.close()
