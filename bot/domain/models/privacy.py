"""What is kept about keeping people's data: requests, who looked, what was erased, who must not come back by a list."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.models.base import Base, word


class Wish(StrEnum):
    """What somebody asks for about their data."""

    CORRECT = "correct"
    COPY = "copy"
    STOP = "stop"
    RESTRICT = "restrict"
    OBJECT = "object"
    ERASE = "erase"
    COMPLAIN = "complain"
    OFF_LIST = "off_list"
    """To be taken off the list that a school has put in."""


class DataRequest(Base):
    """One line of the register of requests about data; what the service did at once stands there as done."""

    __tablename__ = "data_request"
    __table_args__ = (Index("ix_data_request_done_at", "done_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """None for somebody who has not joined and stands in a school's list."""
    roster_entry_id: Mapped[int | None] = mapped_column(ForeignKey("roster_entry.id", ondelete="SET NULL"), index=True)
    wish: Mapped[Wish] = mapped_column(word(Wish))
    text: Mapped[str] = mapped_column(default="", server_default="")
    """Their own words."""
    asked_at: Mapped[datetime]
    answer_by: Mapped[date]
    """The last day to answer."""
    due_on: Mapped[date]
    """The last day to do it; moved once at most."""
    extended_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="", server_default="")
    done_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who answered last; None where the service did it."""


class Seen(StrEnum):
    """What of people's data somebody looked at."""

    MARKS = "marks"
    REFLECTIONS = "reflections"
    PHOTOS = "photos"
    LISTS = "lists"
    """Who is expected, has answered, has joined."""
    EXPORT = "export"
    """A file with names went out."""


class DataLook(Base):
    """Somebody opened data of others: one row a reader, kind, place and day, however often and of however many."""

    __tablename__ = "look"
    __table_args__ = (Index("ix_look_topic", "topic", "day"),)

    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    seen: Mapped[Seen] = mapped_column(word(Seen), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    """Whose: of all who are expected at "meeting:5", of a school ("unit:3"), a cluster, a person, or "all"."""
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    at: Mapped[datetime]
    """The last time of that day."""
    times: Mapped[int] = mapped_column(default=1)


class Tombstone(Base):
    """How many rows of a kind were erased on a day, and why: counted, so that nothing is missing without a word."""

    __tablename__ = "tombstone"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    why: Mapped[str] = mapped_column(primary_key=True)
    """"days" where their days were over, "asked" where somebody had them erased."""
    number: Mapped[int]


class Suppressed(Base):
    """Somebody who was erased, as a keyed digest that nobody can turn back: a list must not bring them in."""

    __tablename__ = "suppressed"

    digest: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class FileFaces(Base):
    """What was said of pupils' faces and voices in a file, whichever door it came in by; a file is one by its digest.

    The column is not called `sha`: that something was said of a file must not keep the file.
    """

    __tablename__ = "file_faces"

    digest: Mapped[str] = mapped_column(primary_key=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    faces: Mapped[bool | None]
    """Whether pupils can be recognised; None while nobody has said so."""
    parents: Mapped[bool] = mapped_column(default=False, server_default=false())
    paper: Mapped[str] = mapped_column(default="", server_default="")
    """Where the parents' paper lies, as it was typed."""
    children: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the children agreed themselves, from seven years on (Luật 91/2025/QH15, Điều 24)."""
