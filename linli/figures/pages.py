"""The figures of one's own places, beside their own past. Each number opens the cases that it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases.models import Case
from linli.cases.reading import lists, shown
from linli.figures import asking
from linli.figures.told import OTHER_WORD
from linli.ledger import figures, summing
from linli.ledger.figures import Figure, Rate
from linli.ledger.tenant import STREET_DIGITS
from linli.people.doorway import for_known
from linli.people.person import person_of
from linli.ui import dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.http import HttpRequest, HttpResponse

    from linli.figures.asking import Asked
    from linli.kit.words import Words
    from linli.ledger.summing import Number, Period


@for_known
def page(request: HttpRequest) -> HttpResponse:
    """The figures of a place and a period."""
    person = person_of(request)
    asked = asking.asked(request, person)
    now, before = summing.numbers(figures.declared(), asked.place.codes, asked.period, asked.before)
    standing = summing.standing(asked.place.codes)
    in_rates = {base for each in figures.declared() if isinstance(each, Rate) for base in each.bases}
    context = {
        "place": {"name": asked.place.name, "merged": len(asked.place.merged)},
        "places": asked.places if len(asked.places) > 1 else (),
        "code": asked.place.code,
        "period": asked.period,
        "words": _days(asked.period),
        "words_before": _days(asked.before),
        "spans": [(label, _address(asked, period), period == asked.period) for label, period in _spans()],
        "refusal": asked.refusal,
        "anew": bool(standing.anew),
        "waiting": standing.waiting,
        "public_url": reverse("public_figures", args=[asked.place.code[:STREET_DIGITS]]),
        "rates": [_rate(now[each.name], before[each.name], asked) for each in _of(Rate)],
        "counts": [
            _count(now[each.name], before[each.name], asked) for each in _of(Figure) if each.name not in in_rates
        ],
    }
    return render(request, "figures/figures.html", context)


@for_known
def records(request: HttpRequest) -> HttpResponse:
    """The cases behind a number: exactly those, as many as it says. 404 for a figure that is none."""
    person = person_of(request)
    asked = asking.asked(request, person)
    figure = _figure(request.GET.get("figure", ""))
    split = _split(figure, request.GET.get("split", ""))
    behind = summing.streams(figure, asked.place.codes, asked.period, split)
    streets = {code[:STREET_DIGITS] for code in asked.place.codes}
    cases = Case.objects.visible_to(person).filter(street__in=streets, id__in=behind)
    part = lists.Listed(cases.order_by("-changed", "id")).cut(request)
    context = {
        "figure": {"label": figure.label, "definition": figure.definition, "part": _part_words(figure, split)},
        "place": {"name": asked.place.name},
        "words": _days(asked.period),
        "back": _address(asked, asked.period),
        "rows": shown.rows(part.cases, person),
        "page": part.page,
        "pages": part.pages,
        "total": part.total,
    }
    return render(request, "figures/records.html", context)


def _of(kind: type[Figure | Rate]) -> Iterator[Figure | Rate]:
    return (each for each in figures.declared() if isinstance(each, kind))


def _figure(name: str) -> Figure:
    try:
        found = figures.named(name)
    except KeyError:
        raise Http404 from None
    if not isinstance(found, Figure):
        raise Http404
    return found


def _split(figure: Figure, typed: str) -> str:
    """The part that is asked for (``mode=team``); '' where the figure has no such part."""
    known = {each.name: each.values for each in figure.dimensions}
    name, _equals, value = typed.partition("=")
    return typed if value and value in {*known.get(name, ()), figures.OTHER} and name in known else ""


def _part_words(figure: Figure, split: str) -> Words:
    name, _equals, value = split.partition("=")
    values: Mapping[str, Words] = next((each.values for each in figure.dimensions if each.name == name), {})
    return values.get(value, OTHER_WORD) if split else ""


def _count(now: Number, before: Number, asked: Asked) -> dict[str, Any]:
    figure = now.figure
    assert isinstance(figure, Figure)  # noqa: S101 - the caller has seen to it
    parts = [
        {
            "label": each.label,
            "values": [
                _opened(each.values.get(value, OTHER_WORD), figure.name, count, asked, split=f"{each.name}={value}")
                for value, count in summing.parts_by(figure, now.parts, each.name).items()
            ],
        }
        for each in figure.dimensions
    ]
    return {
        **_opened(figure.label, figure.name, int(now.value or 0), asked),
        "unit": figure.unit,
        "definition": figure.definition,
        "before": int(before.value or 0),
        "change": _change(int(now.value or 0), int(before.value or 0)),
        "parts": [each for each in parts if each["values"]],
    }


def _rate(now: Number, before: Number, asked: Asked) -> dict[str, Any]:
    rate = now.figure
    assert isinstance(rate, Rate)  # noqa: S101 - the caller has seen to it
    counts = {rate.numerator: now.numerator or 0, rate.denominator: now.denominator or 0}
    if rate.missing:
        counts[rate.missing] = now.missing or 0
    return {
        "label": rate.label,
        "definition": rate.definition,
        "value": _percent(now.value),
        "before": _percent(before.value),
        "counted": [_base(name, count, asked) for name, count in {**counts, **now.beside}.items()],
        "with_missing": _percent(now.with_missing) if now.missing else "",
        "without": _without(now, asked),
    }


def _without(now: Number, asked: Asked) -> dict[str, Any] | None:
    """The rate where what was left out does not count, and how many that are, each opening its cases."""
    rate = now.figure
    if now.without is None or not isinstance(rate, Rate) or rate.without is None:
        return None
    dimension = rate.without
    return {
        "value": _percent(now.without.value),
        "rows": [
            _opened(dimension.values[value], rate.denominator, count, asked, split=f"{dimension.name}={value}")
            for value, count in now.without.parts.items()
        ],
    }


def _base(name: str, count: int, asked: Asked) -> dict[str, Any]:
    figure = _figure(name)
    return {**_opened(figure.label, name, count, asked), "definition": figure.definition}


def _opened(label: Words, name: str, value: int, asked: Asked, *, split: str = "") -> dict[str, Any]:
    """A number and the list that it opens; nothing opens none."""
    url = f"{reverse('figure_records')}?{_query(asked, asked.period, figure=name, split=split)}" if value else ""
    return {"label": label, "value": value, "url": url}


def _address(asked: Asked, period: Period) -> str:
    return f"{reverse('figures')}?{_query(asked, period)}"


def _query(asked: Asked, period: Period, **more: str) -> str:
    days = {"from": period.since.isoformat(), "to": period.until.isoformat()}
    chosen = {name: value for name, value in more.items() if value}
    return urlencode({"place": asked.place.code, **days, **chosen}, safe="=")


def _spans() -> Iterable[tuple[Words, Period]]:
    return asking.spans(timezone.localdate())


def _days(period: Period) -> str:
    if period.since == period.until:
        return dates.day(period.since)
    return _("%(from)s 至 %(to)s") % {"from": dates.day(period.since), "to": dates.day(period.until)}


def _change(now: int, before: int) -> str:
    """Compared with its own past only."""
    if now == before:
        return _("持平")
    told = {"num": abs(now - before)}
    if now > before:
        return ngettext("多 %(num)s", "多 %(num)s", told["num"]) % told
    return ngettext("少 %(num)s", "少 %(num)s", told["num"]) % told


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}".replace(".0%", "%")
