"""How long a ledger of many rows takes to come in: read, looked through, confirmed, each row opened; beside the bare rows."""

from __future__ import annotations

import io
import json
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from xlsxwriter import Workbook

from linli.cases.bulk import reading, taking
from linli.cases.bulk.declared import bulk_of
from linli.cases.models import Intake
from linli.people.models import Upload
from tests.bench.town import HOME, STREET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.town import Town

HEADER = ("序号", "姓名", "联系电话", "心愿内容", "类别", "登记时间", "完成时间")
TITLE = "林家庄社区2026年微心愿台账"
INSERT = re.compile(r'INSERT INTO "(\w+)" \((.*?)\) VALUES', re.DOTALL)


@dataclass
class Parts:
    """Seconds of each part by its name."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - begun

    def __str__(self) -> str:
        return ", ".join(f"{name} {seconds:.1f} s" for name, seconds in self.seconds.items())


def measure(town: Town, rows: int) -> Iterator[str]:
    """Take a ledger of ``rows`` in, and write the same rows by one prepared statement a table, as the floor."""
    bulk, parts = bulk_of("wish"), Parts()
    content = ledger(rows)
    with parts.of("read and kept"):
        upload = taking.send(
            content, name="台账.xlsx", bulk=bulk, place=HOME, by=town.clerk.pk, token="b" * 32, at=timezone.now()
        )
    kept = taking.kept_of(upload)
    assert kept
    chosen = reading.proposed(kept, bulk)
    with parts.of("looked through"):
        looked = taking.look(kept, chosen, bulk=bulk, street=STREET, now=timezone.now())
    assert len(looked.ready) == rows, [len(looked.ready), looked.bad[:3]]
    with parts.of("confirmed"):
        taking.confirm(upload, chosen, bulk=bulk, place=HOME, seen=looked.seen, at=timezone.now())
    # One batch is watched and not timed: what it writes is what the floor writes.
    with CaptureQueriesContext(connection) as captured:
        taking.step()
    with parts.of("taken in"):
        while taking.step():
            pass
    intake = Intake.objects.get(street=STREET, pk=upload.pk)
    assert (intake.taken + intake.over, intake.failed) == (rows, 0)
    timed = rows - taking.AT_ONCE
    bare = _bare([query["sql"] for query in captured.captured_queries], timed // taking.AT_ONCE)
    seconds = parts.seconds["taken in"]
    yield f"  a ledger of {rows:,} rows ({len(content):,} bytes): {parts}"
    yield (
        f"  taken in: {timed / seconds:,.0f} rows/s, {len(captured.captured_queries)} statements a batch of "
        f"{taking.AT_ONCE}; the bare rows {timed / bare:,.0f} rows/s; ratio {seconds / bare:.1f}"
    )
    Upload.objects.filter(street=STREET).delete()


def ledger(rows: int) -> bytes:
    """A workbook as it is kept: a title over all columns, a tenth of the rows over by then."""
    out = io.BytesIO()
    with Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, [TITLE])
        sheet.write_row(1, 0, HEADER)
        for number in range(1, rows + 1):
            done = "2026-07-01" if number % 10 == 0 else ""
            words = f"家里的东西坏了，腿脚不好，想要第{number}件旧的，能用就行。"
            sheet.write_row(
                number + 1, 0, [number, f"孟{number % 97}", f"139{number:08}", words, "物品", "6月1日", done]
            )
    return out.getvalue()


def _bare(statements: list[str], batches: int) -> float:
    """Seconds in which hand-written SQL puts as many rows of the same width into copies of the same tables."""
    told: list[tuple[str, int, list[Any]]] = []
    with connection.cursor() as cursor:
        for sql in statements:
            found = INSERT.match(sql)
            if not found:
                continue
            name = f"bench_{len(told)}_{found[1]}"
            cursor.execute(f"CREATE TABLE {name} AS SELECT {found[2]} FROM {found[1]} LIMIT 0")  # noqa: S608
            cursor.execute(f"SELECT {found[2]} FROM {found[1]} ORDER BY id DESC LIMIT {taking.AT_ONCE}")  # noqa: S608
            rows = [[_plain(value) for value in row] for row in cursor.fetchall()]
            told.append((name, len(rows[0]), rows))
        begun = time.monotonic()
        for _batch in range(batches):
            with transaction.atomic():
                for name, width, rows in told:
                    row = f"({', '.join(['%s'] * width)})"
                    values = [value for each in rows for value in each]
                    cursor.execute(f"INSERT INTO {name} VALUES {', '.join([row] * len(rows))}", values)  # noqa: S608
        seconds = time.monotonic() - begun
        for name in {name for name, _width, _rows in told}:
            cursor.execute(f"DROP TABLE {name}")
    return seconds


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value
