"""What is typed where something is asked and says more, or something else, than an answer: nothing of it is lost."""

from datetime import date

import pytest
from sqlalchemy import delete

from bot.domain.calendar.reading import reader
from bot.domain.calendar.reading.results import Moments
from bot.domain.models import Answer, Meeting, Presence, Role
from bot.domain.programme import attendance
from handlers.meeting import beside_a_question
from handlers.meeting.beside_a_question import Besides
from handlers.sayings import roll_words
from handlers.sayings.sentence import Sentence, words_of
from handlers.sayings.standing import NO_MEETINGS
from tests.talk import Somebody, Talk, World


async def was_there(talk: Talk, world: World) -> Somebody:
    """Return somebody who came to a meeting that is over."""
    lead, teacher = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Giàng A Páo")
    await world.settles(lead)
    await teacher.forges(f"take:{world.meeting}")
    await world.marks(teacher, Presence.PRESENT)
    await talk.passes(days=18)
    return teacher


@pytest.mark.parametrize(
    ("typed", "aside"),
    [
        ("câu này là sao", Besides.UNCLEAR),
        ("e chưa hiểu câu hỏi này ạ", Besides.UNCLEAR),
        ("có ví dụ hông chị", Besides.UNCLEAR),
        ("giải thích giúp em câu này với", Besides.UNCLEAR),
        ("viết sao giờ chị", Besides.UNCLEAR),
        ("cho e qua câu này", Besides.SKIP),
        ("sang câu khác đi", Besides.SKIP),
        ("còn mấy câu nữa vậy ạ", Besides.HOW_MANY),
        ("nhóm 2 chưa hiểu câu hỏi của cô", None),
        ("em A không hiểu", None),
        ("chưa hiểu lệnh", None),
        ("các em bỏ qua câu khó", None),
    ],
)
def test_what_answers_no_question(typed: str, aside: Besides | None) -> None:
    assert beside_a_question.read(typed) is aside


async def test_a_question_that_is_not_clear_is_explained_and_nothing_is_kept(talk: Talk, world: World) -> None:
    teacher = await was_there(talk, world)
    await teacher.forges(f"reflect:{world.meeting}")
    await teacher.presses(talk.said("I observed"))
    first = teacher.last.text
    answer = await teacher.says("câu này là sao vậy chị")
    assert answer.text.endswith(first)
    assert answer.text != first
    assert await talk.counts(Answer) == 0
    await teacher.says("cho e qua câu này")
    assert await talk.counts(Answer) == 0
    assert teacher.last.text != first


@pytest.mark.parametrize(
    ("typed", "code"),
    [("năm sáu bảy một một", "56711"), ("mã là bốn tư bảy không lăm ạ", "44705"), ("hai ba bốn năm", None)],
)
def test_a_code_is_read_as_it_is_spoken(typed: str, code: str | None) -> None:
    assert attendance.read_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("cô ân xin nghỉ, nhà có đám", [1]),
        ("thầy Páo muộn, xe hỏng", [2]),
        ("chị Ân tới rồi nè em", [1]),
        ("ân phép, páo trễ nha em", [1, 2]),
        ("cô Ân nghỉ, vì sao vậy?", []),
        ("cô Ân nghỉ, nhà có đám phải không", []),
    ],
)
def test_a_reason_behind_a_mark_is_no_other_mark(typed: str, marked: list[int]) -> None:
    groups = roll_words.read(typed, [(1, "Lò Thị Ân"), (2, "Giàng A Páo")])
    assert [number for group in groups for ids in group.people for number in ids] == marked


@pytest.mark.parametrize(
    ("typed", "named"),
    [("cử chị Ân với thầy Páo đi", [0, 1]), ("chị Ân ơi cử thầy Páo đi", [1]), ("cử anh Páo", [1])],
)
def test_two_are_named_by_whatever_title(typed: str, named: list[int]) -> None:
    assert Sentence(typed, words_of(typed)).named_among(["Lò Thị Ân", "Giàng A Páo"]) == named


async def test_two_with_two_marks_are_marked_at_once(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.have(["Lò Thị Ân", "Giàng A Páo"])
    await world.settles(lead)
    await talk.passes(days=17, hours=5)
    await lead.forges(f"roll:{world.meeting}")
    answer = await lead.says("Ân muộn, Páo vắng")
    both = talk.said("Mark all {number}", number=2)
    assert sum(label.startswith(both) for label in answer.labels) == 2


async def test_seats_are_corrected_at_the_last_look_and_any_room_is_no_room(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    asked = await lead.says("14h ngày 26/10")
    again = await lead.says("ở trường nào cũng dc")
    assert asked.text in again.text
    await lead.says("Phòng họp")
    await lead.answers("40")
    assert "45" in (await lead.says("à 45 thôi")).text


async def test_a_meeting_more_keeps_its_topic_and_day(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    assert talk.said("At which school?") in (await lead.says("thêm buổi chuyên đề toán 5/11")).text
    answer = await lead.presses("TH Thị trấn")
    assert "Chuyên đề toán" in answer.text
    assert talk.said("Yes, add it") in answer.labels


async def test_who_is_free_is_no_day(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    answer = await lead.says("cho chị xem ai rảnh ngày 26")
    assert talk.said("It is my answer") in answer.labels


async def test_clusters_without_any_meeting_are_not_all_settled(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    async with talk.app.database.writing() as db:
        await db.execute(delete(Meeting))
    assert talk.said(NO_MEETINGS) in (await lead.says("cụm nào chưa chốt lịch")).text


async def test_a_meeting_more_without_a_topic_is_asked_for_it(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    asked = talk.said("What is it about? Please type the topic, or choose:")
    assert asked in (await lead.says("thêm buổi nữa vào ngày 5/11")).text


async def test_a_question_after_a_meeting_is_no_reflection(talk: Talk, world: World) -> None:
    teacher = await was_there(talk, world)
    for typed in ("hình bữa hổm đâu rồi chị", "e quên chưa quét mã bữa qua, tính sao giờ"):
        await teacher.says(typed)
        assert await talk.counts(Answer) == 0


@pytest.mark.parametrize("typed", ["mã là bao nhiêu vậy em", "ma bao nhieu"])
async def test_a_lead_who_asks_for_the_code_sees_it(talk: Talk, world: World, typed: str) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.have(["Lò Thị Ân", "Giàng A Páo"])
    await world.settles(lead)
    await talk.passes(days=17, hours=5)
    opened = await lead.forges(f"roll:{world.meeting}")
    assert (await lead.says(typed)).text == opened.text


def test_a_day_is_read_as_it_is_spoken() -> None:
    found = reader.read("hai giờ rưỡi chiều ngày hăm sáu tháng mười", date(2023, 10, 9))
    assert isinstance(found, Moments)
    assert found.day == date(2023, 10, 26)
