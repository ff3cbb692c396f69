"""Comma-, semicolon-, tab- and pipe-separated values, read row by row.

Quoting is that of RFC 4180, strictly. Some files, often with tabs, are written without any: there
a quotation mark is a letter, and reading it as a quote would swallow rows in silence.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from claims.importexport.rows import (
    LOOKED_AT,
    MAX_CELL,
    MAX_LINES,
    TITLED,
    Sheet,
    Understood,
    named,
    refuse_large,
    refused,
)
from claims.reading.blocks import Unreadable
from claims.reading.text_files import NO_TEXT, TextFile, inspect

DELIMITERS = ",;\t|"
NAMED_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
ENOUGH_LINES = 100
UNQUOTED = "\t|"
"""What stands between the cells of files without quoting; commas would be in every other text."""
WELL_QUOTED = re.compile(r'"(?:[^"]|"")*"')
FEW = 0.01
"""Share of lines that may miss the header's width in a file that is taken to be unquoted."""

csv.field_size_limit(MAX_CELL)


class Delimited(Sheet):
    """`headers`: the names of the columns, where the file has no line of its own for them."""

    def __init__(
        self,
        path: Path,
        *,
        encoding: str = "",
        delimiter: str = "",
        headers: Sequence[str] = (),
        header_line: int = 0,
    ) -> None:
        super().__init__(path)
        self.text = inspected(path, encoding)
        self.given = bool(headers)
        self.first = 1  # the line on which the table begins
        self.wanted = header_line
        self.delimiter = NAMED_DELIMITERS.get(delimiter, delimiter[:1]) or self._delimiter()
        self.quoting: Any = csv.QUOTE_MINIMAL
        if headers:
            self.headers, self.header_line = named(list(headers)), 0
        else:
            self.headers = self._header()
        if self.text.longest > MAX_CELL:
            self._refuse_long_line()
        if self.text.quotes and self._is_unquoted():
            self.quoting = csv.QUOTE_NONE
            if not headers:
                self.first, self.notes = 1, []
                self.headers = self._header()
            self.notes.append(
                "The file is written without quoting: quotation marks were read as letters."
            )
        self.rows_at_most = self.text.lines
        self._note_what_is_doubtful()

    @property
    def understood(self) -> Understood:  # type: ignore[override]
        text = self.text
        kind = "tsv" if self.delimiter == "\t" else "csv"
        return Understood(
            kind, text.encoding, text.guessed, self.delimiter, sample=text.sample.strip()
        )

    def records(self) -> Iterator[tuple[int, list[str], str]]:
        rows = self._rows()
        if not self.given:
            next(rows, None)
        return rows

    def _rows(self) -> Iterator[tuple[int, list[str], str]]:
        with self._open() as file:
            begins = self.first
            for _ in range(1, begins):
                next(file)
            reader = self._reader(file)
            skipped = begins
            try:
                for record in reader:
                    if record and (record[0] or any(map(str.strip, record))):
                        yield begins, record, ""
                    begins = reader.line_num + skipped
            except csv.Error as error:
                raise refused(_why(error), begins) from None

    def _reader(self, lines: Iterable[str]) -> Any:
        return csv.reader(lines, delimiter=self.delimiter, strict=True, quoting=self.quoting)

    def _open(self) -> TextIO:
        encoding = self.text.encoding
        return self.path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")

    def _header(self) -> list[str]:
        names = self._find_header(((line, cells) for line, cells, _ in self._rows()), self.wanted)
        self.first = self.header_line
        return names

    def _delimiter(self) -> str:
        """Excel's `sep=;`, or the one that cuts the first line into the most cells; where nothing
        cuts it, it may be a title, and the lines after it are looked at."""
        with self._open() as file:
            seen = 0
            for number, line in enumerate(islice(file, 1_000), 1):
                first = line[: 2 * MAX_CELL].lstrip("\ufeff").rstrip("\r\n")
                if number == 1 and first.lower().startswith("sep=") and len(first) == 5:
                    self.first = 2
                    return first[4]
                seen += bool(first.strip())
                outside = "".join(first.split('"')[::2])
                times = {mark: outside.count(mark) for mark in DELIMITERS}
                if max(times.values()) >= (TITLED - 1 if seen > 1 else 1):
                    return max(DELIMITERS, key=lambda mark: (times[mark], -DELIMITERS.index(mark)))
                if seen == LOOKED_AT:
                    break
        return ","

    def _is_unquoted(self) -> bool:
        """Whether the lines of a file with tabs or pipes fit the header as they stand, and would
        be torn or melted together if quotes were heeded. A file in which nearly every quoted cell
        is well formed was written with quoting; one that is not then has a mistake in it."""
        mark, width = self.delimiter, len(self.headers)
        if mark not in UNQUOTED or width == 1:
            return False
        lines = misfits = sound = torn = 0
        with self._open() as file:
            for line in file:
                lines += not line.isspace()
                misfits += line.count(mark) + 1 != width and not line.isspace()
                if misfits > FEW * max(lines, ENOUGH_LINES):
                    return False
                if '"' in line:
                    quoted = [c for c in line.rstrip("\r\n").split(mark) if c[:1] == '"']
                    closed = sum(bool(WELL_QUOTED.fullmatch(cell)) for cell in quoted)
                    sound, torn = sound + closed, torn + len(quoted) - closed
        return torn * 10 > sound

    def _refuse_long_line(self) -> None:
        """A line so long that one cell may be too long; the row is looked at before the rest."""
        with self._open() as file:
            line = next(islice(file, self.text.longest_line - 1, None)).rstrip("\r\n")
        longest = max(enumerate(line.split(self.delimiter)), key=lambda cell: len(cell[1]))
        if len(longest[1]) > MAX_CELL:
            raise refused(
                f"This cell has {len(longest[1]):,} characters; a cell may have at most "
                f"{MAX_CELL:,}. Shorten it, or look for a quotation mark that is opened and "
                "never closed.",
                self.text.longest_line,
                self.headers[longest[0]] if longest[0] < len(self.headers) else "",
            )

    def _note_what_is_doubtful(self) -> None:
        text = self.text
        if text.guessed:
            self.notes.append(
                f"The file does not say how its letters are encoded. It was read as "
                f"{text.encoding}: look at words with accents before you go on."
            )
        if text.unseen:
            are = "1 character" if text.unseen == 1 else f"{text.unseen:,} characters"
            self.notes.append(
                f"The file holds {are} that nobody sees (control characters, or those that turn "
                f"the direction of writing), the first on line {text.unseen_line:,}. They are "
                "kept as they are."
            )


def inspected(path: Path, encoding: str) -> TextFile:
    """What one reading of a text file shows, before it is parsed.

    Raises:
        Unimportable: it is too large, or no text.
    """
    refuse_large(path.stat().st_size)
    try:
        text = inspect(path, encoding)
    except Unreadable as error:
        said = str(error)
        hint = " Save the table as CSV UTF-8." if said == NO_TEXT else ""
        raise refused(said + hint) from None
    if text.lines > MAX_LINES:
        raise refused(
            f"The file has {text.lines:,} lines; at most {MAX_LINES:,} can be read at once: split "
            "it, or delete the empty lines at its end."
        )
    return text


def _why(error: csv.Error) -> str:
    """What Python's reader means."""
    said = str(error)
    if "unexpected end" in said:
        return "A quotation mark is opened in this row and never closed."
    if "field limit" in said:
        return (
            f"A cell in this row has more than {MAX_CELL:,} characters. Shorten it, or look for a "
            "quotation mark that is opened and never closed."
        )
    return (
        "After the quotation mark that closes a cell, neither the next cell nor the next line "
        "begins. Inside a cell, a quotation mark is written twice."
    )
