"""After a meeting: leads are asked once who was away, until then summaries say so; "Tôi có dự" contests a mark."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.models import Assent, Coming, Contest, Invitee, Mark, Part, PartKind, Presence, Role
from bot.domain.programme.closing import NOT_OVER, THERE_ALREADY, TOO_LATE
from bot.errors import Gone, NotAllowed
from bot.vietnamese import ZONE
from tests.talk import Message, Somebody, Talk, World

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)
ENDS = BEGINS + timedelta(hours=3)
OPEN = "The roll call is not closed yet."


async def held(world: World, *names: str) -> tuple[Somebody, list[Somebody]]:
    """Let a lead settle a meeting at which some teachers are expected, and mark the first one."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    people = [await world.has(name) for name in names]
    await world.settles(lead)
    world.talk.clock.move_to(BEGINS)
    await lead.forges(f"mark:{world.meeting}:{await world.expects(people[0])}:0:0")
    await lead.forges(f"mark:{world.meeting}:{await world.expects(lead)}:0:0")
    return lead, people


async def stands(world: World, somebody: Somebody) -> Presence | None:
    [found] = await world.talk.finds(select(Invitee.presence).where(Invitee.id == await world.expects(somebody)))
    return found


def asked(talk: Talk, somebody: Somebody) -> list[str]:
    """Return what somebody was asked about an open roll call."""
    return [one.text for one in somebody.new() if talk.said("Choose one by one") in one.labels]


def the_question(talk: Talk, lead: Somebody) -> Message:
    """Return the message that asks who was away; others come at the end of a meeting as well."""
    return next(one for one in reversed(lead.chat) if talk.said("Choose one by one") in one.labels)


async def test_the_lead_is_asked_once(talk: Talk, world: World) -> None:
    """At the end, with the number that is left; who said no is excused by then; and never again."""
    lead, (_lan, minh, *_others) = await held(world, "Vàng Thị Lan", "Lò Văn Minh", "Mùa A Páo", "Giàng Thị Hoa")
    number = await world.expects(minh)
    async with talk.app.database.writing() as db:
        await db.execute(update(Invitee).where(Invitee.id == number).values(answer=Coming.NO))
    lead.new()
    await talk.comes(ENDS - timedelta(seconds=1))
    assert asked(talk, lead) == []
    await talk.comes(ENDS)
    [text] = asked(talk, lead)
    sentence = "{meeting} is over. Not marked: {number}. Who said that they cannot come is excused already."
    assert talk.said(sentence, meeting="|", number=2).split("|")[1] in text
    assert text.endswith(talk.said("They are: {names}.", names="Giàng Thị Hoa, Mùa A Páo"))
    assert await stands(world, minh) is Presence.EXCUSED
    await talk.passes(days=1)
    assert asked(talk, lead) == []


@pytest.mark.parametrize(("how", "then"), [("Absent, unexcused", Presence.ABSENT), ("Leave them as they are", None)])
async def test_a_roll_is_closed(talk: Talk, world: World, how: str, then: Presence | None) -> None:
    """Until it is, the summary says so; a second tap, and another lead's, change nothing."""
    lead, (lan, minh) = await held(world, "Vàng Thị Lan", "Lò Văn Minh")
    await talk.comes(ENDS)
    question = the_question(talk, lead)
    assert talk.said(OPEN) in (await lead.forges(f"sum:meeting:{world.meeting}")).text
    await lead.presses(talk.said(how), on=question)
    assert (await stands(world, lan), await stands(world, minh)) == (Presence.PRESENT, then)
    summary = await lead.presses(talk.said("Summary of attendance"))
    assert talk.said(OPEN) not in summary.text
    for press in ("absent", "as-is"):
        again = await lead.forges(f"roll-close:{world.meeting}:{press}")
        assert talk.said("The roll call is closed already: {meeting}.", meeting="").strip(" .") in again.text
    assert await stands(world, minh) is then


async def test_names_are_chosen_one_by_one_and_the_roll_is_closed_then(talk: Talk, world: World) -> None:
    """The sheet writes absences, and has the button that closes; corrections are taken afterwards too."""
    lead, (_lan, minh, pao) = await held(world, "Vàng Thị Lan", "Lò Văn Minh", "Mùa A Páo")
    await talk.comes(ENDS)
    sheet = await lead.presses(talk.said("Choose one by one"), on=the_question(talk, lead))
    sheet = await lead.presses("Lò Văn Minh", on=sheet)
    assert await stands(world, minh) is Presence.ABSENT
    await lead.presses(talk.said("Close the roll call"), on=sheet)
    await lead.presses(talk.said("Leave them as they are"))
    assert await stands(world, pao) is None
    await lead.forges(f"mark:{world.meeting}:{await world.expects(pao)}:2:0")
    assert await stands(world, pao) is Presence.EXCUSED


async def test_where_everybody_is_marked_nobody_is_asked(talk: Talk, world: World) -> None:
    lead, _people = await held(world, "Vàng Thị Lan")
    lead.new()
    await talk.comes(ENDS)
    assert asked(talk, lead) == []
    assert talk.said(OPEN) not in (await lead.forges(f"sum:meeting:{world.meeting}")).text


async def test_only_leads_close_and_only_afterwards(talk: Talk, world: World) -> None:
    lead, (lan,) = await held(world, "Vàng Thị Lan")
    assert talk.said(NOT_OVER) in (await lead.forges(f"roll-close:{world.meeting}:absent")).text
    talk.clock.move_to(ENDS)
    for press in (f"roll-close:{world.meeting}", f"roll-close:{world.meeting}:absent"):
        assert talk.said(NotAllowed.sentence) in (await lan.forges(press)).text
    assert (await world.stands()).roll_closed_at is None


async def contested(world: World) -> tuple[Somebody, Somebody]:
    """Let a teacher who was marked absent say that they were there; return the lead and the teacher."""
    talk = world.talk
    lead, (_lan, minh) = await held(world, "Vàng Thị Lan", "Lò Văn Minh")
    await lead.forges(f"mark:{world.meeting}:{await world.expects(minh)}:3:0")
    await talk.comes(ENDS)
    await minh.says("/toi")
    shown = await minh.presses(talk.said("My meetings"))
    assert talk.said("unexcused absence") in shown.text
    lead.new()
    await minh.presses(talk.said("I was there · {meeting}", meeting="").strip())
    await talk.passes(minutes=2)
    return lead, minh


@pytest.mark.parametrize(
    ("answer", "then"), [("Yes, was there", Presence.PRESENT), ("No, the mark stays", Presence.ABSENT)]
)
async def test_i_was_there(talk: Talk, world: World, answer: str, then: Presence) -> None:
    """The lead decides, the teacher hears of it, and the log keeps both; a second decision changes nothing."""
    lead, minh = await contested(world)
    number = await world.expects(minh)
    assert talk.said(answer) in lead.last.labels
    undecided = talk.said("you said that you were there; not decided yet")
    assert undecided in (await minh.forges("mine:0")).text
    minh.new()
    await lead.presses(talk.said(answer))
    assert await stands(world, minh) is then
    await talk.passes(minutes=2)
    assert len(minh.new()) == 1
    other = "no" if then is Presence.PRESENT else "yes"
    await lead.forges(f"contest:{number}:{other}")
    assert await stands(world, minh) is then
    marks = await talk.finds(select(Mark.presence).where(Mark.invitee_id == number).order_by(Mark.id))
    assert marks == ([Presence.ABSENT, Presence.PRESENT] if then is Presence.PRESENT else [Presence.ABSENT])
    [said] = await talk.finds(select(Contest))
    assert (said.granted, said.decided_by_id) == (then is Presence.PRESENT, await world.id_of(lead))
    await minh.forges(f"was-there:{world.meeting}")
    assert undecided not in (await minh.forges("mine:0")).text
    assert len(await talk.finds(select(Contest))) == 1


async def test_who_may_say_and_who_may_decide(talk: Talk, world: World) -> None:
    """Not who came, not who is not expected, not after a week; the secretary decides too, nobody for themselves."""
    lead, minh = await contested(world)
    lan, number = talk("Vàng Thị Lan"), await world.expects(minh)
    assert talk.said(THERE_ALREADY) in (await lan.forges(f"was-there:{world.meeting}")).text
    for somebody in (lan, minh):
        assert talk.said(NotAllowed.sentence) in (await somebody.forges(f"contest:{number}:yes")).text
    for forged in (f"contest:{await world.expects(lan)}:yes", "contest:999999:yes", "was-there:999999"):
        assert talk.said(Gone.sentence) in (await lead.forges(forged)).text
    late = await world.has("Mùa A Páo")
    await world.expects(late)
    talk.clock.move_to(ENDS + timedelta(days=7, seconds=1))
    assert talk.said(TOO_LATE) in (await late.forges(f"was-there:{world.meeting}")).text
    person, by = await world.id_of(lan), await world.id_of(lead)
    about = {"meeting_id": world.meeting, "person_id": person, "kind": PartKind.SECRETARY, "asked_by_id": by}
    async with talk.app.database.writing() as db:
        db.add(Part(**about, assent=Assent.ACCEPTED, asked_at=talk.clock.now()))
    await lan.forges(f"contest:{number}:yes")
    assert await stands(world, minh) is Presence.PRESENT


async def test_my_meetings(talk: Talk, world: World) -> None:
    """What I attended and with which part; nothing to contest where I am marked as having come."""
    lead, (lan,) = await held(world, "Vàng Thị Lan")
    about = {"meeting_id": world.meeting, "person_id": await world.id_of(lan), "kind": PartKind.TEACH}
    async with talk.app.database.writing() as db:
        db.add(Part(**about, asked_by_id=about["person_id"], assent=Assent.ACCEPTED, asked_at=talk.clock.now()))
    await lead.forges(f"mark:{world.meeting}:{await world.expects(lan)}:4:0")
    talk.clock.move_to(ENDS)
    await lan.says("/toi")
    shown = await lan.presses(talk.said("My meetings"))
    for said in ("26/10", talk.said("present"), talk.said("left early"), talk.said("demo lesson")):
        assert said in shown.text
    assert not any(talk.said("I was there · {meeting}", meeting="").strip() in label for label in shown.labels)
