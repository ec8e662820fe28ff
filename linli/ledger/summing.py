"""Reading figures: the sums of a period in some places, and the streams that make a number up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, Q, Sum, Value, When
from django.utils import timezone

from linli.ledger import figures
from linli.ledger.figures import Figure, Rate
from linli.ledger.tallies import Mark, Reader, Tally, Uncounted
from linli.ledger.tenant import STREET_DIGITS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from linli.ledger.figures import Dimension


@dataclass(frozen=True)
class Period:
    """From day to day, both included, Asia/Shanghai. What stands is counted as it stood at the end of the last day."""

    since: date
    until: date


@dataclass(frozen=True)
class Number:
    """A figure's value. Of a rate it is the fraction, None where nothing was there to be divided by.

    ``parts`` are the values by split; ``beside`` those of the counts shown along; ``missing`` what the denominator left
    out, and ``with_missing`` the fraction with it. ``without`` is the fraction where what the rate's dimension leaves out
    does not count, None of a rate that has none.
    """

    figure: Figure | Rate
    value: float | None
    parts: Mapping[str, int] = field(default_factory=dict)
    numerator: int | None = None
    denominator: int | None = None
    missing: int | None = None
    with_missing: float | None = None
    beside: Mapping[str, int] = field(default_factory=dict)
    without: Without | None = None


@dataclass(frozen=True)
class Without:
    """A rate where so many of the denominator (``left_out``, and by value of its dimension) do not count, and neither do those of the numerator."""

    value: float | None
    numerator: int
    denominator: int
    left_out: int
    parts: Mapping[str, int] = field(default_factory=dict)


Sums = dict[tuple[str, str], int]
"""By the names of figure and split."""


def numbers(wanted: Iterable[Figure | Rate], codes: Collection[str], *periods: Period) -> list[dict[str, Number]]:
    """The values of the figures in the places whose codes begin with one of ``codes``: for each period, by name.

    Two statements at most, whatever the number of figures and periods.
    """
    wanted = tuple(wanted)
    sums = _sums(_bases(wanted), codes, periods)
    return [{figure.name: _number(figure, of_period) for figure in wanted} for of_period in sums]


def within(codes: Collection[str]) -> Q:
    """The rows of places whose code begins with one of ``codes``, as ranges, so that the indexes serve them."""
    condition = Q(pk__in=[])
    for code in codes:
        streets = {"street": code[:STREET_DIGITS]} if len(code) >= STREET_DIGITS else _from(code, "street")
        condition |= Q(**streets, **_from(code, "place"))
    return condition


def marks(figure: Figure, codes: Collection[str], period: Period, split: str = "") -> QuerySet[Mark]:
    """The marks that make a number up; ``split`` chooses one part of it, or a part of its values (``mode=team``)."""
    found = Mark.objects.filter(within(codes), figure=figure.name, day__lte=period.until)
    if not figure.is_standing:
        found = found.filter(day__gte=period.since)
    if split:
        found = found.filter(split__in=[each for each in _splits(figure, codes) if _fits(each, split)])
    return found


def streams(figure: Figure, codes: Collection[str], period: Period, split: str = "") -> QuerySet[Any]:
    """The keys of the streams behind a number: as many as it says, where each counts once."""
    grouped = marks(figure, codes, period, split).order_by().values("stream")
    return grouped.annotate(sum=Sum("value")).exclude(sum=0).values("stream")


def by_place(figure: Figure, codes: Collection[str], period: Period) -> dict[str, int]:
    """The figure's sums by place, under the codes of their time."""
    found = _tallies([figure.name], codes, period.since, period.until).values("place").annotate(sum=Sum("value"))
    return dict(found.values_list("place", "sum"))


@dataclass(frozen=True)
class Standing:
    """How far counting has come: the events that wait, and the streets in which all is being counted anew."""

    at: datetime
    waiting: int
    anew: tuple[str, ...]


def standing(codes: Collection[str]) -> Standing:
    """How complete the numbers of these places are now. Two statements."""
    here = Q(pk__in=[])
    for code in codes:
        here |= Q(street=code[:STREET_DIGITS]) if len(code) >= STREET_DIGITS else Q(**_from(code, "street"))
    counted = Q(through=None, vocabulary=figures.vocabulary())
    anew = Reader.objects.filter(here).exclude(counted).order_by("street").values_list("street", flat=True)
    return Standing(timezone.now(), Uncounted.objects.filter(here).count(), tuple(anew))


def parts_by(figure: Figure, parts: Mapping[str, int], dimension: str) -> dict[str, int]:
    """The parts of a number summed up by one of its dimensions."""
    found: dict[str, int] = defaultdict(int)
    for split, value in parts.items():
        found[values_of(split).get(dimension, figures.OTHER)] += value
    known = next(each for each in figure.dimensions if each.name == dimension).values
    return {value: found[value] for value in (*known, figures.OTHER) if value in found}


def values_of(split: str) -> dict[str, str]:
    """The values by dimension that a split stands for."""
    return dict(part.split("=", 1) for part in split.split(",") if "=" in part)


def _fits(whole: str, asked: str) -> bool:
    return values_of(asked).items() <= values_of(whole).items()


def _splits(figure: Figure, codes: Collection[str]) -> list[str]:
    found = Tally.objects.filter(within(codes), figure=figure.name).order_by().values_list("split", flat=True)
    return list(found.distinct())


def _bases(wanted: Iterable[Figure | Rate]) -> list[Figure]:
    names = dict.fromkeys(
        name for figure in wanted for name in (figure.bases if isinstance(figure, Rate) else (figure.name,))
    )
    found = [figures.named(name) for name in names]
    return [figure for figure in found if isinstance(figure, Figure)]


def _sums(bases: list[Figure], codes: Collection[str], periods: tuple[Period, ...]) -> list[Sums]:
    happening = [figure.name for figure in bases if not figure.is_standing]
    stand = [figure.name for figure in bases if figure.is_standing]
    since, until = min(each.since for each in periods), max(each.until for each in periods)
    found: list[Sums] = [{} for _each in periods]
    for names, first in ((happening, since), (stand, None)):
        if names:
            columns = {f"sum{place}": _sum(each, first) for place, each in enumerate(periods)}
            rows = _tallies(names, codes, first, until).values("figure", "split").annotate(**columns)
            for figure, split, *values in rows.values_list("figure", "split", *columns):
                for sums, value in zip(found, values, strict=True):
                    sums[figure, split] = value
    return found


def _sum(period: Period, first: date | None) -> Sum:
    """The sum in a period; of what stands, where there is no first day, everything until its end."""
    days = Q(day__gte=period.since) if first else Q()
    return Sum(Case(When(days & Q(day__lte=period.until), then=F("value")), default=Value(0)))


def _tallies(names: list[str], codes: Collection[str], since: date | None, until: date) -> QuerySet[Tally]:
    found = Tally.objects.filter(within(codes), figure__in=names, day__lte=until).order_by()
    return found.filter(day__gte=since) if since else found


def _number(figure: Figure | Rate, sums: Sums) -> Number:
    if isinstance(figure, Figure):
        parts = {split: value for (name, split), value in sums.items() if name == figure.name and value}
        return Number(figure, sum(parts.values()), parts if figure.dimensions else {})
    totals = {base: sum(value for (name, _split), value in sums.items() if name == base) for base in figure.bases}
    above, below = totals[figure.numerator], totals[figure.denominator]
    missing = totals[figure.missing] if figure.missing else None
    return Number(
        figure,
        _fraction(above, below),
        numerator=above,
        denominator=below,
        missing=missing,
        with_missing=None if missing is None else _fraction(above, below + missing),
        beside={name: totals[name] for name in figure.beside},
        without=_without(figure, figure.without, sums) if figure.without else None,
    )


def _without(rate: Rate, dimension: Dimension, sums: Sums) -> Without:
    kept, *others = dimension.values
    by_value: dict[str, dict[str, int]] = {rate.numerator: defaultdict(int), rate.denominator: defaultdict(int)}
    for (name, split), number in sums.items():
        if name in by_value:
            by_value[name][values_of(split).get(dimension.name, kept)] += number
    above, below = by_value[rate.numerator][kept], by_value[rate.denominator][kept]
    parts = {value: by_value[rate.denominator][value] for value in others if by_value[rate.denominator][value]}
    return Without(_fraction(above, below), above, below, sum(parts.values()), parts)


def _fraction(above: int, below: int) -> float | None:
    return above / below if below else None


def _from(code: str, column: str) -> dict[str, str]:
    return {f"{column}__gte": code, f"{column}__lt": str(int(code) + 1).zfill(len(code))}
