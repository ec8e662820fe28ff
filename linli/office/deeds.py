"""What the administrator can do, one deed per form: what is asked, and which verb of the people floor carries it out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.forms.fields import Field, Form
from linli.kit.refused import Refused
from linli.people.serving.days import earliest, latest

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
        """The answer to a question for a day, which was checked."""
        return date.fromisoformat(str(self.answers[name]))


@dataclass(frozen=True)
class Deed:
    """A form of the office: its verb, words, questions and what it does.

    ``sees`` reads what the deed may change: where nothing of it is other than before, the deed is refused.
    """

    verb: str
    label: Words
    asks: Form
    does: Callable[[Doing], None]
    intro: Words = ""
    sees: Callable[[Doing], object] | None = None

    def carry_out(self, doing: Doing) -> None:
        """Do it; Refused (``no_change``) where everything is as it was."""
        before = self.sees(doing) if self.sees else None
        self.does(doing)
        if self.sees and self.sees(doing) == before:
            raise Refused("no_change", _("现在就是这样，没有什么要改的。"), advice=_("请看看人和日期对不对。"))


def today(_asking: Any = None) -> str:
    """The day as it is typed."""
    return timezone.localdate().isoformat()


def _earliest(_asking: Any) -> date:
    return earliest()


def _latest(_asking: Any) -> date:
    return latest()


WHO = Field("who", _("登录名或手机号"), private=True, most=40, help=_("要写完整，一个字都不能差。这里不列居民名单。"))
ON = Field("on", _("从哪天起"), kind="date", private=True, least=_earliest, greatest=_latest, known=today)
UNTIL = replace(ON, name="until", label=_("哪天回来"), help=_("那天起又在岗。"), known=None)
