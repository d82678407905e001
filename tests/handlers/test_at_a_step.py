"""What comes while a question waits and is no answer to it: asked once, opened, or refused; nothing begun is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.at_a_step import BACK, KEPT_MEANWHILE, MY_ANSWER, STILL_WAITS, is_free
from bot.domain.models import Dialogue, Role
from bot.messages import Kind
from bot.typed_words import only_polite
from handlers.later import NOTHING_WAITS
from tests.handlers.test_middle_of_steps import STEPS, WAITING, numbered_step, waits_at
from tests.talk import Message, Somebody, Talk, World


@pytest.fixture
async def lead(talk: Talk, world: World) -> Somebody:
    """Who settles the meeting and is asked for the room, with the first menu above it."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.says("/trogiup")
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("14h ngày 26/10")
    return lead


async def steps(talk: Talk) -> list[str]:
    return await talk.finds(select(Dialogue.step).where(Dialogue.key.startswith("person:")))


async def goes_on(talk: Talk, world: World, lead: Somebody) -> None:
    """Press the way back, and settle with what had been given before."""
    asked = await lead.presses(talk.said(BACK))
    assert talk.said("In which room at {host}?", host="PTDTBT TH số 1 Na Sang") in asked.text
    await lead.says("Phòng họp tầng 2")
    shown = await lead.presses("40")
    assert "26/10" in shown.text
    await lead.presses(talk.said("Settle it"))
    assert (await world.stands()).room == "Phòng họp tầng 2"


async def goes_on_with_seats(talk: Talk, lead: Somebody) -> None:
    """Whether the question stood or was kept, it is answered."""
    if talk.said(BACK) in lead.last.labels:
        await lead.presses(talk.said(BACK))
    assert "40" in (await lead.answers("40")).text


@pytest.mark.square("menus are what it is about")
async def test_the_label_of_an_older_menu_is_asked_about(talk: Talk, world: World, lead: Somebody) -> None:
    """As a command's name is: one tap makes it the answer, one opens it, and then what was begun waits."""
    label = talk.said("Calendar")
    which = await lead.says(label)
    assert which.labels == [label, talk.said(MY_ANSWER, number=label)]
    assert await steps(talk) == [f"settle:room:{world.meeting}"]
    opened = await lead.presses(label)
    assert talk.said(BACK) in opened.labels
    await goes_on(talk, world, lead)


async def test_where_only_choices_are_taken_the_name_of_a_command_opens_it(talk: Talk, world: World) -> None:
    """It can be no answer there; what was begun waits, with all that was given."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges("extra:0")
    await lead.says("Dạy học theo góc")
    await lead.presses("Na Sang")
    shown = await lead.says("14h 16/11")
    text, labels = shown.text, shown.labels
    assert (await lead.says("diem danh ạ")).labels[-1] == talk.said(BACK)
    again = await lead.presses(talk.said(BACK))
    assert (again.text, again.labels) == (text, labels)
    assert talk.said("Added.") in (await lead.presses(talk.said("Yes, add it"))).text


async def test_letter_and_number_name_a_room(talk: Talk, world: World, lead: Somebody) -> None:
    """Where menus have letters it is asked about, elsewhere it is the room."""
    answer = await lead.says("A1")
    if not talk.channel.buttons:
        assert answer.labels[1] == talk.said(MY_ANSWER, number="A1")
        answer = await lead.presses(answer.labels[1])
    assert talk.said("How many seats?") in answer.text


@pytest.mark.parametrize("typed", ["/lich", "/viec", "/start", "/toi"])
async def test_a_slash_command_opens_and_what_was_begun_waits(
    talk: Talk, world: World, lead: Somebody, typed: str
) -> None:
    opened = await lead.says(typed)
    assert opened.labels[-1] == talk.said(BACK)
    await goes_on(talk, world, lead)


async def test_what_was_begun_waits_behind_a_second_door(talk: Talk, world: World, lead: Somebody) -> None:
    """Another wizard begins and is left in turn: each has its own way back."""
    await world.has("Vàng Thị Lan")
    first = await lead.says("/lich")
    await lead.forges(f"tell:cluster:{world.cluster}")
    asked = await lead.says("/viec")
    assert asked.labels.count(talk.said(BACK)) == 1
    await lead.forges(f"tell:cluster:{world.cluster}")
    second = await lead.says("/lich")
    assert second.labels[-1] == talk.said(BACK)
    kept = talk.said(KEPT_MEANWHILE, what="@").partition("@")[0]
    assert second.text.count(kept) == 1
    asked = await lead.presses(talk.said(BACK), on=first)
    assert talk.said("In which room at {host}?", host="PTDTBT TH số 1 Na Sang") in asked.text


@pytest.mark.parametrize("typed", ["tiếp tục", "lam tiep a", "cho em làm tiếp ạ"])
async def test_what_was_begun_is_gone_on_with_by_saying_so(
    talk: Talk, world: World, lead: Somebody, typed: str
) -> None:
    """Also after something else that was asked meanwhile; with nothing begun it is said that nothing waits."""
    await lead.says("/lich")
    await lead.says("cảm ơn")
    assert talk.said("In which room at {host}?", host="PTDTBT TH số 1 Na Sang") in (await lead.says(typed)).text
    await lead.says("/huy")
    assert (await lead.says(typed)).text == talk.said(NOTHING_WAITS)


async def test_a_search_is_nothing_begun(talk: Talk, world: World) -> None:
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await head.says("/nguoi")
    assert talk.said(BACK) not in (await head.says("/lich")).labels


@pytest.mark.parametrize("typed", ["/huy", "/thoat", "/dung", "/stop"])
async def test_leaving_keeps_nothing(talk: Talk, lead: Somebody, typed: str) -> None:
    assert talk.said(BACK) not in (await lead.says(typed)).labels
    assert talk.said(BACK) not in (await lead.says("/lich")).labels


async def test_an_own_button_leaves_nothing_behind(talk: Talk, world: World, lead: Somebody) -> None:
    """Neither the wizard's choices nor its end are another door."""
    for label in (talk.said("Meeting room"), "40", talk.said("Another end"), "17:00"):
        assert talk.said(BACK) not in (await lead.presses(label)).labels
    assert talk.said(BACK) not in (await lead.presses(talk.said("Settle it"))).labels


async def test_a_photo_out_of_the_blue_leaves_the_question_waiting(talk: Talk, world: World, lead: Somebody) -> None:
    await lead.sends_photo()
    if await steps(talk) != [f"settle:room:{world.meeting}"]:
        await goes_on(talk, world, lead)


@pytest.mark.parametrize("typed", ["ok", "Dạ", "vâng ạ", "cảm ơn", "👍", "em cam on co a", "dạ rõ rồi ạ", "🙏🙏"])
async def test_politeness_is_no_room(talk: Talk, world: World, lead: Somebody, typed: str) -> None:
    question = lead.last.text
    said = await lead.says(typed)
    assert said.text == talk.said(STILL_WAITS, question=question)
    assert await steps(talk) == [f"settle:room:{world.meeting}"]


@pytest.mark.parametrize("typed", ["ok", "dạ vâng ạ", "cảm ơn", "👍"])
@pytest.mark.parametrize("step", ["role", "own-find"])
async def test_politeness_is_nobody(talk: Talk, world: World, typed: str, step: str) -> None:
    """Where a name is awaited it is said what for, not that nobody is called so."""
    await world.has("Vàng Thị Lan")
    somebody = await world.has("Sùng A Dơ", Role.LEAD if step == "role" else Role.PRINCIPAL)
    await world.settles(somebody) if step == "role" else None
    asked = await (somebody.forges(f"role:{world.meeting}:0:0") if step == "role" else somebody.says("/nguoi"))
    assert step in "".join(await steps(talk))
    said = await somebody.says(typed)
    assert said.text.startswith(talk.said(STILL_WAITS, question=asked.text.splitlines()[0]))


async def test_politeness_is_no_answer_at_any_step_but_where_people_write_to_others(talk: Talk, world: World) -> None:
    """No cluster is called "ok" and no decision has that number; some eighty steps in one conversation cost more."""
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    await officer.says("/toi")
    for pattern, route in STEPS:
        if is_free(route) and not route.prose:
            await waits_at(talk, numbered_step(pattern, route))
            assert (await officer.says("ok ạ")).text == talk.said(STILL_WAITS, question=WAITING), pattern


@pytest.mark.parametrize(
    "name", ["vang", "Vàng", "A Da", "Dung", "Duoc", "Lan", "Ơn", "da vang thi lan", "Co", "Hồng", "?", "%", "..."]
)
def test_a_name_is_no_politeness(name: str) -> None:
    assert not only_polite(name)


async def later(talk: Talk, lead: Somebody, text: str) -> Message:
    talk.clock.move_by(timedelta(hours=7))
    return await lead.says(text)


async def test_hours_later_a_second_sentence_is_no_answer_either(talk: Talk, world: World, lead: Somebody) -> None:
    """Until it is said whether to go on; "ok" goes on."""
    asked = await later(talk, lead, "em chào cả nhà")
    assert (await lead.says("mai cụm mình họp ở đâu nhỉ các cô")).text == asked.text
    again = await lead.says("ok ạ")
    assert talk.said("In which room at {host}?", host="PTDTBT TH số 1 Na Sang") in again.text
    assert talk.said("How many seats?") in (await lead.says("Phòng Tin")).text


async def test_hours_later_the_old_keyboard_still_answers(talk: Talk, world: World, lead: Somebody) -> None:
    """With a notice between them, whose own button leaves the question waiting."""
    asked, other = lead.last, await world.plans(number=3)
    world.invites = True
    await world.settles(await world.has("Giàng A Chu", Role.LEAD), "14h ngày 27/10", meeting=other)
    await talk.passes(hours=7)
    notice = next(one for one in lead.chat if talk.said("I will come") in one.labels)
    assert (await lead.presses(talk.said("Meeting room"), on=asked)).text.endswith(talk.said("How many seats?"))
    await lead.does(Kind.PRESS, text=f"take:{other}", message=notice.id, press="p")
    await goes_on_with_seats(talk, lead)


async def test_hours_later_the_name_of_a_command_opens_it(talk: Talk, world: World, lead: Somebody) -> None:
    assert talk.said(BACK) in (await later(talk, lead, "lich")).labels
    await goes_on(talk, world, lead)
