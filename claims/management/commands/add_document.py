"""A document from a file or an address: `manage.py add_document report.pdf --as erin`."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count
from tqdm import tqdm

from claims.intake import TakenIn, take_in, take_in_address
from claims.management.people import person
from claims.models import Claimant, Document
from claims.preservation import INTERNET, Unfetchable
from claims.reading.blocks import Unreadable
from claims.reading.files import MAX_BYTES
from claims.reading.sentences import sentences
from claims.vocabulary import Anchoring, DocumentKind
from claims.workflow import Refused

DESCRIBING = ("slug", "title", "kind", "claimant", "publisher", "language", "published")


class Command(BaseCommand):
    help = (
        "Adds a document from a file (PDF, DOCX, HTML page or plain text) or a public web address, "
        "or a new version of one with --document, and finds its quotes in the new text."
    )
    network = INTERNET

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="a file, or an address with http:// or https://")
        parser.add_argument("--document", default="", help="slug of the one it is a version of")
        parser.add_argument("--slug", default="", help="its name in addresses (made of the title)")
        parser.add_argument("--title", default="", help="instead of the one in the file")
        parser.add_argument("--kind", default="", choices=DocumentKind.values)
        parser.add_argument("--claimant", default="", help="slug of the one who speaks in it")
        parser.add_argument("--publisher", default="")
        parser.add_argument("--language", default="", help="a language tag, such as en or pt-BR")
        parser.add_argument("--published", default="", help="2018, 2018-12 or 2018-12-13")
        parser.add_argument("--encoding", default="", help="of the text, if it is read wrongly")
        parser.add_argument("--note", default="", help="about this version, for colleagues")
        parser.add_argument(
            "--as", dest="username", default="", help="whose rights count, and whom the log names"
        )

    def handle(self, *args: Any, source: str, **options: Any) -> None:
        by = person(options["username"], "claims.add_document")
        fields = {name: options[name] for name in DESCRIBING if options[name]}
        if "claimant" in fields:
            fields["claimant"] = _by_slug(Claimant, fields["claimant"])
        fields["document"] = (
            _by_slug(Document, options["document"]) if options["document"] else None
        )
        fields |= {"by": by, "note": options["note"], "encoding": options["encoding"]}
        try:
            taken = self._take_in(source, fields)
        except Unfetchable as error:
            raise CommandError(f"Nothing is added. {error}") from error
        except (Unreadable, Refused) as error:
            raise CommandError(f"{source} is not added. {error}") from error
        except ValidationError as error:
            raise CommandError(f"{source} is not added. {_sentences(error)}") from error
        for line in understood(taken):
            self.stdout.write(line)

    def _take_in(self, source: str, fields: dict[str, Any]) -> TakenIn:
        with tqdm(
            desc=source.rpartition("/")[2][:40], unit="page", leave=False, disable=None
        ) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            if "://" in source:
                return take_in_address(source, network=self.network, progress=progress, **fields)
            path = Path(source)
            return take_in(data=_bytes_of(path), name=path.name, progress=progress, **fields)


def understood(taken: TakenIn) -> list[str]:
    """What was kept and what was guessed, a line each, for the person to look over."""
    version, reading = taken
    document = version.document
    found = len(sentences(reading, document.language))
    lines = [
        f"Added “{document.title}”, version {version.number}: {document.get_absolute_url()}",
        f"language: {document.language or 'not known; say it with --language'}",
        f"published: {document.published or 'not known; say it with --published'}",
        f"{_many(len(reading.blocks), 'block')}, {_many(found, 'sentence')}, "
        f"{_many(len(reading.text), 'character')}",
    ]
    if version.encoding:
        guessed = ", guessed: look at the text, and say --encoding if it is wrong"
        lines.append(f"encoding: {version.encoding}{guessed * reading.encoding_guessed}")
    return [*lines, *_quotes(document), *reading.notes]


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _quotes(document: Document) -> list[str]:
    counted = document.appearances.values_list("anchoring").annotate(Count("pk")).order_by()
    counts = dict(counted)
    said = [f"{counts[word]} {word.label}" for word in Anchoring if word in counts]
    return [f"quotes: {', '.join(said)}"] if said else []


def _bytes_of(path: Path) -> bytes:
    """The file's content; raises CommandError, with a sentence, where there is none to read."""
    try:
        if path.is_dir():
            raise CommandError(f"{path} is a directory: name one file in it.")
        if path.exists() and not path.is_file():
            raise CommandError(f"{path} is a device or a pipe: name a file.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
            size = path.stat().st_size
    except FileNotFoundError as error:
        raise CommandError(
            f"{path} is not there. Look at the name; an address begins with https:// or http://."
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no file can have this name"
        raise CommandError(f"{path} cannot be read: {reason}.") from error
    if len(data) > MAX_BYTES:
        raise CommandError(
            f"{path} has {size / 1e6:,.1f} MB; a document may have {MAX_BYTES / 1e6:,.0f}. "
            "Add it in parts, or without its pictures."
        )
    return data


def _by_slug(model: Any, slug: str) -> Any:
    row = model.objects.filter(slug=slug).first()
    if row is None:
        noun = model._meta.verbose_name
        raise CommandError(f"There is no {noun} “{slug}”: give the slug of one that is there.")
    return row


def _sentences(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        message if field == "__all__" else f"{field}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    )
