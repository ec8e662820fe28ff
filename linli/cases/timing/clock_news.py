"""What people are told of what is done to the clock of a case: the resident of the time, whoever answers of reminders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.cases import policy
from linli.cases.timing import extensions, pauses, reckoning, supervision
from linli.flows.table import News

RESIDENT = tuple(sorted(policy.OWN | {"proxy"}))
ANSWERS = ("responsible",)

NEWS = (
    News(extensions.EXTEND, RESIDENT, _("时限延长了，请看原因"), at_once=True),
    News(pauses.PAUSE, RESIDENT, _("暂停计时，请看原因")),
    News(pauses.RESUME, RESIDENT, _("接着办，时限顺延了")),
    News(reckoning.RECOMPUTE, RESIDENT, _("时限重新算过了，请看日期")),
    News(supervision.URGE, ANSWERS, _("街道催办，请尽快办"), at_once=True),
    News(supervision.SUPERVISE, ANSWERS, _("街道督办了，请抓紧办"), at_once=True),
    News(supervision.LIFT, ANSWERS, _("街道解除了督办")),
)
