"""A plan as its page shows it: plain data, cut to what a person can look at."""

import hashlib
from typing import Any

from claims.importexport.outcome import Row
from claims.importexport.plan import Plan
from claims.importexport.problems import Problem
from claims.models.noun import UNSTORABLE
from claims.workflow import log

LONGEST_CELL = 300
LONGEST_CHANGE = 5_000
LONGEST_VALUE = 200


def told(plan: Plan, headers: list[str], made_of: str) -> dict[str, Any]:
    """JSON. `digest` names this plan: a confirmation says which one it has seen."""
    said = {
        "made_of": made_of,
        "counts": plan.counts,
        "columns": headers,
        "new": [_new(row, headers) for row in plan.new],
        "changed": [_changed(row) for row in plan.changed],
        "problems": [_problem(problem) for problem in plan.problems],
        "problem_count": plan.problem_count,
        "notes": plan.notes,
        "basis": plan.basis,
        "is_applicable": plan.is_applicable,
        "has_refused": plan.counts["refused"] > 0,
    }
    return said | {"digest": hashlib.sha256(log.canonical(said)).hexdigest()}


def _new(row: Row, headers: list[str]) -> dict[str, Any]:
    cells = [storable(row.row_values.get(name, ""), LONGEST_CELL) for name in headers]
    return {"line": row.line, "id": row.public_id, "cells": cells}


def _changed(row: Row) -> dict[str, Any]:
    changes = [
        [one.column, storable(one.before, LONGEST_CHANGE), storable(one.after, LONGEST_CHANGE)]
        for one in row.changes
    ]
    return {"line": row.line, "id": row.public_id, "changes": changes}


def _problem(problem: Problem) -> list[Any]:
    said = ((problem.column, 100), (problem.value, LONGEST_VALUE), (problem.sentence, 1_000))
    return [problem.line, *(storable(text, longest) for text, longest in said)]


def storable(text: Any, most: int) -> str:
    """A text of a file's as both databases can hold it, cut to `most` characters."""
    text = UNSTORABLE.sub("\ufffd", str(text))
    return text if len(text) <= most else f"{text[:most]}…"
