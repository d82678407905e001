"""From the invitation to the answer: everybody expected hears of a meeting at once, and answers in one tap."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.models import Coming, Invitee, Meeting, Outbox, OutboxState, PartKind, Purpose, Role
from bot.domain.programme import invitations, invitees
from bot.domain.programme.answers import COMES_AFTER_ALL, LONGEST_REASON, REASON_TOO_LONG
from bot.domain.programme.seats import BEGUN
from bot.errors import Gone, NotAllowed
from bot.vietnamese import ZONE
from tests.counting import counted
from tests.handlers.test_invitees import expected, lists
from tests.handlers.test_parts import plays
from tests.talk import Message, Somebody, Talk, World

BEGINS = datetime(2023, 10, 26, 14, tzinfo=ZONE)
INVITED, ASKED_AGAIN = "You are invited:", "You have not answered yet:"


@pytest.fixture(autouse=True)
def heard(world: World) -> None:
    world.invites = True


async def settled(world: World, seats: str = "30") -> Somebody:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead, seats=seats)
    return lead


async def said(talk: Talk, somebody: Somebody, sentence: str) -> list[Message]:
    """Return of what is new to somebody the messages that hold a sentence."""
    return [one for one in somebody.new() if talk.said(sentence) in one.text]


async def test_everybody_expected_is_invited_once_within_a_minute(talk: Talk, world: World) -> None:
    """Not the lead who has just settled it, nobody of another cluster; whoever joins later hears of it then."""
    lan = await world.has("Vàng Thị Lan")
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL, school=world.other_school)
    school, *_ = await world.elsewhere()
    stranger = await world.has("Giàng A Páo", school=school)
    await lists(world, "Cà Thị Mai")
    lead = await settled(world)
    lead.new()
    await talk.passes(minutes=1)
    for somebody in (lan, head):
        [told] = await said(talk, somebody, INVITED)
        assert "26/10" in told.text
        assert told.labels == [talk.said("I will come"), talk.said("I cannot come")]
    assert (stranger.chat, lead.new()) == ([], [])
    minh = await world.has("Lò Văn Minh")
    for _ in range(2):
        await talk.passes(minutes=1)
    assert len(await said(talk, minh, INVITED)) == 1
    assert lan.new() == []


async def test_yes_and_no_with_a_reason_can_be_changed_until_it_begins(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    await settled(world, seats="1")
    await talk.passes(minutes=1)
    assert "shcm" in (await lan.presses(talk.said("I will come"))).uploads[0].name
    assert (await expected(world))["Vàng Thị Lan"].answer is Coming.YES
    await lan.presses(talk.said("I cannot come"))
    row = (await expected(world))["Vàng Thị Lan"]
    assert (row.answer, row.reason, (await world.stands()).taken) == (Coming.NO, "", 0)
    assert "con em sốt cao" in (await lan.says("con em  sốt cao")).text
    assert (await expected(world))["Vàng Thị Lan"].reason == "con em sốt cao"
    await lan.presses(talk.said("I will come after all"))
    row = (await expected(world))["Vàng Thị Lan"]
    assert (row.answer, row.reason, (await world.stands()).taken) == (Coming.YES, "", 1)
    talk.clock.move_to(BEGINS)
    assert talk.said(BEGUN) in (await lan.forges(f"leave:{world.meeting}")).text
    assert (await expected(world))["Vàng Thị Lan"].answer is Coming.YES


@pytest.mark.parametrize("typed", ["có ạ", "em co di a", "dạ em có dự buổi này ạ"])
async def test_a_yes_in_peoples_words_answers_the_invitation(talk: Talk, world: World, typed: str) -> None:
    """Below the invitation that came last "em có đi" is no word about a meeting that is over."""
    lan = await world.has("Vàng Thị Lan")
    await settled(world)
    await talk.passes(minutes=1)
    await lan.says(typed)
    assert (await expected(world))["Vàng Thị Lan"].answer is Coming.YES


async def test_a_word_about_a_wrong_mark_is_no_yes(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    await settled(world)
    await talk.passes(minutes=1)
    await lan.says("em có đi hôm đó mà")
    assert (await expected(world))["Vàng Thị Lan"].answer is None


async def test_a_reason_is_chosen_or_written_and_has_an_end(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    await settled(world)
    await lan.forges(f"leave:{world.meeting}")
    long = "ốm " * LONGEST_REASON
    answer = talk.said(REASON_TOO_LONG, letters=len(long.strip()), most=LONGEST_REASON)
    assert answer in (await lan.says(long)).text
    assert talk.said("my child is ill") in (await lan.presses(talk.said("my child is ill"))).text
    assert (await expected(world))["Vàng Thị Lan"].reason == talk.said("my child is ill")
    assert talk.said(Gone.sentence) in (await lan.forges(f"why:{world.meeting}:99")).text
    minh = await world.has("Lò Văn Minh")
    assert talk.said(Gone.sentence) in (await minh.forges(f"why:{world.meeting}:0")).text


async def test_only_who_is_silent_is_asked_again_and_nobody_who_said_no_is_reminded(talk: Talk, world: World) -> None:
    """7 days, 1 day and 2 hours before: yes gets the reminder, silence a short question, no gets nothing."""
    yes, silent, no = await world.have(["Vàng Thị Lan", "Lò Văn Minh", "Cà Thị Mai"])
    await settled(world)
    await talk.passes(minutes=1)
    await yes.presses(talk.said("I will come"))
    await no.presses(talk.said("I cannot come"))
    told: dict[int, list[list[str]]] = {}
    for hours in (7 * 24, 3 * 24, 24, 2):
        for one in (yes, silent, no):
            one.new()
        await talk.comes(BEGINS - timedelta(hours=hours))
        told[hours] = [[message.text.splitlines()[0] for message in one.new()] for one in (yes, silent, no)]
    reminder, again = talk.said("Reminder:"), talk.said(ASKED_AGAIN)
    assert [told[hours][0] for hours in told] == [[reminder], [], [reminder], [reminder]]
    assert [told[hours][2] for hours in told] == [[], [], [], []]
    assert told[72][1] == [again]
    for hours in (7 * 24, 24, 2):
        [line] = told[hours][1]
        assert line.endswith(talk.said("{meeting}: do you come?", meeting=""))
    await silent.presses(talk.said("I will come"))
    assert (await expected(world))["Lò Văn Minh"].answer is Coming.YES


async def test_the_principal_hears_who_cannot_come_and_says_whether_it_is_excused(talk: Talk, world: World) -> None:
    """One letter for all within two minutes, with their reasons; the word can be changed, and ends with a yes."""
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    other = await world.has("Lầu A Chu", Role.PRINCIPAL, school=world.other_school)
    lan, minh = await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await settled(world)
    await talk.passes(minutes=1)
    await lan.presses(talk.said("I cannot come"))
    await minh.presses(talk.said("I cannot come"))
    await lan.says("con ốm")
    head.new()
    await talk.passes(minutes=1)
    assert head.new() == []
    await talk.passes(minutes=2)
    [told] = head.new()
    assert "Vàng Thị Lan: con ốm" in told.text
    assert f"Lò Văn Minh: {talk.said('no reason given yet')}" in told.text
    rows = await expected(world)
    await head.presses(talk.said("Excused · {name}", name="Lan"))
    assert (await expected(world))["Vàng Thị Lan"].excused is True
    await head.forges(f"excuse:{rows['Vàng Thị Lan'].id}:0")
    assert (await expected(world))["Vàng Thị Lan"].excused is False
    for nobody in (other, lan, minh):
        assert talk.said(NotAllowed.sentence) in (await nobody.forges(f"excuse:{rows['Vàng Thị Lan'].id}:1")).text
    await lan.forges(f"take:{world.meeting}")
    refused = await head.forges(f"excuse:{rows['Vàng Thị Lan'].id}:1")
    assert talk.said(COMES_AFTER_ALL, name="Vàng Thị Lan") in refused.text
    assert (await expected(world))["Vàng Thị Lan"].excused is None


async def test_the_lead_hears_of_a_principals_own_absence(talk: Talk, world: World) -> None:
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL, school=world.other_school)
    lead = await settled(world)
    await head.forges(f"leave:{world.meeting}")
    await head.says("họp Sở")
    lead.new()
    await talk.passes(minutes=3)
    assert ["họp Sở" in one.text for one in lead.new()] == [True]


async def test_a_move_asks_anew_who_said_no_and_tells_the_others_as_a_change(talk: Talk, world: World) -> None:
    """Whoever has not read the invitation yet gets it alone, as the meeting stands then."""
    yes, silent, no = await world.have(["Vàng Thị Lan", "Lò Văn Minh", "Cà Thị Mai"])
    lead = await settled(world)
    await talk.passes(minutes=1)
    await yes.presses(talk.said("I will come"))
    await no.presses(talk.said("I cannot come"))
    late = await world.has("Lý Thị Sua")
    async with talk.app.database.writing() as db:
        await db.execute(update(Outbox).where(Outbox.state == OutboxState.WAITING).values(state=OutboxState.VOID))
    await world.settles(lead, "8h ngày 27/10")
    for one in (yes, silent, no, lead):
        one.new()
    await talk.passes(minutes=3)
    said_first = [[message.text.splitlines()[0] for message in one.new()] for one in (yes, silent, no, late)]
    invited, changed = talk.said(INVITED), talk.said("Change: {meeting}", meeting="").strip()
    assert said_first[3] == [invited]
    assert [[line.startswith(changed) for line in lines] for lines in said_first[:3]] == [[True], [True], [True]]
    row = (await expected(world))["Cà Thị Mai"]
    assert (row.answer, (await expected(world))["Vàng Thị Lan"].answer) == (None, Coming.YES)
    assert all(talk.said("I will come") in one.last.labels for one in (silent, no))


async def test_who_plays_a_part_is_invited_without_a_question_and_saying_no_gives_it_back(
    talk: Talk, world: World
) -> None:
    lan = await world.has("Vàng Thị Lan")
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await plays(world, lead, PartKind.TEACH, lan, "Vàng Thị Lan")
    await world.settles(lead)
    lan.new()
    await talk.passes(minutes=1)
    [told] = lan.new()
    assert talk.said(INVITED) in told.text
    assert talk.said("I will come") not in told.labels
    assert (await expected(world))["Vàng Thị Lan"].answer is Coming.YES
    lead.new()
    assert talk.said("Whoever asked you for your part is told.") in (await lan.presses(talk.said("I cannot come"))).text
    await talk.passes(minutes=1)
    assert any("Vàng Thị Lan" in one.text for one in lead.new())


async def test_who_is_not_expected_cannot_say_no(talk: Talk, world: World) -> None:
    school, *_ = await world.elsewhere()
    stranger = await world.has("Giàng A Páo", school=school)
    await settled(world)
    for press in (f"leave:{world.meeting}", f"take:{world.meeting}", "leave:999"):
        assert talk.said(Gone.sentence) in (await stranger.forges(press)).text
    assert "Giàng A Páo" not in await expected(world)


@pytest.mark.parametrize("hour", ["22h", "2h"])
async def test_an_invitation_waits_for_the_end_of_the_quiet(talk: Talk, world: World, hour: str) -> None:
    lan = await world.has("Vàng Thị Lan")
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    talk.clock.move_to(datetime(2023, 10, 10 if hour == "22h" else 11, int(hour[:-1]), tzinfo=ZONE))
    await world.settles(lead)
    await talk.passes(minutes=1)
    assert lan.new() == []
    await talk.comes(datetime(2023, 10, 11, 6, 30, tzinfo=ZONE))
    assert len(await said(talk, lan, INVITED)) == 1


async def test_inviting_a_whole_cluster_is_as_many_statements_as_inviting_two(talk: Talk, world: World) -> None:
    costs = []
    await settled(world)
    for number in (2, 30):
        await world.have([f"Giàng A {number} {place}" for place in range(number)])
        async with talk.app.database.writing() as db:
            with counted(talk.app) as statements:
                await invitees.keep_in_step(db, talk.clock.now())
                await invitations.invite(db, talk.clock.now())
            costs.append(statements.number)
    rows = await talk.finds(select(Outbox.person_id).where(Outbox.purpose == Purpose.INVITE))
    assert len(rows) == len(set(rows)) == 32
    assert costs[0] == costs[1]
    assert await talk.finds(select(Invitee.id).where(Invitee.invited_at.is_(None))) == []
    assert await talk.counts(Meeting) == 1


@pytest.mark.parametrize("typed", ["thoi em di dc roi", "em lại dự được ạ"])
async def test_who_cannot_come_and_then_can_is_asked_whether_they_do(talk: Talk, world: World, typed: str) -> None:
    """It is no mere thanks: else they would be expected to stay away."""
    lan = await world.has("Vàng Thị Lan")
    await settled(world)
    await talk.passes(minutes=1)
    await lan.presses(talk.said("I cannot come"))
    await lan.says("con em ốm")
    said = await lan.says(typed)
    assert said.labels[:2] == [talk.said("I will come"), talk.said("I cannot come")]
    await lan.says("co")
    assert (await expected(world))["Vàng Thị Lan"].answer is Coming.YES
