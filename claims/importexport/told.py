"""A plan as its page shows it: plain data, cut to what a person can look at."""

import hashlib
from typing import Any

from claims.importexport.plan import Plan
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
        "new": [
            {
                "line": row.line,
                "id": row.public_id,
                "cells": [storable(row.row_values.get(name, ""), LONGEST_CELL) for name in headers],
            }
            for row in plan.new
        ],
        "changed": [
            {
                "line": row.line,
                "id": row.public_id,
                "changes": [
                    [
                        c.column,
                        storable(c.before, LONGEST_CHANGE),
                        storable(c.after, LONGEST_CHANGE),
                    ]
                    for c in row.changes
                ],
            }
            for row in plan.changed
        ],
        "problems": [
            [
                p.line,
                storable(p.column, 100),
                storable(p.value, LONGEST_VALUE),
                storable(p.sentence, 1_000),
            ]
            for p in plan.problems
        ],
        "problem_count": plan.problem_count,
        "notes": plan.notes,
        "basis": plan.basis,
        "is_applicable": plan.is_applicable,
        "has_refused": plan.counts["refused"] > 0,
    }
    return said | {"digest": hashlib.sha256(log.canonical(said)).hexdigest()}


def storable(text: Any, most: int) -> str:
    """A text of a file's as both databases can hold it, cut to `most` characters."""
    text = UNSTORABLE.sub("\ufffd", str(text))
    return text if len(text) <= most else f"{text[:most]}…"
