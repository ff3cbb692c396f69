"""Which ids a file has said before, for any number of rows in little memory."""

from typing import Any

from claims.importexport.arrivals import Stored
from claims.importexport.spool import Spool

IDS, FIRST = "ids", "first lines"


class Meetings:
    """A row that is there leaves one bit at its key; the id of a new one lies in the spool.

    Only if an id comes twice is the file read again, once, to tell on which line it came first.
    """

    def __init__(self, sheet: Any, id_place: int, spool: Spool) -> None:
        self._sheet, self._place, self._spool = sheet, id_place, spool
        self._bits = bytearray()
        self._has_first_lines = False

    def has(self, name: str, stored: Stored | None) -> bool:
        if stored is not None:
            byte, bit = divmod(stored.key, 8)
            return byte < len(self._bits) and bool(self._bits[byte] >> bit & 1)
        return name in self._spool.met(IDS, [name])

    def meet(self, lines: list[int], names: list[str], stored: dict[str, Stored]) -> dict[int, int]:
        """Of the rows whose id was said before: their line → the line that said it first."""
        again, new = [], []
        for line, name in zip(lines, names, strict=True):
            if name in stored:
                if self._met(stored[name].key):
                    again.append((line, name))
            elif name:
                new.append((name, line))
        met: dict[str, int] = self._spool.met(IDS, {name for name, _ in new}) if new else {}
        for name, line in new:
            if met.setdefault(name, line) != line:
                again.append((line, name))
        if new:
            self._spool.meet(IDS, [(name, met[name]) for name, _ in new])
        return self._first_lines(again) if again else {}

    def _met(self, key: int) -> bool:
        """Whether the row of this key was met before; it is from now on."""
        byte, bit = key >> 3, 1 << (key & 7)
        if byte >= len(self._bits):
            self._bits.extend(bytes(byte + 1_024 - len(self._bits)))
        before = self._bits[byte]
        self._bits[byte] = before | bit
        return before & bit > 0

    def _first_lines(self, again: list[tuple[int, str]]) -> dict[int, int]:
        if not self._has_first_lines:
            self._has_first_lines = True
            some: list[tuple[str, int]] = []
            for record in self._sheet:
                some.append((record.cells[self._place].strip(), record.line))
                if len(some) == 500:
                    self._spool.meet_first(FIRST, some)
                    some = []
            self._spool.meet_first(FIRST, some)
        found = self._spool.met(FIRST, {name for _, name in again})
        return {line: found[name] for line, name in again}
