"""A thousand schools: what is shown is what is read, and what is asked all the time is found by an index."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from benchmarks import thousand
from bot.domain.duties import due, duty_reminders, opening, proofs
from bot.domain.models import Duty, DutyRule, Outbox, OutboxState, Topic
from bot.domain.outbox import counting, outbox, vanished
from bot.domain.plan import go_on
from bot.domain.programme import reminders, waiting
from bot.jobs import Step
from tests.talk import Somebody, Talk

FEW, MOST = 40, 14
"""Rows and statements that a screen may read and send, whatever stands in the tables."""
LARGE = {
    "account",
    "appointment",
    "assignment",
    "dialogue",
    "duty",
    "evidence",
    "invitee",
    "mark",
    "outbox",
    "person",
    "received",
    "reflection",
    "seat",
}
"""Tables that grow with people and time, of which no statement that is asked all the time may read every row."""


@dataclass
class Asked:
    """The statements of an act with their parameters, and how many rows came back."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    rows: int = 0

    def note(self, _connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        self.statements.append((statement, parameters))
        self.rows += len(cursor._rows)


@contextmanager
def asking(talk: Talk) -> Iterator[Asked]:
    engine, asked = talk.app.database._engine.sync_engine, Asked()
    event.listen(engine, "after_cursor_execute", asked.note)
    yield asked
    event.remove(engine, "after_cursor_execute", asked.note)


async def fill(talk: Talk) -> Somebody:
    """Fill the tables with a thousand schools, each with its principal, and return an officer over them."""
    talk.clock.move_to(thousand.NOW)
    return Somebody(talk, str(await thousand.fill_tables(talk.app.database, teachers=1, over=0, channel="talk")))


# Filling the tables costs 0.3 s: fewer schools would not show what is read besides.
async def test_lists_read_what_they_show(talk: Talk) -> None:
    officer = await fill(talk)
    for press in ("calendar:0", "calendar:269", "settle"):
        await officer.forges(press)
        with asking(talk) as asked:
            answer = await officer.forges(press)
        assert asked.rows <= FEW
        assert len(asked.statements) <= MOST
        assert "1350" in answer.text or press == "settle"
    last = await officer.forges("calendar:269")
    beyond = await officer.forges("calendar:999999")
    assert beyond.text == last.text, "a page that is there no more is the last one"


async def plans(talk: Talk, asked: Asked) -> list[tuple[str, str]]:
    """Return what SQLite would read from end to end: the table, and the statement."""
    found = []
    async with talk.app.database.reading() as db:
        connection = await db.connection()
        for statement, parameters in asked.statements:
            if re.match(r"SELECT|UPDATE|DELETE|INSERT INTO \w+ \(.*SELECT", statement, re.DOTALL):
                how = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                scans = [re.fullmatch(r"SCAN (\w+)(?: AS \w+)?(?: USING .*)?", row[3]) for row in how.all()]
                found += [(scan[1], " ".join(statement.split())) for scan in scans if scan]
    return found


async def scanned(talk: Talk, asked: Asked) -> list[tuple[str, str]]:
    """Return which of the large tables are read from end to end, under whatever name."""
    return [(name, statement) for name, statement in await plans(talk, asked) if re.sub(r"_\d+$", "", name) in LARGE]


@pytest.mark.sqlite("how SQLite reads")
async def test_what_is_asked_all_the_time_is_found_by_an_index(talk: Talk) -> None:
    """What people say, an officer as well as a principal, and what the service asks itself each minute."""
    officer = await fill(talk)
    with asking(talk) as asked:
        for somebody in (officer, Somebody(talk, "7")):
            for said in ("/lich", "/dangky", "/diemdanh", "/viec", "/suyngam", "/toi", "54321"):
                await somebody.says(said)
        for step in STEPS:
            async with talk.app.database.writing() as db:
                await step(db, talk.clock.now())
    assert await scanned(talk, asked) == []


STEPS: tuple[Step, ...] = (
    lambda db, now: outbox.claim(db, now, 30),
    reminders.expand,
    outbox.miss,
    vanished.reap,
    waiting.pass_on_offers,
    go_on,
    duty_reminders.tell_due,
    proofs.lapse,
)


IDLE, IDLE_ROWS = 90, 400
"""Statements and rows of a minute in which nothing is due: 30 for a derive, two for each of thirty looks for letters.

The rows are the rules, and the meetings of the coming weeks whose leads and hosts are asked for something.
"""


# The first derive of a thousand schools, which queues what the tables were filled without, is most of it: 3 s.
@pytest.mark.sqlite("PostgreSQL is asked for locks besides")
async def test_an_idle_minute_asks_little_whatever_stands(talk: Talk) -> None:
    """Second by second, as the ticker does; all that became due before has left."""
    await fill(talk)
    jobs = talk.app.jobs
    for _ in range(3):
        talk.clock.move_by(timedelta(minutes=1))
        assert await jobs.derive() == []
    async with talk.app.database.writing() as db:
        left = update(Outbox).values(state=OutboxState.SENT, settled_at=talk.clock.now())
        await db.execute(left.execution_options(synchronize_session=False))
    with asking(talk) as asked:
        for second in range(60):
            talk.clock.move_by(timedelta(seconds=1))
            await jobs.look()
            if second % 2:
                await jobs.deliver()
    assert len([one for one, _ in asked.statements if not one.startswith("BEGIN")]) <= IDLE
    assert asked.rows <= IDLE_ROWS


@pytest.mark.sqlite("how SQLite reads")
async def test_how_far_an_announcement_has_come_is_counted_from_an_index_alone(talk: Talk) -> None:
    """Every three seconds, while tens of thousands are told."""
    with asking(talk) as asked:
        async with talk.app.database.reading() as db:
            await counting.announced(db, [Topic.announcement(1)])
    [(statement, parameters)] = [one for one in asked.statements if one[0].startswith("SELECT")]
    async with talk.app.database.reading() as db:
        connection = await db.connection()
        how = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)).all()
    assert "COVERING INDEX ix_outbox_announced" in how[0][3]


# Of eight people a school enough came to be opened in several turns: 1 s.
async def test_thousands_of_duties_are_opened_in_turns_that_look_only_at_their_own(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each turn sends as many statements as the others, opens no duty twice, and the last one finds nothing."""
    monkeypatch.setattr(due, "PEOPLE_AT_ONCE", 150)
    talk.clock.move_to(thousand.NOW)
    await thousand.fill_tables(talk.app.database, teachers=8, over=4, meetings=4, channel="talk")
    async with talk.app.database.writing() as db:
        await thousand.switch_on(db)
    sent, more = [], True
    while more:
        with asking(talk) as asked:
            async with talk.app.database.writing() as db:
                more = await opening.open_due(db, thousand.NOW)
        sent.append(len(asked.statements))
    reflecting = select(func.count()).join(Duty.rule).where(Duty.person_id.is_not(None)).group_by(DutyRule.id)
    assert set(await talk.finds(reflecting)) == {4 * thousand.CAME}
    assert len(sent) >= 5
    assert max(sent) <= min(sent) + 6
