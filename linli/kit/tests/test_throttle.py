"""So many and no more from one address, whatever the address is written like."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from linli.kit.throttle import Throttle

pytestmark = pytest.mark.django_db


def taken(throttle: Throttle, address: str) -> bool:
    return bool(throttle.take(RequestFactory().get("/", REMOTE_ADDR=address)))


def test_each_address_has_so_many_places_and_each_name_its_own() -> None:
    few, other = Throttle("few", most=2, seconds=60), Throttle("other", most=1, seconds=60)
    assert [taken(few, "203.0.113.9") for _ in range(3)] == [True, True, False]
    assert taken(few, "203.0.113.8")
    assert taken(other, "203.0.113.9")


def test_a_place_given_back_is_free() -> None:
    one = Throttle("one", most=1, seconds=60)
    request = RequestFactory().get("/")
    place = one.take(request)
    assert not one.take(request)
    one.give_back(place)
    assert one.take(request) == place


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True),
        ("", "", True),
        ("unix", "unix", True),
    ],
)
def test_one_network_counts_as_one(first: str, second: str, same: bool) -> None:  # noqa: FBT001 - a table's column
    one = Throttle("one", most=1, seconds=60)
    assert taken(one, first)
    assert taken(one, second) is not same
