"""Taking a table in: sent, looked through, confirmed; then batch after batch, each whole or not at all.

What was confirmed waits as an `Intake` and is carried on by whoever comes: the request that confirmed it, then the
worker. Every row goes through the first step of its flow, with a mark that is unique: whatever is killed or comes twice,
no row becomes two cases.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.cases import intakes
from linli.cases.bulk import reading
from linli.cases.bulk.declared import ROLE, bulk_of
from linli.cases.bulk.kept import Kept, read_to_keep, tables
from linli.cases.intakes import Intake, TakenIn
from linli.cases.opening import open_together
from linli.flows.answers import Incomplete
from linli.kit.canonical import digest
from linli.kit.refused import Refused
from linli.ledger import rows as ledger_rows
from linli.ledger.tenant import STREET_DIGITS
from linli.people import uploads
from linli.people.models import Account, Upload
from linli.people.person import person_from

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from linli.cases.bulk.declared import Bulk
    from linli.cases.bulk.reading import Chosen, Row
    from linli.people.person import Person

__all__ = ["AT_ONCE", "BadRow", "Looked", "Result", "carry_on", "confirm", "look", "result", "send", "step", "tables"]

AT_ONCE = 100
"""Rows of one transaction."""
MARK = "linli/bulk-seen/1"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that does not go in: its sheet, its line, its cells by the columns of the file, and why."""

    sheet: str
    line: int
    cells: dict[str, str]
    reason: str


@dataclass(slots=True)
class Looked:
    """A table that waits, looked through against what came in before."""

    kept: Kept
    chosen: Chosen
    rows: list[Row]
    seen: str = ""

    def fated(self, fate: str) -> list[Row]:
        """The rows of which this becomes."""
        return [row for row in self.rows if row.fate == fate]

    @property
    def ready(self) -> list[Row]:
        """The rows that go in."""
        return [row for row in self.rows if row.fate in {reading.NEW, reading.OVER}]

    @property
    def bad(self) -> list[BadRow]:
        """The rows that have to be put right first."""
        return [
            BadRow(sheet.name, row.line, dict(zip(sheet.header, row.cells, strict=True)), "；".join(row.errors))
            for row in self.fated(reading.BAD)
            for sheet in [self.kept.sheets[row.sheet]]
        ]


@dataclass(slots=True)
class Result:
    """What came of it, beside the counts of the intake: the rows that did not go in, with the columns of the file."""

    name: str
    header: list[str]
    bad: list[BadRow] = field(default_factory=list)
    known: int = 0
    same: int = 0


def send(content: bytes, *, name: str, bulk: Bulk, place: str, by: UUID, token: str, at: datetime) -> Upload:
    """Read a file and let what was understood wait. Refused as `read_to_keep` says, and while another one still comes in."""
    street = place[:STREET_DIGITS]
    if Intake.objects.filter(street=street, place=place, matter=bulk.matter, account=by, ended=None).exists():
        raise Refused("still_coming_in", _("上一张表还在登记，没有收这一张。"), advice=_("登记完再传。"))
    kept = read_to_keep(content, name=name, bulk=bulk)
    waits = json.dumps({"kept": kept.told()}, ensure_ascii=False)
    return uploads.keep(waits, account=by, street=street, purpose=purpose(bulk, place), token=token, at=at)


def purpose(bulk: Bulk, place: str) -> str:
    """Under which name it waits."""
    return f"{bulk.matter[:15]}:{place}"


def kept_of(upload: Upload) -> Kept | None:
    """What waits; None once it was confirmed."""
    told = json.loads(upload.content).get("kept")
    return Kept.read(told) if told else None


def look(kept: Kept, chosen: Chosen, *, bulk: Bulk, street: str, now: datetime) -> Looked:
    """Say what would become of every row now. As many statements as thousands of rows."""
    rows = reading.read_rows(kept, chosen, bulk, today=timezone.localdate(now))
    reading.compare(rows, intakes.taken_before(street, {row.key for row in rows}))
    looked = Looked(kept, chosen, rows)
    looked.seen = digest(MARK, [[row.key, row.fate, str(row.day)] for row in looked.ready])
    return looked


def confirm(upload: Upload, chosen: Chosen, *, bulk: Bulk, place: str, seen: str, at: datetime) -> Intake:
    """Let it come in from here on; what was confirmed before stays so. Refused (``changed_meanwhile``)."""
    with transaction.atomic():
        mine = Upload.objects.select_for_update().get(street=upload.street, pk=upload.pk)
        kept = kept_of(mine)
        if kept is None:
            return Intake.objects.get(street=upload.street, pk=upload.pk)
        looked = look(kept, chosen, bulk=bulk, street=mine.street, now=at)
        if looked.seen != seen or not looked.ready:
            raise Refused(
                "changed_meanwhile",
                _("您看的时候，情况变了，没有登记。"),
                advice=_("下面是现在的情况，请再核对一遍。"),
            )
        intake = Intake(
            id=mine.pk, street=mine.street, account_id=mine.account_id, matter=bulk.matter, place=place, at=at,
            total=len(looked.ready),
        )  # fmt: skip
        intake.save(force_insert=True)
        mine.content, mine.at = json.dumps(_plan(looked), ensure_ascii=False), at
        mine.save(update_fields=["content", "at"])
    return intake


def result(upload: Upload) -> Result:
    """What came of it so far."""
    told = json.loads(upload.content)["result"]
    return Result(**told | {"bad": [BadRow(**row) for row in told["bad"]]})


def step() -> int:
    """Carry the oldest table on by a batch, for the worker; how many rows."""
    running = Intake.objects.filter(ended=None).order_by("at").values_list("street", "id").first()
    return carry_on(*running) if running else 0


def carry_on(street: str, key: UUID, *, most: int = AT_ONCE) -> int:
    """Take the next rows in, in one transaction; how many were looked at. 0 where it is done or somebody else is at it."""
    try:
        with transaction.atomic():
            return _batch(street, key, most)
    except IntegrityError:
        # Another table brought one of these rows in at this moment: they are read again, and then it is known.
        return 1


def _batch(street: str, key: UUID, most: int) -> int:
    intake = Intake.objects.select_for_update(skip_locked=True).filter(street=street, pk=key, ended=None).first()
    if intake is None:
        return 0
    upload = Upload.objects.filter(street=street, pk=key).first()
    plan: dict[str, Any] = json.loads(upload.content) if upload else {"rows": [], "result": None}
    waiting = plan["rows"][intake.reached : intake.reached + most]
    if waiting:
        _take_in(intake, waiting, plan)
    intake.reached += len(waiting)
    if not waiting or intake.reached == intake.total:
        intake.failed += intake.total - intake.reached
        intake.ended = timezone.now()
        plan["rows"] = []
    intake.save(update_fields=["reached", "taken", "over", "known", "failed", "ended"])
    if upload and (intake.ended or plan.pop("changed", False)):
        upload.content, upload.done = json.dumps(plan, ensure_ascii=False), intake.ended
        upload.save(update_fields=["content", "done"])
    return len(waiting)


def _take_in(intake: Intake, waiting: list[dict[str, Any]], plan: dict[str, Any]) -> None:
    """Open what is new among these rows, and count what became of each."""
    known = intakes.taken_before(intake.street, [row["key"] for row in waiting])
    fresh = [row for row in waiting if row["key"] not in known]
    intake.known += len(waiting) - len(fresh)
    now, made = timezone.now(), []
    for finished in (False, True):
        some = [row for row in fresh if row["finished"] is finished]
        opened = _open(intake, some, plan, finished=finished, now=now) if some else {}
        made += [(some[number], stream) for number, stream in opened.items()]
        intake.over += len(opened) if finished else 0
        intake.taken += 0 if finished else len(opened)
    if made:
        ledger_rows.insert(
            [
                TakenIn(
                    street=intake.street, intake=intake.pk, found=intakes.mark(row["key"]), sealed=row["key"],
                    stream=stream, at=now,
                )
                for row, stream in made
            ]
        )  # fmt: skip


def _open(
    intake: Intake, some: list[dict[str, Any]], plan: dict[str, Any], *, finished: bool, now: datetime
) -> dict[int, UUID]:
    bulk = bulk_of(intake.matter)
    matter = bulk.finished.matter if finished and bulk.finished else bulk.matter
    filled: Mapping[str, str] = {} if finished else bulk.filled

    def failed(number: int, refused: Refused) -> None:
        intake.failed += 1
        plan["result"]["bad"].append({**some[number]["row"], "reason": _why(refused)})
        plan["changed"] = True

    try:
        by = _still_there(intake)
        cases = open_together(
            [(_moment(row["day"], now), {**row["answers"], **filled}) for row in some],
            matter=matter, place=intake.place, by=by, intake=intake.pk, failed=failed,
        )  # fmt: skip
    except Refused as refused:
        for number in range(len(some)):
            failed(number, refused)
        return {}
    return {number: case.id for number, case in cases.items()}


def _still_there(intake: Intake) -> Person:
    """Whoever confirmed it, as they stand today. Refused where they do not sit at that desk any more."""
    account = Account.objects.filter(pk=intake.account_id, is_active=True).first()
    person = person_from(account) if account else None
    if person is None or not any(seat.role == ROLE and seat.covers(intake.place) for seat in person.seats):
        raise Refused("not_yours", _("确认登记的人已经不在这个社区的工作台。"), advice=_("请由在岗的人重新上传。"))
    return person


def _moment(day: str, now: datetime) -> datetime:
    """The beginning of a day here; now, where it is none or today."""
    told = date.fromisoformat(day) if day else timezone.localdate(now)
    return now if told == timezone.localdate(now) else reading.beginning_of(told)


def _why(refused: Refused) -> str:
    if isinstance(refused, Incomplete):
        return "；".join(str(words) for words in refused.errors.values())
    return str(refused.words)


def _plan(looked: Looked) -> dict[str, Any]:
    """What is left of a table once it was confirmed: the rows that go in, and what the result will say besides."""
    bad = [{"sheet": row.sheet, "line": row.line, "cells": row.cells, "reason": row.reason} for row in looked.bad]
    told = {
        "name": looked.kept.name,
        "header": looked.kept.header,
        "bad": bad,
        "known": len(looked.fated(reading.KNOWN)),
        "same": len(looked.fated(reading.SAME)),
    }
    return {"rows": [_planned(row, looked.kept) for row in looked.ready], "result": told}


def _planned(row: Row, kept: Kept) -> dict[str, Any]:
    sheet = kept.sheets[row.sheet]
    mine = {"sheet": sheet.name, "line": row.line, "cells": dict(zip(sheet.header, row.cells, strict=True))}
    return {
        "key": row.key,
        "finished": row.finished,
        "day": row.day.isoformat() if row.day else "",
        "answers": row.values,
        "row": mine,
    }
