"""An address as somebody typed it or a server sent it, taken apart once: what is checked is then
what is asked for, and no second parser can read it otherwise."""

import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from claims.preservation.limits import Limits, Unfetchable

LONGEST = 2_000
DEFAULT_PORTS = {"http": 80, "https": 443}
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\\\ud800-\udfff]")
CREDENTIALS = re.compile(r"//[^/]*@")
HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|[0-9a-f:.]+")
# Python's codec knows IDNA 2003, which reads these as other letters than IDNA 2008 (RFC 5894, 7.2).
DEVIANT = re.compile("[ßς\u200c\u200d]")
UNREAD = (
    "{shown} is no address that can be fetched: its host or port cannot be read, or it holds a "
    "control character or a backslash. Copy it once more from your browser."
)
KEPT = "/%:@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class WebAddress:
    """`host` is ASCII, without brackets; `path` has the query and is percent-encoded."""

    scheme: str
    host: str
    port: int
    path: str

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host and port as the Host header says them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    def follow(self, location: str, limits: Limits) -> "WebAddress":
        """Where a redirect leads. `location` is the header's value, as latin-1 (RFC 9110, 5.5)."""
        with suppress(UnicodeError):  # else it is latin-1 indeed
            location = location.encode("latin-1").decode()
        with suppress(ValueError):  # else parse says why
            location = urljoin(str(self), location)
        return parse(location, limits)


def parse(typed: str, limits: Limits) -> WebAddress:
    """Raises Unfetchable for whatever is no plain web address on one of the limits' ports."""
    typed = typed.strip()
    shown = CONTROL.sub("\ufffd", CREDENTIALS.sub("//", typed)[:200])
    if len(typed) > LONGEST:
        raise Unfetchable(
            f"The address {shown}… has {len(typed):,} characters; {LONGEST:,} are read. "
            "Look for a shorter one, or save the page and upload the file."
        )
    try:
        parts = urlsplit(typed)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Unfetchable(UNREAD.format(shown=shown)) from error
    if parts.scheme not in DEFAULT_PORTS:
        raise Unfetchable(
            f"{shown or 'An empty line'} is no address that can be fetched: give one that begins "
            "with http:// or https://, as in https://example.org/report."
        )
    if "@" in parts.netloc:
        raise Unfetchable(
            f"The address of {host} carries a user name or password, which would be kept and "
            "shown with the document. Remove it; if the page needs it, upload the file."
        )
    if CONTROL.search(typed) or not (host := _ascii(host)):
        raise Unfetchable(UNREAD.format(shown=shown))
    port = port if port is not None else DEFAULT_PORTS[parts.scheme]
    if port not in limits.ports:
        raise Unfetchable(
            f"{shown} asks for port {port}, where web pages for everybody are not served. "
            "Save the page and upload the file."
        )
    path = quote(parts.path or "/", safe=KEPT)
    query = f"?{quote(parts.query, safe=KEPT + '?')}" if parts.query else ""
    return WebAddress(parts.scheme, host, port, path + query)


def _ascii(host: str) -> str:
    """Empty where the host is none, or is one of the few that two standards read differently."""
    if DEVIANT.search(host):
        return ""
    try:
        ascii_host = host if ":" in host else host.encode("idna").decode()
    except UnicodeError:
        return ""
    ascii_host = ascii_host.lower().rstrip(".")
    return ascii_host if HOST.fullmatch(ascii_host) else ""
