"""The way that whoever holds the receipt of a case chose to be told: with the first form, at the counter, on their page."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from linli.cases.models import ChosenWay
from linli.flows.answers import Incomplete
from linli.flows.doors import note
from linli.kit.ids import uuid7
from linli.notices import addressees, ways
from linli.notices.ways import Way

if TYPE_CHECKING:
    from linli.cases.deeds.noting import Doer
    from linli.cases.models import Case
    from linli.flows.act import Act
    from linli.kit.words import Words


def of_case(case: Case) -> Way | None:
    """What was chosen last; None where nothing was."""
    row = _row(case)
    return Way(row.way) if row else None


def keep(act: Act) -> None:
    """Take what the first form was answered, as one of a flow's first step's changes. Incomplete where a number is missing."""
    answered = act.answers.get(ways.FIELD.name, "")
    if not answered:
        return
    asked = next((each.name for each in act.record.table.begins.asks.fields if each.kind == "tel"), "")
    if fault := ways.without_number(answered, phone=str(act.answers.get(asked, ""))):
        raise Incomplete({asked or ways.FIELD.name: fault})
    _write(act, None, answered)


def choose(case: Case, way: Way, doer: Doer) -> Case:
    """Let whoever holds the receipt be told in this way from now on. Incomplete where a number is missing."""
    phone = addressees.phone_of_receipt(flow=case.flow, street=case.street, stream=case.id)
    if fault := ways.without_number(way, phone=phone):
        raise Incomplete({ways.FIELD.name: fault})

    def does(act: Act) -> bool:
        row = _row(cast("Case", act.record))
        if row is not None and row.way == way:
            return False
        _write(act, row, way)
        act.facts["as"] = doer.held
        return True

    return note(case, ways.CHOOSE, by=doer.by, at=doer.at, does=does, token=doer.token)


def words(case: Case) -> Words:
    """The chosen way in words, '' for none."""
    way = of_case(case)
    return ways.OF_RECEIPT[way] if way else ""


def _row(case: Case) -> ChosenWay | None:
    return ChosenWay.objects.filter(street=case.street, case=case.id).first()


def _write(act: Act, row: ChosenWay | None, way: str) -> None:
    if row is None:
        act.add(ChosenWay(id=uuid7(), street=act.record.street, case_id=act.record.id, way=way))
    else:
        act.change(row, way=way)
