"""What a cluster is, put right in chat by an officer: level, decision number, part of which, which schools."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import Cluster, Role, Unit, UnitKind
from bot.domain.organisation import appointments, clusters, tree
from bot.errors import NotAllowed
from bot.i18n import Translator
from tests.talk import Somebody, Talk, World


@pytest.fixture
async def officer(world: World) -> Somebody:
    return await world.has("Điêu Thị Phượng", Role.OFFICER)


async def stands(talk: Talk, world: World) -> Cluster:
    async with talk.app.database.reading() as db:
        return await db.get_one(Cluster, world.cluster)


async def test_level_and_decision_number_are_put_right(talk: Talk, world: World, officer: Somebody) -> None:
    await officer.forges(f"about:{world.cluster}")
    await officer.presses(talk.said("Decision number"))
    assert "999/QĐ-SGDĐT" in (await officer.says(" 999/QĐ-SGDĐT ")).text
    await officer.forges(f"about-level:{world.cluster}:th")
    cluster = await stands(talk, world)
    assert (cluster.decision_no, cluster.level) == ("999/QĐ-SGDĐT", "th")


async def test_a_cluster_for_several_levels_says_which(talk: Talk, world: World, officer: Somebody) -> None:
    """Those of its schools; a level that was set by mistake is taken back."""
    await officer.forges(f"about-level:{world.cluster}:thcs")
    shown = await officer.forges(f"about:{world.cluster}")
    assert talk.said("Level: {level}", level=talk.said("Lower secondary")) in shown.text
    await officer.presses(talk.said("Level of schooling"))
    changed = await officer.presses(talk.said("Several levels"))
    assert talk.said("Level: {level}", level=talk.said("Primary")) in changed.text
    assert (await stands(talk, world)).level is None


async def test_schools_join_a_cluster_on_its_first_day(talk: Talk, world: World, officer: Somebody) -> None:
    """It is asked for when the cluster is made; who is let in before it is in from then on, and leads from then on."""
    await officer.forges("cluster-new")
    for one in ("Cụm số 7", talk.said("Primary")):
        await (officer.says(one) if one == "Cụm số 7" else officer.presses(one))
    made = await officer.says("1/11/2023")
    november = date(2023, 11, 1)
    assert talk.said("First day: {day}", day=Translator(talk.language).day(november)) in made.text
    [cluster] = await talk.finds(select(Cluster).where(Cluster.name == "Cụm số 7"))
    await officer.presses(talk.said("Schools of the cluster"))
    shown = await officer.presses("TH Thị trấn")
    assert "✓ TH Thị trấn" in shown.labels

    async def inside(day: date) -> list[int]:
        async with talk.app.database.reading() as db:
            return [unit.id for unit in await tree.members(db, cluster.id, day)]

    assert [await inside(november - timedelta(days=1)), await inside(november)] == [[], [world.other_school]]
    await officer.forges(f"appoint-at:{cluster.id}:{world.other_school}:0")
    await officer.presses(talk.said("The school itself (its principal acts)"))
    early = await officer.presses(talk.said("Today"))
    assert early.text.startswith(talk.said(appointments.BEFORE_CLUSTER, cluster="Cụm số 7", day="")[:10])
    assert talk.said("How did it come about?") in (await officer.says("1/11")).text
    await officer.forges(f"about-school:{cluster.id}:{world.other_school}:0:0")
    assert await inside(november) == []


async def test_a_number_that_is_none_is_refused(talk: Talk, world: World, officer: Somebody) -> None:
    await officer.forges(f"about-number:{world.cluster}")
    await officer.says("9" * 100)
    assert (await stands(talk, world)).decision_no is None


async def test_a_cluster_becomes_part_of_another_but_never_of_itself(
    talk: Talk, world: World, officer: Somebody
) -> None:
    await officer.forges(f"about-under:{world.cluster}:{world.group}")
    assert (await stands(talk, world)).parent_id == world.group
    await officer.forges(f"about-under:{world.group}:{world.cluster}")
    async with talk.app.database.reading() as db:
        assert (await db.get_one(Cluster, world.group)).parent_id is None


async def test_a_school_leaves_from_today_and_was_there_before(talk: Talk, world: World, officer: Somebody) -> None:
    """Joining again the same day undoes it; yesterday stays true either way, and a second tap changes nothing."""
    today = talk.clock.now().date()

    async def inside(day) -> set[int]:
        async with talk.app.database.reading() as db:
            return {unit.id for unit in await tree.members(db, world.cluster, day)}

    tap = f"about-school:{world.cluster}:{world.other_school}:0"
    for _twice in range(2):
        await officer.forges(f"{tap}:0")
        assert world.other_school not in await inside(today)
    assert world.other_school in await inside(today - timedelta(days=1))
    for _twice in range(2):
        await officer.forges(f"{tap}:1")
        assert world.other_school in await inside(today)


async def test_a_school_is_in_one_cluster_of_a_kind(talk: Talk, world: World, officer: Somebody) -> None:
    """It is said in which it is, and nothing changes until it has left that one."""
    _school, second, _meeting = await world.elsewhere()
    refused = await officer.forges(f"about-school:{second}:{world.school}:0:1")
    said = talk.said(clusters.IN_ANOTHER, school="PTDTBT TH số 1 Na Sang", cluster="Cụm số 1")
    assert said in refused.text
    today = talk.clock.now().date()
    async with talk.app.database.reading() as db:
        assert world.school not in {unit.id for unit in await tree.members(db, second, today)}
    await officer.forges(f"about-school:{world.cluster}:{world.school}:0:0")
    await officer.forges(f"about-school:{second}:{world.school}:0:1")
    async with talk.app.database.reading() as db:
        assert world.school in {unit.id for unit in await tree.members(db, second, today)}


async def test_nobody_but_an_officer_changes_a_cluster(talk: Talk, world: World) -> None:
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    for data in ("about:1", "about-level:1:th", "about-under:1:2", "about-school:1:2:0:1", "about-number:1"):
        assert talk.said(NotAllowed.sentence) in (await head.forges(data)).text
    assert (await stands(talk, world)).level is None


async def test_a_cluster_without_schools_is_given_them_first(talk: Talk, officer: Somebody) -> None:
    """Nobody can lead it before: the card and the question say so, and lead there and back."""
    async with talk.app.database.writing() as db:
        new = Cluster(school_year="2023-2024", name="Cụm số 9", folded="cum 9")
        db.add_all([new, Unit(kind=UnitKind.SCHOOL, name="TH Nà Bủng", folded="th na bung")])
        await db.flush()
        number = new.id
    card = await officer.forges(f"org-cluster:{number}")
    assert talk.said("Appoint") not in card.labels
    assert (await officer.forges(f"appoint:{number}")).labels == [talk.said("Schools of the cluster")]
    await officer.presses(talk.said("Schools of the cluster"))
    await officer.presses("+ TH Nà Bủng")
    assert talk.said("Appoint") in (await officer.presses("‹ Cụm số 9")).labels
