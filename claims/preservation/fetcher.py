"""The guarded fetcher: what an address shows, if it is on the public internet and of a kind that
can be read.

urllib3's connections, not requests with requests-hardened, which pins addresses as well: its
look-up cannot be passed in, it takes site-local and IPv4-compatible IPv6 for public (1.3.0), and
requests gives no hold on the socket before the last header is here, so nothing ends a slow one.
"""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from http import HTTPStatus

from urllib3.response import BaseHTTPResponse

from claims.preservation.addresses import Address, is_public, look_up
from claims.preservation.exchange import BROKEN, UPLOAD, body, exchange, why
from claims.preservation.limits import LIMITS, Deadline, Limits, Unfetchable
from claims.preservation.web_address import WebAddress, parse

REDIRECTS = frozenset({301, 302, 303, 307, 308})
UNSAID = frozenset({"", "application/octet-stream", "binary/octet-stream"})
MAGIC = {
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ADDRESSES_TRIED = 3


@dataclass(frozen=True, slots=True)
class Network:
    """What the fetcher asks of the world. Tests pass their own; no setting changes it."""

    look_up: Callable[[str, int], tuple[Address, ...]] = look_up
    permits: Callable[[Address], bool] = is_public
    tls: Callable[[], ssl.SSLContext] = field(default=ssl.create_default_context)


INTERNET = Network()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came. `url` is the address asked for, normalised; `media_type` and `charset` are the
    server's word in lower case, empty if it gave none; `body` is decompressed; `redirects` are the
    addresses passed on the way to `final_url`."""

    url: str
    final_url: str
    media_type: str
    charset: str
    body: bytes
    fetched_at: datetime
    redirects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Errand:
    agent: str
    limits: Limits
    network: Network
    deadline: Deadline


def fetch(
    url: str, *, site_url: str, limits: Limits = LIMITS, network: Network = INTERNET
) -> Fetched:
    """GET `url`, each redirect checked like the first address.

    `site_url` is the newsroom's own address: it goes into the User-Agent, so that whoever wonders
    who fetches from them can ask.

    Raises Unfetchable.
    """
    errand = _Errand(f"Factcheck (+{site_url})", limits, network, Deadline(limits.seconds))
    asked = parse(url, limits)
    passed: list[WebAddress] = []
    while True:
        with _answer(asked, errand) as answer:
            if answer.status not in REDIRECTS:
                return _fetched(asked, answer, passed, errand)
            target = answer.headers.get("Location", "")
        passed.append(asked)
        asked = _next(passed, target, limits)


def _next(passed: list[WebAddress], target: str, limits: Limits) -> WebAddress:
    here = passed[-1]
    if not target:
        raise Unfetchable(f"{here} says that it has moved, but not where to. {UPLOAD}")
    following = here.follow(target, limits)
    if following in passed:
        raise Unfetchable(
            f"{passed[0]} leads in a circle, back to {following}; pages that want a cookie do so. "
            + UPLOAD
        )
    if len(passed) > limits.redirects:
        raise Unfetchable(
            f"{passed[0]} was passed on more than {limits.redirects} times. Open it in your "
            "browser and copy the address that it ends at."
        )
    return following


@contextmanager
def _answer(asked: WebAddress, errand: _Errand) -> Iterator[BaseHTTPResponse]:
    """From the first of the host's addresses that can be connected to."""
    failure: Exception = OSError()
    for at in _checked(asked, errand):
        try:
            with exchange(
                asked,
                at,
                agent=errand.agent,
                limits=errand.limits,
                deadline=errand.deadline,
                tls=errand.network.tls,
            ) as answer:
                yield answer
                return
        except BROKEN as error:
            failure = error
            if errand.deadline.is_over:
                break
    raise Unfetchable(why(failure, asked, errand.limits, errand.deadline)) from failure


def _checked(asked: WebAddress, errand: _Errand) -> tuple[Address, ...]:
    """One bad address among good ones refuses the host: no honest one has both."""
    try:
        addresses = errand.network.look_up(asked.host, asked.port)
    except (OSError, UnicodeError):
        addresses = ()
    if not addresses:
        raise Unfetchable(
            f"The name {asked.host} is not known here. Look whether the address is spelled "
            "right, or try again later."
        )
    if not all(errand.network.permits(address) for address in addresses):
        raise Unfetchable(
            f"{asked} leads to a private or reserved address, and only the public internet is "
            f"fetched from. {UPLOAD}"
        )
    if errand.deadline.is_over:
        raise Unfetchable(f"Finding {asked.host} took too long. Try again later.")
    return addresses[:ADDRESSES_TRIED]


def _fetched(
    asked: WebAddress,
    answer: BaseHTTPResponse,
    passed: list[WebAddress],
    errand: _Errand,
) -> Fetched:
    if answer.status != HTTPStatus.OK:
        raise Unfetchable(_refused(asked, answer.status))
    said = Message()
    said["Content-Type"] = answer.headers.get("Content-Type", "")
    media_type = said.get_content_type() if said["Content-Type"].strip() else ""
    if media_type not in errand.limits.media_types | UNSAID:
        raise Unfetchable(_wrong_kind(asked, media_type))
    received = body(answer, asked, errand.limits)
    if media_type in UNSAID:
        media_type = next((MAGIC[start] for start in MAGIC if received.startswith(start)), "")
        if media_type not in errand.limits.media_types:
            raise Unfetchable(_wrong_kind(asked, "bytes of no declared kind"))
    return Fetched(
        url=str((*passed, asked)[0]),
        final_url=str(asked),
        media_type=media_type,
        charset=(said.get_content_charset() or "")[:40],
        body=received,
        fetched_at=datetime.now(UTC),
        redirects=tuple(map(str, passed)),
    )


def _refused(asked: WebAddress, status: int) -> str:
    if status in (404, 410):
        return (
            f"There is no page at {asked} (answer {status}). Look whether the address is right; "
            "an older copy may be in a web archive."
        )
    if status in (401, 402, 403, 407, 429, 451):
        return f"{asked} is not shown to programs (answer {status}). {UPLOAD}"
    if status >= 500:
        return f"The server of {asked} is in trouble (answer {status}). Try again later."
    return f"{asked} gave an answer that is no page (answer {status}). {UPLOAD}"


def _wrong_kind(asked: WebAddress, kind: str) -> str:
    return (
        f"{asked} is {kind[:80]}; what can be read are web pages, plain text, PDF and DOCX. "
        "Save its text as one of these and upload that."
    )
