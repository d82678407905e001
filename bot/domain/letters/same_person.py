"""Somebody who has joined anew says that they were here before: asked of the former account and of the principal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.models import Account, Person, Purpose, SamePerson
from bot.domain.outbox.outbox import Due

PURPOSES = frozenset({Purpose.SAME_PERSON})


@dataclass(frozen=True, slots=True)
class SamePersonLetter:
    """What is asked: whether two are one."""

    id: int
    name: str
    channel: str
    """By which the new account has come."""
    former: str
    """Who they say they were, as the school knows them."""
    subject: str | None
    """What the former one teaches."""
    joined_at: datetime
    """When the former one joined."""
    is_me: bool
    """Whether the reader is the one who was here before."""


async def read(db: AsyncSession, rows: Sequence[Due], now: datetime) -> dict[int, SamePersonLetter]:
    """Return by row what nobody has answered yet."""
    del now
    ids = {row.topic.same_person_id for row in rows}
    channel = select(Account.channel).where(Account.person_id == SamePerson.new_id).limit(1).scalar_subquery()
    old = aliased(Person)
    asked = select(SamePerson, Person.name, channel, old.name, old.subject, old.joined_at)
    asked = asked.join(Person, Person.id == SamePerson.new_id).join(old, old.id == SamePerson.old_id)
    found = (await db.execute(asked.where(SamePerson.id.in_(ids), SamePerson.decided_at.is_(None)))).all()
    open_ones = {row[0].id: row for row in found}
    letters = {}
    for row in rows:
        if (number := row.topic.same_person_id) in open_ones:
            one, name, by, former, subject, joined_at = open_ones[number]
            is_me = row.person_id == one.old_id
            letters[row.id] = SamePersonLetter(number, name, by or "", former, subject, joined_at, is_me)
    return letters
