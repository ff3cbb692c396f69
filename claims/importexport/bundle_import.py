"""A bundle of another newsroom comes in: all of it, or nothing.

Each table is an import of its own, as if a person had brought it: planned, checked and written with
its batch in the record. All of them, the texts and their files are one transaction, so that no
newsroom is left with half of another. Others who would write wait until it is done, for the
comparing too: a table can be compared only when the rows that it names are there, and those come
with the tables before it.
"""

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from claims import workflow
from claims.importexport import RESOURCES, Problem, Sheet, Unimportable, header, open_sheet
from claims.importexport.archives import opened
from claims.importexport.bundled_text import badly_written, bundled_text
from claims.importexport.manifest import checked_manifest
from claims.importexport.topics import TopicResource
from claims.importexport.validation import sentence
from claims.models import Document, Topic
from claims.models.noun import UNSTORABLE
from claims.workflow.originals import originals_kept
from claims.workflow.permission import require

UNSTORED = (
    "The row holds a character that cannot be stored (NUL or half of a surrogate pair): remove it."
)


class Brought(NamedTuple):
    """What came in, and what is told to the person: notes of each file, what stays behind."""

    counts: dict[str, dict[str, int]]
    notes: list[str]


def import_bundle(path: Path, *, by: Any) -> Brought:
    """Bring in all that the bundle at `path` holds, for `by`, in one transaction.

    Raises:
        Unimportable: it is no whole bundle, or something in it is refused; says in which of its
            files, where, and why. Nothing is written then, and no file is kept.
        NotAllowed: `by` may not import one of the nouns. Nothing is written then either.
    """
    for resource in RESOURCES.values():
        noun = resource.model._meta.model_name
        require(by, f"import_{noun}", f"import {resource.get_display_name()}")
    with opened(path) as archive, tempfile.TemporaryDirectory() as folder:
        manifest = checked_manifest(archive)
        with originals_kept() as keep:
            counts = _Bundle(archive, Path(folder), keep, by).take_all()
    notes = [
        f"From {manifest.get('newsroom', 'another newsroom')}. Licence: {manifest['licence']}",
        *manifest.get("stays_behind", []),
    ]
    return Brought({name: count for name, count in counts.items() if count}, notes)


@contextmanager
def _told_of(name: str, line: int = 0, row: dict[str, str] | None = None) -> Iterator[None]:
    """Whatever is refused is told by the bundle's file `name`, and by line and column of it."""
    try:
        yield
    except Unimportable as error:
        raise Unimportable(error.problems, file=error.file or name) from None
    except ValidationError as error:
        raise Unimportable(_problems(error, line, row or {}), file=name) from None
    except workflow.NotAllowed:
        raise
    except workflow.Refused as refusal:
        raise Unimportable([Problem(line, "", "", str(refusal))], file=name) from None


def _problems(error: ValidationError, line: int, row: dict[str, str]) -> list[Problem]:
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    found = []
    for field, errors in by_field.items():
        column = "id" if field in ("slug", "public_id") else field if field in row else ""
        said = [sentence(one, None) for one in errors]
        found += [Problem(line, column, row.get(column, ""), one) for one in said]
    return found


class _Bundle:
    """`folder` is where its tables are unpacked to; `keep` puts an original by."""

    def __init__(
        self,
        archive: zipfile.ZipFile,
        folder: Path,
        keep: Callable[[bytes, str], None],
        by: Any,
    ) -> None:
        self.archive, self.folder, self.keep, self.by = archive, folder, keep, by
        self.names = archive.namelist()

    def take_all(self) -> dict[str, dict[str, int]]:
        """In an order in which what is referred to is there."""
        return {
            "claimants": self._take("claimants"),
            "documents": self._take("documents"),
            "topics": self._take_rows("topics.csv", TopicResource, self._take_topic),
            "texts": self._take_texts(),
            "claims": self._take("claims"),
            "appearances": self._take("appearances"),
            "evidence": self._take("evidence"),
            "annotations": self._take("annotations"),
        }

    def _take(self, noun: str) -> dict[str, int]:
        name = f"{noun}.csv"
        if name not in self.names:
            return {}
        with _told_of(name):
            sheet = self._sheet(name)
            batch = RESOURCES[noun]().apply(sheet, user=self.by, basis=None, file_name=name)
        return batch.counts

    def _sheet(self, name: str) -> Sheet:
        path = self.folder / name
        with self.archive.open(name) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
        return open_sheet(path, file_name=name)

    def _take_rows(
        self, name: str, resource: Any, take: Callable[[dict[str, str]], bool]
    ) -> dict[str, int]:
        """A table that is no noun's own, row by row. `take` says whether one was new."""
        if name not in self.names:
            return {}
        with _told_of(name):
            sheet, new = self._sheet(name), 0
            if wrong := header.problems(sheet.headers, resource.export_only()):
                raise Unimportable(wrong)
            for line, cells, problem in sheet:
                if UNSTORABLE.search("".join(cells)):
                    problem = UNSTORED
                if problem:
                    raise Unimportable([Problem(line, "", "", problem)])
                row = dict(zip(sheet.headers, cells, strict=True))
                with _told_of(name, line, row):
                    new += take(row)
        return {"new": new}

    def _take_topic(self, row: dict[str, str]) -> bool:
        """Their addresses come along; a claim brings only their names."""
        if Topic.objects.filter(name=row["name"]).exists():
            return False
        if Topic.objects.filter(slug=row["id"]).exists():
            return False  # the claim that brings the name makes it, under an address of its own
        workflow.add(Topic(slug=row["id"], name=row["name"]), by=self.by)
        return True

    def _take_texts(self) -> dict[str, int]:
        """In the order of their numbers; a text that is there already is left as it is."""
        texts = []
        for name in self.names:
            if name.startswith("texts/"):
                document, _, number = name.removesuffix(".json").rpartition("/")
                with _told_of(name):
                    if not number.isdecimal():
                        raise badly_written()
                texts.append((document, int(number), name))
        return {"new": sum(self._take_text(name) for _, _, name in sorted(texts))}

    def _take_text(self, name: str) -> bool:
        with _told_of(name):
            text = bundled_text(self.archive.read(name))
            document = Document.objects.filter(slug=text.document).first()
            if document is None:
                said = "This is the text of a document that is not in the bundle."
                raise Unimportable([Problem(0, "", "", said)])
            if document.versions.filter(sha256=text.sha256).exists():
                return False
            workflow.add_version(
                document,
                text.reading,
                by=self.by,
                original=self._original(text.original_sha256),
                original_sha256=text.original_sha256,
                media_type=text.media_type,
                source_url=text.source_url,
                note=text.note,
            )
        return True

    def _original(self, sha256: str) -> str:
        """The name under which the file is kept; empty where the bundle does not hold it."""
        name = f"originals/{sha256}"
        if not sha256 or name not in self.names:
            return ""
        data = self.archive.read(name)
        if hashlib.sha256(data).hexdigest() != sha256:
            said = f"{name} is not the file whose SHA-256 is its name."
            raise Unimportable([Problem(0, "", "", said)])
        self.keep(data, sha256)
        return sha256
