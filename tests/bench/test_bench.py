"""The bench itself: a tiny run, so that it can still be run when somebody needs it."""

from __future__ import annotations

import re

import pytest

from linli.cases.models import Case
from linli.flows.replay import differences, replay
from linli.flows.rows import rows_of
from linli.ledger.events import event_hash
from linli.ledger.models import Event
from tests.bench import __main__ as bench
from tests.bench import town


@pytest.mark.prove
def test_a_tiny_run_prints_every_request_beside_its_floor(capfd: pytest.CaptureFixture[str]) -> None:
    assert bench.measure("SQLite", "", "tiny") == 0
    told = capfd.readouterr().out
    for name in ("list", "case", "wall", "raise", "step"):
        assert re.search(rf"^ +{name}( +[\d.]+){{7}}", told, re.MULTILINE), told
    assert re.search(r"figures anew: [\d,]+ events, [\d,]+ marks: [\d,]+ events/s", told), told
    assert "what the stream told" in told
    assert re.search(r"taken in: [\d,]+ rows/s, \d+ statements a batch of 100; the bare rows", told), told


def test_cases_that_were_told_are_as_whole_as_those_that_were_lived(db: None) -> None:
    del db
    town.build(32)
    cases = list(Case.objects.all())
    assert len({case.state for case in cases}) == len(town.DEPTHS)
    for case in cases:
        events = list(Event.objects.filter(street=case.street, stream=case.id).order_by("number"))
        assert [event.hash for event in events] == [event_hash(event) for event in events]
        rows = [row for model in rows_of(Case) for row in model._default_manager.filter(**{model.owner: case.id})]
        assert list(differences(replay(events), case, rows)) == []
