"""The words of the command line, and who answers them."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import django

from linli.kit.keys import KeysError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; return the exit code: 0 done, 1 not well or refused, 2 not understood."""
    args = _parser().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    django.setup()
    try:
        return _run(args)
    except KeysError as error:
        print(f"linli: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="linli", description="Linli 邻里: run and look after one installation.")
    words = parser.add_subparsers(dest="word", required=True, metavar="WORD")

    demo = words.add_parser("demo", help="the demo town on this machine, with server and worker")
    demo.add_argument("--scenario", default="", metavar="NAME", help="build the town for this scenario")
    demo.add_argument("--seed", type=int, default=1, help="the same number builds the same town (default 1)")
    demo.add_argument("--no-serve", action="store_true", help="build the town and stop")

    words.add_parser("serve", help="answer requests on LINLI_HOST:PORT (default 127.0.0.1:8000)")
    worker = words.add_parser("worker", help="do what is due: what follows events, clocks, daily roots")
    worker.add_argument("--once", action="store_true", help="do what is due now and stop")
    words.add_parser("migrate", help="bring database, keys and static files up to date")
    verify = words.add_parser(
        "verify", help="check every record of the ledger; exit 1 on any damage, 2 on unusable input"
    )
    verify.add_argument("--json", action="store_true", help="print the finding as JSON")
    verify.add_argument(
        "--roots",
        type=Path,
        metavar="FILE",
        help="check against daily roots kept elsewhere (STREET.jsonl), not LINLI_ROOTS_DIR",
    )
    words.add_parser("doctor", help="say what is not well")
    _add_open(words.add_parser("open", help="take a street into use, with its first system administrator"))
    _add_entrances(words)
    _add_keys(words.add_parser("keys", help="list, rotate, renew and retire the keys"))
    _add_figures(words.add_parser("figures", help="what is counted, and its value in a place and a period"))
    _add_places(
        words.add_parser("places", help="the national table of regions, estates from a spreadsheet, communities merged")
    )
    return parser


def _add_open(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("street", metavar="STREET", help="the 9-digit code of the street")
    parser.add_argument(
        "--grids", type=int, default=0, metavar="N", help="basic grids in each community (default none)"
    )
    parser.add_argument(
        "--admin", default="", metavar="USERNAME", help="make this account, the first system administrator"
    )
    parser.add_argument("--name", default="", help="the name of whoever that is")


def _add_entrances(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    admin = words.add_parser("admin", help="make somebody system administrator of a street from today, with a password")
    admin.add_argument("street", metavar="STREET", help="the 9-digit code of the street")
    password = words.add_parser("password", help="give an account a first password, where nobody in the street can")
    for each in (admin, password):
        each.add_argument("account", metavar="USERNAME")
        each.add_argument("--reset-factors", action="store_true", help="take its second factors off as well")
    admin.add_argument("--name", default="", help="the name of whoever that is, for a new account")


def _add_places(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    table = acts.add_parser(
        "import", help="the national table; exit 0 all is in, 1 nothing is, 3 the rest is in and something is told"
    )
    table.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="streets.csv, villages.csv … or their folder"
    )
    table.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="the day for which the table speaks")
    table.add_argument("--successors", type=Path, metavar="FILE", help="which code follows which: old,new,date")
    missing = table.add_mutually_exclusive_group()
    missing.add_argument("--close-missing", action="store_true", help="close missing codes even where they are many")
    missing.add_argument("--keep-missing", action="store_true", help="close no code: the table is a part of one")
    table.add_argument("--report", type=Path, metavar="FILE", help="write every bad row there, with line and reason")
    table.add_argument("--json", action="store_true", help="print the summary as JSON")
    estates = acts.add_parser(
        "estates", help="estates, yards, buildings and units of one community from .xlsx, .xls or .csv; exit as import"
    )
    estates.add_argument("file", type=Path, metavar="FILE")
    estates.add_argument("--community", required=True, metavar="CODE", help="the 12-digit code in which they stand")
    estates.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
    estates.add_argument("--json", action="store_true", help="print the summary as JSON")
    merge = acts.add_parser(
        "merge", help="one community goes into another: places, posts and open cases go over; exit 0 done, 1 refused"
    )
    merge.add_argument("old", metavar="OLD", help="the 12-digit code of the community that is no more")
    merge.add_argument("new", metavar="NEW", help="the code of the one into which it goes")
    merge.add_argument(
        "--on", type=date.fromisoformat, required=True, metavar="DATE", help="the day, today at the latest"
    )
    merge.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
    merge.add_argument("--json", action="store_true", help="print the summary as JSON")


def _add_figures(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    every = acts.add_parser("list", help="every figure with its unit and definition")
    every.add_argument("--json", action="store_true", help="print it as JSON")
    show = acts.add_parser("show", help="one figure's value; what waits to be counted is counted first")
    show.add_argument("name", metavar="NAME", help="such as wishes.fulfilled; see `linli figures list`")
    show.add_argument(
        "--place", required=True, metavar="CODE", help="district (6 digits), street (9), community (12) or grid (15)"
    )
    for word, name, day in (("--from", "since", "first"), ("--to", "until", "last")):
        show.add_argument(
            word, dest=name, type=date.fromisoformat, required=True, metavar="DATE", help=f"the {day} day, included"
        )
    show.add_argument("--json", action="store_true", help="print it as JSON")
    check = acts.add_parser("check", help="count every event again and compare; exit 1 where something differs")
    rebuild = acts.add_parser("rebuild", help="count everything anew")
    for each in (check, rebuild):
        each.add_argument("--street", default="", metavar="STREET", help="only in this street (9 digits)")


def _add_keys(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("list", help="every key without its secret, and how many rows need it")
    rotate = acts.add_parser("rotate", help="make a fresh key current; running processes follow within a second")
    rotate.add_argument("kind", choices=("text", "lookup", "roots"))
    acts.add_parser("renew", help="write everything anew under the current keys (the worker does the same)")
    retire = acts.add_parser("retire", help="take an old key out for good, once nothing needs it")
    retire.add_argument("key", metavar="ID")


def _run(args: argparse.Namespace) -> int:
    return ANSWERS[args.word](args)


# Imported only when asked for: the models need the settings, and each word needs only its own module.


def _demo(args: argparse.Namespace) -> int:
    from linli.cli.demo import demo

    return demo(scenario=args.scenario, seed=args.seed, serving=not args.no_serve)


def _serve(_args: argparse.Namespace) -> int:
    from linli.cli.serve import serve

    return serve()


def _worker(args: argparse.Namespace) -> int:
    from linli.cli.worker import work

    return work(once=args.once)


def _migrate(_args: argparse.Namespace) -> int:
    from linli.cli.migrate import migrate

    return migrate()


def _verify(args: argparse.Namespace) -> int:
    from linli.cli.verify import verify

    return verify(as_json=args.json, roots_file=args.roots)


def _places(args: argparse.Namespace) -> int:
    from linli.cli import merging, places

    return merging.merge_communities(args) if args.act == "merge" else places.places(args)


def _open(args: argparse.Namespace) -> int:
    from linli.cli.opening import take_into_use

    return take_into_use(args)


def _admin(args: argparse.Namespace) -> int:
    from linli.cli.administrators import give_office

    return give_office(args)


def _password(args: argparse.Namespace) -> int:
    from linli.cli.administrators import reset_password

    return reset_password(args)


def _figures(args: argparse.Namespace) -> int:
    from linli.cli.figures import answer

    return answer(args)


def _doctor(_args: argparse.Namespace) -> int:
    from linli.cli.doctor import doctor

    return doctor()


def _keys(args: argparse.Namespace) -> int:
    from linli.cli.keys import keys

    return keys(args)


ANSWERS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "demo": _demo,
    "serve": _serve,
    "worker": _worker,
    "migrate": _migrate,
    "verify": _verify,
    "doctor": _doctor,
    "figures": _figures,
    "keys": _keys,
    "open": _open,
    "admin": _admin,
    "password": _password,
    "places": _places,
}
"""Who answers which word."""
