"""What every page of the office stands in: the street and the tabs."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.places.naming import place_name


def framed(street: str) -> dict[str, Any]:
    """Make the context of office/frame.html."""
    tabs = [
        (reverse(f"office_{name}", args=[street]), words)
        for name, words in (
            ("posts", _("岗位")),
            ("accounts", _("账号")),
            ("organisations", _("单位")),
            ("upload", _("导入楼栋")),
            ("papers", _("打印材料")),
            ("arranged", _("管理记录")),
        )
    ]
    return {"street": street, "place": place_name(street), "tabs": tabs}
