"""What is wrong in a Word template, in words: where it stands and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from linli.kit.words import Words

PARTS: dict[str, Words] = {
    "document": gettext_lazy("正文"),
    "header": gettext_lazy("页眉"),
    "footer": gettext_lazy("页脚"),
    "footnotes": gettext_lazy("脚注"),
    "endnotes": gettext_lazy("尾注"),
    "comments": gettext_lazy("批注"),
}
WHAT: dict[str, Words] = {
    "unknown": gettext_lazy("没有“%(word)s”这个字段"),
    "table": gettext_lazy("“%(word)s”是一张表，要用循环一行一行写"),
    "not_here": gettext_lazy("这里只能写字段，不能写“%(word)s”"),
    "brackets": gettext_lazy("“%(word)s”没有成对，或者分在了两段里"),
    "not_ended": gettext_lazy("“%(word)s”开始了，没有结束"),
    "not_begun": gettext_lazy("“%(word)s”没有开始就结束了"),
    "instruction": gettext_lazy("域代码“%(word)s”会去别处取内容，不能用"),
    "link": gettext_lazy("链接到外面：“%(word)s”。请取消超链接，图片改成直接插入"),
    "brought": gettext_lazy("嵌入了别的文件或程序（%(word)s），请删掉"),
    "doctype": gettext_lazy("文件写法不正常，请用 Word 重新另存"),
    "lacks": gettext_lazy("缺少“%(word)s”：没有它，材料不能核验，补打也看不出来"),
}


def told(fault: dict[str, Any]) -> str:
    """One fault as a sentence: 正文，第3段：没有“nane”这个字段，是不是“name”？."""
    said = str(WHAT[fault["what"]]) % {"word": fault.get("word", "")}
    if fault.get("like"):
        said += _("，是不是“%(like)s”？") % {"like": fault["like"]}
    where = _place(fault)
    return _("%(where)s：%(what)s") % {"where": where, "what": said} if where else said


def _place(fault: dict[str, Any]) -> str:
    part = str(PARTS.get(fault.get("part", ""), fault.get("part", "")))
    if "table" in fault:
        inner = _("第%(table)s张表第%(row)s行第%(column)s格") % fault
    elif fault.get("paragraph"):
        inner = _("第%(paragraph)s段") % fault
    else:
        return part
    return _("%(part)s，%(inner)s") % {"part": part, "inner": inner}
