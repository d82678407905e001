"""Long lists are paged and searched by typing, whoever shows them; nothing is cut in silence, two of a name differ."""

import json
from datetime import date

import pytest
from sqlalchemy import insert

from bot.domain.models import (
    Account,
    Cluster,
    ClusterSchool,
    Expects,
    Meeting,
    Person,
    Role,
    Unit,
    UnitKind,
)
from bot.errors import Gone
from bot.long_lists import LONG, ROWS
from bot.vietnamese import fold
from handlers.kit import PLEASE_CHOOSE
from handlers.listing import FOUND, FOUND_MANY, NOT_EITHER, NOT_FOUND
from tests.talk import Message, Somebody, Talk, World

SCHOOLS, PEOPLE, MEETINGS = 300, 2000, 300


async def many_schools(world: World, number: int = SCHOOLS) -> list[int]:
    """Let the cluster have so many schools more."""
    async with world.talk.app.database.writing() as db:
        units = [Unit(kind=UnitKind.SCHOOL, name=f"TH số {n} Mường", folded=f"th so {n} muong") for n in range(number)]
        db.add_all(units)
        await db.flush()
        db.add_all(ClusterSchool(cluster_id=world.cluster, unit_id=unit.id) for unit in units)
    return [unit.id for unit in units]


async def joins(talk: Talk, world: World) -> Somebody:
    """Let somebody stand before the question for their school."""
    lan = await world.has("Vàng Thị Lan")
    async with talk.app.database.writing() as db:
        person = await db.get_one(Person, await world.id_of(lan))
        person.unit_id = person.level = None
        person.name = ""
    await lan.says("Vàng Thị Lan")
    await lan.says("1")
    return lan


def listed(message: Message, words: str) -> list[str]:
    return [label for label in message.labels if words in label]


async def test_the_school_is_found_by_typing_a_part_of_its_name(talk: Talk, world: World) -> None:
    await many_schools(world)
    lan = await joins(talk, world)
    assert len(listed(lan.last, "TH")) == ROWS
    found = await lan.says("na sang")
    assert found.text == talk.said(FOUND, number=1)
    assert "PTDTBT TH số 1 Na Sang" in found.labels
    several = await lan.says("mường 29")
    assert several.text == talk.said(FOUND_MANY, number=13)
    assert len(listed(several, "Mường")) == ROWS
    assert talk.said(PLEASE_CHOOSE) in (await lan.says("trường không có")).text
    await lan.says("na sang")
    await lan.presses("Na Sang")
    assert world.school in await talk.finds(Person.__table__.select().with_only_columns(Person.unit_id))


async def test_what_no_list_holds_is_said_of_the_list(talk: Talk, world: World) -> None:
    """With its choices once more, on whichever page; a question is still heard."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await many_schools(world)
    await officer.forges("org-schools:0")
    said = await officer.says("xã phình sáng")
    assert said.text == talk.said(NOT_FOUND, typed="xã phình sáng")
    assert listed(said, "TH số")
    again = await officer.says("xã phình tối")
    assert again.text == talk.said(NOT_EITHER, typed="xã phình tối")
    assert talk.said("Help") in again.labels
    assert listed(again, "TH số")
    assert len(listed(await officer.says("na sang"), "Na Sang")) == 1
    assert talk.said(NOT_FOUND, typed="@").partition("@")[0] not in (await officer.says("lịch ạ")).text


async def test_every_school_stands_on_some_page(talk: Talk, world: World) -> None:
    await many_schools(world, 45)
    lan, seen = await joins(talk, world), set()
    for number in range(2, 7):
        seen |= {label for label in lan.last.labels if "TH" in label}
        if number < 6:
            await lan.presses(talk.said("More ›", number=number))
    assert len(seen) == 47


async def test_the_page_of_another_list_is_not_turned(talk: Talk, world: World) -> None:
    await many_schools(world)
    lan = await joins(talk, world)
    assert talk.said(Gone.sentence) in (await lan.forges("listed:00000000:1")).text


async def test_a_tap_on_a_list_stays_at_its_page(talk: Talk, world: World) -> None:
    schools = await many_schools(world, 60)
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("14h ngày 26/10")
    await lead.says("Phòng họp")
    await lead.answers("30")
    await lead.forges(f"whom:{world.meeting}")
    first = await lead.forges(f"whom:{world.meeting}:{Expects.SCHOOLS}")
    assert len(first.labels) <= LONG + 4
    await lead.presses(talk.said("More ›", number=2))
    name = next(label for label in lead.last.labels if "Mường" in label)
    again = await lead.presses(name)
    assert f"✓ {name}" in again.labels
    assert schools


async def test_two_of_one_name_at_one_school_are_told_apart(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.has("Vàng Thị Lan", subject="Tiếng Anh")
    async with talk.app.database.writing() as db:
        twin = Person(name="Vàng Thị Lan", folded="vang thi lan", unit_id=world.school, joined_at=talk.clock.now())
        db.add(twin)
        await db.flush()
        db.add(Account(person_id=twin.id, channel=talk.channel.name, address="twin"))
    await world.settles(lead)
    people = await lead.forges(f"role-at:{world.meeting}:0:{world.school}:0")
    twins = listed(people, "Vàng Thị Lan")
    assert len(twins) == len(set(twins)) == 2
    assert any("Tiếng Anh" in label for label in twins)
    await lead.says("/huy")
    typed = await lead.forges(f"role:{world.meeting}:0:0")
    typed = await lead.says("Vàng Thị Lan")
    assert len(set(listed(typed, "Vàng Thị Lan"))) == 2


@pytest.fixture
async def province(talk: Talk, world: World) -> Somebody:
    """The officer of a province: 300 schools in 30 clusters, 2,000 people, 300 meetings."""
    schools = await many_schools(world)
    now = talk.clock.now()
    async with talk.app.database.writing() as db:
        clusters = [Cluster(school_year="2023-2024", name=f"Cụm số {n}", folded=f"cum {n}") for n in range(2, 31)]
        db.add_all(clusters)
        await db.flush()
        names = [f"Lò Thị {chr(65 + n % 26)}{n}" for n in range(PEOPLE)]
        await db.execute(
            insert(Person),
            [
                {
                    "name": name,
                    "folded": fold(name),
                    "unit_id": schools[n % SCHOOLS],
                    "joined_at": now,
                    "language": "vi",
                }
                for n, name in enumerate(names)
            ],
        )
        first = await db.get_one(Meeting, world.meeting)
        await db.execute(
            insert(Meeting),
            [
                {
                    "round_id": first.round_id,
                    "cluster_id": clusters[n % len(clusters)].id,
                    "host_id": schools[n],
                    "number": 3 + n,
                    "content": f"Nội dung {n}",
                    "month": date(2023, 10, 1),
                }
                for n in range(MEETINGS)
            ],
        )
    return await world.has("Nguyễn Văn Cường", Role.OFFICER, Role.PRINCIPAL)


async def test_no_keyboard_grows_with_the_province(talk: Talk, province: Somebody) -> None:
    """Each kind of button is pressed once, wherever it leads; 4 s CPU: this is the size that is named.

    What a platform refuses the channel of these tests refuses as well.
    """
    todo = ["/lich", "/dangky", "/viec", "/thongbao", "/kehoach", "/moi", "/tochuc", "/toi", "/trogiup", "/diemdanh"]
    done, presses = set(), []
    for command in todo:
        presses += _of(await province.says(command))
    while presses:
        press = presses.pop()
        kind = press.rstrip("0123456789").rstrip(":")
        if kind in done or kind.startswith(("erase", "leave-it", "withdraw", "language")):
            continue
        done.add(kind)
        presses += _of(await province.forges(press))
    assert len(done) > 30


def _of(message: Message) -> list[str]:
    buttons = [button for row in message.buttons for button in row]
    assert len(buttons) <= 100
    assert len(json.dumps([button.label + button.press for button in buttons])) < 10_000
    return [button.press for button in buttons if button.press]


async def test_a_list_that_fits_on_the_screen_is_searched_by_typing_too(talk: Talk, world: World) -> None:
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    await many_schools(world, 7)
    await officer.says("/moi")
    await officer.presses(talk.said("Teachers of a school"))
    found = await officer.says("so 3 muong")
    assert listed(found, "Mường") == ["TH số 3 Mường"]
