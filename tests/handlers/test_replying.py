"""The platform's own reply to an older notice answers that one; announcements are written back to, both ways."""

import pytest
from sqlalchemy import select

from bot.domain.letters import notes
from bot.domain.models import Acknowledgement, Answer, Coming, Duty, DutyState, Invitee, NoteBack, Outbox, Purpose, Role
from bot.errors import NotAllowed
from bot.messages import Kind
from handlers.letters.notes import PASSED
from tests.handlers.duties_kit import duty_of, head, met, owed, stands
from tests.handlers.test_acknowledging import told
from tests.handlers.test_announcing import send, written
from tests.handlers.test_reminders import seated, settled
from tests.talk import Message, Somebody, Talk, World, photo

LINK = "https://drive.example.vn/file/d/abc?usp=sharing"


def holding(somebody: Somebody, text: str) -> Message:
    """Return the newest message that somebody got with these words."""
    return next(one for one in reversed(somebody.chat) if text in one.text)


async def answer_of(world: World, somebody: Somebody, meeting: int) -> Coming | None:
    person = await world.id_of(somebody)
    which = select(Invitee).where(Invitee.meeting_id == meeting, Invitee.person_id == person)
    [row] = await world.talk.finds(which)
    answer: Coming | None = row.answer
    return answer


@pytest.fixture
async def invited_twice(talk: Talk, world: World) -> tuple[Somebody, int, int]:
    """Somebody who has got two invitations, the older one first."""
    world.invites = True
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan", school=world.other_school)
    await world.settles(lead)
    await talk.passes(minutes=1)
    second = await world.plans()
    await world.settles(lead, "14h ngày 9/11", meeting=second)
    await talk.passes(minutes=1)
    return lan, world.meeting, second


@pytest.mark.parametrize("typed", ["em đi được ạ", "ok em", "👍", "Em sẽ tham gia"])
async def test_a_yes_answers_the_invitation_that_it_replies_to(
    talk: Talk, world: World, invited_twice: tuple[Somebody, int, int], typed: str
) -> None:
    lan, older, newer = invited_twice
    await lan.replies(typed, to=holding(lan, "26/10"))
    assert await answer_of(world, lan, older) is Coming.YES
    assert await answer_of(world, lan, newer) is None


async def test_a_no_asks_about_that_meeting_with_its_reason(
    talk: Talk, world: World, invited_twice: tuple[Somebody, int, int]
) -> None:
    lan, older, newer = invited_twice
    asked = await lan.replies("em bận vì con ốm ạ", to=holding(lan, "26/10"))
    assert "26/10" in asked.text
    assert "con ốm" in asked.text
    assert await answer_of(world, lan, older) is None
    await lan.presses(talk.said("I cannot come"), on=asked)
    assert await answer_of(world, lan, older) is Coming.NO
    assert await answer_of(world, lan, newer) is None


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("em bận, con ốm", "con ốm"),
        ("em ban vi con om a", "con om"),
        ("Con em sốt nên em xin vắng ạ", "Con em sốt"),
        ("em không đi được, trùng tiết dạy lớp 4.", "trùng tiết dạy lớp 4"),
    ],
)
async def test_a_reason_need_no_because(
    talk: Talk, world: World, invited_twice: tuple[Somebody, int, int], typed: str, reason: str
) -> None:
    """It is read back, and told with the no."""
    lan, older, _newer = invited_twice
    asked = await lan.replies(typed, to=holding(lan, "26/10"))
    assert talk.said("Reason: {reason}", reason=reason) in asked.text
    told = await lan.presses(talk.said("I cannot come"), on=asked)
    assert reason in told.text
    assert await answer_of(world, lan, older) is Coming.NO


async def test_what_is_no_answer_is_asked_about_that_meeting(
    talk: Talk, invited_twice: tuple[Somebody, int, int]
) -> None:
    lan, older, _newer = invited_twice
    asked = await lan.replies("để em xem thời khóa biểu đã", to=holding(lan, "26/10"))
    assert "26/10" in asked.text
    assert [b.press for row in asked.buttons for b in row][:2] == [f"take:{older}", f"leave:{older}"]


async def test_a_question_below_an_invitation_is_answered_about_it(
    talk: Talk, invited_twice: tuple[Somebody, int, int]
) -> None:
    lan, _older, _newer = invited_twice
    assert "09/11" in (await lan.replies("mấy giờ ạ?", to=holding(lan, "09/11"))).text


async def test_an_understood_change_is_the_one_replied_to(talk: Talk, world: World) -> None:
    await settled(world)
    lan = await seated(world)
    version = await told(talk, world, lan)
    notice = lan.last
    await lan.says("/lich")
    await lan.replies("dạ rõ rồi ạ", to=notice)
    [said] = await talk.finds(select(Acknowledgement))
    assert (said.version, said.person_id) == (version, await world.id_of(lan))


@pytest.fixture
async def announced(talk: Talk, world: World) -> tuple[Somebody, Somebody]:
    """A lead who has announced something, and a reader."""
    lan = await world.has("Vàng Thị Lan", school=world.other_school)
    lead, preview = await written(world, "Ai có loa kéo mang theo giúp tôi")
    await lead.presses(send(talk, 1), on=preview)
    await talk.passes(seconds=5)
    return lead, lan


async def test_a_reply_reaches_the_author_and_the_answer_its_writer(
    talk: Talk, announced: tuple[Somebody, Somebody]
) -> None:
    lead, lan = announced
    lead.new()
    said = await lan.replies("Trường em có loa, mai em mang", to=holding(lan, "loa kéo"))
    assert said.text == talk.said(PASSED, name="Sùng A Dơ")
    await talk.passes(seconds=5)
    got = holding(lead, "mai em mang")
    assert "Vàng Thị Lan (TH Thị trấn)" in got.text
    await lead.replies("Cảm ơn cô nhiều nhé, hẹn gặp ở trường", to=got)
    await talk.passes(seconds=5)
    back = holding(lan, "hẹn gặp ở trường")
    assert "Sùng A Dơ" in back.text
    await lan.presses("Dơ", on=back)
    await lan.says("Vâng em nhớ rồi")
    await talk.passes(minutes=11)
    assert holding(lead, "Vâng em nhớ rồi")


async def test_what_is_typed_right_below_is_asked_about_first(talk: Talk, announced: tuple[Somebody, Somebody]) -> None:
    lead, lan = announced
    asked = await lan.says("Trường em chỉ còn một cái hỏng pin")
    assert "hỏng pin" in asked.text
    assert await talk.counts(NoteBack) == 0
    await lan.presses(talk.said("Send to {name}", name="Dơ"))
    await talk.passes(seconds=5)
    assert holding(lead, "hỏng pin")
    await lan.forges("note-send")
    assert await talk.counts(NoteBack) == 1


async def test_a_mere_yes_bothers_nobody_unless_wanted(talk: Talk, announced: tuple[Somebody, Somebody]) -> None:
    _lead, lan = announced
    asked = await lan.replies("vâng ạ", to=holding(lan, "loa kéo"))
    assert await talk.counts(NoteBack) == 0
    await lan.presses(talk.said("Send to {name}", name="Dơ"), on=asked)
    assert await talk.counts(NoteBack) == 1


async def test_many_answers_come_as_few_letters(talk: Talk, world: World) -> None:
    """The first at once, the others ten minutes later together; nothing is lost, and all of it can be looked at."""
    people = [await world.has(f"Giàng A {name}", school=world.other_school) for name in ("Chu", "Dế", "Sử", "Thào")]
    people += [await world.has(f"Lò Thị {name}", school=world.other_school) for name in ("An", "Bích", "Chi", "Dung")]
    lead, preview = await written(world, "Ai có loa kéo?")
    await lead.presses(send(talk, 8), on=preview)
    await talk.passes(seconds=5)
    for number, one in enumerate(people):
        await one.replies(f"Em có {number} cái", to=holding(one, "loa kéo"))
        if number == 0:
            await talk.passes(seconds=5)
    await talk.passes(minutes=11)
    letters = await talk.finds(select(Outbox).where(Outbox.purpose == Purpose.NOTE))
    assert len(letters) == 2
    assert talk.said("and {number} more", number=2) in holding(lead, "Em có 1 cái").text
    first = await lead.presses(talk.said("See all"))
    assert talk.said("Written to you: {number}", number=8) in first.text
    assert "Em có 7 cái" in first.text


async def test_nobody_floods_an_author(talk: Talk, announced: tuple[Somebody, Somebody]) -> None:
    _lead, lan = announced
    notice = holding(lan, "loa kéo")
    for _ in range(3):
        await lan.replies("Em có loa", to=notice)
    assert await talk.counts(NoteBack) == 1
    for number in range(notes.MOST_AN_HOUR + 5):
        last = await lan.replies(f"Em có loa số {number}", to=notice)
    assert await talk.counts(NoteBack) == notes.MOST_AN_HOUR
    assert last.text == talk.said(notes.TOO_MANY, number=notes.MOST_AN_HOUR)
    await talk.passes(minutes=61)
    await lan.replies("Em gửi sau ạ, có hai cái", to=notice)
    assert await talk.counts(NoteBack) == notes.MOST_AN_HOUR + 1


@pytest.mark.parametrize("text", ["x" * (notes.LONGEST + 1), " "])
async def test_too_long_or_empty_a_note_is_refused(talk: Talk, announced: tuple[Somebody, Somebody], text: str) -> None:
    _lead, lan = announced
    await lan.replies(text, to=holding(lan, "loa kéo"))
    assert await talk.counts(NoteBack) == 0


async def test_an_author_who_is_gone_gets_nothing(talk: Talk, announced: tuple[Somebody, Somebody]) -> None:
    lead, lan = announced
    await lead.says("/toi")
    await lead.forges("erase")
    await lead.forges("erase:yes")
    gone = await lan.replies("Trường em có loa", to=holding(lan, "loa kéo"))
    assert gone.text == talk.said(notes.AUTHOR_GONE)


async def test_only_who_was_written_to_answers(talk: Talk, world: World, announced: tuple[Somebody, Somebody]) -> None:
    _lead, lan = announced
    await lan.replies("Trường em có loa", to=holding(lan, "loa kéo"))
    [note] = await talk.finds(select(NoteBack))
    other = await world.has("Mùa A Páo")
    await other.forges(f"note-to:{note.id}")
    assert (await other.says("Tôi là cụm trưởng")).text.startswith(talk.said(NotAllowed.sentence))
    assert await talk.counts(NoteBack) == 1


async def test_a_link_right_below_its_reminder_hands_the_duty_in_after_a_yes(talk: Talk, world: World) -> None:
    lead, _people = await met(world)
    [duty] = await owed(world, "001-5")
    reminded = select(Outbox).where(Outbox.purpose == Purpose.DUTY, Outbox.message.is_not(None))
    while not await talk.finds(reminded):
        await talk.passes(hours=12)
    asked = await lead.says(f"em gửi ạ {LINK}")
    assert LINK in asked.text
    assert (await stands(talk, duty.id)).state is DutyState.OPEN
    await lead.presses(talk.said("Yes, hand it in"))
    assert (await stands(talk, duty.id)).note == LINK
    again = await lead.forges(f"duty-give:{duty.id}")
    assert (await stands(talk, duty.id)).state is DutyState.DONE
    assert again.text


async def test_a_file_or_photo_in_reply_to_a_reminder_hands_its_duty_in(talk: Talk, world: World) -> None:
    principal = await head(world)
    await owed(world, "000-6")
    await talk.comes(talk.clock.now().replace(day=20))
    duty = await duty_of(world, "000-6", unit_id=world.school)
    row = next(row for row in await talk.finds(select(Outbox)) if "duties" in row.facts and row.message)
    reminder = next(one for one in principal.chat if row.message.endswith(f"|{one.id}"))
    await principal.says("/lich")
    asked = await principal.sends_file("chuyen de.pdf", b"%PDF-1.4 topic", to=reminder)
    assert "chuyen de.pdf" in asked.text
    await principal.presses(talk.said("No, something else"))
    assert (await stands(talk, duty)).state is DutyState.OPEN
    await principal.does(Kind.TEXT, text="Chuyên đề dạy đọc lớp 2", answers=reminder.id)
    await principal.presses(talk.said("Yes, hand it in"))
    done: Duty = await stands(talk, duty)
    assert (done.state, done.note) == (DutyState.DONE, "Chuyên đề dạy đọc lớp 2")
    assert photo()


async def test_a_reply_to_the_invitation_to_reflect_is_the_next_answer(talk: Talk, world: World) -> None:
    _lead, [lan] = await met(world, "Vàng Thị Lan")
    await talk.passes(hours=3)
    row = next(iter(await talk.finds(select(Outbox).where(Outbox.purpose == Purpose.REFLECT))))
    notice = next(one for one in lan.chat if row.message.endswith(f"|{one.id}"))
    await lan.says("/lich")
    await lan.replies("Nhóm 2 ngồi im suốt mười phút đầu", to=notice)
    await lan.says("/lich")
    await lan.replies("Em A hỏi bạn rồi mới làm", to=notice)
    answers = await talk.finds(select(Answer).order_by(Answer.question))
    assert [one.text for one in answers] == ["Nhóm 2 ngồi im suốt mười phút đầu", "Em A hỏi bạn rồi mới làm"]


async def test_what_begins_with_the_pupils_is_a_first_answer_however_short(talk: Talk, world: World) -> None:
    """Below the invitation to reflect, which asks how they learnt."""
    _lead, [lan] = await met(world, "Vàng Thị Lan")
    await talk.passes(hours=3)
    await lan.says("hs hoc tot")
    assert [one.text for one in await talk.finds(select(Answer))] == ["hs hoc tot"]


async def test_a_reason_goes_with_the_meeting_that_is_chosen(
    talk: Talk, world: World, invited_twice: tuple[Somebody, int, int]
) -> None:
    """Also where a no comes out of the blue and it is asked first which of two meetings is meant."""
    lan, older, newer = invited_twice
    await lan.says("em bận, con ốm")
    told = await lan.presses(next(label for label in lan.last.labels if "26/10" in label))
    assert "con ốm" in told.text
    assert await answer_of(world, lan, older) is Coming.NO
    assert await answer_of(world, lan, newer) is None
