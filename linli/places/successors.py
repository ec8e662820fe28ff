"""Which code answers today for one that was revoked."""

from __future__ import annotations

from linli.places.models import STATS, Region


def follow(code: str) -> str:
    """Return the code in force that ``code`` leads to, itself while it is in force; '' where nobody follows or nobody knows it."""
    region = Region.objects.filter(scheme=STATS, code=code).first()
    after = region.successor_in_force() if region else None
    return after.code if after else ""
