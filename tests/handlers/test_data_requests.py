"""The register of requests about data: buttons under /toi, legal days, the controller alone, both sides told."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.domain.endings import requests, retention
from bot.domain.models import DataRequest, Person, Role, Wish
from bot.errors import NotAllowed
from bot.vietnamese import ZONE
from handlers.organisation.requests import ASKED, ERASED, WHAT
from tests.talk import Somebody, Talk, World


async def two(world: World) -> tuple[Somebody, Somebody]:
    return await world.has("Điêu Thị Phượng", Role.OFFICER), await world.has("Vàng Thị Lan")


async def asks(talk: Talk, somebody: Somebody, wish: Wish = Wish.COMPLAIN, words: str = "Ảnh của tôi bị đăng") -> None:
    await somebody.forges(f"ask:{wish}")
    await somebody.says(words)


async def test_a_complaint_is_kept_with_its_days_and_the_controller_is_told(talk: Talk, world: World) -> None:
    """Asked on a Monday: answered by Wednesday, done within 15 days; the answer reaches who asked."""
    officer, lan = await two(world)
    officer.new()
    await lan.says("/toi")
    await lan.presses(talk.said("My rights"))
    assert talk.said(ASKED[Wish.COMPLAIN]) in (await lan.presses(talk.said("Complain"))).text
    kept = await lan.says("Ảnh của tôi bị đăng lên nhóm")
    assert "11/10" in kept.text
    assert "24/10" in kept.text
    [row] = await talk.finds(select(DataRequest))
    assert (row.answer_by, row.due_on) == (date(2023, 10, 11), date(2023, 10, 24))
    await talk.passes(minutes=1)
    [told] = officer.new()
    assert talk.said(WHAT[requests.NEW]) in told.text
    assert "đăng lên nhóm" not in told.text, "the words stand in the register alone"
    card = await officer.presses(talk.said("Open it"))
    assert "Vàng Thị Lan" in card.text
    assert "đăng lên nhóm" in card.text
    await officer.presses(talk.said("Answer it"))
    await officer.says("Đã gỡ ảnh và nhắc nhở người đăng.")
    await officer.presses(talk.said("It is done"))
    lan.new()
    await talk.passes(minutes=1)
    assert "Đã gỡ ảnh" in lan.new()[-1].text
    await lan.forges("my-requests")
    assert "Đã gỡ ảnh" in lan.last.text


async def test_the_controller_is_reminded_as_the_days_come_near(talk: Talk, world: World) -> None:
    """Once before the answer is due, once before the deed is, once when it is late; of nothing that is done."""
    officer, lan = await two(world)
    await asks(talk, lan)
    await asks(talk, lan, words="Việc thứ hai")
    await talk.passes(minutes=1)
    await officer.forges("request-done:2")
    officer.new()

    async def night(day: int) -> list[str]:
        await talk.comes(datetime(2023, 10, day, 3, 30, tzinfo=ZONE))
        await talk.app.jobs.clean()
        await talk.comes(datetime(2023, 10, day, 8, 0, tzinfo=ZONE))
        return [one.text for one in officer.new()]

    assert [talk.said(WHAT[requests.ANSWER_SOON]) in text for text in await night(10)] == [True]
    assert await night(11) == []
    await officer.forges("request-answer:1")
    await officer.says("Đang xem xét.")
    officer.new()
    assert await night(12) == []
    assert [talk.said(WHAT[requests.DO_SOON]) in text for text in await night(21)] == [True]
    assert [talk.said(WHAT[requests.LATE]) in text for text in await night(25)] == [True]


async def test_more_time_is_given_once(talk: Talk, world: World) -> None:
    officer, lan = await two(world)
    await asks(talk, lan)
    await officer.forges("request-later:1")
    assert talk.said(requests.EXTENDED) in (await officer.forges("request-later:1")).text
    assert await talk.finds(select(DataRequest.due_on)) == [date(2023, 11, 8)]
    await officer.forges("request-done:1")
    assert talk.said(requests.CLOSED) in (await officer.forges("request-later:1")).text


async def test_where_a_processor_keeps_the_data_there_are_twenty_days(talk: Talk, world: World) -> None:
    _officer, lan = await two(world)
    talk.app.router._settings = replace(talk.app.settings, processor=True)
    await asks(talk, lan)
    assert await talk.finds(select(DataRequest.due_on)) == [date(2023, 10, 29)]


async def test_an_objection_restricts_until_it_is_lifted(talk: Talk, world: World) -> None:
    _officer, lan = await two(world)
    await asks(talk, lan, Wish.OBJECT, "Không muốn bị tổng hợp")
    assert (await talk.finds(select(Person.restricted_at).where(Person.name == "Vàng Thị Lan")))[0] is not None
    await lan.forges("rights")
    await lan.presses(talk.said("Show mine to others again"))
    assert await talk.finds(select(Person.restricted_at).where(Person.name == "Vàng Thị Lan")) == [None]


async def test_what_a_button_did_at_once_stands_in_the_register_as_done(talk: Talk, world: World) -> None:
    """Restrict, stop, erase; twice the same is one. Of who is erased no word remains, and the line does."""
    officer, lan = await two(world)
    await asks(talk, lan, words="Vàng Thị Lan khiếu nại")
    for press in ("restrict:1", "restrict:1", "pause:yes", "pause:yes", "erase:yes"):
        await lan.forges(press)
    done = await talk.finds(select(DataRequest.wish).where(DataRequest.done_at.is_not(None)).order_by(DataRequest.id))
    assert done == [Wish.RESTRICT, Wish.STOP, Wish.ERASE]
    assert set(await talk.finds(select(DataRequest.text))) == {""}
    card = await officer.forges("request:1")
    assert "Lan" not in card.text
    assert talk.said("(erased)") in card.text


@pytest.mark.parametrize("press", ["register:0", "request:1", "request-done:1", "request-later:1", "keep-data:1"])
async def test_the_register_is_the_controllers_alone(talk: Talk, world: World, press: str) -> None:
    """Neither who asked, nor a lead, nor a principal; and no other officer once one keeps it."""
    officer, lan = await two(world)
    others = [lan, await world.has("Sùng A Dơ", Role.LEAD), await world.has("Hạng A Tủa", Role.PRINCIPAL)]
    await asks(talk, lan)
    await officer.forges("keep-data:1")
    second = await world.has("Lò Văn Ân", Role.OFFICER)
    for who in (*others, second):
        shown = await who.forges(press)
        assert talk.said(NotAllowed.sentence) in shown.text
        assert "bị đăng" not in shown.text
        await who.forges("request-answer:1")
        await who.says("Trả lời thay")
    assert await talk.finds(select(DataRequest.answer)) == [""]
    assert await talk.finds(select(DataRequest.done_at)) == [None]
    await officer.forges("keep-data:0")
    assert "bị đăng" in (await second.forges("request:1")).text


async def test_a_keeper_whose_office_has_ended_keeps_nothing(talk: Talk, world: World) -> None:
    """Then it is every officer's again: no request is left with nobody."""
    officer, lan = await two(world)
    await officer.forges("keep-data:1")
    second = await world.has("Lò Văn Ân", Role.OFFICER)
    await world.ends_roles(officer)
    await asks(talk, lan)
    second.new()
    await talk.passes(minutes=1)
    assert talk.said(WHAT[requests.NEW]) in second.new()[-1].text
    assert talk.said(NotAllowed.sentence) in (await officer.forges("register:0")).text


async def test_no_words_and_too_many_are_asked_again(talk: Talk, world: World) -> None:
    _officer, lan = await two(world)
    await lan.forges(f"ask:{Wish.COMPLAIN}")
    assert "2000" in (await lan.says("x" * 5000)).text
    await lan.sends_sticker()
    await lan.says("Vẫn khiếu nại")
    assert await talk.counts(DataRequest) == 1
    await lan.forges("ask:erase")
    assert await talk.counts(DataRequest) == 1


async def test_the_controller_reads_how_much_was_erased(talk: Talk, world: World) -> None:
    """By kind and reason, in numbers alone; nobody else may."""
    officer, teacher = await world.has("Điêu Thị Phượng", Role.OFFICER), await world.has("Vàng Thị Lan")
    shown = await officer.forges("erased")
    assert talk.said("Nothing so far.") in shown.text
    async with talk.app.database.writing() as db:
        await retention.count(db, "photos", 3, talk.clock.now())
        await retention.count(db, "people", 1, talk.clock.now(), retention.ASKED)
    await officer.forges("register:0")
    shown = await officer.presses(talk.said("What was erased"))
    assert f"{talk.said('photos')}: 3 ({talk.said('its days were over')})" in shown.text
    assert f"{talk.said('people')}: 1 ({talk.said('as people asked')})" in shown.text
    assert talk.said(NotAllowed.sentence) in (await teacher.forges("erased")).text


def test_whatever_is_counted_has_a_name() -> None:
    assert {*retention.KINDS, "people"} == set(ERASED)
