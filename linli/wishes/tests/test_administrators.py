"""Who keeps the system or its security sees no case: not in a list, not on its page, not as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases.models import Case
from tests.lives import brought_to, raised

if TYPE_CHECKING:
    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["system_admin", "security_admin"])
def test_an_administrator_sees_no_more_of_cases_than_a_neighbour(
    who: str, request: pytest.FixtureRequest, resident: Someone, desk: Someone, helper: Someone
) -> None:
    admin: Someone = request.getfixturevalue(who)
    private, public = (
        raised(resident.person),
        brought_to("published", wisher=resident.person, desk=desk.person, helper=helper.person),
    )
    assert set(Case.objects.visible_to(admin.person)) == {public}
    browser = admin.sign_in(Client())
    assert browser.get(private.url).status_code == 404
    for page in (reverse("desk"), reverse("street"), reverse("desk_export", args=["csv"])):
        assert browser.get(page).status_code == 403


def test_there_is_one_post_of_each_administrator_in_a_street_and_several_may_hold_it(
    town: Town, someone: MakeSomeone
) -> None:
    first, second = (someone(posts=(town.street.system,)) for _ in range(2))
    assert first.person.has("system")
    assert second.person.has("system")
    assert first.person.seats[0].post_id == second.person.seats[0].post_id
