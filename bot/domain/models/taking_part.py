"""What people do at a meeting: seats, marks, reflections, photos."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.models.base import Base, word


class SeatState(StrEnum):
    """Whether a person has a place."""

    HELD = "held"
    OFFERED = "offered"
    """A place that became free waits for this person's yes until `offered_until`."""
    WAITING = "waiting"
    GIVEN_UP = "given_up"


class Seat(Base):
    """A person's place at a meeting, or in its waiting list."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        Index("ix_seat_person_id_state", "person_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[SeatState] = mapped_column(word(SeatState))
    since: Mapped[datetime]
    """When this state began: who has waited longest is asked first."""
    offered_until: Mapped[datetime | None]


class PartKind(StrEnum):
    """What somebody may be asked to do in a meeting."""

    TEACH = "teach"
    CHAIR = "chair"
    SECRETARY = "secretary"
    CAMERA = "camera"
    CORE = "core"
    """A core teacher who observes (001, III.1)."""
    GUEST = "guest"


class Assent(StrEnum):
    """What somebody said to a part they were asked to play."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    HANDED_OVER = "handed_over"


class Part(Base):
    """A part in a meeting and who was asked to play it; a part that was handed over stays as history."""

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id", "task"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # The table and this column keep their first names: what is written in them is the same.
    kind: Mapped[PartKind] = mapped_column("task", word(PartKind))
    assent: Mapped[Assent] = mapped_column(word(Assent), default=Assent.ASKED)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class HostItem(Base):
    """One line of the host school's check list for a meeting, once it is done."""

    __tablename__ = "host_item"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    done_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Presence(StrEnum):
    """What a roll call says of a person."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"


class Mark(Base):
    """One line of the log of marks. The newest line of a person at a meeting holds; none is ever changed."""

    __tablename__ = "mark"
    # Covers the look-up of newest marks: of a million marks, one meeting's are counted in 0.04 ms instead of 40.
    __table_args__ = (Index("ix_mark_meeting_id_person_id_id", "meeting_id", "person_id", "id", "presence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    presence: Mapped[Presence] = mapped_column(word(Presence))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """Who made the mark: the person, or a lead."""


class Viewpoint(StrEnum):
    """From which place a person reflects."""

    OBSERVER = "observer"
    TEACHER = "teacher"
    """Who taught the demo lesson."""
    PREPARE = "prepare"
    """Everybody, after a meeting that prepares a lesson together."""


class Reflection(Base):
    """What a person thought about a meeting, answer by answer; kept from the first answer on."""

    __tablename__ = "reflection"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # The column keeps its first name; a part is something else, what one was asked to do.
    viewpoint: Mapped[Viewpoint] = mapped_column("part", word(Viewpoint))
    begun_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]


class Answer(Base):
    """One answer of a reflection. A skipped question has none."""

    __tablename__ = "answer"

    reflection_id: Mapped[int] = mapped_column(ForeignKey("reflection.id"), primary_key=True)
    question: Mapped[int] = mapped_column(primary_key=True)
    """Its place in the form, from 0."""
    text: Mapped[str]


class Evidence(Base):
    """A photo of a meeting. The same picture of the same person counts once."""

    __tablename__ = "evidence"
    # An album may be delivered twice and in any order: the same picture is one row.
    __table_args__ = (UniqueConstraint("meeting_id", "person_id", "sha"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    sha: Mapped[str]
    album: Mapped[str] = mapped_column(default="")
    caption: Mapped[str] = mapped_column(default="")
    faces: Mapped[bool | None]
    """Whether pupils' faces can be seen; None until the person has said so."""
    consented: Mapped[bool] = mapped_column(default=False)
    """The person says that parents agreed (Luật 91/2025/QH15, Điều 24)."""
    at: Mapped[datetime]
