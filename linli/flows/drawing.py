"""A drawing of a flow, made from its table: a Mermaid diagram and one line per step, in Markdown.

`python -m linli.flows.drawing` writes the drawing of each declared flow into the README of its capability, between
two marks; nothing else in that file is touched. ``--check`` only says which is out of date.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.utils import translation

from linli.ui.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from linli.flows.table import Flow, Step
    from linli.kit.words import Words

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- drawing: {name} -->", "<!-- end of drawing: {name} -->"
ARROWS = """```mermaid
stateDiagram-v2
{lines}
```"""
HEAD = "| verb | 环节 | who | before → after | asks | needs | tells | clock |\n|---|---|---|---|---|---|---|---|"


def drawing(flow: Flow) -> str:
    """The flow in Markdown: what leads where, then the whole table. Its texts are Chinese."""
    with translation.override("zh-hans"):
        arrows = ARROWS.format(lines="\n".join(f"    {line}" for line in _arrows(flow)))
        return "\n".join([arrows, "", HEAD, *(_row(flow, step) for step in flow.steps)])


def _arrows(flow: Flow) -> Iterable[str]:
    for name, state in flow.states.items():
        yield f"{name}: {state.words}"
    yield f"[*] --> {flow.begins.after}: {flow.begins.label}"
    for before, after, labels in _merged(flow):
        yield f"{before} --> {after}: {'、'.join(dict.fromkeys(labels))}"
    yield from (f"{name} --> [*]" for name, state in flow.states.items() if state.final)


def _merged(flow: Flow) -> Iterable[tuple[str, str, list[str]]]:
    """What leads from one state to another, all on one arrow; what stays where it is has none."""
    found: dict[tuple[str, str], list[str]] = {}
    for step in flow.steps:
        for before in step.before:
            if step.after not in ("", before):
                found.setdefault((before, step.after), []).append(str(step.label))
    return ((before, after, labels) for (before, after), labels in found.items())


def _row(flow: Flow, step: Step) -> str:
    states = {name: state.words for name, state in flow.states.items()}
    before = _words(step.before, states) or "—"
    after = states[step.after] if step.after else "不变"
    when = [f"仅当：{step.when.words}"] if step.when else []
    cells = (
        f"`{step.verb}`",
        step.label,
        _words(step.who, flow.roles),
        f"{before} → {after}",
        listed(asked.label for asked in step.asks.fields),
        "；".join([*when, *(f"`{need.name}`" for need in step.needs)]),
        _words(step.tells, flow.roles),
        _clock(flow, step),
    )
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _words(names: Iterable[str], words: Mapping[str, Words]) -> str:
    return "、".join(dict.fromkeys(str(words[name]) for name in names))


def _clock(flow: Flow, step: Step) -> str:
    parts = [f"“{flow.clocks[step.runs_out]}”到期时"] if step.runs_out else []
    parts += ["停"] if step.stops else [f"开始“{flow.clocks[step.starts]}”"] if step.starts else []
    return "；".join(parts)


def readme_of(flow: Flow) -> Path:
    """The README that has a place for the flow's drawing; LookupError where none has."""
    begin = BEGIN.format(name=flow.name)
    for path in sorted(ROOT.glob("*/README.md")):
        if begin in path.read_text(encoding="utf-8"):
            return path
    message = f"no README has a place for the drawing of {flow.name}: write {begin} on a line of its own"
    raise LookupError(message)


def put_in(text: str, flow: Flow) -> str:
    """``text`` with the flow's drawing between its marks; ValueError where the marks are missing."""
    begin, end = BEGIN.format(name=flow.name), END.format(name=flow.name)
    before, mark, rest = text.partition(begin)
    _old, closing, after = rest.partition(end)
    if not mark or not closing:
        message = f"the place for the drawing of {flow.name} has no beginning or no end"
        raise ValueError(message)
    return f"{before}{begin}\n{drawing(flow)}\n\n{end}{after}"


def main(arguments: list[str]) -> int:
    """Write every drawing anew; with ``--check`` only say which is out of date, 1 if one is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    django.setup()
    from linli.flows import table  # the flows are declared when the applications are ready

    old = 0
    for flow in table.declared():
        path = readme_of(flow)
        text = path.read_text(encoding="utf-8")
        if (now := put_in(text, flow)) != text:
            old += 1
            sys.stdout.write(f"{path.relative_to(ROOT.parent)}: {flow.name}\n")
            if "--check" not in arguments:
                path.write_text(now, encoding="utf-8")
    return 1 if old and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
