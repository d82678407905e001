"""Handing in: a link, a file, a photo, a text or a word, as the duty asks for it; what is none of these is told so."""

import pytest

from bot.domain.duties.ledger import TOO_LONG
from bot.domain.models import Duty, DutyState, Role
from bot.errors import Gone, NotAllowed
from handlers.duty.duties import NOTHING
from handlers.duty.duty_hand_in import ASK, DONE_ALREADY, NO_VIDEO, WHAT_SHOWS_IT
from tests.handlers.duties_kit import TOPIC, TRIED, VIDEO, duties, duty_of, head, met, owed, stands
from tests.talk import Somebody, Talk, World, photo

LONGEST_NOTE = 3000
LINK = "https://drive.example.vn/file/d/abc?usp=sharing"


@pytest.fixture
async def principal(world: World) -> Somebody:
    """The head of the first school, who owes a topic."""
    somebody = await head(world)
    await owed(world, "000-6")
    return somebody


async def topic(world: World) -> Duty:
    return await stands(world.talk, await duty_of(world, "000-6", unit_id=world.school))


async def begins(talk: Talk, somebody: Somebody, label: str = "Hand in") -> None:
    await somebody.says("/viec")
    await somebody.presses(somebody.last.labels[0])
    await somebody.presses(talk.said(label))


async def filmed(world: World) -> tuple[Somebody, int]:
    """Let a meeting be over whose video its lead owes."""
    lead, _people = await met(world)
    [duty] = await owed(world, "001-5")
    return lead, duty.id


async def test_a_text_closes_the_duty(talk: Talk, world: World, principal: Somebody) -> None:
    await begins(talk, principal)
    thanks = await principal.says("Chuyên đề: Dạy đọc lớp 2, tháng 12/2023")
    when = {"vi": "09:01 thứ Hai 09/10", "en": "09:01 Monday 09/10"}[talk.language]
    said = talk.said("Done at {when}: {title}. Thank you.", when=when, title=talk.said(TOPIC))
    assert thanks.text == said
    duty = await topic(world)
    assert (duty.state, duty.note) == (DutyState.DONE, "Chuyên đề: Dạy đọc lớp 2, tháng 12/2023")
    assert (duty.closed_by_id, duty.next_at) == (await world.id_of(principal), None)
    assert talk.said(NOTHING) in (await principal.says("/viec")).text


async def test_the_next_duty_is_offered(talk: Talk, world: World, principal: Somebody) -> None:
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await officer.forges("duty-new")
    await officer.says("Nộp báo cáo")
    await officer.says("16/12")
    await officer.presses(talk.said("Schools of all clusters"))
    await officer.presses(talk.said("All {number} schools", number=2))
    await officer.presses(talk.said("Yes, write it"))
    await begins(talk, principal)
    await principal.presses(talk.said("It is done"))
    thanks = await principal.presses(talk.said("Nothing to show"))
    assert talk.said("Next: {duty}", duty="Nộp báo cáo") in thanks.text
    assert (await principal.presses("16/12 Nộp báo cáo")).text.startswith("Nộp báo cáo\n")


async def test_a_word_is_enough_where_the_duty_is_handed_in(talk: Talk, world: World, principal: Somebody) -> None:
    """What shows it is asked first; without anything the word stands, and says that there is nothing."""
    await begins(talk, principal)
    asked = await principal.presses(talk.said("It is done"))
    assert talk.said(WHAT_SHOWS_IT) in asked.text
    assert (await topic(world)).state is DutyState.OPEN
    await principal.presses(talk.said("Nothing to show"))
    assert (await topic(world)).note == talk.said("Done, nothing to show")


async def test_a_photo_shows_that_it_is_done(talk: Talk, world: World, principal: Somebody) -> None:
    await begins(talk, principal)
    await principal.presses(talk.said("It is done"))
    await principal.sends_photo(photo("red"))
    duty = await topic(world)
    assert duty.state is DutyState.DONE
    assert duty.sha


async def test_a_file_is_kept_with_its_name(talk: Talk, world: World, principal: Somebody) -> None:
    """Its owner sees it again from the card."""
    await begins(talk, principal)
    await principal.sends_file("danh-sach.docx", b"PK chuyen de")
    duty = await topic(world)
    assert (duty.state, duty.file_name, duty.note) == (DutyState.DONE, "danh-sach.docx", None)
    await principal.forges(f"duty:{duty.id}")
    [upload] = (await principal.presses(talk.said("See what was sent"))).uploads
    assert (upload.kind, upload.name, upload.content) == ("document", "danh-sach.docx", b"PK chuyen de")


async def test_a_photo_and_its_caption(talk: Talk, world: World, principal: Somebody) -> None:
    await begins(talk, principal)
    await principal.sends_photo(caption="Danh sách đã kí")
    duty = await topic(world)
    assert (duty.note, duty.file_name) == ("Danh sách đã kí", None)
    [upload] = (await principal.forges(f"duty-file:{duty.id}")).uploads
    assert upload.kind == "photo"


async def test_the_rest_of_an_album_is_answered_kindly(talk: Talk, world: World, principal: Somebody) -> None:
    """One photo is kept; the others neither break nor become evidence of a meeting."""
    await begins(talk, principal)
    for colour in ("red", "green", "blue"):
        answer = await principal.sends_photo(photo(colour), album="a1")
    said = talk.said(DONE_ALREADY, title=talk.said(TOPIC), state=talk.said("done on {day}", day="09/10/2023"))
    assert said in answer.text
    assert (await topic(world)).state is DutyState.DONE


async def test_a_second_time_says_that_it_is_done(talk: Talk, world: World, principal: Somebody) -> None:
    """From the same button, from the word, and from a text in a conversation that is still open."""
    await begins(talk, principal)
    asked = principal.last
    duty = await topic(world)
    said = talk.said(DONE_ALREADY, title=talk.said(TOPIC), state=talk.said("done on {day}", day="09/10/2023"))
    await principal.forges(f"duty-none:{duty.id}")
    assert said in (await principal.presses(talk.said("It is done"), on=asked)).text
    assert said in (await principal.forges(f"duty-in:{duty.id}")).text
    deputy = await head(world, "Lò Văn Inh")
    assert said in (await deputy.forges(f"duty-in:{duty.id}")).text
    assert (await topic(world)).closed_by_id == await world.id_of(principal)


async def test_somebody_else_was_faster(talk: Talk, world: World, principal: Somebody) -> None:
    """Two principals of one school: the second one's text finds the duty done and changes nothing."""
    deputy = await head(world, "Lò Văn Inh")
    for one in (principal, deputy):
        await begins(talk, one)
    await principal.says("Dạy đọc lớp 2")
    said = talk.said(DONE_ALREADY, title=talk.said(TOPIC), state=talk.said("done on {day}", day="09/10/2023"))
    assert said in (await deputy.says("Dạy toán lớp 3")).text
    assert (await topic(world)).note == "Dạy đọc lớp 2"


async def test_what_cannot_be_taken_is_told(talk: Talk, world: World, principal: Somebody) -> None:
    """A sticker, nothing, too much; the question stays open and a good answer still closes it."""
    await begins(talk, principal)
    asks = talk.said(ASK[(await topic(world)).rule.proof])
    assert asks in (await principal.sends_sticker()).text
    assert asks in (await principal.says("  \n ")).text
    letters = LONGEST_NOTE + 1
    too_long = talk.said(TOO_LONG, letters=letters, most=LONGEST_NOTE)
    assert too_long in (await principal.says("a" * letters)).text
    assert (await topic(world)).state is DutyState.OPEN
    assert talk.said("It is done") in principal.last.labels
    await principal.says("b" * LONGEST_NOTE)
    assert len((await topic(world)).note or "") == LONGEST_NOTE


@pytest.mark.parametrize(
    "typed", [LINK, f"  {LINK}\n", f"Video tiết dạy lớp 2\n{LINK}", LINK.replace("https", "HTTPS")]
)
async def test_the_link_of_a_video(talk: Talk, world: World, typed: str) -> None:
    """The link alone is kept, whatever an app puts beside it."""
    lead, duty = await filmed(world)
    await begins(talk, lead, "Send the video")
    assert talk.said(VIDEO) in (await lead.says(typed)).text
    found = await stands(talk, duty)
    assert (found.state, (found.note or "").lower()) == (DutyState.DONE, LINK.lower())


@pytest.mark.parametrize(
    "typed", ["đã quay", "http://drive.example.vn/a", "https://", "drive.example.vn/a", f"{LINK} {LINK}/b", "https://a"]
)
async def test_what_is_no_link_of_a_video(talk: Talk, world: World, typed: str) -> None:
    lead, duty = await filmed(world)
    await begins(talk, lead, "Send the video")
    assert talk.said(NO_VIDEO) in (await lead.says(typed)).text
    assert (await stands(talk, duty)).state is DutyState.OPEN
    await lead.says(LINK)
    assert (await stands(talk, duty)).state is DutyState.DONE


async def test_a_video_as_a_file_but_not_a_photo_nor_a_word(talk: Talk, world: World) -> None:
    lead, duty = await filmed(world)
    await begins(talk, lead, "Send the video")
    assert talk.said("It is done") not in lead.last.labels
    assert talk.said(Gone.sentence) in (await lead.forges(f"duty-none:{duty}")).text
    assert talk.said(ASK[(await stands(talk, duty)).rule.proof]) in (await lead.sends_photo()).text
    assert talk.said(ASK[(await stands(talk, duty)).rule.proof]) in (await lead.sends_sticker()).text
    assert (await stands(talk, duty)).state is DutyState.OPEN
    await lead.sends_file("tiet-day.mp4", b"mp4")
    assert (await stands(talk, duty)).file_name == "tiet-day.mp4"


async def test_what_was_tried_in_class_is_a_text(talk: Talk, world: World) -> None:
    """That the lead reads it without a name is said before; no file is asked for."""
    lead, [lan] = await met(world, "Vàng Thị Lan")
    await owed(world, "000-5b")
    [duty] = [one for one in await duties(talk, "000-5b") if one.person_id == await world.id_of(lan)]
    await begins(talk, lan, "Tell what I tried")
    assert talk.said(TRIED) in lan.last.text
    assert talk.said(ASK[duty.rule.proof]) in lan.last.text
    assert talk.said(ASK[duty.rule.proof]) in (await lan.sends_sticker()).text
    assert (await stands(talk, duty.id)).state is DutyState.OPEN
    await lan.says("Tôi cho học sinh thảo luận nhóm đôi.")
    assert (await stands(talk, duty.id)).note == "Tôi cho học sinh thảo luận nhóm đôi."
    card = await lead.forges(f"duty:{duty.id}")
    assert "nhóm đôi" not in card.text


async def test_what_has_its_evidence_elsewhere_is_not_handed_in(talk: Talk, world: World) -> None:
    """Nor by who does not owe it, though they may see it."""
    lead = await world.has("Vàng Thị Mỷ", Role.LEAD)
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    [settle] = await owed(world, "001-1")
    for press in ("duty-in", "duty-done"):
        assert talk.said(Gone.sentence) in (await lead.forges(f"{press}:{settle.id}")).text
        assert talk.said(NotAllowed.sentence) in (await officer.forges(f"{press}:{settle.id}")).text


async def test_who_lost_the_role_meanwhile_hands_nothing_in(talk: Talk, world: World, principal: Somebody) -> None:
    await begins(talk, principal)
    await world.ends_roles(principal)
    assert talk.said(NotAllowed.sentence) in (await principal.says("Dạy đọc lớp 2")).text
    assert (await topic(world)).state is DutyState.OPEN
