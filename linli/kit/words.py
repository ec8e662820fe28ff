"""Words for people: plain text, or text that is translated when it is shown."""

from __future__ import annotations

from django.utils.functional import Promise

Words = str | Promise
