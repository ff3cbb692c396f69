"""What a correction changed: the old words and the new ones, with the difference marked."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.models import ClaimReviewVersion

register = template.Library()

WORDS = re.compile(r"\w+|\s+|[^\w\s]+")
# Comparing takes the product of both lengths; beyond this a passage is marked as a whole.
MOST_COMPARISONS = 1_000_000
ELLIPSIS = "[…]"


class Change(NamedTuple):
    """One field's passages, old and new, as HTML with `del` and `ins`."""

    name: str
    old: SafeString
    new: SafeString


@register.inclusion_tag("claims/_changes.html")
def changes(old: ClaimReviewVersion, new: ClaimReviewVersion) -> dict[str, list[Change]]:
    pairs = zip(_fields(old.facts), _fields(new.facts), strict=True)
    return {
        "changes": [
            Change(name, *differences(before, after))
            for (name, before), (_, after) in pairs
            if before != after
        ]
    }


def _fields(facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Claim", facts["claim"]["text"]
    yield "Claimant", facts["claim"]["claimant"]
    yield "Rating", facts["rating"]["label"]
    yield "Summary", facts["summary"]
    yield "Explanation", facts["explanation"]
    yield "Why no primary source", facts["no_primary_reason"]
    yield "Evidence", "\n\n".join(map(_piece, facts["evidence"]))


def _piece(piece: dict[str, Any]) -> str:
    kind = "primary source" if piece["is_primary"] else ""
    told = ("title", "publisher", "published", "stance", "url", "quote", "note")
    return "\n".join(filter(None, [*(piece[name] for name in told), kind]))


def differences(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Both texts, paragraph by paragraph, without the paragraphs that stayed as they were."""
    before, after = old.split("\n\n"), new.split("\n\n")
    left: list[SafeString] = []
    right: list[SafeString] = []
    for step, a, b, c, d in _steps(before, after):
        if step == "equal":
            left.append(_paragraph(ELLIPSIS))
            right.append(_paragraph(ELLIPSIS))
        else:
            ours, theirs = marked("\n\n".join(before[a:b]), "\n\n".join(after[c:d]))
            left.append(_paragraph(ours))
            right.append(_paragraph(theirs))
    return _joined(left), _joined(right)


def marked(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Both texts whole, words that left in `del`, words that came in `ins`."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    left: list[SafeString] = []
    right: list[SafeString] = []
    for step, a, b, c, d in _steps(before, after):
        same = step == "equal"
        left.append(_words("".join(before[a:b]), "" if same else "del"))
        right.append(_words("".join(after[c:d]), "" if same else "ins"))
    return _joined(left), _joined(right)


def _steps(before: list[str], after: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    if len(before) * len(after) > MOST_COMPARISONS:
        return [("replace", 0, len(before), 0, len(after))]
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _words(text: str, mark: str) -> SafeString:
    if not text or not mark:
        return format_html("{}", text)
    return format_html("<{0}>{1}</{0}>", mark, text)


def _paragraph(words: str) -> SafeString:
    return format_html("<p>{}</p>", words) if words else SafeString("")


def _joined(parts: list[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
