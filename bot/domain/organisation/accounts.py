"""One person, several chats: tying a second one by a code, the preferred one, cutting one off, a plan's room."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock_name
from bot.domain.models import Account, LinkCode, Person
from bot.errors import N_, BadInput, Gone, Refusal
from bot.signing import sign

CODE_LIVES = timedelta(minutes=15)
DIGITS = 8

BAD_CODE = N_("This code is not valid or its time is over. Please get a new one with /toi in your other chat.")
NO_CODE = N_(
    "To tie this chat to your other one, please send its code of {digits} digits here: you get it with /toi in the "
    "other chat."
)
TAKEN = N_("This chat belongs to {name} already. To join it to another profile, erase it there first with /toi.")
LAST_ONE = N_("This is your only chat; without it nothing could reach you. To leave, choose to erase your data.")
FULL = N_("This channel is full: its plan allows {most} people. Please use the other channel, or tell the officer.")


async def code(db: AsyncSession, person: Person, *, secret: str, now: datetime) -> str:
    """Return a code of eight digits that ties another chat to this person, once, within 15 minutes.

    The person's earlier codes end. Only a digest is stored: who reads the table cannot use a code in it.
    """
    await db.execute(delete(LinkCode).where(LinkCode.person_id == person.id))
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    db.add(LinkCode(digest=_digest(digits, secret), person_id=person.id, expires_at=now + CODE_LIVES))
    return digits


def _digest(digits: str, secret: str) -> str:
    return sign(f"link:{digits}", secret)


async def tie(db: AsyncSession, channel: str, address: str, typed: str, *, secret: str, now: datetime) -> Person:
    """Tie a chat to the person whose code was typed in it, and return the person.

    Raises BadInput for a code that is unknown, used or older than 15 minutes.
    """
    person = await use_up(db, typed, secret=secret, now=now)
    db.add(Account(person_id=person.id, channel=channel, address=address))
    person.preferred_channel = person.preferred_channel or channel
    return person


async def whose(db: AsyncSession, typed: str, *, secret: str, now: datetime) -> Person:
    """Return the person whose code was typed, without using it up. Raises BadInput as `tie` does."""
    usable = (LinkCode.used_at.is_(None), LinkCode.expires_at > now)
    code_of = select(LinkCode.person_id).where(LinkCode.digest == _digest("".join(typed.split()), secret), *usable)
    person_id = await db.scalar(code_of)
    if person_id is None:
        raise BadInput(BAD_CODE)
    return await db.get_one(Person, person_id)


async def use_up(db: AsyncSession, typed: str, *, secret: str, now: datetime) -> Person:
    """Use a code up and return whose it was. Raises BadInput as `tie` does."""
    # Checked and used up by one UPDATE, so that a code typed in two chats at once counts in one of them.
    usable = (LinkCode.used_at.is_(None), LinkCode.expires_at > now)
    digest = _digest("".join(typed.split()), secret)
    used = update(LinkCode).where(LinkCode.digest == digest, *usable).values(used_at=now)
    person_id = await db.scalar(used.returning(LinkCode.person_id))
    if person_id is None:
        raise BadInput(BAD_CODE)
    return await db.get_one(Person, person_id)


async def of(db: AsyncSession, person: Person) -> Sequence[Account]:
    """Return a person's chats, oldest first."""
    return (await db.scalars(select(Account).where(Account.person_id == person.id).order_by(Account.id))).all()


async def prefer(db: AsyncSession, person: Person, account_id: int) -> Account:
    """Let notices go to this chat first. Raises Gone for a chat that is not the person's."""
    account = await _own(db, person, account_id)
    person.preferred_channel = account.channel
    return account


async def cut_off(db: AsyncSession, person: Person, account_id: int) -> Account:
    """Take a chat off a person, from whichever chat they ask.

    Raises Gone for a chat that is not the person's, Refusal for their only one.
    """
    account = await _own(db, person, account_id)
    if len(await of(db, person)) == 1:
        raise Refusal(LAST_ONE)
    await db.delete(account)
    if person.preferred_channel == account.channel:
        person.preferred_channel = None
    return account


async def _own(db: AsyncSession, person: Person, account_id: int) -> Account:
    account = await db.get(Account, account_id)
    if account is None or account.person_id != person.id:
        raise Gone
    return account


async def must_have_room(db: AsyncSession, channel: str, most: int | None) -> None:
    """Raise Refusal where a channel's plan allows no more people; `most` is None where it allows any number."""
    if most is not None:
        await lock_name(db, LockName.ORGANISATION)
        here = await db.scalar(select(func.count()).where(Account.channel == channel))
        if (here or 0) >= most:
            raise Refusal(FULL, most=most)
