"""Another school hosts: chosen from the cluster, told as any change is, and the old school's list is void."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import HostItem, MeetingState, Outbox, Purpose, Role
from bot.errors import Gone, NotAllowed
from tests.handlers.test_moving import changes
from tests.handlers.test_reminders import BEGINS, reminders, seated, settled
from tests.talk import Message, Somebody, Talk, World

OLD, NEW = "PTDTBT TH số 1 Na Sang", "TH Thị trấn"


async def rehosts(talk: Talk, world: World, lead: Somebody) -> Message:
    """Let a lead change the host in the conversation itself."""
    await lead.forges(f"meeting:{world.meeting}")
    await lead.presses_on_card(talk.said("Change host school"))
    await lead.presses(NEW)
    return await lead.presses(talk.said("Yes, change it"))


async def test_a_new_host_is_told_to_whom_it_touches(talk: Talk, world: World) -> None:
    """Before → after to seats and to both principals; the number was said before the yes."""
    lead = await settled(world)
    lan = await seated(world)
    old = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    new = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    await lead.forges(f"rehost:{world.meeting}:0")
    asked = await lead.presses(NEW)
    told = talk.said(
        "{meeting}\n\nLet {school} host it? {number} people will be told.", meeting="", school=NEW, number=3
    )
    assert told.strip() in asked.text
    answer = await lead.presses(talk.said("Yes, change it"))
    assert answer.text.startswith(talk.said("Changed. {number} people will be told.", number=3))
    meeting = await world.stands()
    assert (meeting.host_id, meeting.room, meeting.version) == (world.other_school, None, 2)
    await talk.passes(minutes=2)
    for somebody in (lan, old, new):
        [change] = changes(talk, somebody.new())
        assert change.text.index(OLD) < change.text.index(NEW)


async def test_the_check_list_begins_anew_with_the_new_host(talk: Talk, world: World) -> None:
    """What the old school made ready is of no use; its principal is asked nothing more, the new one is."""
    lead = await settled(world)
    old = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    new = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    await talk.comes(BEGINS - timedelta(days=7))
    await old.forges(f"host-done:{world.meeting}:tables")
    assert len(await talk.finds(select(HostItem))) == 1
    await rehosts(talk, world, lead)
    assert await talk.finds(select(HostItem)) == []
    assert talk.said(NotAllowed().sentence) in (await old.forges(f"host-done:{world.meeting}:tables")).text
    await talk.passes(minutes=3)
    asked = select(Outbox.person_id).where(Outbox.purpose == Purpose.HOST_CHECK).order_by(Outbox.id)
    assert await talk.finds(asked) == [await world.id_of(old), await world.id_of(new)]


async def test_reminders_come_once_and_name_the_new_school(talk: Talk, world: World) -> None:
    lead = await settled(world)
    lan = await seated(world)
    await talk.comes(BEGINS - timedelta(days=7))
    assert len(reminders(talk, lan.new())) == 1
    await rehosts(talk, world, lead)
    await talk.passes(minutes=2)
    lan.new()
    await talk.comes(BEGINS - timedelta(days=1))
    [reminder] = reminders(talk, lan.new())
    assert NEW in reminder.text
    assert OLD not in reminder.text


async def test_there_and_back_is_no_message(talk: Talk, world: World) -> None:
    """Back with the same room before anybody was told: nobody hears, also the school that hosted for a minute."""
    lead = await settled(world)
    lan = await seated(world)
    new = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    await lead.forges(f"rehosted:{world.meeting}:{world.other_school}")
    await lead.forges(f"rehosted:{world.meeting}:{world.school}")
    await world.settles(lead)
    await talk.passes(minutes=5)
    assert [changes(talk, lan.new()), changes(talk, new.new())] == [[], []]


async def test_a_second_tap_changes_nothing(talk: Talk, world: World) -> None:
    lead = await settled(world)
    await seated(world)
    await rehosts(talk, world, lead)
    version = (await world.stands()).version
    again = await lead.forges(f"rehosted:{world.meeting}:{world.other_school}")
    assert (await world.stands()).version == version
    assert NEW in again.text


async def test_a_meeting_with_only_a_month_can_change_its_host(talk: Talk, world: World) -> None:
    """Both principals hear of it; its month stands where the hour would."""
    lead = await world.has("Sùng A Dơ", Role.LEAD, school=world.other_school)
    old = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await rehosts(talk, world, lead)
    await talk.passes(minutes=2)
    [change] = changes(talk, old.new())
    assert change.text.index(OLD) < change.text.index(NEW)
    assert (await world.stands()).state is MeetingState.PLANNED


async def test_who_may_not(talk: Talk, world: World) -> None:
    """A teacher, another cluster's school, a meeting that is over, begun or called off."""
    lead = await settled(world)
    lan = await seated(world)
    school, _, _ = await world.elsewhere()
    gone, no = talk.said(Gone().sentence), talk.said(NotAllowed().sentence)
    for press in (f"rehost:{world.meeting}:0", f"host-to:{world.meeting}:{world.other_school}"):
        assert no in (await lan.forges(press)).text
    assert no in (await lan.forges(f"rehosted:{world.meeting}:{world.other_school}")).text
    for unit in (school, world.office, 99999):
        for press in ("host-to", "rehosted"):
            assert gone in (await lead.forges(f"{press}:{world.meeting}:{unit}")).text
    over = talk.said("This meeting is over or was cancelled; it cannot be changed any more.")
    await talk.comes(BEGINS)
    assert over in (await lead.forges(f"rehosted:{world.meeting}:{world.other_school}")).text
    await lead.forges(f"cancelled:{world.meeting}")
    assert over in (await lead.forges(f"rehost:{world.meeting}:0")).text
    assert (await world.stands()).host_id == world.school


@pytest.mark.parametrize("press", ["rehost:{meeting}:0", "rehost:{meeting}:999"])
async def test_pages(talk: Talk, world: World, press: str) -> None:
    """A page that is not there shows the last one."""
    lead = await settled(world)
    assert NEW in (await lead.forges(press.format(meeting=world.meeting))).labels
