"""The newsroom's nouns as a file that can be edited and imported again."""

import io
import shutil
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from claims.importexport import EXPORTS, MEDIA_TYPES, RESOURCES, outgoing, template, write_tables
from claims.importexport.export_feed import write_feed
from claims.models import Document
from claims.workflow import Refused

FEED, REVIEWS = "claimreview", "claim_reviews"


class Command(BaseCommand):
    help = (
        "Exports claims, or another noun, to a file whose ending says the format: .csv, .tsv, "
        ".xlsx, .jsonl, or .json for claim reviews as a feed of ClaimReview data. Columns that no "
        "file can set, such as a claim's status, are there to be read; an import leaves them alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="where to write, or - for standard output")
        parser.add_argument("--noun", choices=EXPORTS, default="claims")
        parser.add_argument(
            "--document", default="", help="only what belongs to the document with this id"
        )
        parser.add_argument(
            "--format",
            choices=[*MEDIA_TYPES, FEED],
            help="if not the one that the file's ending says; claimreview is for claim reviews",
        )
        parser.add_argument(
            "--template",
            action="store_true",
            help="the columns with examples and allowed values, to fill in and import",
        )

    def handle(self, *args: Any, file: str, noun: str, document: str, **options: Any) -> None:
        form = options["format"] or _format(file, noun)
        if form == FEED and noun != REVIEWS:
            raise CommandError(f"A feed of ClaimReviews holds claim reviews: add --noun {REVIEWS}.")
        with tempfile.TemporaryFile() as spool:
            count = (
                _template(noun, spool, form)
                if options["template"]
                else _rows(noun, document, spool, form)
            )
            spool.seek(0)
            self._copy(spool, file, form)
        if not options["template"] and (left_out := EXPORTS[noun]().left_out()):
            self.stderr.write(left_out)
        if file != "-":
            said = f"a template for {noun}" if options["template"] else f"{count} {noun}"
            self.stdout.write(f"Exported {said} to {file}.")

    def _copy(self, spool: IO[bytes], file: str, form: str) -> None:
        if file != "-":
            return _write(spool, file)
        if form == "xlsx":
            return shutil.copyfileobj(spool, sys.stdout.buffer)
        for line in io.TextIOWrapper(spool, encoding="utf-8-sig", newline=""):
            self.stdout.write(line, ending="")
        return None


def _write(spool: IO[bytes], file: str) -> None:
    try:
        with Path(file).open("wb") as out:
            shutil.copyfileobj(spool, out)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no file can have this name"
        raise CommandError(f"{file} cannot be written: {reason}.") from None


def _format(file: str, noun: str) -> str:
    ending = Path(file).suffix.lower().removeprefix(".")
    if noun == REVIEWS and ending in ("json", "jsonld"):
        return FEED
    return ending if ending in MEDIA_TYPES else "csv"


def _rows(noun: str, document: str, spool: IO[bytes], form: str) -> int:
    resource = EXPORTS[noun]()
    rows = resource.get_queryset()
    if document:
        if not Document.objects.filter(slug=document).exists():
            raise CommandError(f"There is no document with the id “{document}”.")
        rows = resource.of_document(rows, document)
    if form == FEED:
        return write_feed(spool, document)
    with tqdm(total=rows.count(), unit="row", disable=None, leave=False) as bar:
        try:
            return write_tables([outgoing(resource, rows, progress=bar.update)], spool, form)[0]
        except Refused as refusal:
            raise CommandError(str(refusal)) from None


def _template(noun: str, spool: IO[bytes], form: str) -> int:
    if noun not in RESOURCES:
        raise CommandError(f"No file can bring {noun} in, so there is no template for them.")
    return write_tables(template(RESOURCES[noun], form), spool, form)[0]
