"""People, their chat accounts, their consent, and where each conversation stands."""

from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.domain.models.base import Base, word
from bot.domain.models.organisation import Unit


class Person(Base):
    """Somebody who agreed to be known here. An erased person stays as a nameless row, so that counts stay true."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    folded: Mapped[str] = mapped_column(default="", index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    subject: Mapped[str | None]
    """The subject group a specialist belongs to; None for a teacher of all subjects."""
    level: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="vi")
    joined_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Of a row that was somebody's second one: whose everything is now that hung on it."""
    preferred_channel: Mapped[str | None]
    """Where notices go first, where somebody is on two channels."""
    quiet_from: Mapped[time | None]
    """Their own quiet hours, in Vietnam; None for their school's, else the organisation's."""
    quiet_to: Mapped[time | None]
    notice: Mapped[str] = mapped_column(default="", server_default="")
    """The edition of the notice that they have answered; another one is asked about (`organisation.consents`)."""
    notice_asked_at: Mapped[datetime | None]
    """When they were last asked about a newer one in the chat."""
    paused_at: Mapped[datetime | None]
    """Since when nothing is sent to them and nothing of them is shown to others; they may go on."""
    true_name: Mapped[str] = mapped_column(default="", server_default="")
    """Their name, while they have stopped and `name` says nobody's."""
    keeps_data: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether this officer keeps the register of requests about data; while none does, all of them do."""
    restricted_at: Mapped[datetime | None]
    """Since when what they wrote and photographed is kept and shown to nobody else."""

    unit: Mapped[Unit | None] = relationship(lazy="joined")


class Account(Base):
    """A chat through which a person is reached."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    channel: Mapped[str]
    address: Mapped[str]
    blocked_at: Mapped[datetime | None]
    menu: Mapped[str] = mapped_column(default="", server_default="")
    """Which menu of commands the platform shows in it, such as "1:vi:pl" (`organisation.menus`)."""


class LinkCode(Base):
    """A short code that ties a second chat to a person; only its keyed digest is kept, and it works once."""

    __tablename__ = "link_code"

    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class UploadLink(Base):
    """A page through which one person may send one file; only the link's keyed digest is kept."""

    __tablename__ = "upload_link"

    digest: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    address: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Scope(StrEnum):
    """For what somebody's data are kept; each is agreed to apart."""

    DUTY = "duty"
    """Name, school, calendar, attendance, duties."""
    REFLECTIONS = "reflections"
    PHOTOS = "photos"


class ConsentText(Base):
    """The words of a notice as they were shown, in one language and one channel; never changed, never erased."""

    __tablename__ = "consent_text"

    digest: Mapped[str] = mapped_column(primary_key=True)
    edition: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    first_at: Mapped[datetime]
    """When somebody first agreed to it."""


class Consent(Base):
    """The proof of a yes: for what, by which notice, when, and when it was taken back (Luật 91/2025/QH15, Điều 9)."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    scope: Mapped[Scope] = mapped_column(word(Scope), default=Scope.DUTY, server_default=Scope.DUTY)
    version: Mapped[int]
    digest: Mapped[str | None] = mapped_column(ForeignKey("consent_text.digest"))
    """The words; None for a yes of before they were kept."""
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Dialogue(Base):
    """Where one conversation stands: what is expected next, what was gathered so far, the newest menu.

    `key` is "person:<id>", so that a conversation moves with the person between channels; for a stranger it is a
    keyed digest of the chat that nobody can turn back, kept for a day.
    """

    __tablename__ = "dialogue"

    key: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(default="")
    draft: Mapped[dict[str, Any]] = mapped_column(default=dict)
    menu: Mapped[list[Any]] = mapped_column(default=list)
    """Pairs of label and press, in the order shown."""
    older: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Menus shown before the newest, by their letter."""
    shown: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Message ids by the key of what they show, so that it can be replaced in place."""
    changed_at: Mapped[datetime] = mapped_column(index=True)


class Received(Base):
    """An update that came: `payload` until it is answered where that takes long, `reply` until the answer has left.

    A second delivery is answered from here. See `bot.inbox` and `bot.router`.
    """

    __tablename__ = "received"

    channel: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    place: Mapped[int] = mapped_column(default=0, server_default="0")
    """Its place among those that were stored at the same moment."""
    payload: Mapped[dict[str, Any] | None]
    """The `Incoming` itself, while it is stored and not answered; it may be personal and is erased with the answer."""
    reply: Mapped[dict[str, Any] | None]
    answered: Mapped[bool] = mapped_column(default=False)
