"""One-time codes by text message: six digits, for one number, from one browser, once, for a few minutes.

Whoever guesses meets three walls: a few tries for a code, so many wrong ones an hour for a number from one network (then
even the right one is refused there), and so many codes an hour for a number. What a stranger uses up from one network is
not taken from whoever has the number and asks from another; from all networks together no more can be guessed than the
codes of the number times the tries of one (settings). Number and network are kept as keyed hashes alone.
"""

from __future__ import annotations

import logging
import secrets
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.edges import outbox
from linli.edges.gateways import gateway
from linli.edges.sms import Message, Outcome
from linli.kit.crypto import keyed_hash, keyed_hashes
from linli.kit.ids import uuid7
from linli.kit.refused import Refused

if TYPE_CHECKING:
    from datetime import datetime

logger = logging.getLogger(__name__)

PURPOSE = "people.code"
DIGITS = 6
PAUSE = timedelta(seconds=60)
HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)


class OneTimeCode(models.Model):
    """A code that was sent. A reference row without number, code or network: they stand here as keyed hashes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    phone = models.CharField(max_length=64)
    browser = models.CharField(max_length=64)
    network = models.CharField(max_length=64, blank=True, default="")
    code = models.CharField(max_length=64)
    made = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used = models.DateTimeField(null=True)

    class Meta:
        """Found by number."""

        indexes: ClassVar = [models.Index(fields=["phone", "made"], name="code_by_phone")]

    def __str__(self) -> str:
        """Name it by its id."""
        return f"code {self.pk}"


def offered() -> bool:
    """Whether codes can be sent at all."""
    return gateway() is not None


def send(phone: str, *, browser: str, network: str = "", now: datetime | None = None) -> None:
    """Send a code to ``phone`` (in normal form) for this browser in this network. Whether anybody has that number makes no difference.

    Raises Refused: ``no_gateway``, ``too_soon``, ``too_many_codes``, ``not_sent``.
    """
    now, door = now or timezone.now(), gateway()
    if door is None:
        raise Refused("no_gateway", _("这里还没有开通短信。"), advice=_("请用登录名和密码登录，或到社区窗口办理。"))
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    row = OneTimeCode(phone=keyed_hash(PURPOSE, phone), browser=keyed_hash(PURPOSE, browser), made=now)
    row.network = keyed_hash(PURPOSE, f"network:{network}")
    row.code = keyed_hash(PURPOSE, f"{row.pk}:{code}")
    row.save(force_insert=True)  # before it is sent, and before it is counted: of many at once each sees the others
    try:
        _check_limits(row, phone, now)
    except Refused:
        row.delete()
        raise
    values = {"code": code, "minutes": str(settings.LINLI_CODE_MINUTES)}
    outcome = door.send(Message(phone=phone, template="code", key=row.pk.hex, values=values))
    if outcome in {Outcome.REFUSED, Outcome.LATER}:
        raise Refused("not_sent", _("短信没有发出去。"), advice=_("请核对号码，过几分钟再试；也可以到社区窗口办理。"))


def check(phone: str, *, browser: str, typed: str, network: str = "", now: datetime | None = None) -> None:
    """Use the code up if it is the right one. Of two who send the same right code at once one gets through.

    Wrong tries count where the code was asked for, so that nobody locks the number for those who ask elsewhere.

    Raises Refused: ``code_locked``, ``code_gone`` (none, too old, used, from another browser), ``code_wrong``.
    """
    now = now or timezone.now()
    of_phone = OneTimeCode.objects.filter(phone__in=keyed_hashes(PURPOSE, phone))
    lasts = timedelta(minutes=settings.LINLI_CODE_MINUTES)
    row = of_phone.filter(browser__in=keyed_hashes(PURPOSE, browser), made__gt=now - lasts).order_by("-made").first()
    # The try is counted before it is looked at: a thousand at once are a thousand tries.
    counted = row and OneTimeCode.objects.filter(
        pk=row.pk, used__isnull=True, tries__lt=settings.LINLI_CODE_TRIES
    ).update(tries=F("tries") + 1)
    here = [row.network] if row else keyed_hashes(PURPOSE, f"network:{network}")
    # Counted first and added up afterwards, so that tries at once do not overlook each other.
    tried = of_phone.filter(network__in=here, made__gt=now - HOUR, used__isnull=True)
    if (tried.aggregate(sum=Sum("tries"))["sum"] or 0) > settings.LINLI_CODES_WRONG_AN_HOUR:
        raise Refused(
            "code_locked",
            _("从这里输错的次数太多，先停一小时。"),
            advice=_("可以用密码登录，或到社区窗口办理。"),
        )
    if row is None or not counted:
        raise Refused("code_gone", _("验证码已经失效。"), advice=_("请重新获取一条。"))
    if row.code not in keyed_hashes(PURPOSE, f"{row.pk}:{_digits(typed)}"):
        raise Refused("code_wrong", _("验证码不对，请再看一遍短信。"), field="code")
    if not OneTimeCode.objects.filter(pk=row.pk, used__isnull=True).update(used=now):
        raise Refused("code_gone", _("验证码已经失效。"), advice=_("请重新获取一条。"))


def _digits(typed: str) -> str:
    """As it was sent, however it is written: 123 456, １２３４５６."""
    return "".join(unicodedata.normalize("NFKC", typed).split())


def forget(phone: str) -> None:
    """Delete what was ever sent to a number and is still here."""
    if phone:
        OneTimeCode.objects.filter(phone__in=keyed_hashes(PURPOSE, phone)).delete()
        outbox.forget_phone(phone)


def forget_old(now: datetime) -> int:
    """Delete codes of more than a day ago; how many."""
    return OneTimeCode.objects.filter(made__lt=now - KEPT).delete()[0]


def _check_limits(row: OneTimeCode, phone: str, now: datetime) -> None:
    """Whether this one may be sent beside the others of the last hour."""
    lately = OneTimeCode.objects.filter(phone__in=keyed_hashes(PURPOSE, phone), made__gt=now - HOUR)
    others = list(lately.exclude(pk=row.pk).values_list("made", "network"))
    here = [made for made, network in others if network == row.network]
    if here and max(here) > now - PAUSE:
        raise Refused("too_soon", _("刚刚发过一条，请等一分钟再要。"))
    if len(here) >= settings.LINLI_CODES_AN_HOUR or len(others) >= settings.LINLI_CODES_OF_A_NUMBER:
        raise Refused("too_many_codes", _("这个号码一小时内要的验证码太多了。"), advice=_("请过一小时再试。"))
