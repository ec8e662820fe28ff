"""`linli figures`: what is counted, and its value in a place and a period."""

from __future__ import annotations

import json
import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from django.utils import translation

from linli.cli.verify import terminal_language
from linli.figures.places import place_of, streets_of
from linli.figures.told import defined, told
from linli.kit.refused import Refused
from linli.ledger import counting, figures, recount, roots, summing
from linli.ledger.summing import Period

if TYPE_CHECKING:
    import argparse

    from linli.ledger.figures import Figure, Rate

DONE, NOT_WELL, NOT_UNDERSTOOD = 0, 1, 2


def answer(args: argparse.Namespace) -> int:
    """Answer `linli figures`: 0 done, 1 refused or not well, 2 not understood."""
    acts = {"list": _list, "show": _show, "check": _check, "rebuild": _rebuild}
    with translation.override(terminal_language()):
        try:
            return acts[args.act](args)
        except Refused as refused:
            return _complain(f"{refused.words} {refused.advice}", NOT_UNDERSTOOD)


def _list(args: argparse.Namespace) -> int:
    told_of = [defined(figure) for figure in figures.declared()]
    if args.json:
        print(json.dumps(told_of, ensure_ascii=False, indent=2))
        return DONE
    for each in told_of:
        print(f"{each['name']:24} {each['label']}（{each['unit']}）\n    {each['definition']}")
    return DONE


def _show(args: argparse.Namespace) -> int:
    try:
        figure = figures.named(args.name)
    except KeyError:
        return _unknown(args.name)
    if args.until < args.since:
        return _complain(f"--to {args.until} lies before --from {args.since}", NOT_UNDERSTOOD)
    place, period = place_of(args.place), Period(args.since, args.until)
    counting.catch_up(streets_of(place))
    (numbers,) = summing.numbers([figure], place.codes, period)
    shown = told(numbers[figure.name], place=place, period=period, standing=summing.standing(place.codes))
    print(json.dumps(shown, ensure_ascii=False, indent=2) if args.json else _in_words(figure, shown))
    return DONE


def _unknown(name: str) -> int:
    near = get_close_matches(name, [figure.name for figure in figures.declared()], n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "see `linli figures list`"
    return _complain(f"no figure is called {name}; {hint}", NOT_UNDERSTOOD)


def _in_words(figure: Figure | Rate, shown: dict[str, Any]) -> str:
    period = shown["period"]
    lines = [
        f"{shown['label']} {figure.name}: {_value(shown)}",
        f"  {shown['place']['name']} {shown['place']['code']}, {period['from']} – {period['to']}",
    ]
    bases = [(word, shown[word]) for word in ("numerator", "denominator") if shown[word]]
    lines += [f"  {word}: {base['label']} {base['value']}" for word, base in bases]
    if left := shown["left_out"]:
        lines.append(f"  left out: {left['label']} {left['value']}; with them {_percent(left['value_with_them'])}")
    if without := shown["without"]:
        out = ", ".join(f"{each['label']} {each['value']}" for each in without["left_out"].values()) or "none"
        lines.append(f"  without what does not count ({out}): {_percent(without['value'])}")
    lines += [f"  beside: {each['label']} {each['value']}" for each in shown["beside"]]
    for by in shown["parts"].values():
        lines += [f"  {part['label']} {part['value']}" for part in by.values()]
    return "\n".join([*lines, f"  {shown['definition']}"])


def _value(shown: dict[str, Any]) -> str:
    return _percent(shown["value"]) if shown["denominator"] else f"{shown['value']} {shown['unit']}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _check(args: argparse.Namespace) -> int:
    """Every event read again beside what was counted."""
    wrong = 0
    for street in [args.street] if args.street else list(roots.streets()):
        found = recount.differences(street)
        wrong += len(found)
        for each in found:
            print(
                f"{street} {' '.join(map(str, each.key))}: events say {each.events}, marks {each.marks}, sum {each.tally}"
            )
    print(
        "the sums are not what the events say: `linli figures rebuild`" if wrong else "the sums are what the events say"
    )
    return NOT_WELL if wrong else DONE


def _rebuild(args: argparse.Namespace) -> int:
    streets = [args.street] if args.street else list(roots.streets())
    for street in streets:
        counting.anew(street)
    counting.catch_up(streets)
    print(f"counted anew: {', '.join(streets) or 'nothing'}")
    return DONE


def _complain(words: str, code: int) -> int:
    print(f"linli: {words.strip()}", file=sys.stderr)
    return code
