"""What changed between two texts, word by word, as people read it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

# A figure with its points and commas is one word: 9.8 becomes 9.9, and not 8 becomes 9.
WORD = re.compile(r"\s+|\d+(?:[.,]\d+)+|[^\W_]+|.", re.DOTALL)
LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Each place of a word is compared with each of its places in the other text, again and again;
# beyond this many a passage is shown whole.
MOST_COMPARISONS = 100_000


class Part(NamedTuple):
    """`tag` is the HTML element: "del" was there before, "ins" is new, "" stayed."""

    tag: str
    text: str


def difference(before: str, after: str) -> list[Part]:
    """The parts of both texts in order. Joining all but the "ins" parts gives `before`, all but
    the "del" parts `after`."""
    # Lines first: what did not change is found quickly and never compared word by word.
    parts: list[Part] = []
    for old, new in runs(LINE.findall(before), LINE.findall(after)):
        parts += [Part("", "".join(old))] if old == new else _words("".join(old), "".join(new))
    return _joined(parts)


def runs(before: list[str], after: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Both lists cut into pieces that stand in each other's place; those that stayed are equal.

    White space alone is no sign that two places belong together.
    """
    head = _common(before, after)
    old, new = before[head:], after[head:]
    tail = _common(reversed(old), reversed(new))
    old, new = old[: len(old) - tail], new[: len(new) - tail]
    yield before[:head], after[:head]
    if _comparisons(old, new) > MOST_COMPARISONS:
        yield old, new
    else:
        matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
        yield from ((old[a:b], new[c:d]) for _, a, b, c, d in matcher.get_opcodes())
    yield before[len(before) - tail :], after[len(after) - tail :]


def _common(before: Iterable[str], after: Iterable[str]) -> int:
    """How many pieces both begin with."""
    count = 0
    for old, new in zip(before, after, strict=False):
        if old != new:
            break
        count += 1
    return count


def _comparisons(before: list[str], after: list[str]) -> int:
    old, new = Counter(before), Counter(after)
    return sum(old[word] * new[word] for word in old.keys() & new.keys() if not word.isspace())


def _words(before: str, after: str) -> list[Part]:
    parts: list[Part] = []
    for old, new in runs(WORD.findall(before), WORD.findall(after)):
        if old == new:
            parts.append(Part("", "".join(old)))
        else:
            parts += [Part("del", "".join(old)), Part("ins", "".join(new))]
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
