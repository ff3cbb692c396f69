"""Signed notes after c2sp.org/signed-note, the time of signing after c2sp.org/tlog-cosignature.

The format that Go's checksum database, Sigstore and the witness networks read: text, a blank
line, and a line for each signature. We sign twice with one Ed25519 key: plainly, which every
reader of notes verifies, and together with the time, so that a note says when it was signed.
"""

import hashlib
import struct
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PLAIN, TIMED = b"\x01", b"\x04"
DASH = "\u2014"
MOST = 64_000


class NoteRefused(ValueError):
    """`str()` of it says in a sentence what is wrong with a note or a key."""


class VerifierKey(NamedTuple):
    """Who signs, and the 32 bytes of the public key."""

    name: str
    public: bytes

    @property
    def text(self) -> str:
        """`name+id+key`, as the tools of the format write it."""
        encoded = b64encode(PLAIN + self.public).decode()
        return f"{self.name}+{self.id_of(PLAIN).hex()}+{encoded}"

    def id_of(self, kind: bytes) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + kind + self.public).digest()[:4]

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Raises NoteRefused."""
        name, _, rest = text.strip().partition("+")
        id_, _, encoded = rest.partition("+")
        key = cls(name, _key_data(encoded, "public"))
        if not name or key.id_of(PLAIN).hex() != id_:
            raise NoteRefused("This is no public key of a log: its id is not that of its name.")
        return key


class SignerKey(NamedTuple):
    """The newsroom's own: its 32 bytes are secret."""

    name: str
    secret: bytes

    @property
    def verifier(self) -> VerifierKey:
        public = Ed25519PrivateKey.from_private_bytes(self.secret).public_key()
        return VerifierKey(self.name, public.public_bytes_raw())

    @property
    def text(self) -> str:
        """As Go's note package writes a private key."""
        encoded = b64encode(PLAIN + self.secret).decode()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id_of(PLAIN).hex()}+{encoded}"

    @classmethod
    def new(cls, name: str) -> "SignerKey":
        """Raises NoteRefused for a name that the format cannot carry."""
        if not name or "+" in name or any(letter.isspace() for letter in name):
            raise NoteRefused("The name of a log's key holds no space and no plus sign.")
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> "SignerKey":
        """Raises NoteRefused, in a sentence that repeats nothing of the key."""
        parts = text.strip().split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
            raise NoteRefused("It does not begin with PRIVATE+KEY, as a log's private key does.")
        key = cls(parts[2], _key_data(parts[4], "private"))
        if key.verifier.id_of(PLAIN).hex() != parts[3]:
            raise NoteRefused("Its id does not fit its bytes: a part of the key is damaged.")
        return key


class Opened(NamedTuple):
    """What a note says, once a signature under it was found good."""

    text: str
    at: datetime


def sign(text: str, key: SignerKey, *, at: datetime) -> str:
    """The note: `text`, which ends in a newline, with both signatures. `at` to the second."""
    private = Ed25519PrivateKey.from_private_bytes(key.secret)
    seconds = int(at.timestamp())
    timed = struct.pack(">Q", seconds) + private.sign(_timed(text, seconds))
    lines = (
        f"{DASH} {key.name} {b64encode(key.verifier.id_of(kind) + signature).decode()}\n"
        for kind, signature in ((PLAIN, private.sign(text.encode())), (TIMED, timed))
    )
    return f"{text}\n{''.join(lines)}"


def open_note(note: str, key: VerifierKey) -> Opened:
    """Raises NoteRefused unless `key` signed the note, plainly and with the time."""
    text, blank, signatures = note.rpartition("\n\n")
    if not blank or len(note) > MOST:
        raise NoteRefused("This is no signed note: it has no blank line before its signatures.")
    text += "\n"
    found = dict(_signatures(signatures, key))
    if not found:
        raise NoteRefused(
            f"This note is not signed by the key {key.name}+{key.id_of(PLAIN).hex()}."
        )
    try:
        stamp = found[TIMED]
        (seconds,) = struct.unpack(">Q", stamp[:8])
        public = Ed25519PublicKey.from_public_bytes(key.public)
        public.verify(found[PLAIN], text.encode())
        public.verify(stamp[8:], _timed(text, seconds))
        return Opened(text, datetime.fromtimestamp(seconds, UTC))
    except (InvalidSignature, KeyError, ValueError, OverflowError, OSError, struct.error):
        raise NoteRefused("The signature does not fit: the note was changed.") from None


def _timed(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _signatures(lines: str, key: VerifierKey) -> list[tuple[bytes, bytes]]:
    """By kind, those that name `key`; others' are passed over, as the format asks."""
    kinds = {key.id_of(kind): kind for kind in (PLAIN, TIMED)}
    found = []
    for line in lines.splitlines():
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.rpartition(" ")
        try:
            data = b64decode(encoded, validate=True)
        except ValueError:
            continue
        if dash == DASH and name == key.name and data[:4] in kinds:
            found.append((kinds[data[:4]], data[4:]))
    return found


def _key_data(encoded: str, which: str) -> bytes:
    try:
        data = b64decode(encoded, validate=True)
    except ValueError:
        data = b""
    if len(data) != 33 or data[:1] != PLAIN:
        raise NoteRefused(f"This is no {which} key of a log: Ed25519 is the only kind known here.")
    return data[1:]
