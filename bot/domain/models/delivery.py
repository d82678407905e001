"""What is to be said unasked: notices that become due, and the outbox that people are told from."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.models.base import Base, only, word
from bot.domain.models.topic import Topic, TopicText


class Purpose(StrEnum):
    """Why somebody is told something."""

    WEEK_BEFORE = "week_before"
    DAY_BEFORE = "day_before"
    HOURS_BEFORE = "hours_before"
    INVITE = "invite"
    """To somebody expected, as soon as the meeting has its day."""
    INVITE_AGAIN = "invite_again"
    """To who has not answered."""
    SENT = "sent"
    """To somebody whom their principal sends: it is their invitation."""
    TO_SEND = "to_send"
    """To the heads of schools: a meeting expects so many people of each school."""
    SPARED = "spared"
    """To who was invited: the meeting does not need them any more."""
    AWAY_FOR = "away_for"
    """To somebody whose principal has said for them that they cannot come."""
    ABSENCE = "absence"
    """To the principal: who of the school has said that they cannot come."""
    HOST = "host"
    """To the host school's principal, a day before."""
    REFLECT = "reflect"
    LATER = "later"
    """To somebody: what they have left for later."""
    MOVED = "moved"
    ENDS = "ends"
    """To who comes: the meeting ends at another hour, and begins as before."""
    CANCELLED = "cancelled"
    RESTORED = "restored"
    """A meeting that was called off takes place after all."""
    OFFER = "offer"
    LAPSED = "lapsed"
    """To who let an offered seat pass on: they wait behind the others now."""
    UNWANTED = "unwanted"
    """To the lead: a seat that was offered to everybody who waits, and nobody took."""
    ANNOUNCEMENT = "announcement"
    REPORT = "report"
    """To the author of an announcement, when it has run."""
    NOTE = "note"
    """To the author of an announcement: what readers have written back; and to them what the author answers."""
    CLOSE_ROLL = "close_roll"
    """To the lead, after the end: what becomes of those who are not marked."""
    CONTEST = "contest"
    """To the lead and the secretary: somebody says that they were there."""
    CONTEST_DECIDED = "contest_decided"
    """To who said so: what was decided."""
    MINUTES_ASK = "minutes_ask"
    """To the secretary, else to the lead, after the end: the minutes are to be written."""
    MINUTES_SUBMITTED = "minutes_submitted"
    """To the leads: minutes wait for their yes."""
    MINUTES_BACK = "minutes_back"
    """To who wrote them: what is to be changed."""
    MINUTES_APPROVED = "minutes_approved"
    """To officers and the heads of the cluster's schools: the minutes that hold."""
    THANKS = "thanks"
    """To somebody: what they did at a meeting, and that it was seen."""
    THANKS_COPY = "thanks_copy"
    """To the principal of who is thanked."""
    REPLIED = "replied"
    """To the leads: somebody above has answered what a meeting requested."""
    MISSED = "missed"
    """To the lead: notices that could not leave in time."""
    SETTLE = "settle"
    """To the lead: a meeting of a coming month waits for its day."""
    HOST_CHECK = "host_check"
    """To the host school's principal: room and equipment, by a check list."""
    ASK_PART = "ask_part"
    """To somebody who is asked to play a part in a meeting."""
    PART = "part"
    """To somebody who plays a part, before the meeting."""
    PLAN = "plan"
    """A plan was submitted, sent back, approved or published."""
    PLAN_CHANGED = "plan_changed"
    """A new version of a plan changed a meeting that somebody is touched by."""
    SCHOOL_MOVED = "school_moved"
    """By a new version of a plan a school is in another cluster: to its people, and to the leads of both."""
    HANDOVER = "handover"
    MANDATE = "mandate"
    CLUSTER_ENDS = "cluster_ends"
    """To who leads a cluster and who heads its schools: its last day."""
    """Somebody was given to act for another one, or it was ended."""
    """A role ended for one and began for another."""
    MEMBERSHIP = "membership"
    """To somebody: their school has taken them off, put them on leave, has them back, or let them in."""
    SAME_PERSON = "same_person"
    """To who was here before, and to the principal: somebody who has joined anew says that they are the same."""
    ACCOUNT = "account"
    """To one chat of a person: another chat has become theirs, too."""
    ARRIVALS = "arrivals"
    """To the principal: who has come to the school, and whether they are of it."""
    QUOTA = "quota"
    """To officers: a channel's month is nearly used up."""
    DUTY = "duty"
    """To who owes something: all duties that a day reminds of."""
    DUTY_BACK = "duty_back"
    """To who owes it: what was handed in comes back with a sentence."""
    DUTY_AGAIN = "duty_again"
    """To who sent it back: it is handed in anew."""
    DUTY_NEW = "duty_new"
    """To who owes something: a duty was written for them, or its day was changed."""
    OVERDUE = "overdue"
    """To a superior: what is not done at its day."""
    CHASE = "chase"
    """To who owes something: a superior reminds."""
    ACKS = "acks"
    """To the leads: who has said "Đã rõ" to a change."""
    MONTH = "month"
    """The month's calendar."""
    NOTICE = "notice"
    """To who has not answered the newest notice about their data."""
    DATA_REQUEST = "data_request"
    """To the controller: a request about data waits."""
    DATA_ANSWER = "data_answer"
    """To who asked: what became of it."""
    DIGEST = "digest"
    """To leads and officers: the week."""
    PAPER_SENT = "paper_sent"
    """To the level above: a paper waits for them."""
    PAPER_NEWS = "paper_news"
    """To who sent a paper: it was received, returned or approved."""


class Notice(Base):
    """A meeting's notice that waits for its hour; at that hour it becomes rows of the outbox."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("meeting_id", "purpose", "version"),
        Index("ix_notice_due_at", "due_at", **only("expanded_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    purpose: Mapped[Purpose] = mapped_column(word(Purpose))
    version: Mapped[int]
    due_at: Mapped[datetime]
    not_after: Mapped[datetime]
    expanded_at: Mapped[datetime | None]


class OutboxState(StrEnum):
    """Where a message to one person stands."""

    WAITING = "waiting"
    LEAVING = "leaving"
    """Handed to a sender. If its lease runs out it waits again; where it had `begun`, nobody knows whether it left."""
    SENT = "sent"
    UNCLEAR = "unclear"
    BLOCKED = "blocked"
    FAILED = "failed"
    MISSED = "missed"
    """Its latest useful hour passed before it could leave."""
    VOID = "void"
    """Not wanted any more: the meeting moved, the duty is done, the seat was given up."""


class Outbox(Base):
    """One message to one person: at most one a (person, purpose, topic, version), whatever the roles."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("person_id", "purpose", "topic", "version"),
        Index("ix_outbox_due_at", "due_at", "id", **only("state = 'waiting'")),
        Index("ix_outbox_lease_until", "lease_until", **only("state = 'leaving'")),
        Index("ix_outbox_missed", "settled_at", **only("state = 'missed'")),
        # No state in it: of each row that changes three times, and would be half of what is written for a letter.
        Index("ix_outbox_topic", "topic", "purpose"),
        # How far an announcement has come is counted every three seconds: of 100,000 rows from the index alone.
        Index("ix_outbox_announced", "topic", "state", "due_at", "purpose", **only("purpose = 'announcement'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[Purpose] = mapped_column(word(Purpose))
    topic: Mapped[Topic] = mapped_column(TopicText)
    """What it is about: "meeting:5", "announcement:3"."""
    version: Mapped[int] = mapped_column(default=0)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the words need and no table keeps, such as the hour before a move."""
    due_at: Mapped[datetime]
    not_after: Mapped[datetime]
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It leaves at night and on days off as well: a change for the same day."""
    state: Mapped[OutboxState] = mapped_column(word(OutboxState), default=OutboxState.WAITING)
    lease_until: Mapped[datetime | None]
    holder: Mapped[int | None]
    """The process that sends it, by its name in `bot.living`; none where only the lease tells whether it lives."""
    begun: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its turn has come: from now on the message may have arrived."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it may have arrived."""
    retries: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often the platform was in trouble and took nothing: what the back-off goes by."""
    put_off_at: Mapped[datetime | None]
    """When it was put off until `due_at`, by the quiet or its platform; ahead of now where the clock was set back."""
    settled_at: Mapped[datetime | None]
    """When its fate was known."""
    message: Mapped[str | None]
    """Its message where it arrived, "telegram|123": what is written in reply to that is about this."""


class Announcement(Base):
    """A text of a lead or officer to many."""

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    audience: Mapped[str]
    """Whom it is for: "cluster:3", "meeting:5", "all"."""
    text: Mapped[str]
    sha: Mapped[str | None] = mapped_column(index=True)
    """The photo that goes with it."""
    sent_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class NoteBack(Base):
    """What one reader of an announcement wrote back to its author, or the author to that reader."""

    __tablename__ = "note"
    __table_args__ = (
        Index("ix_note_writer_id_written_at", "writer_id", "written_at"),
        Index("ix_note_reader_id_announcement_id", "reader_id", "announcement_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id"))
    writer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    letter: Mapped[int] = mapped_column(default=0)
    """The version of the outbox row that takes it to its reader: several that come close together go as one."""
    written_at: Mapped[datetime]


class SentCount(Base):
    """How many messages a channel sent in a month: some platforms sell a number of them."""

    __tablename__ = "sent_count"

    channel: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    """"2026-11", as the month runs in Vietnam."""
    number: Mapped[int] = mapped_column(default=0)
