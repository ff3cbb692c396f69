"""A file's rows into the newsroom's nouns."""

import shutil
import sys
import tempfile
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from claims.importexport import RESOURCES, Plan, Problem, Unimportable, open_sheet
from claims.importexport.imports import Import
from claims.importexport.mapped import Mapped
from claims.importexport.plan import SHOWN
from claims.importexport.shipped import Named, mappings, named
from claims.importexport.steps import STOPPED
from claims.management.people import person
from claims.workflow import Refused

MAX_HEADER_LINE = 1_000
TOO_LATE = "You stopped it when all of it was written already: undo_import puts it back."


class Command(BaseCommand):
    help = (
        "Imports claims, or another noun, from a table: all of it or, where anything is wrong, "
        "nothing. A row whose id is known changes what differs; unchanged rows are left alone. No "
        "file can set a status, an author, an approver or a date of publication."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="CSV, TSV, XLSX or JSON Lines; or - for standard input")
        parser.add_argument("--noun", choices=RESOURCES, default="claims")
        parser.add_argument(
            "--as", dest="username", default="", help="whose rights count, and whom the log names"
        )
        parser.add_argument(
            "--mapping", default="", metavar="NAME", help="how the file's columns become ours"
        )
        parser.add_argument("--encoding", default="", help="where the guess is wrong")
        parser.add_argument("--delimiter", default="", help="one character, or its name: tab")
        parser.add_argument("--sheet", default="", help="of a workbook, where it is not the first")
        parser.add_argument(
            "--header-line",
            default=0,
            metavar="N",
            type=_line,
            help="the line that names the columns, where it is not found",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would happen, and write nothing"
        )
        parser.add_argument(
            "--only-good", action="store_true", help="import the good rows although some are not"
        )
        parser.add_argument(
            "--refused",
            default="",
            metavar="FILE",
            help="where refused rows go, with why",
        )

    def handle(self, *args: Any, file: str, noun: str, username: str, **options: Any) -> None:
        resource = RESOURCES[noun]()
        by = person(username, f"claims.import_{resource.model._meta.model_name}")
        mapping = _mapping(options["mapping"], noun)
        name = "" if file == "-" else Path(file).name
        reading = {key: options[key] for key in ("encoding", "delimiter", "sheet", "header_line")}
        with _path(file) as path:
            try:
                header = mapping.mapping.header if mapping else ()
                sheet: Any = open_sheet(path, file_name=name, headers=header, noun=noun, **reading)
                table = sheet
                if mapping:
                    table = Mapped(sheet, resource, mapping.mapping)
                    table.sha256 = sheet.sha256
                arriving = Import(resource, table, user=by, file_name=name)
                plan = self._do(arriving, sheet.rows_at_most, **options)
            except Unimportable as error:
                hint = "" if mapping else _hint(error, noun)
                raise CommandError(_list(error.problems, file) + hint) from None
            except Refused as error:
                raise CommandError(str(error)) from None
        for note in plan.notes:
            self.stdout.write(note)
        counts = ", ".join(f"{number} {what}" for what, number in plan.counts.items())
        done = "Dry run, nothing is written" if options["dry_run"] else f"Imported for {by}"
        self.stdout.write(f"{done}: {counts}.")

    def _do(self, arriving: Import, rows: int, **options: Any) -> Plan:
        only_good = options["only_good"]
        with tqdm(total=rows, unit="row", disable=None, leave=False, desc="comparing") as bar:
            if options["dry_run"] or options["refused"]:
                plan = arriving.plan(progress=bar.update)
                if options["refused"] and plan.counts["refused"]:
                    _write(plan, options["refused"])
                if plan.problems and not only_good:
                    raise Refusal(plan.problems, arriving.sheet.headers)
            if not options["dry_run"]:
                bar.reset()
                plan = self._apply(arriving, bar, only_good=options["only_good"])
        return plan

    def _apply(self, arriving: Import, bar: Any, *, only_good: bool) -> Plan:
        def write() -> None:
            bar.set_description("writing, all or nothing")
            bar.reset(total=arriving.to_write)

        try:
            plan, _ = arriving.apply(
                only_good=only_good, progress=bar.update, check=write, written=bar.update
            )
        except Unimportable as error:
            raise Refusal(error.problems, arriving.sheet.headers) from None
        except KeyboardInterrupt:
            raise CommandError(TOO_LATE if arriving.is_written() else STOPPED) from None
        return plan


def _line(said: str) -> int:
    if not said.isdecimal() or not 0 < int(said) <= MAX_HEADER_LINE:
        raise ArgumentTypeError(f"“{said}” is no line from 1 to {MAX_HEADER_LINE:,}.")
    return int(said)


class Refusal(Unimportable):
    """With the columns that the file has."""

    def __init__(self, problems: list[Problem], headers: list[str]) -> None:
        super().__init__(problems)
        self.headers = [name.strip().lower() for name in headers]


@contextmanager
def _path(file: str) -> Iterator[Path]:
    """A file that can be read more than once; standard input is put into one."""
    if file == "-":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "input"
            with path.open("wb") as target:
                shutil.copyfileobj(sys.stdin.buffer, target)
            yield path
        return
    path = Path(file)
    try:
        if path.is_dir():
            raise CommandError(f"{file} is a directory: name a file with a table.")
        path.open("rb").close()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no file can have this name"
        raise CommandError(f"{file} cannot be read: {reason}.") from None
    yield path


def _mapping(name: str, noun: str) -> Named | None:
    if not name:
        return None
    found = named(name, noun)
    if found is None:
        known = ", ".join(one.name for one in mappings(noun)) or "none"
        raise CommandError(f"There is no mapping “{name}” for {noun}. There are: {known}.")
    return found


def _write(plan: Plan, file: str) -> None:
    try:
        with Path(file).open("wb") as target:
            shutil.copyfileobj(plan.refused, target)
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from None


def _list(problems: list[Problem], file: str) -> str:
    things = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    if len(problems) >= SHOWN:
        things = f"{SHOWN} problems or more"
    return "\n".join([f"Nothing is imported from {file}: {things}.", *map(str, problems)])


def _hint(error: Unimportable, noun: str) -> str:
    """Which noun's columns these are, where another's are meant."""
    headers = set(getattr(error, "headers", ()))
    for other, resource in RESOURCES.items():
        if other != noun and headers and set(resource.columns()) <= headers:
            return f"\nThese are the columns of {other}: add --noun {other}."
    return ""
