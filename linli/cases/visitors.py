"""Cases of people without an account: anybody may open one, nobody may flood a desk with them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from linli.flows.doors import answered
from linli.kit.refused import Refused
from linli.kit.throttle import Throttle
from linli.people.person import person_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

AN_HOUR = 3600


@contextmanager
def counted(request: HttpRequest, *, street: str, token: str) -> Iterator[None]:
    """Open a case inside: without an account so many an hour from one network, else Refused (``too_many``).

    What is refused inside is not counted; a form that was taken before gets its answer (AlreadySent) all the same.
    """
    if person_of(request).is_known or not settings.LINLI_VISITOR_CASES:
        yield
        return
    throttle = Throttle("visitor", most=settings.LINLI_VISITOR_CASES, seconds=AN_HOUR)
    place = throttle.take(request)
    if not place:
        answered(token, street=street)
        words = _("从您这个网络一小时里已经提交了 %(most)s 件，这一件先没有收。") % {"most": throttle.most}
        raise Refused("too_many", words, advice=_("请过一小时再提交，或者登录后提交，也可以到社区窗口办理。"))
    try:
        yield
    except BaseException:
        throttle.give_back(place)
        raise
