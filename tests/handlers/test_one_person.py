"""Two rows of people that are one: everything that hangs on the second is the first one's, and nothing is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.domain.endings import one_person
from bot.domain.models import (
    Account,
    Answer,
    Assent,
    Base,
    Coming,
    Contest,
    Evidence,
    Invitee,
    Mark,
    Meeting,
    Part,
    PartKind,
    Person,
    Presence,
    Reflection,
    Seat,
    SeatState,
    Viewpoint,
    Why,
)
from bot.domain.organisation.people import Rights
from bot.errors import NotAllowed, Refusal
from tests.attacks.kit import dump
from tests.talk import Talk, World


def test_every_table_that_keeps_one_row_a_person_says_which_of_two_stays() -> None:
    """A new table with a person in a key of its own must say so; what has none is moved by itself."""
    tables = {column.table.name for column in one_person.pointing() if one_person.one_a_person(column.table)}
    # A duty's key has the person's number inside of a text.
    assert tables | {"duty"} == set(one_person.CLASHES)


def test_every_column_that_points_to_a_person_is_moved() -> None:
    """Read from the tables, so that none can be forgotten."""
    pointing = {(column.table.name, column.name) for column in one_person.pointing()}
    every = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "person"
    }
    assert every - pointing == {("person", "merged_into_id")}
    assert len(pointing) > 40


async def joined(world: World, one: str = "Lê Thị Mỹ", again: str = "Lê Thị Mĩ") -> tuple[Person, Person]:
    """Return Mỹ, and Mỹ once more."""
    first, second = await world.has(one), await world.has(again)
    talk = world.talk
    keep, double = await world.id_of(first), await world.id_of(second)
    async with talk.app.database.reading() as db:
        return await db.get_one(Person, keep), await db.get_one(Person, double)


async def join(talk: Talk, keep: int, double: int) -> None:
    async with talk.app.database.writing() as db:
        pair = await db.get_one(Person, keep), await db.get_one(Person, double)
        await one_person.join(db, *pair, talk.clock.now())


async def test_nothing_points_to_the_second_one_afterwards(talk: Talk, world: World) -> None:
    """One row in every table that points to people, made from the tables themselves; again it changes nothing."""
    keep, double = await joined(world)
    async with talk.app.database.writing() as db:
        for column in one_person.pointing():
            if column.nullable and not column.primary_key:
                held = select(func.count()).select_from(column.table)
                if await db.scalar(held):
                    await db.execute(column.table.update().values({column.name: double.id}))
        now = talk.clock.now()
        db.add(Seat(meeting_id=world.meeting, person_id=double.id, state=SeatState.HELD, since=now))
        (await db.get_one(Meeting, world.meeting)).taken = 1
    await join(talk, keep.id, double.id)
    async with talk.app.database.reading() as db:
        for column in one_person.pointing():
            left = await db.scalar(select(func.count()).where(column == double.id))
            assert left == 0, column
        gone = await db.get_one(Person, double.id)
        assert (gone.name, gone.merged_into_id) == ("", keep.id)
        assert await db.scalar(select(func.count()).where(Account.person_id == keep.id)) == 2
    before = await dump(talk.app.database)
    await join(talk, keep.id, double.id)
    assert await dump(talk.app.database) == before


async def test_what_both_have_is_put_together(talk: Talk, world: World) -> None:
    """The better seat and one free, the later answer, the newest mark, both texts, the accepted part, one photo."""
    keep, double = await joined(world)
    now, meeting = talk.clock.now(), world.meeting
    later = now + timedelta(hours=1)
    async with talk.app.database.writing() as db:
        (await db.get_one(Meeting, meeting)).taken = 1
        for person, state in ((keep, SeatState.WAITING), (double, SeatState.HELD)):
            db.add(Seat(meeting_id=meeting, person_id=person.id, state=state, since=now))
        rows = []
        for person, answer, at in ((keep, Coming.NO, now), (double, Coming.YES, later)):
            about = {"why": Why.CONCERNED, "answer": answer, "answered_at": at, "unit_id": world.school}
            rows.append(Invitee(meeting_id=meeting, person_id=person.id, **about))
        db.add_all(rows)
        await db.flush()
        db.add(Mark(invitee_id=rows[0].id, presence=Presence.ABSENT, at=now))
        db.add(Mark(invitee_id=rows[1].id, presence=Presence.PRESENT, at=later))
        db.add(Contest(invitee_id=rows[1].id, at=now))
        for person, text in ((keep, "Học sinh hỏi nhiều"), (double, "Nhóm 2 ngồi im")):
            about = {"viewpoint": Viewpoint.OBSERVER, "begun_at": now}
            reflection = Reflection(meeting_id=meeting, person_id=person.id, **about)
            db.add(reflection)
            await db.flush()
            db.add(Answer(reflection_id=reflection.id, question=0, text=text))
        for person, assent in ((keep, Assent.DECLINED), (double, Assent.ACCEPTED)):
            about = {"kind": PartKind.CAMERA, "asked_by_id": keep.id, "asked_at": now, "assent": assent}
            db.add(Part(meeting_id=meeting, person_id=person.id, **about))
        db.add_all(Evidence(meeting_id=meeting, person_id=one.id, sha="a" * 64, at=now) for one in (keep, double))
    await join(talk, keep.id, double.id)
    assert await talk.finds(select(Seat.state)) == [SeatState.HELD]
    assert await talk.finds(select(Meeting.taken).where(Meeting.id == meeting)) == [1]
    [row] = await talk.finds(select(Invitee).where(Invitee.meeting_id == meeting))
    assert (row.person_id, row.answer, row.presence) == (keep.id, Coming.YES, Presence.PRESENT)
    assert await talk.finds(select(Mark.invitee_id)) == [row.id, row.id]
    assert await talk.finds(select(Contest.invitee_id)) == [row.id]
    assert await talk.finds(select(Answer.text)) == ["Học sinh hỏi nhiều\nNhóm 2 ngồi im"]
    assert await talk.finds(select(Part.assent)) == [Assent.ACCEPTED]
    assert await talk.counts(Evidence) == 1


@pytest.mark.parametrize(("kept", "other"), [("Le Thi Mi", "Lê Thị Mỹ"), ("Lê Thị Mỹ", "Le Thi Mi")])
async def test_the_name_with_its_accents_stays(talk: Talk, world: World, kept: str, other: str) -> None:
    """Whichever of the two stays: papers are made with it."""
    keep, double = await joined(world, kept, other)
    await join(talk, keep.id, double.id)
    assert [one for one in await talk.finds(select(Person.name)) if one] == ["Lê Thị Mỹ"]


async def test_two_seats_become_one_and_one_is_free(talk: Talk, world: World) -> None:
    """What people count on as taken is right."""
    keep, double = await joined(world)
    async with talk.app.database.writing() as db:
        (await db.get_one(Meeting, world.meeting)).taken = 2
        for person in (keep, double):
            about = {"state": SeatState.HELD, "since": talk.clock.now()}
            db.add(Seat(meeting_id=world.meeting, person_id=person.id, **about))
    await join(talk, keep.id, double.id)
    assert await talk.finds(select(Meeting.taken).where(Meeting.id == world.meeting)) == [1]


@pytest.mark.parametrize("other", ["Vàng Thị Làn", "Lò Văn Minh"])
async def test_two_names_are_never_put_together(talk: Talk, world: World, other: str) -> None:
    """Another tone is another person."""
    first, second = await world.has("Vàng Thị Lan"), await world.has("Lò Văn Minh")
    keep, double = await world.id_of(first), await world.id_of(second)
    async with talk.app.database.writing() as db:
        (await db.get_one(Person, double)).name = other
    before = await dump(talk.app.database)
    with pytest.raises(Refusal):
        await join(talk, keep, double)
    assert await dump(talk.app.database) == before


async def test_whose_word_it_takes(talk: Talk, world: World) -> None:
    """Who heads the school of both: neither one of them, nor another school."""
    keep = Person(id=1, unit_id=world.school)
    mine, elsewhere = Person(id=2, unit_id=world.school), Person(id=3, unit_id=world.other_school)
    head = Rights(principal_of=frozenset({world.school}))
    one_person.must_vouch(head, keep, mine)
    for rights, double in ((head, elsewhere), (Rights(), mine), (Rights(leads=frozenset({world.cluster})), mine)):
        with pytest.raises(NotAllowed):
            one_person.must_vouch(rights, keep, double)
