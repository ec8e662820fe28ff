"""The child process that knows Word: a job as JSON on standard input, a file or the faults of a template on output.

It takes its own limits of memory and time first; the parent reads any other end of it as "too large".
"""

from __future__ import annotations

import base64
import io
import json
import sys
import zipfile
from typing import Any

from linli.kit.spreadsheet_child import limit


def main() -> None:
    """Read the job, do it, answer."""
    job = json.load(sys.stdin)
    limit(job["seconds"])
    json.dump(done(job), sys.stdout)


def done(job: dict[str, Any]) -> dict[str, Any]:
    """Do a job: ``base`` writes the shipped template, ``fill`` fills one in, ``check`` looks one through."""
    from linli.papers.word_built import built  # the heavy part, in this process alone

    content = base64.b64decode(job["template"]) or built(job["spec"])
    if job["do"] == "base":
        return {"file": base64.b64encode(content).decode()}
    try:
        if job["do"] == "check":
            from linli.papers.word_checked import checked

            faults = checked(content, job["spec"], _environment())
            if faults:
                return {"faults": faults}
        return {"file": base64.b64encode(filled(content, job["spec"], job["values"])).decode()}
    except (KeyError, ValueError, SyntaxError, zipfile.BadZipFile, LookupError):
        return {"refused": "unreadable"}


def filled(content: bytes, spec: dict[str, Any], values: dict[str, Any]) -> bytes:
    """Fill a template in: every value as text, escaped; a code as a picture."""
    import segno
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage, Listing

    template = DocxTemplate(io.BytesIO(content))
    given: dict[str, Any] = dict(values)
    for field in [*spec["frame"], *spec["fields"]]:
        name = field["name"]
        text: Any = given.get(name) or ""
        if field["kind"] == "qr" and text:
            picture = io.BytesIO()
            segno.make(text, error="m", micro=False).save(picture, kind="png", scale=8, border=2)
            picture.seek(0)
            given[name] = InlineImage(template, picture, width=Mm(80 if spec["look"] == "poster" else 28))
        elif field["kind"] == "rows":
            given[name] = [{key: Listing(said) for key, said in row.items()} for row in text or ()]
        else:
            given[name] = Listing(text) if text else ""
    template.render(given, _environment(), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _environment() -> Any:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(autoescape=True)


if __name__ == "__main__":
    main()
