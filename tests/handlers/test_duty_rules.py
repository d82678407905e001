"""Reading and changing the rules of the directives in chat: what it was, what it will be, a yes."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.domain.calendar import settings_typed
from bot.domain.calendar.settings import CHANGED_MEANWHILE
from bot.domain.duties import rules
from bot.domain.models import Anchor, DutyRule, Role
from bot.errors import Gone, NotAllowed
from bot.picking import WANTS_TEXT
from handlers.duty import duty_rule_words as words
from handlers.kit import NO_DAY, NO_SUCH_DAY, NOT_FINISHED
from tests.talk import Message, Somebody, Talk, World

NOVEMBER = "000-6"
SWITCHED_ON = 1
"""A rule's version once an officer has switched it on."""


@pytest.fixture
async def officer(talk: Talk, world: World) -> Somebody:
    await world.owes()
    somebody = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await somebody.forges("rules")
    return somebody


async def rule(talk: Talk, code: str = NOVEMBER) -> DutyRule:
    return (await talk.finds(select(DutyRule).where(DutyRule.code == code)))[0]


async def opens(talk: Talk, officer: Somebody, code: str = NOVEMBER) -> Message:
    return await officer.forges(f"rule:{(await rule(talk, code)).id}")


async def asks(talk: Talk, officer: Somebody, label: str, typed: str, code: str = NOVEMBER) -> Message:
    """Open a rule, press one of its changes and type the new value."""
    await opens(talk, officer, code)
    await officer.presses(talk.said(label))
    return await officer.says(typed)


async def test_an_officer_reads_paper_by_paper(talk: Talk, world: World, officer: Somebody) -> None:
    await officer.presses("Lạc Thủy")
    card = await officer.presses(talk.said("Register a topic"))
    assert talk.said("Register at least one lesson-study topic of district level") in card.text
    assert talk.said("by the end of {day} each year", day="14/11") in card.text
    assert talk.said(words.OWNERS[(await rule(talk)).owner]) in card.text
    assert "30, 14, 7, 3, 1" in card.text
    assert "mục 4 công văn của Phòng GD&ĐT Lạc Thủy, 11/2023" in card.text
    assert "“Lựa chọn ít nhất 01 chuyên đề" in card.text
    assert talk.said("In force.") in card.text


async def test_every_rule_can_be_opened_from_its_list(talk: Talk, world: World, officer: Somebody) -> None:
    """No label is longer than a phone shows, no card breaks, no press is longer than 64 bytes."""
    for paper in ("000", "001", "002", "003", "004", "law"):
        for page in range(3):
            listed = await officer.forges(f"rules:{paper}:{page}")
            assert all(len(label) <= 40 for label in listed.labels)
    for found in await talk.finds(select(DutyRule)):
        card = await officer.forges(f"rule:{found.id}")
        assert talk.said(found.title) in card.text
        assert len(card.text) < 1500


async def test_the_day_is_changed_after_a_yes(talk: Talk, world: World, officer: Somebody) -> None:
    """Before the 20th is the 19th, and shown so."""
    shown = await asks(talk, officer, "Change the day", "truoc 20/11")
    assert talk.said("Before: {before}", before=talk.said("by the end of {day} each year", day="14/11")) in shown.text
    assert talk.said("Now: {now}", now=talk.said("by the end of {day} each year", day="19/11")) in shown.text
    assert (await rule(talk)).version == SWITCHED_ON, "nothing is written before the yes"
    card = await officer.presses(talk.said("Yes, change it"))
    assert talk.said("Changed.") in card.text
    changed = await rule(talk)
    assert (changed.day, changed.anchor, changed.version) == (date(2023, 11, 19), Anchor.YEARLY, SWITCHED_ON + 1)
    assert talk.said(NOT_FINISHED) in (await officer.forges("rule-yes:as-shown")).text
    assert (await rule(talk)).version == SWITCHED_ON + 1, "a second tap changes nothing"


@pytest.mark.parametrize(
    "way",
    [
        ("30/05/2024", "Yes, change it", Anchor.DAY),
        ("30/5/2024", "Yes, and each year", Anchor.YEARLY),
        ("30/5 hằng năm", "Yes, change it", Anchor.YEARLY),
        ("30/5 EACH YEAR", "Yes, change it", Anchor.YEARLY),
    ],
)
async def test_a_day_is_entered_where_the_paper_has_none(
    talk: Talk, world: World, officer: Somebody, way: tuple[str, str, Anchor]
) -> None:
    typed, label, anchor = way
    assert talk.said(words.NO_DAY_YET) in (await opens(talk, officer, "000-8")).text
    await asks(talk, officer, "Change the day", typed, "000-8")
    await officer.presses(talk.said(label))
    changed = await rule(talk, "000-8")
    assert (changed.day, changed.anchor) == (date(2024, 5, 30), anchor)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("tháng sau", NO_DAY),
        ("31/02", NO_SUCH_DAY),
        ("01/10/2023", rules.DAY_IS_PAST),
        ("01/01/2030", rules.DAY_TOO_FAR),
    ],
)
async def test_a_day_that_cannot_be_is_asked_for_again(
    talk: Talk, world: World, officer: Somebody, typed: str, said: str
) -> None:
    answer = await asks(talk, officer, "Change the day", typed, "000-8")
    assert talk.said(said, day="01/01/2030") in answer.text
    await officer.says("30/5/2024")
    await officer.presses(talk.said("Yes, change it"))
    assert (await rule(talk, "000-8")).day == date(2024, 5, 30)


async def test_a_deadline_of_past_years_gets_a_new_day(talk: Talk, world: World, officer: Somebody) -> None:
    assert talk.said("by the end of {day}", day="19/09/2017") in (await opens(talk, officer, "004-2")).text
    await asks(talk, officer, "Change the day", "20/12", "004-2")
    await officer.presses(talk.said("Yes, change it"))
    assert (await rule(talk, "004-2")).day == date(2023, 12, 20)


async def test_the_number_of_days_after_a_meeting_is_changed(talk: Talk, world: World, officer: Somebody) -> None:
    shown = await asks(talk, officer, "Change the number of days", "5 ngay sau", "001-7")
    assert talk.said("{days} days after the meeting", days=2) in shown.text
    assert talk.said("{days} days after the meeting", days=5) in shown.text
    await officer.presses(talk.said("Yes, change it"))
    assert (await rule(talk, "001-7")).shift == 5


@pytest.mark.parametrize(
    ("typed", "said"),
    [("400 ngày", rules.TOO_MANY_DAYS), ("61", rules.TOO_MANY_DAYS), ("3 ngày trước", rules.NOT_AFTER)],
)
async def test_an_offset_that_makes_no_sense_is_refused(
    talk: Talk, world: World, officer: Somebody, typed: str, said: str
) -> None:
    answer = await asks(talk, officer, "Change the number of days", typed, "001-7")
    assert talk.said(said, most=60) in answer.text
    assert (await rule(talk, "001-7")).version == SWITCHED_ON


async def test_reminders_are_changed_and_given_back(talk: Talk, world: World, officer: Somebody) -> None:
    shown = await asks(talk, officer, "Change the reminders", "10, 5, 0")
    assert talk.said("{days} days before", days="10, 5") + ", " + talk.said("on the day") in shown.text
    await officer.presses(talk.said("Yes, change it"))
    assert (await rule(talk)).reminders == [10, 5, 0]
    await asks(talk, officer, "Change the reminders", "mac dinh")
    card = await officer.presses(talk.said("Yes, change it"))
    assert (await rule(talk)).reminders is None
    assert "30, 14, 7, 3, 1" in card.text


async def test_who_is_told_is_changed(talk: Talk, world: World, officer: Somebody) -> None:
    await asks(talk, officer, "Change who is told", "cum truong 2, chuyen vien 9")
    card = await officer.presses(talk.said("Yes, change it"))
    assert (await rule(talk)).ladder == [["lead", 2], ["officer", 9]]
    assert talk.said("{who} after {days} days", who=talk.said("cluster lead"), days=2) in card.text


@pytest.mark.parametrize("typed", ["cụm trưởng 1, chuyên viên 3, cụm trưởng 5", "chuyên viên 1, cụm trưởng 3"])
async def test_a_ladder_in_a_circle_is_refused(talk: Talk, world: World, officer: Somebody, typed: str) -> None:
    answer = await asks(talk, officer, "Change who is told", typed)
    assert talk.said(settings_typed.GOES_DOWN) in answer.text
    assert (await rule(talk)).ladder is None


async def test_a_rule_is_paused_and_resumed(talk: Talk, world: World, officer: Somebody) -> None:
    await opens(talk, officer)
    shown = await officer.presses(talk.said("Pause the rule"))
    assert talk.said("Now: {now}", now=talk.said("paused")) in shown.text
    card = await officer.presses(talk.said("Yes, change it"))
    assert talk.said("Paused: nobody is told of it.") in card.text
    assert (await rule(talk)).paused_at is not None
    await officer.presses(talk.said("Resume the rule"))
    await officer.presses(talk.said("Yes, change it"))
    assert (await rule(talk)).paused_at is None


async def test_the_second_of_two_officers_is_told_of_the_first(talk: Talk, world: World, officer: Somebody) -> None:
    other = await world.has("Lò Văn Hặc", Role.OFFICER)
    await opens(talk, other)
    await asks(talk, officer, "Change the reminders", "7")
    await other.presses(talk.said("Change the reminders"))
    await other.says("3")
    await officer.presses(talk.said("Yes, change it"))
    answer = await other.presses(talk.said("Yes, change it"))
    assert talk.said(CHANGED_MEANWHILE) in answer.text
    assert talk.said("{days} days before", days="7") in answer.text, "the card shows what holds now"
    assert (await rule(talk)).reminders == [7]


@pytest.mark.parametrize("press", ["rule-to:day:{id}:1", "rule-pause:{id}:1"])
async def test_a_card_that_is_old_changes_nothing(talk: Talk, world: World, officer: Somebody, press: str) -> None:
    await asks(talk, officer, "Change the reminders", "7")
    await officer.presses(talk.said("Yes, change it"))
    answer = await officer.forges(press.format(id=(await rule(talk)).id))
    assert talk.said(CHANGED_MEANWHILE) in answer.text
    assert (await rule(talk)).version == SWITCHED_ON + 1


async def test_a_yes_or_a_no_is_wanted(talk: Talk, world: World, officer: Somebody) -> None:
    await asks(talk, officer, "Change the day", "20/11")
    assert talk.said("Please choose one of the following:") in (await officer.says("có lẽ")).text
    await officer.sends_sticker()
    await officer.presses(talk.said("Yes, change it"))
    assert (await rule(talk)).version == SWITCHED_ON + 1


async def test_a_sticker_is_no_day_and_leaving_changes_nothing(talk: Talk, world: World, officer: Somebody) -> None:
    await opens(talk, officer)
    await officer.presses(talk.said("Change the day"))
    assert talk.said(WANTS_TEXT) in (await officer.sends_sticker()).text
    await officer.says("20/11")
    await officer.says("/huy")
    assert talk.said(NOT_FINISHED) in (await officer.forges("rule-yes:as-shown")).text
    assert (await rule(talk)).version == SWITCHED_ON


async def test_a_yes_belongs_to_what_was_shown_last(talk: Talk, world: World, officer: Somebody) -> None:
    """The yes of a former question does not change what another question is about."""
    await asks(talk, officer, "Change the day", "20/11")
    former = officer.last
    await asks(talk, officer, "Change the number of days", "5", "001-7")
    await officer.presses(talk.said("Yes, change it"), on=former)
    assert (await rule(talk)).version == SWITCHED_ON
    assert (await rule(talk, "001-7")).shift == 5


FORGED = (
    "rules",
    "rules:000:0",
    "rules:own:0",
    "rule:{id}",
    "rule-to:day:{id}:1",
    "rule-to:ladder:{id}:1",
    "rule-pause:{id}:1",
    "rule-on:{id}",
    "rule-off:{id}",
    "papers",
    "paper:000",
    "paper-on:000",
    "paper-off:000",
)


@pytest.mark.parametrize("role", [None, Role.PRINCIPAL])
async def test_whom_it_does_not_concern_sees_nothing(
    talk: Talk, world: World, officer: Somebody, role: Role | None
) -> None:
    other = await world.has("Hạng A Tủa", *([role] if role else []), school=world.other_school)
    for press in FORGED:
        answer = await other.forges(press.format(id=(await rule(talk)).id))
        assert talk.said(NotAllowed.sentence) in answer.text, press
    assert talk.said(NOT_FINISHED) in (await other.forges("rule-yes:as-shown")).text


async def test_a_lead_sees_only_what_they_wrote(talk: Talk, world: World, officer: Somebody) -> None:
    lead = await world.has("Vàng Thị Mỷ", Role.LEAD)
    assert talk.said("Nobody has written a duty here yet.") in (await lead.forges("rules")).text
    for press in FORGED[3:]:
        assert talk.said(NotAllowed.sentence) in (await lead.forges(press.format(id=(await rule(talk)).id))).text


async def test_a_right_that_ended_between_question_and_yes_is_gone(talk: Talk, world: World, officer: Somebody) -> None:
    await asks(talk, officer, "Change the day", "20/11")
    await world.ends_roles(officer)
    assert talk.said(NotAllowed.sentence) in (await officer.presses(talk.said("Yes, change it"))).text
    assert (await rule(talk)).version == SWITCHED_ON


@pytest.mark.parametrize("press", ["rules:005:0", "rule:999999999", "rule-to:pause:1:0", "rule-to:no:1:0"])
async def test_a_press_that_was_never_shown_gets_a_sentence(
    talk: Talk, world: World, officer: Somebody, press: str
) -> None:
    assert talk.said(Gone.sentence) in (await officer.forges(press)).text
