"""Words that tell who somebody is: found in a text that is going to be public, each with what may stand instead.

A list cannot find everything and some of it is wrong: what is found is proposed to a person, who decides. ``sure``
findings are numbers and known names, which have no place in a public text at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linli.kit.words import Words

KINDS: dict[str, Words] = {
    "phone": _("电话"),
    "id_number": _("身份证号"),
    "card": _("银行卡号"),
    "name": _("姓名"),
    "house": _("门牌"),
    "child": _("孩子的信息"),
    "plate": _("车牌"),
    "health": _("健康、残疾情况"),
}

SURNAMES = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|端木|司徒|长孙|宇文|独孤"
    "|[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪"
    "舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫房裘缪干解应宗丁宣邓郁单杭洪包"
    "左石崔吉钮龚程嵇邢裴陆荣翁荀羊惠甄家封芮储靳汲松段富巫乌焦巴弓牧隗山谷车侯班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司黎"
    "薄印白怀蒲台从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边燕冀郏浦尚农温别庄晏柴瞿阎充"
    "慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰"
    "巢关蒯相查荆红游竺权逯盖益桓公]"
)
CALLED = "大爷|大娘|大妈|大叔|大哥|大姐|奶奶|爷爷|阿姨|叔叔|婶|伯伯|先生|女士|师傅|老师|医生|同学|小朋友"
NUMERAL = "[0-9０-９一二三四五六七八九十百零〇两]"
MASK = "**"
_APART = r"[\s\-—·.]?"


class Found(NamedTuple):
    """Where (from, to), of which kind, and what is proposed instead; ``sure`` where there is nothing to decide."""

    start: int
    end: int
    kind: str
    instead: str
    sure: bool


class Rule(NamedTuple):
    """A pattern, the kind that it finds and what is proposed instead; the first group is the finding where there is one."""

    pattern: re.Pattern[str]
    kind: str
    instead: str
    sure: bool


RULES = (
    Rule(re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d{4}[\dXx](?![\dA-Za-z])"), "id_number", MASK, sure=True),
    Rule(re.compile(rf"(?<!\d)(?:\+?86{_APART})?1[3-9]\d{_APART}\d{{4}}{_APART}\d{{4}}(?!\d)"), "phone", MASK, sure=True),
    Rule(re.compile(r"(?<!\d)0\d{2,3}[\s\-—]?[2-9]\d{6,7}(?!\d)"), "phone", MASK, sure=True),
    Rule(re.compile(r"(?<!\d)\d(?:[\s\-]?\d){12,18}(?!\d)"), "card", MASK, sure=True),
    Rule(re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•\s]?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"), "plate", MASK, sure=True),
    Rule(re.compile(rf"(?:{NUMERAL}+\s*(?:号楼院?|栋|幢|号院)\s*)?{NUMERAL}+\s*(?:单元|门)\s*(?:{NUMERAL}+\s*(?:层|楼)\s*)?(?:{NUMERAL}+\s*(?:室|号|户)?)?"), "house", MASK, sure=True),
    Rule(re.compile(rf"{NUMERAL}+\s*(?:号楼院?|栋|幢)\s*[-—]?\s*(?:{NUMERAL}{{2,4}}\s*(?:室|号|户)?)?"), "house", MASK, sure=True),
    Rule(re.compile(rf"(?<![0-9０-９]){NUMERAL}{{2,4}}\s*室"), "house", MASK, sure=True),
    Rule(re.compile(rf"[\u4e00-\u9fff]{{2,6}}(?:路|街|巷|道|胡同){NUMERAL}+\s*号"), "house", MASK, sure=True),
    Rule(re.compile(rf"(?:我|本人|他|她|老人|孩子)?(?:姓名|名字)?(?:叫做?|名叫|是叫)\s*((?:{SURNAMES})[\u4e00-\u9fff]{{1,2}})"), "name", "某某", sure=False),
    Rule(re.compile(rf"[我他她]?姓\s*((?:{SURNAMES}))(?![\u4e00-\u9fff]?名)"), "name", "某", sure=False),
    Rule(re.compile(rf"((?:{SURNAMES})[\u4e00-\u9fff]{{0,2}}?)(?:{CALLED})"), "name", "一位", sure=False),
    Rule(re.compile(r"([^\W\d_在上读的到从我他她们和去是了]{2,6}(?:小学|中学|幼儿园|附小|附中)(?!生))"), "child", "附近的学校", sure=False),
    Rule(re.compile(r"((?:初|高)?[一二三四五六七八九]年级(?:[（(]?[0-9一二三四五六七八九十]+[)）]?班)?)"), "child", "上学的年纪", sure=False),
    Rule(re.compile(r"(?<![\d一二三四五六七八九十百])((?:[1-9]|1[0-7]|[一二三四五六七八九]|十[一二三四五六七]?)\s*(?:周?岁)(?:半)?)"), "child", "年纪小", sure=False),
    Rule(re.compile(r"(?:儿子|女儿|孙子|孙女|外孙女?|孩子|娃)(?:叫|名叫)\s*([\u4e00-\u9fff]{2,3})"), "child", MASK, sure=False),
)  # fmt: skip


def find(text: str, *, names: Iterable[str] = (), also: Iterable[Rule] = ()) -> list[Found]:
    """What in ``text`` tells who somebody is, in its order, none within another.

    ``names`` are known of the matter; ``also`` is what must not become public for another reason.
    """
    known = [Rule(re.compile(re.escape(name)), "name", MASK, sure=True) for name in names if len(name) > 1]
    taken: list[Found] = []
    for found in _all(text, [*known, *also, *RULES]):
        if not any(found.start < other.end and other.start < found.end for other in taken):
            taken.append(found)
    return sorted(taken)


def without(text: str, *, names: Iterable[str] = (), also: Iterable[Rule] = ()) -> str:
    """``text`` with what is proposed in place of all that was found."""
    parts, last = [], 0
    for found in find(text, names=names, also=also):
        parts += [text[last : found.start], found.instead]
        last = found.end
    return re.sub(r"([，,、；;。])[，,、；;。\s]*(?=[，,、；;。])", "", "".join([*parts, text[last:]])).strip(
        "，,、；; "
    )


def _all(text: str, rules: list[Rule]) -> Iterator[Found]:
    for rule in rules:
        group = 1 if rule.pattern.groups else 0
        for match in rule.pattern.finditer(text):
            if match[group]:
                yield Found(match.start(group), match.end(group), rule.kind, rule.instead, rule.sure)
