"""Who may do what, made from the flows themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _

from linli.cases.matters import Matter
from linli.flows import table
from linli.ui.wording import listed, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest, HttpResponse

    from linli.flows.table import Flow, Step
    from linli.kit.words import Words


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
    return render(request, "cases/policy.html", {"flows": flows})


def _limits(flow: Flow, matter: Matter) -> list[dict[str, Any]]:
    """The settings of a matter's version, each marked where no office has confirmed it."""
    return [
        {
            "matter": matter.words,
            "what": {**flow.clocks, **flow.settings}[name],
            "value": _("%(days)s 天") % limit if "days" in limit else _("%(most)s 件") % limit,
            "confirmed": limit["confirmed"],
        }
        for name, limit in matter.limits.items()
    ]


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
