"""What people are told of follow-up: that they are asked, that something was put right; what is owed, contested, decided."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.cases.follow_up import answering, catching_up, objecting, putting_right
from linli.cases.policy import OWN
from linli.flows.table import News

RESIDENT = tuple(sorted(OWN))
ANSWERS = ("responsible",)
STREET = ("street",)

NEWS = (
    News(catching_up.ASK, RESIDENT, _("办完了，请说说办得怎样"), at_once=True),
    News(answering.ANSWER, ANSWERS, _("本人评价了")),
    News(putting_right.PUT_RIGHT, RESIDENT, _("整改好了，可以再评一次"), at_once=True),
    News(putting_right.LATE, ANSWERS, _("差评以后超过时限，请马上办"), at_once=True),
    News(putting_right.LATE, STREET, _("差评以后超过时限")),
    News(objecting.OBJECT, STREET, _("有申诉或剔除要审"), at_once=True),
    News(objecting.DECIDE, ANSWERS, _("申诉或剔除审过了")),
    News(objecting.LIFT, ANSWERS, _("街道恢复计入了")),
)
