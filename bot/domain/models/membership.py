"""Who belongs to a school, beside the plain fact in `Person.unit_id`: long leave, and who has come to it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.models.base import Base, only, word


class LeaveKind(StrEnum):
    """Why somebody is on leave for long."""

    MATERNITY = "maternity"
    ILLNESS = "illness"
    OTHER = "other"


class LongLeave(Base):
    """Somebody does not work for weeks or months and is expected nowhere meanwhile: a person, or a list's name."""

    __tablename__ = "long_leave"
    __table_args__ = (CheckConstraint("(person_id IS NULL) != (roster_entry_id IS NULL)", name="is_somebodys"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    roster_entry_id: Mapped[int | None] = mapped_column(ForeignKey("roster_entry.id"), index=True)
    kind: Mapped[LeaveKind] = mapped_column(word(LeaveKind))
    first_day: Mapped[date]
    last_day: Mapped[date]
    """The last day of the leave: on the next one they are back without anybody's doing."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class SchoolArrival(Base):
    """Somebody came to a school by its link, or wants to be of it; its principal says whether they are of it."""

    __tablename__ = "arrival"
    __table_args__ = (
        Index("ix_arrival_unit_id", "unit_id", **only("decided_at IS NULL")),
        # Asked each minute: whom the principal has not been told of.
        Index("ix_arrival_at", "at", **only("told_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    at: Mapped[datetime]
    wants: Mapped[bool]
    """Whether they only ask to be of it, and belong to it once the principal has said yes."""
    told_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ours: Mapped[bool | None]
    """What was decided; None also where they went somewhere else meanwhile."""


class SamePerson(Base):
    """Somebody who has joined anew says that they are somebody who was here before: a new phone, a new account.

    The one who was here says yes, or who heads the school of both; then the two rows of people become one.
    """

    __tablename__ = "same_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    old_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    same: Mapped[bool | None]
    """None while nobody has said so."""


class SchoolNews(Base):
    """A school is called otherwise, or stands or belongs elsewhere: who heads it says that they know of it."""

    __tablename__ = "school_news"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    facts: Mapped[dict[str, Any]]
    """What is told of it (`facts.SchoolChange`)."""
    at: Mapped[datetime] = mapped_column(index=True)
    """One moment for all that one act has changed."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    known_at: Mapped[datetime | None]
    known_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    chased_at: Mapped[datetime | None]
    """When who heads it was last reminded."""
