"""A street with thousands of wishes: a few are lived through the flow's own steps, the rest are told after them.

Every told case is whole: its own ids, times, place, texts and receipt, and events whose hashes hold.
"""

from __future__ import annotations

import copy
import random
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.cases.models import Assignment, Case, Consent, Participant
from linli.flows.doors import take
from linli.kit.canonical import canonical
from linli.kit.ids import uuid7
from linli.ledger import events, receipts
from linli.ledger.models import Event, Receipt, Text
from linli.people.models import Account
from linli.people.person import person_from
from linli.people.serving.opening import open_street
from linli.people.serving.tenures import appoint
from linli.places.load import load_five_streets
from linli.wishes.raising import raise_wish

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db import models

    from linli.people.models import Post
    from linli.people.person import Person

STREET = "620103001"
HOME = "620103001004"
BATCH = 500
DEPTHS = {"check": 2, "published": 3, "done": 1, "closed": 10}
"""Of sixteen wishes, how many stand where."""
WORDS = (
    "家里饮水机坏了，腿脚不好拎不动桶装水，想要一台旧的饮水机，能用就行。",
    "阳台的灯不亮了，够不着，想请人换一下灯泡，白天晚上都在家。",
    "孩子上三年级，想要一套旧的课外书，什么样的都可以，谢谢大家。",
)
PUBLIC = (
    "一位行动不便的老人需要一台旧饮水机。",
    "一位独居老人想请人换阳台的灯泡。",
    "一个孩子想要一套课外书。",
)

M = TypeVar("M", bound="models.Model")


@dataclass(frozen=True)
class Town:
    """Who plays: the clerk at the desk of ``HOME`` and a helper; and a case of each depth that was really lived."""

    clerk: Account
    helper: Account
    lived: Mapping[str, list[UUID]]


def build(size: int) -> Town:
    """Open the street and fill it with ``size`` wishes."""
    load_five_streets()
    street = open_street(STREET, grids=1)
    clerk = Account.objects.create_account(username="clerk", name="边玉洁", phone="13900010001")
    helper = Account.objects.create_account(username="helper", name="屈志远", phone="13900010002")
    appoint(clerk, to=street.desk(HOME), since=date(2026, 1, 1))
    desks = [street.desk(community.code) for community in street.communities]
    lived = {
        depth: [_live(depth, number, person_from(clerk), person_from(helper)).id for number in range(len(WORDS))]
        for depth in DEPTHS
    }
    _tell(size, lived, desks)
    return Town(clerk=clerk, helper=helper, lived=lived)


def _live(depth: str, number: int, clerk: Person, helper: Person) -> Case:
    at = timezone.now() - timedelta(days=20)
    kind = ("thing", "service", "thing")[number]
    told: dict[str, Any] = {
        "words": WORDS[number],
        "kind": kind,
        "whom": "other",
        "name": "孟晓岚",
        "phone": "13900010003",
        "publish": True,
    }
    case = raise_wish(place=HOME, by=clerk, at=at, **told)
    answers: dict[str, dict[str, Any]] = {
        "publish": {"public_text": PUBLIC[number], "scope": "community", "checked": True},
        "claim": {"way": "self"},
        "finish": {"note": "送到了，本人很高兴。"},
        "confirm_by_call": {"rating": "5", "call": "电话里说已经收到，谢谢大家。"},
    }
    length = {"check": 0, "published": 1, "done": 3, "closed": 4}[depth]
    for days, (verb, given) in enumerate(list(answers.items())[:length], 1):
        by = helper if verb in {"claim", "finish"} else clerk
        case = take(verb, case, by=by, at=at + timedelta(days=days), **given)
    return case


def _tell(size: int, lived: Mapping[str, list[UUID]], desks: list[Post]) -> None:
    stories = {key: Story(key) for keys in lived.values() for key in keys}
    depths = [depth for depth, share in DEPTHS.items() for _ in range(share)]
    chance = random.Random(1)  # noqa: S311 - a story, not a secret
    for begin in range(0, size, BATCH):
        rows: list[models.Model] = []
        for number in range(begin, min(begin + BATCH, size)):
            story = stories[chance.choice(lived[depths[number % len(depths)]])]
            rows += story.tell(chance.choice(desks), timedelta(minutes=chance.randint(0, 20 * 24 * 60)))
        _insert(rows)


@transaction.atomic
def _insert(rows: list[models.Model]) -> None:
    order: tuple[type[models.Model], ...] = (Case, Participant, Consent, Assignment, Event, Text, Receipt)
    for model in order:
        model._default_manager.bulk_create([row for row in rows if type(row) is model])


class Story:
    """One lived case, to be told again of another place and time."""

    def __init__(self, key: UUID) -> None:
        def of(model: type[M], **which: object) -> list[M]:
            return list(model._default_manager.filter(street=STREET, **which).order_by("id"))

        self.case = of(Case, id=key)[0]
        self.around = [*of(Participant, case=key), *of(Consent, case=key), *of(Assignment, case=key)]
        self.events = of(Event, stream=key)
        self.texts = of(Text, stream=key)
        self.receipt = of(Receipt, stream=key)[0]
        rows: list[models.Model] = [self.case, *self.around, *self.events, *self.texts, self.receipt]
        self.ids = [row.pk for row in rows]

    def tell(self, desk: Post, later: timedelta) -> Iterator[models.Model]:
        """The rows of a new case at ``desk``, everything ``later``."""
        new: dict[Any, Any] = {key: uuid7() for key in self.ids}
        new |= {self.case.responsible_post_id: desk.id, HOME: desk.place}
        self.retold = Retold(new, later)
        case = self.retold.row(self.case)
        told = [self.retold.row(event) for event in self.events]
        texts = [self.retold.row(text) for text in self.texts]
        receipt = self._receipt(told[0])
        for event, before in zip(told, [None, *told], strict=False):
            self._seal(event, before, texts, receipt)
        case.head = told[-1].hash
        yield from (case, *(self.retold.row(row) for row in self.around), *told, *texts, receipt)

    def _receipt(self, first: Event) -> Receipt:
        fresh, _commitment = receipts.new_receipt(first)
        fresh.id = self.retold.new[self.receipt.id]
        return fresh

    def _seal(self, event: Event, before: Event | None, texts: list[Text], receipt: Receipt) -> None:
        facts = events.facts_of(event)
        if "texts" in facts:
            facts["texts"] = {text.field: events.commitment(text) for text in texts if text.event_id == event.id}
        if "receipt" in facts:
            facts["receipt"] = receipts.commitment(receipt)
        event.facts = canonical(facts).decode()
        event.previous = before.hash if before else ""
        event.hash = events.event_hash(event)


class Retold:
    """The same row with other ids, a later time and another place."""

    WRITTEN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z|" + HOME)

    def __init__(self, new: dict[Any, Any], later: timedelta) -> None:
        self.new = new
        self.later = later
        self.written = {str(old): str(fresh) for old, fresh in new.items()}

    def row(self, old: M) -> M:
        """A copy of ``old``."""
        fresh = copy.copy(old)
        fresh._state = copy.copy(old._state)
        fresh._state.fields_cache = {}
        for column in old._meta.concrete_fields:
            setattr(fresh, column.attname, self.value(getattr(old, column.attname)))
        return fresh

    def value(self, old: Any) -> Any:
        """One column's value; facts are rewritten in their text."""
        if isinstance(old, datetime):
            return old + self.later
        if isinstance(old, str) and old.startswith("{"):
            return self.WRITTEN.sub(lambda found: self._text(found[0]), old)
        return self.new.get(old, old) if isinstance(old, UUID | str) else old

    def _text(self, old: str) -> str:
        if old.endswith("Z"):
            return events.instant(datetime.fromisoformat(old).astimezone(UTC) + self.later)
        return self.written.get(old, old)
