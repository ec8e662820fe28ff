"""What was arranged, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from linli.kit.words import Words

DID: dict[str, Words] = {
    "make_account": _("开户"),
    "close_account": _("关闭账号"),
    "reopen_account": _("重新打开"),
    "appoint": _("任命"),
    "relieve": _("免去"),
    "stand_in": _("加代岗人"),
    "hand_over": _("交接"),
    "leave": _("登记请假"),
    "back": _("销假"),
    "found": _("登记单位"),
    "join": _("加成员"),
    "part": _("成员退出"),
    "dissolve": _("撤销单位"),
}
