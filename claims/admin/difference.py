"""What changed between two texts, word by word, as people read it."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

WORD = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)
LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Comparing takes time with the product of both lengths; beyond this a passage is shown whole.
MOST_WORDS = 4_000


class Part(NamedTuple):
    """`tag` is the HTML element: "del" was there before, "ins" is new, "" stayed."""

    tag: str
    text: str


def difference(before: str, after: str) -> list[Part]:
    """The parts of both texts in order. Joining all but the "ins" parts gives `before`, all but
    the "del" parts `after`."""
    parts: list[Part] = []
    for old, new in _passages(before, after):
        if old == new:
            parts.append(Part("", old))
        elif len(old) + len(new) > 8 * MOST_WORDS:
            parts += [Part("del", old), Part("ins", new)]
        else:
            parts += _words(old, new)
    return _joined(parts)


def _passages(before: str, after: str) -> list[tuple[str, str]]:
    """Lines first: what did not change is found quickly and never compared word by word."""
    old, new = LINE.findall(before), LINE.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [("".join(old[a:b]), "".join(new[c:d])) for _, a, b, c, d in matcher.get_opcodes()]


def _words(before: str, after: str) -> list[Part]:
    old, new = WORD.findall(before), WORD.findall(after)
    parts: list[Part] = []
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            parts.append(Part("", "".join(old[a:b])))
        else:
            parts += [Part("del", "".join(old[a:b])), Part("ins", "".join(new[c:d]))]
    return parts


def _joined(parts: list[Part]) -> list[Part]:
    joined: list[Part] = []
    for part in parts:
        if not part.text:
            continue
        if joined and joined[-1].tag == part.tag:
            joined[-1] = Part(part.tag, joined[-1].text + part.text)
        else:
            joined.append(part)
    return joined
