"""A cluster and an officer's appointment end in chat: with a day, asked twice, told to whom it touches."""

import pytest
from sqlalchemy import select

from bot.domain.endings import cluster_end
from bot.domain.models import (
    Appointment,
    Cluster,
    ClusterSchool,
    MeetingState,
    Role,
    Unit,
    UnitKind,
)
from bot.domain.organisation import clusters, founding
from bot.domain.organisation.people import EVERYTHING
from bot.domain.organisation.school_year import SchoolYear
from tests.talk import Somebody, Talk, World


@pytest.fixture
async def officer(world: World) -> Somebody:
    return await world.has("Điêu Thị Phượng", Role.OFFICER)


async def test_a_cluster_ends_and_is_brought_back(talk: Talk, world: World, officer: Somebody) -> None:
    head = await world.has("Vàng A Lềnh", Role.PRINCIPAL)
    other = await world.has("Lò Văn Pâng", Role.PRINCIPAL, school=world.other_school)
    await officer.forges(f"org-cluster:{world.cluster}")
    await officer.presses(talk.said("End the cluster"))
    shown = await officer.says("9/10/2023")
    assert talk.said("Meetings that are called off: {number}", number=1) in shown.text
    assert (await world.stands()).state is MeetingState.PLANNED, "nothing is done before the yes"
    ended = await officer.presses(talk.said("Yes, end it"))
    assert talk.said("Bring it back") in ended.labels
    assert (await world.stands()).state is MeetingState.CANCELLED
    days = {*await talk.finds(select(ClusterSchool.valid_to).where(ClusterSchool.cluster_id == world.cluster))}
    assert {f"{day:%d/%m/%Y}" for day in days if day} == {"09/10/2023"}
    await talk.passes(minutes=2)
    for somebody in (head, other):
        said = [
            one.text
            for one in somebody.new()
            if talk.said("Its later meetings do not take place: {number}", number=1) in one.text
        ]
        assert len(said) == 1, "whom it touches is told once"
        assert "Điêu Thị Phượng" in said[0]
    # A second press finds that it has ended, and so does another end.
    await officer.forges(f"cluster-end:{world.cluster}")
    await officer.says("10/10/2023")
    assert talk.said(cluster_end.IS_OVER, cluster="Cụm số 1", day="@").split("@")[0] in officer.last.text
    await officer.forges(f"cluster-back:{world.cluster}")
    async with talk.app.database.reading() as db:
        assert (await db.get_one(Cluster, world.cluster)).valid_to is None
        [day] = {*await db.scalars(select(ClusterSchool.valid_to).where(ClusterSchool.cluster_id == world.cluster))}
    assert day == SchoolYear(2023).ends


async def test_what_cannot_end_says_why(talk: Talk, world: World, officer: Somebody) -> None:
    """A cluster that has met later, one with parts, and a day of another year."""
    lead = await world.has("Vàng A Lềnh", Role.PRINCIPAL)
    await world.settles(lead)
    await talk.passes(days=30)
    await officer.forges(f"cluster-end:{world.cluster}")
    answer = await officer.says("9/10/2023")
    assert "26/10" in answer.text
    answer = await officer.says("9/10/2024")
    assert "2023-2024" in answer.text
    async with talk.app.database.writing() as db:
        group, cluster = await db.get_one(Cluster, world.group), await db.get_one(Cluster, world.cluster)
        await clusters.put_under(db, EVERYTHING, group, cluster)
        name = group.name
    answer = await officer.says("30/11/2023")
    assert talk.said(cluster_end.HAS_PARTS, parts=name, cluster="Cụm số 1") in answer.text
    assert (await talk.finds(select(Cluster.valid_to).where(Cluster.id == world.cluster))) == [None]


async def test_an_officers_appointment_ends_but_not_the_last_ones(talk: Talk, world: World, officer: Somebody) -> None:
    second = await world.has("Lý A Sinh", Role.OFFICER)
    await officer.says("/tochuc")
    await officer.presses(talk.said("Offices and officers"))
    card = await officer.presses("Phòng GD&ĐT Mường Chà")
    assert "Lý A Sinh" in card.text
    await officer.presses(talk.said("End: {name}", name="Lý A Sinh"))
    await officer.says("9/10/2023")
    done = await officer.presses(talk.said("Yes, end it"))
    assert "Lý A Sinh" in done.text
    await talk.passes(minutes=2)
    assert any("9/10" in one.text or "09/10" in one.text for one in second.new()), "who had it is told"
    # Nobody would be left: the sentence says what to do, and nothing is done.
    await officer.presses(talk.said("Phòng GD&ĐT Mường Chà"))
    await officer.presses(talk.said("End: {name}", name="Điêu Thị Phượng"))
    await officer.says("30/11/2023")
    answer = await officer.presses(talk.said("Yes, end it"))
    assert "30/11" in answer.text
    asked = select(Appointment.valid_to).where(Appointment.role == Role.OFFICER).order_by(Appointment.id)
    assert [day is None for day in await talk.finds(asked)] == [True, False]


async def test_clusters_of_one_name_are_told_apart_by_what_differs(talk: Talk, world: World) -> None:
    """Of one level and name in two communes by the commune; of two levels by the level; alone by nothing."""
    year = SchoolYear(2023)
    async with talk.app.database.writing() as db:
        one, two = (
            Unit(kind=UnitKind.COMMUNE, name=f"UBND {name}", folded=name) for name in ("xã Na Sang", "xã Pa Ham")
        )
        db.add_all([one, two])
        await db.flush()
        make = {"level": "th", "year": year}
        first = await founding.make_cluster(db, EVERYTHING, "Cụm số 5", office=one, **make)
        assert first.called == "Cụm số 5"
        second = await founding.make_cluster(db, EVERYTHING, "Cụm số 5", office=two, **make)
        assert (first.called, second.called) == ("Cụm số 5 (xã Na Sang)", "Cụm số 5 (xã Pa Ham)")
        third = await founding.make_cluster(db, EVERYTHING, "Cụm 5", office=one, level="thcs", year=year)
        said = [cluster.called for cluster in (first, second, third)]
        assert said == ["Cụm số 5 (TH, xã Na Sang)", "Cụm số 5 (TH, xã Pa Ham)", "Cụm 5 (THCS)"]
