"""Which ids a file has said before, for any number of rows in little memory."""

from typing import Any

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

    def has(self, name: str, key: int | None) -> bool:
        if key is not None:
            byte, bit = divmod(key, 8)
            return byte < len(self._bits) and bool(self._bits[byte] >> bit & 1)
        return name in self._spool.met(IDS, [name])

    def meet(self, lines: list[int], names: list[str], keys: list[int | None]) -> dict[int, int]:
        """Of the rows whose id was said before: their line → the line that said it first. `keys`
        are those of the rows that are there."""
        again, new = [], []
        bits = self._bits_up_to(max(filter(None, keys), default=0))
        for line, name, key in zip(lines, names, keys, strict=True):
            if key is not None:
                byte, bit = key >> 3, 1 << (key & 7)
                if bits[byte] & bit:
                    again.append((line, name))
                bits[byte] |= bit
            elif name:
                new.append((name, line))
        met: dict[str, int] = self._spool.met(IDS, {name for name, _ in new}) if new else {}
        for name, line in new:
            if met.setdefault(name, line) != line:
                again.append((line, name))
        if new:
            self._spool.meet(IDS, [(name, met[name]) for name, _ in new])
        return self._first_lines(again) if again else {}

    def _bits_up_to(self, key: int) -> bytearray:
        """One bit for each key, set where the row of this key was met."""
        if key >> 3 >= len(self._bits):
            self._bits.extend(bytes((key >> 3) + 1_024 - len(self._bits)))
        return self._bits

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
