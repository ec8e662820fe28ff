"""What became of a notice, in words: for the case's page and for the list of those who were not reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.notices.by_hand import RESULTS, Result, in_words
from linli.notices.models import Delivery
from linli.notices.ways import Way

if TYPE_CHECKING:
    from linli.kit.words import Words
    from linli.notices.models import Notice

State = Delivery.State

REASONS: dict[str, Words] = {
    "refused": gettext_lazy("短信平台不收，号码可能不对"),
    "no_number": gettext_lazy("没有能收短信的手机号"),
    "no_template": gettext_lazy("没有开通通知短信"),
    "no_gateway": gettext_lazy("短信没有接通"),
    "gave_up": gettext_lazy("试了多次都没发出去"),
    "unknown": gettext_lazy("发出去了，不知道到没到"),
    "not_delivered": gettext_lazy("运营商没有送到"),
    Result.WRONG.value: RESULTS[Result.WRONG],
    Result.GIVEN_UP.value: RESULTS[Result.GIVEN_UP],
}
"""Why something was not delivered. What is not here is the gateway's own code."""

SMS: dict[str, tuple[Words, str]] = {
    State.WAITING: (gettext_lazy("短信等着发"), "wait"),
    State.SENDING: (gettext_lazy("短信正在发"), "doing"),
    State.UNKNOWN: (gettext_lazy("短信正在发"), "doing"),
    State.SENT: (gettext_lazy("短信发出了，还没有回执"), "doing"),
    State.DELIVERED: (gettext_lazy("短信送到了"), "done"),
    State.FAILED: (gettext_lazy("短信没送到"), "late"),
}
"""State → words and tone."""


def why(delivery: Delivery) -> str:
    """Why its person was not reached: what is asked for, or what went wrong, and how often somebody tried."""
    tried = ngettext("联系过 %(num)s 次", "联系过 %(num)s 次", delivery.tries) % {"num": delivery.tries}
    if delivery.state != State.OWED:
        return reason(delivery.reason)
    asked = _("要上门告诉") if delivery.way == Way.VISIT else _("要打电话告诉")
    return f"{asked} · {tried}" if delivery.tries else asked


def reason(code: str) -> str:
    """A reason in words; the gateway's own code as it is."""
    return str(REASONS.get(code) or (_("运营商没有送到（%(code)s）") % {"code": code} if code else ""))


def outcome(notice: Notice, delivery: Delivery | None) -> tuple[str, str]:
    """What became of a notice and its tone; the page is what is left where nothing went out."""
    if delivery is not None and delivery.state != State.DROPPED:
        return _of_delivery(delivery)
    if notice.seen is not None:
        return _("本人在网上看过"), "done"
    if notice.over is not None:
        return _("后来又有新进展，没有再发"), "stopped"
    return (_("在“通知”里，还没有看") if notice.account_id else _("凭收件码自己查")), "wait"


def _of_delivery(delivery: Delivery) -> tuple[str, str]:
    if delivery.state == State.OWED:
        return why(delivery), "late" if delivery.tries else "wait"
    if delivery.state == State.TOLD:
        return in_words(Way(delivery.way), Result.TOLD), "done"
    if delivery.state == State.UNREACHED:
        return reason(delivery.reason), "late"
    words, tone = SMS[delivery.state]
    if delivery.state != State.FAILED:
        return str(words), tone
    return _("%(what)s：%(more)s") % {"what": words, "more": reason(delivery.reason)}, tone
