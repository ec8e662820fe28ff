"""Invented names: common surnames and given names, put together by chance, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛范彭郎鲁韦马苗凤花方俞任袁柳鲍史唐费岑薛雷贺倪汤滕殷罗毕郝安常乐于时傅"
GIVEN = (
    "桂兰", "秀珍", "玉梅", "建华", "志强", "淑芳", "春生", "凤英", "明远", "海燕", "国栋", "丽萍", "文斌", "雅静", "长顺",
    "思齐", "若兰", "月琴", "小川", "永福", "素梅", "少华", "庆国", "晓梅", "立新", "红霞", "德胜", "彩云", "家宁", "雨桐",
    "振兴", "爱莲", "新民", "慧敏", "天佑", "巧玲", "万林", "静怡", "广田", "云飞",
)  # fmt: skip


def names(chance: Random) -> Iterator[str]:
    """Names without an end in sight (some three thousand), in an order of chance."""
    every = [surname + given for surname in SURNAMES for given in GIVEN]
    chance.shuffle(every)
    yield from every


def numbers(first: int) -> Iterator[str]:
    """Phone numbers from a range that no operator gives out, from 1990000 and ``first`` on."""
    while True:
        yield f"1990000{first:04}"
        first += 1
