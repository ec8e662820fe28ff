"""The life of a wish as a table: raised, checked, published, claimed, done, confirmed and rated."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.cases.clocks import RAN_OUT, mark_late
from linli.cases.models import Case
from linli.cases.moves import transfers
from linli.cases.participants import take_down
from linli.flows.table import ANYONE, AUDIENCE_PUBLIC, KNOWN, SYSTEM, Audience, Flow, State, Step
from linli.wishes import agreeing, claims, closing, publishing, raising
from linli.wishes.news import NEWS, WISHER

UNDER_WAY = ("check", "more", "published", "claimed", "done")

STEPS = (
    Step("raise", _("说一个心愿"), (), "check", (ANYONE,), raising.ASKED,
         does=(agreeing.agree, take_down), tells=("desk",), starts="check"),
    Step("publish", _("核对并公布"), ("check",), "published", ("desk",), publishing.PUBLIC,
         (agreeing.MAY_BE_PUBLISHED,), does=(agreeing.note_how, publishing.show_to), tells=WISHER, starts="unclaimed"),
    Step("ask", _("请本人补充"), ("check",), "more", ("desk",), publishing.QUESTION,
         tells=(*WISHER, "proxy"), starts="confirm", plain=True),
    Step("answer", _("补充说明"), ("more",), "check", (*WISHER, "proxy", "desk"), publishing.ANSWER,
         does=(agreeing.agree_further,), tells=("desk",), starts="check"),
    Step("refuse", _("不予受理"), ("check", "more"), "refused", ("desk",), publishing.REASON,
         does=(publishing.hide_for_good,), tells=(*WISHER, "proxy"), stops=True, plain=True),
    Step("unpublish", _("撤下重新核对"), ("published",), "check", ("desk", SYSTEM),
         does=(publishing.hide,), tells=WISHER, starts="check", plain=True),
    Step("offer", _("请单位来接"), ("published",), "", ("desk",), claims.OFFER,
         does=(claims.offer,), tells=("invited",), plain=True),
    Step("claim", _("认领"), ("published",), "claimed", (KNOWN,), claims.CLAIM, (claims.NOT_THEIR_OWN,),
         does=(claims.claim,), tells=(*WISHER, "desk"), starts="claimed"),
    Step("finish", _("办好了"), ("claimed",), "done", ("holder",), claims.NOTE,
         does=(claims.finish,), tells=(*WISHER, "desk"), starts="confirm"),
    Step("renew", _("延长一次"), ("claimed",), "", ("holder",), needs=(claims.NOT_RENEWED,),
         does=(claims.renew,), tells=(*WISHER, "desk"), starts="claimed", plain=True),
    Step("release", _("退回"), ("claimed",), "check", ("holder", "desk", SYSTEM), claims.WHY, when=agreeing.NOT_SHOWN,
         does=(claims.give_back,), tells=("desk", "holder"), starts="check", plain=True),
    Step("release", _("退回"), ("claimed",), "published", ("holder", "desk", SYSTEM), claims.WHY,
         does=(claims.give_back,), tells=("desk", "holder"), starts="unclaimed", plain=True),
    Step("confirm", _("确认并评价"), ("done",), "check", WISHER, closing.RATE, when=closing.REOPENS,
         does=(closing.reopen,), tells=("desk",), starts="check", event="reopen"),
    Step("confirm", _("确认并评价"), ("done",), "closed", WISHER, closing.RATE,
         does=(closing.rate,), tells=("desk", "holder"), stops=True),
    Step("confirm_by_call", _("电话回访确认"), ("done",), "check", ("desk",), closing.RATE_BY_CALL,
         when=closing.REOPENS, does=(closing.reopen,), tells=WISHER, starts="check", event="reopen"),
    Step("confirm_by_call", _("电话回访确认"), ("done",), "closed", ("desk",), closing.RATE_BY_CALL,
         does=(closing.rate,), tells=WISHER, stops=True, event="confirm"),
    Step("deny", _("还没有办好"), ("done",), "check", (*WISHER, "desk"), closing.NOT_DONE,
         does=(publishing.hide,), tells=(*WISHER, "desk", "holder"), starts="check", plain=True),
    Step("withdraw", _("撤回心愿"), UNDER_WAY, "withdrawn", WISHER,
         does=(publishing.hide_for_good,), tells=("desk", "holder"), stops=True, plain=True),
    Step("hand_on", _("转到别的街道"), UNDER_WAY, "moved", (SYSTEM,), transfers.REASON,
         does=(publishing.hide_for_good,), tells=(*WISHER, "desk", "holder"), stops=True),
    Step("invite", _("邀请上次的认领人"), ("check", "published"), "", (SYSTEM,),
         does=(claims.invite_last,), tells=("invited",)),
    Step("decline", _("这次不参加"), ("check", "published"), "", ("invited",), needs=(claims.INVITED,),
         does=(claims.decline,), plain=True),
    Step("overdue", _("超过时限"), ("check",), "", (SYSTEM,), needs=(RAN_OUT,),
         does=(mark_late,), tells=("desk", "street"), runs_out="check"),
    Step("unanswered", _("本人没有回复"), ("more",), "check", (SYSTEM,), needs=(RAN_OUT,),
         tells=("desk",), starts="check", runs_out="confirm"),
    Step("overdue", _("超过时限"), ("done",), "", (SYSTEM,), needs=(RAN_OUT,),
         does=(mark_late,), tells=("desk", "street"), runs_out="confirm"),
    Step("lapse", _("没有人认领"), ("published",), "check", (SYSTEM,), needs=(RAN_OUT,),
         does=(publishing.hide,), tells=(*WISHER, "desk"), starts="check", runs_out="unclaimed"),
    Step("expire", _("认领到期"), ("claimed",), "check", (SYSTEM,), needs=(RAN_OUT,), when=agreeing.NOT_SHOWN,
         does=(claims.expire,), tells=("desk", "holder"), starts="check", runs_out="claimed"),
    Step("expire", _("认领到期"), ("claimed",), "published", (SYSTEM,), needs=(RAN_OUT,),
         does=(claims.expire,), tells=("desk", "holder"), starts="unclaimed", runs_out="claimed"),
)  # fmt: skip

WISH = Flow(
    name="wish/1",
    noun="wish",
    title=_("微心愿"),
    model=Case,
    states={
        "check": State(_("待核对"), "new", "desk"),
        "more": State(_("待本人补充"), "wait", "applicant"),
        "published": State(_("待认领"), "wait", KNOWN, whose=_("愿意帮忙的人")),
        "claimed": State(_("办理中"), "doing", "holder"),
        "done": State(_("待确认"), "wait", "applicant"),
        "closed": State(_("已办结"), "done", final=True),
        "refused": State(_("不予受理"), "stopped", final=True),
        "withdrawn": State(_("已撤回"), "stopped", final=True),
        "moved": State(_("已转到别的街道"), "stopped", final=True),
    },
    steps=STEPS,
    roles={
        ANYONE: _("任何人"),
        KNOWN: _("登录的人"),
        SYSTEM: _("系统"),
        "applicant": _("许愿人"),
        "beneficiary": _("受益人"),
        "proxy": _("代为登记的人"),
        "desk": _("社区"),
        "street": _("街道"),
        "grid": _("网格员"),
        "holder": _("认领人"),
        "invited": _("受邀人"),
    },
    audiences={
        "public": AUDIENCE_PUBLIC,
        "handlers": Audience(_("社区工作人员"), frozenset({"desk"})),
        "participants": Audience(_("本人和社区"), frozenset({"desk", "applicant", "beneficiary", "proxy"})),
        "involved": Audience(
            _("本人、认领人和社区"), frozenset({"desk", "applicant", "beneficiary", "proxy", "holder"})
        ),
    },
    clocks={
        "check": _("核对"),
        "unclaimed": _("等人认领"),
        "claimed": _("办理"),
        "confirm": _("等本人回复"),
    },
    headline=("public_text", "words"),
    promise=_("%(who)s会核对，不署名公布，等人认领。"),
    settings={"open_claims": _("每人手上最多")},
    gives_back="release",
    hands_on="hand_on",
    rates="confirm",
    rates_by_call="confirm_by_call",
    denies="deny",
    news=NEWS,
)
