"""Who may do what, made from the flows themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases import beside
from linli.cases.matters import Matter, span_of
from linli.cases.timing.clock_words import length
from linli.cases.timing.pauses import REASONS
from linli.cases.timing.profiles import PROFILES, URGENCIES
from linli.flows import table
from linli.kit.working_time import Span
from linli.ui.wording import listed, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest, HttpResponse

    from linli.flows.table import Flow, Step
    from linli.kit.words import Words


KEPT: dict[str, Words] = {"keep": gettext_lazy("办结后，写下的内容保留"), "archive": gettext_lazy("办结后，必须存档")}


def policy(request: HttpRequest) -> HttpResponse:
    """One table for each flow."""
    flows = [
        {
            "name": flow.title,
            "version": flow.name,
            "steps": [_step(flow, step) for step in flow.steps],
            "audiences": [
                (audience.label, _words(sorted(audience.roles), flow.roles)) for audience in flow.audiences.values()
            ],
            "limits": [limit for matter in Matter.objects.shipped(flow.name) for limit in _limits(flow, matter)],
        }
        for flow in table.declared()
    ]
    return render(request, "cases/policy.html", {"flows": flows, "time": _rules()})


def _limits(flow: Flow, matter: Matter) -> list[dict[str, Any]]:
    """The settings of a matter's version, each marked where no office has confirmed it."""
    of_rooms = beside.limits(matter)
    own = [
        {"what": what, "value": value, "confirmed": limit["confirmed"]}
        for name, limit in matter.limits.items()
        if name not in of_rooms
        for what, value in _limit(flow, matter, name, limit)
    ]
    further = of_rooms.values()
    return own + [{"what": what, "value": value, "confirmed": confirmed} for what, value, confirmed in further]


def _limit(flow: Flow, matter: Matter, name: str, limit: Mapping[str, Any]) -> list[tuple[Words, str]]:
    """What one setting says, in lines."""
    what: Words = {**flow.clocks, **flow.settings, **KEPT}.get(name, name)
    match name:
        case "pause":
            return [
                (_("可以暂停：%(clocks)s") % _clocks(flow, limit), listed(REASONS[code] for code in limit["reasons"]))
            ]
        case "extend":
            units = dict.fromkeys(matter.limit(clock).unit for clock in limit["clocks"])
            most = listed(length(Span(limit["most"], unit)) for unit in units)
            told = _("最多 %(times)s 次，每次最多 %(most)s") % {"times": limit["times"], "most": most}
            return [(_("可以延长：%(clocks)s") % _clocks(flow, limit), told)] if units else []
    if "profile" in limit:
        return [
            (_("%(clock)s（%(urgency)s）") % {"clock": what, "urgency": URGENCIES[urgency]}, length(span_of(each)))
            for urgency, each in limit["profile"].items()
        ]
    return [(what, _("%(most)s 件") % limit if "most" in limit else length(span_of(limit)))]


def _clocks(flow: Flow, limit: Mapping[str, Any]) -> dict[str, str]:
    return {"clocks": listed(flow.clocks[clock] for clock in limit["clocks"])}


def _rules() -> dict[str, Any]:
    """How time is counted everywhere, and the profiles by urgency that a matter may take."""
    return {
        "first_day": settings.LINLI_FIRST_DAY_COUNTS,
        "warn": settings.LINLI_WARN_PERCENT,
        "reasons": list(REASONS.values()),
        "urgencies": list(URGENCIES.values()),
        "profiles": [
            {"name": words, "limits": [length(span_of(profile[urgency])) for urgency in URGENCIES]}
            for words, profile in PROFILES.values()
        ],
    }


def _step(flow: Flow, step: Step) -> dict[str, Any]:
    states = {name: state.words for name, state in flow.states.items()}
    return {
        "verb": step.label,
        "who": _words(step.who, flow.roles),
        "before": _words(step.before, states) or "—",
        "after": states[step.after] if step.after else _("不变"),
        "asks": listed(asked.label for asked in step.asks.fields),
        "needs": told([*([str(step.when.words)] if step.when else []), *(_refusal(need.words) for need in step.needs)]),
        "tells": _words(step.tells, flow.roles),
        "clock": _clock(flow, step),
    }


def _words(names: Iterable[str], words: Mapping[str, Words]) -> str:
    return listed(words[name] for name in names)


def _refusal(words: Words) -> str:
    return _("否则答复：%(words)s") % {"words": words}


def _clock(flow: Flow, step: Step) -> str:
    if step.stops:
        return _("停止计时")
    if step.runs_out:
        return _("“%(clock)s”到期时") % {"clock": flow.clocks[step.runs_out]}
    return _("开始计“%(clock)s”") % {"clock": flow.clocks[step.starts]} if step.starts else ""
