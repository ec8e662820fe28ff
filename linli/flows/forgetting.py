"""Used forms are forgotten after 72 hours: until then a second click finds what the first one did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from linli.flows.models import Submission
from linli.flows.tokens import KEPT

if TYPE_CHECKING:
    from datetime import datetime


def forget_used_forms(*, now: datetime | None = None) -> int:
    """Delete what was sent more than 72 hours ago, street by street; how many went.

    An older form is refused by its own date, so nothing can be sent twice.
    """
    before = (now or timezone.now()) - KEPT
    streets = Submission.objects.order_by("street").values_list("street", flat=True).distinct()
    return sum(Submission.objects.filter(street=street, used__lt=before).delete()[0] for street in streets)
