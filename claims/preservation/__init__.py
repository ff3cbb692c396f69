"""What comes in from the network: fetched under guard, from public addresses only."""

from claims.preservation.addresses import is_public, look_up
from claims.preservation.fetcher import INTERNET, Fetched, Network, fetch
from claims.preservation.limits import LIMITS, Limits, Unfetchable

__all__ = [
    "INTERNET",
    "LIMITS",
    "Fetched",
    "Limits",
    "Network",
    "Unfetchable",
    "fetch",
    "is_public",
    "look_up",
]
