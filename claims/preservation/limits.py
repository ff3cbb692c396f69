"""How much of somebody else's server we put up with, and the word for having had enough."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from urllib3.connection import HTTPConnection

from claims.reading.files import MAX_BYTES


class Unfetchable(ValueError):
    """An address that cannot be fetched. Its message is for the person who gave the address:
    whole sentences that say what is wrong, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`bytes` counts after decompression, of which `ratio` is the most that one byte received may
    become; `seconds` is the time for everything, redirects included, but for the look-up of names,
    which the system limits; `silence_seconds` for one pause of the server."""

    bytes: int = MAX_BYTES
    ratio: int = 200
    seconds: float = 60
    connect_seconds: float = 10
    silence_seconds: float = 20
    redirects: int = 5
    ports: frozenset[int] = frozenset({80, 443})
    media_types: frozenset[str] = frozenset(
        {
            "application/pdf",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/xhtml+xml",
            "text/html",
            "text/plain",
        }
    )


LIMITS = Limits()


class Deadline:
    """The end of a fetch. A socket's own timeout starts anew with each byte, so that a server which
    sends one every few seconds would hold a worker for hours."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        return max(0.0, self._end - time.monotonic())

    @property
    def is_over(self) -> bool:
        return self.left() == 0

    @contextmanager
    def over(self, connection: HTTPConnection) -> Iterator[list[socket.socket]]:
        """Hang up `connection` at the end. It lets go of its socket while an answer is still read
        from it, so whoever connects adds the socket to the list."""
        sockets: list[socket.socket] = []
        finished = threading.Event()

        def hang_up() -> None:
            if finished.wait(self.left()):
                return
            while not finished.wait(0.1):
                for held in (*sockets, connection.sock):
                    if held is not None:
                        with suppress(OSError):
                            # Not SSLSocket's own, which drops the encryption under its reader.
                            socket.socket.shutdown(held, socket.SHUT_RDWR)

        watch = threading.Thread(target=hang_up, daemon=True)
        watch.start()
        try:
            yield sockets
        finally:
            finished.set()
            watch.join()
