"""What readers will see once a step is taken, and how it differs from what they see now."""

import json
from typing import Any

from django.utils import timezone

from claims.admin.history import Change
from claims.models import Claim
from claims.reading.difference import difference
from claims.workflow.replies import told


def published_facts(claim: Claim) -> dict[str, Any] | None:
    """The content that readers see now (shape: `workflow.content_of`), or None."""
    version = claim.published_version
    return json.loads(version.content) if version else None


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """What differs between two contents, part by part, evidence by its id."""
    old, new = _parts(before), _parts(after)
    return [
        Change(label, old.get(key, ("", ""))[1], text, difference(old.get(key, ("", ""))[1], text))
        for key, (label, text) in _with_removed(old, new).items()
        if old.get(key, ("", ""))[1] != text
    ]


def _with_removed(old: dict[str, Any], new: dict[str, Any]) -> dict[str, tuple[str, str]]:
    removed = {key: (label, "") for key, (label, _) in old.items() if key not in new}
    return new | removed


def _parts(facts: dict[str, Any]) -> dict[str, tuple[str, str]]:
    claim, rating = facts["claim"], facts["rating"]
    first = claim["first_appearance"] or {}
    parts = {
        "claim": ("claim", claim["text"]),
        "claimant": ("claimant", claim["claimant"]),
        "claimed": ("claimed on", claim["claimed"]),
        "seen": ("first appearance", _said(first)),
        "rating": ("rating", rating["label"] if rating else ""),
        "summary": ("summary", facts["summary"]),
        "explanation": ("explanation", facts["explanation"]),
        "no_primary_reason": ("why no primary source", facts["no_primary_reason"]),
    }
    for piece in facts["evidence"]:
        label = f"evidence: {piece['title'] or piece['url']}"
        parts[f"evidence {piece['id']}"] = (label, _evidence(piece))
    # What was approved before these were asked for has none of them.
    parts["no_reply_reason"] = ("why nobody was asked", facts.get("no_reply_reason", ""))
    for asked in facts.get("replies", []):
        words = f"{told(asked, timezone.localdate())}\n{asked['answer']}"
        parts[f"reply {asked['id']}"] = (f"reply: {asked['asked_of']}", words.strip())
    dissents = (f"{one['rating']['label']}: {one['reason']}" for one in facts.get("dissents", []))
    parts["dissents"] = ("dissent", "\n\n".join(dissents))
    return parts


def _evidence(piece: dict[str, Any]) -> str:
    primary = "primary source" if piece["is_primary"] else ""
    return _said({**piece, "is_primary": primary, "id": ""})


def _said(facts: dict[str, Any]) -> str:
    """Line by line, in an order that is the same for a content that was stored: its names are
    sorted (`log.canonical`)."""
    return "\n".join(str(value) for _, value in sorted(facts.items()) if value)
