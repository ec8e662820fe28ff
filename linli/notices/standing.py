"""What `linli doctor` says of messages: whether notices can be sent, and whether they go out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count

from linli.edges.gateways import for_template
from linli.notices.models import Delivery

if TYPE_CHECKING:
    from datetime import datetime

LATE = timedelta(hours=1)
DAY = timedelta(days=1)
MANY = 5
"""So many failures within a day, and more than what arrived, are no accident."""

State = Delivery.State


def not_well(now: datetime) -> str:
    """Say what is wrong, '' where nothing is."""
    overdue = Delivery.objects.filter(due__lt=now - LATE).count()
    if overdue:
        return f"{overdue} messages should have been seen to an hour ago: does the worker run?"
    lately = Delivery.objects.filter(sent__gte=now - DAY).values_list("state", "reason").annotate(Count("id"))
    failed = {reason: number for state, reason, number in lately if state == State.FAILED}
    went = sum(number for state, _reason, number in lately if state in {State.SENT, State.DELIVERED})
    if sum(failed.values()) >= MANY and sum(failed.values()) > went:
        told = ", ".join(f"{reason} {number}" for reason, number in sorted(failed.items()))
        return f"{sum(failed.values())} of the last day's messages failed ({told}), {went} went through"
    return ""


def in_use() -> str:
    """Say which notices go out as text messages."""
    names = {"notice": "each by itself", "digest": "a daily digest"}
    found = [words for template, words in names.items() if for_template(template) is not None]
    return f"by text message: {', '.join(found)}" if found else "none by text message: people read them on the page"
