"""One question to one server at an address that was checked, and its answer under limits."""

import http.client
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    NewConnectionError,
    ReadTimeoutError,
)
from urllib3.response import BaseHTTPResponse

from claims.preservation.addresses import Address
from claims.preservation.limits import Deadline, Limits, Unfetchable
from claims.preservation.web_address import WebAddress

BROKEN = (HTTPError, http.client.HTTPException, OSError)
UPLOAD = "Save the page from your browser and upload the file."
CHUNK = 64 * 1024
UNJUDGED = 1_000_000
"""Decompressed bytes below which no ratio is suspicious: a small file of blanks is no bomb."""
ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})


@contextmanager
def exchange(
    asked: WebAddress,
    at: Address,
    *,
    agent: str,
    limits: Limits,
    deadline: Deadline,
    tls: Callable[[], ssl.SSLContext],
) -> Iterator[BaseHTTPResponse]:
    """The answer of the server at `at` to a GET of `asked`; read its body inside.

    The connection is made to the address, never to the name, so nobody can answer a second look-up
    with another one (DNS rebinding); the Host header, SNI and the certificate keep to the name.
    No cookies, no credentials, no proxy and no redirect followed: urllib3's bare connection knows
    none of them.

    Raises Unfetchable, in the body of the `with` too, and one of BROKEN while connecting only.
    """
    connection = _connection(asked, at, min(limits.connect_seconds, deadline.left()), tls)
    with deadline.over(connection) as sockets, closing(connection):
        connection.connect()
        sockets.append(connection.sock)
        connection.timeout = limits.silence_seconds
        try:
            connection.request(
                "GET", asked.path, headers=_headers(asked, agent), preload_content=False
            )
            with closing(connection.getresponse()) as answer:
                yield answer
        except (*BROKEN, Unfetchable) as error:
            # Hung up in mid-answer, half of it may pass for one of another kind.
            raise Unfetchable(why(error, asked, limits, deadline)) from error
    if deadline.is_over:
        raise Unfetchable(_too_slow(asked, limits))


def _connection(
    asked: WebAddress, at: Address, seconds: float, tls: Callable[[], ssl.SSLContext]
) -> HTTPConnection:
    # A timeout of zero would mean a socket that does not wait at all.
    timeout = max(seconds, 0.001)
    if asked.scheme == "http":
        return HTTPConnection(str(at), asked.port, timeout=timeout)
    return HTTPSConnection(
        str(at), asked.port, timeout=timeout, ssl_context=tls(), server_hostname=asked.host
    )


def _headers(asked: WebAddress, agent: str) -> dict[str, str]:
    return {
        "Host": asked.authority,
        "User-Agent": agent,
        "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }


def body(answer: BaseHTTPResponse, asked: WebAddress, limits: Limits) -> bytes:
    """The answer's body, decompressed; raises Unfetchable as soon as it is too much."""
    encoding = answer.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ENCODINGS:
        raise Unfetchable(
            f"{asked} came compressed as {encoding[:40]}, which was not asked for. {UPLOAD}"
        )
    if (answer.length_remaining or 0) > limits.bytes:
        raise Unfetchable(_too_big(asked, limits))
    received = bytearray()
    for chunk in answer.stream(CHUNK, decode_content=True):
        received += chunk
        if len(received) > limits.bytes:
            raise Unfetchable(_too_big(asked, limits))
        if len(received) > max(UNJUDGED, limits.ratio * answer.tell()):
            raise Unfetchable(
                f"{asked} unpacks to more than {limits.ratio} times what was sent, as files do "
                "that are made to fill a disk. It was not read further. If you trust it, save "
                "the page from your browser and upload the file."
            )
    return bytes(received)


def _too_big(asked: WebAddress, limits: Limits) -> str:
    most = f"{limits.bytes / 1e6:,.0f} MB" if limits.bytes >= 1e6 else f"{limits.bytes:,} bytes"
    return (
        f"{asked} has more than {most}, the most that a document may have. "
        "Add it in parts, or without its pictures."
    )


def _too_slow(asked: WebAddress, limits: Limits) -> str:
    return (
        f"{asked} was not here after {limits.seconds:g} seconds, so it was given up. "
        f"Try again later, or save the page from your browser and upload the file."
    )


def why(error: Exception, asked: WebAddress, limits: Limits, deadline: Deadline) -> str:
    """What went wrong, for the person who gave the address."""
    if deadline.is_over:
        return _too_slow(asked, limits)
    if isinstance(error, Unfetchable):
        return str(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"{asked.host} does not prove that it is {asked.host}: {error.verify_message}. "
            "Look at the page in your browser, and upload the file if you trust it."
        )
    if isinstance(error, ssl.SSLError):
        return f"No secure connection to {asked.host} could be made. {UPLOAD}"
    if isinstance(error, ConnectTimeoutError | NewConnectionError):
        return f"{asked.host} does not answer. Look whether the address is right, or try later."
    if isinstance(error, ReadTimeoutError | TimeoutError):
        return (
            f"{asked.host} fell silent while {asked} was fetched. Try again later, or save the "
            "page from your browser and upload the file."
        )
    if isinstance(error, DecodeError):
        return f"{asked} came compressed, and damaged. Try again. {UPLOAD}"
    return f"The connection to {asked.host} broke off before {asked} was here. Try again later."
