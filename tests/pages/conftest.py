"""The page that these tests send to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.town import HOME

if TYPE_CHECKING:
    from tests.town import Town


@pytest.fixture
def raising(town: Town) -> str:
    """Give the page behind the code in the stairwell."""
    del town
    return reverse("raise", args=[HOME])
