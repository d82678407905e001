"""What the tests of duties share: letting a rule hold, the duties that come of it, and how they are said."""

from datetime import date, datetime

from sqlalchemy import delete, select

from bot.domain.models import Appointment, Duty, DutyRule, Role
from bot.vietnamese import ZONE
from tests.talk import Somebody, Talk, World

TOPIC = "Register at least one lesson-study topic of district level"
MINUTES = "Hand in the minutes: what went well, what did not, what next"
VIDEO = "Send the video of the demo lesson"
TRIED = "Tell what you have tried in your own class"
SHORT_TOPIC, SHORT_TRIED = "Register a topic", "What was tried"
"""What lists and buttons call them."""
BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)
AFTER = datetime(2023, 10, 26, 18, 0, tzinfo=ZONE)
"""In the evening after the meeting."""


async def owed(world: World, *codes: str) -> list[Duty]:
    """Let rules hold, and return what is owed by them once the service has looked."""
    await world.owes(*codes)
    await world.talk.passes(minutes=1)
    return await duties(world.talk, *codes)


async def duties(talk: Talk, *codes: str) -> list[Duty]:
    """Return the duties of some rules, in the order they were opened; without codes those that people wrote."""
    which = DutyRule.code.in_(codes) if codes else DutyRule.code.is_(None)
    return await talk.finds(select(Duty).join(Duty.rule).where(which).order_by(Duty.id))


async def duty_of(world: World, *codes: str, **owner: int) -> int:
    """Return the id of the one duty of a school, a cluster or a person."""
    [[name, number]] = owner.items()
    [found] = [one for one in await duties(world.talk, *codes) if getattr(one, name) == number]
    return found.id


async def stands(talk: Talk, duty_id: int) -> Duty:
    """Return a duty as it stands in the table."""
    [found] = await talk.finds(select(Duty).where(Duty.id == duty_id))
    return found


async def head(world: World, name: str = "Hạng A Tủa", *, school: int | None = None) -> Somebody:
    """Let a principal have joined, whose school leads no cluster (any more)."""
    async with world.talk.app.database.writing() as db:
        await db.execute(delete(Appointment).where(Appointment.holder_unit_id == (school or world.school)))
    return await world.has(name, Role.PRINCIPAL, school=school)


async def met(world: World, *names: str) -> tuple[Somebody, list[Somebody]]:
    """Let a meeting have taken place to which these people came; return its lead and them."""
    lead = await world.has("Vàng Thị Mỷ", Role.LEAD)
    await world.settles(lead)
    people = await world.have(names)
    for one in people:
        await one.forges(f"take:{world.meeting}")
    await world.talk.comes(AFTER)
    for one in [lead, *people]:
        one.new()
    return lead, people


async def leads(world: World, name: str, cluster: int) -> Somebody:
    """Let a person lead a cluster other than the world's first."""
    somebody = await world.has(name)
    async with world.talk.app.database.writing() as db:
        tie = {"person_id": await world.id_of(somebody), "cluster_id": cluster, "valid_from": date(2023, 9, 1)}
        db.add(Appointment(role=Role.LEAD, **tie))
    return somebody


def by(talk: Talk, day: str, left: str, **places: object) -> str:
    """Return how a due day is said in a list, of what is about no meeting."""
    return talk.said("by the end of {day} ({left})", day=day, left=talk.said(left, **places))
