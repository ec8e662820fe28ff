"""Words that speak of somebody's health or disability: then a consent of its own is asked for (PIPL 28–32).

Nothing is kept of the finding, and nobody is sorted by it: the form is shown again with the question. A list cannot
find everything, so the question also stands in the form for whoever wants to answer it.
"""

from __future__ import annotations

import re

SPOKEN_OF = re.compile(
    "残疾|残障|失能|失智|轮椅|截肢|瘫|中风|失明|盲人|失聪|聋|哑巴|自闭|孤独症|抑郁|精神病|精神分裂|痴呆|阿尔茨海默|帕金森"
    "|癌|肿瘤|白血病|化疗|放疗|透析|尿毒症|艾滋|肝炎|结核|癫痫|糖尿病|高血压|心脏病|慢性病|重病|大病|疾病|患病|生病|病人|病历"
    "|住院|做手术|怀孕|孕妇|流产"
    r"|\b(?:disab\w+|wheelchair|paraly\w+|stroke|blind|deaf|autis\w+|depress\w+|dementia|cancer|tumou?r|chemo\w*"
    r"|dialysis|hiv|hepatitis|epilep\w+|diabet\w+|pregnan\w+|hospitali[sz]ed)\b",
    re.IGNORECASE,
)


def spoken_of(text: str) -> str:
    """The first word of ``text`` that speaks of health or disability, '' if there is none."""
    found = SPOKEN_OF.search(text)
    return found.group() if found else ""
