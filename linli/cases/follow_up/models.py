"""What a case's follow-up has come to, and what somebody holds against its rating, its assignment or its being counted."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.cases.figures import FOLLOW_UP, OBJECTION
from linli.cases.follow_up.rules import REASONS
from linli.flows.rows import Row

WAITING = ~Q(waits="") & Q(ended__isnull=True)
CALL_OWED = Q(call_by__isnull=False, called__isnull=True, ended__isnull=True)
RIGHT_OWED = Q(right_by__isnull=False, right__isnull=True, ended__isnull=True)


class FollowUp(Row):
    """The follow-up of one case: asked when it is done, answered once; a bad first rating is called about and put right.

        ``through`` is the number of the last step that it knows of. ``waits`` says for which answer: the first, or the second
        one (追评) after something was put right. ``contacted``, ``solved`` and ``rating`` are the first answer, ``again`` and
        ``again_solved`` the second.
    ``tries`` counts the days on which nobody was reached; ``given_up`` after the last.
        ``declined``: they were asked and gave no rating. ``provisional``: a year up to ``call_by`` or ``right_by`` was not
        announced. ``call_late``, ``right_late``: the one ran out, the other. ``ended``: nothing is owed any more, as its person took the case back or it
        goes on in another street.
    """

    row_name = FOLLOW_UP
    owner = "case_id"
    ledgered = (
        "case_id", "through", "way", "waits", "asked", "tries", "tried", "given_up", "declined", "channel", "answered", "contacted",
        "solved", "rating", "call_by", "called", "right_by", "right", "provisional", "call_late", "right_late", "again", "again_at",
        "again_solved", "ended",
    )  # fmt: skip

    anew: ClassVar[dict[str, int]] = {"through": 0}

    class Waits(models.TextChoices):
        """Which answer is waited for."""

        FIRST = "first", _("等本人评价")
        AGAIN = "again", _("等本人追评")

    class Channel(models.TextChoices):
        """How they are asked, and how the first answer came."""

        PAGE = "page", _("网页")
        LINK = "link", _("短信链接")
        CALL = "call", _("电话")
        VISIT = "visit", _("上门")

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_index=False, related_name="+")
    through = models.PositiveIntegerField()
    way = models.CharField(max_length=10, choices=Channel, blank=True, default="")
    waits = models.CharField(max_length=10, choices=Waits, blank=True, default="")
    asked = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    tried = models.DateTimeField(null=True)
    given_up = models.DateTimeField(null=True)
    declined = models.DateTimeField(null=True)
    channel = models.CharField(max_length=10, choices=Channel, blank=True, default="")
    answered = models.DateTimeField(null=True)
    contacted = models.BooleanField(null=True)
    solved = models.BooleanField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    call_by = models.DateTimeField(null=True)
    called = models.DateTimeField(null=True)
    right_by = models.DateTimeField(null=True)
    right = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    call_late = models.BooleanField(default=False)
    right_late = models.BooleanField(default=False)
    again = models.PositiveSmallIntegerField(null=True)
    again_at = models.DateTimeField(null=True)
    again_solved = models.BooleanField(null=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "case"], name="one_follow_up_per_case"),
            models.CheckConstraint(condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="follow_up_rating"),
            models.CheckConstraint(
                condition=Q(again__isnull=True) | Q(rating__isnull=False, again__range=(1, 5)),
                name="second_rating_after_a_first",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["street", "asked"], condition=WAITING, name="follow_up_waiting"),
            models.Index(fields=["street", "call_by"], condition=CALL_OWED, name="follow_up_calls_owed"),
            models.Index(fields=["street", "right_by"], condition=RIGHT_OWED, name="follow_up_right_owed"),
        ]

    def __str__(self) -> str:
        return f"follow-up of {self.case_id}"


class Objection(Row):
    """Somebody who handled a case holds that its rating is wrong, that it was not theirs, or that it must not count.

    ``reason`` is a key of the closed list of its ``kind``. Who decides is neither who asked nor anybody rated by it.
    ``lifted``: what was upheld holds no more.
    """

    row_name = OBJECTION
    owner = "case_id"
    ledgered = (
        "case_id", "kind", "reason", "asked", "asked_by_id", "decide_by", "decided", "decided_by_id", "upheld", "lifted",
    )  # fmt: skip

    class Kind(models.TextChoices):
        """Against what."""

        RATING = "rating", _("对评价申诉")
        DUTY = "duty", _("对派错申诉")
        LEFT_OUT = "left_out", _("申请剔除")

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(
        max_length=20, choices=[(code, words) for each in REASONS.values() for code, words in each.items()]
    )
    asked = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    decide_by = models.DateTimeField()
    decided = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    upheld = models.BooleanField(null=True)
    lifted = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["street", "case", "kind"],
                condition=Q(upheld__isnull=True) | Q(upheld=True, lifted__isnull=True),
                name="one_live_objection_per_case_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="nobody_decides_their_own"
            ),
            models.CheckConstraint(
                condition=Q(upheld__isnull=True, decided__isnull=True, decided_by__isnull=True)
                | Q(upheld__isnull=False, decided__isnull=False, decided_by__isnull=False),
                name="decided_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["street", "case"], name="objection_by_case"),
            models.Index(
                fields=["street", "decide_by"], condition=Q(upheld__isnull=True), name="objection_to_be_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.case_id}"
