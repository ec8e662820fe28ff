"""Check the ledger and say what was found, to a person or as JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from django.utils import translation

from linli.kit.refused import Refused
from linli.ledger.verify import verify as check
from linli.web import health

if TYPE_CHECKING:
    from pathlib import Path

USAGE = 2


def verify(*, as_json: bool, roots_file: Path | None) -> int:
    """Print the finding in the language of the terminal; 0 sound, 1 damaged, 2 when there is nothing to check or to check against.

    Without ``roots_file`` the files in LINLI_ROOTS_DIR are compared, where there are any.
    """
    if reason := health.database() or health.migrations():
        print(f"linli: {reason}", file=sys.stderr)
        return USAGE
    with translation.override(terminal_language()):
        try:
            report = check(roots_file, own_files=True)
        except Refused as refused:
            print(f"linli: {refused.words} {refused.advice}", file=sys.stderr)
            return USAGE
        if as_json:
            print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            print("\n".join(report.lines()))
    return 0 if report.sound else 1


def terminal_language() -> str:
    """Return the language in which the terminal is read."""
    told = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh-hans" if told.startswith("zh") else "en"
