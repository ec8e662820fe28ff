"""`linli places merge`: one community goes into another."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from django.utils import timezone, translation

from linli.cases.moves.mergers import Told, merge
from linli.cli.verify import terminal_language
from linli.kit.refused import Refused
from linli.places.mergers import agreed

if TYPE_CHECKING:
    import argparse

DONE, REFUSED = 0, 1
WORDS = {
    "region": "code closed",
    "grid": "grids",
    "estate": "estates",
    "yard": "yards",
    "building": "buildings",
    "unit": "units",
    "cover": "covers of buildings by grids",
    "post": "posts that go over with their part",
    "organisation": "organisations",
    "tenure": "tenures that end, handed over",
    "case": "open cases",
}


def merge_communities(args: argparse.Namespace) -> int:
    """Merge, or say what would change; 0 done (a second run changes nothing), 1 refused with the reason."""
    with translation.override(terminal_language()):
        try:
            told = merge(agreed(args.old, args.new, on=args.on), at=timezone.now(), dry_run=args.dry_run)
        except Refused as refused:
            print(f"linli: {refused.words} {refused.advice}".rstrip(), file=sys.stderr)
            return REFUSED
        except KeyboardInterrupt:
            print("linli: stopped; the same command goes on from there", file=sys.stderr)
            return REFUSED
    _show(told, args)
    return DONE


def _show(told: Told, args: argparse.Namespace) -> None:
    counts = {name: told.counts[name] for name in WORDS}
    if args.json:
        whole = {"counts": counts, "renamed": told.renamed, "vacant": told.vacant, "written": not args.dry_run}
        print(json.dumps(whole, ensure_ascii=False, indent=1))
        return
    for before, now in told.renamed:
        print(f"{before} → {now}")
    for name, many in counts.items():
        if many:
            print(f"{many:>8,} {WORDS[name]}")
    if told.vacant:
        print(f"nobody holds {told.vacant} today: appoint somebody at /office/", file=sys.stderr)
    changed = "nothing changed" if not any(counts.values()) else f"{args.old} → {args.new} on {args.on}"
    print(f"{changed}{' (dry run: nothing written)' if args.dry_run else ''}")
