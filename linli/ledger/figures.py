"""The vocabulary of figures: each is declared once, by whoever owns the fact that it counts.

A figure is a pure function over an event and what its stream had told by then. It never sees who did it, and its
dimensions have closed lists of values: so no figure can speak of one worker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence  # noqa: TC003 - dataclass fields are read at run time
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from linli.kit.canonical import digest

if TYPE_CHECKING:
    from linli.kit.words import Words
    from linli.ledger.told import Told

OTHER = "other"
"""What stands for a value that a dimension does not list."""

VOCABULARY = "linli/figures/1"


@dataclass(frozen=True)
class Dimension:
    """What a figure is split by: a closed list of values, each in words."""

    name: str
    label: Words
    values: Mapping[str, Words]


class Increment(NamedTuple):
    """What one event adds: ``by`` (1, a sum, or less than nothing), split by the values of the figure's dimensions."""

    split: Mapping[str, str] = {}
    by: int = 1


NOTHING: tuple[Increment, ...] = ()


@dataclass(frozen=True)
class Figure:
    """One number with its name (``loans.returned``), unit and definition in words.

    ``nouns`` gives the nouns of the events that matter. One of three says what counts: ``counts`` gives the increments
    of an event, on the day of its ``at``; ``stands`` says of a stream after an event how it is split while it stands,
    None while it does not: the figure is then a state at a date. ``happens`` says of a stream after an event how what
    happened in it is split, None where it did not: it counts once, on the day and in the place of the event with which
    it came true, and whatever splits it otherwise later, or takes it back, does so there. ``needs`` names a row without which
    neither of the last two says anything. Raise ``version`` when what counts changes: all is counted anew. ``public`` allows
    it on the page for everybody.
    """

    name: str
    label: Words
    unit: Words
    definition: Words
    nouns: Callable[[], frozenset[str]]
    counts: Callable[[Told], Sequence[Increment]] | None = None
    stands: Callable[[Told], Mapping[str, str] | None] | None = None
    happens: Callable[[Told], Mapping[str, str] | None] | None = None
    needs: str = ""
    dimensions: tuple[Dimension, ...] = ()
    version: int = 1
    public: bool = False
    _splits: dict[tuple[str, ...], str] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if [self.counts, self.stands, self.happens].count(None) != 2:  # noqa: PLR2004 - all but one
            message = f"{self.name} says not, or twice, what counts"
            raise ValueError(message)

    @cached_property
    def says(self) -> Callable[[Told], Mapping[str, str] | None] | None:
        """What says how a stream adds to it by now; None where each event says what it adds."""
        return self.happens or self.stands

    @property
    def is_standing(self) -> bool:
        """Whether it is a state at a date, not something that happens in a period."""
        return self.stands is not None

    def split(self, values: Mapping[str, str]) -> str:
        """The values in one text, like ``kind=thing,mode=team``; what is not in the closed list becomes OTHER."""
        if not self.dimensions:
            return ""
        given = tuple(values.get(each.name, "") for each in self.dimensions)
        found = self._splits.get(given)
        if found is None:
            known = [
                (each.name, value if value in each.values else OTHER)
                for each, value in zip(self.dimensions, given, strict=True)
            ]
            found = ",".join(f"{name}={value}" for name, value in known)
            if OTHER not in found:  # what anybody may write must not fill the memory
                self._splits[given] = found
        return found


@dataclass(frozen=True)
class Rate:
    """One count over another.

    ``missing`` names the count that the denominator leaves out, so that it is never silent; ``beside`` what is shown
    along with it. ``without`` names a dimension of both counts, and which of its values (the first) still counts where
    all others are left out: the rate is told with them and without.
    """

    name: str
    label: Words
    definition: Words
    numerator: str
    denominator: str
    missing: str = ""
    beside: tuple[str, ...] = ()
    without: Dimension | None = None
    public: bool = False

    @property
    def bases(self) -> tuple[str, ...]:
        """The counts that it needs."""
        return tuple(name for name in (self.numerator, self.denominator, self.missing, *self.beside) if name)


_declared: dict[str, Figure | Rate] = {}
_of_noun: dict[str, tuple[Figure, ...]] = {}


def declare(figure: Figure | Rate) -> None:
    """Make the figure known under its name. Called from ``AppConfig.ready()``; the same name twice is an error."""
    if _declared.get(figure.name, figure) is not figure:
        message = f"two figures are called {figure.name}"
        raise ValueError(message)
    if isinstance(figure, Rate) and (unknown := [base for base in figure.bases if base not in _declared]):
        message = f"{figure.name} is made of {unknown}, which nobody declared"
        raise ValueError(message)
    _declared[figure.name] = figure
    _of_noun.clear()


def named(name: str) -> Figure | Rate:
    """The figure called ``name``; KeyError for an unknown one."""
    return _declared[name]


def declared() -> tuple[Figure | Rate, ...]:
    """All figures in the order of their declaration."""
    return tuple(_declared.values())


def of_noun(noun: str) -> tuple[Figure, ...]:
    """The figures to which an event may matter whose verb begins with ``noun``."""
    found = _of_noun.get(noun)
    if found is None:
        counted = (figure for figure in _declared.values() if isinstance(figure, Figure))
        found = _of_noun[noun] = tuple(figure for figure in counted if noun in figure.nouns())
    return found


def vocabulary() -> str:
    """What the counts were made by: where it differs, they are made anew."""
    counted = [figure for figure in _declared.values() if isinstance(figure, Figure)]
    return digest(VOCABULARY, {figure.name: figure.version for figure in counted})
