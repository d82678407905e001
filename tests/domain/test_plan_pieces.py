"""A yes to a plan of any length: one short transaction, and pieces after it that a kill neither loses nor doubles."""

from collections import Counter
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, insert, select

from bot.db import Database
from bot.domain import plan
from bot.domain.drafts import Draft
from bot.domain.models import (
    Acceptance,
    AcceptedChange,
    Acknowledgement,
    Appointment,
    Coming,
    Invitee,
    Meeting,
    MeetingState,
    Notice,
    Outbox,
    Person,
    Presence,
    Purpose,
    Role,
    Why,
)
from bot.domain.organisation.people import EVERYTHING
from bot.domain.plan.following import AT_ONCE
from tests.domain.plan_kit import NOW, YEAR, a_draft
from tests.tables import lent

LATER = NOW + timedelta(hours=1)
HOSTS = ("TH Hoa Ban", "TH số 1 Hoa Đào", "TH số 2 Hoa Đào")
MOST = 80
"""Statements of looking at a plan and of the yes to it, whatever is accepted."""


def a_plan(rows: int, said: str, *, hours: int = 0, first: int = 1) -> Draft:
    """So many meetings in ten months; of the first ones the hour is written."""
    months = (10, 11, 12, 1, 2, 3, 4, 5)
    return a_draft(
        *(
            (
                "",
                f"14h ngày {first + row % 27}/{months[row % 8]}" if row < hours else f"Tháng {months[row % 8]}",
                "Cụm 1",
                HOSTS[row % 3],
                f"Chuyên đề {row} {said}",
            )
            for row in range(rows)
        )
    )


@asynccontextmanager
async def a_database(databases, folder):
    folder.mkdir(exist_ok=True)
    with lent(databases, folder) as url:
        database = Database(url)
        yield database
        await database.close()


@contextmanager
def counting(database: Database):
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_):
        sent.append(statement)

    engine = database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


async def accepts(database: Database, draft: Draft, now=NOW, by: int | None = None) -> None:
    async with database.reading() as db:
        found = await plan.review(db, draft, YEAR, now=now)
    async with database.writing() as db:
        await plan.accept(db, EVERYTHING, found.proposal, now=now, by=by, seen=found)


async def goes_on(database: Database) -> bool:
    async with database.writing() as db:
        return await plan.go_on(db, LATER)


# With fewer than 2,000 meetings it would not be seen what must not grow with them: 2 s.
async def test_two_thousand_meetings_are_accepted_in_as_many_statements_as_twenty(databases, tmp_path):
    sent = {}
    for rows in (20, 2000):
        async with a_database(databases, tmp_path / str(rows)) as database:
            with counting(database) as first:
                await accepts(database, a_plan(rows, "A"))
            with counting(database) as second:
                await accepts(database, a_plan(rows, "B"), LATER)
            async with database.reading() as db:
                assert await db.scalar(select(func.count()).where(Meeting.content.endswith(" B"))) == rows
            sent[rows] = len(first), len(second)
    assert sent[20][0] == sent[2000][0]
    assert sent[2000][1] < sent[20][1], "what follows is little and comes with the yes, or comes after it"
    assert max(sent[20]) < MOST


async def there_are(database: Database, people: int) -> None:
    """Let people have seats at the first meetings, and one of them lead the cluster."""
    async with database.writing() as db:
        rows = [{"id": n, "name": f"Lò {n}", "folded": "", "joined_at": NOW} for n in range(1, people + 1)]
        await db.execute(insert(Person), rows)
        [cluster] = await db.scalars(select(Meeting.cluster_id).distinct())
        db.add(Appointment(role=Role.LEAD, person_id=people, cluster_id=cluster, valid_from=date(2023, 8, 1)))
        settled = await db.scalars(select(Meeting.id).where(Meeting.state == MeetingState.SETTLED).order_by(Meeting.id))
        coming = {"answer": Coming.YES, "why": Why.CHOSEN, "asked_by_id": 1, "presence": Presence.PRESENT}
        places = [(meeting, 1 + (meeting + n) % (people - 1)) for meeting in settled for n in range(3)]
        rows = [{"meeting_id": meeting, "person_id": person} | coming for meeting, person in places]
        await db.execute(insert(Invitee), rows)


async def kept(database: Database) -> dict[str, Counter]:
    """All that a yes leads to, without ids."""
    asked = {
        "letters": select(Outbox.person_id, Outbox.purpose, Outbox.topic, Outbox.version, Outbox.due_at, Outbox.state),
        "notices": select(Notice.meeting_id, Notice.purpose, Notice.version, Notice.due_at),
        "understood": select(Acknowledgement.meeting_id, Acknowledgement.version, Acknowledgement.person_id),
        "meetings": select(Meeting.id, Meeting.content, Meeting.starts_at, Meeting.state, Meeting.version),
        "expected": select(Invitee.meeting_id, Invitee.person_id, Invitee.roster_entry_id, Invitee.answer),
        "marked": select(Invitee.id).join(Meeting).where(Meeting.ends_at > LATER, Invitee.presence.is_not(None)),
        "left": select(Acceptance.id),
    }
    async with database.reading() as db:
        return {name: Counter(tuple(row) for row in await db.execute(one)) for name, one in asked.items()}


async def of_a_second_version(databases, folder, killed_after: int | None) -> dict[str, Counter]:
    """Accept a version that changes every meeting and leaves some out; be killed in the middle of one piece."""
    rows, hours = AT_ONCE + 40, AT_ONCE + 10
    async with a_database(databases, folder) as database:
        await accepts(database, a_plan(rows, "A", hours=hours))
        while await goes_on(database):
            pass
        await there_are(database, 30)
        await accepts(database, a_plan(rows - 3, "A", hours=hours, first=2), LATER, by=1)
        for _ in range(killed_after or 0):
            await goes_on(database)
        if killed_after is not None:
            with suppress(InterruptedError):
                async with database.writing() as db:
                    await plan.go_on(db, LATER)
                    raise InterruptedError
        while await goes_on(database):
            pass
        return await kept(database)


@pytest.mark.parametrize("killed_after", [0, 1, 3])
async def test_a_kill_after_the_yes_changes_nothing_of_what_comes_of_it(databases, tmp_path, killed_after):
    """Whichever piece it hits: the same letters, reminders and acknowledgements, each once; nothing is left over."""
    through = await of_a_second_version(databases, tmp_path / "through", None)
    killed = await of_a_second_version(databases, tmp_path / "killed", killed_after)
    assert killed == through
    purposes = Counter(purpose for _, purpose, *_ in through["letters"].elements())
    assert purposes.keys() == {Purpose.PLAN_CHANGED, Purpose.MOVED}
    assert not through["left"]
    assert not through["marked"], "a roll call begins anew at another hour"
    assert through["notices"]
    assert max(killed["letters"].values()) == 1


async def test_nobody_sees_half_a_plan(databases, tmp_path):
    """While letters are still written, every meeting says what the new version says."""
    async with a_database(databases, tmp_path) as database:
        await accepts(database, a_plan(AT_ONCE + 5, "A", hours=AT_ONCE + 5, first=3))
        async with database.reading() as db:
            assert await db.scalar(select(func.count(Meeting.id))) == AT_ONCE + 5
            assert await db.scalar(select(func.count(AcceptedChange.id))) == AT_ONCE + 5
        assert await goes_on(database)
        async with database.reading() as db:
            left = select(func.count(AcceptedChange.id)).where(AcceptedChange.rearms.is_(True))
            assert await db.scalar(left) == 5
            assert await db.scalar(select(func.count(Notice.meeting_id.distinct()))) == AT_ONCE


async def test_what_was_looked_at_is_not_accepted_where_it_stands_no_more(databases, tmp_path):
    """The tables have changed since: the difference is computed again."""
    async with a_database(databases, tmp_path) as database:
        await accepts(database, a_plan(3, "A"))
        async with database.reading() as db:
            found = await plan.review(db, a_plan(2, "A"), YEAR, now=LATER)
        assert len(found.difference.removed) == 1
        async with database.writing() as db:
            gone = await db.get_one(Meeting, found.difference.removed[0].id)
            gone.content = "Chuyên đề 0 A"
        async with database.writing() as db:
            await plan.accept(db, EVERYTHING, found.proposal, now=LATER, seen=found)
        async with database.reading() as db:
            states = [meeting.state for meeting in await db.scalars(select(Meeting).order_by(Meeting.id))]
        assert states.count(MeetingState.CANCELLED) == 1
