"""Which addresses belong to the public internet, and which lead back into somebody's house.

A server that fetches what people name can be sent to its own neighbours: databases, routers, a
cloud's store of credentials (server-side request forgery, CWE-918). So the address is judged,
never the name.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

# `is_global` differs between Python's releases (python/cpython#113171), hence the whole of IANA's
# IPv4 and IPv6 Special-Purpose Address Registries here, but for what they call globally reachable.
NOT_PUBLIC_IPV4 = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network, RFC 791
        "10.0.0.0/8",  # private, RFC 1918
        "100.64.0.0/10",  # behind a provider's NAT, RFC 6598
        "127.0.0.0/8",  # loopback, RFC 1122
        "168.63.129.16/32",  # Azure's host of a virtual machine, by Microsoft's documentation
        "169.254.0.0/16",  # link-local, RFC 3927, and where clouds keep credentials
        "172.16.0.0/12",  # private, RFC 1918
        "192.0.0.0/24",  # protocol assignments, RFC 6890
        "192.0.2.0/24",  # documentation, RFC 5737
        "192.88.99.0/24",  # the old relay of 6to4, RFC 7526
        "192.168.0.0/16",  # private, RFC 1918
        "198.18.0.0/15",  # benchmarks, RFC 2544
        "198.51.100.0/24",  # documentation, RFC 5737
        "203.0.113.0/24",  # documentation, RFC 5737
        "224.0.0.0/4",  # multicast, RFC 5771
        "240.0.0.0/4",  # reserved, RFC 1112, and broadcast, RFC 919
    )
)

# All that IANA has given out as global unicast (RFC 4291). Outside lie loopback, link-local, unique
# and site-local, multicast, and IPv4 in disguise: mapped, compatible, translated (RFC 6052, 8215).
GLOBAL_UNICAST = ip_network("2000::/3")
NOT_PUBLIC_IPV6 = tuple(
    ip_network(network)
    for network in (
        "2001::/23",  # protocol assignments, RFC 2928: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4, RFC 3056: any IPv4 address in disguise
        "3fff::/20",  # documentation, RFC 9637
    )
)


def is_public(address: Address) -> bool:
    """Whether a stranger's server may be there. In doubt no: an address in transition (NAT64,
    6to4, Teredo) is refused whatever it carries."""
    if isinstance(address, IPv4Address):
        special = any(address in network for network in NOT_PUBLIC_IPV4)
    else:
        special = address not in GLOBAL_UNICAST or any(
            address in network for network in NOT_PUBLIC_IPV6
        )
    return address.is_global and not special


def look_up(host: str, port: int) -> tuple[Address, ...]:
    """The addresses of `host`, a name or an address in any spelling, in the system's order.

    Raises OSError or UnicodeError where it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(ip_address(place[0]) for *_, place in found))
