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
    "reset_factors": _("重设第二步验证"),
    "reset_password": _("重设密码"),
    "give_office": _("在服务器上指定系统管理员"),
    "found_post": _("设岗位"),
    "announce": _("公示电话"),
    "call_off": _("撤回安排"),
    "resign": _("本人退出"),
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
    "build_up": _("导入楼栋"),
}
OPEN = _("未办结 %(num)s 件")
NUMBERED: dict[str, Words] = {"build_up": _("共 %(num)s 处")}
"""What the number of an arrangement counts, where it is not what was open."""
COUNTED: dict[str, Words] = {
    "estates": _("小区"),
    "yards": _("院落"),
    "buildings": _("楼栋"),
    "units": _("单元"),
    "blocks": _("街区"),
    "covers": _("楼栋归入网格"),
}
"""What a table of buildings adds, in the order in which it is told."""
OTHERWISE: dict[str, Words] = {"mode": _("管理模式"), "block": _("街区"), "": _("修改")}
"""What it changes."""

WHY: dict[str, Words] = {
    "lost": _("手机或钥匙丢了"),
    "changed": _("换了手机"),
    "broken": _("坏了，打不开"),
    "taken": _("怕被别人拿走了"),
    "forgot": _("忘了密码"),
    "none": _("还没有密码"),
}
"""Why second factors or a password were reset."""
OF_FACTORS = ("lost", "changed", "broken", "taken")
OF_PASSWORDS = ("forgot", "none", "taken")
PAPER_DEEDS: dict[str, Words] = {
    "take": _("启用这个模板"),
    "shipped": _("恢复自带模板"),
    "number": _("改编号写法"),
}
