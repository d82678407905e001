"""A school sends people to a meeting: by tapping or typing names, counted against what is asked of each school."""

import pytest
from sqlalchemy import select, update

from bot.domain.models import Coming, Expects, Invitee, Meeting, Outbox, Person, Purpose, Role, Why
from bot.domain.programme.sending import SAID_NO, SENT_ALREADY, SEVERAL, UNKNOWN_NAME
from bot.errors import Gone, NotAllowed
from tests.handlers.test_invitees import expected, lists
from tests.talk import Somebody, Talk, World


async def asked_for_two(world: World) -> tuple[Somebody, Somebody, list[Somebody]]:
    """Return the head, the lead and three teachers of a school; a meeting that asks two of each school."""
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL, school=world.other_school)
    people = await world.have(["Cà Văn Páo", "Vàng Thị Lan", "Lò Văn Páo"], school=world.other_school)
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    async with world.talk.app.database.writing() as db:
        wanted = {"expects": Expects.NUMBERS, "quota": "1 GV lớp 4 + 1 CBQL", "quota_number": 2}
        await db.execute(update(Meeting).values(wanted))
    await world.talk.passes(minutes=1)
    for one in (head, lead, *people):
        one.new()
    return head, lead, people


async def test_what_stands_behind_a_name_and_who_is_sent_already(talk: Talk, world: World) -> None:
    """Words behind a name ("cô Lan đi thay nhé") are not of it; a yes names everybody whom it sends."""
    head, _lead, (pao, _lan, _other) = await asked_for_two(world)
    await head.forges(f"send:{world.meeting}:{world.other_school}:0")
    await head.presses("Cà Văn Páo")
    asked = await head.says("co lan di thay nhe")
    assert talk.said("You send: {names}. Is this right?", names="Cà Văn Páo, Vàng Thị Lan") in asked.text
    await head.presses(talk.said("Send {number} people", number=2))
    await head.forges(f"send:{world.meeting}:{world.other_school}:0")
    assert talk.said(SENT_ALREADY, name="Vàng Thị Lan") in (await head.says("cô Lan")).text
    await pao.forges(f"leave:{world.meeting}")
    assert talk.said(SAID_NO, name="Cà Văn Páo") in (await head.says("thầy Cà Văn Páo")).text


async def test_of_all_schools_so_many_are_to_be_sent(talk: Talk, world: World) -> None:
    """Two of each of two schools are four."""
    head, lead, _people = await asked_for_two(world)
    await head.forges(f"send:{world.meeting}:{world.other_school}:0")
    await head.presses("Vàng Thị Lan")
    await head.presses(talk.said("Send {number} people", number=1))
    of_all, of_one = (talk.said("sent {sent} of {number}", sent=1, number=number) for number in (4, 2))
    assert of_all in (await lead.forges(f"meeting:{world.meeting}")).text
    shown = (await lead.forges(f"schools:{world.meeting}")).text
    assert of_all in shown
    assert of_one in shown


async def test_by_tapping_names_each_is_asked_and_answers(talk: Talk, world: World) -> None:
    """What was chosen is sent at the yes; the quota is counted, and everybody sees the same figures."""
    head, lead, (pao, lan, _) = await asked_for_two(world)
    await lists(world, "Lý Thị Sua", school=world.other_school)
    say = talk.said
    assert (
        say("Still to be sent: {number} ({quota})", number=2, quota="1 GV lớp 4 + 1 CBQL")
        in (await head.forges(f"meeting:{world.meeting}")).text
    )
    await head.presses(say("My school's people"))
    await head.presses(say("Send people"))
    await head.presses("Cà Văn Páo")
    await head.presses("Vàng Thị Lan")
    await head.presses("Lý Thị Sua")
    await head.presses("Lý Thị Sua")
    assert pao.new() == []
    sent = await head.presses(say("Send {number} people", number=2))
    assert say("sent {sent} of {number}", sent=2, number=2) in sent.text
    await talk.passes(minutes=1)
    [told] = pao.new()
    assert say("{name} sends you to:", name="Hạng A Tủa") in told.text
    await pao.presses(say("I will come"))
    await lan.presses(say("I cannot come"))
    await lan.says("con ốm")
    found = await expected(world)
    assert found.keys() == {"Sùng A Dơ", "Cà Văn Páo", "Vàng Thị Lan"}
    assert (found["Cà Văn Páo"].why, found["Cà Văn Páo"].answer) == (Why.SENT, Coming.YES)
    card = (await head.forges(f"school:{world.meeting}:{world.other_school}")).text
    assert say("Still to be sent: {number} ({quota})", number=1, quota="1 GV lớp 4 + 1 CBQL") in card
    assert "Vàng Thị Lan" in card
    assert "con ốm" in card
    schools = (await lead.forges(f"schools:{world.meeting}")).text
    line = say(
        "expected {expected}: coming {coming}, cannot come {away}, no answer {silent}, not in the chat {absent}",
        expected=2,
        coming=1,
        away=1,
        silent=0,
        absent=0,
    )
    assert line in schools
    assert line in card
    # Whoever said no is no candidate any more, and a forged press of their name is refused.
    number = await world.id_of(lan)
    await head.forges(f"send:{world.meeting}:{world.other_school}:0")
    await head.forges(f"pick:p{number}:0")
    assert (
        say(SAID_NO, name="Vàng Thị Lan") in (await head.forges(f"send-them:{world.meeting}:{world.other_school}")).text
    )
    await talk.passes(minutes=1)
    assert len(await talk.finds(select(Outbox).where(Outbox.purpose == Purpose.SENT))) == 2


async def test_who_is_sent_says_yes_by_typing(talk: Talk, world: World) -> None:
    """Being sent is their invitation, the only one where each school sends so many."""
    head, _lead, (pao, *_) = await asked_for_two(world)
    await head.forges(f"send:{world.meeting}:{world.other_school}:0")
    await head.presses("Cà Văn Páo")
    await head.says("ok")
    await talk.passes(minutes=1)
    await pao.says("da em nhan a")
    assert (await expected(world))["Cà Văn Páo"].answer is Coming.YES


async def test_typed_names_are_shown_before_they_count(talk: Talk, world: World) -> None:
    """A given name of two people is asked about; a name that has not joined is sent and told by the principal."""
    head, _, _ = await asked_for_two(world)
    await lists(world, "Lý Thị Sua", school=world.other_school)
    await head.forges(f"send:{world.meeting}:{world.other_school}:0")
    several = await head.says("cử thầy Páo")
    assert talk.said(SEVERAL, name="cử thầy Páo", names="Cà Văn Páo, Lò Văn Páo") in several.text
    assert talk.said(UNKNOWN_NAME, name="cô Hoa") in (await head.says("Cà Văn Páo, cô Hoa")).text
    shown = await head.says("cử thầy Cà Văn Páo và cô Sua")
    assert talk.said("You send: {names}. Is this right?", names="Cà Văn Páo, Lý Thị Sua") in shown.text
    assert (await expected(world)).keys() == {"Sùng A Dơ"}
    await head.presses(talk.said("Send {number} people", number=2))
    assert (await expected(world)).keys() == {"Sùng A Dơ", "Cà Văn Páo", "(Lý Thị Sua)"}
    again = await head.forges(f"send-them:{world.meeting}:{world.other_school}")
    assert talk.said("sent {sent} of {number}", sent=2, number=2) in again.text


async def test_where_everybody_is_expected_whoever_is_sent_counts_once(talk: Talk, world: World) -> None:
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL, school=world.other_school)
    lan = await world.has("Vàng Thị Lan", school=world.other_school)
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD))
    lan.new()
    number = await world.id_of(lan)
    await head.forges(f"send:{world.meeting}:{world.other_school}:0")
    await head.forges(f"pick:p{number}:0")
    await head.forges(f"send-them:{world.meeting}:{world.other_school}")
    await talk.passes(minutes=1)
    assert len(lan.new()) == 1
    assert len(await expected(world)) == 3
    async with talk.app.database.writing() as db:
        (await db.get_one(Person, number)).erased_at = talk.clock.now()
    await head.forges(f"send:{world.meeting}:{world.other_school}:0")
    await head.forges(f"pick:p{number}:0")
    refused = await head.forges(f"send-them:{world.meeting}:{world.other_school}")
    assert talk.said(NotAllowed.sentence) in refused.text


async def test_two_principals_of_one_school_send_nobody_twice(talk: Talk, world: World) -> None:
    head, _, (pao, *_) = await asked_for_two(world)
    other = await world.has("Lầu A Chu", Role.PRINCIPAL, school=world.other_school)
    number = await world.id_of(pao)
    for one in (head, other):
        await one.forges(f"send:{world.meeting}:{world.other_school}:0")
        await one.forges(f"pick:p{number}:0")
    await head.forges(f"send-them:{world.meeting}:{world.other_school}")
    assert (
        talk.said("They were sent already.")
        in (await other.forges(f"send-them:{world.meeting}:{world.other_school}")).text
    )
    await talk.passes(minutes=1)
    assert len(pao.new()) == 1
    rows = await talk.finds(select(Invitee.asked_by_id).where(Invitee.why == Why.SENT))
    assert rows == [await world.id_of(head)]


@pytest.mark.parametrize("press", ["send:1:{}:0", "send-them:1:{}", "school:1:{}", "resend:1:{}"])
async def test_a_forged_press_of_another_schools_card(talk: Talk, world: World, press: str) -> None:
    head, _, _ = await asked_for_two(world)
    teacher = await world.has("Lý Thị Sua")
    before = (await expected(world)).keys()
    for somebody, school in ((head, world.school), (teacher, world.other_school)):
        answer = (await somebody.forges(press.format(school))).text
        assert talk.said(NotAllowed.sentence) in answer
    away, *_ = await world.elsewhere()
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    assert talk.said(Gone.sentence) in (await officer.forges(f"send:1:{away}:0")).text
    assert talk.said(Gone.sentence) in (await head.forges("pick:p1:0")).text
    assert (await expected(world)).keys() == before


@pytest.mark.parametrize("typed", ["cử cô Hạnh thay cô Páo", "cu co Hanh thay co Pao", "thay Páo cử cô Hạnh đi"])
async def test_whom_a_substitute_replaces_is_not_chosen_too(talk: Talk, world: World, typed: str) -> None:
    await world.have(["Giàng A Páo", "Lò Thị Hạnh"])
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD))
    asked = await head.says(typed)
    assert [label for label in asked.labels if label.startswith("✓")] == ["✓ Lò Thị Hạnh"]
