"""The later steps of an import: what it would do, how far it is, what it did."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from claims.importexport import RESOURCES, uploads
from claims.importexport.columns import Text
from claims.models import Upload
from claims.reading.difference import Part, difference
from claims.vocabulary import UploadStage

LINES = 8
"""Of those that have the same problem, how many are named."""
PATIENCE = timedelta(seconds=15)
"""How long something may wait in the queue before a page says that nobody seems to work."""


def planned(upload: Upload) -> dict[str, Any]:
    """What the plan's page and the result's page say."""
    plan = upload.plan
    counts = plan["counts"]
    words = _written_words(upload)
    good = counts["new"] + counts["changed"]
    return {
        "plan": plan,
        "counts": counts,
        "good": good,
        "all": sum(counts.values()),
        "is_useless": bool(plan["problems"]) and not good and not counts["unchanged"],
        "problems": grouped(plan["problems"]),
        "more_problems": plan["problem_count"] - len(plan["problems"]),
        "changed": [
            row | {"changes": [_change(change, words) for change in row["changes"]]}
            for row in plan["changed"]
        ],
        "more_changed": counts["changed"] - len(plan["changed"]),
        **_new(plan),
        "more_new": counts["new"] - len(plan["new"]),
        "likely": plan.get("likely", []),
        "not_looked_at": counts["new"] - plan.get("looked_at", counts["new"]),
        "replaced": plan.get("replaced", 0),
        "others": plan.get("nouns", []),
        "batch": upload.batch,
        "is_stopped_late": uploads.is_to_stop(upload),
    }


def _new(plan: dict[str, Any]) -> dict[str, Any]:
    """The new rows, without columns that are empty in all of those shown."""
    kept = [n for n, _ in enumerate(plan["columns"]) if any(row["cells"][n] for row in plan["new"])]
    rows = [row | {"cells": [row["cells"][place] for place in kept]} for row in plan["new"]]
    return {"new": rows, "new_columns": [plan["columns"][place] for place in kept]}


class Told(NamedTuple):
    """A problem as the page lists it, once for all lines that have it."""

    column: str
    value: str
    sentence: str
    lines: list[int]

    @property
    def where(self) -> str:
        shown = ", ".join(map(str, self.lines[:LINES]))
        more = len(self.lines) - LINES
        return f"{shown} and {more} more" if more > 0 else shown


def grouped(problems: Iterable[Sequence[Any]]) -> list[Told]:
    """In the order in which each comes first."""
    found: dict[tuple[str, str, str], Told] = {}
    for line, column, value, sentence in problems:
        told = found.setdefault((column, value, sentence), Told(column, value, sentence, []))
        if line:
            told.lines.append(line)
    return list(found.values())


def _change(change: list[str], words: set[str]) -> dict[str, Any]:
    """Texts are compared word by word; choices, ids and dates are shown whole."""
    column, before, after = change
    if column in words and before and after:
        parts = difference(before, after)
    else:
        parts = [part for part in (Part("del", before), Part("ins", after)) if part.text]
    return {"column": column, "before": before, "after": after, "parts": parts}


def _written_words(upload: Upload) -> set[str]:
    """The columns that hold running text."""
    fields = RESOURCES[upload.noun]().get_import_fields()
    return {field.column_name for field in fields if type(field.widget) is Text}


def working(upload: Upload) -> dict[str, Any]:
    """How far the worker is, and whether there seems to be one."""
    is_begun, now = uploads.is_begun(upload), uploads.progress(upload)
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=timezone.now() - PATIENCE)
    return {
        "is_planning": upload.stage == UploadStage.PLANNING,
        "is_begun": is_begun,
        "is_to_stop": uploads.is_to_stop(upload),
        "progress": now,
        "is_silent": is_silent(upload),
        "nobody_works": not is_begun
        and waiting.exists()
        and not DBTaskResult.objects.running().exists(),
    }


def is_silent(upload: Upload) -> bool:
    """Whether nobody seems to be at it, although it no longer waits for its turn."""
    if uploads.progress(upload).silent < uploads.SILENCE:
        return False
    return uploads.is_begun(upload) or not DBTaskResult.objects.ready().exists()
