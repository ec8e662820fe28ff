"""Finding an account by what its owner says: the exact user name or phone number. Nobody is listed who holds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.people.models import Account, Arrangement, Leave, Membership, Organisation, Tenure

if TYPE_CHECKING:
    from uuid import UUID

    from linli.people.models import Post


def account_called(typed: str) -> Account:
    """The account with this user name or phone number; Refused (``nobody_found``, ``several``)."""
    typed = typed.strip()
    found = list(Account.objects.filter(username=typed.lower())) if typed else []
    found = found or _with_number(typed)
    if not found:
        raise Refused(
            "nobody_found",
            _("没有找到这个人。"),
            advice=_("请核对登录名或手机号，一个字都不能差；还没有账号的先开户。"),
        )
    if len(found) > 1:
        raise Refused("several", _("这个号码有几个人在用。"), advice=_("请用登录名。"))
    return found[0]


def _with_number(typed: str) -> list[Account]:
    try:
        return list(Account.objects.by_phone(typed))
    except Refused:
        return []


def known_here(street: str) -> set[UUID]:
    """Keys of the accounts that hold or held a post or a membership in the street, or were made by its administrator."""
    made = Arrangement.objects.filter(street=street, verb="make_account", account__isnull=False)
    rows = (Tenure.objects.filter(street=street), Membership.objects.filter(street=street), made)
    return {key for found in rows for key in found.values_list("account_id", flat=True) if key}


def must_be_known_here(account: Account, street: str) -> None:
    """Refused (``not_of_here``) for somebody with whom the street has nothing to do."""
    if account.pk not in known_here(street):
        raise Refused("not_of_here", _("这个人没有在本街道任过职，账号不归这里管。"))


def holds_elsewhere(account: Account, street: str) -> bool:
    """Whether the account holds a post in another street."""
    others = [code for code in account.street_codes if code != street]
    return Tenure.objects.filter(street__in=others, account=account).lasting(timezone.localdate()).exists()


def organisations_of(street: str) -> list[Organisation]:
    """The organisations that work in the street or a part of it, those that are no more last."""
    return list(Organisation.objects.filter(place__startswith=street).order_by("-active", "name", "id"))


def away_at(post: Post) -> list[dict[str, Any]]:
    """Leave of those at the post that is not over: masked name, since, until."""
    held = Tenure.objects.filter(street=post.street, post=post).lasting(timezone.localdate()).values("account_id")
    leave = Leave.objects.filter(street=post.street, account__in=held, until__gt=timezone.localdate())
    return [
        {"name": one.account.masked_name, "since": one.since, "until": one.until}
        for one in leave.select_related("account").order_by("since", "id")
    ]


def leave_of(account: Account, street: str) -> list[Leave]:
    """Leave in this street, the newest first."""
    return list(Leave.objects.filter(street=street, account=account).order_by("-since")[:20])
