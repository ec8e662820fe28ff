"""Codes that people read, copy by hand or photograph."""

import segno
from markupsafe import Markup

GROUP = 4


def groups(code: str, size: int = GROUP) -> list[str]:
    """Cut a code into groups that a person can read aloud; a code that is grouped already keeps its groups."""
    if "-" in code or " " in code:
        return [part for part in code.replace(" ", "-").split("-") if part]
    return [code[start : start + size] for start in range(0, len(code), size)]


def qr(text: str) -> Markup:
    """Draw a text as a QR code: SVG without style, to stand in the page."""
    picture = segno.make(text, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None
    )
    return Markup(picture)  # noqa: S704 - segno writes numbers and fixed names only, never the text itself
