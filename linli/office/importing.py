"""Bringing a table of buildings in through the browser: sent, looked through, confirmed, each once.

Between sending and confirming what was understood waits as an `Upload`: encrypted, its sender's alone, for a day.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.flows.roles import actor_of
from linli.kit.refused import Refused
from linli.people import uploads
from linli.people.models import Arrangement, Upload
from linli.places.building_up import carry_out, plan
from linli.places.estate_table import read_to_keep, understand_kept
from linli.places.plan_told import Told, tell

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from linli.people.person import Person
    from linli.places.building_up import Plan
    from linli.places.estate_table import EstateTable

PURPOSE = "places.estates"
VERB = "build_up"
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that does not go in: its line, its cells in the columns that are understood, and why."""

    line: int
    cells: list[str]
    reason: str


@dataclass(slots=True)
class Looked:
    """A table that waits, looked through against what stands there now."""

    name: str
    community: str
    table: EstateTable
    made: Plan
    told: Told
    bad: list[BadRow] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        """The columns that were read."""
        return self.table.header


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it."""

    name: str
    community: str
    counts: dict[str, int]
    changes: int
    header: list[str]
    bad: list[BadRow]


def send(content: bytes, *, name: str, community: str, street: str, by: UUID, token: str, at: datetime) -> Upload:
    """Read a file and let what was understood wait. Refused as `read_to_keep` and `plan` say."""
    kept = read_to_keep(content, name=name)
    plan([], community=community)
    waits = json.dumps({"name": name[:LONGEST_NAME], "community": community, "table": kept}, ensure_ascii=False)
    return uploads.keep(waits, account=by, street=street, purpose=PURPOSE, token=token, at=at)


def look(upload: Upload) -> Looked:
    """Say what the table would change now."""
    waits = json.loads(upload.content)
    table = understand_kept(waits["table"])
    made = plan(table.rows, community=waits["community"])
    errors = sorted([*table.errors, *made.errors], key=lambda error: error.line)
    bad = [BadRow(error.line, table.cells[error.line], error.reason) for error in errors]
    return Looked(waits["name"], waits["community"], table, made, tell(made), bad)


def confirm(upload: Upload, *, seen: str, by: Person, token: str, at: datetime) -> None:
    """Bring it in, all that fits or nothing, and write that down; what was done before is done.

    Refused: ``changed_meanwhile`` where it would now do something else than what was ``seen``, ``stale``.
    """
    with transaction.atomic():
        mine = Upload.objects.select_for_update().filter(street=upload.street, pk=upload.pk).first()
        if mine is None or mine.done is not None:
            return
        looked = look(mine)
        if looked.told.mark != seen:
            raise Refused(
                "changed_meanwhile",
                _("您看的时候，有人改了这个社区的楼栋，没有导入。"),
                advice=_("下面是现在的情况，请再核对一遍。"),
            )
        carry_out(looked.made)
        number = looked.told.total
        row = {"verb": VERB, "by": actor_of(by), "at": at, "token": token, "place": looked.community, "number": number}
        Arrangement(street=mine.street, **row).save()
        mine.content, mine.done = _result(looked), at
        mine.save(update_fields=["content", "done"])


def done(upload: Upload) -> Done:
    """Read what came of it."""
    told = json.loads(upload.content)
    return Done(**told | {"bad": [BadRow(**row) for row in told["bad"]]})


def _result(looked: Looked) -> str:
    told = Done(
        name=looked.name,
        community=looked.community,
        counts=looked.told.counts,
        changes=len(looked.told.changes),
        header=looked.header,
        bad=looked.bad,
    )
    return json.dumps(asdict(told), ensure_ascii=False)
