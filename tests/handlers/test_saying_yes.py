"""A yes in any words answers what the newest message asks, and nothing that was asked hours ago or before a notice."""

from datetime import datetime

import pytest

from bot.domain.models import Coming, MeetingState, Role
from bot.domain.plan.review import EXAMPLE, NO_MEETING
from bot.typed_words import yes_or_no
from bot.vietnamese import ZONE
from tests.handlers.test_invitees import expected
from tests.talk import Somebody, Talk, World


async def about_to_settle(world: World) -> Somebody:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    for typed in ("14h ngày 26/10", "Phòng họp", "30"):
        await lead.says(typed)
    return lead


async def is_settled(world: World) -> bool:
    return (await world.stands()).state is MeetingState.SETTLED


@pytest.mark.parametrize("typed", ["ok", "vâng ạ", "da dong y", "uk e", "👍", "được rồi"])
async def test_a_yes_settles(talk: Talk, world: World, typed: str) -> None:
    lead = await about_to_settle(world)
    assert talk.said("Settled. Sign-up is open.") in (await lead.says(typed)).text
    assert await is_settled(world)


async def test_the_words_of_the_button_make_a_yes_too(talk: Talk, world: World) -> None:
    lead = await about_to_settle(world)
    await lead.says(f"{talk.said('Settle it')} luôn nhé")
    assert await is_settled(world)


@pytest.mark.parametrize("typed", ["không", "chưa em", "ok nhưng phòng khác", "mai nhé"])
async def test_what_is_no_mere_yes_settles_nothing(world: World, typed: str) -> None:
    lead = await about_to_settle(world)
    await lead.says(typed)
    assert not await is_settled(world)


async def test_a_yes_of_the_next_morning_settles_nothing(talk: Talk, world: World) -> None:
    """It is asked whether to go on; then the choices are shown once more, and a yes is one again."""
    lead = await about_to_settle(world)
    await talk.passes(hours=9)
    assert talk.said("Go on") in (await lead.says("ok")).labels
    assert not await is_settled(world)
    assert talk.said("Settle it") in (await lead.presses(talk.said("Go on"))).labels
    assert not await is_settled(world)
    await lead.says("ok")
    assert await is_settled(world)


async def test_a_question_kept_for_later_takes_a_yes_again(talk: Talk, world: World) -> None:
    lead = await about_to_settle(world)
    await lead.says("để sau")
    await lead.says("ok")
    assert not await is_settled(world)
    await lead.presses(talk.said("Go on"))
    await lead.says("ok")
    assert await is_settled(world)


@pytest.mark.parametrize(
    "typed", ["ok không", "được chưa ạ", "cô ơi", "đừng", "dung", "ok?", "vâng nhưng", "dạ em chưa hiểu", "ok 👎"]
)
async def test_a_question_a_call_and_a_no_are_no_yes(world: World, typed: str) -> None:
    lead = await about_to_settle(world)
    await lead.says(typed)
    assert not await is_settled(world)


@pytest.mark.parametrize("typed", ["em không hiểu ạ", "đổi thời gian", "không thấy nút", "ok chưa", "không sao"])
async def test_a_sentence_with_a_no_in_it_does_not_leave_the_question(talk: Talk, world: World, typed: str) -> None:
    lead = await about_to_settle(world)
    await lead.says(typed)
    assert talk.said("Settle it") in lead.last.labels
    await lead.says("ok")
    assert await is_settled(world)


async def test_a_yes_below_a_notice_does_not_answer_what_was_asked_above_it(talk: Talk, world: World) -> None:
    other = await world.plans()
    officer = await world.has("Vi Thị Nhạn", Role.OFFICER)
    lead = await about_to_settle(world)
    lead.new()
    await world.settles(officer, "14h ngày 25/10", meeting=other)
    await talk.passes(minutes=3)
    assert lead.new()[-1].labels, "no notice came"
    await lead.says("ok")
    assert not await is_settled(world)


async def test_a_question_without_a_step_takes_a_yes(talk: Talk, world: World) -> None:
    """Calling off is asked about on the meeting's card: a no leaves it standing."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead, "14h ngày 26/10")
    await lead.forges(f"cancel:{world.meeting}")
    await lead.says("ko")
    assert await is_settled(world)
    await lead.forges(f"cancel:{world.meeting}")
    await lead.says("ừ đúng rồi")
    assert (await world.stands()).state is MeetingState.CANCELLED


async def test_a_second_yes_does_nothing_more(talk: Talk, world: World) -> None:
    lead = await about_to_settle(world)
    await lead.says("ok")
    await lead.says("ok")
    meeting = await world.stands()
    assert (meeting.state, meeting.version) == (MeetingState.SETTLED, 1)
    assert meeting.starts_at == datetime(2023, 10, 26, 14, tzinfo=ZONE)


async def test_a_yes_to_not_coming_is_no_yes_to_coming(talk: Talk, world: World) -> None:
    """The invitation waits for a yes as well; what was asked last is what is answered."""
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD), "14h ngày 26/10")
    lan = await world.has("Vàng Thị Lan")
    assert talk.said("I cannot come") in (await lan.says("em ban mat roi")).labels
    await lan.says("vâng")
    assert (await expected(world))["Vàng Thị Lan"].answer is Coming.NO


@pytest.mark.parametrize("why", ["bận coi thi ạ", "ban coi thi", "nhà có việc", "hôm đó em có tiết", "con ốm"])
async def test_below_the_question_of_an_absence_why_may_be_typed_at_once(talk: Talk, world: World, why: str) -> None:
    """It is read back before anybody is told, and a yes tells it with the reason."""
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD), "14h ngày 26/10")
    lan = await world.has("Vàng Thị Lan")
    await lan.says("em ban")
    assert why in (await lan.says(why)).text
    assert (await expected(world))["Vàng Thị Lan"].answer is None
    assert why in (await lan.says("vâng")).text
    assert (await expected(world))["Vàng Thị Lan"].answer is Coming.NO


@pytest.mark.parametrize("typed", ["lịch", "mấy giờ họp vậy", "không", "em đi được"])
async def test_what_else_is_typed_below_it_is_no_reason(talk: Talk, world: World, typed: str) -> None:
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD), "14h ngày 26/10")
    lan = await world.has("Vàng Thị Lan")
    await lan.says("em ban")
    assert talk.said("Reason: {reason}", reason=typed) not in (await lan.says(typed)).text
    assert (await expected(world))["Vàng Thị Lan"].answer is not Coming.NO


async def test_a_reason_typed_once_more_takes_the_place_of_the_first(talk: Talk, world: World) -> None:
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD), "14h ngày 26/10")
    lan = await world.has("Vàng Thị Lan")
    await lan.says("em bận vì đám cưới")
    asked = await lan.says("đám cưới em gái")
    assert talk.said("Reason: {reason}", reason="đám cưới em gái") in asked.text
    await lan.says("đúng rồi")
    assert (await expected(world))["Vàng Thị Lan"].reason == "đám cưới em gái"


async def test_a_yes_below_it_asks_why_and_takes_that(talk: Talk, world: World) -> None:
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD), "14h ngày 26/10")
    lan = await world.has("Vàng Thị Lan")
    await lan.says("em ban")
    await lan.presses(talk.said("I cannot come"))
    assert "đi khám" in (await lan.says("đi khám")).text
    assert (await expected(world))["Vàng Thị Lan"].reason == "đi khám"


async def test_a_principal_who_named_somebody_says_yes(talk: Talk, world: World) -> None:
    """What is typed beside the list is a name, unless it is a yes to who is ticked."""
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD), "14h ngày 26/10")
    head, lan = await world.has("Cà Thị Mai", Role.PRINCIPAL), await world.has("Vàng Thị Lan")
    assert any(label.startswith("✓") for label in (await head.says("cu co Lan di thay")).labels)
    await head.says("ok")
    await talk.passes(minutes=3)
    assert lan.new()


YES = (
    "ok đi em|ok|ok ạ|vâng|dạ vâng|da vang a|uk e|có ạ|dong y a|dc|đc em|dung roi|đúng ạ|👍|ok 👍|ok cô|dạ được ạ|"
    "báo vắng ạ|bao vang luon|chuẩn|chuẩn rồi ạ|dạ phải rồi|duyệt|duyệt luôn nhé|chính xác ạ|xác nhận|yep"
)
NO = (
    "không|k ạ|dạ không|vâng không|không ok|tôi không đồng ý|chưa em|thôi ạ|đừng|dừng|no|thôi không cần nữa|"
    "không báo vắng|nope|sai rồi|nhầm rồi ạ|chưa duyệt|khỏi cần không đâu"
)
NEITHER = (
    "chuẩn không|duyệt chưa ạ|phải không|Sài|"
    "Đông y|không muộn|đau đầu không|báo vàng luôn|bão vắng ạ|"
    "ok không|ok ko em|được chưa ạ|đúng không|báo vắng chưa|vâng nhưng|không hiểu|không biết|thầy cô ơi|co oi|dạ?|dung|"
    "em đi được ạ|em đi được rồi|em có đi|đi ạ|di|em se di|"
    "Dũng|thời|đổi thời gian|Hồng|nó|chùa|không sao|thôi được|ok 👎|rồi|có ai đi không|vâng để em xem|ạ||  "
)


@pytest.mark.parametrize(("means", "typed"), [(True, YES), (False, NO), (None, NEITHER)])
def test_what_is_a_yes_and_what_a_no(means: bool | None, typed: str) -> None:
    """Under a button "Báo vắng"."""
    read = {one: yes_or_no(one, "Báo vắng") for one in typed.split("|")}
    assert read == dict.fromkeys(read, means)


@pytest.mark.parametrize("typed", ["ok", "vâng, giúp em với"])
async def test_a_yes_to_what_is_slow(talk: Talk, world: World, typed: str) -> None:
    """A file is read before the transaction of the message: of a typed yes, too."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    asked = await lead.sends_file("danh sach.xlsx", b"no table")
    read = await lead.says(typed)
    assert talk.said("Yes, read it") in asked.labels
    example = EXAMPLE.format(cluster="Cụm số 1", year=2023)
    assert talk.said(NO_MEETING, cluster="Cụm số 1", example=example) in read.text


async def test_a_yes_below_a_question_of_what_was_meant_signs_nobody_up(talk: Talk, world: World) -> None:
    """The invitation waits for a yes as well; which of the two it is to is asked."""
    world.invites = True
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead, "14h ngày 26/10")
    await talk.passes(minutes=6)
    await lan.says("báo vắng và đăng ký")
    asked = await lan.says("ok")
    assert asked.text == talk.said("What do you say yes to?")
    assert (await expected(world))["Vàng Thị Lan"].answer is None
