"""What the worker does, in order. The one list of regular work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from linli.cases.bulk import taking
from linli.cases.follow_up import putting_right
from linli.cases.timing import reckoning, sweep
from linli.flows.catching_up import CatchingUp
from linli.kit.renewal import Renewal
from linli.ledger import counting, outbox, roots
from linli.notices import sending
from linli.people import retention
from linli.people.rights import erasing

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of regular work.

    ``run`` does a small batch and returns how many items it did; while that is not 0 it is called again at once.
    ``every`` is the pause in seconds after it found nothing.
    """

    name: str
    run: Callable[[], int]
    every: float


JOBS = (
    Job("figures", counting.Counting().step, every=1),
    Job("outbox", lambda: outbox.drain(most=50), every=1),
    Job("notices", sending.deliver, every=5),
    Job("sweep", sweep.sweep, every=10),
    Job("tables", taking.step, every=2),
    Job("follow-up", putting_right.note_late, every=60),
    Job("settle", reckoning.settle, every=600),
    Job("roots", roots.close_days, every=30),
    Job("erasures", erasing.carry_out_waiting, every=600),
    Job("catching up", CatchingUp().step, every=3600),
    Job("keys", Renewal().step, every=60),
    Job("retention", retention.run, every=3600),
)
