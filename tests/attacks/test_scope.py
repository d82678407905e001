"""How far an officer reaches: every door is tried with what is another office's, by everybody who has a role here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import select

import handlers
from bot.domain.models import (
    Appointment,
    Cluster,
    ClusterSchool,
    Duty,
    DutyRule,
    DutyState,
    HowAppointed,
    Invitee,
    Lesson,
    Meeting,
    MeetingState,
    Plan,
    PlanState,
    Role,
    RosterEntry,
    Round,
    Unit,
    UnitKind,
    UnitTie,
    Why,
)
from bot.domain.organisation import appointments, clusters, invites, merging, people, reach, tree
from bot.errors import NotAllowed
from bot.vietnamese import local
from tests.attacks.kit import dump
from tests.talk import Somebody, Talk, World

PATTERNS = [route.pattern for route in handlers.ROUTES.buttons]
FOR_ALL = ("setting", "day-off", "days-off", "rule", "duty-kind", "invite:", "erase", "my-", "school:")
"""What is set for everybody, the end of oneself, and the choice of the own school, which is among all there are."""
SECRET = "Hoa"
"""Stands in every name of the other office, and in none of this one."""


@dataclass(frozen=True)
class Foreign:
    """The ids of a Sở beside the world's office: its commune, two schools, a cluster with an own plan, a meeting."""

    office: int
    commune: int
    school: int
    other: int
    cluster: int
    meeting: int
    plan: int
    person: int
    term: int
    invitee: int
    lesson: int
    duty: int

    def may_mean(self, pattern: str, place: str) -> list[object]:
        """Return what stands in a place of a pattern: of this office, where it names such a thing."""
        of = {"meeting_id": self.meeting, "cluster_id": self.cluster, "plan_id": self.plan, "person_id": self.person}
        of |= {"appointment_id": self.term, "invitee_id": self.invitee, "lesson_id": self.lesson, "duty_id": self.duty}
        of_kind = [self.cluster, self.meeting, self.school]
        several: dict[str, list[object]] = {
            "unit_id": [self.school, self.commune],
            "heir_id": [self.school],
            "parent_id": [self.cluster, self.commune],
            "kind": ["cluster", "meeting", "unit"],
            "role": [Role.OFFICER, Role.LEAD, Role.TEACHER],
            "place": of_kind if pattern.startswith("link:") else [1],
            "number": of_kind if pattern.startswith(("tell", "sum", "holder", "hours-set")) else [1],
        }
        return [of[place]] if place in of else several.get(place, [1])


@pytest.fixture
async def foreign(talk: Talk, world: World) -> Foreign:
    """Let a second office stand with all that the first one has."""
    somebody = await world.has("Hoa Thị Sen", school=world.other_school)
    person = await world.id_of(somebody)
    async with talk.app.database.writing() as db:
        office = Unit(id=9003, kind=UnitKind.DEPARTMENT, name="Sở GD&ĐT Hoa Sim", folded="so gd&dt hoa sim")
        commune = Unit(kind=UnitKind.COMMUNE, name="xã Hoa Mua", folded="xa hoa mua")
        school, other = (
            Unit(kind=UnitKind.SCHOOL, name=f"THCS Hoa {name}", folded=f"thcs hoa {fold}")
            for name, fold in (("Gạo", "gao"), ("Mơ", "mo"))
        )
        db.add_all([office, commune, school, other])
        await db.flush()
        for below, above in ((commune, office), (school, commune), (other, commune)):
            db.add(UnitTie(unit_id=below.id, parent_id=above.id, valid_from=date(2023, 1, 1)))
        # Numbers of their own: else what is another one's cluster would be one's own school.
        cluster = Cluster(id=9001, school_year="2023-2024", name="Cụm Hoa Bưởi", folded="cum hoa buoi")
        cluster.office_id = office.id
        db.add(cluster)
        await db.flush()
        db.add_all(ClusterSchool(cluster_id=cluster.id, unit_id=one.id) for one in (school, other))
        (await db.get_one(people.Person, person)).unit_id = school.id
        plan = Plan(title="Kế hoạch Hoa", school_year="2023-2024", unit_id=office.id, imported_at=talk.clock.now())
        own = Plan(
            title="Kế hoạch cụm Hoa",
            school_year="2023-2024",
            unit_id=office.id,
            imported_at=talk.clock.now(),
            cluster_id=cluster.id,
            state=PlanState.SUBMITTED,
        )
        db.add_all([plan, own])
        await db.flush()
        month = Round(plan_id=plan.id, number=1, month=date(2023, 10, 1))
        db.add(month)
        await db.flush()
        meeting = Meeting(
            id=9002,
            round_id=month.id,
            cluster_id=cluster.id,
            host_id=school.id,
            content="Chuyên đề Hoa Cải",
            month=date(2023, 10, 1),
            state=MeetingState.SETTLED,
            starts_at=talk.clock.now() + timedelta(days=1),
            ends_at=talk.clock.now() + timedelta(days=1, hours=2),
            room="Phòng Hoa",
        )
        term = Appointment(role=Role.LEAD, holder_unit_id=school.id, cluster_id=cluster.id, valid_from=date(2023, 9, 1))
        entry = RosterEntry(unit_id=school.id, name="Hoa Văn Lạ", folded="hoa van la", imported_at=talk.clock.now())
        lesson = Lesson(cluster_id=cluster.id, title="Bài Hoa", created_by_id=person, created_at=talk.clock.now())
        rule = (await db.scalars(select(DutyRule).order_by(DutyRule.id).limit(1))).one()
        duty = Duty(
            rule_id=rule.id,
            unit_id=school.id,
            key="hoa",
            school_year="2023-2024",
            due_on=date(2023, 12, 1),
            not_after=talk.clock.now() + timedelta(days=90),
            opened_at=talk.clock.now(),
            told_until=talk.clock.now(),
            state=DutyState.OPEN,
        )
        db.add_all([meeting, term, entry, lesson, duty])
        await db.flush()
        invitee = Invitee(meeting_id=meeting.id, person_id=person, unit_id=school.id, why=Why.CONCERNED)
        db.add(invitee)
        await db.flush()
        made = (office, commune, school, other, cluster, meeting, own)
        return Foreign(*(one.id for one in made), person, term.id, invitee.id, lesson.id, duty.id)


def doors(foreign: Foreign) -> Iterator[str]:
    """Give every press there is, about what is the other office's."""
    for pattern in PATTERNS:
        places = re.findall(r"\{(\w+)\}", pattern)
        if not places or pattern.startswith(FOR_ALL):
            continue
        for values in product(*(foreign.may_mean(pattern, place) for place in places)):
            yield pattern.format(**dict(zip(places, values, strict=True)))


async def test_nothing_of_another_office_is_shown_or_changed(talk: Talk, world: World, foreign: Foreign) -> None:
    """Every button of the service, forged by who holds every role here; it takes long since these are 270 presses.

    Rights add up: what is refused to who holds all roles is refused to a deputy, a clerk or a head of a group alone.
    """
    somebody = await world.has("Điêu Thị Phượng", *(role for role in Role if role is not Role.TEACHER))
    me = await world.id_of(somebody)
    before = await dump(talk.app.database, without=me)
    told = []
    for data in doors(foreign):
        seen = len(somebody.chat)
        answer = await somebody.forges(data)
        told += [(data, one.text) for one in (*somebody.chat[seen:], answer) if SECRET in one.text]
        told += [(data, label) for label in answer.labels if SECRET in label and not label.startswith("‹")]
    assert told == []
    assert await dump(talk.app.database, without=me) == before


async def test_no_door_is_left_out(foreign: Foreign) -> None:
    """The places of the patterns are those that the matrix knows what to put into."""
    assert len({data.split(":")[0] for data in doors(foreign)}) > 100
    assert f"org-school:{foreign.school}" in set(doors(foreign))


async def an_officer_of(world: World, office: int, name: str = "Điêu Thị Phượng") -> Somebody:
    somebody = await world.has(name)
    async with world.talk.app.database.writing() as db:
        person = await world.id_of(somebody)
        db.add(Appointment(role=Role.OFFICER, person_id=person, unit_id=office, valid_from=date(2023, 9, 1)))
        (await db.get_one(people.Person, person)).unit_id = None
    return somebody


async def test_a_commune_sees_its_schools_and_runs_no_cluster_of_the_department(
    talk: Talk, world: World, foreign: Foreign
) -> None:
    """Its schools' meeting is in its calendar; it can neither move the meeting nor touch the cluster."""
    officer = await an_officer_of(world, foreign.commune)
    assert "Hoa Bưởi" in (await officer.says("/lich")).labels[0] + officer.last.text
    assert "Cụm số 1" not in officer.last.text
    before = await dump(talk.app.database)
    for data in (f"settle:{foreign.meeting}", f"org-cluster:{foreign.cluster}", f"cancel:{foreign.meeting}"):
        assert talk.said(NotAllowed.sentence) in (await officer.forges(data)).text
    assert talk.said(NotAllowed.sentence) in (await officer.forges("settings")).text
    assert await dump(talk.app.database) == before
    assert "THCS Hoa Gạo" in (await officer.forges("org-schools:0")).labels
    assert not any("Na Sang" in label for label in officer.last.labels)


async def test_a_department_reaches_everything_below_it_and_nothing_beside(
    talk: Talk, world: World, foreign: Foreign
) -> None:
    await world.has("Lò Văn Inh", Role.OFFICER)
    officer = await an_officer_of(world, foreign.office)
    assert "Cụm Hoa Bưởi" in (await officer.forges("org-clusters:0")).labels
    assert "Cụm số 1" not in officer.last.labels
    assert "Cụm Hoa Bưởi" in (await officer.forges("announce")).labels
    assert "Cụm số 1" not in officer.last.labels
    # One person of the own schools, and nobody of the other office.
    assert re.findall(r"\d+", (await officer.forges("tell:all:0")).text) == ["1"]
    assert talk.said(NotAllowed.sentence) in (await officer.forges(f"org-school:{world.school}")).text


async def test_the_last_officer_of_an_office_is_not_erased(talk: Talk, world: World, foreign: Foreign) -> None:
    """Officers of another office, or of one below, are no others: they could invite nobody for it."""
    await world.has("Lò Văn Inh", Role.OFFICER)
    await an_officer_of(world, foreign.commune, "Hoa Thị Lê")
    last = await an_officer_of(world, foreign.office)
    for door in ("erase", "erase:yes"):
        assert talk.said(appointments.NO_OTHER_OFFICER) in (await last.forges(door)).text
    await an_officer_of(world, foreign.office, "Hoa Thị Mai")
    assert talk.said("Yes, erase it") in (await last.forges("erase")).labels


async def test_acts_beyond_the_own_office_are_refused(talk: Talk, world: World, foreign: Foreign) -> None:
    """In the domain itself: an officer of one Sở, and one of a commune, at what is the other's."""
    today = local(talk.clock.now()).date()
    async with talk.app.database.writing() as db:
        for office in (world.office, foreign.commune):
            found = await reach.of_offices(db, {office}, today)
            may = people.Rights(officer=True, reach=found[office])
            cluster = await db.get_one(Cluster, foreign.cluster)
            term = await appointments.get(db, foreign.term)
            mine, theirs = await db.get_one(Unit, world.school), await db.get_one(Unit, foreign.school)
            school = theirs if office == world.office else mine
            with pytest.raises(NotAllowed):
                await clusters.let_out(db, may, cluster, theirs, today)
            with pytest.raises(NotAllowed):
                await appointments.end(db, may, term, today, now=talk.clock.now())
            with pytest.raises(NotAllowed):
                await appointments.appoint(
                    db,
                    may,
                    cluster,
                    theirs,
                    from_day=today,
                    how=HowAppointed.GIVEN,
                    instead=True,
                    by=await db.get_one(people.Person, foreign.person),
                    now=talk.clock.now(),
                )
            with pytest.raises(NotAllowed):
                await invites.create(db, may, Role.PRINCIPAL, unit_id=school.id, now=talk.clock.now())
            with pytest.raises(NotAllowed):
                await merging.merge(db, may, school, mine, today, by=None, now=talk.clock.now())
            with pytest.raises(NotAllowed):
                await tree.move_unit(db, may, school, await db.get_one(Unit, foreign.office), today)


async def test_the_only_office_reaches_what_nobody_has_tied_to_it(talk: Talk, world: World) -> None:
    """As long as one office stands alone, a school without a commune and a cluster of before are its own."""
    today = local(talk.clock.now()).date()
    async with talk.app.database.writing() as db:
        assert await reach.of_offices(db, {world.office}, today) == {world.office: None}
        commune = Unit(kind=UnitKind.COMMUNE, name="xã Na Sang", folded="xa na sang")
        db.add(commune)
        await db.flush()
        assert await reach.of_offices(db, {world.office}, today) == {world.office: None}
        narrow = (await reach.of_offices(db, {commune.id}, today))[commune.id]
        assert narrow == reach.Oversight(units=frozenset({commune.id}), offices=frozenset({commune.id}))
        db.add(UnitTie(unit_id=world.school, parent_id=commune.id, valid_from=date(2024, 1, 1)))
        await db.flush()
        assert (await reach.of_offices(db, {commune.id}, today))[commune.id] == narrow
        later = (await reach.of_offices(db, {commune.id}, date(2024, 1, 1)))[commune.id]
        assert later is not None
        assert later.units == {commune.id, world.school}
