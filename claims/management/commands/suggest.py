"""Which sentences of a file are worth a look, without the site: `manage.py suggest FILE`."""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from claims.reading.blocks import Reading, Unreadable
from claims.reading.checkworthiness import (
    FALLBACK_NOTE,
    HONEST_NOTE,
    Suggestion,
    best_first,
    likely_language,
    suggest,
)
from claims.reading.files import MAX_BYTES, read
from claims.reading.sentences import Sentence, sentences
from claims.reading.signs import is_english


def _count(typed: str) -> int:
    if not typed.isdecimal() or not int(typed):
        raise ArgumentTypeError(f"{typed} is no number of sentences: give 1 or more.")
    return int(typed)


def _bytes_of(path: Path) -> bytes:
    """The file's content; raises CommandError, with a sentence, where there is none to read."""
    if path.is_dir():
        raise CommandError(f"{path} is a folder. Name one file in it.")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}.") from problem
    if len(data) > MAX_BYTES:
        most = MAX_BYTES / 1e6
        raise CommandError(f"{path} is over {most:,.0f} MB, the most that is read. Split it first.")
    return data


def _reading_of(path: Path) -> Reading:
    bar = tqdm(desc=path.name, unit="page", leave=False, disable=None)

    def progress(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    with bar:
        try:
            return read(_bytes_of(path), name=path.name, progress=progress)
        except Unreadable as problem:
            raise CommandError(f"{path} cannot be read. {problem}") from problem


class Command(BaseCommand):
    help = "Print the sentences of a file that are worth a look, best first, with the reasons."
    requires_system_checks = ()  # The site and its database may be absent.

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a PDF, DOCX, HTML page or plain text")
        parser.add_argument("--limit", type=_count, default=20, help="how many (default 20)")
        parser.add_argument(
            "--language", default="", help="its language, such as en or pt-BR, if it doesn't say"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        reading = _reading_of(options["file"])
        language = options["language"] or reading.language or likely_language(reading.text)
        found = sentences(reading, language)
        if not found:
            raise CommandError(f"{options['file']} has no sentence to suggest.")
        suggestions = suggest([reading.text[one.start : one.end] for one in found], language)
        ranking = best_first(suggestions)[: options["limit"]]
        for rank, position in enumerate(ranking, start=1):
            self.stdout.write(_shown(rank, reading, found[position], suggestions[position]))
        self.stdout.write(f"{len(ranking)} of {len(found)} sentences. {HONEST_NOTE}")
        for note in (*reading.notes, *(() if is_english(language) else (FALLBACK_NOTE,))):
            self.stdout.write(note)


def _shown(rank: int, reading: Reading, sentence: Sentence, suggestion: Suggestion) -> str:
    """A sentence with its score, its page, and below it what speaks for it and against it."""
    page = reading.blocks[sentence.block].page
    because = ", ".join(suggestion.reasons) or "no sign of something to check"
    doubts = f"; but it {', '.join(suggestion.doubts)}" if suggestion.doubts else ""
    at = f" (page {page})" if page else ""
    text = reading.text[sentence.start : sentence.end]
    return f"{rank:>3}. {suggestion.score:.2f}  {text}{at}\n           {because}{doubts}\n"
