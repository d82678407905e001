"""Each purpose has one kind of letter and one way to say it; a long batch costs no more statements than a short one."""

from collections import Counter
from datetime import date, timedelta
from typing import get_args, get_type_hints

import pytest
from sqlalchemy import insert, select

from bot.domain.letters import duty, kinds
from bot.domain.models import (
    Announcement,
    Assent,
    Coming,
    Invitee,
    Meeting,
    MeetingState,
    Part,
    PartKind,
    Purpose,
    Topic,
    Why,
)
from bot.domain.outbox.facts import KEEP, Facts, kept
from bot.domain.outbox.outbox import Due
from handlers.letters.letter_words import WORDS
from tests.domain.test_outbox_facts import EVERY
from tests.handlers.test_digests import counted
from tests.talk import Talk, TalkChannel, World

MANY = 4


def test_each_purpose_is_of_one_kind() -> None:
    assert Counter(purpose for kind in kinds.KINDS for purpose in kind.PURPOSES) == Counter(Purpose)


@pytest.mark.parametrize("purpose", Purpose)
def test_the_words_of_a_purpose_take_what_its_kind_reads(purpose: Purpose) -> None:
    _, read = get_args(get_type_hints(kinds.OF_PURPOSE[purpose].read)["return"])
    said = next(iter(get_type_hints(WORDS[purpose]).values()))
    assert set(get_args(said) or (said,)) & set(get_args(read) or (read,))


def test_every_purpose_is_said() -> None:
    assert WORDS.keys() == set(Purpose)


async def _stand(talk: Talk, world: World) -> list[int]:
    """Let five meetings stand, each with seats, a part and an announcement; return who is told of them."""
    people = [await world.id_of(await world.has(f"Giàng A {number}")) for number in range(1 + MANY)]
    now = talk.clock.now()
    async with talk.app.database.writing() as db:
        for number in range(MANY):
            await db.execute(insert(Meeting), _meeting(world) | {"number": 2 + number})
        meetings = (await db.scalars(select(Meeting).order_by(Meeting.id))).all()
        for meeting, person in zip(meetings, people, strict=True):
            meeting.state, meeting.version = MeetingState.SETTLED, 1
            meeting.starts_at, meeting.ends_at = now + timedelta(days=3), now + timedelta(days=3, hours=4)
            db.add(Invitee(meeting_id=meeting.id, person_id=person, why=Why.CONCERNED, answer=Coming.YES))
            part = {"meeting_id": meeting.id, "person_id": person, "kind": PartKind.CAMERA}
            db.add(Part(**part, assent=Assent.ASKED, asked_by_id=people[0], asked_at=now))
            db.add(Announcement(author_id=people[0], audience="all", text="Họp", sent_at=now))
    return people


def _meeting(world: World) -> dict[str, object]:
    place = {"round_id": 1, "cluster_id": world.cluster, "host_id": world.school}
    return place | {"content": "Tiết 2", "month": date(2023, 10, 1), "state": MeetingState.PLANNED, "version": 0}


def _topic(purpose: Purpose, facts: Facts, number: int) -> Topic:
    if purpose in (Purpose.MONTH, Purpose.DIGEST):
        return Topic.month(date(2023, 10, 1)) if purpose is Purpose.MONTH else Topic.week(date(2023, 10, 9))
    if purpose is Purpose.ASK_PART:
        return Topic.part(number)
    if purpose in (Purpose.ANNOUNCEMENT, Purpose.REPORT):
        return Topic.announcement(number)
    if purpose in duty.PURPOSES or hasattr(facts, "duties"):
        return Topic.chase(date(2023, 10, 9))
    return Topic.meeting(number)


@pytest.mark.parametrize(("channel", "language"), [(TalkChannel(), "vi")], ids=["buttons-vi"])
async def test_a_long_batch_costs_as_many_statements_as_a_short_one(talk: Talk) -> None:
    """Letters of all kinds at once, first for one person, then for five."""
    people, until = await _stand(talk, await talk.world()), talk.clock.now() + timedelta(days=1)
    said = EVERY + [(purpose, Facts()) for purpose in Purpose if purpose not in KEEP]
    versions = {Purpose.HOST_CHECK: 2, Purpose.CHASE: 100}
    costs = []
    for number in (1, len(people)):
        rows = [
            Due(
                len(said) * place + turn,
                person,
                purpose,
                _topic(purpose, facts, place),
                versions.get(purpose, 1),
                kept(purpose, facts),
                until,
                urgent=False,
            )
            for place, person in enumerate(people[:number], start=1)
            for turn, (purpose, facts) in enumerate(said)
        ]
        async with talk.app.database.reading() as db:
            with counted(talk) as sent:
                letters = await kinds.open_up(db, rows, talk.clock.now())
        costs.append(len(sent))
        assert [letter.row for letter in letters] == rows
        # What is not wanted may cost nothing, and would prove nothing.
        assert len({letter.row.purpose for letter in letters if letter.wanted}) >= 16
    assert costs[0] == costs[1]
