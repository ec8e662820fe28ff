"""What the tests of this floor share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings


@pytest.fixture(autouse=True)
def roots_dir(settings: Settings, tmp_path: Path) -> Path:
    """Give each test a folder of its own for published roots."""
    settings.LINLI_ROOTS_DIR = tmp_path / "roots"
    return tmp_path / "roots"
