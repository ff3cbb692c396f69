"""A document's text as a bundle holds it."""

import json
from typing import Any, NamedTuple

from claims.importexport.problems import Problem, Unimportable
from claims.models.noun import UNSTORABLE
from claims.reading.blocks import Block, BlockKind, Reading

BADLY_WRITTEN = "This text is not written as a bundle writes it."
FACTS = ("document", "sha256", "original_sha256", "media_type", "source_url", "note")


class BundledText(NamedTuple):
    """`document` is an id; `sha256` is the text's, `original_sha256` that of the file it came in,
    empty where there is none."""

    document: str
    sha256: str
    original_sha256: str
    media_type: str
    source_url: str
    note: str
    reading: Reading


def bundled_text(data: bytes) -> BundledText:
    """Raises Unimportable: it is not what `write_bundle` writes."""
    try:
        facts = json.loads(data)
        blocks = tuple(_block(one) for one in facts["blocks"])
        reading = Reading(facts["text"], blocks, encoding=facts["encoding"])
        told = {name: facts[name] for name in FACTS}
    except (KeyError, TypeError, ValueError, RecursionError):
        raise badly_written() from None
    said = [reading.text, reading.encoding, *told.values()]
    if not all(isinstance(one, str) and not UNSTORABLE.search(one) for one in said):
        raise badly_written()
    return BundledText(**told, reading=reading)


def badly_written() -> Unimportable:
    return Unimportable([Problem(0, "", "", BADLY_WRITTEN)])


def _block(said: dict[str, Any]) -> Block:
    numbers = [said[name] for name in ("start", "end", "page", "level")]
    if not all(isinstance(number, int) for number in numbers[:2]):
        raise TypeError
    return Block(BlockKind(said["kind"]), *numbers)
