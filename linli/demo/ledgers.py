"""A ledger of wishes as a community keeps it: the desk has sent it and not looked through it yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.cases.bulk import taking
from linli.cases.bulk.declared import bulk_of
from linli.wishes.rules import MATTER

if TYPE_CHECKING:
    from datetime import datetime

    from linli.people.person import Person

LEDGER = """下西园社区居民微心愿征集台账,,,,,,,,
填报单位：下西园社区居委会,,,,,填报日期：{now:%Y年%m月%d日},,,
序号,心愿人信息,,微心愿内容,心愿类别,登记时间,完成时间,民族,备注
,姓名,联系电话,,,,,,
1,闻春生,13900020011,想请人教怎么用手机挂号,服务,{day},,汉,
2,戚玉梅,0931-8460021,缺一辆买菜用的小推车,物品,{now:%Y.%m.%d},,汉,走访登记
3,廉有福,1390002,想要一副老花镜,物品,{now:%Y-%m-%d},,汉,
4,闻春生,13900020011,想请人教怎么用手机挂号,服务,{day},,汉,
5,甄淑兰,,家里的挂钟停了，想请人修一修,服务,2026年3月2日,2026年3月9日,汉,已办
合计,,,5件,,,,,
填表人：边玉洁,,,审核人：祁望舒,,,,,
"""


def send(place: str, *, by: Person, now: datetime) -> None:
    """Send it to the desk of ``place``: rows to take in, a doubled one, one at fault, one that is over, a column without place."""
    if by.account_id is None:
        raise TypeError
    taking.send(
        LEDGER.format(now=now, day=f"{now.month}月{now.day}日").encode("gb18030"),
        name="微心愿台账.csv",
        bulk=bulk_of(MATTER),
        place=place,
        by=by.account_id,
        token="e" * 32,
        at=now,
    )
