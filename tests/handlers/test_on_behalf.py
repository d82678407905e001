"""A principal speaks for the own people: absences, nominations taken back, substitutes; whom it touches is told."""

import pytest
from sqlalchemy import select, update

from bot.domain.models import Coming, Expects, Invitee, Meeting, Outbox, Person, Purpose, Role, Seat, SeatState, Why
from bot.domain.programme.on_behalf import COMES, FOR_YOURSELF
from bot.domain.programme.seats import BEGUN
from bot.domain.programme.sending import SEVERAL, UNKNOWN_NAME
from bot.errors import Gone, NotAllowed
from tests.handlers.test_invitees import expected, lists
from tests.handlers.test_sending import asked_for_two
from tests.talk import Somebody, Talk, World

NOT_NEEDED = {"vi": "không phải dự buổi này nữa", "en": "need not come to this meeting any more"}


async def sends(head: Somebody, world: World, *names: str) -> None:
    await head.forges(f"send:{world.meeting}:{world.other_school}:0")
    for name in names:
        await head.presses(name)
    await head.presses(head.talk.said("Send {number} people", number=len(names)))


async def row_of(world: World, name: str) -> Invitee:
    return (await expected(world))[name]


def telling(somebody: Somebody, words: str) -> list[str]:
    return [one.text for one in somebody.new() if words in one.text]


async def test_a_substitute_is_proposed_by_name_and_sent_by_one_tap(talk: Talk, world: World) -> None:
    """Of the same subject, neither sent nor away; the second tap sends nobody twice."""
    head, _lead, (pao, lan, other_pao) = await asked_for_two(world)
    music = await world.has("Bạc Thị An", school=world.other_school, subject="Âm nhạc")
    await sends(head, world, "Cà Văn Páo")
    await talk.passes(minutes=1)
    head.new()
    await pao.presses(talk.said("I cannot come"))
    await pao.says("con ốm")
    await talk.passes(minutes=3)
    [letter] = head.new()
    assert talk.said("In their place you could send {name}.", name="Vàng Thị Lan") in letter.text
    assert "con ốm" in letter.text
    sent = await head.presses(talk.said("Send {name} instead", name="Lan"), on=letter)
    assert talk.said("Sent in the place of {gone}: {name}.", gone="Cà Văn Páo", name="Vàng Thị Lan") in sent.text
    again = await head.presses(talk.said("Send {name} instead", name="Lan"), on=letter)
    assert talk.said("They were sent already.") in again.text
    await talk.passes(minutes=1)
    assert len(telling(lan, talk.said("{name} sends you to:", name="Hạng A Tủa"))) == 1
    assert [one.chat for one in (music, other_pao)] == [[], []]
    assert (await row_of(world, "Vàng Thị Lan")).why is Why.SENT
    # One is still to be sent: the card proposes the next one.
    card = await head.forges(f"school:{world.meeting}:{world.other_school}")
    assert talk.said("Send {name} instead", name="Páo") in card.labels


async def test_nobody_fits_so_the_principal_chooses(talk: Talk, world: World) -> None:
    """Who comes after all is replaced by nobody, and another school's head sends nobody here."""
    head, _lead, (pao, lan, other_pao) = await asked_for_two(world)
    async with talk.app.database.writing() as db:
        ids = [await world.id_of(one) for one in (lan, other_pao)]
        await db.execute(update(Person).where(Person.id.in_(ids)).values(subject="Âm nhạc"))
    await sends(head, world, "Cà Văn Páo")
    await talk.passes(minutes=1)
    head.new()
    await pao.presses(talk.said("I cannot come"))
    await talk.passes(minutes=3)
    [letter] = head.new()
    assert talk.said("Send somebody else") in letter.labels
    assert talk.said("In their place you could send {name}.", name="").split(":")[0] not in letter.text
    row = await row_of(world, "Cà Văn Páo")
    stranger = await world.has("Lầu A Chu", Role.PRINCIPAL)
    forged = f"instead:{row.id}:p{await world.id_of(lan)}"
    assert talk.said(NotAllowed.sentence) in (await stranger.forges(forged)).text
    await pao.forges(f"take:{world.meeting}")
    assert talk.said(COMES, name="Cà Văn Páo") in (await head.forges(forged)).text
    assert "Vàng Thị Lan" not in await expected(world)


@pytest.mark.parametrize("excused", [True, False])
async def test_a_principal_reports_an_absence_and_the_person_is_told(talk: Talk, world: World, excused: bool) -> None:
    """With a reason, excused or not; the seat goes to who waits, and the person may still say otherwise."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL, school=world.other_school)
    lan, minh = await world.have(["Vàng Thị Lan", "Lò Văn Minh"], school=world.other_school)
    await world.settles(lead, seats="1")
    for one in (lan, minh):
        await one.forges(f"take:{world.meeting}")
    for one in (lan, minh, head):
        one.new()
    await head.forges(f"school:{world.meeting}:{world.other_school}")
    await head.presses(talk.said("Report an absence"))
    await head.presses("Vàng Thị Lan")
    asked = await head.says("ốm nằm viện")
    assert "ốm nằm viện" in asked.text
    assert (await row_of(world, "Vàng Thị Lan")).answer is Coming.YES, "only read so far"
    card = await head.presses(talk.said("Excused" if excused else "Unexcused"))
    assert "Vàng Thị Lan" in card.text
    await head.forges(f"away-yes:{(await row_of(world, 'Vàng Thị Lan')).id}:{int(not excused)}")
    row = await row_of(world, "Vàng Thị Lan")
    assert (row.answer, row.reason, row.excused) == (Coming.NO, "ốm nằm viện", excused), (
        "the second tap changes nothing"
    )
    assert row.answered_by_id == await world.id_of(head)
    await talk.passes(minutes=1)
    [told] = telling(lan, "ốm nằm viện")
    assert "Hạng A Tủa" in told
    place = select(Seat.state).where(Seat.person_id == await world.id_of(minh))
    assert await talk.finds(place) == [SeatState.OFFERED]
    await lan.presses(talk.said("I will come after all"))
    assert (await row_of(world, "Vàng Thị Lan")).answer is Coming.WAITING


async def test_by_a_sentence_and_by_a_typed_name(talk: Talk, world: World) -> None:
    """What a principal says for somebody else is never read as their own absence; a typed name is taken in the list."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL, school=world.other_school)
    await world.have(["Vàng Thị Lan", "Lò Văn Minh", "Cà Văn Páo", "Lò Văn Páo"], school=world.other_school)
    await world.settles(lead)
    asked = await head.says("bao vang cho co Lan buoi 26/10")
    assert "Vàng Thị Lan" in asked.text
    await head.says("di tap huan")
    await head.presses(talk.said("Excused"))
    assert (await row_of(world, "Vàng Thị Lan")).reason == "di tap huan"
    await head.says("báo vắng cho thầy Páo")
    assert {"Cà Văn Páo", "Lò Văn Páo"} <= set(head.last.labels), "which of the two is asked"
    assert talk.said(SEVERAL, name="páo", names="Cà Văn Páo, Lò Văn Páo") in (await head.says("páo")).text
    assert talk.said(UNKNOWN_NAME, name="Mai") in (await head.says("Mai")).text
    assert "Lò Văn Minh" in (await head.says("thay minh")).text
    await head.presses(talk.said("I am ill"))
    await head.presses(talk.said("Unexcused"))
    rows = await expected(world)
    assert (rows["Lò Văn Minh"].excused, rows["Hạng A Tủa"].answer) == (False, None)
    await head.says("cử thầy Minh, cô Lan đi buổi 26/10")
    assert [label for label in head.last.labels if "✓" in label] == []


async def test_a_reason_that_the_sentence_gives_is_not_asked_for(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL, school=world.other_school)
    await world.has("Vàng Thị Lan", school=world.other_school)
    await world.settles(lead)
    assert "con ốm" in (await head.says("báo vắng cho cô Lan vì con ốm ạ")).text
    assert (await row_of(world, "Vàng Thị Lan")).answer is None
    await head.presses(talk.said("Excused"))
    assert (await row_of(world, "Vàng Thị Lan")).reason == "con ốm"


async def test_of_whom_an_absence_is_reported(talk: Talk, world: World) -> None:
    """Also of a name that has not joined; not of oneself, not by a stranger, not once it has begun."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL, school=world.other_school)
    lan = await world.has("Vàng Thị Lan", school=world.other_school)
    await lists(world, "Lý Thị Sua", school=world.other_school)
    await world.settles(lead)
    rows = {name: row.id for name, row in (await expected(world)).items()}
    for name in ("(Lý Thị Sua)", "Hạng A Tủa"):
        await head.forges(f"away-of:{rows[name]}")
        await head.presses(talk.said("I am ill"))
        await head.presses(talk.said("Excused"))
    assert talk.said(FOR_YOURSELF) in head.last.text
    assert (await row_of(world, "(Lý Thị Sua)")).answer is Coming.NO
    assert (await row_of(world, "Hạng A Tủa")).answer is None
    assert talk.said(NotAllowed.sentence) in (await lan.forges(f"away-of:{rows['(Lý Thị Sua)']}")).text
    assert talk.said(Gone.sentence) in (await head.forges("away-of:999999")).text
    await head.forges(f"away-of:{rows['Vàng Thị Lan']}")
    await head.presses(talk.said("I am ill"))
    await talk.passes(days=30)
    assert talk.said(BEGUN) in (await head.presses(talk.said("Unexcused"))).text
    assert (await row_of(world, "Vàng Thị Lan")).answer is None


async def test_a_nomination_is_withdrawn_and_the_person_is_told_once(talk: Talk, world: World) -> None:
    """The seat is free again; who has not heard of it yet hears nothing; sent again they are asked again."""
    head, _lead, (pao, lan, _) = await asked_for_two(world)
    await sends(head, world, "Cà Văn Páo", "Vàng Thị Lan")
    await talk.passes(minutes=1)
    await pao.presses(talk.said("I will come"))
    for one in (pao, lan):
        one.new()
    await head.forges(f"withdraw:{world.meeting}:{world.other_school}:0")
    await head.presses("Cà Văn Páo")
    await head.presses(talk.said("Do not send them"))
    await talk.passes(minutes=1)
    assert len(telling(pao, NOT_NEEDED[talk.language])) == 1
    assert telling(lan, NOT_NEEDED[talk.language]) == []
    assert (await expected(world)).keys() == {"Sùng A Dơ", "Vàng Thị Lan"}
    assert (await world.stands()).taken == 0
    await sends(head, world, "Cà Văn Páo")
    await talk.passes(minutes=1)
    assert len(telling(pao, talk.said("{name} sends you to:", name="Hạng A Tủa"))) == 1
    row = await row_of(world, "Cà Văn Páo")
    stranger = await world.has("Lầu A Chu", Role.PRINCIPAL)
    assert talk.said(NotAllowed.sentence) in (await stranger.forges(f"withdrawn:{row.id}")).text
    assert "Cà Văn Páo" in await expected(world)


async def test_where_everybody_is_invited_nobody_is_spared_by_that(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL, school=world.other_school)
    lan = await world.has("Vàng Thị Lan", school=world.other_school)
    await world.settles(lead)
    await sends(head, world, "Vàng Thị Lan")
    await lan.forges(f"take:{world.meeting}")
    row = await row_of(world, "Vàng Thị Lan")
    lan.new()
    said = await head.forges(f"withdrawn:{row.id}")
    sentence = "{name} is not sent any more; the meeting invites them as everybody."
    assert talk.said(sentence, name="Vàng Thị Lan") in said.text
    await talk.passes(minutes=1)
    after = await row_of(world, "Vàng Thị Lan")
    assert (after.why, after.answer) == (Why.CONCERNED, Coming.YES)
    assert telling(lan, NOT_NEEDED[talk.language]) == []
    assert talk.said(Gone.sentence) in (await head.forges(f"withdrawn:{row.id}")).text


async def test_who_is_narrowed_out_is_told_once_and_invited_anew_when_it_widens(talk: Talk, world: World) -> None:
    """Not who has said no, not who comes, not whose invitation has not left yet."""
    world.invites = True
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    names = ["Vàng Thị Lan", "Lò Văn Minh", "Cà Văn Páo"]
    lan, minh, pao = await world.have(names, school=world.other_school)
    await world.settles(lead)
    await talk.passes(minutes=1)
    await minh.forges(f"leave:{world.meeting}")
    await pao.forges(f"take:{world.meeting}")
    late = await world.has("Giàng Thị Hoa", school=world.other_school)
    for one in (lan, minh, pao):
        one.new()

    async def narrows(*presses: str) -> None:
        await lead.forges(f"settle:{world.meeting}")
        await lead.says("14h ngày 26/10")
        for press in presses:
            await lead.presses(press)
        await lead.presses(talk.said("Settle it"))
        await talk.passes(minutes=1)

    await narrows(talk.said("Some schools"), "PTDTBT TH số 1 Na Sang", talk.said("These schools"))
    assert (await expected(world)).keys() == {"Sùng A Dơ", "Cà Văn Páo"}
    told = {one.address: len(telling(one, NOT_NEEDED[talk.language])) for one in (lan, minh, pao, late)}
    assert told == {lan.address: 1, minh.address: 0, pao.address: 0, late.address: 0}
    await talk.passes(minutes=1)
    assert lan.new() == []
    await narrows(talk.said("Everybody"))
    assert len(telling(lan, talk.said("You are invited:"))) == 1
    assert len(telling(late, talk.said("You are invited:"))) == 1
    assert await talk.finds(select(Meeting.expects)) == [Expects.EVERYBODY]
    assert await talk.finds(select(Outbox.id).where(Outbox.purpose == Purpose.SPARED)) != []
