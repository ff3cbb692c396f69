"""Seven ways to tamper with the log, by somebody who has the database's password. Each is named,
with the first entry that is not what it was, by `verify_log` and by the verifier that knows
nothing of us, which runs here as a process of its own on a file that was exported afterwards."""

import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from claims import workflow
from claims.models import Checkpoint, LogEntry, triggers
from claims.vocabulary import Event
from claims.workflow import log, log_key

VERIFIER = Path(__file__).parent.parent.parent / "claims/static/claims/verify.py"
LOG = "claims_logentry"


@pytest.fixture
def clock(monkeypatch):
    """An hour passes with each look at it."""
    now = [datetime(2026, 3, 1, tzinfo=UTC)]

    def tick() -> datetime:
        now[0] += timedelta(hours=1)
        return now[0]

    monkeypatch.setattr(timezone, "now", tick)


@pytest.fixture
def kept(clock, alice, tmp_path) -> Path:
    """The checkpoint that a reader saved when the log had 12 entries; it has 15 now."""
    log_key.make()
    write(alice, 7)
    workflow.checkpoint()
    write(alice, 5)
    made = workflow.checkpoint()
    assert made is not None
    write(alice, 3)
    file = tmp_path / "checkpoint.txt"
    file.write_text(made.note, encoding="utf-8")
    (tmp_path / "key.txt").write_text(made.key, encoding="utf-8")
    return file


def write(by, count: int) -> None:
    last = LogEntry.objects.count()
    drafts = [
        log.Draft(
            Event.CHANGED, "claim", f"c{number}", f"c{number}", {}, {"text": f"Claim {number}."}
        )
        for number in range(last + 1, last + count + 1)
    ]
    with log.writing():
        log.append_many(drafts, by=by)


@contextmanager
def lifted() -> Iterator[None]:
    """The triggers are gone, as for somebody who owns the tables."""
    with connection.cursor() as cursor:
        for trigger in triggers.triggers():
            on = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
            if connection.vendor == (trigger.only or connection.vendor):
                cursor.execute(f"DROP TRIGGER {trigger.name}{on}")
    yield
    triggers.lay(connection)


def sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def edit(alice) -> None:
    sql(f"""UPDATE {LOG} SET after = '{{"text":"Forged."}}' WHERE position = 5""")


def edit_with_its_hash(alice) -> None:
    entry = LogEntry.objects.get(position=5)
    entry.after = {"text": "Forged."}
    sql(f"""UPDATE {LOG} SET after = '{{"text":"Forged."}}', hash = %s WHERE position = 5""",
        log.digest(entry))  # fmt: skip


def delete(alice) -> None:
    sql(f"DELETE FROM {LOG} WHERE position = 5")


def delete_and_number_anew(alice) -> None:
    sql(f"DELETE FROM {LOG} WHERE position = 5")
    for position in range(6, 16):
        sql(f"UPDATE {LOG} SET position = position - 1 WHERE position = %s", position)


def insert(alice) -> None:
    """In between, with what follows moved on and a hash of its own that fits what went before."""
    for position in range(15, 4, -1):
        sql(f"UPDATE {LOG} SET position = position + 1 WHERE position = %s", position)
    LogEntry.objects.create(
        position=5, event="changed", noun="claim", public_id="x", actor=alice,
        at=timezone.now(), previous_hash="f" * 64, hash="e" * 64,
    )  # fmt: skip


def reorder(alice) -> None:
    for old, new in ((5, 1000), (9, 5), (1000, 9)):
        sql(f"UPDATE {LOG} SET position = %s WHERE position = %s", new, old)


def cut_off(alice) -> None:
    sql(f"DELETE FROM {LOG} WHERE position > 10")


def rewrite(alice) -> None:
    """Everything from entry 9 on, each hash computed from the forged one before it."""
    previous = LogEntry.objects.get(position=8).hash
    for entry in LogEntry.objects.filter(position__gte=9).order_by("position"):
        entry.reason, entry.previous_hash = "As it should have been.", previous
        previous = entry.hash = log.digest(entry)
        sql(f"UPDATE {LOG} SET reason = %s, previous_hash = %s, hash = %s WHERE position = %s",
            entry.reason, entry.previous_hash, entry.hash, entry.position)  # fmt: skip


def put_back(alice) -> None:
    """As the database was at entry 10: it never heard of the checkpoint that the reader has."""
    sql(f"DELETE FROM {LOG} WHERE position > 10")
    sql("DELETE FROM claims_checkpoint WHERE size > 10")


def put_back_and_write_on(alice) -> None:
    put_back(alice)
    write(alice, 8)


# What is done, what `verify_log` says of it, and what the verifier says.
TAMPERS = [
    (edit, "Entry 5 was edited: it was changed after it was written.", "Entry 5 was edited."),
    (
        edit_with_its_hash,
        "Entry 5 was edited and its hash computed anew: entry 6 still follows from the hash that "
        "it had.",
        "Entry 5 was edited and its hash computed anew.",
    ),
    (
        delete,
        "Entry 5 was deleted: it is missing, and entry 6 follows.",
        "Entry 5 was deleted: entry 6 follows.",
    ),
    (
        delete_and_number_anew,
        "Entry 5 was deleted, and those after it were numbered anew.",
        "Entry 5 was deleted, those after it numbered anew.",
    ),
    (
        insert,
        "Entry 5 was inserted: what was written as entry 5 is entry 6 now.",
        "Entry 5 was inserted: what was written as entry 5 is another now.",
    ),
    (
        reorder,
        "Entries were reordered, entry 5 the first of them: what stands there was written as "
        "entry 9.",
        "Entries were reordered, entry 5 the first of them.",
    ),
    (
        cut_off,
        "The end was cut off: 12 entries were signed on",
        "The end was cut off after entry 10",
    ),
    (
        rewrite,
        "The log was written anew, with hashes that fit each other: its first 12 entries are not",
        "The log was written anew: its first 12 entries are not those signed by",
    ),
    (
        put_back,
        "An older database was put back: 12 entries were signed on",
        "An older database was put back: it has 10 entries",
    ),
    (
        put_back_and_write_on,
        "An older database was put back and written on: entry 11 is of",
        "An older database was put back and written on, entry 11 the first after",
    ),
]
NAMES = [tamper.__name__ for tamper, *_ in TAMPERS]


@pytest.mark.parametrize(("tamper", "said", "_"), TAMPERS, ids=NAMES)
def test_verify_log_names_what_was_done(kept, alice, tamper, said, _):
    with lifted():
        tamper(alice)
    with pytest.raises(CommandError) as caught:
        call_command("verify_log", "--checkpoint", str(kept))
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(("tamper", "_", "said"), TAMPERS, ids=NAMES)
def test_the_verifier_names_what_was_done(kept, alice, tmp_path, tamper, _, said):
    with lifted():
        tamper(alice)
    status, answer = run_verifier(tmp_path, kept)
    assert (status, answer[: len(said)]) == (1, said)


def run_verifier(folder: Path, kept: Path) -> tuple[int, str]:
    """Exports the log; the verifier sees that file, the reader's checkpoint and their key."""
    exported = folder / "log.jsonl"
    call_command("export_log", str(exported), stdout=io.StringIO())
    command = [sys.executable, "-I", str(VERIFIER), str(exported), "--checkpoint", str(kept)]
    command += ["--key", str(folder / "key.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def test_what_nobody_touched_holds_for_both(kept, alice, tmp_path):
    out = io.StringIO()
    call_command("verify_log", "--checkpoint", str(kept), stdout=out)
    assert out.getvalue().startswith("The log holds: 15 entries, 0 published versions, 2 checkp")
    assert "It is the log of which 12 entries were signed on 2026-03-0" in out.getvalue()
    status, said = run_verifier(tmp_path, kept)
    assert (status, said[:22]) == (0, "It holds: 15 entries o")


def test_a_rewrite_is_narrowed_by_the_checkpoints_that_hold(kept, alice):
    with lifted():
        rewrite(alice)
    with pytest.raises(CommandError, match=r"Up to entry 7 .* is one of 8 to 12"):
        call_command("verify_log", "--checkpoint", str(kept))


def test_checkpoints_signed_anew_for_a_rewritten_log_do_not_mislead(kept, alice):
    """The administrator has the key as well: only what the reader kept is proof then."""
    with lifted():
        rewrite(alice)
        sql("DELETE FROM claims_checkpoint")
        workflow.checkpoint()
    call_command("verify_log", stdout=io.StringIO())  # it holds, for who has kept nothing
    with pytest.raises(CommandError, match=r"written anew.* no earlier checkpoint shows"):
        call_command("verify_log", "--checkpoint", str(kept))


def test_without_a_kept_checkpoint_the_databases_own_show_what_they_can(kept, alice):
    with lifted():
        cut_off(alice)
    with pytest.raises(CommandError, match="The end was cut off: 12 entries"):
        call_command("verify_log")


def test_a_forged_checkpoint_in_the_database_is_named(kept):
    with lifted():
        sql("UPDATE claims_checkpoint SET note = replace(note, '12', '13') WHERE size = 12")
    with pytest.raises(CommandError, match="own checkpoint of 12 entries is not signed"):
        call_command("verify_log")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is no signed note"),
        (b"\xff", "cannot be read"),
        ("— a b".encode(), "is no signed note"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_checkpoint_is_refused_with_a_sentence(kept, content, sentence):
    kept.unlink() if content is None else kept.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        call_command("verify_log", "--checkpoint", str(kept))


def test_a_checkpoint_of_another_key_proves_nothing_and_says_so(kept, tmp_path):
    note = Checkpoint.objects.first().note.replace("127.0.0.1:8000/log ", "other.example.org ")
    kept.write_text(note, encoding="utf-8")
    with pytest.raises(CommandError, match=r"proves nothing here\. This note is not signed by"):
        call_command("verify_log", "--checkpoint", str(kept))
    status, said = run_verifier(tmp_path, kept)
    assert (status, "is not signed by the key" in said) == (1, True)


def test_a_note_with_one_letter_changed_is_refused_by_both(kept, tmp_path):
    kept.write_text(kept.read_text(encoding="utf-8").replace("\n12\n", "\n11\n"), encoding="utf-8")
    with pytest.raises(CommandError, match="the note was changed"):
        call_command("verify_log", "--checkpoint", str(kept))
    status, said = run_verifier(tmp_path, kept)
    assert (status, "is not signed by the key" in said) == (1, True)


def test_a_log_without_a_checkpoint_is_not_exported(db, tmp_path):
    with pytest.raises(CommandError, match="No checkpoint of the log was signed yet"):
        call_command("export_log", str(tmp_path / "log.jsonl"))


def test_the_verifier_has_at_most_a_hundred_lines_and_only_the_standard_library():
    text = VERIFIER.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 100
    imported = {line for line in text.splitlines() if line.startswith(("import", "from"))}
    assert imported == {
        "import argparse, json, sys, zipfile", "from base64 import b64decode",
        "from datetime import datetime, timezone", "from hashlib import sha256, sha512",
    }  # fmt: skip
