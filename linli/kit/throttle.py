"""So many and no more from one network address: for what anybody may ask without saying who they are.

The addresses of one IPv6 network count as one: a single machine has all of them. How they are kept without giving an
address away, `linli.kit.counters` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache

if TYPE_CHECKING:
    from django.http import HttpRequest

ONE_HOUSEHOLD = 64  # bits of an IPv6 address that a connection has for itself


@dataclass(frozen=True)
class Throttle:
    """``most`` places for each address under ``name``; a place that was taken is free again after ``seconds``."""

    name: str
    most: int
    seconds: int

    def take(self, request: HttpRequest) -> str:
        """Take a place before the work is done; '' if none is free.

        Each place is taken by one request alone, in whichever process it is answered.
        """
        places = [f"{self.name}-{network_of(request)}-{number}" for number in range(self.most)]
        taken = cache.get_many(places)
        free = (place for place in places if place not in taken)
        return next((place for place in free if cache.add(place, 1, timeout=self.seconds)), "")

    def give_back(self, place: str) -> None:
        """Free a place again: what was asked is not of the kind that is counted."""
        cache.delete(place)


def network_of(request: HttpRequest) -> str:
    """Where a request comes from: the address, of IPv6 its network."""
    return _network(_address(request))


def _address(request: HttpRequest) -> str:
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER:
        # Our own proxy writes the last entry; whatever stands before it, the client may have written.
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    return address


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Network((parsed, ONE_HOUSEHOLD), strict=False))
    return str(parsed)
