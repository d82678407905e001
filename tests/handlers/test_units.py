"""Schools in the tree, by chat: moving to another commune and merging, with a look at what changes before the yes."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.domain.models import Appointment, Meeting, Person, Role, Unit, UnitKind, UnitTie
from bot.domain.organisation import merging, tree
from bot.vietnamese import ZONE, fold
from tests.talk import Message, Somebody, Talk, World

OFFICER = "Điêu Thị Phượng"
OLD, NEW = "PTDTBT TH số 1 Na Sang", "TH Thị trấn"


@pytest.fixture
async def officer(world: World) -> Somebody:
    return await world.has(OFFICER, Role.OFFICER)


async def merges(world: World, officer: Somebody, day: str) -> Message:
    """Let an officer gather a merger up to the look at it."""
    say = world.talk.said
    await officer.says("/tochuc")
    await officer.presses(say("Schools"))
    await officer.presses(OLD)
    await officer.presses(say("Merge into another school"))
    await officer.presses(NEW)
    return await officer.says(day)


async def units(world: World) -> dict[str, Unit]:
    return {unit.name: unit for unit in await world.talk.finds(select(Unit))}


async def test_a_school_moves_to_a_commune_that_nobody_knew(talk: Talk, world: World, officer: Somebody) -> None:
    """The commune is made with the yes and not before; the card shows where the school stands."""
    say = talk.said
    await officer.forges(f"org-school:{world.school}")
    await officer.presses(say("Move to another commune"))
    await officer.says("xã Na Sang")
    assert "xã Na Sang" not in await units(world)
    shown = await officer.says("9/10/2023")
    assert "xã Na Sang" in shown.text
    await officer.presses(say("Yes, move it"))
    assert say("Stands under: {unit}", unit="xã Na Sang") in officer.last.text
    commune = (await units(world))["xã Na Sang"]
    assert commune.kind is UnitKind.COMMUNE
    [tie] = await talk.finds(select(UnitTie))
    assert (tie.unit_id, tie.parent_id, tie.valid_from, tie.valid_to) == (
        world.school,
        commune.id,
        date(2023, 10, 9),
        None,
    )
    await officer.forges(f"org-move:{world.school}:0")
    await officer.presses("xã Na Sang")
    answer = await officer.says("1/11/2023")
    await officer.presses(say("Yes, move it"))
    assert say(tree.STANDS_THERE, unit=OLD, parent="xã Na Sang") in officer.last.text
    assert answer
    assert len(await talk.finds(select(UnitTie))) == 1


async def test_schools_are_merged_from_a_day(talk: Talk, world: World, officer: Somebody) -> None:
    """What changes is shown first; until the day nothing is different, on it people belong to the heir."""
    say = talk.said
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    teacher = await world.has("Vàng Thị Nhung")
    shown = await merges(world, officer, "1/11/2023")
    assert say("People who go over: {number}", number=3) in shown.text
    assert say("Meetings ahead that {heir} then hosts: {number}", heir=NEW, number=0) in shown.text
    assert say("It then leads: {clusters}", clusters="Cụm số 1") in shown.text
    assert (await units(world))[OLD].valid_to is None
    await officer.presses(say("Yes, merge them"))
    assert (await units(world))[OLD].valid_to == date(2023, 10, 31)
    assert "Cụm số 1" in (await head.forges(f"settle:{world.meeting}")).text
    await teacher.says("/toi")
    assert OLD in teacher.last.text

    await talk.comes(datetime(2023, 11, 1, 8, tzinfo=ZONE))
    await teacher.says("/toi")
    assert NEW in teacher.last.text
    assert say("This is not yours to do.") in (await head.forges(f"settle:{world.meeting}")).text
    await officer.says("/tochuc")
    await officer.presses(say("Schools"))
    assert OLD not in officer.last.labels
    people = await talk.finds(select(Person.unit_id).where(Person.folded == fold("Vàng Thị Nhung")))
    assert people == [world.other_school]


async def test_who_names_a_school_that_was_merged_hears_in_which_it_goes_on(
    talk: Talk, world: World, officer: Somebody
) -> None:
    await merges(world, officer, "9/10/2023")
    await officer.presses(talk.said("Yes, merge them"))
    await talk.comes(datetime(2023, 10, 9, 8, tzinfo=ZONE))
    for typed in ("trường PTDTBT TH số 1 Na Sang", "truong so 1 na sang the nao roi"):
        shown = (await officer.says(typed)).text
        assert OLD in shown.splitlines()[0]
        assert "9/10" in shown.splitlines()[0]
        assert shown.splitlines()[2].startswith(NEW)


async def test_a_merger_into_two_clusters_of_a_kind_says_so(talk: Talk, world: World, officer: Somebody) -> None:
    """The heir of another cluster comes into the old school's as well: both are named before the yes."""
    twice = "{heir} is in {stands} and comes into {comes} as well: in both until one is ended."
    school, second, _meeting = await world.elsewhere()
    await officer.forges(f"org-into:{world.school}:{school}")
    shown = await officer.says("1/11/2023")
    assert talk.said(twice, heir="TH Pa Ham", stands="Cụm số 2", comes="Cụm số 1") in shown.text
    await officer.forges(f"org-into:{world.school}:{world.other_school}")
    assert "Cụm số 2" not in (await officer.says("1/11/2023")).text
    assert second


async def test_a_second_yes_changes_nothing(talk: Talk, world: World, officer: Somebody) -> None:
    shown = await merges(world, officer, "1/11/2023")
    await officer.presses(talk.said("Yes, merge them"), on=shown)
    before = len(await talk.finds(select(Appointment)))
    await officer.presses(talk.said("Yes, merge them"), on=shown)
    assert len(await talk.finds(select(Appointment))) == before
    await officer.forges(f"org-into:{world.other_school}:{world.school}")
    ends = talk.said(merging.ENDS_ALREADY, unit=OLD, day="@").partition("@")[2]
    assert ends in officer.last.text


async def test_bad_days_and_a_school_into_itself(talk: Talk, world: World, officer: Somebody) -> None:
    """A sentence, nothing changed, and the day can be given again."""
    await officer.forges(f"org-into:{world.school}:{world.school}")
    assert talk.said(merging.INTO_ITSELF) in officer.last.text
    await merges(world, officer, "31/2/2024")
    await officer.says("không biết")
    await officer.says("1/1/9999")
    assert (await units(world))[OLD].valid_to is None
    assert OLD in (await officer.says("1/11/2023")).text
    await officer.forges(f"org-into:{world.school}:{world.office}")
    assert talk.said(merging.NOT_A_SCHOOL) in officer.last.text
    await officer.forges(f"org-move:{world.school}:0")
    await officer.says("x")
    assert talk.said(tree.NAME_TOO_LONG, most=80) in officer.last.text
    assert await talk.finds(select(UnitTie)) == []


async def test_a_merged_host_goes_over_with_its_meetings(talk: Talk, world: World, officer: Somebody) -> None:
    """A meeting before the day keeps its host; one that waits for its day is the heir's."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    later = await world.plans()
    await merges(world, officer, "27/10/2023")
    await officer.presses(talk.said("Yes, merge them"))
    hosts = {meeting.id: meeting.host.name for meeting in await talk.finds(select(Meeting))}
    assert hosts == {world.meeting: OLD, later: NEW}
