"""Whatever is changed in the ledger's tables, `verify` finds it and names the place: proved column by column.

The ledger is made once, through the doors; every damage is done in a transaction that is then taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from linli.cases.models import Case
from linli.flows.rows import rows_of
from linli.ledger.models import Effect, Event, Receipt, Root, Text
from linli.ledger.tallies import Mark, Reader, Tally, Uncounted
from linli.ledger.verify import verify
from tests.prove import many_events
from tests.prove.damaging import LONG_CLOSED, Damaging, place_of, taken_back

if TYPE_CHECKING:
    from pathlib import Path

    from django.db import models
    from pytest_django import Settings

    from tests.town import Someone

SMALL, LARGE = 200, 10_000
WORKING_STATE = {Effect, Uncounted, Reader, Mark, Tally}
EVIDENCE = [model for model in apps.get_app_config("ledger").get_models() if model not in WORKING_STATE]
NAMES_THE_COLUMN = {
    ("event", "hash"), ("event", "previous"), ("event", "number"), ("text", "sealed"), ("receipt", "code"),
    ("receipt", "lookup"), *(("root", column) for column in ("id", "street", "number", "day", "hash", "signature")),
}  # fmt: skip
"""Where verify must name the column too: only that one can be it."""


def flip_every_column(damaging: Damaging) -> int:
    """Each stored column of each table of evidence, in one row."""
    columns = [(model, field) for model in EVIDENCE for field in model._meta.concrete_fields]
    for model, field in columns:
        row = damaging.choose(model, field)
        place = place_of(row, field)
        damaging.flip(row, field, place, column_is_named=(place["table"], field.attname) in NAMES_THE_COLUMN)
    return len(columns)


def flip_every_told_column(damaging: Damaging) -> None:
    """Beside the ledger: each column of a case and of the rows around it that the events tell."""
    tables: list[Any] = [Case, *rows_of(Case)]
    for model in tables:
        told = {*model.ledgered, *({"version", "head", "began", "changed"} if model is Case else ())}
        for field in model._meta.concrete_fields:
            row: Any = next((row for row in _rows(model) if getattr(row, field.attname) not in (None, "")), None)
            if field.attname in told and row is not None:
                stream = row.id if isinstance(row, Case) else getattr(row, row.owner)
                place = {"table": model._meta.model_name, "stream": str(stream)}
                if field.attname != getattr(model, "owner", ""):
                    place["column"] = field.attname
                damaging.flip(row, field, place, column_is_named=False)


def _rows(model: type[models.Model]) -> models.QuerySet[Any]:
    return model._default_manager.filter(street=many_events.STREETS[0]).order_by("id")


def remove_last_event(damaging: Damaging) -> None:
    """Of a case that was finished on a closed day; once with the case mended, so that only the root knows."""
    finished = Event.objects.filter(verb="wish.confirm", recorded__lt=damaging.now - LONG_CLOSED).order_by("id")
    for mended in (False, True):
        last = damaging.pick(finished)
        place = place_of(last)
        with taken_back():
            Text.objects.filter(event=last).delete()
            Event.objects.filter(id=last.id).delete()
            before = Event.objects.get(stream=last.stream, number=last.number - 1)
            if mended:
                Case.objects.filter(id=last.stream).update(version=before.number, head=before.hash)
            else:
                case = {"table": "case", "stream": place["stream"], "column": "version"}
                damaging.expect("the last event missing, as the case knows", case)
            damaging.expect(f"the last event missing, mended={mended}", place)


def remove_case(damaging: Damaging) -> None:
    """With all that is known of it; and once the case alone, its events left behind."""
    finished = Case.objects.filter(closed__lt=damaging.now - LONG_CLOSED).order_by("id")
    for whole in (True, False):
        case = damaging.pick(finished)
        what = "rooted_missing" if whole else "record_missing"
        place = {"what": what, "street": case.street, "stream": str(case.id)}
        with taken_back():
            for rows in rows_of(Case):
                rows._default_manager.filter(**{rows.owner: case.id}).delete()
            Case.objects.filter(id=case.id).delete()
            for model in (Text, Receipt, Event) if whole else ():
                model._default_manager.filter(stream=place["stream"]).delete()
            damaging.expect(f"a case missing, whole={whole}", place)


def remove_events_of_case(damaging: Damaging) -> None:
    """The case is left without any event."""
    case = damaging.pick(Case.objects.filter(closed__lt=damaging.now - LONG_CLOSED).order_by("id"))
    place = {"table": "case", "what": "record_unknown", "street": case.street, "stream": str(case.id)}
    with taken_back():
        for model in (Text, Receipt, Event):
            model._default_manager.filter(stream=case.id).delete()
        damaging.expect("all events of a case missing", place)


def remove_day(damaging: Damaging) -> None:
    """The root of the first day, of one between, and of the last, which shows when it is over for long."""
    roots = list(Root.objects.filter(street=many_events.STREETS[0]).order_by("number"))
    first, between, last = roots[0], roots[len(roots) // 2], roots[-1]
    for root, place, days_later in (
        (first, {"number": first.number}, 0),
        (between, {"number": between.number, "day": between.day.isoformat()}, 0),
        (last, {"day": last.day.isoformat()}, 1),
    ):
        with taken_back():
            Root.objects.filter(id=root.id).delete()
            where = {"table": "root", "street": root.street, **place}
            damaging.expect(f"day {root.day} missing", where, days_later=days_later)


@pytest.mark.django_db
@pytest.mark.parametrize("events", [SMALL, pytest.param(LARGE, marks=pytest.mark.prove)])
def test_every_changed_column_and_everything_missing_is_found_and_named(
    events: int,
    helper: Someone,
    resident: Someone,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.LINLI_ROOTS_DIR = tmp_path / "roots"
    now = many_events.make(events, helper=helper.person, wisher=resident.person, monkeypatch=monkeypatch)
    sound = verify(now=now)
    assert sound.sound, [str(damage) for damage in sound.damages[:10]]
    assert sound.counts["events"] >= events
    assert sound.counts["younger"] > 0
    damaging = Damaging(now)
    columns = flip_every_column(damaging)
    if events == SMALL:  # beside the ledger, and no rarer there
        flip_every_told_column(damaging)
    for remove in (remove_last_event, remove_case, remove_events_of_case, remove_day):
        remove(damaging)
    print(f"{sound.counts['events']} events: {columns} columns and {len(damaging.done) - columns} other damages")
    assert damaging.missed == []
    assert verify(now=now).sound


def test_every_table_of_the_ledger_but_working_state_is_proved() -> None:
    """A new table is evidence, unless somebody decides here that it is working state."""
    assert {model.__name__ for model in EVIDENCE} == {"Event", "Text", "Receipt", "Root"}
