"""What people do at a meeting: seats, marks, reflections, photos."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.models.base import Base, only, word


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
        # Asked each minute: which offers have run out.
        Index("ix_seat_offered_until", "offered_until", **only("state = 'offered'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[SeatState] = mapped_column(word(SeatState))
    since: Mapped[datetime]
    """When this state began: who has waited longest is asked first."""
    offered_until: Mapped[datetime | None]
    """From then on an offer passes to who waits behind; where nobody does it stays open until the meeting begins."""
    lapsed_at: Mapped[datetime | None]
    """When an offer passed on from them last, so that they wait behind those of whom none did."""


class Presence(StrEnum):
    """What a roll call says of a person."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"


class Why(StrEnum):
    """How somebody came to be expected at a meeting."""

    CONCERNED = "concerned"
    """The meeting is for everybody of the cluster, or of the subject, and they are one of them."""
    CHOSEN = "chosen"
    """The lead chose them, or their school, when the meeting was narrowed; or they came in by themselves."""
    SENT = "sent"
    """Their principal sends them (cử đi)."""
    PART = "part"
    """They play a part in it, and were not expected otherwise."""
    WALKED_IN = "walked_in"
    """They came without having been expected."""
    GUEST = "guest"
    """Not of the cluster: typed by name by the lead, or came from another school and checked in."""


class Coming(StrEnum):
    """What somebody who is expected has answered."""

    YES = "yes"
    WAITING = "waiting"
    """They would come, and no seat was free."""
    NO = "no"


class Invitee(Base):
    """Somebody expected at a meeting, from the invitation to the summary: a person, or a name that has not joined.

    Exactly one of person, roster entry and typed name says who it is; who joins keeps the row. Written for all of a
    meeting by one statement (`programme.invitees`), and left as it is from the meeting's end on.
    """

    __tablename__ = "invitee"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        UniqueConstraint("meeting_id", "roster_entry_id"),
        CheckConstraint("person_id IS NOT NULL OR roster_entry_id IS NOT NULL OR name <> ''", name="somebody"),
        # A school's figures, and everybody's, are counted from the index alone.
        Index("ix_invitee_unit_id_meeting_id_presence", "unit_id", "meeting_id", "presence", "answer", "why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    roster_entry_id: Mapped[int | None] = mapped_column(ForeignKey("roster_entry.id"), index=True)
    name: Mapped[str] = mapped_column(default="", server_default="")
    """As the lead typed it, for a guest; empty for everybody whom a table names."""
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    """Their school on the meeting's day."""
    why: Mapped[Why] = mapped_column(word(Why))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """The principal who sends them, the lead who chose or typed them, or they who came in by themselves.

    None for whom the rule of `concerned.expecting` finds: only they leave the list again by that rule.
    """
    invited_at: Mapped[datetime | None]
    """When their invitation was queued; None while it was not."""
    answer: Mapped[Coming | None] = mapped_column(word(Coming))
    """None while they have not answered."""
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who said it: the person, or their principal for them."""
    reason: Mapped[str] = mapped_column(default="", server_default="")
    """Why they cannot come, in their own words."""
    excused: Mapped[bool | None]
    """Whether the principal lets them stay away (có phép); None while nobody has decided."""
    presence: Mapped[Presence | None] = mapped_column(word(Presence))
    """What the newest mark says, written with it; None while not marked. The log of marks is the truth."""
    left_early: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the newest mark says so."""


class ChosenSchool(Base):
    """A school whose people a meeting expects that was narrowed to schools."""

    __tablename__ = "chosen_school"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)


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


class Mark(Base):
    """One line of the log of marks. The newest line of somebody expected holds; none is ever changed."""

    __tablename__ = "mark"
    __table_args__ = (Index("ix_mark_invitee_id", "invitee_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invitee_id: Mapped[int] = mapped_column(ForeignKey("invitee.id"))
    presence: Mapped[Presence | None] = mapped_column(word(Presence))
    """None where a mark was taken off."""
    left_early: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who made the mark: the person, or a lead; None for the service, at a move and at the end."""


class Contest(Base):
    """Somebody who is not marked as having come says that they were there ("Tôi có dự"); said once, decided once."""

    __tablename__ = "contest"

    invitee_id: Mapped[int] = mapped_column(ForeignKey("invitee.id"), primary_key=True)
    at: Mapped[datetime]
    granted: Mapped[bool | None]
    """None while nobody has decided."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


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


class EvidenceKind(StrEnum):
    """What somebody gave as evidence of a meeting."""

    PHOTO = "photo"
    HANDWRITING = "handwriting"
    """A photo of minutes written by hand."""
    OBSERVATION = "observation"
    """The plan of observation (phiếu quan sát), as a file."""
    VIDEO = "video"
    FILE = "file"
    LINK = "link"


class Evidence(Base):
    """A photo, file or link of a meeting. The same picture of the same person counts once."""

    __tablename__ = "evidence"
    # An album may be delivered twice and in any order: the same picture is one row.
    __table_args__ = (UniqueConstraint("meeting_id", "person_id", "sha"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    sha: Mapped[str | None] = mapped_column(index=True)
    """None for a link."""
    kind: Mapped[EvidenceKind] = mapped_column(
        word(EvidenceKind), default=EvidenceKind.PHOTO, server_default=EvidenceKind.PHOTO
    )
    name: Mapped[str] = mapped_column(default="", server_default="")
    """Of a file as it was sent; of a link the address."""
    album: Mapped[str] = mapped_column(default="")
    caption: Mapped[str] = mapped_column(default="")
    faces: Mapped[bool | None]
    """Whether pupils' faces can be seen; None until the person has said so."""
    consented: Mapped[bool] = mapped_column(default=False)
    """The person says that parents agreed (Luật 91/2025/QH15, Điều 24)."""
    at: Mapped[datetime]
