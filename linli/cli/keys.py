"""The word ``keys``: list them, make a new one current, renew what older ones hold, take an old one out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.conf import settings

from linli.kit import key_changes, renewal
from linli.kit.keys import KeysError

if TYPE_CHECKING:
    import argparse


def keys(args: argparse.Namespace) -> int:
    """Do what ``args.act`` says; 1 where it was refused."""
    if args.act == "rotate":
        return _rotate(args.kind)
    if args.act == "retire":
        return _retire(args.key)
    return _renew() if args.act == "renew" else _list()


def _list() -> int:
    texts = renewal.texts_by_key().values()
    for key in key_changes.known(settings.LINLI_KEY_DIR):
        rows = f"  {sum(one[key.id] for one in texts)} texts" if key.kind == "text" else ""
        print(f"{key.kind:7} {key.id}  {key.made}  {'current' if key.current else 'older  '}{rows}")
    for where, lost, rows_lost in renewal.missing():
        print(f"text    {lost}  is not here, and {rows_lost} rows of {where} need it")
    return 0


def _rotate(kind: str) -> int:
    print(
        f"{key_changes.rotate(settings.LINLI_KEY_DIR, kind)} is the current key of {kind}; keep a copy of the directory"
    )
    return 0


def _renew() -> int:
    print(f"{sum(renewal.renew())} rows written anew")
    return 0


def _retire(key: str) -> int:
    kind = key_changes.kind_of(settings.LINLI_KEY_DIR, key)
    held = renewal.needing(key) if kind != "roots" else []
    for where, rows in held:
        print(f"linli: {rows} rows of {where} need the key {key}", file=sys.stderr)
    if held:
        print("linli: not retired; `linli keys renew` writes anew what can be", file=sys.stderr)
        return 1
    try:
        key_changes.retire(settings.LINLI_KEY_DIR, key)
    except KeysError as error:
        print(f"linli: {error}", file=sys.stderr)
        return 1
    print(f"{key} is gone from the ring of {kind}; delete its copies when the last backup that needs it is gone")
    return 0
