"""New rows that say nearly what a claim says already: offered, never decided."""

from typing import Any

from rapidfuzz import fuzz

from claims.importexport.problems import shortened
from claims.models import Claim
from claims.search import SearchRefused
from claims.search.similar import similar

LOOKED_AT = 200
"""New rows for which somebody is looked for: each takes a few searches."""
LIKELY = 80.0
"""Of 100. `similar` has a lower bar: there a person asked for anything alike."""
OFFERED = 2


def likely_duplicates(rows: list[dict[str, Any]], columns: list[str]) -> list[dict[str, Any]]:
    """Of a plan's new rows of claims (`told`), those with a claim that nearly says the same.

    Each is `{"line", "text", "claims": [{"id", "text", "status"}]}`.
    """
    if "text" not in columns:
        return []
    place, found = columns.index("text"), []
    for row in rows[:LOOKED_AT]:
        text = row["cells"][place]
        claims = [claim for claim in _similar(text) if _likeness(text, claim.text) >= LIKELY]
        if claims:
            offered = [
                {
                    "id": c.public_id,
                    "text": shortened(c.text, 300),
                    "status": c.get_status_display(),
                }
                for c in claims[:OFFERED]
            ]
            found.append({"line": row["line"], "text": text, "claims": offered})
    return found


def _similar(text: str) -> list[Claim]:
    try:
        return similar(Claim.objects.all(), text, most=OFFERED)
    except SearchRefused:
        return []


def _likeness(one: str, other: str) -> float:
    return fuzz.token_sort_ratio(one.casefold(), other.casefold())
