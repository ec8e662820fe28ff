"""The one call in which a capability hands over what it brings."""

from __future__ import annotations

import pytest

from linli.cases import catalogue
from linli.cases.capability import declare
from linli.cases.catalogue import Shipped


def test_each_thing_goes_to_the_registry_of_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_shipped", [])
    matter = Shipped(code="walk", flow="walk/1", title="散步", title_en="Walk")
    declare(matter, matter)
    assert catalogue._shipped == [matter]  # noqa: SLF001 - what is shipped


def test_what_belongs_nowhere_is_an_error_at_the_start() -> None:
    with pytest.raises(TypeError, match="nothing below knows what to do with a str"):
        declare("walk/1")
