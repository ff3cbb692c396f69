"""Which addresses are public. The tables are written by hand from IANA's registries and from what
people used to get past other people's lists."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.preservation import is_public, look_up

NOT_PUBLIC = {
    "0.0.0.0": "this host",
    "0.1.2.3": "this network",
    "10.0.0.1": "private",
    "100.64.0.1": "behind a provider's NAT",
    "100.100.100.200": "Alibaba's metadata",
    "127.0.0.1": "loopback",
    "127.255.255.254": "the end of loopback",
    "168.63.129.16": "Azure's host",
    "169.254.169.254": "the clouds' metadata",
    "172.16.0.1": "private",
    "172.31.255.255": "the end of private",
    "192.0.0.192": "Oracle's metadata",
    "192.0.2.1": "documentation",
    "192.88.99.1": "6to4 relay",
    "192.168.1.1": "a router at home",
    "198.18.0.1": "benchmarks",
    "198.51.100.1": "documentation",
    "203.0.113.1": "documentation",
    "224.0.0.1": "multicast",
    "239.255.255.250": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "broadcast",
    "::": "this host",
    "::1": "loopback",
    "::127.0.0.1": "IPv4-compatible",
    "::ffff:127.0.0.1": "IPv4-mapped",
    "::ffff:8.8.8.8": "IPv4-mapped, of a public one",
    "::ffff:0:127.0.0.1": "IPv4-translated",
    "64:ff9b::7f00:1": "NAT64 of loopback",
    "64:ff9b:1::1": "NAT64 of a network's own",
    "100::1": "discard",
    "2001:0:7f00:1::": "Teredo",
    "2001:db8::1": "documentation",
    "2002:7f00:1::": "6to4 of loopback",
    "3fff::1": "documentation",
    "5f00::1": "segment routing",
    "fc00::1": "unique local",
    "fd00:ec2::254": "Amazon's metadata",
    "fe80::1": "link-local",
    "fe80::1%1": "link-local with a scope",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
}
PUBLIC = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2001:4860:4860::8888",
    "2003::1",
    "2a00:1450:4001::1",
]
DISGUISES = {
    "mapped": lambda inside: IPv6Address(0xFFFF << 32 | inside),
    "compatible": lambda inside: IPv6Address(inside),
    "translated": lambda inside: IPv6Address(0xFFFF << 48 | inside),
    "NAT64": lambda inside: IPv6Address(0x64FF9B << 96 | inside),
    "6to4": lambda inside: IPv6Address(0x2002 << 112 | inside << 80),
    "Teredo": lambda inside: IPv6Address(0x20010000 << 96 | inside ^ 0xFFFFFFFF),
}


@pytest.mark.parametrize("address", NOT_PUBLIC, ids=[f"{a} {w}" for a, w in NOT_PUBLIC.items()])
def test_an_address_that_leads_into_a_house_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_just_outside_of_the_special_ones_is_public(address):
    assert is_public(ip_address(address))


@given(st.ip_addresses())
def test_whatever_python_does_not_call_global_is_not_public(address):
    if not address.is_global or address.is_multicast:
        assert not is_public(address)


@given(
    st.ip_addresses(v=4)
    | st.sampled_from(["127.0.0.1", "10.0.0.1", "169.254.169.254", "8.8.8.8"]).map(IPv4Address),
    st.sampled_from(sorted(DISGUISES)),
)
def test_no_ipv4_address_passes_in_the_disguise_of_an_ipv6_address(address, disguise):
    assert not is_public(DISGUISES[disguise](int(address)))


@pytest.mark.parametrize("spelled", ["127.0.0.1", "2130706433", "0x7f.1", "017700000001"])
def test_a_look_up_sees_through_every_spelling_of_loopback(spelled):
    assert look_up(spelled, 80) == (ip_address("127.0.0.1"),)
