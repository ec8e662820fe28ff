"""The server stays light: heavy libraries run in a child of the worker that ends."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = {
    "playwright",
    "numpy",
    "scipy",
    "pandas",
    "openpyxl",
    "python_calamine",
    "xlrd",
    "docxtpl",
    "lxml",
    "shapely",
    "ortools",
    "sklearn",
    "altair",
    "vl_convert",
    "PIL",
    "hypothesis",
    "pytest",
}
SCRIPT = """
import json, sys
import linli.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


def test_the_server_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)  # noqa: S603
    loaded = set(json.loads(done.stdout))
    assert "linli" in loaded
    assert loaded & HEAVY == set()
