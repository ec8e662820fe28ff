"""A case, the people in it, whose turn it is, and what it is linked to."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from linli.cases import clocks, policy, reach
from linli.cases.intakes import Intake, TakenIn
from linli.cases.matters import Matter
from linli.flows.records import Record
from linli.flows.rows import Row
from linli.kit import addresses
from linli.kit.asked import Asked, Slot, together
from linli.ledger import events, texts
from linli.notices.ways import OF_RECEIPT
from linli.people.models import Organisation, Post
from linli.people.purposes import Channel

if TYPE_CHECKING:
    from uuid import UUID

    from linli.flows.act import Act
    from linli.ledger.models import Event, Text
    from linli.people.person import Person

__all__ = ["Assignment", "Case", "ChosenWay", "Consent", "Intake", "Link", "Matter", "Participant", "TakenIn"]

OPEN = Q(closed__isnull=True)
RUNNING = OPEN & Q(late=False, paused__isnull=True)
R = TypeVar("R", bound=Row)
LATER: dict[str, Any] = {
    "urgency": "",
    "counts_from": None,
    "span": None,
    "unit": "",
    "idle": 0,
    "extra": 0,
    "extended": 0,
    "paused": None,
    "pause_reason": "",
    "warn": None,
    "provisional": False,
    "urged": 0,
    "supervised": None,
}
"""Columns that came after the first cases, with what each holds where no event speaks of it."""


class CaseQuerySet(models.QuerySet["Case"]):
    """Reach: what a person may see. What they may not see does not exist for them."""

    def visible_to(self, person: Person) -> CaseQuerySet:
        """The cases that ``person`` may see at all (not: everything in them)."""
        return self.filter(reach.visible(person))

    def open(self) -> CaseQuerySet:
        """Cases that are not closed."""
        return self.filter(OPEN)

    def running(self) -> CaseQuerySet:
        """Open cases whose clock runs: neither paused nor told to be late."""
        return self.filter(RUNNING)


class Case(Record):
    """One thing to be handled. While it is open it has one responsible post or organisation and one main clock.

    ``place`` is the community's or the grid's code, never finer. ``scope`` is "" (not public) or the code of the
    region in which it is published. ``rating`` runs from 5 (very satisfied) to 1. ``reopened`` counts.

    Of the clock: it ``counts_from`` a moment, runs for ``span`` + ``extra`` (by ``extended`` extensions) of ``unit``
    and for what was ``idle`` (seconds of hours, else days), so it is ``due``; from ``warn`` on little is left;
    ``provisional`` where a year in between was not announced. While it is ``paused`` it does not run.
    ``urged`` counts reminders of this clock; ``supervised``: since when the street watches over it.
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, db_index=False)
    place = models.CharField(max_length=15)
    kind = models.CharField(max_length=40, blank=True)
    scope = models.CharField(max_length=12, blank=True, default="")
    responsible_post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, db_index=False)
    responsible_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, db_index=False)
    urgency = models.CharField(max_length=20, blank=True, default="")
    clock = models.CharField(max_length=40, blank=True)
    counts_from = models.DateTimeField(null=True)
    span = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=10, blank=True, default="")
    idle = models.PositiveBigIntegerField(default=0)
    extra = models.PositiveIntegerField(default=0)
    extended = models.PositiveSmallIntegerField(default=0)
    paused = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=20, blank=True, default="")
    due = models.DateTimeField(null=True)
    warn = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    late = models.BooleanField(default=False)
    urged = models.PositiveSmallIntegerField(default=0)
    supervised = models.DateTimeField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    closed = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()
    ledgered = (
        "flow",
        "state",
        "matter_id",
        "place",
        "kind",
        "scope",
        "responsible_post_id",
        "responsible_organisation_id",
        "clock",
        "due",
        "late",
        "rating",
        "reopened",
        "closed",
        *LATER,
    )
    unsaid = LATER

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(place__startswith=F("street")), name="case_lies_in_its_street"),
            models.CheckConstraint(
                condition=~OPEN
                | Q(responsible_post__isnull=False, responsible_organisation__isnull=True)
                | Q(responsible_post__isnull=True, responsible_organisation__isnull=False),
                name="open_case_has_one_responsible",
            ),
            models.CheckConstraint(
                condition=~OPEN | (Q(due__isnull=False) & ~Q(clock="")), name="open_case_has_a_clock"
            ),
            models.CheckConstraint(
                condition=OPEN | Q(due__isnull=True, clock="", paused__isnull=True), name="closed_case_has_no_clock"
            ),
            models.CheckConstraint(
                condition=Q(paused__isnull=True, pause_reason="") | (Q(paused__isnull=False) & ~Q(pause_reason="")),
                name="pause_has_a_reason",
            ),
            models.CheckConstraint(condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="five_ratings"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["street", "due"], condition=RUNNING, name="case_running_clocks"),
            models.Index(fields=["street", "due"], condition=OPEN & Q(provisional=True), name="case_provisional"),
            models.Index(fields=["street", "place", "state", "due"], name="case_by_place_and_state"),
            models.Index(fields=["street", "scope", "state", "-changed"], name="case_by_scope"),
            models.Index(fields=["street", "closed"], condition=~OPEN, name="case_by_closing"),
        ]

    def __str__(self) -> str:
        return f"{self.flow} {self.label} {self.state}"

    @property
    def community(self) -> str:
        """The 12-digit code of the community."""
        return self.place[:12]

    @cached_property
    def live_assignments(self) -> list[Assignment]:
        """What is offered or accepted; read once per loaded case, so under the lock where the case was locked."""
        return _live(street=self.street, case=self.id)

    @cached_property
    def present_participants(self) -> list[Participant]:
        """Who takes part now; read once per loaded case."""
        return _present(street=self.street, case=self.id)

    @property
    def is_by_receipt(self) -> bool:
        """Whether somebody without an account takes part, who is told by the receipt alone."""
        return any(row.by_receipt and row.account_id is None for row in self.present_participants)

    @cached_property
    def live_consents(self) -> list[Consent]:
        """What was agreed to and not taken back; read once per loaded case."""
        return _agreed(street=self.street, case=self.id)

    @cached_property
    def present_links(self) -> list[Link]:
        """What it is linked to; read once per loaded case."""
        return _linked(street=self.street, case=self.id)

    @property
    def is_published(self) -> bool:
        """Whether it stands in public now."""
        return self.scope != ""

    def read_whole(self) -> tuple[list[Event], list[Text]]:
        """Its events and its texts; the rows around it are read with them, in one go."""
        stream, case = {"street": self.street, "stream": self.id}, {"street": self.street, "case": self.id}
        done, said, present, live, linked = together(
            (events.of_stream, stream), (texts.of_stream, stream), (_present, case), (_live, case), (_linked, case)
        )
        self.__dict__.update(present_participants=present, live_assignments=live, present_links=linked)
        return done, said

    @property
    def url(self) -> str:
        """The address of the case's page."""
        return addresses.of_row("case", addresses.STREET, addresses.KEY, street=self.street, key=self.id)

    @classmethod
    def reached(cls, person: Person, *, street: str, key: UUID) -> Case | None:
        """The case with this key and who answers for it, if ``person`` may see it."""
        return _reached(person).first(street=street, id=key)

    def roles(self, person: Person, wanted: frozenset[str]) -> frozenset[str]:
        """See ``linli.cases.policy``."""
        return policy.roles(self, person, wanted)

    def start_clock(self, act: Act, clock: str) -> None:
        """Start the main clock called ``clock``: it runs as long as the case's matter version says."""
        clocks.start(self, act, clock)

    def stop_clock(self, act: Act) -> None:
        """Stop the clock: the case is closed."""
        clocks.stop(self, act)


class Participant(Row):
    """Somebody in a case: a person with an account, an organisation, or nobody named.

    ``by_receipt``: whoever holds the receipt speaks for them. ``audience``: who is told that they take part.
    Names and phones are text beside the ledger.
    """

    row_name = "participant"
    owner = "case_id"
    ledgered = ("case_id", "role", "account_id", "organisation_id", "by_receipt", "audience", "until")

    class Role(models.TextChoices):
        """As what somebody is in a case."""

        APPLICANT = "applicant", _("申请人")
        BENEFICIARY = "beneficiary", _("受益人")
        PARTY = "party", _("当事人")
        GUARDIAN = "guardian", _("监护人")
        PROXY = "proxy", _("代理人")
        WITNESS = "witness", _("见证人")
        AFFECTED = "affected", _("利害关系人")
        SUBSCRIBER = "subscriber", _("关注人")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="participants")
    role = models.CharField(max_length=20, choices=Role)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, db_index=False)
    by_receipt = models.BooleanField(default=False)
    audience = models.CharField(max_length=64, default="participants")
    until = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["street", "case"], name="participant_by_case"),
            models.Index(fields=["street", "account"], name="participant_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.case_id}"


class Consent(Row):
    """Somebody in a case agrees to one purpose (`linli.people.purposes`): to which wording, how, from when to when.

    A row of its own beside the participants, so that events of before it was there still replay to what is stored.
    """

    row_name = "consent"
    owner = "case_id"
    ledgered = ("case_id", "purpose", "wording", "channel", "given", "withdrawn")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="consents")
    purpose = models.CharField(max_length=40)
    wording = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Channel])
    given = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["street", "case", "purpose"],
                condition=Q(withdrawn__isnull=True),
                name="one_live_consent_per_case_and_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} in {self.case_id}"


class ChosenWay(Row):
    """How whoever holds the receipt of a case wants to be told and asked (`linli.notices.ways.OF_RECEIPT`)."""

    row_name = "way"
    owner = "case_id"
    ledgered = ("case_id", "way")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="+")
    way = models.CharField(max_length=8, choices=[(way.value, way.value) for way in OF_RECEIPT])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "case"], name="one_chosen_way_per_case"),
        ]

    def __str__(self) -> str:
        return f"{self.way} in {self.case_id}"


class Assignment(Row):
    """Whose turn: offered, then accepted, declined or expired; accepted, then finished, released or expired.

    A volunteer is invited and never ordered; giving back costs nothing. ``mode`` says how they take part.
    ``slot`` numbers a taker's open claims: the limit is held by the database. ``renewals`` counts extensions.
    """

    row_name = "assignment"
    owner = "case_id"
    ledgered = ("case_id", "state", "account_id", "organisation_id", "mode", "slot", "renewals", "offered", "answered")

    class State(models.TextChoices):
        """Where the assignment stands."""

        OFFERED = "offered", _("已邀请")
        ACCEPTED = "accepted", _("已接受")
        DECLINED = "declined", _("已谢绝")
        EXPIRED = "expired", _("已过期")
        RELEASED = "released", _("已退回")
        FINISHED = "finished", _("已完成")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="assignments")
    state = models.CharField(max_length=20, choices=State)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, db_index=False)
    mode = models.CharField(max_length=20, blank=True)
    slot = models.PositiveSmallIntegerField(null=True)
    renewals = models.PositiveSmallIntegerField(default=0)
    offered = models.DateTimeField()
    answered = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["street", "case"], condition=Q(state="accepted"), name="one_holder_per_case"
            ),
            models.UniqueConstraint(
                fields=["street", "account", "slot"],
                condition=Q(state="accepted", organisation__isnull=True),
                name="one_claim_per_slot_of_a_person",
            ),
            models.UniqueConstraint(
                fields=["street", "organisation", "slot"],
                condition=Q(state="accepted", organisation__isnull=False),
                name="one_claim_per_slot_of_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(organisation__isnull=False), name="assignment_has_a_taker"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["street", "case"], name="assignment_by_case"),
            models.Index(fields=["street", "account", "state"], name="assignment_by_account"),
            models.Index(fields=["street", "organisation", "state"], name="assignment_by_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.case_id}"


class Link(Row):
    """A typed link from one case to another, which may lie in another street."""

    row_name = "link"
    owner = "case_id"
    ledgered = ("case_id", "kind", "other_street", "other")

    class Kind(models.TextChoices):
        """What the other case is to this one."""

        CHILD = "child", _("子件")
        FOLLOWS = "follows", _("接续")
        DUPLICATES = "duplicates", _("重复")
        ANSWERS = "answers", _("回应")
        DECIDED_BY = "decided_by", _("决定于")
        CONTINUED = "continued", _("转到")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="links")
    kind = models.CharField(max_length=20, choices=Kind)
    other_street = models.CharField(max_length=9)
    other = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "case", "kind", "other"], name="link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other}"


@lru_cache(maxsize=256)
def _reached(person: Person) -> Asked[Case]:
    """Kept for this very person with today's seats, which is all that reach may depend on: never on the time."""
    seen = Case.objects.visible_to(person).select_related("responsible_post", "responsible_organisation")
    return Asked(lambda: seen.filter(street=Slot("street", Case), id=Slot("id", Case)))


def _around(model: type[R], **which: object) -> Asked[R]:
    """The rows of one case."""
    of_case = {"street": Slot("street", model), "case": Slot("case", model)}
    return Asked(lambda: model._default_manager.filter(**of_case, **which).order_by("id"))


_live = _around(Assignment, state__in=("offered", "accepted"))
_present = _around(Participant, until__isnull=True)
_agreed = _around(Consent, withdrawn__isnull=True)
_linked = _around(Link)
