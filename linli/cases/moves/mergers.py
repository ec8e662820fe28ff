"""A community is merged into another: places and posts go over at once, then its open cases, one by one.

From the first moment on whoever holds the other community's desk sees and handles what was here (`Seat.before`), so a run
that is cut off leaves nobody without a desk; the next one goes on from there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from linli.cases import reach
from linli.cases.models import Case
from linli.cases.moves import transfers
from linli.flows.doors import SYSTEM, note
from linli.people.models import Post, Tenure
from linli.people.serving import successions
from linli.places import mergers
from linli.places.models import GRID_DIGITS, Grid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from linli.flows.act import Act
    from linli.places.mergers import Merger

VERB = "move"


@dataclass
class Told:
    """What was done, or would be: how many of each, what has another name since, whether somebody takes over now."""

    counts: Counter[str] = field(default_factory=Counter)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    vacant: str = ""


def merge(merger: Merger, *, at: datetime, dry_run: bool = False) -> Told:
    """Merge one community into another; a second run changes nothing. Refused (``no_desk``, ``stays_here``).

    In another street its open cases go on there (`linli.cases.moves.transfers`); grids and buildings stay behind under the old
    code. A dry run does the same with places and posts, takes it back, and counts the cases.
    """
    _must_all_go(merger)
    with transaction.atomic():
        told = switch(merger, at)
        if dry_run:
            told.counts["case"] = sum(1 for _case in _open_cases(merger))
            transaction.set_rollback(True)
            return told
    told.counts["case"] = sum(_move(case, merger, at) for case in _open_cases(merger))
    return told


@transaction.atomic
def switch(merger: Merger, at: datetime) -> Told:
    """Close the old code and hand places and posts over, all at once: from here on somebody answers for every case."""
    told = Told()
    told.counts["region"] = mergers.close(merger)
    moved = mergers.move(merger) if merger.in_one_street else mergers.Moved()
    told.counts += moved.counts
    told.renamed = moved.renamed
    told.counts += successions.take_over(merger, renamed=dict(moved.renamed), at=at)
    desk = successions.desk_there(merger)
    held = desk is not None and Tenure.objects.filter(street=desk.street, post=desk).on(merger.on).exists()
    told.vacant = desk.title if desk and not held else ""
    return told


def _open_cases(merger: Merger) -> Iterator[Case]:
    """Those that lie in the old community, and those for which a post that ended answers."""
    over = [post.pk for post in successions.ended(merger)]
    cases = Case.objects.open().filter(
        Q(reach.within(merger.old.code)) | Q(responsible_post__in=over), street=merger.old.street_code
    )
    for key in list(cases.order_by("id").values_list("id", flat=True)):
        case = cases.filter(id=key).first()  # read anew: somebody may have been here first
        if case is not None:
            yield case


def _must_all_go(merger: Merger) -> None:
    """Asked before anything is done: a case that cannot go to another street would be left without a desk."""
    if merger.in_one_street:
        return
    for case in _open_cases(merger):
        transfers.must_go(case)


def _move(case: Case, merger: Merger, at: datetime) -> bool:
    if not merger.in_one_street and case.place.startswith(merger.old.code):
        return bool(transfers.transfer(case, to=merger.new.code, why="merged", at=at))
    before = case.version
    return note(case, VERB, by=SYSTEM, at=at, does=lambda act: _goes_over(act, merger)).version > before


def _goes_over(act: Act, merger: Merger) -> bool:
    case = act.record
    assert isinstance(case, Case)  # noqa: S101 - noted on cases alone
    if case.closed is not None:
        return False
    told = case.place, case.responsible_post_id
    if case.place.startswith(merger.old.code):  # in one street: else it was transferred
        case.place = place_now(case.place, merger)
        case.scope = merger.new.code if case.scope == merger.old.code else case.scope
    case.responsible_post_id = _answers_now(case.responsible_post_id, merger)
    act.facts["merged"] = [merger.old.code, merger.new.code]
    return told != (case.place, case.responsible_post_id)


def place_now(place: str, merger: Merger) -> str:
    """The code under which a place of the old community stands: its grid's new one, else the community's."""
    if len(place) == GRID_DIGITS:
        grid = Grid.objects.filter(street=merger.new.street_code, place=merger.new.code, before=place).first()
        if grid is not None:
            return grid.code
    return merger.new.code


def _answers_now(post: UUID | None, merger: Merger) -> UUID | None:
    """The post that answers instead of one that ended; for what lies elsewhere in a street that the desk left, the street's."""
    over: dict[UUID, Post] = {each.pk: each for each in successions.ended(merger)}
    if post not in over:
        return post
    if merger.in_one_street:
        return successions.successor_of(over[post], merger).pk
    return Post.objects.get(street=merger.old.street_code, role="street", place=merger.old.street_code).pk
