"""`/viec`: what one owes, soonest first; a duty's card and the button that does it from there."""

import pytest

from bot.domain.models import DutyState, Role
from bot.errors import Gone, NotAllowed, NotRegistered
from bot.i18n import Translator
from handlers.duty.duties import NOTHING
from tests.handlers.duties_kit import TOPIC, by, duty_of, head, leads, met, owed, stands
from tests.talk import Talk, World

OF_ALL = ("duties", "duties-all", "duty-chase-all:1", "duty-read:1", "duty-more-letter:1", "duty-kind:1:0")
PRESSES = ("duty", "duty-in", "duty-done", "duty-log", "duty-file", "duty-excuse", "duty-more", "duty-chase")
WHICH = "Your open duties: {number}. Which one?"


@pytest.mark.parametrize("typed", ["/viec", "viec", "việc", "VIỆC"])
async def test_what_one_owes_is_listed(talk: Talk, world: World, typed: str) -> None:
    """A principal owes the topic of the own school, by its day."""
    principal = await head(world)
    await owed(world, "000-6")
    shown = await principal.says(typed)
    assert talk.said(WHICH, number=1) in shown.text
    year = talk.said("school year {year}", year="2023-2024")
    due = by(talk, "14/11/2023", "in {number} days", number=36)
    assert f"{talk.said(TOPIC)} – {year} – {due}" in shown.text
    assert shown.labels[0].startswith("14/11 ")
    assert all(len(label) <= 40 for label in shown.labels)


async def test_nothing_to_do_is_said_kindly(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    await owed(world, "000-6")
    shown = await lan.says("/viec")
    assert talk.said(NOTHING) in shown.text
    assert talk.said("Calendar") in shown.labels
    assert talk.said("Duties of others") not in shown.labels


async def test_the_choices_are_those_of_the_role(talk: Talk, world: World) -> None:
    """Principals see what others owe; leads read and write rules; officers set the organisation's settings as well."""
    labels = ["Duties of others", "Rules of duties", "Write a duty", "Reminders and quiet days"]
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    lead = await world.has("Vàng Thị Mỷ", Role.LEAD)
    principal = await head(world, school=world.other_school)
    for somebody, number in ((officer, 4), (lead, 3), (principal, 1)):
        shown = await somebody.says("/viec")
        assert [label for label in labels if talk.said(label) in shown.labels] == labels[:number]


async def test_soonest_first_and_page_by_page(talk: Talk, world: World) -> None:
    """Nine duties and a sooner one: the sooner one leads, the last two are behind "More"."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    principal = await head(world)
    for number in range(9):
        await officer.forges("duty-new")
        await officer.says(f"Nộp báo cáo {number}")
        await officer.says("15/12" if number else "16/12")
        await officer.presses(talk.said("Schools of all clusters"))
        await officer.presses(talk.said("All {number} schools", number=2))
        await officer.presses(talk.said("Yes, write it"))
    await owed(world, "000-6")
    shown = await principal.says("/viec")
    assert shown.labels[0].startswith("14/11 ")
    assert "Nộp báo cáo 1" in shown.labels[1]
    assert "Nộp báo cáo 8" not in shown.text
    more = await principal.presses(talk.said("More ›"))
    assert "Nộp báo cáo 8" in more.text
    assert more.text.index("Nộp báo cáo 8") < more.text.index("Nộp báo cáo 0")
    assert talk.said(TOPIC) not in more.text
    assert talk.said(WHICH, number=10) in (await principal.forges("duties:999")).text


async def test_the_card_says_what_by_when_and_on_which_paper(talk: Talk, world: World) -> None:
    principal = await head(world)
    await owed(world, "000-6")
    await principal.says("/viec")
    card = await principal.presses("14/11 ")
    assert card.text.startswith(talk.said(TOPIC))
    assert talk.said("Who: {who}", who="PTDTBT TH số 1 Na Sang") in card.text
    day = {"vi": "thứ Ba 14/11/2023", "en": "Tuesday 14/11/2023"}[talk.language]
    when = talk.said("By when: {when}", when=talk.said("the end of {day}", day=day))
    when += f" ({talk.said('in {number} days', number=36)})"
    assert when in card.text
    assert "mục 4 công văn của Phòng GD&ĐT Lạc Thủy, 11/2023" in card.text
    assert "“Lựa chọn ít nhất 01 chuyên đề" in card.text
    assert card.labels == [talk.said(label) for label in ("Register a topic", "Hand in", "My duties")]


async def test_a_late_duty_says_how_late_and_until_when_it_is_of_use(talk: Talk, world: World) -> None:
    principal = await head(world)
    [duty, _other] = await owed(world, "000-6")
    await talk.passes(days=37)
    shown = await principal.says("/viec")
    assert by(talk, "14/11/2023", "1 day late") in shown.text
    card = await principal.forges(f"duty:{duty.id}")
    assert talk.said("It can still be done until {until}.", until="§").split("§")[0] in card.text
    await talk.passes(days=1)
    assert by(talk, "14/11/2023", "{number} days late", number=2) in (await principal.says("/viec")).text
    await talk.passes(days=30)
    assert talk.said(NOTHING) in (await principal.says("/viec")).text
    assert (
        talk.said("It stands: {state}.", state=talk.said("not done in time"))
        in (await principal.forges(f"duty:{duty.id}")).text
    )


@pytest.mark.parametrize(
    ("code", "label", "says"),
    [
        ("001-1", "Settle the day", "These half-days are free; another day can be typed."),
        ("000-3a", "Give the parts", "Which part would you like to give?"),
        ("001-4", "Room and equipment", "Please tap what stands ready."),
    ],
)
async def test_what_is_done_elsewhere_is_one_tap_away(
    talk: Talk, world: World, code: str, label: str, says: str
) -> None:
    """The button leads to the conversation in which the evidence comes to be."""
    lead = await world.has("Vàng Thị Mỷ", Role.LEAD, Role.PRINCIPAL)
    if code != "001-1":
        await world.settles(lead)
    [duty] = await owed(world, code)
    await lead.forges(f"duty:{duty.id}")
    assert talk.said(says) in (await lead.presses(talk.said(label))).text


async def test_a_reflection_is_one_tap_away_and_closes_its_duty(talk: Talk, world: World) -> None:
    _lead, [lan] = await met(world, "Vàng Thị Lan")
    await owed(world, "000-5a")
    await lan.says("/viec")
    await lan.presses(lan.last.labels[0])
    asked = await lan.presses(talk.said("Reflect"))
    assert talk.said("I observed") in asked.labels
    await lan.presses(talk.said("I observed"))
    await lan.says("Nhóm 2 thảo luận sôi nổi")
    await lan.presses(talk.said("To the end"))
    await lan.presses(talk.said("Hand in"))
    assert talk.said(NOTHING) in (await lan.says("/viec")).text


async def test_a_part_is_answered_from_the_card(talk: Talk, world: World) -> None:
    """Yes and no stand on the card itself; the answer closes the duty."""
    lead = await world.has("Vàng Thị Mỷ", Role.LEAD)
    lan = await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await lead.forges(f"role:{world.meeting}:0:0")
    await lead.says("Vàng Thị Lan")
    [duty] = await owed(world, "000-3b")
    card = await lan.forges(f"duty:{duty.id}")
    part = talk.said("demo lesson")
    assert card.labels[:2] == [talk.said("Yes: {part}", part=part), talk.said("No: {part}", part=part)]
    await lan.presses(card.labels[0])
    assert talk.said(NOTHING) in (await lan.says("/viec")).text


async def test_the_plan_of_the_own_cluster_is_one_tap_away(talk: Talk, world: World) -> None:
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    lead = await world.has("Vàng Thị Mỷ", Role.LEAD)
    await world.owes("001-2a")
    await officer.forges("rules:001:0")
    await officer.presses(talk.said("The cluster's plan"))
    await officer.presses(talk.said("Change the day"))
    await officer.says("15/11")
    await officer.presses(talk.said("Yes, change it"))
    duty = await duty_of(world, "001-2a", cluster_id=world.cluster)
    await lead.forges(f"duty:{duty}")
    assert talk.said("Begin a draft") in (await lead.presses(talk.said("Open the plan"))).labels


async def test_other_peoples_duties_are_not_shown(talk: Talk, world: World) -> None:
    """Neither to teachers, nor to the principal of another school, nor to the lead of another cluster."""
    _school, cluster, _meeting = await world.elsewhere()
    await owed(world, "000-6")
    duty = await duty_of(world, "000-6", unit_id=world.school)
    people = [await world.has("Vàng Thị Lan"), await head(world, school=world.other_school)]
    people.append(await leads(world, "Lò Thị Hoa", cluster))
    for somebody in people:
        for press in PRESSES:
            said = (await somebody.forges(f"{press}:{duty}")).text
            assert talk.said(NotAllowed.sentence) in said
    assert (await stands(talk, duty)).state is DutyState.OPEN


@pytest.mark.parametrize(
    "press", ["duty:0", "duty:999999999", "duty-in:999999999", "duty:x", "duty:1:2", "duty-log:77"]
)
async def test_an_id_that_is_none(talk: Talk, world: World, press: str) -> None:
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    assert talk.said(Gone.sentence) in (await officer.forges(press)).text


@pytest.mark.parametrize("press", [*(f"{press}:1" for press in PRESSES), *OF_ALL])
async def test_a_stranger_is_told_how_to_join(talk: Talk, world: World, press: str) -> None:
    await owed(world, "000-6")
    said = Translator("vi").refusal(NotRegistered())  # nobody knows a stranger's language yet
    assert said in (await talk("stranger").forges(press)).text
    assert said in (await talk("stranger").says("/viec")).text
