"""Erasing a person: what waits is named, what can go goes at once, and the ledger stays whole.

Floors above say what they hold of a person (`declare`); this one empties the account. The account's row stays behind
without anything personal, since posts and events name it by its pseudonymous id.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.people import codes, uploads
from linli.people.models import Account, Erasure, Tenure
from linli.people.signing_in import open_sessions
from linli.people.signing_in.sessions import SessionStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from linli.kit.words import Words

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reason:
    """Why an erasure must wait: in words, the address that leads there ('' for none), until when if that is known."""

    words: Words
    url: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Holder:
    """What holds something of a person: ``waits`` says why it cannot go yet, ``erase`` lets it go and may be repeated."""

    name: str
    waits: Callable[[Account, datetime], list[Reason]]
    erase: Callable[[Account, datetime], object]


_holders: dict[str, Holder] = {}


def declare(holder: Holder) -> None:
    """Ask ``holder`` whenever somebody is erased. Called from ``AppConfig.ready()``."""
    _holders[holder.name] = holder


def reasons(account: Account, now: datetime) -> list[Reason]:
    """Everything for which an erasure must wait; nothing where it can be done now."""
    return [*_posts(account), *(reason for holder in _holders.values() for reason in holder.waits(account, now))]


def ask(account: Account, now: datetime) -> Erasure:
    """Note that the person asks to be erased, once; done at once where nothing waits."""
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(account=account, asked=now)
    except IntegrityError:
        erasure = Erasure.objects.get(account=account, taken_back__isnull=True)
    carry_out(erasure, now)
    erasure.refresh_from_db()
    return erasure


def standing(account: Account) -> Erasure | None:
    """The erasure that the person asked for and that is not done."""
    return Erasure.objects.filter(account=account, done__isnull=True, taken_back__isnull=True).first()


def take_back(account: Account, now: datetime) -> None:
    """Let it be, as long as it is not done. Raises Refused (``already_erased``)."""
    if Erasure.objects.filter(account=account, done__isnull=False).exists():
        raise Refused("already_erased", _("已经删除，不能恢复。"))
    Erasure.objects.filter(account=account, done__isnull=True, taken_back__isnull=True).update(taken_back=now)


def carry_out(erasure: Erasure, now: datetime) -> bool:
    """Erase the person if nothing waits; whether it is done. A run that was cut off is begun again and ends the same."""
    account = erasure.account
    if erasure.done or erasure.taken_back:
        return erasure.done is not None
    if reasons(account, now):
        return False
    for holder in _holders.values():
        holder.erase(account, now)
    _end_sessions(account)
    _empty(account)
    Erasure.objects.filter(pk=erasure.pk).update(done=now)
    return True


def carry_out_waiting(*, now: datetime | None = None) -> int:
    """Try each that waits; how many are done. What stops one does not stop the others."""
    now = now or timezone.now()
    waiting = Erasure.objects.filter(done__isnull=True, taken_back__isnull=True).select_related("account")
    return sum(_tried(erasure, now) for erasure in waiting.order_by("asked"))


def _tried(erasure: Erasure, now: datetime) -> bool:
    try:
        return carry_out(erasure, now)
    except Exception:
        logger.exception("erasure %s failed", erasure.pk)
        return False


def _posts(account: Account) -> Iterator[Reason]:
    held = Tenure.objects.filter(street__in=account.street_codes, account=account).lasting(timezone.localdate())
    for tenure in held.select_related("post"):
        told = {"post": tenure.post.title}
        if tenure.post.rules.willing:
            yield Reason(_("您还担任%(post)s，请先在“我的岗位”里退出。") % told, reverse("my_posts"))
        else:
            yield Reason(_("您还担任%(post)s，请先找街道的系统管理员办交接。") % told)


def _end_sessions(account: Account) -> None:
    for session in Session.objects.all().iterator(chunk_size=500):
        if SessionStore().decode(session.session_data).get("_auth_user_id") == str(account.pk):
            session.delete()
    open_sessions.end_all(account)


@transaction.atomic
def _empty(account: Account) -> None:
    """Leave the bare row; what libraries keep beside it (factors, keys) goes."""
    for model in apps.get_models():
        if not model.__module__.startswith("linli."):
            for field in model._meta.concrete_fields:
                if field.related_model is Account:
                    model._default_manager.filter(**{field.name: account.pk}).delete()
    locked = Account.objects.select_for_update().get(pk=account.pk)
    codes.forget(locked.phone)
    uploads.forget_of(locked)
    locked.username = f"gone-{secrets.token_hex(12)}"
    locked.name = ""
    locked.put_phone("")
    locked.is_active = False
    locked.set_unusable_password()
    locked.save()
