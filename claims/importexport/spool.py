"""What an import has to remember of a whole file, kept on disk and not in memory.

A temporary SQLite database that no other program sees and that is gone with its process. It
holds the rows to be written, and what the file has said so far: ids, names and other values
that may stand in it once.
"""

import pickle
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -2000;
CREATE TABLE met (space TEXT, value TEXT, line INTEGER, note BLOB, PRIMARY KEY (space, value))
    WITHOUT ROWID;
CREATE TABLE chunk (number INTEGER PRIMARY KEY, rows BLOB);
"""
ASKED = 500


class Forgotten(tempfile.SpooledTemporaryFile):
    """A file that is closed, and so deleted, when nobody holds it any more."""

    def __del__(self) -> None:
        self.close()


class Spool:
    """A `space` is a set of values that are compared with each other: ids, or claimants' names."""

    def __init__(self) -> None:
        # An empty name is a temporary file, deleted when it is closed.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.executescript(SCHEMA)
        self._db.execute("BEGIN")

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def keep(self, rows: list[Any]) -> None:
        """Put rows away until they are written."""
        if rows:
            packed = pickle.dumps(rows, pickle.HIGHEST_PROTOCOL)
            self._db.execute("INSERT INTO chunk (rows) VALUES (?)", [packed])

    def chunks(self) -> Iterator[list[Any]]:
        """What was kept, in its order and as it was cut."""
        for (packed,) in self._db.execute("SELECT rows FROM chunk ORDER BY number"):
            yield pickle.loads(packed)

    def meet(self, space: str, values: Iterable[tuple[str, int]], note: Any = None) -> None:
        """Remember on which line each value stood; the last one counts."""
        packed = None if note is None else pickle.dumps(note)
        self._db.executemany(
            "INSERT INTO met VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET line = excluded.line",
            ((space, value, line, packed) for value, line in values),
        )

    def meet_first(self, space: str, values: Iterable[tuple[str, int]]) -> None:
        """Remember on which line each value stood first."""
        self._db.executemany(
            "INSERT OR IGNORE INTO met VALUES (?, ?, ?, NULL)",
            ((space, value, line) for value, line in values),
        )

    def met(self, space: str, values: Iterable[str]) -> dict[str, int]:
        """The lines of those that stood in the file already."""
        return {value: line for value, line, _ in self._found(space, values)}

    def noted(self, space: str, values: Iterable[str]) -> dict[str, tuple[int, Any]]:
        """Line and note of those that stood in the file already."""
        return {v: (line, pickle.loads(note)) for v, line, note in self._found(space, values)}

    def every(self, space: str) -> Iterator[tuple[str, int]]:
        """All values of a space with their lines, in the order of the file."""
        asked = "SELECT value, line FROM met WHERE space = ? ORDER BY line, value"
        return iter(self._db.execute(asked, [space]))

    def _found(self, space: str, values: Iterable[str]) -> Iterator[tuple[str, int, Any]]:
        wanted = list(values)
        for start in range(0, len(wanted), ASKED):
            some = wanted[start : start + ASKED]
            marks = ",".join("?" * len(some))
            asked = f"SELECT value, line, note FROM met WHERE space = ? AND value IN ({marks})"
            yield from self._db.execute(asked, [space, *some])
