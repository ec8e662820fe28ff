"""My data: everything that is kept about me, in one file that a person can read and one that a machine can.

Each floor adds its chapters (`declare`); nothing is gathered anywhere until the person asks, and nothing is kept of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.people.models import Leave, Membership, Tenure
from linli.people.signing_in import open_sessions
from linli.ui import dates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from linli.kit.words import Words
    from linli.people.accounts import Account
    from linli.people.person import Person


@dataclass(frozen=True)
class Item:
    """One thing in a chapter: its heading, its facts (word, value), and what was done about it, line by line."""

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """A chapter: a stable ``name``, its title, and the items of an account, read one after the other."""

    name: str
    title: Words
    items: Callable[[Account, Person], Iterable[Item]]
    order: int = 50


@dataclass(frozen=True)
class Told:
    """A chapter as it is for one person."""

    name: str
    title: str
    items: list[Item] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        items = [
            {"heading": one.heading, "facts": [list(pair) for pair in one.facts], "lines": list(one.lines)}
            for one in self.items
        ]
        return {"chapter": self.name, "title": self.title, "items": items}


_chapters: dict[str, Chapter] = {}


def declare(chapter: Chapter) -> None:
    """Add a chapter. Called from ``AppConfig.ready()``."""
    _chapters[chapter.name] = chapter


def of(account: Account, person: Person) -> Iterator[Told]:
    """Every chapter of an account in its order; an empty one says so by having no items."""
    for chapter in sorted(_chapters.values(), key=lambda one: (one.order, one.name)):
        yield Told(chapter.name, str(chapter.title), list(chapter.items(account, person)))


def account_items(account: Account, _person: Person) -> Iterator[Item]:
    """The account itself."""
    facts = ((_("姓名"), account.name), (_("电话"), account.phone), (_("登录名"), account.username))
    yield Item(str(_("账号")), tuple((str(word), value) for word, value in facts if value))


def post_items(account: Account, _person: Person) -> Iterator[Item]:
    """The posts that the person holds or held."""
    held = Tenure.objects.filter(street__in=account.street_codes, account=account).select_related("post")
    for tenure in held.order_by("since", "id"):
        yield Item(tenure.post.title, ((str(_("任职")), _span(tenure.since, tenure.until)),))
    for leave in Leave.objects.filter(street__in=account.street_codes, account=account).order_by("since", "id"):
        yield Item(str(_("请假")), ((str(_("从哪天到哪天")), _span(leave.since, leave.until)),))


def membership_items(account: Account, _person: Person) -> Iterator[Item]:
    """The organisations to which the person belongs or belonged."""
    # In whatever street it is: a member needs no post there. The few rows of one person are no list.
    rows = Membership.objects.filter(account=account).select_related("organisation").order_by("since", "id")
    for row in rows:
        yield Item(row.organisation.name, ((str(_("成员")), _span(row.since, row.until)),))


def session_items(account: Account, _person: Person) -> Iterator[Item]:
    """Where the account is signed in."""
    for one in open_sessions.running(account):
        yield Item(str(open_sessions.KINDS[one.kind]), ((str(_("从哪天起")), dates.day(one.began)),))


def _span(since: date, until: date | None) -> str:
    return f"{dates.day(since)} – {dates.day(until) if until else _('至今')}"
