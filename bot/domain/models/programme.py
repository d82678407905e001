"""The year: a plan, its rounds, its meetings."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.domain.models.base import Base, only, word
from bot.domain.models.organisation import Cluster, Unit
from bot.vietnamese import at, local


class PlanState(StrEnum):
    """Where a plan stands; only a published one is seen by teachers."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    PUBLISHED = "published"


class Plan(Base):
    """A year's plan: an office's directive, or with `cluster_id` the own plan of one cluster."""

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("school_year", "cluster_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    school_year: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    imported_at: Mapped[datetime]
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"))
    state: Mapped[PlanState] = mapped_column(
        word(PlanState), default=PlanState.PUBLISHED, server_default=PlanState.PUBLISHED
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    remark: Mapped[str | None]
    """The sentence with which it was sent back."""
    level: Mapped[str | None]
    """The level of schooling it is for; None for several, and where it came in before levels were told apart."""
    number: Mapped[str] = mapped_column(default="", server_default="")
    """As its paper has it ("12/KH-SGDĐT"); empty where the paper leaves it open."""
    signed_on: Mapped[date | None]


class Round(Base):
    """A đợt: the meetings of one month of the plan."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    number: Mapped[int]
    month: Mapped[date]
    """The first day of the month."""

    plan: Mapped[Plan] = relationship(lazy="joined", innerjoin=True)


class Form(StrEnum):
    """How people attend."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    BOTH = "both"


class MeetingState(StrEnum):
    """Where a meeting stands in its life; that it is over is read off its hours."""

    PLANNED = "planned"
    """Only a month is known. No day is ever invented."""
    SETTLED = "settled"
    CANCELLED = "cancelled"


class Lesson(Base):
    """A bài học minh họa: one thread through the meetings that prepare it, see it and see it again."""

    __tablename__ = "lesson"

    id: Mapped[int] = mapped_column(primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"), index=True)
    title: Mapped[str]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]


class LessonFile(Base):
    """One version of a lesson's plan (kế hoạch bài dạy); a newer one never overwrites it."""

    __tablename__ = "lesson_file"
    __table_args__ = (UniqueConstraint("lesson_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    version: Mapped[int]
    sha: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Stage(StrEnum):
    """What a meeting does with its lesson (1315/BGDĐT-GDTH; two meetings a lesson in many clusters)."""

    PREPARE = "prepare"
    """Buổi 1: thống nhất kế hoạch bài dạy."""
    TEACH = "teach"
    """Buổi 2: dạy minh họa và rút kinh nghiệm."""
    AGAIN = "again"
    """Dạy lại."""


class Expects(StrEnum):
    """Whom a meeting expects, of those whom it concerns; chosen where it is settled."""

    EVERYBODY = "everybody"
    """Mọi giáo viên of the cluster, or of its subject, and level."""
    NUMBERS = "numbers"
    """So many of each school (`quota`); their principals send them by name."""
    SCHOOLS = "schools"
    """Everybody of some schools."""
    PEOPLE = "people"
    """Who was chosen by name."""


class Meeting(Base):
    """A buổi: what people attend."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("round_id", "cluster_id", "number"),
        # The last line of defence against a race for seats, below the guarded updates of `programme.seats`.
        CheckConstraint("taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="seats"),
        CheckConstraint("state <> 'settled' OR (starts_at IS NOT NULL AND ends_at IS NOT NULL)", name="settled"),
        Index("ix_meeting_starts_at", "starts_at"),
        # Asked every minute; whose roll is closed or asked about becomes ever more.
        Index("ix_meeting_ends_at", "ends_at", "id", **only("asked_to_close_at IS NULL AND roll_closed_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"), index=True)
    number: Mapped[int] = mapped_column(default=1)
    """Tells two meetings of one cluster in one round apart."""
    extra: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Added beside the plan, whose newer versions know nothing of it."""
    host_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    content: Mapped[str]
    form: Mapped[Form] = mapped_column(word(Form), default=Form.IN_PERSON)
    month: Mapped[date]
    state: Mapped[MeetingState] = mapped_column(word(MeetingState), default=MeetingState.PLANNED)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    pieces: Mapped[list[Any] | None]
    """Beginning and end of each half-day where there are several; `starts_at` and `ends_at` are the outer ones."""
    day: Mapped[date | None]
    """A day that the plan gives without an hour; the hour is still the lead's to settle."""
    room: Mapped[str | None]
    link: Mapped[str | None]
    """Where people meet online."""
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey("lesson.id"), index=True)
    stage: Mapped[Stage | None] = mapped_column(word(Stage))
    expects: Mapped[Expects] = mapped_column(word(Expects), default=Expects.EVERYBODY, server_default=Expects.EVERYBODY)
    quota: Mapped[str] = mapped_column(default="", server_default="")
    """What each school is asked to send, as the lead typed it: "2 GV lớp 4 + 1 CBQL"."""
    quota_number: Mapped[int | None]
    """How many people that is, of each school."""
    listed_at: Mapped[datetime | None]
    """When its expected people were written for the first time; None while they were not."""
    capacity: Mapped[int | None]
    """Seats in all; None for as many as come."""
    taken: Mapped[int] = mapped_column(default=0)
    """Seats held or offered; kept by guarded updates, never counted and then written."""
    version: Mapped[int] = mapped_column(default=0)
    """Goes up with every change of hour or room: what was armed for an older version is void."""
    ends_changed: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often its end alone was changed, which is no new version but another entry in people's calendars."""
    code: Mapped[str | None]
    """The short code of the roll call; None until a lead opens it."""
    opened_at: Mapped[datetime | None]
    """When the code was first shown; with a move both are gone."""
    asked_to_close_at: Mapped[datetime | None]
    """When its leads were asked what becomes of those who are not marked."""
    roll_closed_at: Mapped[datetime | None]
    """Until then every summary says that the roll is open."""

    # Joined, since every card names them, and an async session cannot load them when they are first read.
    cluster: Mapped[Cluster] = relationship(lazy="joined", innerjoin=True)
    host: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)
    round: Mapped[Round] = relationship(lazy="joined", innerjoin=True)

    @property
    def only_day(self) -> bool:
        """Whether it has its day and waits for its hour: people are invited for the day."""
        return self.state is MeetingState.PLANNED and self.starts_at is None and self.day is not None

    @property
    def on_day(self) -> date | None:
        """Its day in Vietnam, with an hour or without. None with only a month."""
        return local(self.starts_at).date() if self.starts_at else self.day

    @property
    def ahead_until(self) -> datetime | None:
        """When it begins; of a day without an hour when that day is over. None with only a month."""
        if self.only_day and self.day:
            return at(self.day + timedelta(days=1), time.min)
        return self.starts_at


class Acceptance(Base):
    """A yes to a version of a plan, until all that follows from it is done."""

    __tablename__ = "acceptance"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who said it, and need not be told."""
    at: Mapped[datetime]


class AcceptedChange(Base):
    """What an acceptance did to one meeting: reminders to arm, and people to tell from what to what."""

    __tablename__ = "accepted_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptance.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    rearms: Mapped[bool] = mapped_column(default=False)
    """Whether its reminders are still to be armed, or taken back where it was called off."""
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """When and where it was, for who has a place there: `facts.WhenAndWhere`. None where that is no matter."""
    entry: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the letter about the plan says of it: `facts.PlanEntry`. None where nobody gets one."""
    hosts: Mapped[list[Any]] = mapped_column(default=list)
    """The schools whose heads that letter goes to."""
    told_apart: Mapped[bool] = mapped_column(default=False)
    """Who has a place there is told by a letter about the meeting instead."""


class PlanRead(Base):
    """Somebody said "Đã rõ" to what one new version of a plan changes for them."""

    __tablename__ = "plan_read"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    """The version of the letters, which is when the plan was accepted."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]
