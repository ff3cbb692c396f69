"""How much one address has sent us lately, without knowing whose it is.

An address is never kept: what is counted is its keyed hash, with a key that lives in this process
alone and dies with it, and each count is forgotten after an hour. Nothing is written to disk. With
several processes each counts for itself; `MOST_IN_ALL` is counted over all of them.
"""

import hashlib
import ipaddress
import secrets
import threading
import time
from collections import OrderedDict, deque

from django.conf import settings
from django.http import HttpRequest

WINDOW = 3_600  # seconds
MOST_OF_ONE = 5
MOST_KNOWN = 10_000  # addresses remembered at a time: a flood from more forgets the oldest
# Behind such an address stands a proxy, and behind that everybody (RFC 1918, RFC 4193, loopback).
INSIDE = [
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
        "::1",
        "fc00::/7",
    )
]


class Senders:
    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._sent: OrderedDict[bytes, deque[float]] = OrderedDict()

    def take(self, request: HttpRequest) -> bool:
        """Count one more for the sender; False if that is one too many, which counts nothing.

        A sender whom we cannot tell from others, because a proxy stands between, is not counted.
        """
        address = _address(request)
        if address is None:
            return True
        name, now = hashlib.blake2b(address, key=self._key, digest_size=16).digest(), time.time()
        with self._lock:
            self._forget(now)
            times = self._sent.setdefault(name, deque())
            while times and times[0] <= now - WINDOW:
                times.popleft()
            if len(times) >= MOST_OF_ONE:
                return False
            times.append(now)
            self._sent.move_to_end(name)
        return True

    def forget_all(self) -> None:
        with self._lock:
            self._sent.clear()

    def _forget(self, now: float) -> None:
        """The least recent stand first, so that what is over is found without a search."""
        while self._sent:
            name, times = next(iter(self._sent.items()))
            if len(self._sent) <= MOST_KNOWN and times and times[-1] > now - WINDOW:
                return
            del self._sent[name]


def _address(request: HttpRequest) -> bytes | None:
    """The sender's network address; of IPv6 the first 64 bits, which one household shares."""
    raw = request.META.get("REMOTE_ADDR", "")
    if settings.TRUST_X_FORWARDED_FOR:
        raw = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(raw)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    if any(address in network for network in INSIDE):
        return None
    return address.packed[:8] if address.version == 6 else address.packed


senders = Senders()
