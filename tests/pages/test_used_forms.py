"""Tokens of forms that were sent: each once, remembered for three days, then forgotten."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from linli.cases.models import Case
from linli.flows.answers import AlreadySent
from linli.flows.doors import take
from linli.flows.forgetting import forget_used_forms
from linli.flows.models import Submission
from linli.kit.refused import Refused
from linli.wishes.raising import raise_wish
from tests.lives import WORDS, raised
from tests.town import HOME

if TYPE_CHECKING:
    from tests.town import Someone

pytestmark = pytest.mark.django_db


def test_the_same_token_gives_the_same_wish(resident: Someone) -> None:
    token, at = secrets.token_hex(16), timezone.now()
    case = raised(resident.person, token=token)
    with pytest.raises(AlreadySent) as sent:
        raise_wish(place=HOME, by=resident.person, at=at, token=token, words=WORDS, kind="thing", whom="self")
    assert sent.value.stream == case.id
    assert Case.objects.count() == 1


def test_a_refused_act_leaves_its_token_unused(resident: Someone, desk: Someone) -> None:
    token, case = secrets.token_hex(16), raised(resident.person)
    with pytest.raises(Refused, match="incomplete"):
        take("ask", case, by=desk.person, at=timezone.now(), token=token, question="")
    assert not Submission.objects.exists()
    take("ask", case, by=desk.person, at=timezone.now(), token=token, question="几号楼？")


def test_used_forms_are_forgotten_after_three_days_and_not_before(resident: Someone) -> None:
    raised(resident.person, token=secrets.token_hex(16))
    now = timezone.now()
    assert forget_used_forms(now=now + timedelta(hours=71)) == 0
    assert forget_used_forms(now=now + timedelta(hours=73)) == 1
    assert not Submission.objects.exists()
    assert Case.objects.count() == 1
