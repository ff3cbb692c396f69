"""A real web server on 127.0.0.1 for what talks to the network."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

from claims.preservation import Limits, Network

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """`pages` may be added to while it runs; `asked` are the requests so far."""

    port: int
    pages: dict[str, Answer]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def limits(self, **other: Any) -> Limits:
        return Limits(ports=frozenset({self.port}), **other)


def page(
    body: bytes, media_type: str | None = "text/html; charset=utf-8", status: int = 200, **more: str
) -> Answer:
    """Keyword arguments are headers, with _ for -."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        if media_type is not None:
            request.send_header("Content-Type", media_type)
        headers = {"Content-Length": str(len(body))} | {
            name.replace("_", "-"): value for name, value in more.items()
        }
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def moved(target: str, status: int = 302) -> Answer:
    return page(b"", status=status, Location=target)


@contextmanager
def serving(wrap: Callable[[Any], Any] = lambda socket: socket) -> Iterator[Site]:
    """`wrap` is given the listening socket, to put TLS around it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            site.pages.get(self.path, page(b"nothing here", status=404))(self)

        def log_message(self, *args: Any) -> None: ...

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *args: Any) -> None: ...

    server = Quiet(("127.0.0.1", 0), Handler)
    server.socket = wrap(server.socket)
    site = Site(server.server_port, {})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


HERE = ip_address("127.0.0.1")
"""The one address that the tests' network permits."""


def local(*answers: str, **other: Any) -> Network:
    """A network in which only 127.0.0.1 is permitted, and each look-up of a name takes the next of
    `answers` (addresses, blanks between several); the last one stays."""
    left = [tuple(map(ip_address, answer.split())) for answer in answers or ("127.0.0.1",)]

    def look_up(host: str, port: int) -> Any:
        return left.pop(0) if len(left) > 1 else left[0]

    return Network(look_up=look_up, permits=lambda address: address == HERE, **other)
