"""A community is merged into another: who does its work from then on.

Posts of a part of it (a grid, a building, an organisation) go over with their part and keep their people. Posts of the community as
a whole end on the day; the same post of the other community takes over, and whoever holds that sees what was here.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.kit.canonical import digest
from linli.kit.refused import Refused
from linli.ledger import actors
from linli.people.models import Arrangement, Organisation, Post, Tenure
from linli.people.roles import COMMUNITY, ORGANISATION
from linli.people.serving.open_work import open_at
from linli.people.serving.tenures import relieve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from linli.places.mergers import Merger

HANDED_OVER = "linli/merger/1"


def ended(merger: Merger) -> list[Post]:
    """The posts that end: those of the old community as a whole; of its parts too where these stay behind in another street.

    Whoever speaks for an organisation goes on doing so.
    """
    posts = Post.objects.filter(street=merger.old.street_code, place=merger.old.code).order_by("id")
    return list(posts.filter(kind=COMMUNITY) if merger.in_one_street else posts.exclude(kind=ORGANISATION))


def successor_of(post: Post, merger: Merger) -> Post:
    """The post that takes over: of the same role, else the desk. Refused (``no_desk``) where there is no desk."""
    there = Post.objects.filter(street=merger.new.street_code, place=merger.new.code, kind=COMMUNITY)
    found = there.filter(role=post.role).order_by("id").first() or desk_there(merger)
    if found is None:
        raise Refused(
            "no_desk",
            _("%(place)s还没有服务窗口，没有人接手。") % {"place": merger.new.short_name},
            advice=_("请先开通那里的街道：linli open %(street)s") % {"street": merger.new.street_code},
        )
    return found


def desk_there(merger: Merger) -> Post | None:
    """The desk of the community into which the other one goes."""
    return Post.objects.filter(street=merger.new.street_code, place=merger.new.code, role="desk").first()


@transaction.atomic
def take_over(merger: Merger, *, renamed: dict[str, str], at: datetime) -> Counter[str]:
    """Move the posts of parts, end those of the whole, write each hand-over down; how many of each. Again changes nothing.

    ``renamed`` are the grids' names before and now.
    """
    counts: Counter[str] = Counter()
    over = ended(merger)
    successors = [(post, successor_of(post, merger)) for post in over]
    counts["post"] = _move_parts(merger, renamed) if merger.in_one_street else 0
    counts["organisation"] = _move_organisations(merger) if merger.in_one_street else 0
    if merger.in_one_street:
        _keep_files(merger, {code for post in over for code in post.before.split()})
    for post, successor in successors:
        counts["tenure"] += sum(_hand_over(post, held, successor, merger, at) for held in _running(post))
    return counts


def _move_parts(merger: Merger, renamed: dict[str, str]) -> int:
    posts = Post.objects.filter(street=merger.old.street_code, place=merger.old.code).exclude(kind=COMMUNITY)
    moved = 0
    for post in posts.select_related("grid"):
        post.place = merger.new.code
        if post.grid is not None:
            post.title = _title(post.title, post.grid.name, renamed, merger)
            post.before = " ".join([*post.before.split(), post.grid.before])
        post.save(update_fields=["place", "title", "before"])
        moved += 1
    return moved


def _title(title: str, grid: str, renamed: dict[str, str], merger: Merger) -> str:
    """The title with the new community's name in it, and the grid's where that is another now."""
    before = next((old for old, new in renamed.items() if new == grid), grid)
    length = Post._meta.get_field("title").max_length
    return title.replace(merger.old.short_name, merger.new.short_name, 1).replace(before, grid, 1)[:length]


def _move_organisations(merger: Merger) -> int:
    """Organisations of the old community work in the new one; one whose name another bears there keeps its old place."""
    there = Organisation.objects.filter(place=merger.new.code).values("name")
    return Organisation.objects.filter(place=merger.old.code).exclude(name__in=there).update(place=merger.new.code)


def _keep_files(merger: Merger, further: set[str]) -> None:
    """What stands under the old code, and under codes that went into that before, is the other community's now."""
    whole = Post.objects.filter(street=merger.new.street_code, place=merger.new.code, kind=COMMUNITY)
    for post in whole:
        before = dict.fromkeys([*post.before.split(), *sorted(further), merger.old.code])
        Post.objects.filter(street=post.street, pk=post.pk).update(before=" ".join(before))


def _running(post: Post) -> Iterator[Tenure]:
    yield from Tenure.objects.filter(street=post.street, post=post, until=None).order_by("turn", "since", "id")


def _hand_over(post: Post, held: Tenure, successor: Post, merger: Merger, at: datetime) -> bool:
    """End one tenure and write down who takes over what: the holder of the other post, nobody where it is vacant."""
    follows = Tenure.objects.filter(street=successor.street, post=successor).on(merger.on).order_by("turn", "since")
    heir = follows.first()
    relieve(held.account, of=post, on=merger.on)
    token = digest(HANDED_OVER, [str(post.pk), str(held.account_id), merger.on.isoformat()])[:32]
    row = {"account_id": held.account_id, "successor_id": heir.account_id if heir else None}
    Arrangement(
        street=post.street,
        verb="hand_over",
        by=actors.SYSTEM,
        at=at,
        token=token,
        post=post,
        on=merger.on,
        number=len(open_at(post)),
        **row,
    ).save()
    return True
