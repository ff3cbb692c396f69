"""The texts of a workbook's cells, which it keeps apart from its sheets, each text once.

There are as many as a sheet has different texts. They lie in a temporary file, a page of them at a
time: cells next to each other mostly say texts that stand next to each other.
"""

import json
from array import array
from collections.abc import Iterable
from functools import lru_cache, partial
from typing import IO

from claims.importexport.spool import Forgotten

PAGE = 256
"""Texts that are read at once."""
PAGES = 64
"""That are kept at hand."""
IN_MEMORY = 1_000_000
"""Bytes up to which there is no file on the disk."""


class SharedStrings:
    """A list of texts, read by number."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._file: IO[bytes] = Forgotten(IN_MEMORY)
        self._begins = array("Q", [0])
        self._page = lru_cache(PAGES)(partial(_read, self._file, self._begins))
        page: list[str] = []
        for text in texts:
            page.append(text)
            if len(page) == PAGE:
                self._write(page)
                page = []
        self._write(page)

    def __getitem__(self, number: int) -> str:
        """Raises IndexError, as for a number below zero."""
        if number < 0:
            raise IndexError(number)
        return self._page(number // PAGE)[number % PAGE]

    def _write(self, page: list[str]) -> None:
        self._begins.append(self._begins[-1] + self._file.write(json.dumps(page).encode()))


def _read(file: IO[bytes], begins: "array[int]", number: int) -> list[str]:
    file.seek(begins[number])
    page: list[str] = json.loads(file.read(begins[number + 1] - begins[number]))
    return page
