"""An address is counted for an hour and never kept."""

import gc
import time

import pytest
from django.test import RequestFactory

from claims.views.senders import MOST_OF_ONE, Senders


@pytest.fixture
def ask(settings):
    def request(address, forwarded=""):
        headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
        return RequestFactory().post("/", REMOTE_ADDR=address, **headers)

    return request


def fill(senders, request):
    return [senders.take(request) for _ in range(MOST_OF_ONE + 1)]


ONE_TOO_MANY = [True] * 5 + [False]
NOT_COUNTED = [True] * 6


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
    ],
)
def test_who_counts_as_the_same_sender(ask, one, other, is_same):
    senders = Senders()
    assert fill(senders, ask(one)) == ONE_TOO_MANY
    assert senders.take(ask(other)) is not is_same


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.17.0.1", "192.168.1.1", "::1", "fd00::1", "", "a.b", "\x00"],
)
def test_who_cannot_be_told_from_others_is_not_counted(ask, address):
    assert fill(Senders(), ask(address)) == NOT_COUNTED


def test_a_header_is_believed_only_where_a_proxy_adds_it(ask, settings):
    request = ask("10.0.0.1", "198.51.100.9, 203.0.113.7")
    assert fill(Senders(), request) == NOT_COUNTED
    settings.TRUST_X_FORWARDED_FOR = True
    senders = Senders()
    assert fill(senders, request) == ONE_TOO_MANY
    # What the client wrote itself stands before the last comma, and counts for nothing.
    assert not senders.take(ask("10.0.0.1", "192.0.2.1, 203.0.113.7"))
    assert senders.take(ask("10.0.0.1", "203.0.113.7, 192.0.2.1"))


def test_an_hour_later_it_is_forgotten(ask, monkeypatch):
    senders, now = Senders(), time.time()
    assert fill(senders, ask("203.0.113.7")) == ONE_TOO_MANY
    monkeypatch.setattr(time, "time", lambda: now + 3_601)
    assert senders.take(ask("198.51.100.1"))
    assert len(senders._sent) == 1
    assert senders.take(ask("203.0.113.7"))


def test_a_flood_from_everywhere_is_remembered_up_to_a_bound(ask, monkeypatch):
    monkeypatch.setattr("claims.views.senders.MOST_KNOWN", 50)
    senders = Senders()
    for number in range(200):
        assert senders.take(ask(f"203.0.{number}.7"))
    assert len(senders._sent) <= 51


def test_no_address_is_kept(ask):
    senders = Senders()
    senders.take(ask("203.0.113.7"))
    gc.collect()
    kept = repr(senders._sent)
    assert "203.0.113.7" not in kept
    assert repr(bytes([203, 0, 113, 7]))[2:-1] not in kept
    assert list(senders._sent) != list(Senders()._sent)
