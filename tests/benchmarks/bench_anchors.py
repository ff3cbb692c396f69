"""Anchoring: is a quote found at its place again, and how far from `str.find`'s speed?

Plain str.find is the limit: it looks for the words and nothing else. Run with FACTCHECK_SHARED
naming a folder that has documents/white-paper-2018.txt and demo/white-paper-claims.csv to measure
on a real document; without it, on a text made here.
"""

import csv
import os
import random
import re
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from claims.reading.anchors import Found, TextQuoteSelector, locate, select

SEEDS = 25
WORDS_CHANGED = 0.05
QUOTES = 43
MEGABYTE = 1_000_000
SURE = {Found.EXACT, Found.CONTEXT}

Span = tuple[int, int]


def document() -> tuple[str, str, list[Span]]:
    """What the text is, the text, and the spans of the quotes to find in it."""
    folder = os.environ.get("FACTCHECK_SHARED")
    if not folder:
        return made()
    text = Path(folder, "documents/white-paper-2018.txt").read_text(encoding="utf-8")
    with Path(folder, "demo/white-paper-claims.csv").open(encoding="utf-8", newline="") as file:
        quotes = [row["quote"] for row in csv.DictReader(file)]
    return "the white paper", text, [(text.index(q), text.index(q) + len(q)) for q in quotes]


def made() -> tuple[str, str, list[Span]]:
    chance = random.Random(40)
    letters = "eeeeaaiioonnttrrsslldcumphgbfvyw"
    vocabulary = ["".join(chance.choices(letters, k=chance.randint(2, 10))) for _ in range(1500)]
    weights = [1 / rank for rank in range(1, 1501)]
    sentences = [
        " ".join(chance.choices(vocabulary, weights, k=chance.randint(8, 25))).capitalize() + "."
        for _ in range(300)
    ]
    text = "\n\n".join(" ".join(sentences[at : at + 5]) for at in range(0, 300, 5))
    words = list(re.finditer(r"\w+", text))
    firsts = chance.sample(range(len(words) - 8), QUOTES)
    return (
        "a made text",
        text,
        [(words[at].start(), words[at + chance.randint(3, 8)].end()) for at in firsts],
    )


def repeated(text: str) -> list[Span]:
    """400 spans of one to four words that occur more than once."""
    chance = random.Random(5)
    words = list(re.finditer(r"\w+", text))
    spans: list[Span] = []
    while len(spans) < 400:
        first = chance.randrange(len(words) - 4)
        start, end = words[first].start(), words[first + chance.randrange(4)].end()
        if text.count(text[start:end]) > 1:
            spans.append((start, end))
    return spans


class Edited:
    """A text with words replaced, taken out and put in, and where each old offset went."""

    def __init__(self, text: str, chance: random.Random) -> None:
        words = list(re.finditer(r"\w+", text))
        vocabulary = [word.group() for word in words]
        pieces: list[str] = []
        self.old, self.new = [0], [0]
        done = length = 0
        for word in words:
            kept = text[done : word.start()]
            other = chance.choice(vocabulary)
            choices = ["", other, f"{word.group()} {other}"]
            new = chance.choice(choices) if chance.random() < WORDS_CHANGED else word.group()
            pieces += (kept, new)
            length += len(kept)
            self.old += (word.start(), word.end())
            self.new += (length, length + len(new))
            length += len(new)
            done = word.end()
        self.text = "".join([*pieces, text[done:]])

    def place(self, offset: int) -> int:
        """Where an old offset, a word's start or end or between words, is now."""
        at = bisect_right(self.old, offset) - 1
        return self.new[at] + offset - self.old[at]


def outcome(edited: Edited, text: str, span: Span, hint: bool) -> str:
    """One of: right and sure, right and said to be changed, wrong and sure, ..."""
    place = locate(edited.text, select(text, *span), near=span[0] if hint else None)
    if place.found == Found.LOST:
        return "lost"
    start, end = map(edited.place, span)
    side = "right" if place.start < max(end, start + 1) and start < place.end else "wrong"
    return f"{side}, {'sure' if place.found in SURE else 'flagged'}"


def print_places(text: str, quotes: list[Span]) -> None:
    unedited = [locate(text, TextQuoteSelector(text[start:end])) for start, end in quotes]
    there = sum(
        (place.start, place.end) == span for place, span in zip(unedited, quotes, strict=True)
    )
    print(f"unedited, by the quote alone: {there} of {len(quotes)} at their place")
    print(f"\n{WORDS_CHANGED:.0%} of the words edited, {SEEDS} seeds (flagged: «approximate»)")
    columns = ("right, sure", "right, flagged", "wrong, flagged", "wrong, sure", "lost")
    print(f"{'':28}" + "".join(f"{name:>16}" for name in columns))
    short = repeated(text)
    cases = (
        ("quotes", quotes, True),
        ("quotes, no old position", quotes, False),
        ("repeated short quotes", short, True),
        ("the same, no old position", short, False),
    )
    for name, spans, hint in cases:
        counts: Counter[str] = Counter()
        for seed in range(SEEDS):
            edited = Edited(text, random.Random(seed))
            counts.update(outcome(edited, text, span, hint) for span in spans)
        shares = (counts[column] / counts.total() for column in columns)
        print(f"{name:28}" + "".join(f"{share:16.2%}" for share in shares))


def seconds(task: Callable[[], object]) -> float:
    began = time.process_time()
    task()
    return time.process_time() - began


def print_speed(text: str, quotes: list[Span]) -> None:
    """A megabyte: the text, padded with texts of other words so that the quotes stand once."""
    filler = text.translate(str.maketrans("aeiou", "eioua"))
    long = filler * (MEGABYTE // len(text) // 2) + text
    shift = len(long) - len(text)
    long += filler * ((MEGABYTE - len(long)) // len(filler) + 1)
    spans = [(start + shift, end + shift) for start, end in quotes]
    selectors = [select(long, *span) for span in spans]
    edited = Edited(long, random.Random(1)).text
    rounds = {
        "str.find": lambda: [long.find(one.exact) for one in selectors],
        "locate, unchanged text": lambda: [locate(long, one) for one in selectors],
        "locate, edited text": lambda: [locate(edited, one) for one in selectors],
        "locate, gone from the text": lambda: [locate(filler * 33, one) for one in selectors],
    }
    print(f"\n{len(selectors)} quotes in {len(long) / 1e6:.2f} million characters")
    limit = 0.0
    for name, task in rounds.items():
        took = min(seconds(task) for _ in range(3 if not limit else 1))
        limit = limit or took
        print(f"{name:28}{took * 1000:10.1f} ms{took / limit:10.1f} × str.find")


def main() -> None:
    name, text, quotes = document()
    print(f"Anchoring {len(quotes)} quotes in {name} ({len(text):,} characters)")
    print_places(text, quotes)
    print_speed(text, quotes)


if __name__ == "__main__":
    main()
