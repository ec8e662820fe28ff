"""The chapters of "my data" that cases add: one's own cases with what was said and done, and what one took on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from linli.cases import reach
from linli.cases.models import Case
from linli.cases.policy import OWN
from linli.cases.privacy import looked
from linli.cases.reading import shown
from linli.kit.masking import mask_name
from linli.ledger import texts
from linli.ledger.events import words_of
from linli.people.looks import WHOLE
from linli.people.rights.data import Item
from linli.ui import dates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linli.cases.models import CaseQuerySet
    from linli.people.accounts import Account
    from linli.people.looks import Look
    from linli.people.person import Person


def own_items(account: Account, person: Person) -> Iterator[Item]:
    """What the person asked for, or registered for somebody."""
    yield from _items(Case.objects.filter(reach.participates(account.pk)), person, account)


def taken_items(account: Account, person: Person) -> Iterator[Item]:
    """What the person took on."""
    yield from _items(Case.objects.filter(reach.given(account.pk)), person, account)


def look_items(account: Account, _person: Person) -> Iterator[Item]:
    """Who was shown what of the person, case by case."""
    for case, rows in looked.at(account.pk):
        yield Item(f"{case.matter.words} {case.label}", lines=tuple(_look_line(case, row) for row in rows))


def _look_line(case: Case, look: Look) -> str:
    whole = _("看了完整信息：%(fields)s") % {"fields": "、".join(looked.fields_in_words(case, look))}
    what = whole if look.kind == WHOLE else _("打开过，姓名电话是遮住的")
    return " · ".join(
        part for part in (dates.day(look.at), look.post, mask_name(look.viewer.name), what, look.why) if part
    )


def _items(cases: CaseQuerySet, person: Person, account: Account) -> Iterator[Item]:
    chosen = cases.visible_to(person).select_related("matter", "responsible_post", "responsible_organisation")
    for case in chosen.order_by("began", "id").iterator(chunk_size=100):
        told = shown.whole(case, person)
        own = any(row.account_id == account.pk and row.role in OWN for row in case.present_participants)
        facts = [
            (_("社区"), told["community"]),
            (_("办到哪一步"), told["state"]["word"]),
            (_("公开的文字"), told["public_text"]),
            *(_given(case) if own else told["private"]),
            *((one["role"], one["name"]) for one in told["people"]),
        ]
        yield Item(
            heading=f"{case.matter.words} {case.label}",
            facts=tuple((str(word), str(value)) for word, value in facts if value),
            lines=tuple(_line(event) for event in reversed(told["events"])),
        )


def _given(case: Case) -> Iterator[tuple[str, str]]:
    """What the person wrote when it began, name and phone too: theirs, whoever else may read it."""
    said = texts.of_stream(street=case.street, stream=case.id)
    newest = {text.field: words_of(text) for text in said}
    for asked in case.table.begins.asks.fields:
        if asked.name in newest:
            yield str(asked.label), asked.told(newest[asked.name], whole=True)


def _line(event: dict[str, object]) -> str:
    parts = (dates.day(event["at"]), event["verb"], event["who"], event["text"])  # type: ignore[arg-type]
    return " · ".join(str(part) for part in parts if part)
