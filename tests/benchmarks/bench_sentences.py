"""Sentences: how many of pySBD's golden rules are kept, and how many sentences a second come out,
beside sentencex by itself on the same text in the same run, which is the floor and the limit.

The golden rules are not ours to ship: FACTCHECK_SHARED names the folder that has
data/pysbd_golden/golden_rules.json. Without it only the speed is measured.
"""

import json
import os
import time
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import sentencex

from claims.reading.blocks import Unreadable
from claims.reading.plain_text import read_text
from claims.reading.sentences import primary, sentences

PARAGRAPH = (
    "By 2017 the agency had sent 25,000 workers to 72 countries, at a cost of $4.5 million. Dr. "
    "Ada Example, who ran it, said so in Sec. 3 of her report. Was it enough? “It was not,” she "
    "said. Prices rose by 4.2 percent in the same year, e.g. for food, and wages by 1 percent. "
)
PARAGRAPHS = 5_000
ROUNDS = 3


def main() -> None:
    shared = os.environ.get("FACTCHECK_SHARED")
    if shared:
        golden(
            json.loads((Path(shared) / "data/pysbd_golden/golden_rules.json").read_text("utf-8"))
        )
    else:
        print("Golden rules: not measured, FACTCHECK_SHARED is not set.")
    speed()


def golden(rules: Sequence[dict]) -> None:
    """A rule is kept if every sentence is its, blanks and normalisation aside."""
    print(f"{'golden rules kept':<28}{'sentencex':>12}{'ours':>12}{'of':>8}")
    languages = sorted({rule["lang"] for rule in rules})
    for name, chosen in [("all", languages), ("en", ["en"]), ("others", [*languages])]:
        of = [r for r in rules if r["lang"] in chosen and (name != "others" or r["lang"] != "en")]
        bare, ours = (sum(kept(rule, split) for rule in of) for split in (by_sentencex, by_us))
        print(f"{name:<28}{bare:>12}{ours:>12}{len(of):>8}")


def kept(rule: dict, split: Callable[[str, str], list[str]]) -> bool:
    return list(map(plain, split(rule["text"], rule["lang"]))) == list(
        map(plain, rule["sentences"])
    )


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def by_sentencex(text: str, language: str) -> list[str]:
    return [piece for piece in sentencex.segment(primary(language), text) if piece.strip()]


def by_us(text: str, language: str) -> list[str]:
    try:
        reading = read_text(text)
    except Unreadable:
        return []
    return [reading.text[s.start : s.end] for s in sentences(reading, language)]


def speed() -> None:
    text = "\n\n".join([PARAGRAPH] * PARAGRAPHS)
    reading = read_text(text)
    bare, found = best(lambda: by_sentencex(text, "en"))
    ours, placed = best(lambda: sentences(reading, "en"))
    whole, _ = best(lambda: sentences(read_text(text), "en"))
    print(f"\n{len(text) / 1e6:.1f} million characters{'sentences':>16}{'a second':>14}{'time':>8}")
    for name, spent, count in [
        ("sentencex alone", bare, len(found)),
        ("ours, from blocks", ours, len(placed)),
        ("ours, from plain text", whole, len(placed)),
    ]:
        print(f"{name:<28}{count:>11,}{count / spent:>14,.0f}{spent / bare:>7.1f}x")


def best(work: Callable[[], Sequence]) -> tuple[float, Sequence]:
    """Seconds of CPU of the fastest round, and what it made."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        made = work()
        times.append(time.process_time() - start)
    return min(times), made


if __name__ == "__main__":
    main()
