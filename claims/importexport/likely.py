"""New rows that say nearly what a claim says already: offered, never decided."""

import time
from typing import Any

from rapidfuzz import fuzz

from claims.importexport.problems import shortened
from claims.models import Claim
from claims.search import SearchRefused
from claims.search.similar import similar

SECONDS = 3
"""For which a person waits; each row takes a few searches, so a long file is not looked through."""
STRANGERS = 40.0
"""Of 100. Below it two texts are about different things."""
LIKELY = 80.0
"""Of 100. `similar` has a lower bar: there a person asked for anything alike."""
OFFERED = 2


def likely_duplicates(rows: list[dict[str, Any]], columns: list[str]) -> dict[str, Any]:
    """Of a plan's new rows of claims (`told`), those with a claim that nearly says the same.

    Returns:
        `likely`, each `{"line", "text", "claims": [{"id", "text", "status"}]}`, and `looked_at`,
        the number of rows for which there was time.
    """
    if "text" not in columns:
        return {"likely": [], "looked_at": len(rows)}
    found: list[dict[str, Any]] = []
    place, until = columns.index("text"), time.monotonic() + SECONDS
    for looked_at, row in enumerate(rows):
        if time.monotonic() > until:
            return {"likely": found, "looked_at": looked_at}
        text = row["cells"][place]
        claims = [claim for claim in _similar(text) if _likeness(text, claim.text) >= LIKELY]
        if claims:
            found.append({"line": row["line"], "text": text, "claims": list(map(_told, claims))})
    return {"likely": found, "looked_at": len(rows)}


def replaced(rows: list[dict[str, Any]]) -> int:
    """How many of a plan's changed rows put another claim in the place of the one with their id:
    a table that counts its rows 1, 2, 3 meets the ids of another that does so."""
    texts = [(b, a) for row in rows for column, b, a in row["changes"] if column == "text"]
    return sum(bool(before) and _likeness(before, after) < STRANGERS for before, after in texts)


def _told(claim: Claim) -> dict[str, str]:
    text, status = shortened(claim.text, 300), claim.get_status_display()
    return {"id": claim.public_id, "text": text, "status": status}


def _similar(text: str) -> list[Claim]:
    try:
        return similar(Claim.objects.all(), text, most=OFFERED)
    except SearchRefused:
        return []


def _likeness(one: str, other: str) -> float:
    return fuzz.token_sort_ratio(one.casefold(), other.casefold())
