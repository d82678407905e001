"""A lost phone, a new account: who has joined anew says who they were, and somebody who can know confirms it.

That is the former account, by its code or by a yes, or who heads the school of both. Both accounts are told, so that
an account that was taken over by somebody else is seen at once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing, lock
from bot.domain.endings import one_person
from bot.domain.models import Account, Person, Purpose, SamePerson, SchoolArrival, Topic
from bot.domain.organisation import namesakes, terms
from bot.domain.organisation.membership import Head
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import AccountTied
from bot.errors import N_, Gone, Refusal
from bot.vietnamese import local

USEFUL_FOR = timedelta(days=14)

ANSWERED = N_("This was answered already. Nothing was changed.")


async def alike(db: AsyncSession, person: Person) -> Sequence[Person]:
    """Return who of the person's school has joined under a name that may be the same person's."""
    here = (Person.unit_id == person.unit_id, Person.id != person.id, Person.erased_at.is_(None))
    found = await db.scalars(select(Person).where(*here, Person.level.is_not(None)).order_by(Person.id))
    return [one for one in found if one.name and namesakes.compared(one.name, person.name) != "two people"]


async def say(db: AsyncSession, person: Person, old_id: int, now: datetime) -> Person:
    """Note that somebody says that they were here before, ask those who can know, and return who they say they were.

    Raises Gone for somebody who is not `alike`. Said again, it is asked anew.
    """
    old = next((one for one in await alike(db, person) if one.id == old_id), None)
    if old is None:
        raise Gone
    mine = (SamePerson.new_id == person.id, SamePerson.decided_at.is_(None))
    await db.execute(delete(SamePerson).where(*mine).execution_options(synchronize_session=False))
    row = SamePerson(new_id=person.id, old_id=old_id, at=now)
    db.add(row)
    await db.flush()
    heads = await terms.principals(db, [old.unit_id or 0], local(now).date())
    await outbox.put(
        db,
        {old_id, *heads} - {person.id},
        Purpose.SAME_PERSON,
        Topic.same_person(row.id),
        due_at=now,
        not_after=now + USEFUL_FOR,
    )
    return old


async def decide(db: AsyncSession, head: Head, row_id: int, *, same: bool) -> tuple[Person, Person]:
    """Say whether two are one, and return the former and the new one; where they are, they become one row.

    Raises NotAllowed unless one is the former one or heads the school of both, Gone for no such row, Refusal where it
    was answered, and as `one_person.must_be_one` does.
    """
    row = await existing(db, SamePerson, row_id)
    old, new = await existing(db, Person, row.old_id), await existing(db, Person, row.new_id)
    if head.person.id != row.old_id:
        one_person.must_vouch(head.rights, old, new)
    await lock(db, row)
    if row.decided_at:
        raise Refusal(ANSWERED)
    row.decided_at, row.decided_by_id, row.same = head.now, head.person.id, same
    await db.flush()
    if same:
        await join(db, old, new, head.now, by=head.person.id)
    return old, new


async def vouch(db: AsyncSession, head: Head, keep: Person, double: Person) -> None:
    """Put two people of a school together whom who heads it knows to be one. Idempotent.

    Raises NotAllowed unless one heads the school of both, and as `one_person.must_be_one` does.
    """
    if double.merged_into_id == keep.id:
        # Whom they were put together into is told of to nobody else.
        head.rights.must_head(keep.unit_id or 0)
        return
    one_person.must_vouch(head.rights, keep, double)
    await join(db, keep, double, head.now, by=head.person.id)


async def join(db: AsyncSession, keep: Person, double: Person, now: datetime, *, by: int) -> None:
    """Put two together and tell every chat of both. Raises as `one_person.must_be_one` does."""
    new = {*await db.scalars(select(Account.id).where(Account.person_id == double.id))}
    await _expected(db, keep, double, now, by=by)
    await one_person.join(db, keep, double, now)
    await tell(db, keep, new, now, by=0 if by == keep.id else by)


async def _expected(db: AsyncSession, keep: Person, double: Person, now: datetime, *, by: int) -> None:
    """Answer the question who has come to the school by a new account: somebody who is of it already."""
    came = (SchoolArrival.person_id == double.id, SchoolArrival.unit_id == keep.unit_id)
    asked = update(SchoolArrival).where(*came, SchoolArrival.decided_at.is_(None))
    answered = asked.values(decided_at=now, decided_by_id=by, ours=True)
    await db.execute(answered.execution_options(synchronize_session=False))


async def tell(
    db: AsyncSession, person: Person, new: set[int], now: datetime, *, by: int = 0, only: set[int] | None = None
) -> None:
    """Tell every chat of a person, or some, that some chats have become theirs."""
    every = (await db.scalars(select(Account).where(Account.person_id == person.id).order_by(Account.id))).all()
    came = next((one.channel for one in every if one.id in new), "")
    for one in every:
        if only is not None and one.id not in only:
            continue
        facts = AccountTied(one.id, one.channel if one.id in new else came, one.id in new, by)
        await outbox.put(
            db,
            [person.id],
            Purpose.ACCOUNT,
            Topic.account(one.id),
            version=int(now.timestamp()),
            due_at=now,
            not_after=now + USEFUL_FOR,
            facts=facts,
            urgent=True,
        )
