"""`linli places`: the national table of regions, and estates from a spreadsheet."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.utils import translation

from linli.cli.progress import Progress
from linli.cli.verify import terminal_language
from linli.kit.refused import Refused
from linli.places.building_up import carry_out, plan
from linli.places.estate_table import MOST_BYTES, read_table
from linli.places.load import AS_OF
from linli.places.national import NoTableError
from linli.places.updating import Outcome, update

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from pathlib import Path

    from linli.places.national import BadRow, NationalTable
    from linli.places.updating import Closing

DONE, REFUSED, DONE_WITH_REMARKS = 0, 1, 3
MOST_SHOWN = 100


def places(args: argparse.Namespace) -> int:
    """Answer `linli places`: 0 all is in, 1 nothing is, 3 the rest is in and something is told."""
    if args.act == "estates":
        with translation.override(terminal_language()):
            return import_estates(args)
    return import_table(args)


def import_estates(args: argparse.Namespace) -> int:
    """Bring a table of estates in, or say what it would change."""
    try:
        with args.file.open("rb") as file:
            table = read_table(file.read(MOST_BYTES + 1), name=args.file.name)
        made = plan(table.rows, community=args.community)
        if not args.dry_run:
            carry_out(made)
    except Refused as refused:
        print(f"linli: {refused.words} {refused.advice}", file=sys.stderr)
        return REFUSED
    except OSError as error:
        print(f"linli: {error}", file=sys.stderr)
        return REFUSED
    errors = sorted([*table.errors, *made.errors], key=lambda error: error.line)
    said = [str(words) for words in table.remarks]
    said += [f"{each.header}: {each.refusal.what} {each.refusal.why}" for each in table.left_out]
    said += [f"{header}: not a column that is understood" for header in table.unknown]
    counts = dict(sorted(made.counts.items()))
    if args.json:
        told = {"counts": counts, "errors": [asdict(error) for error in errors], "remarks": said}
        print(json.dumps(told | {"written": not args.dry_run}, ensure_ascii=False, indent=1))
    else:
        for line in [*said, *(f"{args.file.name}:{error.line}: {error.reason}" for error in errors)]:
            print(line, file=sys.stderr)
        words = ", ".join(f"{many} {word}" for word, many in counts.items() if many) or "0 changed"
        print(f"{words}{' (dry run: nothing written)' if args.dry_run else ''}; {len(errors)} rows left out")
    return DONE_WITH_REMARKS if errors or table.left_out or table.unknown else DONE


def import_table(args: argparse.Namespace) -> int:
    """Bring the national table in."""
    began = time.monotonic()
    progress = Progress()

    def tell(table: NationalTable, read: int, rows: int) -> None:
        progress.tell(table.path.name, part=read / table.size if table.size else 1.0, rows=rows)

    closing: Closing = "confirmed" if args.close_missing else "never" if args.keep_missing else "protected"
    try:
        outcome = update(args.files, as_of=args.as_of or AS_OF, tell=tell, followed_by=args.successors, missing=closing)
    except (NoTableError, OSError) as error:
        print(f"linli: {error}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("\nlinli: stopped; what is in stays in, the same command goes on from there", file=sys.stderr)
        return REFUSED
    finally:
        progress.end()
    show_bad(outcome.bad, args.report)
    _show(outcome, seconds=time.monotonic() - began, as_json=args.json)
    return DONE_WITH_REMARKS if outcome.bad or outcome.left_open else DONE


def show_bad(rows: Iterable[BadRow], report: Path | None) -> None:
    """Say what did not go in, line by line: the first of them on standard error, all in the file ``report``."""
    lines = [f"{bad.file}:{bad.line}: {bad.reason}" for bad in rows]
    for line in lines[:MOST_SHOWN]:
        print(line, file=sys.stderr)
    if len(lines) > MOST_SHOWN:
        print(f"… and {len(lines) - MOST_SHOWN:,} more; --report FILE writes all of them", file=sys.stderr)
    if report is not None:
        report.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _show(outcome: Outcome, *, seconds: float, as_json: bool) -> None:
    memory = peak_memory()
    if as_json:
        print(json.dumps(_told(outcome, seconds, memory), ensure_ascii=False, indent=1))
        return
    for level, counts in outcome.levels.items():
        words = ", ".join(
            f"{counts[word]:,} {word}" for word in ("new", "renamed", "reopened", "closed", "same", "bad")
        )
        print(f"{level:10} {counts['rows']:>8,} rows: {words}")
    if outcome.succeeded:
        print(f"successors {outcome.succeeded:>8,} noted")
    for level, found in outcome.left_open:
        print(
            f"left open: {len(found.codes):,} of {found.known:,} {level} codes in {found.province}, because"
            f" {found.left_open}; --close-missing closes them"
        )
    print(f"{outcome.changed:,} changed, {len(outcome.bad):,} bad; {seconds:.1f} s, {memory} MiB at most")


def _told(outcome: Outcome, seconds: float, memory: int) -> dict[str, Any]:
    return {
        "changed": outcome.changed,
        "levels": {level: dict(sorted(counts.items())) for level, counts in outcome.levels.items()},
        "successors": outcome.succeeded,
        "left_open": [
            {"level": level, "province": found.province, "codes": len(found.codes), "reason": found.left_open}
            for level, found in outcome.left_open
        ],
        "bad": {
            "count": len(outcome.bad),
            "first": [{"file": bad.file, "line": bad.line, "reason": bad.reason} for bad in outcome.bad[:MOST_SHOWN]],
        },
        "seconds": round(seconds, 1),
        "peak_mib": memory,
    }


def peak_memory() -> int:
    """Return the most memory that this process had, in MiB; 0 where the system does not say."""
    try:
        import resource  # not on every system
    except ImportError:
        return 0
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
