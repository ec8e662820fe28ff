"""What personal data is used for: a closed list, declared in code by whoever uses it.

Consent is given for one purpose and can be taken back for it. What rests on a duty or on what the person asked for is
in the list too, so that it is told; nobody is asked to agree to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from linli.kit.words import Words


class Basis(StrEnum):
    """On what the use rests. Sensitive data needs its own consent, a child under 14 the guardian's (PIPL 28–32)."""

    CONSENT = "consent"
    SEPARATE = "separate"
    GUARDIAN = "guardian"
    ASKED = "asked"
    DUTY = "duty"


BASES: dict[Basis, Words] = {
    Basis.CONSENT: _("您的同意"),
    Basis.SEPARATE: _("您的单独同意（敏感信息）"),
    Basis.GUARDIAN: _("监护人的同意（不满14岁的孩子）"),
    Basis.ASKED: _("办理您提出的事需要"),
    Basis.DUTY: _("法定职责"),
}


class Channel(StrEnum):
    """How a consent reached us."""

    WEB = "web"
    PHONE = "phone"
    VOICE = "voice"
    PAPER = "paper"


CHANNELS: dict[Channel, Words] = {
    Channel.WEB: _("网上"),
    Channel.PHONE: _("电话"),
    Channel.VOICE: _("当面"),
    Channel.PAPER: _("书面"),
}


@dataclass(frozen=True)
class Purpose:
    """One purpose. ``wording`` goes up whenever its words change; a consent says to which wording it was given.

    ``follows`` tells what comes of taking the consent back. ``on_account``: it is given once by an account; otherwise
    it belongs to one case.
    """

    code: str
    label: Words
    uses: Words
    follows: Words
    basis: Basis
    wording: int = 1
    on_account: bool = False

    @property
    def is_agreed(self) -> bool:
        """Whether somebody is asked for it, and may say no."""
        return self.basis in {Basis.CONSENT, Basis.SEPARATE, Basis.GUARDIAN}


_purposes: dict[str, Purpose] = {}


def declare(purpose: Purpose) -> None:
    """Make ``purpose`` known. Called from ``AppConfig.ready()``; the same code for another one is an error."""
    if _purposes.setdefault(purpose.code, purpose) is not purpose:
        message = f"two purposes are called {purpose.code}"
        raise ValueError(message)


def named(code: str) -> Purpose:
    """The purpose with this code; KeyError for an unknown one."""
    return _purposes[code]


def declared(*, on_account: bool) -> tuple[Purpose, ...]:
    """The purposes of accounts, or of cases, in the order of their declaration."""
    return tuple(each for each in _purposes.values() if each.on_account == on_account)


ACCOUNT = Purpose(
    code="account",
    label=_("登录和联系"),
    uses=_("称呼和手机号用来登录、联系您，只加密保存。"),
    follows="",
    basis=Basis.ASKED,
    on_account=True,
)
