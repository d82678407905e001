"""What officers change about schools by hand, done and told: to the schools' people and who leads their clusters.

Who heads a school, or acts for its head, says "Đã rõ" for it; officers see which school has not. What is taken back
within minutes is told to nobody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from msgspec import convert, to_builtins
from sqlalchemy import delete, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import quiet
from bot.domain.models import Cluster, Outbox, OutboxState, Person, Purpose, SchoolNews, Topic, Unit
from bot.domain.organisation import clusters, founding, merging, terms, tree
from bot.domain.organisation.people import ASK_HEAD, Rights
from bot.domain.organisation.terms import A_DAY
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import SchoolsMoved
from bot.domain.outbox.school_changes import SchoolChange
from bot.errors import BadInput, Gone, NotAllowed
from bot.vietnamese import local, sort_key

USEFUL_FOR = timedelta(days=14)
UNDONE_WITHIN = timedelta(minutes=5)
SHOWN_FOR = timedelta(days=60)
"""How long officers see which school has not said that it knows of a change."""
CHASED_AGAIN = timedelta(hours=20)
OPPOSITE = {"in": "out", "out": "in"}


@dataclass(frozen=True, slots=True)
class SchoolKeeper:
    """Who changes something, and when."""

    person: Person
    rights: Rights
    now: datetime

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return local(self.now).date()


async def rename(db: AsyncSession, doer: SchoolKeeper, unit: Unit, name: str, day: date) -> None:
    """Rename a unit from a day on as `founding.rename` does, and tell of it where it is a school."""
    former, named = unit.name, tree.read_name(name)
    await founding.rename(db, doer.rights, unit, named, doer.today, from_day=day)
    if unit.kind in tree.SCHOOLS and named != former:
        here = await tree.clusters_of(db, unit, doer.today)
        change = SchoolChange("renamed", former, former, named, day)
        await _tell(db, doer, [(unit.id, change)], {one.id for one in here})


async def let_in(db: AsyncSession, doer: SchoolKeeper, cluster: Cluster, unit: Unit) -> None:
    """Let a school be in a cluster from today, or from its first day, as `clusters.let_in` does, and tell of it.

    Raises BadInput where it is in another one of the same kind.
    """
    doer.rights.must_oversee_cluster(cluster.id)
    first = cluster.day_in(doer.today)
    if rival := await clusters.rival(db, cluster, unit, first):
        raise BadInput(clusters.IN_ANOTHER, school=unit.name, cluster=rival.called)
    await clusters.let_in(db, doer.rights, cluster, unit, since=first)
    await _in_or_out(db, doer, cluster, unit, SchoolChange("in", unit.name, "", cluster.called, first))


async def let_out(db: AsyncSession, doer: SchoolKeeper, cluster: Cluster, unit: Unit) -> None:
    """Let a school be in a cluster until yesterday as `clusters.let_out` does, and tell of it."""
    out = cluster.day_in(doer.today)
    await clusters.let_out(db, doer.rights, cluster, unit, out - A_DAY)
    await _in_or_out(db, doer, cluster, unit, SchoolChange("out", unit.name, cluster.called, cluster.called, out))


async def _in_or_out(db: AsyncSession, doer: SchoolKeeper, cluster: Cluster, unit: Unit, change: SchoolChange) -> None:
    lately = (SchoolNews.unit_id == unit.id, SchoolNews.at > doer.now - UNDONE_WITHIN)
    for one in (await db.scalars(select(SchoolNews).where(*lately, SchoolNews.known_at.is_(None)))).all():
        if one.facts["kind"] == OPPOSITE[change.kind] and one.facts["to"] == change.to:
            waits = (Outbox.topic == Topic.school_news(one.id), Outbox.state == OutboxState.WAITING)
            await outbox.void(db, *waits, now=doer.now)
            await db.execute(delete(SchoolNews).where(SchoolNews.id == one.id))
            return
    await _tell(db, doer, [(unit.id, change)], {cluster.id})


async def move(db: AsyncSession, doer: SchoolKeeper, unit: Unit, parent: Unit, from_day: date) -> None:
    """Let a unit stand under another one as `tree.move_unit` does, and tell of it where it is a school."""
    before = await tree.parent_of(db, unit, from_day)
    await tree.move_unit(db, doer.rights, unit, parent, from_day)
    if unit.kind in tree.SCHOOLS:
        former = before.name if before else ""
        await _tell(db, doer, [(unit.id, SchoolChange("under", unit.name, former, parent.name, from_day))], ())


async def merge(db: AsyncSession, doer: SchoolKeeper, old: Unit, new: Unit, day: date) -> None:
    """Merge as `merging.merge` does, and tell the people of both schools, and who leads their clusters."""
    here = {one.id for one in await tree.clusters_of(db, old, day)}
    change = SchoolChange("into", old.name, "", new.name, day)
    # Told before it is done: on the day itself its people belong to the other school at once.
    await _tell(db, doer, [(old.id, change), (new.id, change)], here)
    await merging.merge(db, doer.rights, old, new, day, by=doer.person, now=doer.now)


async def note(
    db: AsyncSession, changes: Sequence[tuple[int, SchoolChange]], by: int | None, now: datetime
) -> dict[int, int]:
    """Write down what heads of schools are asked to say that they know of; return by head the row to answer under."""
    rows = [SchoolNews(unit_id=unit, facts=to_builtins(change), at=now, by_id=by) for unit, change in changes]
    db.add_all(rows)
    await db.flush()
    head = terms.heading(local(now).date())
    of = {row.unit_id: row.id for row in rows}
    pairs = await db.execute(select(head.c.person_id, head.c.unit_id).where(head.c.unit_id.in_(of)))
    return {person: of[unit] for person, unit in pairs}


async def _tell(
    db: AsyncSession, doer: SchoolKeeper, changes: Sequence[tuple[int, SchoolChange]], among: Collection[int]
) -> None:
    heads = await note(db, changes, doer.person.id, doer.now)
    units = {unit for unit, _change in changes}
    here = select(Person.id).where(Person.unit_id.in_(units), Person.erased_at.is_(None), Person.name != "")
    lead = terms.leading(doer.today)
    leads = select(lead.c.person_id).where(lead.c.cluster_id.in_(among))
    told = {*heads, *await db.scalars(here), *await db.scalars(leads)} - {doer.person.id}
    first = await db.scalar(select(SchoolNews.id).where(SchoolNews.at == doer.now, SchoolNews.unit_id == changes[0][0]))
    what = SchoolsMoved(
        changes[0][1].day, (), done=tuple(dict.fromkeys(one for _unit, one in changes)), by=doer.person.name
    )
    due, version = await quiet.leaves(db, doer.now + UNDONE_WITHIN), int(doer.now.timestamp())
    same = outbox.OutboxRow(
        0, Purpose.SCHOOL_MOVED, Topic.school_news(first or 0), version, what, due, due + USEFUL_FOR
    )
    letters = [same._replace(person_id=one, facts=replace(what, news=heads.get(one, 0))) for one in sorted(told)]
    await outbox.put_each(db, letters)


async def know(db: AsyncSession, news_id: int, person: Person, rights: Rights, now: datetime) -> int:
    """Note that a school's head knows of all that one act has changed about it; return for how many it is new.

    Raises Gone where there is none of that id, NotAllowed unless one heads the school. Idempotent.
    """
    news = await db.get(SchoolNews, news_id)
    if news is None:
        raise Gone
    mine = await merging.with_merged(db, rights.principal_of, local(now).date())
    if news.unit_id not in mine:
        raise NotAllowed(ASK_HEAD)
    same = (SchoolNews.at == news.at, SchoolNews.unit_id.in_(mine), SchoolNews.known_at.is_(None))
    turn = update(SchoolNews).where(*same).values(known_at=now, known_by_id=person.id).returning(SchoolNews.id)
    return len((await db.scalars(turn.execution_options(synchronize_session=False))).all())


@dataclass(frozen=True, slots=True)
class Unknown:
    """A change that nobody has said to know of for their school."""

    news_id: int
    change: SchoolChange
    heads: tuple[str, ...]
    """Who heads it today, by tên; nobody where nobody has joined."""


@dataclass(frozen=True, slots=True)
class NewsStanding:
    """How many changes of schools an officer oversees, and which of them nobody has said to know of."""

    told: int
    unknown: tuple[Unknown, ...]


async def standing(db: AsyncSession, rights: Rights, now: datetime) -> NewsStanding:
    """Return how the changes of the last weeks stand, the newest first. Raises NotAllowed for who is no officer."""
    rights.must_oversee()
    mine = true() if rights.sees_all else SchoolNews.unit_id.in_(rights.units)
    asked = select(SchoolNews).join(Unit, Unit.id == SchoolNews.unit_id)
    lately = (SchoolNews.at > now - SHOWN_FOR, mine, terms.lasting(Unit, local(now).date()))
    rows = (await db.scalars(asked.where(*lately).order_by(SchoolNews.id.desc()))).all()
    unknown = [news for news in rows if news.known_at is None]
    heads = await _heads(db, {news.unit_id for news in unknown}, local(now).date())
    found = [Unknown(news.id, convert(news.facts, SchoolChange), heads.get(news.unit_id, ())) for news in unknown]
    return NewsStanding(len(rows), tuple(found))


async def _heads(db: AsyncSession, units: Collection[int], today: date) -> dict[int, tuple[str, ...]]:
    head = terms.heading(today)
    asked = select(head.c.unit_id, Person.name).join(Person, Person.id == head.c.person_id)
    found: dict[int, list[str]] = {}
    for unit, name in await db.execute(asked.where(head.c.unit_id.in_(units))):
        found.setdefault(unit, []).append(name)
    return {unit: tuple(sorted(names, key=sort_key)) for unit, names in found.items()}


async def chase(db: AsyncSession, doer: SchoolKeeper) -> int:
    """Remind the heads of schools that have not said to know of a change; return how many people are told.

    Nobody is reminded of the same change twice in `CHASED_AGAIN`. Raises NotAllowed for who is no officer.
    """
    found = {one.news_id: one.change for one in (await standing(db, doer.rights, doer.now)).unknown}
    lately = or_(SchoolNews.chased_at.is_(None), SchoolNews.chased_at < doer.now - CHASED_AGAIN)
    # What is so new that its first letter has not left needs no second one.
    lately &= SchoolNews.at <= doer.now - UNDONE_WITHIN
    turn = update(SchoolNews).where(SchoolNews.id.in_(found), lately).values(chased_at=doer.now)
    fresh = (await db.execute(turn.returning(SchoolNews.id, SchoolNews.unit_id))).all()
    head, due = terms.heading(doer.today), await quiet.leaves(db, doer.now)
    units = {unit: news for news, unit in fresh}
    rows: list[outbox.OutboxRow] = []
    for person, unit in await db.execute(select(head.c.person_id, head.c.unit_id).where(head.c.unit_id.in_(units))):
        change = found[units[unit]]
        what = SchoolsMoved(change.day, (), done=(change,), by=doer.person.name, news=units[unit])
        topic, version = Topic.school_news(units[unit]), int(doer.now.timestamp())
        rows.append(outbox.OutboxRow(person, Purpose.SCHOOL_MOVED, topic, version, what, due, due + USEFUL_FOR))
    await outbox.put_each(db, rows)
    return len({row.person_id for row in rows})
