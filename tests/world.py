"""A small world to talk about: two schools, a cluster and a subject group of them, an office, a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, exists, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.duties import orders, rules
from bot.domain.models import (
    Account,
    Appointment,
    Base,
    Cluster,
    ClusterSchool,
    Consent,
    DutyRule,
    Invitee,
    Meeting,
    OrganisationSetting,
    Person,
    Plan,
    Presence,
    Role,
    Round,
    Scope,
    Unit,
    UnitKind,
    Why,
)
from bot.domain.organisation import consents
from bot.domain.organisation.people import Rights
from bot.domain.programme import invitees, marks
from bot.plain import Plain
from bot.vietnamese import fold, local

if TYPE_CHECKING:
    from tests.talk import Message, Somebody, Talk

TWICE = ("000-4",)
"""What the other paper for primary schools asks already."""


Ids = tuple[int, ...]
_MAKES = (Unit, Cluster, ClusterSchool, Plan, Round, Meeting, Appointment, OrganisationSetting, DutyRule)
"""The tables of which the world has rows."""
_IS_BEGUN = Plain(select(literal(1)).where(or_(*(exists().select_from(table) for table in _MAKES))))
_MADE: dict[datetime, tuple[Ids, list[tuple[str, list[Any]]]]] = {}
"""A world's rows, with what puts them in, by the moment at which it was made: to reckon them costs ten times that."""


async def make_world(talk: Talk) -> World:
    """Make two schools, a cluster and a subject group of them, an office, and one month-only meeting."""
    now = talk.clock.now()
    async with talk.app.database.writing() as db:
        # A server counts ids by itself, and would give out these ones again.
        if not talk.app.database.alone or await _IS_BEGUN.rows(db):
            ids = await _make(db, now)
        elif now in _MADE:
            ids, rows = _MADE[now]
            connection = await db.connection()
            for sql, values in rows:
                await connection.exec_driver_sql(sql, values)
        else:
            ids = await _make(db, now)
            _MADE[now] = ids, [await _read(db, table) for table in _MAKES]
    return World(talk, *ids)


async def _read(db: AsyncSession, table: type[Base]) -> tuple[str, list[Any]]:
    """Return what puts a table's rows in, and the rows, as SQLite has them."""
    names = [f'"{column.name}"' for column in table.__table__.columns if column.computed is None]
    columns, places = ", ".join(names), ", ".join("?" for _ in names)
    found = await (await db.connection()).exec_driver_sql(f'SELECT {columns} FROM "{table.__tablename__}"')  # noqa: S608
    sql = f'INSERT INTO "{table.__tablename__}" ({columns}) VALUES ({places})'  # noqa: S608
    return sql, [tuple(row) for row in found]


async def _make(db: AsyncSession, now: datetime) -> Ids:
    office = Unit(kind=UnitKind.OFFICE, name="Phòng GD&ĐT Mường Chà", folded="phong gd&dt muong cha")
    one = Unit(kind=UnitKind.SCHOOL, name="PTDTBT TH số 1 Na Sang", folded="ptdtbt th so 1 na sang")
    two = Unit(kind=UnitKind.SCHOOL, name="TH Thị trấn", folded="th thi tran")
    cluster = Cluster(school_year="2023-2024", name="Cụm số 1", folded="cum 1", subject=None)
    group = Cluster(school_year="2023-2024", name="Tiếng Anh", folded="tieng anh", subject="Tiếng Anh")
    db.add_all([office, one, two, cluster, group])
    await db.flush()
    cluster.office_id = group.office_id = office.id
    db.add_all(ClusterSchool(cluster_id=c.id, unit_id=u.id) for c in (cluster, group) for u in (one, two))
    plan = Plan(title="Kế hoạch", school_year="2023-2024", unit_id=office.id, imported_at=now)
    db.add(plan)
    await db.flush()
    october = Round(plan_id=plan.id, number=1, month=date(2023, 10, 1))
    db.add(october)
    await db.flush()
    meeting = Meeting(
        round_id=october.id,
        cluster_id=cluster.id,
        host_id=one.id,
        content="Phương pháp dạy lớp 4",
        month=date(2023, 10, 1),
    )
    db.add(meeting)
    db.add(Appointment(role=Role.LEAD, holder_unit_id=one.id, cluster_id=cluster.id, valid_from=date(2023, 9, 1)))
    # The digests of these years count as taken: what comes on Mondays is heard only by tests that want to hear it.
    taken = {"is": "2100-01-01"}
    db.add_all(OrganisationSetting(name=f"digest:{one}", value=taken, changed_at=now) for one in ("month", "digest"))
    # What papers ask stands in the library until somebody switches it on: only tests about duties do.
    await rules.ensure(db, now)
    await db.flush()
    return office.id, one.id, two.id, cluster.id, group.id, meeting.id


@dataclass
class World:
    """The ids of what `Talk.world` made, and how its people come in."""

    talk: Talk
    office: int
    school: int
    other_school: int
    cluster: int
    group: int
    meeting: int
    invites: bool = False
    """Whether invitations are heard."""

    async def has(self, name: str, *roles: Role, school: int | None = None, subject: str | None = None) -> Somebody:
        """Let a person stand in the tables as one who agreed and joined."""
        [somebody] = await self.have([name], *roles, school=school, subject=subject)
        return somebody

    async def have(
        self, names: Sequence[str], *roles: Role, school: int | None = None, subject: str | None = None
    ) -> list[Somebody]:
        """Let several people stand in the tables, in one transaction."""
        now, unit = self.talk.clock.now(), school or self.school
        same = {"unit_id": unit, "subject": subject, "level": "th", "language": self.talk.language, "joined_at": now}
        notice = consents.edition(self.talk.app.settings)
        people = [Person(name=name, folded=fold(name), notice=notice, **same) for name in names]
        somebodies = [self.talk(name) for name in names]
        async with self.talk.app.database.writing() as db:
            db.add_all(people)
            await db.flush()
            about = {"version": consents.NOTICE_VERSION, "given_at": now}
            for person, somebody in zip(people, somebodies, strict=True):
                db.add(Account(person_id=person.id, channel=self.talk.channel.name, address=somebody.address))
                db.add_all(Consent(scope=scope, person_id=person.id, **about) for scope in Scope)
                db.add_all(self._holds(person.id, role, unit) for role in roles)
            await self._all_know(db)
        return somebodies

    def _holds(self, person_id: int, role: Role, school: int) -> Appointment:
        in_cluster = role in (Role.LEAD, Role.CORE, Role.DEPUTY_LEAD)
        of_school = dict.fromkeys((Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.SUBJECT_HEAD), school)
        return Appointment(
            role=role,
            person_id=person_id,
            unit_id={Role.OFFICER: self.office, **of_school}.get(role),
            cluster_id=self.cluster if in_cluster else None,
            valid_from=date(2023, 9, 1),
        )

    async def plans(self, *, cluster: int | None = None, host: int | None = None, number: int = 2) -> int:
        """Make another meeting with only a month; return its id."""
        async with self.talk.app.database.writing() as db:
            first = await db.get_one(Meeting, self.meeting)
            meeting = Meeting(
                round_id=first.round_id,
                cluster_id=cluster or self.cluster,
                number=number,
                host_id=host or self.school,
                content=f"Nội dung {number}",
                month=first.month,
            )
            db.add(meeting)
            await db.flush()
            return meeting.id

    async def elsewhere(self) -> tuple[int, int, int]:
        """Make a third school with a cluster and a meeting of its own; return the ids of the three."""
        async with self.talk.app.database.writing() as db:
            school = Unit(kind=UnitKind.SCHOOL, name="TH Pa Ham", folded="th pa ham")
            cluster = Cluster(school_year="2023-2024", name="Cụm số 2", folded="cum 2", subject=None)
            db.add_all([school, cluster])
            await db.flush()
            db.add(ClusterSchool(cluster_id=cluster.id, unit_id=school.id))
        return school.id, cluster.id, await self.plans(cluster=cluster.id, host=school.id)

    async def holds_digests(self) -> None:
        """Let the month's calendar and Monday's letter come from now on."""
        async with self.talk.app.database.writing() as db:
            await db.execute(delete(OrganisationSetting).where(OrganisationSetting.name.startswith("digest:")))

    async def owes(self, *codes: str) -> None:
        """Switch some duties of the papers on, or the two papers for primary schools and good custom.

        As their papers stand where they may be cited today, else under the office's name.
        """
        now = self.talk.clock.now()
        async with self.talk.app.database.writing() as db:
            if codes:
                chosen = (await db.scalars(select(DutyRule).where(DutyRule.code.in_(codes)))).all()
                assert len(chosen) == len(codes)
            else:
                papers = [await orders.choose(db, key, now) for key in ("001", "000", "practice")]
                chosen = [one.rule for paper in papers for one in paper.effects if one.rule.code not in TWICE]
            for stands in (True, False):
                ids = [rule.id for rule in chosen if orders.paper(rule).may_stand(local(now).date()) is stands]
                office = None if stands else self.office
                await orders.switch_on(db, ids, Rights(officer=True), office_id=office, by_id=None, now=now)

    async def issues(self, name: str) -> None:
        """Let the office be of this name, so that a paper of the library is its own."""
        async with self.talk.app.database.writing() as db:
            renamed = update(Unit).where(Unit.id == self.office).values(name=name, folded=fold(name))
            await db.execute(renamed)

    async def ends_roles(self, somebody: Somebody) -> None:
        """Let every appointment of a person have ended yesterday."""
        person = await self.id_of(somebody)
        yesterday = local(self.talk.clock.now()).date() - timedelta(days=1)
        async with self.talk.app.database.writing() as db:
            await db.execute(update(Appointment).where(Appointment.person_id == person).values(valid_to=yesterday))

    async def id_of(self, somebody: Somebody) -> int:
        asked = select(Account.person_id).where(Account.address == somebody.address)
        return int((await self.talk.finds(asked))[0])

    async def expects(self, somebody: Somebody, meeting: int | None = None) -> int:
        """Return the row of somebody expected at a meeting, as it stands or newly written."""
        person, meeting = await self.id_of(somebody), meeting or self.meeting
        mine = select(Invitee.id).where(Invitee.meeting_id == meeting, Invitee.person_id == person)
        async with self.talk.app.database.writing() as db:
            if (known := await db.scalar(mine)) is not None:
                return known
            who = await db.get_one(Person, person)
            row = Invitee(meeting_id=meeting, person_id=person, unit_id=who.unit_id, why=Why.CONCERNED)
            db.add(row)
            await db.flush()
            return row.id

    async def marks(self, somebody: Somebody, presence: Presence, meeting: int | None = None) -> None:
        """Let somebody expected stand marked in the tables."""
        which, now = Invitee.id == await self.expects(somebody, meeting), self.talk.clock.now()
        async with self.talk.app.database.writing() as db:
            await marks.write(db, which, presence=presence, by_id=None, now=now)

    async def stands(self, meeting: int | None = None) -> Meeting:
        """Return a meeting as it stands in the table."""
        found = await self.talk.finds(select(Meeting).where(Meeting.id == (meeting or self.meeting)))
        assert isinstance(found[0], Meeting)
        return found[0]

    async def settles(
        self, lead: Somebody, when: str = "14h ngày 26/10", seats: str = "30", *, meeting: int | None = None
    ) -> Message:
        """Let a lead settle the meeting in the conversation itself."""
        say = self.talk.said
        await lead.forges(f"settle:{meeting or self.meeting}")
        if say("Settle it") in (await lead.says(when)).labels:
            # A meeting that moves keeps its room.
            await lead.presses(say("Other seats"))
        else:
            await lead.says("Phòng họp")
        await lead.answers(seats)
        settled = await lead.presses(say("Settle it"))
        async with self.talk.app.database.writing() as db:
            await self._all_know(db)
        return settled

    async def _all_know(self, db: AsyncSession) -> None:
        """Let invitations count as sent: they are heard only by tests that want to hear them."""
        if not self.invites:
            now = self.talk.clock.now()
            await invitees.keep_in_step(db, now)
            await _KNOW.changed(db, now=now)


_KNOW = Plain(update(Invitee).where(Invitee.invited_at.is_(None)).values(invited_at=bindparam("now")))
