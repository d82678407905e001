"""Rights are checked where something changes: in the domain at every act, and anew at the last press of a journey."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.documents.plan import read_text
from bot.domain import plan
from bot.domain.calendar import days_off, quiet, settings
from bot.domain.calendar.days_off import Leave
from bot.domain.drafts import RosterRow, UnitRow
from bot.domain.duties import agreed, directives, doers, orders, rules
from bot.domain.endings import cluster_end, one_person, requests, same_person, schools_told
from bot.domain.endings.schools_told import SchoolKeeper
from bot.domain.models import (
    Appointment,
    Cluster,
    Coming,
    DataRequest,
    DutyRule,
    Heading,
    HowAppointed,
    Invitee,
    LeaveKind,
    Meeting,
    MeetingState,
    Person,
    Role,
    SchoolArrival,
    Unit,
    UnitKind,
    Why,
    Wish,
)
from bot.domain.organisation import (
    appointments,
    arrivals,
    clusters,
    founding,
    invites,
    mandates,
    membership,
    merging,
    own_people,
    roster,
    tree,
)
from bot.domain.organisation.membership import Head, NewLeave
from bot.domain.organisation.people import EVERYTHING, Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.unit_list import ForWhom
from bot.domain.organisation.unit_list_keeping import take
from bot.domain.papers import heads
from bot.domain.programme import meetings, minute_taking, on_behalf, sending
from bot.domain.programme.minute_taking import Writer
from bot.errors import NotAllowed, Refusal
from bot.vietnamese import ZONE
from tests.attacks.kit import dump
from tests.domain.plan_kit import ROW, a_draft
from tests.talk import Somebody, Talk, World

A_DAY, NEXT_YEAR = date(2023, 12, 1), date(2024, 1, 1)
SCHOOL = 2
"""The small world's first school."""
OCTOBER = datetime(2023, 10, 26, 14, tzinfo=ZONE)
SENT = {"Hờ A Sang": None, "Cà Văn Páo": None, "Lò Thị Mai": Coming.NO}
LEAVE = Leave(date(2023, 11, 20), date(2023, 11, 20), "Hội giảng")


@dataclass(frozen=True)
class Rows:
    """What the acts are about."""

    office: Unit
    school: Unit
    other: Unit
    cluster: Cluster
    group: Cluster
    term: appointments.Term
    person: Person
    rule: DutyRule
    proposal: plan.Proposal
    meeting: Meeting
    goes: int
    """Who is sent to it, whose nomination is taken back, and who said no: rows of who is expected."""
    withdrawn: int
    away: int
    spare: Unit
    """A site under the office, in no cluster."""
    far: Meeting
    """A past meeting of a third school's cluster."""
    officer: appointments.Term
    keeper: Person
    """An officer who keeps the register."""
    double: Person
    """The person's second row."""
    request: int
    now: datetime


Act = Callable[[AsyncSession, Rights, Rows], Awaitable[object]]


async def at_once(_changed: None) -> None:
    """Let what needs no database be awaited as the others are."""


def head(may: Rights, rows: Rows, who: Person | None = None) -> Head:
    """Who acts on a school's people."""
    return Head(who or rows.person, may, rows.now)


def writer(may: Rights, rows: Rows) -> Writer:
    """Who writes the minutes of a meeting that nothing of the three roles reaches."""
    return Writer(rows.far, rows.person, may, rows.now)


async def drop_newest(db: AsyncSession, one: Writer) -> None:
    await agreed.drop(db, one, await db.scalar(select(func.max(DutyRule.id))) or 0)


async def refused_only(act: Awaitable[object]) -> None:
    """Let what is not ready be refused for that: the right to it was there."""
    try:
        await act
    except NotAllowed:
        raise
    except Refusal:
        return


SOMEBODY = Person(id=0, name="Hạng A Tủa")
"""Nobody takes off oneself."""


ACTS: dict[str, Act] = {
    "answer for somebody": lambda db, may, rows: on_behalf.report_away(
        db, rows.goes, "con ốm", excused=True, by=rows.person, rights=may, now=rows.now
    ),
    "whom one speaks for": lambda db, may, rows: on_behalf.of(db, rows.goes, may),
    "send": lambda db, may, rows: sending.send(
        db, rows.meeting, SCHOOL, [f"p{rows.person.id}"], by=rows.person, rights=may, now=rows.now
    ),
    "send instead": lambda db, may, rows: on_behalf.send_instead(
        db, rows.away, f"p{rows.person.id}", by=rows.person, rights=may, now=rows.now
    ),
    "send nobody after all": lambda db, may, rows: on_behalf.withdraw(db, rows.withdrawn, rights=may, now=rows.now),
    "deputy": lambda db, may, rows: mandates.give(
        db,
        may,
        Role.DEPUTY,
        rows.person,
        mandates.ActingAt(rows.school),
        until=None,
        instead=False,
        by=rows.person,
        now=rows.now,
    ),
    "letterhead": lambda db, may, rows: heads.keep(
        db, may, rows.office.id, "letters", "THNS", by=rows.person, today=A_DAY, now=rows.now
    ),
    "move a unit": lambda db, may, rows: tree.move_unit(db, may, rows.school, rows.office, date(2023, 11, 1)),
    "found a unit": lambda db, may, _rows: tree.found(db, may, UnitKind.COMMUNE, "xã Na Sang"),
    "level": lambda db, may, rows: clusters.set_level(db, may, rows.cluster, "th"),
    "decision": lambda _db, may, rows: at_once(clusters.set_decision(may, rows.cluster, "999/QĐ")),
    "put under": lambda db, may, rows: clusters.put_under(db, may, rows.cluster, rows.group),
    "let in": lambda db, may, rows: clusters.let_in(db, may, rows.cluster, rows.other, since=A_DAY),
    "let out": lambda db, may, rows: clusters.let_out(db, may, rows.cluster, rows.other, A_DAY),
    "appoint": lambda db, may, rows: appointments.appoint(
        db,
        may,
        rows.cluster,
        rows.other,
        from_day=A_DAY,
        how=HowAppointed.GIVEN,
        instead=True,
        by=rows.person,
        now=rows.now,
    ),
    "end": lambda db, may, rows: appointments.end(db, may, rows.term, NEXT_YEAR + timedelta(days=9), now=rows.now),
    "take back": lambda db, may, rows: appointments.take_back(db, may, rows.term, now=rows.now),
    "invite a principal": lambda db, may, rows: invites.create(
        db, may, Role.PRINCIPAL, unit_id=rows.school.id, now=rows.now
    ),
    "invite teachers": lambda db, may, rows: invites.create(
        db, may, Role.TEACHER, unit_id=rows.school.id, now=rows.now
    ),
    "setting": lambda db, may, rows: settings.change(db, may, "reminders", (5, 1), seen=0, by_id=1, now=rows.now),
    "days off": lambda db, may, _rows: days_off.add(db, may, LEAVE, by_id=1),
    "no days off": lambda db, may, _rows: days_off.take_out(db, may, LEAVE),
    "quiet hours": lambda _db, may, rows: at_once(quiet.set_school(may, rows.school, None)),
    "plan of the office": lambda db, may, rows: plan.accept(db, may, rows.proposal, now=rows.now),
    "switch on": lambda db, may, rows: orders.switch_on(
        db, [rows.rule.id], may, office_id=None, by_id=None, now=rows.now
    ),
    "take up what a paper asks": lambda db, may, rows: directives.adopt(
        db, may, directives.read(read_text("1. Các trường nộp bài trước ngày 15/11/2023."), "", A_DAY), rows.now
    ),
    "switch off": lambda db, may, rows: orders.switch_off(db, [rows.rule.id], may, rows.now),
    "rule": lambda db, may, rows: rules.pause(db, rows.rule.id, rules.Edit(1, may, rows.rule.version, rows.now)),
    "put on leave": lambda db, may, rows: membership.put_on_leave(
        db, head(may, rows), SCHOOL, "p1", NewLeave(LeaveKind.ILLNESS, A_DAY, NEXT_YEAR)
    ),
    "end a leave": lambda db, may, rows: membership.end_leave(db, head(may, rows), SCHOOL, "p1"),
    "take somebody off": lambda db, may, rows: membership.take_off(
        db, head(may, rows, SOMEBODY), SCHOOL, "p1", ours=True
    ),
    "let somebody in": lambda db, may, rows: arrivals.decide(db, head(may, rows), 1, ours=True),
    "let everybody in": lambda db, may, rows: arrivals.decide_all(db, head(may, rows), SCHOOL, 9),
    "vouch": lambda _db, may, rows: at_once(one_person.must_vouch(may, rows.person, rows.person)),
    "see the people": lambda db, may, _rows: own_people.of_school(db, may, SCHOOL, A_DAY),
    "schools that have not answered": lambda db, may, rows: schools_told.standing(db, may, rows.now),
    "remind schools": lambda db, may, rows: schools_told.chase(db, SchoolKeeper(rows.person, may, rows.now)),
    "rename a school and tell": lambda db, may, rows: schools_told.rename(
        db, SchoolKeeper(rows.person, may, rows.now), rows.spare, "TH Hoa Mai", NEXT_YEAR
    ),
    "list of schools": lambda db, may, rows: take(
        db, may, [UnitRow(1, "TH Hoa Ban")], ForWhom(rows.office, SchoolYear(2023), A_DAY)
    ),
    "make a unit": lambda db, may, rows: founding.make(db, may, "TH Hoa Gạo", rows.office, A_DAY),
    "rename a unit": lambda db, may, rows: founding.rename(db, may, rows.spare, "Điểm trường Hoa Mai", A_DAY),
    "end a unit": lambda db, may, rows: founding.end(db, may, rows.spare, A_DAY),
    "make a cluster": lambda db, may, rows: founding.make_cluster(
        db, may, "Cụm số 77", office=rows.office, level="th", year=SchoolYear(2023)
    ),
    "rename a cluster": lambda db, may, rows: founding.rename_cluster(db, may, rows.cluster, "Cụm số 78"),
    "end a cluster": lambda db, may, rows: cluster_end.end(
        db, may, rows.far.cluster, NEXT_YEAR, by=rows.keeper, now=rows.now
    ),
    "bring a cluster back": lambda db, may, rows: cluster_end.bring_back(db, may, rows.far.cluster),
    "end an officer": lambda db, may, rows: appointments.end(db, may, rows.officer, NEXT_YEAR, now=rows.now),
    "keep the register": lambda db, may, rows: requests.set_keeper(db, rows.keeper, may, rows.now, keeps=True),
    "read the register": lambda db, may, rows: requests.register(db, rows.keeper, may, rows.now, first=0, most=5),
    "read what was erased": lambda db, may, rows: requests.erased(db, rows.keeper, may, A_DAY, rows.now),
    "take a request": lambda db, may, rows: requests.get(db, rows.keeper, may, rows.request, rows.now),
    "begin minutes": lambda db, may, rows: minute_taking.begin(db, writer(may, rows)),
    "write minutes": lambda db, may, rows: minute_taking.write(
        db, writer(may, rows), Heading.REQUESTS, "Xin thêm một buổi nữa"
    ),
    "set the hours of minutes": lambda db, may, rows: minute_taking.set_hours(
        db, writer(may, rows), rows.now - timedelta(hours=2), rows.now
    ),
    "agree on something": lambda db, may, rows: agreed.agree(
        db, writer(may, rows), "Gửi bài dạy", doers.Doer("unit", rows.school.id, ""), A_DAY
    ),
    "drop what was agreed": lambda db, may, rows: drop_newest(db, writer(may, rows)),
    "submit minutes": lambda db, may, rows: refused_only(minute_taking.submit(db, writer(may, rows))),
    "send minutes back": lambda db, may, rows: refused_only(
        minute_taking.send_back(db, writer(may, rows), "Xin ghi rõ hơn phần điều chỉnh")
    ),
    "approve minutes": lambda db, may, rows: refused_only(agreed.approve(db, writer(may, rows), seen=1)),
    "put two people together": lambda db, may, rows: same_person.vouch(db, head(may, rows), rows.person, rows.double),
    "merge": lambda db, may, rows: merging.merge(db, may, rows.school, rows.other, A_DAY, by=None, now=rows.now),
}


@pytest.fixture
async def world(world: World) -> World:
    """The small world, and a term in it that begins next year."""
    await world.has("Vàng Thị Lan")
    await world.has("Lý A Sinh", Role.OFFICER)
    await world.has("Giàng A Chớ", Role.OFFICER)
    _school, _cluster, far = await world.elsewhere()
    async with world.talk.app.database.writing() as db:
        db.add(Appointment(role=Role.LEAD, person_id=1, cluster_id=world.cluster, valid_from=NEXT_YEAR))
        now = world.talk.clock.now()
        db.add(SchoolArrival(person_id=1, unit_id=world.school, at=now, wants=False))
        meeting = await meetings.get(db, world.meeting)
        await meetings.settle(db, meeting, EVERYTHING, starts_at=OCTOBER, room="P1", capacity=None, now=now)
        sent = {"meeting_id": world.meeting, "unit_id": world.school, "why": Why.SENT}
        db.add_all(Invitee(name=name, answer=answer, **sent) for name, answer in SENT.items())
        db.add(Person(name="Vàng Thị Lan", folded="vang thi lan", unit_id=world.school, language="vi", joined_at=now))
        db.add(Unit(kind=UnitKind.SITE, name="Điểm trường Hoa Ban", folded="diem truong hoa ban"))
        held = await db.get_one(Meeting, far)
        held.state, held.starts_at = MeetingState.SETTLED, now - timedelta(hours=3)
        held.ends_at = now - timedelta(hours=1)
        person = await db.get_one(Person, 1)
        await requests.ask(db, world.talk.app.settings, person, Wish.COMPLAIN, text="Sai tên", now=now)
    return world


async def rows_of(db: AsyncSession, world: World) -> Rows:
    sent = {name: number for number, name in await db.execute(select(Invitee.id, Invitee.name))}
    term = await db.scalar(select(Appointment.id).where(Appointment.valid_from == NEXT_YEAR))
    officer = await db.scalar(
        select(Appointment.id).where(Appointment.role == Role.OFFICER, Appointment.person_id == 3)
    )
    far = await db.scalar(select(Meeting.id).order_by(Meeting.id.desc()).limit(1))
    return Rows(
        office=await db.get_one(Unit, world.office),
        school=await db.get_one(Unit, world.school),
        other=await db.get_one(Unit, world.other_school),
        cluster=await db.get_one(Cluster, world.cluster),
        group=await db.get_one(Cluster, world.group),
        term=await appointments.get(db, term or 0),
        person=await db.get_one(Person, 1),
        rule=(await db.scalars(select(DutyRule).limit(1))).one(),
        proposal=await plan.propose(db, a_draft(ROW), "2023-2024"),
        meeting=await meetings.get(db, world.meeting),
        **{part: sent[name] for part, name in zip(("goes", "withdrawn", "away"), SENT, strict=True)},
        spare=(await db.scalars(select(Unit).where(Unit.kind == UnitKind.SITE))).one(),
        far=await db.get_one(Meeting, far),
        officer=await appointments.get(db, officer or 0),
        keeper=await db.get_one(Person, 2),
        double=await db.get_one(Person, 4),
        request=await db.scalar(select(DataRequest.id)) or 0,
        now=world.talk.clock.now(),
    )


@pytest.mark.parametrize("role", [Role.TEACHER, Role.LEAD, Role.PRINCIPAL])
async def test_nothing_is_changed_by_whom_it_is_not_for(talk: Talk, world: World, role: Role) -> None:
    """A teacher, who leads the very cluster, and who heads another school; an officer may all of it."""
    may = {
        Role.TEACHER: Rights(),
        Role.LEAD: Rights(leads=frozenset({world.cluster, world.group})),
        Role.PRINCIPAL: Rights(principal_of=frozenset({world.other_school})),
    }[role]
    before = await dump(talk.app.database)
    async with talk.app.database.writing() as db:
        rows = await rows_of(db, world)
        for act in ACTS.values():
            with pytest.raises(NotAllowed):
                await act(db, may, rows)
    assert await dump(talk.app.database) == before


async def test_an_officer_may_all_of_it(talk: Talk, world: World) -> None:
    """So what the others are refused is the right to it, and nothing else."""
    before = await dump(talk.app.database)
    async with talk.app.database.writing() as db:
        rows = await rows_of(db, world)
        for act in ACTS.values():
            await act(db, Rights(officer=True), rows)
    after = await dump(talk.app.database)
    changed = {name for name, rows in after.items() if rows != before[name]}
    assert changed >= {"unit", "unit_tie", "cluster", "cluster_school", "appointment", "invite", "meeting"}


async def test_a_lead_and_a_principal_have_what_is_theirs(talk: Talk, world: World) -> None:
    """Of their own cluster the plan, of their own school its people and its hours; not of another one."""
    lead, head = Rights(leads=frozenset({world.cluster})), Rights(principal_of=frozenset({world.school}))
    row = RosterRow(2, "Lò Thị Mai", "TH Thị trấn")
    async with talk.app.database.writing() as db:
        rows = await rows_of(db, world)
        await invites.create(db, head, Role.TEACHER, unit_id=world.school, now=rows.now)
        await roster.take(db, head, [RosterRow(2, "Lò Thị Mai")], rows.now)
        quiet.set_school(head, rows.school, None)
        with pytest.raises(NotAllowed):
            quiet.set_school(head, rows.other, None)
        with pytest.raises(NotAllowed):
            await roster.take(db, lead, [row], rows.now)
        with pytest.raises(NotAllowed):
            await plan.accept(db, lead, rows.proposal, now=rows.now, own=world.group)


JOURNEYS = {
    "move": (("org-move:{school}:0", "xã Na Sang", "9/10/2023"), "unit-moved"),
    "merge": (("org-into:{school}:{other_school}", "1/11/2023"), "units-merged"),
    "level": ((), "about-level:{cluster}:th"),
    "put under": ((), "about-under:{cluster}:{group}"),
    "member": ((), "about-school:{cluster}:{other_school}:0:0"),
    "appoint": (("holder:{cluster}:unit:{other_school}", "9/10/2023", "how:given"), "appointed:beside"),
    "end": (("term:{term}", "31/12/2023"), "ended:{term}:2023-12-31"),
    "setting": (("settings:reminders", "20, 2"), "setting-yes:reminders"),
    "day off": (("days-off:0", "20/11 Hội giảng"), "day-off-yes"),
    "quiet hours": ((), "hours-set:{school}:1"),
    "invite": ((), "link:principal:{school}"),
}


async def now_is(world: World, somebody: Somebody, tie: dict[str, object]) -> None:
    """Let a person hold this role alone, or none."""
    person = await world.id_of(somebody)
    async with world.talk.app.database.writing() as db:
        await db.execute(delete(Appointment).where(Appointment.person_id == person))
        if tie:
            db.add(Appointment(person_id=person, valid_from=date(2023, 9, 1), **tie))


@pytest.mark.parametrize("name", sorted(JOURNEYS))
async def test_the_last_press_of_who_may_not_any_more(talk: Talk, world: World, name: str) -> None:
    """An officer goes up to the yes, and is a teacher, leads, or heads another school when it is pressed."""
    steps, last = JOURNEYS[name]
    places = vars(world) | {"term": 1}
    somebody = await world.has("Điêu Thị Phượng", Role.OFFICER)
    for step in steps:
        await (somebody.forges if ":" in step else somebody.says)(step.format(**places))
    leads = {"role": Role.LEAD, "cluster_id": world.cluster}
    heads = {"role": Role.PRINCIPAL, "unit_id": world.other_school}
    for tie in ({}, leads, heads):
        await now_is(world, somebody, tie)
        before = await dump(talk.app.database)
        assert talk.said(NotAllowed.sentence) in (await somebody.forges(last.format(**places))).text, tie
        assert await dump(talk.app.database) == before
    await now_is(world, somebody, {"role": Role.OFFICER, "unit_id": world.office})
    await somebody.forges(last.format(**places))
    assert await dump(talk.app.database) != before
