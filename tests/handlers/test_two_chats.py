"""One person, two chats: a code ties them, the conversation goes on, one copy of each notice, either cuts one off."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from bot.app import build
from bot.at_a_step import KEPT_MEANWHILE
from bot.domain.models import Account, Meeting, Outbox, OutboxState, Person, Purpose, Role, Topic
from bot.domain.organisation import accounts
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import Changed
from bot.domain.programme import changes
from bot.i18n import Translator
from bot.messages import Blocked, Kind, NotTaken
from handlers.sayings.at_a_question import IT_IS
from tests.talk import Somebody, Talk, TalkChannel, World, photo


@pytest.fixture
async def zalo(settings, app, clock, talk):
    """A second channel beside the first, on the same database: no buttons, no edits, every message paid for."""
    channel = TalkChannel(buttons=False, name="zalo")
    channel.frugal = True
    async with build(settings, channels=[talk.channel, channel], clock=clock) as both:
        yield Talk(both, channel, clock, talk.language)


async def code_of(somebody: Somebody) -> str:
    """Return the code that a person asks for in their first chat."""
    said = somebody.talk.said
    await somebody.says("/toi")
    await somebody.presses(said("My chats"))
    return (await somebody.presses(said("Add a chat"))).text.split()[-1]


@pytest.fixture
async def lan(talk, zalo) -> tuple[World, Somebody, Somebody]:
    """Lan, in both chats: the world, her first chat, and her second."""
    world = await talk.world()
    first = await world.has("Vàng Thị Lan", school=world.other_school)
    second = zalo("Lan ở Zalo")
    await second.says(f"Liên kết {await code_of(first)}")
    # That the first chat is told of it is a story of its own: `test_same_person`.
    async with talk.app.database.writing() as db:
        await db.execute(delete(Outbox).where(Outbox.purpose == Purpose.ACCOUNT))
    return world, first, second


async def queue(talk: Talk, world: World, *, version: int = 0, minutes: int = 0) -> None:
    """Queue a notice for the first person of the world."""
    now = talk.clock.now()
    async with talk.app.database.writing() as db:
        meeting = await db.get_one(Meeting, world.meeting)
        await outbox.put(
            db,
            [1],
            Purpose.CANCELLED,
            Topic.meeting(meeting.id),
            version=version,
            due_at=now + timedelta(minutes=minutes),
            not_after=now + timedelta(days=1),
            facts=Changed(changes.stands(meeting), changes.stands(meeting), now, role=True),
        )


async def states(talk: Talk) -> list[OutboxState]:
    async with talk.app.database.reading() as db:
        return list(await db.scalars(select(Outbox.state).order_by(Outbox.id)))


async def number_of_accounts(talk: Talk) -> int:
    async with talk.app.database.reading() as db:
        return len((await db.scalars(select(Account))).all())


async def test_a_code_from_one_chat_ties_the_other(talk, zalo, lan):
    """One profile behind both; a code works once."""
    world, _first, second = lan
    assert "Vàng Thị Lan" in (await second.says("toi")).text
    other = await world.has("Giàng A Dơ")
    code = await code_of(other)
    assert "Dơ" in (await zalo("Dơ ở Zalo").says(f"lienket {code}")).text
    refused = await zalo("Kẻ lạ").says(f"lienket {code}")
    assert refused.text == Translator("vi")(accounts.BAD_CODE), "a stranger is spoken to in Vietnamese"
    assert await number_of_accounts(talk) == 4


async def test_a_code_dies_after_a_quarter_of_an_hour(talk, zalo):
    world = await talk.world()
    code = await code_of(await world.has("Vàng Thị Lan"))
    talk.clock.move_by(timedelta(minutes=16))
    await zalo("Lan ở Zalo").says(f"lienket {code}")
    assert await number_of_accounts(talk) == 1


async def test_a_conversation_begun_in_one_chat_goes_on_in_the_other(talk, lan):
    """What is expected next belongs to the person, not to the chat."""
    _world, first, second = lan
    await first.says("/toi")
    await first.presses(talk.said("Correct my data"))
    await first.forges("rename")
    await second.is_called("Vàng Thị Lan Anh")
    assert "Vàng Thị Lan Anh" in (await first.says("/toi")).text


async def test_a_notice_comes_once_by_the_preferred_chat(zalo, lan):
    world, first, second = lan
    await queue(zalo, world)
    before = len(first.chat), len(second.chat)
    await zalo.app.jobs.tick()
    assert (len(first.chat), len(second.chat)) == (before[0], before[1] + 1)


async def test_that_it_is_the_answer_is_said_by_its_number_though_a_notice_came_to_the_other_chat(
    talk: Talk, zalo: Talk
) -> None:
    world = await talk.world()
    first, second = await world.has("Sùng A Dơ", Role.LEAD), zalo("Dơ ở Zalo")
    await second.says(f"Liên kết {await code_of(first)}")
    async with talk.app.database.writing() as db:
        await db.execute(delete(Outbox))
        (await db.get_one(Person, await world.id_of(first))).preferred_channel = talk.channel.name
    await queue(talk, world, minutes=5)
    await second.forges(f"settle:{world.meeting}")
    await second.says("14h ngày 26/10")
    asked = await second.says("ai chưa trả lời")
    assert talk.said(IT_IS) == asked.labels[0]
    shown = len(first.chat)
    await zalo.passes(minutes=6)
    assert len(first.chat) > shown
    seats = await second.says("1")
    assert talk.said("How many seats?") in seats.text
    assert talk.said(KEPT_MEANWHILE, what="").split(":")[0] not in seats.text


async def test_a_number_answers_what_its_own_chat_shows(talk: Talk, lan: tuple[World, Somebody, Somebody]) -> None:
    """A notice has come to the other chat: neither a number nor a yes that is typed in this one answers it."""
    world, first, second = lan
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    async with talk.app.database.writing() as db:
        (await db.get_one(Person, await world.id_of(first))).preferred_channel = talk.channel.name
    await second.says("/trogiup")
    await world.settles(lead)
    await queue(talk, world)
    shown = len(second.chat)
    await talk.app.jobs.tick()
    assert len(second.chat) == shown
    calendar = await second.says("1")
    assert calendar.text == (await second.says("/lich")).text
    await talk.app.jobs.tick()
    assert (await second.says("vâng ạ")).text != calendar.text


@pytest.mark.parametrize("trouble", [Blocked(), NotTaken()])
async def test_a_notice_falls_over_to_the_other_chat(talk, zalo, lan, trouble):
    """What cannot be delivered by the preferred chat is delivered by the other, and counted once."""
    world, first, second = lan
    await queue(zalo, world)
    before = len(first.chat), len(second.chat)
    zalo.channel.troubles[second.address].append(trouble)
    await zalo.app.jobs.tick()
    assert (len(first.chat), len(second.chat)) == (before[0] + 1, before[1])
    assert await states(talk) == [OutboxState.SENT]


async def test_what_is_due_within_ten_minutes_goes_as_one_message(zalo, lan):
    """Only where every message is paid for."""
    world, _first, second = lan
    for version, minutes in enumerate((0, 8, 15)):
        await queue(zalo, world, version=version, minutes=minutes)
    before = len(second.chat)
    await zalo.app.jobs.tick()
    assert len(second.chat) == before + 1
    assert second.last.text.count("SHCM") == 2
    await zalo.passes(minutes=16)
    assert len(second.chat) == before + 2
    assert await states(zalo) == [OutboxState.SENT] * 3


async def test_a_move_never_leaves_early_beside_what_is_due(zalo, lan):
    """For two minutes its lead may still correct it; what else is due does not take it along."""
    world, first, second = lan
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    await first.forges(f"take:{world.meeting}")
    await world.settles(lead, when="8h ngày 27/10")
    await queue(zalo, world)
    second.new()
    await zalo.app.jobs.tick()
    [told] = second.new()
    assert "26/10" not in told.text
    await zalo.passes(minutes=1, seconds=59)
    assert second.new() == []
    await zalo.passes(seconds=1)
    [told] = second.new()
    assert told.text.index("26/10") < told.text.index("27/10")


async def test_either_chat_cuts_the_other_off_but_never_the_last(talk, lan):
    _world, first, second = lan
    await first.says("/toi")
    await first.presses(talk.said("My chats"))
    await first.presses(talk.said("Cut off {channel}", channel="Zalo"))
    assert await number_of_accounts(talk) == 1
    assert "Vàng Thị Lan" not in (await second.says("/toi")).text
    await first.does(Kind.PRESS, text="cutoff:1", press="p")
    assert await number_of_accounts(talk) == 1


async def test_photos_in_a_row_are_counted_once_where_nothing_can_be_edited(talk, zalo, lan):
    """The first is answered, the others are kept in silence until something else is said."""
    world, _first, second = lan
    async with talk.app.database.writing() as db:
        meeting = await db.get_one(Meeting, world.meeting)
        meeting.state, meeting.starts_at = "settled", talk.clock.now() - timedelta(hours=1)
        meeting.ends_at = talk.clock.now() + timedelta(hours=2)
    await second.sends_photo(photo("red"))
    before = len(second.chat)
    await second.sends_photo(photo("blue"))
    await second.sends_photo(photo("green"))
    assert len(second.chat) == before
    assert "3" in (await second.presses(zalo.said("Done"))).text


async def test_to_tie_a_chat_without_a_code(talk: Talk, world: World, zalo: Talk) -> None:
    """A stranger is told what the code is and where it comes from, somebody known sees their chats."""
    say = Translator("vi")
    for typed in ("/lienket", "liên kết zalo ạ", "lienket 1234"):
        said = await zalo("Lan ở Zalo").says(typed)
        assert said.text == say(accounts.NO_CODE).format(digits=8), typed
    lan = await world.has("Vàng Thị Lan")
    assert talk.said("Add a chat") in (await lan.says("/lienket")).labels


async def test_a_code_in_pieces_ties(zalo: Talk, talk: Talk, world: World) -> None:
    code = await code_of(await world.has("Vàng Thị Lan"))
    said = await zalo("Lan ở Zalo").says(f"/lienket {code[:4]} {code[4:]}")
    assert "Lan" in said.text
