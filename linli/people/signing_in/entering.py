"""Signing up and in by phone: whoever reads the messages of a number says who of its people they are.

A number changes hands and is shared in families, so possession alone opens nobody's account unseen: the person chooses,
by masked names, to be somebody, to share the number, or to take it over; then the one before loses the number and
nothing else. Who holds a post signs in by password, never by a message alone.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.people.accounts import Account
from linli.people.models import Tenure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

LONGEST_NAME = 40


def people_of(phone: str) -> list[Account]:
    """The open accounts of a number that somebody just proved to have."""
    return Account.objects.by_phone(phone)


def enter(phone: str, chosen: UUID, *, name: str) -> Account:
    """The account of this number that the person says is theirs, and whose whole name they know.

    The mask shows one character of it: whoever was given the number later does not know the rest.
    Raises Refused: ``not_of_this_phone``, ``holds_a_post``, ``name_differs``.
    """
    account = next((one for one in people_of(phone) if one.pk == chosen), None)
    if account is None:
        raise Refused("not_of_this_phone", _("这个号码下没有这个人。"))
    if _holds_a_post(account):
        raise Refused(
            "holds_a_post",
            _("有岗位的账号要用登录名和密码登录。"),
            advice=_("忘了密码，请带身份证件到街道，找系统管理员重设。"),
        )
    if "".join(name.split()) != "".join(account.name.split()):
        raise Refused(
            "name_differs",
            _("姓名对不上。"),
            advice=_("请填写注册时的全名；忘了可以用密码登录，或到社区窗口办理。"),
            field="name",
        )
    return account


@transaction.atomic
def sign_up(phone: str, *, name: str, taking_over: bool = False) -> Account:
    """Make an account for whoever has the number; ``taking_over``: the people before lose the number, nothing else.

    Raises Refused (``no_name``).
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused("no_name", _("请填写怎么称呼您，最多 40 个字。"), field="name")
    if taking_over:
        release(people_of(phone))
    return Account.objects.create_account(username=f"p-{secrets.token_hex(12)}", name=name, phone=phone)


def release(accounts: Sequence[Account]) -> None:
    """Let accounts lose their number: it is somebody else's now. They go on signing in by other means or at the counter."""
    for account in accounts:
        account.put_phone("")
        account.save(update_fields=["phone", "phone_hash"])


def change_phone(account: Account, phone: str) -> None:
    """Give the account a number that its person just proved to have."""
    account.put_phone(phone)
    account.save(update_fields=["phone", "phone_hash"])


def change_name(account: Account, name: str) -> None:
    """Let somebody be called otherwise. Raises Refused (``no_name``)."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused("no_name", _("请填写怎么称呼您，最多 40 个字。"), field="name")
    account.name = name
    account.save(update_fields=["name"])


def _holds_a_post(account: Account) -> bool:
    streets = account.street_codes
    return (
        bool(streets) and Tenure.objects.filter(street__in=streets, account=account).on(timezone.localdate()).exists()
    )
