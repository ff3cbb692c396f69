"""A tree's head as c2sp.org/tlog-checkpoint writes it: three lines, signed as a note."""

import binascii
import re
from base64 import b64decode, b64encode
from datetime import datetime
from typing import NamedTuple

from claims.merkle.signed_note import NoteRefused, SignerKey, VerifierKey, open_note, sign

SIZE = re.compile("0|[1-9][0-9]{0,18}")


class TreeHead(NamedTuple):
    """`origin` names the log, as `facts.example.org/log` does."""

    origin: str
    size: int
    head: bytes

    def signed(self, key: SignerKey, *, at: datetime) -> str:
        text = f"{self.origin}\n{self.size}\n{b64encode(self.head).decode()}\n"
        return sign(text, key, at=at)


class Kept(NamedTuple):
    """A checkpoint that somebody kept, its signature verified."""

    tree_head: TreeHead
    at: datetime


def read(note: str, key: VerifierKey) -> Kept:
    """Raises NoteRefused for a note that is no checkpoint signed by `key`."""
    text, at = open_note(note, key)
    origin, size, head = [*text.split("\n"), "", "", ""][:3]
    try:
        data = b64decode(head, validate=True)
    except binascii.Error:
        data = b""
    if origin != key.name or not SIZE.fullmatch(size) or len(data) != 32:
        raise NoteRefused("This note is no checkpoint of that log: it names no size and head.")
    return Kept(TreeHead(origin, int(size), data), at)
