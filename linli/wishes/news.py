"""What people are told of a wish: short, without a name, so that it can leave the house in a text message."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.flows.table import News

WISHER = ("applicant", "beneficiary")

NEWS = (
    News("raise", ("desk",), _("有新的心愿，请核对")),
    News("publish", WISHER, _("社区核对好了，已经公布")),
    News("ask", (*WISHER, "proxy"), _("社区有事要问，请补充"), at_once=True),
    News("answer", ("desk",), _("本人补充好了，请核对")),
    News("refuse", (*WISHER, "proxy"), _("这次不能受理，请看原因"), at_once=True),
    News("unpublish", WISHER, _("暂时撤下，社区再核对一次")),
    News("claim", WISHER, _("有人认领了，正在办")),
    News("claim", ("desk",), _("有人认领了")),
    News("finish", WISHER, _("认领人说办好了，请您确认"), at_once=True),
    News("finish", ("desk",), _("认领人说办好了，等本人确认")),
    News("renew", (*WISHER, "desk"), _("认领人要多办几天")),
    News("release", ("desk",), _("认领退回了")),
    News("release", ("holder",), _("社区收回了您的认领"), at_once=True),
    News("reopen", ("desk",), _("本人不满意，请再核对")),
    News("reopen", WISHER, _("社区记下了，重新办理")),
    News("confirm", ("desk",), _("本人确认了，已经办结")),
    News("confirm", ("holder",), _("本人确认了，谢谢您")),
    News("confirm", WISHER, _("社区记下您的评价，已经办结")),
    News("deny", ("desk",), _("还没有办好，请再核对")),
    News("deny", WISHER, _("社区记下了还没办好，再想办法")),
    News("deny", ("holder",), _("还没有办好，社区会再联系")),
    News("withdraw", ("desk",), _("本人撤回了")),
    News("withdraw", ("holder",), _("本人撤回了，不用再办"), at_once=True),
    News("hand_on", WISHER, _("转到别的街道接着办")),
    News("hand_on", ("desk",), _("转到别的街道了")),
    News("hand_on", ("holder",), _("转到别的街道，不用再办"), at_once=True),
    News("offer", ("invited",), _("社区请您单位看看这个心愿"), at_once=True),
    News("invite", ("invited",), _("这件又要人帮，请您看看"), at_once=True),
    News("overdue", ("desk",), _("超过时限，请马上办"), at_once=True),
    News("overdue", ("street",), _("超过时限")),
    News("unanswered", ("desk",), _("本人没有回复，请联系")),
    News("lapse", ("desk",), _("没有人认领，请处理")),
    News("lapse", WISHER, _("还没有人认领，社区再想办法")),
    News("expire", ("desk",), _("认领到期，没有办完")),
    News("expire", ("holder",), _("认领到期，已经退回"), at_once=True),
)
