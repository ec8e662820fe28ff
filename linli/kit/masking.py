"""Masked display of contact data: enough to recognise, too little to use (张**, 138****1234)."""

from linli.kit.unreadable import Unreadable

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
