"""What a correction changed: the old words and the new ones, with the difference marked."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from claims.models import ClaimReviewVersion
from claims.reading.difference import Part, difference, runs
from claims.workflow.replies import told

register = template.Library()

ELLIPSIS = "[…]"


class Change(NamedTuple):
    """One field's passages, old and new, as HTML with `del` and `ins`."""

    name: str
    old: SafeString
    new: SafeString


@register.inclusion_tag("claims/_changes.html")
def changes(old: ClaimReviewVersion, new: ClaimReviewVersion) -> dict[str, list[Change]]:
    pairs = zip(_fields(old), _fields(new), strict=True)
    return {
        "changes": [
            Change(name, *differences(before, after))
            for (name, before), (_, after) in pairs
            if before != after
        ]
    }


def _fields(version: ClaimReviewVersion) -> Iterator[tuple[str, str]]:
    facts, on = version.facts, version.approved_at.date()
    yield "Claim", facts["claim"]["text"]
    yield "Claimant", facts["claim"]["claimant"]
    yield "Rating", facts["rating"]["label"]
    yield "Summary", facts["summary"]
    yield "Explanation", facts["explanation"]
    yield "Why no primary source", facts["no_primary_reason"]
    yield "Evidence", "\n\n".join(map(_piece, facts["evidence"]))
    # What was approved before these were asked for has none of them.
    yield "Why nobody was asked", facts.get("no_reply_reason", "")
    replies = (f"{told(asked, on)}\n{asked['answer']}" for asked in facts.get("replies", []))
    yield "Right of reply", "\n\n".join(replies)
    dissents = (f"{one['rating']['label']}: {one['reason']}" for one in facts.get("dissents", []))
    yield "Dissent", "\n\n".join(dissents)


def _piece(piece: dict[str, Any]) -> str:
    kind = "primary source" if piece["is_primary"] else ""
    told = ("title", "publisher", "published", "stance", "url", "quote", "note")
    return "\n".join(filter(None, [*(piece[name] for name in told), kind]))


def differences(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Both texts, paragraph by paragraph, without the paragraphs that stayed as they were."""
    left: list[SafeString] = []
    right: list[SafeString] = []
    for before, after in runs(old.split("\n\n"), new.split("\n\n")):
        same = before == after
        ours, theirs = marked("\n\n".join(before), "\n\n".join(after))
        left.append(_paragraph(ELLIPSIS if same and before else ours))
        right.append(_paragraph(ELLIPSIS if same and after else theirs))
    return _joined(left), _joined(right)


def marked(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Both texts whole, words that left in `del`, words that came in `ins`."""
    parts = difference(old, new)
    return _side(parts, "del"), _side(parts, "ins")


def _side(parts: list[Part], tag: str) -> SafeString:
    return _joined(
        format_html("<{0}>{1}</{0}>", part.tag, part.text) if part.tag else escape(part.text)
        for part in parts
        if part.tag in ("", tag)
    )


def _paragraph(words: str) -> SafeString:
    return format_html("<p>{}</p>", words) if words else SafeString("")


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
