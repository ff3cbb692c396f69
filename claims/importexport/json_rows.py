"""JSON Lines, one object a row, and files that hold one list of objects.

The names of all objects together are the columns. Numbers keep their digits: an id of eighteen
digits is no float.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from claims.importexport.columns import SEPARATOR
from claims.importexport.delimited import inspected
from claims.importexport.json_items import items
from claims.importexport.rows import MAX_CELL, Sheet, Understood, named, refused
from claims.reading.text_files import recoded

NOT_JSON = "This is not JSON: {}. Export the table again, or save it as CSV UTF-8."
NO_OBJECT = "This is no object: each row is written as {“id”: …, “text”: …}."


class JsonRows(Sheet):
    """`is_list`: the file is one list, whose rows are counted instead of lines."""

    guards = False

    def __init__(self, path: Path, *, encoding: str = "", is_list: bool = False) -> None:
        super().__init__(path)
        self.text, self.is_list = inspected(path, encoding), is_list
        names: dict[str, None] = {}
        for _, row in self._objects():
            names |= dict.fromkeys(row)
        self.keys = list(names)
        self.headers = named(self.keys)
        if len(self.headers) != len(self.keys):
            raise refused("A column has no name: every value in an object has a name before it.")
        self.rows_at_most = self.text.lines

    @property
    def understood(self) -> Understood:  # type: ignore[override]
        text = self.text
        return Understood("jsonl", text.encoding, text.guessed, sample=text.sample.strip())

    def records(self) -> Iterator[tuple[int, list[str], str]]:
        for line, row in self._objects():
            cells = [_cell(row.get(key)) for key in self.keys]
            if any(map(str.strip, cells)):
                for name, cell in zip(self.keys, cells, strict=True):
                    if len(cell) > MAX_CELL:
                        raise refused(
                            f"This cell has {len(cell):,} characters; a cell may have at most "
                            f"{MAX_CELL:,}. Shorten it.",
                            line,
                            name,
                        )
                yield line, cells, ""

    def _objects(self) -> Iterator[tuple[int, dict[str, Any]]]:
        with recoded(self.path, self.text.encoding) as file:
            yield from self._of_list(file) if self.is_list else self._of_lines(file)

    def _of_lines(self, file: IO[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
        for line, data in enumerate(file, 1):
            if not data.strip():
                continue
            try:
                row = DECODER.decode(data.decode())
            except (ValueError, RecursionError) as error:
                raise refused(NOT_JSON.format(_why(error)), line) from None
            yield line, _object(row, line)

    def _of_list(self, file: IO[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
        elements, number = items(file), 1
        while True:
            try:
                row = next(elements, None)
            except ValueError as error:
                raise refused(NOT_JSON.format(_why(error)), number) from None
            if row is None:
                return
            yield number, _object(row, number)
            number += 1


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return row


DECODER = json.JSONDecoder(
    parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_pairs
)


def _object(row: Any, line: int) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise refused(NO_OBJECT, line)
    return row


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg[:1].lower()}{error.msg[1:]}, at character {error.pos + 1}"
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    return str(error)


def _cell(value: Any) -> str:
    """As a CSV file would hold it; a list as names are listed there."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
        names = (_cell(one).replace("\\", "\\\\").replace(SEPARATOR, "\\|") for one in value)
        return SEPARATOR.join(names)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
