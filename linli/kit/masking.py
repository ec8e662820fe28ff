"""Masked display of personal data: enough to recognise, too little to use (张**, 138****1234, 3号楼**)."""

import re

from linli.kit.unreadable import Unreadable

BUILDING = re.compile(r"[0-9０-９A-Za-z一二三四五六七八九十百甲乙丙丁东南西北]+\s*(?:号楼院?|栋|幢|座|号院|号)")
INSIDE = re.compile(r"单元|[门室户层]")
SHORTEST_ID = 15
SHOWN_HEAD, SHOWN_TAIL = 3, 4


def mask_name(name: str) -> str:
    """Show the first character and two stars, whatever the length; '' stays ''."""
    if isinstance(name, Unreadable):
        return name
    name = name.strip()
    return f"{name[0]}**" if name else ""


def mask_phone(phone: str) -> str:
    """Show three digits before and four after four stars; a short number shows only its last two."""
    if isinstance(phone, Unreadable):
        return phone
    phone = phone.strip()
    if not phone:
        return ""
    if len(phone) < SHOWN_HEAD + SHOWN_TAIL + 4:
        return f"****{phone[-2:]}" if len(phone) > SHOWN_TAIL else "****"
    return f"{phone[:SHOWN_HEAD]}****{phone[-SHOWN_TAIL:]}"


def mask_id_number(number: str) -> str:
    """Show the first three and the last two signs; a shorter one shows nothing."""
    if isinstance(number, Unreadable) or not number:
        return number
    number = number.strip()
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}" if len(number) >= SHORTEST_ID else "****"


def mask_address(address: str) -> str:
    """Show it as far as the building; what comes after, and an address without a building, is not shown."""
    if isinstance(address, Unreadable) or not address:
        return address
    building = BUILDING.search(INSIDE.split(address, maxsplit=1)[0])
    return f"{address[: building.end()]}**" if building else "**"
