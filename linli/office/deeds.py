"""What the administrator can do, one deed per form: what is asked, and which verb of the people floor carries it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.flows.answers import Incomplete
from linli.forms.fields import Field, Form

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from linli.kit.words import Words
    from linli.people.models import Account, Organisation, Post
    from linli.people.person import Person
    from linli.people.roles import Role


@dataclass
class Doing:
    """A deed under way: where, about what, with which clean answers, and what the record of it will say.

    ``leads`` is where whoever did it reads on, '' for the page from which they came.
    """

    street: str
    by: Person
    at: datetime
    post: Post | None = None
    account: Account | None = None
    organisation: Organisation | None = None
    place: Any = None
    role: Role | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    says: dict[str, Any] = field(default_factory=dict)
    shows: dict[str, Any] = field(default_factory=dict)
    leads: str = ""

    @property
    def about(self) -> Account:
        """The account that the deed is about."""
        if self.account is None:
            raise TypeError
        return self.account

    @property
    def at_post(self) -> Post:
        """The post that the deed is about."""
        if self.post is None:
            raise TypeError
        return self.post

    @property
    def of(self) -> Organisation:
        """The organisation that the deed is about."""
        if self.organisation is None:
            raise TypeError
        return self.organisation

    def day(self, name: str) -> date:
        """The answer as a day; raises Incomplete for what is none."""
        try:
            return date.fromisoformat(str(self.answers[name]))
        except ValueError:
            raise Incomplete({name: _("请这样写日期：2026-09-01。")}) from None


@dataclass(frozen=True)
class Deed:
    """A form of the office: its verb, words, questions and what it does."""

    verb: str
    label: Words
    asks: Form
    does: Callable[[Doing], None]
    intro: Words = ""


def today() -> str:
    """The day as it is typed."""
    return timezone.localdate().isoformat()


WHO = Field("who", _("登录名或手机号"), private=True, most=40, help=_("要写完整，一个字都不能差。这里不列居民名单。"))
ON = Field("on", _("从哪天起"), private=True, most=10, help=_("年-月-日，比如 2026-09-01。"))
UNTIL = Field("until", _("哪天回来"), private=True, most=10, help=_("年-月-日，比如 2026-09-05。那天起又在岗。"))
