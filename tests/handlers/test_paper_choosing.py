"""`/baocao` of who writes for several: whose paper it is is seen in the labels, or asked first; no plan, no plan."""

from datetime import date

import pytest
from sqlalchemy import update

from bot.channels.labels import fitted
from bot.domain.models import Appointment, Meeting, PaperKind, Role, Unit
from bot.domain.papers.kinds import KINDS
from handlers.paper.papers import FOR_WHOM
from tests.handlers.test_papers import held
from tests.talk import Message, Somebody, Talk, World

LONG = "Trường PTDTBT Tiểu học và Trung học cơ sở Nguyễn Thị Minh Khai số {} xã Mường Chà tỉnh Điện Biên"


async def appoint(world: World, somebody: Somebody, role: Role, *, unit: int | None, cluster: int | None) -> None:
    async with world.talk.app.database.writing() as db:
        person = await world.id_of(somebody)
        row = Appointment(role=role, person_id=person, unit_id=unit, cluster_id=cluster, valid_from=date(2023, 9, 1))
        db.add(row)


def shown(message: Message) -> list[str]:
    """Return the labels as a phone shows them."""
    return [label for row in fitted(message.buttons) for label in row]


async def test_a_lead_who_heads_a_school_sees_which_is_which(talk: Talk, world: World) -> None:
    """One cluster and one school: the label says it, whole on a phone, and one tap is enough."""
    lead, _head = await held(world)
    await appoint(world, lead, Role.PRINCIPAL, unit=world.school, cluster=None)
    told = await lead.forges(f"paper-meeting:{world.meeting}")
    for kind in (PaperKind.REPORT, PaperKind.ROLL):
        paper = talk.said(KINDS[kind].label)
        assert {talk.said("{paper} · cluster", paper=paper), talk.said("{paper} · school", paper=paper)} <= {
            *told.labels
        }
    assert talk.said("Minutes") in told.labels
    year = await lead.forges("paper-year:2023")
    assert len(set(shown(year))) == len(shown(year))
    if talk.language == "vi":  # the English labels are longer, and a number tells them apart
        assert not any("(2)" in label for label in shown(year))


async def test_of_several_schools_it_is_asked_first_for_which(talk: Talk, world: World) -> None:
    """Their long names differ on a phone too; what is offered then is that school's alone."""
    _lead, head = await held(world)
    await appoint(world, head, Role.PRINCIPAL, unit=world.other_school, cluster=None)
    async with talk.app.database.writing() as db:
        for number, unit in enumerate((world.school, world.other_school), start=1):
            await db.execute(update(Unit).where(Unit.id == unit).values(name=LONG.format(number)))
    for press in (f"paper-meeting:{world.meeting}", "paper-year:2023"):
        told = await head.forges(press)
        assert talk.said(FOR_WHOM) in told.text
        assert [LONG.format(1), LONG.format(2)] == [label for label in told.labels if "Minh Khai" in label]
        chosen = await head.presses(LONG.format(2))
        assert LONG.format(2) in chosen.text
        assert not any("Minh Khai" in label for label in chosen.labels)
    await head.presses(talk.said("Report on the year"))
    [file] = head.chat[-1].uploads
    assert file.name.startswith("BC_SHCM_")


async def test_a_view_that_is_not_one_s_own_offers_nothing(talk: Talk, world: World) -> None:
    _lead, head = await held(world)
    for forged in (f"papers:year.school:2023:{world.other_school}", "papers:year.office:2023:0"):
        told = await head.forges(forged)
        assert not {talk.said(about.label) for about in KINDS.values()} & {*told.labels}
    assert not (await head.forges(f"papers:week.school:2023:{world.school}")).uploads


@pytest.mark.parametrize("who", ["lead", "officer"])
async def test_a_plan_is_offered_only_where_there_is_one(talk: Talk, world: World, who: str) -> None:
    lead, _head = await held(world)
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER, school=world.office)
    somebody = lead if who == "lead" else officer
    plan = talk.said("Plan of the year")
    assert plan in (await somebody.forges("paper-year:2023")).labels
    assert plan not in (await somebody.forges("paper-year:2022")).labels
    async with talk.app.database.writing() as db:
        await db.execute(update(Meeting).values(extra=True))
    assert plan not in (await somebody.forges("paper-year:2023")).labels


async def test_before_any_meeting_a_round_says_when_and_what_there_is_now(talk: Talk, world: World) -> None:
    """Lead, principal and officer read when the first one is; nobody is left at a dead end, with or without a day."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await lead.says("/baocao")
    told = await lead.presses(talk.said("A round"))
    assert talk.said("No meeting ahead has a day and an hour yet.") in told.text
    await world.settles(lead)
    told = await lead.forges("paper-rounds")
    assert "26/10" in told.text
    assert talk.said("What there is now:") in told.text
    invitation = await lead.presses("26/10")
    assert talk.said("Invitation letter") in invitation.labels
    told = await head.forges("paper-rounds")
    assert "26/10" in told.text
    year = await head.presses(talk.said("School year {year}", year="2023-2024"), on=told)
    assert talk.said("Which paper do you need?") in year.text
