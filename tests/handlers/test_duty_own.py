"""A duty that an officer or a lead writes for schools: what, by when, which schools, the figures, a yes."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.domain.duties import audience, rules
from bot.domain.endings import privacy
from bot.domain.models import Anchor, ClusterSchool, DutyRule, Owner, Person, Proof, Role, Unit, UnitKind
from bot.domain.organisation.people import Rights
from bot.errors import NotAllowed
from bot.picking import WANTS_TEXT
from handlers.duty.duty_own import CHANGED_NUMBER
from handlers.kit import NO_DAY, NO_SUCH_DAY, NOT_FINISHED
from tests.talk import Message, Somebody, Talk, World

TITLE = "Nộp danh sách chuyên đề"
TODAY = date(2023, 10, 9)


@pytest.fixture
async def officer(world: World) -> Somebody:
    return await world.has("Điêu Thị Phượng", Role.OFFICER)


@pytest.fixture
async def lead(world: World) -> Somebody:
    return await world.has("Vàng Thị Mỷ", Role.LEAD)


async def written(talk: Talk) -> list[DutyRule]:
    return await talk.finds(select(DutyRule).where(DutyRule.code.is_(None)).order_by(DutyRule.id))


async def more_schools(talk: Talk, world: World, number: int) -> None:
    """Let a cluster have so many schools more."""
    async with talk.app.database.writing() as db:
        schools = [Unit(kind=UnitKind.SCHOOL, name=f"TH Bản {n}", folded=f"th ban {n}") for n in range(number)]
        db.add_all(schools)
        await db.flush()
        db.add_all(ClusterSchool(cluster_id=world.cluster, unit_id=school.id) for school in schools)


async def begins(talk: Talk, somebody: Somebody, day: str = "trước 15/11") -> Message:
    """Say what is to be done and by when."""
    await somebody.forges("duty-new")
    await somebody.says(TITLE)
    return await somebody.says(day)


async def test_a_lead_writes_for_the_whole_cluster(talk: Talk, world: World, lead: Somebody) -> None:
    """Two schools, and one principal who has joined: the figures say so before anything is written."""
    await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await begins(talk, lead)
    shown = await lead.presses(talk.said("All {number} schools", number=2))
    assert TITLE in shown.text
    assert talk.said("by the end of {day}", day="14/11") in shown.text
    figures = talk.said("Schools: {schools}. People who will be messaged: {people}.", schools=2, people=1)
    assert figures in shown.text
    assert await written(talk) == []
    card = await lead.presses(talk.said("Yes, write it"))
    assert talk.said("Written. {number} schools owe it now.", number=2) in card.text
    rule = (await written(talk))[0]
    assert (rule.title, rule.sentence, rule.basis) == (TITLE, TITLE, "Vàng Thị Mỷ, phụ trách Cụm số 1")
    assert (rule.owner, rule.proof, rule.anchor) == (Owner.SCHOOL, Proof.HAND_IN, Anchor.DAY)
    assert (rule.day, rule.school_year) == (date(2023, 11, 14), "2023-2024")
    assert (sorted(rule.chosen or []), rule.cluster_id) == (sorted([world.school, world.other_school]), world.cluster)
    assert rule.author_id == await world.id_of(lead)


async def test_a_second_yes_writes_nothing(talk: Talk, world: World, lead: Somebody) -> None:
    await begins(talk, lead)
    await lead.presses(talk.said("All {number} schools", number=2))
    await lead.presses(talk.said("Yes, write it"))
    assert talk.said(NOT_FINISHED) in (await lead.forges("duty-write")).text
    assert len(await written(talk)) == 1


async def test_schools_are_tapped_and_taken_back(talk: Talk, world: World, lead: Somebody) -> None:
    await begins(talk, lead)
    await lead.presses("TH Thị trấn")
    await lead.presses("số 1 Na Sang")
    await lead.presses("✓ TH Thị trấn")
    await lead.presses(talk.said("Go on with {number} schools", number=1))
    await lead.presses(talk.said("Yes, write it"))
    assert (await written(talk))[0].chosen == [world.school]


async def test_an_officer_writes_for_all_clusters_in_the_offices_name(
    talk: Talk, world: World, officer: Somebody
) -> None:
    third, _cluster, _meeting = await world.elsewhere()
    await begins(talk, officer, "15/11/2023")
    await officer.presses(talk.said("Schools of all clusters"))
    await officer.presses(talk.said("All {number} schools", number=3))
    await officer.presses(talk.said("Yes, write it"))
    rule = (await written(talk))[0]
    assert rule.basis == "Điêu Thị Phượng, Phòng GD&ĐT Mường Chà"
    assert sorted(rule.chosen or []) == sorted([world.school, world.other_school, third])
    assert rule.cluster_id is None


async def test_an_officer_writes_for_one_cluster(talk: Talk, world: World, officer: Somebody) -> None:
    third, _cluster, _meeting = await world.elsewhere()
    await begins(talk, officer)
    await officer.presses("Cụm số 2")
    await officer.presses(talk.said("All {number} schools", number=1))
    await officer.presses(talk.said("Yes, write it"))
    rule = (await written(talk))[0]
    assert (rule.chosen, rule.cluster_id) == ([third], None)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("sớm", NO_DAY),
        ("31/02", NO_SUCH_DAY),
        ("08/10/2023", rules.DAY_IS_PAST),
        ("10/10/2024", rules.DAY_TOO_FAR),
    ],
)
async def test_a_day_that_cannot_be_is_asked_for_again(
    talk: Talk, world: World, lead: Somebody, typed: str, said: str
) -> None:
    answer = await begins(talk, lead, typed)
    assert talk.said(said, day="10/10/2024") in answer.text
    assert talk.said("All {number} schools", number=2) in (await lead.says("15.11")).labels


async def test_today_is_too_late_after_five(talk: Talk, world: World, lead: Somebody) -> None:
    await talk.passes(hours=7, minutes=59)
    await begins(talk, lead, "9/10/2023")
    assert talk.said("All {number} schools", number=2) in lead.last.labels
    await talk.passes(minutes=1)
    assert talk.said(rules.DAY_IS_PAST) in (await begins(talk, lead, "9/10/2023")).text


async def test_a_title_is_said_once_and_shortly(talk: Talk, world: World, lead: Somebody) -> None:
    await lead.forges("duty-new")
    long = "a" * 201
    assert talk.said(rules.TITLE_TOO_LONG, most=200, letters=201) in (await lead.says(long)).text
    assert talk.said(WANTS_TEXT) in (await lead.sends_sticker()).text
    await lead.says("  Nộp   danh sách\nchuyên đề ")
    await lead.says("15/11")
    shown = await lead.presses(talk.said("All {number} schools", number=2))
    assert TITLE in shown.text


async def test_no_school_is_no_duty(talk: Talk, world: World, lead: Somebody) -> None:
    await begins(talk, lead)
    assert talk.said(rules.NO_SCHOOL) in (await lead.forges("duty-chosen")).text
    assert await written(talk) == []


async def test_the_draft_outlives_a_sticker_and_a_kill_and_ends_with_leaving(
    talk: Talk, world: World, lead: Somebody
) -> None:
    await begins(talk, lead)
    await lead.presses("TH Thị trấn")
    await lead.sends_sticker()
    async with talk.killed():
        await lead.presses(talk.said("Go on with {number} schools", number=1))
        assert TITLE in lead.last.text
    await lead.says("/huy")
    assert talk.said(NOT_FINISHED) in (await lead.forges("duty-write")).text
    assert await written(talk) == []


async def test_other_words_at_a_choice_are_no_choice(talk: Talk, world: World, lead: Somebody) -> None:
    await begins(talk, lead)
    assert talk.said("Please choose one of the following:") in (await lead.says("trường nào cũng được")).text
    await lead.presses(talk.said("All {number} schools", number=2))
    assert talk.said("Please choose one of the following:") in (await lead.says("để xem lại đã")).text
    await lead.presses(talk.said("Yes, write it"))
    assert len(await written(talk)) == 1


async def test_who_joined_since_the_figures_were_shown_is_shown_anew(talk: Talk, world: World, lead: Somebody) -> None:
    await begins(talk, lead)
    await lead.presses(talk.said("All {number} schools", number=2))
    await world.has("Hạng A Tủa", Role.PRINCIPAL)
    assert talk.said(CHANGED_NUMBER) in (await lead.presses(talk.said("Yes, write it"))).text
    assert await written(talk) == []
    await lead.presses(talk.said("Yes, write it"))
    assert len(await written(talk)) == 1


async def test_many_people_are_named_on_the_button_itself(
    talk: Talk, world: World, lead: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "MANY", 1)
    for name in ("Mùa A Dế", "Sùng Thị Chư"):
        await world.has(name, Role.PRINCIPAL)
    await begins(talk, lead)
    shown = await lead.presses(talk.said("All {number} schools", number=2))
    assert talk.said("That is many people. Nothing has been written yet.") in shown.text
    assert await written(talk) == []
    await lead.presses(talk.said("Yes, tell {people} people", people=2))
    assert len(await written(talk)) == 1


PRESSES = ("duty-new", "duty-for:0", "duty-for:{cluster}", "duty-tap:{school}:0", "duty-page:0", "duty-all")


@pytest.mark.parametrize("role", [None, Role.PRINCIPAL])
async def test_who_leads_nothing_writes_nothing(talk: Talk, world: World, role: Role | None) -> None:
    other = await world.has("Hạng A Tủa", *([role] if role else []), school=world.other_school)
    for press in (*PRESSES, "duty-chosen", "duty-write"):
        answer = await other.forges(press.format(cluster=world.cluster, school=world.school))
        assert talk.said(NotAllowed.sentence) in answer.text, press
    assert await written(talk) == []


async def test_a_lead_reaches_no_foreign_school(talk: Talk, world: World, lead: Somebody) -> None:
    third, foreign, _meeting = await world.elsewhere()
    await begins(talk, lead)
    for press in (f"duty-for:{foreign}", "duty-for:0", f"duty-tap:{third}:0", "duty-for:999999999"):
        assert talk.said(NotAllowed.sentence) in (await lead.forges(press)).text, press
    await lead.presses(talk.said("All {number} schools", number=2))
    await lead.presses(talk.said("Yes, write it"))
    assert third not in ((await written(talk))[0].chosen or [])


async def test_the_domain_itself_refuses_a_foreign_school(talk: Talk, world: World, lead: Somebody) -> None:
    """The chat cannot even ask it: whoever calls the domain is refused all the same."""
    third, foreign, _meeting = await world.elsewhere()
    mine = Rights(leads=frozenset({world.cluster}))
    async with talk.app.database.reading() as db:
        within = await rules.choosable(db, mine, world.cluster, TODAY)
        assert third not in {school.id for school in within}
        for schools, cluster in (([third], world.cluster), ([third], foreign), (None, foreign), (None, None)):
            with pytest.raises(NotAllowed):
                await rules.owing(db, mine, schools, cluster, TODAY)


async def test_stale_presses_without_a_draft_do_nothing(talk: Talk, world: World, lead: Somebody) -> None:
    for press in (*PRESSES[1:], "duty-chosen", "duty-write"):
        answer = await lead.forges(press.format(cluster=world.cluster, school=world.school))
        assert talk.said(NOT_FINISHED) in answer.text, press
    assert await written(talk) == []


async def test_an_author_changes_what_they_wrote_while_they_lead(talk: Talk, world: World, lead: Somebody) -> None:
    await begins(talk, lead)
    await lead.presses(talk.said("All {number} schools", number=2))
    await lead.presses(talk.said("Yes, write it"))
    await lead.presses(talk.said("Change the day"))
    await lead.says("20/11")
    await lead.presses(talk.said("Yes, change it"))
    rule = (await written(talk))[0]
    assert (rule.day, rule.anchor, rule.version) == (date(2023, 11, 20), Anchor.DAY, 1)
    await world.ends_roles(lead)
    assert talk.said(NotAllowed.sentence) in (await lead.forges(f"rule:{rule.id}")).text


async def test_another_lead_of_the_cluster_does_not_change_it_and_an_officer_does(
    talk: Talk, world: World, lead: Somebody, officer: Somebody
) -> None:
    await begins(talk, lead)
    await lead.presses(talk.said("All {number} schools", number=2))
    await lead.presses(talk.said("Yes, write it"))
    rule = (await written(talk))[0]
    other = await world.has("Lò Văn Hặc", Role.LEAD)
    assert talk.said(NotAllowed.sentence) in (await other.forges(f"rule-pause:{rule.id}:0")).text
    await officer.forges("rules:own:0")
    await officer.presses(TITLE[:10])
    await officer.presses(talk.said("Pause the rule"))
    await officer.presses(talk.said("Yes, change it"))
    assert (await written(talk))[0].paused_at is not None


async def test_many_schools_come_page_by_page(talk: Talk, world: World, lead: Somebody) -> None:
    await more_schools(talk, world, 12)
    await begins(talk, lead)
    await lead.presses(talk.said("More ›"))
    await lead.presses("TH Bản 9")
    assert talk.said("Go on with {number} schools", number=1) in lead.last.labels
    await lead.presses(talk.said("All {number} schools", number=14))
    await lead.presses(talk.said("Yes, write it"))
    assert len((await written(talk))[0].chosen or []) == 14


async def test_the_name_of_an_author_who_was_erased_stands_nowhere(talk: Talk, world: World, lead: Somebody) -> None:
    """What schools owe stays; only whose word it was is gone."""
    await begins(talk, lead)
    await lead.presses(talk.said("All {number} schools", number=2))
    await lead.presses(talk.said("Yes, write it"))
    async with talk.app.database.writing() as db:
        person = await db.get_one(Person, await world.id_of(lead))
        await privacy.erase(db, person, talk.clock.now())
    rule = (await written(talk))[0]
    assert (rule.title, rule.basis) == (TITLE, "")
