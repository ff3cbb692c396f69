"""What each step of an import does, whoever asks for it: a page, or the queue's worker."""

import hashlib
from typing import Any

from claims.importexport import RESOURCES, Plan, Sheet, Unimportable, open_sheet, uploads
from claims.importexport.likely import likely_duplicates, replaced
from claims.importexport.mapped import Mapped
from claims.importexport.matching import as_they_stand
from claims.importexport.shipped import nouns_of
from claims.importexport.told import storable, told
from claims.models import Upload
from claims.models.import_mapping import Mapping, columns_in, words_in
from claims.vocabulary import Exchanged, UploadStage
from claims.workflow import Refused, log

MOST_ROWS, MOST_BYTES = 2_000, 1_000_000
"""Of a file that is dealt with while its person waits; a larger one goes to the queue."""

ANOTHER_PLAN = (
    "This is not the plan that you were shown: it was made anew since, perhaps in another tab. "
    "Nothing was written. Look at it again."
)
STOPPED = "You stopped it. Nothing was written."
LONGEST_FAILURE = 9_000
BROKEN = (
    "Something went wrong that should not have, and nothing was written. Whoever runs this site "
    "finds it in the log of the worker."
)


class Done(Exception):
    """The upload has moved on: somebody else's click came first."""


def opened(upload: Upload) -> Sheet:
    """The upload's table, read as its person said.

    Raises:
        Unimportable: it is none, or too large.
        Refused: the file is gone, or another one.
    """
    uploads.check(upload)
    header = mapping_of(upload).header if upload.mapping else ()
    path = uploads.path(upload)
    more = {"noun": upload.noun, **upload.reading}
    return open_sheet(path, file_name=upload.file_name, headers=header, **more)


def mapping_of(upload: Upload) -> Mapping:
    said = upload.mapping
    return Mapping(
        columns_in(said.get("columns", "")),
        words_in(said.get("words", "")),
        tuple(said.get("header", "").splitlines()),
        said.get("once", False),
    )


def mapped(upload: Upload, sheet: Sheet, resource: Any) -> Mapped:
    mapping = mapping_of(upload)
    if not mapping.columns:
        mapping = as_they_stand(sheet.headers, resource)
    table = Mapped(sheet, resource, mapping, upload.same_as)
    table.sha256 = upload.sha256
    return table


def nouns_in(upload: Upload, sheet: Sheet) -> list[str]:
    """What else the file holds: by its mapping, or as sheets named after nouns."""
    sheets = {name.strip().casefold() for name in sheet.understood.sheets}
    mapped_too = set(nouns_of(upload.mapping_name))
    return [n for n in Exchanged.values if n != upload.noun and n in sheets | mapped_too]


def inputs(upload: Upload) -> str:
    """A hash of all that a plan is made of, apart from the rows that are there."""
    said = [upload.sha256, upload.reading, upload.mapping, upload.same_as]
    return hashlib.sha256(log.canonical(said)).hexdigest()


def is_large(upload: Upload, rows: int) -> bool:
    return upload.size > MOST_BYTES or rows > MOST_ROWS


def make_plan(upload: Upload) -> None:
    """Find out what the file would do, and keep it for its page.

    Raises:
        NotAllowed: the person may not import this noun.
    """
    made_of, plan, headers, rows = inputs(upload), Plan([]), [], 0
    nouns: list[str] = []
    try:
        ticker = uploads.Ticker(upload)
        resource, sheet = RESOURCES[upload.noun](), opened(upload)
        rows, nouns = sheet.rows_at_most, nouns_in(upload, sheet)
        table = mapped(upload, sheet, resource)
        ticker.total, headers = rows, table.headers
        plan = resource.plan(
            table, user=upload.created_by, file_name=upload.file_name, progress=ticker
        )
    except Unimportable as error:
        plan.refuse_file(error.problems)
    except uploads.Cancelled:
        upload.move(UploadStage.PLANNING, to=UploadStage.READING, failure=STOPPED)
        return
    said = told(plan, headers, made_of)
    said |= {"is_large": is_large(upload, rows), "nouns": nouns}
    if upload.noun == Exchanged.CLAIMS:
        said |= likely_duplicates(said["new"], headers)
        said["replaced"] = replaced(said["changed"])
    if said["has_refused"]:
        uploads.replace(uploads.refused_path(upload), plan.refused)
    upload.move(
        UploadStage.READING,
        UploadStage.PLANNING,
        UploadStage.PLANNED,
        to=UploadStage.PLANNED,
        plan=said,
        failure="",
    )


def apply(upload: Upload) -> None:
    """Write what the plan told, once: all of it, or the good rows, or nothing.

    The upload moves on in the transaction that writes the rows, so a second call finds it moved,
    and a killed one leaves it where it was.

    Raises:
        Refused, Unimportable: nothing is written then.
    """
    seen, only_good = upload.plan.get("digest"), upload.only_good

    def go_on() -> None:
        before = (UploadStage.PLANNED, UploadStage.APPLYING)
        if not upload.move(*before, to=UploadStage.APPLIED, only_good=only_good, failure=""):
            raise Done
        if upload.plan.get("digest") != seen or upload.plan.get("made_of") != inputs(upload):
            raise Refused(ANOTHER_PLAN)
        ticker.begin_writing(counts["new"] + counts["changed"])

    ticker, counts = uploads.Ticker(upload), upload.plan["counts"]
    resource, sheet = RESOURCES[upload.noun](), opened(upload)
    ticker.total = sheet.rows_at_most
    try:
        batch = resource.apply(
            mapped(upload, sheet, resource),
            user=upload.created_by,
            basis=upload.plan["basis"],
            file_name=upload.file_name,
            only_good=only_good,
            progress=ticker,
            check=go_on,
            written=ticker,
        )
        if batch.pk:
            Upload.objects.filter(pk=upload.pk).update(batch=batch)
        else:
            go_on()  # nothing differs, so nobody asked
    except Done:
        return
    if not upload.plan.get("nouns"):  # else its person may go on with the rest of it
        uploads.path(upload).unlink(missing_ok=True)


def settle(upload: Upload) -> None:
    """`apply`, and what became of it as a sentence for the upload's page."""
    try:
        apply(upload)
        return
    except FileNotFoundError:
        # Another click was first, and took the file away when it was done.
        if Upload.objects.filter(pk=upload.pk, stage=UploadStage.APPLIED).exists():
            return
        sentence = uploads.GONE
    except uploads.Cancelled:
        sentence = STOPPED
    except Unimportable as error:
        sentence = " ".join(map(str, error.problems[:3]))
    except Refused as error:
        sentence = str(error)
    back = (UploadStage.APPLYING, UploadStage.PLANNED)
    current = Upload.objects.get(pk=upload.pk)
    current.move(*back, to=UploadStage.PLANNED, failure=storable(sentence, LONGEST_FAILURE))
    upload.refresh_from_db()
