"""The open cases of a post, for whoever hands it over or takes it up: labels alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.cases.models import Case
from linli.people.serving.open_work import Open

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linli.people.models import Post


def of_post(post: Post) -> Iterator[Open]:
    """Open cases for which the post answers, soonest due first."""
    for case in Case.objects.open().filter(street=post.street, responsible_post=post).order_by("due", "id"):
        yield Open(case.label, case.url, case.late)
