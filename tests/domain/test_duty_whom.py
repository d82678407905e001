"""Whose a duty is and who stands above: over random organisations, and as the rights of each person have it."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.calendar.settings import Rung
from bot.domain.duties import ledger, owners
from bot.domain.duties.lines import lines
from bot.domain.duties.owners import NOBODY, Organisation, Owed
from bot.domain.models import Appointment, Duty, DutyRule, Owner, Person, Presence, Role
from bot.domain.organisation import people
from bot.domain.organisation.reach import Oversight
from bot.domain.organisation.terms import SubjectGroup
from bot.vietnamese import ZONE, local
from tests.domain.test_duty_changes import channel, films, language, moves, world
from tests.handlers.duties_kit import AFTER, BEGINS, leads, owed
from tests.talk import Talk, World

__all__ = ["channel", "language", "world"]

some = st.frozensets(st.integers(1, 6), max_size=3)
subjects = st.sampled_from([None, "Toán", "Tiếng Anh"])
by_id = st.dictionaries(st.integers(1, 3), some, max_size=3)
reaches = st.none() | st.builds(Oversight, units=some, clusters=some)
organisations = st.builds(
    Organisation,
    heads=by_id,
    leads=by_id,
    above=st.dictionaries(st.integers(1, 3), some, max_size=3),
    assistants=by_id,
    helpers=st.just({}),
    reaches=st.dictionaries(st.integers(1, 6), reaches, max_size=3),
    groups=st.dictionaries(st.builds(SubjectGroup, st.integers(1, 3), subjects), some, max_size=3),
)
OWNERS = {"person_id": Owner.ATTENDED, "unit_id": Owner.SCHOOL, "cluster_id": Owner.CLUSTER}
ladders = st.sets(st.sampled_from(Rung)).map(lambda rungs: sorted(rungs, key=list(Rung).index))


@st.composite
def anybodys(draw: st.DrawFn) -> Owed:
    """Give a duty of a person, a school, a cluster or the office, about a meeting or not."""
    column = draw(st.sampled_from(sorted(OWNERS)))
    owner = draw(st.sampled_from([OWNERS[column], Owner.OFFICE])) if column == "unit_id" else OWNERS[column]
    met = draw(st.sampled_from([None, 1]))
    duty = Duty(rule=DutyRule(owner=owner), meeting_id=met, **{column: draw(st.integers(1, 3))})
    school = draw(st.integers(1, 3)) if column == "person_id" else None
    return Owed(duty, school, draw(st.sampled_from([None, 1, 2])), draw(subjects), draw(subjects))


def overseers(organisation: Organisation, one: Owed) -> set[int]:
    """Say who oversees a duty: whose word reaches everything, its unit, or its cluster."""
    unit, cluster = one.duty.unit_id or one.school, one.duty.cluster_id or one.cluster
    return {
        who for who, far in organisation.reaches.items() if far is None or unit in far.units or cluster in far.clusters
    }


@given(organisations, anybodys(), ladders)
def test_each_superior_hears_of_it_once_and_nobody_of_their_own(
    organisation: Organisation, one: Owed, ladder: list[Rung]
) -> None:
    owing, heard = organisation.owners(one), NOBODY
    for place, rung in enumerate(ladder):
        told = organisation.superiors(one, rung, ladder[:place])
        assert not told & (owing | heard)
        heard |= told
    assert heard == NOBODY.union(*(organisation.superiors(one, rung) for rung in ladder))


@given(organisations, anybodys())
def test_who_stands_on_which_rung(organisation: Organisation, one: Owed) -> None:
    duty, owing = one.duty, organisation.owners(one)
    clusters = [one.cluster] if one.cluster else organisation.above.get(duty.unit_id or one.school or 0, ())
    leads = NOBODY.union(*(organisation.leads.get(cluster, NOBODY) for cluster in clusters))
    of_office = duty.rule.owner is Owner.OFFICE
    over_people = organisation.heads.get(one.school or 0, NOBODY)
    over_people |= organisation.groups.get(SubjectGroup(one.school or 0, one.taught), NOBODY)
    expected = {
        Rung.PRINCIPAL: over_people if duty.person_id else NOBODY,
        Rung.LEAD: NOBODY if duty.cluster_id or of_office else leads,
        Rung.OFFICER: overseers(organisation, one),
    }
    assert {rung: organisation.superiors(one, rung) for rung in Rung} == {
        rung: found - owing for rung, found in expected.items()
    }


@given(organisations, anybodys())
def test_who_owes_it(organisation: Organisation, one: Owed) -> None:
    duty = one.duty
    if duty.person_id:
        assert organisation.owners(one) == {duty.person_id}
    elif duty.cluster_id:
        assert organisation.owners(one) == organisation.leads.get(duty.cluster_id, NOBODY)
    elif duty.rule.owner is Owner.OFFICE:
        assert organisation.owners(one) == overseers(organisation, one)
    else:
        school = duty.unit_id or 0
        assert organisation.owners(one) == {
            *organisation.heads.get(school, ()),
            *organisation.assistants.get(school, ()),
            *(organisation.groups.get(SubjectGroup(school, one.of_meeting), ()) if duty.meeting_id else ()),
        }


async def lived_in(talk: Talk, world: World) -> None:
    """Let there be duties of all kinds of owners, and people whose roles are past, present and to come."""
    school, _cluster, _meeting = await world.elsewhere()
    await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await world.has("Lò Văn Inh", Role.PRINCIPAL, school=world.other_school)
    await world.has("Cà Văn Lử", Role.PRINCIPAL, school=school)
    await world.has("Vàng Thị Mỷ", Role.LEAD, Role.PRINCIPAL, school=world.other_school)
    await world.has("Lò Thị Hoa", Role.CORE, subject="Tiếng Anh")
    # One heads the group whose meeting their school hosts, one that of all subjects at the other host.
    await world.has("Sùng Thị Dợ", Role.SUBJECT_HEAD, school=world.other_school, subject="Tiếng Anh")
    await world.has("Giàng A Sò", Role.SUBJECT_HEAD)
    await moves(world, BEGINS, await world.plans(cluster=world.group, host=world.other_school))
    await world.ends_roles(await world.has("Quàng Thị Pó", Role.LEAD, Role.OFFICER))
    sua, lan = await world.has("Vàng Thị Sua"), await world.has("Vàng Thị Lan", school=world.other_school)
    tomorrow = local(AFTER).date() + timedelta(days=1)
    async with talk.app.database.writing() as db:
        to_come = {"person_id": await world.id_of(sua), "unit_id": world.office, "valid_from": tomorrow}
        db.add(Appointment(role=Role.OFFICER, **to_come))
        offices = (await db.scalars(select(DutyRule).where(DutyRule.code == "004-2"))).one()
        offices.day = date(2023, 11, 30)
    await moves(world, BEGINS)
    await films(world, lan)
    await world.marks(lan, Presence.PRESENT)
    await talk.comes(AFTER)
    await world.owes("004-2")
    await owed(world)
    await talk.comes(datetime(2023, 11, 2, 9, tzinfo=ZONE))


async def test_who_is_told_is_who_may_hand_in_and_who_oversees(talk: Talk, world: World) -> None:
    """The letters' people and the rights of each person say the same, for every duty and everybody."""
    await lived_in(talk, world)
    today, now = local(talk.clock.now()).date(), talk.clock.now()
    async with talk.app.database.writing() as db:
        organisation = await owners.read(db, today)
        owes = {one.duty.id: one for one in await owners.read_owed(db, owners.owed())}
        everybody = (await db.scalars(select(Person))).all()
        rights = {one.id: await people.rights(db, one.id, today) for one in everybody}
        found = await lines(db)
        seen = {line.owner for line in found}
        assert seen >= {Owner.SCHOOL, Owner.CLUSTER, Owner.GENERAL, Owner.OFFICE, Owner.CAMERA, Owner.ATTENDED}
        for line in found:
            owing = {one.id for one in everybody if ledger.owes(line, one, rights[one.id])}
            assert owing == organisation.owners(owes[line.id]), line
            above = NOBODY.union(*(organisation.superiors(owes[line.id], rung) for rung in Rung))
            for one in everybody:
                if one.id in above:
                    assert await ledger.oversees(db, line, one, rights[one.id], today), (line, one.name)
        for one in everybody:
            mine = {line.id for line in await ledger.mine(db, one, rights[one.id], now)}
            is_open = {line.id for line in found if line.state == "open"}
            assert mine == {number for number in is_open if one.id in organisation.owners(owes[number])}


async def test_above_a_subject_groups_meeting_stands_its_core_teacher(talk: Talk, world: World) -> None:
    """Not who leads the cluster of all teachers in which the host school is."""
    await world.has("Vàng Thị Mỷ", Role.LEAD)
    core = await world.id_of(await leads(world, "Lò Thị Hoa", world.group))
    await moves(world, BEGINS, await world.plans(cluster=world.group, host=world.other_school))
    [rooms] = await owed(world, "001-4")
    async with talk.app.database.reading() as db:
        organisation = await owners.read(db, local(talk.clock.now()).date())
        [one] = await owners.read_owed(db, owners.owed(Duty.id == rooms.id))
        assert organisation.superiors(one, Rung.LEAD) == {core}
