"""`/lich`: the meetings of one's clusters and subject, and one meeting's card."""

from datetime import datetime

import pytest

from bot.channels.labels import fitted
from bot.channels.zalo_parts import numbered
from bot.domain.models import Role
from bot.errors import Gone, NotRegistered
from bot.messages import Outgoing
from bot.vietnamese import ZONE
from handlers import listing
from handlers.meeting import past
from handlers.meeting.calendar import NO_MEETINGS
from tests.talk import Message, Talk, World

MONTH_ONLY = {"vi": "tháng 10/2023", "en": "October 2023"}


async def test_a_month_is_no_day(talk: Talk, world: World) -> None:
    """A meeting with only a month says so; no day is shown that nobody settled."""
    lan = await world.has("Vàng Thị Lan")
    shown = await lan.says("/lich")
    not_settled = talk.said("{month}, day not settled yet", month=MONTH_ONLY[talk.language])
    assert not_settled in shown.text
    card = await lan.presses("10/2023")
    assert not_settled in card.text
    assert "/10/2023" not in card.text
    assert talk.said("I will come") not in card.labels


@pytest.mark.parametrize("typed", ["/lich", "lịch", "LICH", "Lịch ", "/Lịch", "/lich@bot_nao_do"])
async def test_accents_case_and_slash_are_optional(talk: Talk, world: World, typed: str) -> None:
    """However it is typed, the calendar opens."""
    lan = await world.has("Vàng Thị Lan")
    assert "Cụm số 1" in (await lan.says(typed)).text


async def test_a_teacher_sees_the_own_clusters_and_subject(talk: Talk, world: World) -> None:
    """The subject group's meeting is for its teachers, another cluster's for nobody here, all for the officer."""
    of_subject = await world.plans(cluster=world.group)
    _school, _cluster, elsewhere = await world.elsewhere()
    general = await world.has("Vàng Thị Lan")
    english = await world.has("Lò Văn Minh", subject="Tiếng Anh")
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    seen = {}
    for one in (general, english, officer):
        text = (await one.says("/lich")).text
        seen[one.address] = [name in text for name in ("Cụm số 1", "Tiếng Anh", "Cụm số 2")]
    assert list(seen.values()) == [[True, False, False], [True, True, False], [True, True, True]]
    for number in (of_subject, elsewhere):
        assert talk.said(Gone.sentence) in (await general.forges(f"meeting:{number}")).text
    assert talk.said(Gone.sentence) not in (await officer.forges(f"meeting:{elsewhere}")).text


async def test_what_one_has_is_marked(talk: Talk, world: World) -> None:
    """A seat, a place in the list: the list and the card say which."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead, seats="1")
    lan, minh = await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await lan.forges(f"take:{world.meeting}")
    await minh.forges(f"take:{world.meeting}")
    assert talk.said("You come.") in (await lan.says("/lich")).text
    assert talk.said("You are on the waiting list.") in (await minh.says("/lich")).text
    card = await lan.presses("26/10")
    assert talk.said("Seats: {taken}/{capacity}", taken=1, capacity=1) in card.text
    assert talk.said("I cannot come") in card.labels
    assert talk.said("waiting: {number}", number=1) in (await lead.forges(f"meeting:{world.meeting}")).text


async def test_pages_turn_in_place(talk: Talk, world: World) -> None:
    """Some a page; a page past the end is the last one; with buttons one message is changed, none is added."""
    for number in range(2, 10):
        await world.plans(number=number)
    lan = await world.has("Vàng Thị Lan")
    first = await lan.says("/lich")
    assert len([label for label in first.labels if "10/2023" in label]) == 5
    second = await lan.presses(talk.said("Later ›"))
    assert len([label for label in second.labels if "10/2023" in label]) == 4
    back = await lan.presses(talk.said("‹ Earlier"))
    assert len([label for label in back.labels if "10/2023" in label]) == 5
    if talk.channel.buttons:
        assert len(lan.chat) == 1
    assert talk.said("‹ Earlier") in (await lan.forges("calendar:77")).labels


async def test_what_is_over_is_not_ahead(talk: Talk, world: World) -> None:
    """After its end a meeting leaves the calendar; a month-only one with its month."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    await world.plans()
    lan = await world.has("Vàng Thị Lan")
    talk.clock.move_to(datetime(2023, 10, 26, 17, 0, tzinfo=ZONE))
    assert "26/10" not in " ".join((await lan.says("/lich")).labels)
    assert "10/2023" in " ".join(lan.last.labels)
    talk.clock.move_to(datetime(2023, 11, 1, 0, 0, tzinfo=ZONE))
    empty = await lan.says("/lich")
    assert talk.said(NO_MEETINGS) in empty.text
    assert talk.said("More choices") in empty.labels


@pytest.mark.parametrize(
    "data",
    ["meeting:999999", "meeting:x", "meeting:", "meeting:-1", "meeting:1:2", "meeting:" + "9" * 50, "calendar:²"],
)
async def test_forged_numbers(talk: Talk, world: World, data: str) -> None:
    """Garbage is answered with the choices everybody starts from."""
    lan = await world.has("Vàng Thị Lan")
    answer = await lan.forges(data)
    assert talk.said(Gone.sentence) in answer.text
    assert talk.said("Calendar") in answer.labels
    assert talk.said(NotRegistered.sentence) not in answer.text


async def test_what_is_not_on_the_page_is_found_by_typing(talk: Talk, world: World) -> None:
    """By a part of the school's name, though the label of a meeting with an hour does not say it."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    for number in range(2, 9):
        await world.plans(number=number)
    await world.settles(lead, "14h ngày 26/12")
    lan = await world.has("Vàng Thị Lan")
    shown = await lan.says("/lich")
    assert talk.said(past.MORE_BY_NAME) in shown.text
    found = await lan.says("na sang")
    assert talk.said(listing.FOUND, number=8) in found.text
    assert "26/12 14:00 · Cụm số 1" in found.labels


async def test_a_list_of_numbers_says_each_meeting_once(talk: Talk, world: World) -> None:
    """Without buttons the choice says what the text says with them; what is typed instead is heard all the same."""
    lan = await world.has("Vàng Thị Lan")
    shown = await lan.says("/lich")
    seen = shown.text if talk.channel.buttons else numbered(Outgoing(shown.text, shown.buttons))
    assert seen.count("Cụm số 1") == 1
    assert "PTDTBT TH số 1 Na Sang" in seen
    if not talk.channel.buttons:
        assert "1. SHCM" in seen


async def test_two_meetings_of_one_month_and_cluster_are_told_apart_on_a_phone(talk: Talk, world: World) -> None:
    second = await world.plans(host=world.other_school)
    await world.plans(cluster=world.group)
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    shown = on_a_phone(await lead.says("chốt ngày"))
    assert second
    assert "10/2023 · …số 1 Na Sang" in shown
    assert "10/2023 · TH Thị trấn" in shown


def on_a_phone(message: Message) -> list[str]:
    return [label for row in fitted(message.buttons) for label in row]
