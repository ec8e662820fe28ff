"""A number as plain values, for the command line, pages and whoever reads JSON: never without its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.ledger import figures, summing
from linli.ledger.figures import Figure

OTHER_WORD = _("其他")

if TYPE_CHECKING:
    from linli.figures.places import Place
    from linli.ledger.summing import Number, Period, Standing


def defined(figure: figures.Figure | figures.Rate) -> dict[str, Any]:
    """What a figure is."""
    told: dict[str, Any] = {
        "name": figure.name,
        "label": str(figure.label),
        "unit": str(figure.unit) if isinstance(figure, Figure) else "%",
        "definition": str(figure.definition),
    }
    if isinstance(figure, Figure):
        told["counts"] = "at the end of the last day" if figure.is_standing else "in the period"
        told["dimensions"] = {
            each.name: {key: str(word) for key, word in each.values.items()} for each in figure.dimensions
        }
    else:
        told |= {"numerator": figure.numerator, "denominator": figure.denominator}
    return told


def told(number: Number, *, place: Place, period: Period, standing: Standing) -> dict[str, Any]:
    """A number with all that belongs to it: both days are included, Asia/Shanghai."""
    figure = number.figure
    return {
        "name": figure.name,
        "label": str(figure.label),
        "value": number.value,
        "unit": str(figure.unit) if isinstance(figure, Figure) else "",
        "numerator": _base(number.numerator, figure, "numerator"),
        "denominator": _base(number.denominator, figure, "denominator"),
        "left_out": _left_out(number),
        "without": _without(number),
        "beside": [_named(name, value) for name, value in number.beside.items()],
        "parts": _parts(number),
        "definition": str(figure.definition),
        "place": {"code": place.code, "name": place.name, "merged": list(place.merged)},
        "period": {"from": period.since.isoformat(), "to": period.until.isoformat()},
        "as_of": standing.at.isoformat(timespec="seconds"),
        "waiting": standing.waiting,
    }


def _base(value: int | None, figure: figures.Figure | figures.Rate, which: str) -> dict[str, Any] | None:
    return None if value is None else _named(getattr(figure, which), value)


def _left_out(number: Number) -> dict[str, Any] | None:
    """Whom the denominator leaves out, and the value with them."""
    if number.missing is None:
        return None
    return {**_named(getattr(number.figure, "missing", ""), number.missing), "value_with_them": number.with_missing}


def _without(number: Number) -> dict[str, Any] | None:
    """The value where what was left out by its approver, or contested rightly, does not count, and how many those are."""
    rate, without = number.figure, number.without
    if isinstance(rate, Figure) or rate.without is None or without is None:
        return None
    words = rate.without.values
    return {
        "value": without.value,
        "numerator": without.numerator,
        "denominator": without.denominator,
        "left_out": {value: {"label": str(words[value]), "value": count} for value, count in without.parts.items()},
    }


def _named(name: str, value: int) -> dict[str, Any]:
    base = figures.named(name)
    return {"name": name, "label": str(base.label), "value": value, "definition": str(base.definition)}


def _parts(number: Number) -> dict[str, Any]:
    """By each dimension, for each value in words."""
    figure = number.figure
    if not isinstance(figure, Figure):
        return {}
    return {
        each.name: {
            value: {"label": str(each.values.get(value, OTHER_WORD)), "value": count}
            for value, count in summing.parts_by(figure, number.parts, each.name).items()
        }
        for each in figure.dimensions
    }
