"""What cases hold of a person, and how it goes: their own words, their receipts, what they wrote as a helper."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.cases import reach
from linli.cases.models import Assignment, Case
from linli.cases.moves import transfers
from linli.cases.policy import OWN
from linli.flows.doors import SYSTEM
from linli.flows.erasure import erase, everything
from linli.kit.refused import Refused
from linli.people.rights.erasing import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime
    from uuid import UUID

    from linli.cases.models import CaseQuerySet, Participant
    from linli.flows.erasure import Piece
    from linli.people.accounts import Account
    from linli.people.person import Person


def waits(account: Account, now: datetime) -> list[Reason]:
    """Open cases of their own, claims in hand, and archives that have to be kept until a day."""
    return [*_open(account), *_claims(account), *_archived(account, now)]


def erase_words(account: Account, now: datetime) -> None:
    """Erase what the person said, case by case; what is gone already stays as it is."""
    for case in _own(account).iterator(chunk_size=200):
        erase(case, by=SYSTEM, at=now, why="asked", which=_theirs(case, account.pk))
    for case in Case.objects.filter(reach.given(account.pk)).exclude(pk__in=_own(account)).iterator(chunk_size=200):
        erase(case, by=SYSTEM, at=now, why="asked", which=_written_by(account.pk), receipt=False, traces=False)


def erase_case(case: Case, *, by: Person, now: datetime, token: str = "") -> Case:
    """Erase all words of one closed case, for whoever holds its receipt or asks at the counter.

    Raises Refused (``still_open``, ``must_be_kept``, ``others_too``).
    """
    if case.closed is None:
        raise Refused("still_open", _("这件事还没有办完。"), advice=_("请先撤回，或等办完再删除。"))
    if (until := kept_until(case)) and until > timezone.localdate(now):
        raise Refused("must_be_kept", _("这类档案要保存到 %(day)s，期满自动删除。") % {"day": until.isoformat()})
    if len(_own_participants(case)) > 1:
        raise Refused(
            "others_too", _("这件事还有别的当事人，不能由一方全部删除。"), advice=_("请登录后删除您自己写的内容。")
        )
    return erase_along(case, by=by, at=now, why="asked", token=token)


def erase_along(
    case: Case,
    *,
    by: Person,
    at: datetime,
    why: str,
    which: Callable[[Piece], bool] = everything,
    receipt: bool = True,
    token: str = "",
) -> Case:
    """Erase in a case, and what is left beside those that go on in it (`linli.cases.moves.transfers`)."""
    with transaction.atomic():
        for before in transfers.earlier(case):
            erase(before, by=by, at=at, why=why, which=which, receipt=receipt)
        return erase(case, by=by, at=at, why=why, which=which, receipt=receipt, token=token)


def kept_until(case: Case) -> date | None:
    """The day on which the duty to keep the file ends; None where its matter has none."""
    archive = case.matter.limits.get("archive")
    if not archive or case.closed is None:
        return None
    return timezone.localdate(case.closed + timedelta(days=archive["days"]))


def _own(account: Account) -> CaseQuerySet:
    return Case.objects.filter(reach.ever(account.pk, OWN)).select_related("matter")


def _open(account: Account) -> Iterator[Reason]:
    for case in _own(account).open().order_by("began"):
        yield Reason(_("%(title)s %(code)s 还没有办完") % {"title": case.matter.words, "code": case.label}, case.url)


def _claims(account: Account) -> Iterator[Reason]:
    mine = Q(state=Assignment.State.ACCEPTED, account=account, organisation__isnull=True)
    for assignment in Assignment.objects.filter(mine).select_related("case"):
        yield Reason(
            _("您认领的 %(code)s 还没有办完，可以先退回") % {"code": assignment.case.label}, assignment.case.url
        )


def _archived(account: Account, now: datetime) -> Iterator[Reason]:
    for case in _own(account).filter(closed__isnull=False):
        until = kept_until(case)
        if until and until > timezone.localdate(now):
            yield Reason(_("%(code)s 的档案还要保存") % {"code": case.label}, case.url, until)


def _own_participants(case: Case) -> list[Participant]:
    return [row for row in case.participants.filter(street=case.street) if row.role in OWN]


def _theirs(case: Case, account: UUID) -> Callable[[Piece], bool]:
    """All of it where nobody else's matter is in the case, else what they wrote themselves."""
    alone = all(row.account_id == account for row in _own_participants(case))
    return everything if alone else _written_by(account)


def _written_by(account: UUID) -> Callable[[Piece], bool]:
    return lambda piece: piece.by == account
