"""Offices, schools and clusters by hand: made, renamed, ended in chat; what would leave a gap is refused."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.domain.models import Appointment, Cluster, Role, Unit, UnitKind, UnitTie
from bot.domain.organisation import former_names, founding
from bot.domain.organisation.people import EVERYTHING, Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.errors import BadInput, NotAllowed
from bot.vietnamese import local
from handlers import kit
from handlers.organisation.founding import NOTHING_ABOVE
from tests.talk import Somebody, Talk, World


@pytest.fixture
async def officer(world: World) -> Somebody:
    return await world.has("Điêu Thị Phượng", Role.OFFICER)


async def test_a_commune_and_a_school_below_it(talk: Talk, world: World, officer: Somebody) -> None:
    await officer.says("/tochuc")
    await officer.presses(talk.said("New office or school"))
    await officer.says("UBND xã Na Sang")
    await officer.presses("Phòng GD&ĐT Mường Chà")
    await officer.presses(talk.said("Yes, make it"))
    await officer.forges("unit-new")
    await officer.says("TTGDTX Hoa Ban")
    await officer.presses("UBND xã Na Sang")
    await officer.presses(talk.said("Yes, make it"))
    asked = select(Unit.name, Unit.kind).order_by(Unit.id.desc()).limit(2)
    async with talk.app.database.reading() as db:
        made = [tuple(row) for row in await db.execute(asked)]
        ties = (await db.scalars(select(UnitTie.parent_id).order_by(UnitTie.id))).all()
    assert made == [("TTGDTX Hoa Ban", UnitKind.CENTRE), ("UBND xã Na Sang", UnitKind.COMMUNE)]
    assert ties[0] == world.office
    # A second one of that name under the same office is refused, and the sentence says what to do.
    await officer.forges("unit-new")
    await officer.says("Ủy ban nhân dân xã Na Sang")
    answer = await officer.presses("Phòng GD&ĐT Mường Chà")
    assert talk.said(founding.STANDS, name="Ủy ban nhân dân xã Na Sang", above="Phòng GD&ĐT Mường Chà") in answer.text
    # Another name can be typed at once, which is asked about in the same way.
    assert "xã Mường Tùng" in (await officer.says("UBND xã Mường Tùng")).text


@pytest.mark.parametrize("name", ["Phòng GD&ĐT Lạc Thủy", "phong gd&dt Tua Chua"])
async def test_no_office_is_made_beside_the_own_one(talk: Talk, world: World, officer: Somebody, name: str) -> None:
    """What stands neither above nor below is another one's, and is not made; one above is."""
    await officer.forges("unit-new")
    refused = talk.said(founding.BESIDE, name=name, top="Phòng GD&ĐT Mường Chà")
    assert refused in (await officer.says(name)).text
    async with talk.app.database.writing() as db:
        with pytest.raises(BadInput):
            await founding.make(db, EVERYTHING, name, None, local(talk.clock.now()).date())
    await officer.forges("unit-new")
    await officer.says("Sở GD&ĐT Điện Biên")
    await officer.presses(talk.said("Under none"))
    await officer.presses(talk.said("Yes, make it"))
    assert "Sở GD&ĐT Điện Biên" in await talk.finds(select(Unit.name).where(Unit.kind == UnitKind.DEPARTMENT))


async def test_a_communes_officer_makes_no_office_above(talk: Talk, world: World, officer: Somebody) -> None:
    someone = await world.has("Lò Văn Hặc")
    async with talk.app.database.writing() as db:
        commune = Unit(kind=UnitKind.COMMUNE, name="UBND xã Na Sang", folded="ubnd xa na sang")
        db.add(commune)
        await db.flush()
        db.add(UnitTie(unit_id=commune.id, parent_id=world.office, valid_from=date(2023, 1, 1)))
        held = {"person_id": await world.id_of(someone), "unit_id": commune.id, "valid_from": date(2023, 9, 1)}
        db.add(Appointment(role=Role.OFFICER, **held))
    await someone.forges("unit-new")
    assert talk.said(NotAllowed.sentence) in (await someone.says("Sở GD&ĐT Điện Biên")).text
    await someone.forges("unit-new")
    assert talk.said(NOTHING_ABOVE, name="Điểm trường Pá Hu") in (await someone.says("Điểm trường Pá Hu")).text


async def test_renamed_and_ended(talk: Talk, world: World, officer: Somebody) -> None:
    school, _cluster, _meeting = await world.elsewhere()
    await officer.forges(f"unit-name:{school}")
    assert "TH Pa Ham số 1" in (await officer.says("TH Pa Ham số 1")).text
    async with talk.app.database.reading() as db:
        assert (await db.get_one(Unit, school)).name != "TH Pa Ham số 1", "what was read is shown before it counts"
    assert talk.said("Yes, rename it") in (await officer.says("hom nay")).labels
    async with talk.app.database.reading() as db:
        assert (await db.get_one(Unit, school)).name != "TH Pa Ham số 1", "nor by its day alone"
    assert "TH Pa Ham số 1" in (await officer.says("đúng rồi")).text
    async with talk.app.database.reading() as db:
        assert (await db.get_one(Unit, school)).name == "TH Pa Ham số 1"
    assert (await officer.forges(f"unit-name-yes:{school}")).text, "a second tap"
    await officer.forges(f"unit-end:{school}")
    await officer.says("31/10/2023")
    answer = await officer.presses(talk.said("Yes, end it"))
    assert "Cụm số 2" in answer.text, "it is in a cluster still"
    async with talk.app.database.reading() as db:
        assert (await db.get_one(Unit, school)).valid_to is None


async def test_a_cluster_by_hand(talk: Talk, world: World, officer: Somebody) -> None:
    await officer.forges("cluster-new")
    await officer.answers("1")
    await officer.presses(talk.said("Lower secondary"))
    await officer.presses(talk.said("Today"))
    year = str(SchoolYear.of(local(talk.clock.now()).date()))
    made = select(Cluster).where(Cluster.level == "thcs", Cluster.school_year == year)
    [cluster] = await talk.finds(made)
    assert (cluster.name, cluster.office_id) == ("Cụm số 1", world.office)
    await officer.forges("cluster-new")
    await officer.says("Cụm 01")
    await officer.presses(talk.said("Lower secondary"))
    answer = await officer.presses(talk.said("Today"))
    assert talk.said(founding.STANDS, name="Cụm 01", above="Phòng GD&ĐT Mường Chà") in answer.text
    # Another name can be typed at once.
    assert talk.said("For which level of schooling is it?") in (await officer.says("Cụm số 2")).text
    await officer.forges(f"cluster-name:{cluster.id}")
    assert "Cụm Hoa Ban" in (await officer.says("Cụm Hoa Ban")).text
    assert [one.name for one in await talk.finds(made)] == ["Cụm số 1"]
    await officer.presses(talk.said("Yes, rename it"))
    assert [one.name for one in await talk.finds(made)] == ["Cụm Hoa Ban"]


async def test_next_years_cluster_may_be_called_as_this_years(talk: Talk, world: World, officer: Somebody) -> None:
    """Whether a name is taken is known by the day: the clusters of one year are others than those of the next."""
    await officer.forges("cluster-new")
    for one in (talk.said("Today"), "1/9/2024", "2/9/2024"):
        await officer.says("Cụm số 7")
        await officer.presses(talk.said("Lower secondary"))
        answer = await (officer.says(one) if "/" in one else officer.presses(one))
        if not one.startswith("2/"):
            await officer.forges("cluster-new")
    assert talk.said(founding.STANDS, name="Cụm số 7", above="Phòng GD&ĐT Mường Chà") in answer.text
    years = await talk.finds(select(Cluster.school_year).where(Cluster.name == "Cụm số 7").order_by(Cluster.id))
    assert years == ["2023-2024", "2024-2025"]


async def test_a_cluster_that_has_worked_for_years_is_of_this_year(talk: Talk, world: World, officer: Somebody) -> None:
    """With the first day of its decision: in the year of that day nobody would find it.

    A day that is past is shown with all that was read before it counts, and may be another one.
    """
    await officer.forges("cluster-new")
    await officer.says("Cụm số 7")
    await officer.presses(talk.said("Lower secondary"))
    shown = await officer.says("01/10/2021")
    for part in ("Cụm số 7", talk.said("Lower secondary"), "Phòng GD&ĐT Mường Chà", "1/10/2021"):
        assert part in shown.text
    assert not await talk.finds(select(Cluster).where(Cluster.name == "Cụm số 7"))
    await officer.presses(talk.said("Another day"))
    assert "1/10/2022" in (await officer.says("01/10/2022")).text
    assert "2023-2024" in (await officer.presses(talk.said("Yes, make it"))).text
    [cluster] = await talk.finds(select(Cluster).where(Cluster.name == "Cụm số 7"))
    assert (cluster.school_year, cluster.valid_from) == ("2023-2024", date(2022, 10, 1))


async def test_the_last_office_with_officers_does_not_end(talk: Talk, world: World, officer: Somebody) -> None:
    """Nor does one that others stand under; who oversees it not is refused."""
    today = local(talk.clock.now()).date()
    async with talk.app.database.writing() as db:
        office, school = await db.get_one(Unit, world.office), await db.get_one(Unit, world.school)
        with pytest.raises(BadInput) as no:
            await founding.end(db, EVERYTHING, office, today)
        assert no.value.sentence == founding.LAST_OFFICERS
        db.add(UnitTie(unit_id=school.id, parent_id=office.id, valid_from=today))
        await db.flush()
        with pytest.raises(BadInput) as no:
            await founding.end(db, EVERYTHING, office, today)
        assert no.value.sentence == founding.HAS_UNITS
        for may in (Rights(), Rights(principal_of=frozenset({school.id}))):
            with pytest.raises(NotAllowed):
                await founding.end(db, may, school, today)
            with pytest.raises(NotAllowed):
                await founding.rename(db, may, school, "TH Khác", today)


async def test_of_two_offices_it_is_asked_whose_cluster_it_is(talk: Talk, world: World, officer: Somebody) -> None:
    """Never the first one's unasked."""
    async with talk.app.database.writing() as db:
        second = Unit(kind=UnitKind.DEPARTMENT, name="Sở GD&ĐT Hoa Sim", folded="so gd&dt hoa sim")
        db.add(second)
        await db.flush()
        number = second.id
    await officer.forges("cluster-new")
    await officer.says("Cụm số 7")
    asked = await officer.presses(talk.said("Lower secondary"))
    assert talk.said("Which office's cluster is it?") in asked.text
    assert not await talk.finds(select(Cluster.id).where(Cluster.name == "Cụm số 7"))
    await officer.presses("Sở GD&ĐT Hoa Sim")
    await officer.presses(talk.said("Today"))
    made = await talk.finds(select(Cluster.office_id).where(Cluster.name == "Cụm số 7"))
    assert made == [number]


async def test_another_name_holds_from_the_day_that_is_asked(talk: Talk, world: World, officer: Somebody) -> None:
    """Past or yet to come; a spelling that is put right is asked nothing, and what is no day is asked again."""
    press = f"unit-name:{world.other_school}"

    async def called(day: date) -> str:
        async with talk.app.database.reading() as db:
            return (await former_names.names_on(db, [world.other_school], day))[world.other_school]

    today = local(talk.clock.now()).date()
    await officer.forges(press)
    asked = await officer.says("TH Hoa Ban")
    question = talk.said("From which day is {unit} called {name}?", unit="TH Thị trấn", name="TH Hoa Ban")
    assert question in asked.text
    assert await called(today) == "TH Thị trấn", "nothing counts before the day"
    assert talk.said(kit.NO_DAY) in (await officer.says("vang a")).text
    await officer.says("1/11/2023")
    assert await called(date(2023, 11, 1)) == "TH Thị trấn", "nor before both were shown"
    await officer.says("vâng")
    assert [await called(date(2023, month, 1)) for month in (10, 11)] == ["TH Thị trấn", "TH Hoa Ban"]
    assert (await officer.forges(f"unit-named:{world.other_school}:2023-10-01")).text
    assert await called(date(2023, 10, 5)) == "TH Thị trấn", "a second press finds nothing begun"
    await officer.forges(press)
    await officer.says("TH Hoa Mai")
    await officer.says("18/9/2023")
    await officer.presses(talk.said("Yes, rename it"))
    assert [await called(day) for day in (date(2023, 9, 17), date(2023, 9, 18), today)] == [
        "TH Thị trấn",
        "TH Hoa Mai",
        "TH Hoa Mai",
    ]
    await officer.forges(press)
    await officer.says("Trường TH Hoa Mai")
    assert talk.said("Changed.") in (await officer.says("vâng")).text
