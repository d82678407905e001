"""Minutes of a meeting: what was written under which heading by whom, each approval, and who has read it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.models.base import Base, word


class Heading(StrEnum):
    """What minutes are written under, in the order of the paper."""

    TIME = "time"
    """From when until when, where it was not as planned: two moments in ISO form with "/" between."""
    CHAIR = "chair"
    SECRETARY = "secretary"
    PRESENT = "present"
    """What the roll does not say of who was there; how many is the roll's alone."""
    PREPARE = "prepare"
    """Bước 1 of 1315/BGDĐT-GDTH: xây dựng bài học minh họa."""
    TEACH = "teach"
    """Bước 2: tổ chức dạy bài học minh họa và dự giờ."""
    DISCUSS = "discuss"
    """Bước 3: phân tích bài học."""
    APPLY = "apply"
    """Bước 4: vận dụng vào bài học hằng ngày."""
    STRENGTHS = "strengths"
    WEAKNESSES = "weaknesses"
    CONCLUSION = "conclusion"
    REQUESTS = "requests"
    """Đề xuất, kiến nghị: each line is answered by somebody above."""
    NEXT = "next"
    """Phân công lần sau."""
    STEPS = "steps"
    """Which steps of 1315/BGDĐT-GDTH it covered, as somebody said: their words with spaces between. It is asked first
    and stands last here, since presses name the others by their place."""


class MinutesState(StrEnum):
    """Where minutes stand."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    """They wait for the lead's yes."""
    APPROVED = "approved"


class Minutes(Base):
    """The minutes of one meeting; the row is made when somebody is asked to write them."""

    __tablename__ = "minutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    state: Mapped[MinutesState] = mapped_column(word(MinutesState), default=MinutesState.DRAFT)
    version: Mapped[int] = mapped_column(default=0)
    """Goes up with every entry: an approval is of one version."""
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(default="", server_default="")
    """The sentence with which they were last sent back."""
    at: Mapped[datetime]


class MinutesEntry(Base):
    """Something written under a heading; none is ever changed.

    A later one that `replaces` stands in place of all before. Which entries stood in a version is read off their
    numbers, so every version stays.
    """

    __tablename__ = "minutes_entry"
    __table_args__ = (
        UniqueConstraint("minutes_id", "version"),
        Index("ix_minutes_entry_minutes_id_heading_version", "minutes_id", "heading", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    version: Mapped[int]
    """The version of the minutes that it made."""
    heading: Mapped[Heading] = mapped_column(word(Heading))
    text: Mapped[str]
    replaces: Mapped[bool] = mapped_column(default=False, server_default=false())
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id", ondelete="SET NULL"), index=True)
    """The photo of handwriting that it is; None also once that was taken out."""
    reflection_id: Mapped[int | None] = mapped_column(ForeignKey("reflection.id", ondelete="SET NULL"), index=True)
    """The reflection that a lead has taken it from, which is told without a name."""
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]


class MinutesApproval(Base):
    """A lead has approved one version; the newest approval is the paper that holds."""

    __tablename__ = "minutes_approval"
    __table_args__ = (UniqueConstraint("minutes_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    version: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class MinutesReader(Base):
    """Somebody to whom an approved version was sent, and when they said "Đã rõ"."""

    __tablename__ = "minutes_reader"

    approval_id: Mapped[int] = mapped_column(ForeignKey("minutes_approval.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime | None]


class Thanks(Base):
    """What somebody did at a meeting that deserves thanks, as a person saw it (ghi nhận). Nothing is counted by it."""

    __tablename__ = "thanks"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str]
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id", ondelete="SET NULL"), index=True)
    """What shows it; None where the meeting itself does, and once it was taken out."""
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
