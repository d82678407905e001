"""Duties: the rules they come from, who owes what by when, what became of each, and how the organisation is told."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.domain.models.base import Base, only, word


class Owner(StrEnum):
    """Who owes what a rule asks for."""

    SCHOOL = "school"
    """Each school: whoever heads it."""
    HOST = "host"
    """The school that hosts the meeting."""
    CLUSTER = "cluster"
    """Each cluster or subject group: whoever leads it."""
    GENERAL = "general"
    """Only clusters of all teachers."""
    GROUP = "group"
    """Only subject groups: their core teacher."""
    OFFICE = "office"
    """The office that the plan is of: its officers."""
    ATTENDED = "attended"
    """Each person who came to the meeting."""
    CAMERA = "camera"
    """Who films the meeting; its lead where nobody was asked to."""
    ASKED = "asked"
    """Each person who was asked to play a part and has not answered."""
    PERSON = "person"
    """One person, whom a meeting agreed on."""


class Anchor(StrEnum):
    """What a rule counts its day from."""

    NONE = "none"
    """Nobody has set a day: nothing is owed before a superior enters one."""
    YEARLY = "yearly"
    """The same day and month of each school year."""
    DAY = "day"
    """One day, once."""
    MONTH = "month"
    """The first day of the meeting's month."""
    START = "start"
    """The day of the meeting."""
    END = "end"
    """The day of the meeting, once it has ended."""
    ROUND = "round"
    """The last day of the round's month."""


class Proof(StrEnum):
    """What closes a duty: something found in the tables, or what its owner hands in."""

    HAND_IN = "hand_in"
    """A link, a file, a text or a word from the owner."""
    VIDEO = "video"
    """A link or a file of the demo lesson, from the owner."""
    APPLIED = "applied"
    """A text: what was tried in one's own class."""
    SETTLED = "settled"
    PARTS = "tasks"  # the word that stands in the tables
    """Somebody was asked to teach and to chair."""
    READY = "ready"
    """The host's whole check list is ticked."""
    REFLECTED = "reflected"
    PLAN = "plan"
    """The cluster's plan of the year was submitted."""
    MET = "met"
    """The cluster met in the half year before the day."""
    ANSWERED = "answered"
    """Yes or no to a part."""
    MINUTES = "minutes"
    """The lead has approved the meeting's minutes."""
    PAPER = "paper"
    """The level above has approved the paper that is asked for."""
    REPLY = "reply"
    """A sentence from above, to what a meeting has requested."""


class DaySource(StrEnum):
    """Who says by when something is to be done."""

    PAPER = "paper"
    """What it rests on: the paper, or the person who wrote it."""
    OURS = "ours"
    """The service proposes it: the paper names no day."""
    OFFICE = "office"
    """An officer has entered it."""


class DutyRule(Base):
    """What is owed by whom and when. Those of the library are rows like those that a person writes.

    In force is what is not paused. What stands in the library is paused until an officer switches it on.
    """

    __tablename__ = "duty_rule"
    # The library has each code once; an office's own copies have it as well.
    __table_args__ = (Index("ix_duty_rule_code", "code", unique=True, **only("NOT copied")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None]
    """Its number in the directives ("000-6"); None for what a person wrote."""
    copied: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it is an office's own copy of what stands in the library (`duties.copies`)."""
    title: Mapped[str]
    """What is owed, as an English message id; as it was typed for what a person wrote."""
    basis: Mapped[str]
    """The document, in Vietnamese, as a notice names it."""
    sentence: Mapped[str]
    """The document's own words."""
    owner: Mapped[Owner] = mapped_column(word(Owner))
    proof: Mapped[Proof] = mapped_column(word(Proof))
    anchor: Mapped[Anchor] = mapped_column(word(Anchor))
    day: Mapped[date | None]
    """The day of DAY; of YEARLY only day and month count."""
    shift: Mapped[int] = mapped_column(default=0)
    """Days after the anchor, negative before it."""
    lasts: Mapped[int] = mapped_column(default=30)
    """Days after the due day for which doing it is still of use."""
    reminders: Mapped[list[Any] | None]
    """Days before the due day; None for the organisation's own."""
    ladder: Mapped[list[Any] | None]
    """Pairs of rung and days after the due day; None for the organisation's own."""
    chosen: Mapped[list[Any] | None]
    """Ids of the schools or clusters that it is for; None for all."""
    paused_at: Mapped[datetime | None]
    switched_on_at: Mapped[datetime | None]
    """When an officer switched it on, the law's when it was put in; None for what is only in the library."""
    office_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    """Under whose name a sample was switched on; None for what is cited as it stands."""
    scope_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    """The office that has ordered it: it is for what stands below that office; None for everything."""
    levels: Mapped[list[Any] | None]
    """The levels of schooling it is for (`units.LEVELS`); None for all."""
    day_source: Mapped[DaySource] = mapped_column(
        word(DaySource), default=DaySource.PAPER, server_default=DaySource.PAPER
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"))
    """The cluster whose lead wrote it; None for an officer's and a directive's."""
    agreed_at_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    """The meeting that has agreed on it or requested it; None for what no meeting has."""
    school_year: Mapped[str | None]
    """The one year that a person wrote it for; None for each year anew."""
    version: Mapped[int] = mapped_column(default=0)
    """Goes up with every change, so that the second of two editors is told of the first."""
    changed_at: Mapped[datetime]

    @property
    def sample(self) -> bool:
        """Whether it is only in the library."""
        return self.code is not None and self.switched_on_at is None

    @property
    def quoted(self) -> bool:
        """Whether what people are told may quote its sentence: not that of a paper in another office's name.

        What a person wrote says no more than its title.
        """
        return self.sentence != self.title and self.office_id is None


class DutyState(StrEnum):
    """Where a duty stands."""

    OPEN = "open"
    DONE = "done"
    EXCUSED = "excused"
    LAPSED = "lapsed"
    """Its latest useful hour passed, and it was not done."""
    VOID = "void"
    """What it was about is no more: the meeting was called off, the school left."""


class Duty(Base):
    """Somebody owes something by a day. Exactly one of person, unit and cluster owes it."""

    __tablename__ = "duty"
    __table_args__ = (
        UniqueConstraint("rule_id", "key"),
        # Only open duties have a next step, and closed ones become ever more.
        Index("ix_duty_next_at", "next_at", **only("state = 'open'")),
        Index("ix_duty_not_after", "not_after", **only("state = 'open'")),
        Index("ix_duty_meeting_id_state", "meeting_id", "state"),
        # Few duties are done by a file, and each photo that goes asks whether one of them is.
        Index("ix_duty_sha", "sha", **only("sha IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("duty_rule.id"))
    key: Mapped[str]
    """Who owes it, about what: "school:3:2023-2024", "cluster:2:meeting:5"."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    school_year: Mapped[str]
    due_on: Mapped[date]
    extra: Mapped[int] = mapped_column(default=0)
    """Days that superiors have given beyond the rule's own day; they are kept where the meeting moves."""
    not_after: Mapped[datetime]
    """Its latest useful hour."""
    state: Mapped[DutyState] = mapped_column(word(DutyState), default=DutyState.OPEN)
    version: Mapped[int] = mapped_column(default=0)
    """Goes up with every new day: a letter about the former day is void."""
    opened_at: Mapped[datetime]
    told_until: Mapped[datetime]
    """Every step planned before this moment has been taken."""
    next_at: Mapped[datetime | None]
    """When its next step is: a reminder, or a rung of the ladder."""
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None]
    """Why it was excused, or sent back."""
    note: Mapped[str | None]
    """What its owner handed in: a text or a link."""
    sha: Mapped[str | None]
    file_name: Mapped[str | None]
    form: Mapped[dict[str, Any] | None]
    """The fields of what was handed in by a form (`themes.FIELDS`); None for everything else."""

    rule: Mapped[DutyRule] = relationship(lazy="joined", innerjoin=True)


class DutyEventKind(StrEnum):
    """What happened to a duty."""

    TOLD = "told"
    """Its owner was reminded."""
    READ = "read"
    """Its owner said that they know of it."""
    CLIMBED = "climbed"
    """A superior was told that it is not done."""
    CHASED = "chased"
    """A superior had its owner reminded."""
    EXTENDED = "extended"
    EXCUSED = "excused"
    DONE = "done"
    LAPSED = "lapsed"
    MISSED = "missed"
    """A message about it did not arrive, or nobody knows."""
    VOID = "void"
    RETURNED = "returned"
    """A superior sent back what was handed in."""
    CORRECTED = "corrected"
    """Its owner put something else in the place of what was handed in."""
    AGAIN = "again"
    """It is owed once more: what had made it void is no more."""


class DutyEvent(Base):
    """One line of a duty's history; none is ever changed."""

    __tablename__ = "duty_event"
    __table_args__ = (Index("ix_duty_event_duty_id_id", "duty_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id"))
    at: Mapped[datetime]
    kind: Mapped[DutyEventKind] = mapped_column(word(DutyEventKind))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    detail: Mapped[str] = mapped_column(default="")
    """The step ("remind:7", "late"), the rung ("lead"), the new day ("2023-11-20"), the reason, what it was before."""


class OrganisationSetting(Base):
    """One organisation setting, such as how early it reminds; what has no row has its default."""

    # The table keeps its first name: renaming it would lock out the older replicas during an upgrade.
    __tablename__ = "custom"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]


class DayOff(Base):
    """A day on which the organisation sends nothing that can wait, beside Sundays and public holidays."""

    __tablename__ = "day_off"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Acknowledgement(Base):
    """Somebody said "Đã rõ" to one version of a meeting."""

    __tablename__ = "acknowledgement"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]
