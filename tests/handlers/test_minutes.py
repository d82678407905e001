"""The minutes of a meeting in a dialogue: asked for unasked, written heading by heading, approved, sent on, read."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.models import (
    Answer,
    Assent,
    Duty,
    DutyRule,
    DutyState,
    Evidence,
    EvidenceKind,
    Heading,
    Meeting,
    Minutes,
    MinutesEntry,
    MinutesReader,
    MinutesState,
    Part,
    PartKind,
    Presence,
    Reflection,
    Role,
    Stage,
    Viewpoint,
)
from bot.domain.programme import minutes
from bot.domain.programme.minute_taking import CHANGED, FACES_FIRST, IS_APPROVED, NO_TEXT, NOT_BEGUN, NOTHING_WRITTEN
from bot.domain.programme.minutes import FullMinutes
from bot.errors import Gone, NotAllowed
from bot.vietnamese import ZONE
from handlers.meeting.minutes import ONLY_WORDS
from handlers.meeting.minutes_whole import NOT_YET, PLACES
from tests.talk import Message, Somebody, Talk, World

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)
ENDS = BEGINS + timedelta(hours=3)
KEPT = "It is kept. You can add more, or go on."
GOOD = PLACES.index(Heading.STRENGTHS)


async def held(world: World, *, secretary: bool = True, at: datetime = ENDS) -> tuple[Somebody, Somebody]:
    """Let a meeting that teaches a lesson be over, with a lead and a teacher who took its minutes."""
    talk = world.talk
    lead, writer = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Lò Thị Hạnh")
    await world.settles(lead)
    async with talk.app.database.writing() as db:
        await db.execute(update(Meeting).values(stage=Stage.TEACH))
        if secretary:
            part = {"meeting_id": world.meeting, "assent": Assent.ACCEPTED, "kind": PartKind.SECRETARY}
            ids = {"person_id": await world.id_of(writer), "asked_by_id": await world.id_of(lead)}
            db.add(Part(**part, **ids, asked_at=talk.clock.now()))
    await world.marks(writer, Presence.PRESENT)
    await talk.comes(at)
    return lead, writer


def letter(somebody: Somebody, label: str) -> Message | None:
    """Return the newest message somebody has with a button of that label."""
    return next((one for one in reversed(somebody.chat) if label in one.labels), None)


async def whole(world: World) -> FullMinutes:
    async with world.talk.app.database.reading() as db:
        found = await minutes.read(db, await db.get_one(Meeting, world.meeting))
    assert found
    return found


async def writes(world: World, writer: Somebody, heading: Heading, text: str) -> Message:
    await writer.forges(f"minutes-at:{world.meeting}:{PLACES.index(heading)}")
    return await writer.says(text)


async def approved(world: World, lead: Somebody) -> Message:
    """Let a lead read the minutes and approve them."""
    await lead.forges(f"minutes-all:{world.meeting}:0")
    return await lead.presses(world.talk.said("Approve the minutes"))


async def test_the_secretary_is_asked_unasked(talk: Talk, world: World) -> None:
    """At the end, once; the lead is not, since there is a secretary."""
    lead, writer = await held(world, at=ENDS - timedelta(seconds=1))
    assert letter(writer, talk.said("Write the minutes")) is None
    await talk.comes(ENDS)
    assert letter(writer, talk.said("Write the minutes"))
    assert letter(lead, talk.said("Write the minutes")) is None
    writer.new()
    await talk.passes(days=2)
    assert not [one for one in writer.new() if talk.said("Write the minutes") in one.labels]


async def test_without_a_secretary_the_lead_is_asked(talk: Talk, world: World) -> None:
    lead, writer = await held(world, secretary=False)
    assert letter(lead, talk.said("Write the minutes"))
    assert letter(writer, talk.said("Write the minutes")) is None


async def test_minutes_are_walked_through(talk: Talk, world: World) -> None:
    """From the letter on: the head from the tables, the steps that the meeting covers, and back again to be read."""
    _lead, writer = await held(world)
    head = await writer.presses(talk.said("Write the minutes"), on=letter(writer, talk.said("Write the minutes")))
    assert "01/02" in head.text or "01/01" in head.text
    assert "Lò Thị Hạnh" in head.text
    first = await writer.presses(talk.said("Yes, go on writing"))
    assert talk.said("Step 2: lesson taught") in first.text
    kept = await writer.says("Cô Lan dạy bài Phân số, lớp 4A.")
    assert talk.said(KEPT) in kept.text
    assert "Cô Lan dạy bài Phân số, lớp 4A." in kept.text
    await writer.says("Học sinh A hỏi bạn.")
    discussed = await writer.presses(talk.said("Next: {heading}", heading=talk.said("Step 3: lesson discussed")))
    assert talk.said("Step 3: lesson discussed") in discussed.text
    back = await writer.presses(talk.said("Go back"))
    assert "Học sinh A hỏi bạn." in back.text
    for _ in range(7):
        read = await writer.says("bo qua")
    assert "Cô Lan dạy bài Phân số, lớp 4A.\nHọc sinh A hỏi bạn." in read.text
    assert talk.said("What did not") in read.text
    assert talk.said("Send for approval") in read.labels


@pytest.mark.parametrize("word", ["nhầm", "sửa", "Nhầm rồi", "SUA LAI"])
async def test_a_word_of_correction_closes_nothing_and_is_no_text(talk: Talk, world: World, word: str) -> None:
    """It asks for the text anew; the newer one stands, and the older version is kept."""
    lead, writer = await held(world)
    await writes(world, writer, Heading.STRENGTHS, "Ưu điểm một.")
    asked = await writer.says(word)
    assert talk.said("Leave it as it was") in asked.labels
    assert (await whole(world)).text(Heading.STRENGTHS) == "Ưu điểm một."
    await writer.says("Ưu điểm hai.")
    full = await whole(world)
    assert (full.text(Heading.STRENGTHS), full.version) == ("Ưu điểm hai.", 2)
    assert await talk.counts(MinutesEntry) == 2
    assert (await whole(world)).state is MinutesState.DRAFT
    assert lead


async def test_two_write_one_after_the_other(talk: Talk, world: World) -> None:
    """What both send at once stands below each other, with who wrote what."""
    lead, writer = await held(world)
    for one in (lead, writer):
        await one.forges(f"minutes-at:{world.meeting}:{GOOD}")
    await writer.says("Lớp sôi nổi.")
    shown = await lead.says("Nhóm 2 làm tốt.")
    assert "Lớp sôi nổi. (Hạnh" in shown.text
    assert [(one.by, one.text) for one in (await whole(world)).entries[Heading.STRENGTHS]] == [
        ("Lò Thị Hạnh", "Lớp sôi nổi."),
        ("Sùng A Dơ", "Nhóm 2 làm tốt."),
    ]


async def test_a_draft_outlives_a_kill_and_a_while(talk: Talk, world: World) -> None:
    _lead, writer = await held(world)
    await writes(world, writer, Heading.CONCLUSION, "Thống nhất dạy lại.")
    async with talk.killed():
        pass
    later = await writer.presses(talk.said("For later"))
    assert talk.said("Go on") in later.labels
    await talk.passes(days=3)
    head = await writer.says("bien ban")
    assert talk.said("Written: {number} of {all} headings.", number=1, all=7) in head.text


async def test_notes_by_hand_are_kept_as_evidence(talk: Talk, world: World) -> None:
    """A photo at a heading; the same one twice stands once; before approval the question of faces is asked."""
    lead, writer = await held(world)
    await writer.forges(f"minutes-at:{world.meeting}:{GOOD}")
    for _ in range(2):
        shown = await writer.sends_photo()
    assert talk.said("[photo of notes]") in shown.text
    [evidence] = await talk.finds(select(Evidence))
    assert evidence.kind is EvidenceKind.HANDWRITING
    [entry] = (await whole(world)).entries[Heading.STRENGTHS]
    assert (entry.sha, entry.by) == (evidence.sha, "Lò Thị Hạnh")
    await writer.forges(f"minutes-all:{world.meeting}:0")
    asked = await writer.presses(talk.said("Send for approval"))
    assert talk.said("No, they cannot") in asked.labels
    again = await writer.presses(talk.said("No, they cannot"))
    assert talk.said("Send for approval") in again.labels
    await writer.presses(talk.said("Send for approval"))
    assert (await whole(world)).state is MinutesState.SUBMITTED
    shown = await lead.forges(f"minutes-notes:{world.meeting}")
    assert len(shown.uploads) == 1


async def test_notes_with_faces_nobody_was_asked_about_are_taken_out(talk: Talk, world: World) -> None:
    _lead, writer = await held(world)
    await writer.forges(f"minutes-at:{world.meeting}:{GOOD}")
    await writer.sends_photo()
    await writer.forges(f"minutes-send:{world.meeting}")
    await writer.presses(talk.said("Yes: take them out"))
    assert await talk.counts(Evidence) == 0
    assert Heading.STRENGTHS not in (await whole(world)).entries
    refused = await writer.forges(f"minutes-send:{world.meeting}")
    assert talk.said(NOTHING_WRITTEN) in refused.text


async def test_the_lead_takes_reflections_without_names(talk: Talk, world: World) -> None:
    lead, writer = await held(world)
    async with talk.app.database.writing() as db:
        mine = {"meeting_id": world.meeting, "person_id": await world.id_of(writer), "begun_at": ENDS}
        row = Reflection(**mine, viewpoint=Viewpoint.OBSERVER, submitted_at=ENDS)
        db.add(row)
        await db.flush()
        db.add(Answer(reflection_id=row.id, question=1, text="Nhóm 2 chưa hiểu đề."))
    await lead.forges(f"minutes-at:{world.meeting}:{GOOD}")
    shown = await lead.presses(talk.said("From reflections"))
    assert "Nhóm 2 chưa hiểu đề." in shown.text
    assert "Hạnh" not in shown.text
    for _ in range(2):
        shown = await lead.forges(f"minutes-take:{world.meeting}:{GOOD}:{row.id}:1")
    assert "✓ " + talk.said("Answer {number}", number=1) in shown.labels
    [entry] = (await whole(world)).entries[Heading.STRENGTHS]
    assert (entry.text, entry.by) == ("Nhóm 2 chưa hiểu đề.", "")
    assert talk.said(NotAllowed.sentence) in (await writer.forges(f"minutes-from:{world.meeting}:{GOOD}:0")).text


async def test_only_approval_closes_the_duty_and_sends_them_on(talk: Talk, world: World) -> None:
    """To the officer and every head of the cluster's schools, who say "Đã rõ" once; the lead sees who has."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    head = await world.has("Lò Văn Minh", Role.PRINCIPAL)
    other = await world.has("Vàng Thị Lan", Role.PRINCIPAL, school=world.other_school)
    await world.owes("001-7")
    lead, writer = await held(world)
    await talk.passes(hours=20)
    await writes(world, writer, Heading.CONCLUSION, "Thống nhất dạy lại bài này.")
    await writer.forges(f"minutes-send:{world.meeting}")
    await talk.passes(minutes=2)

    async def duty() -> DutyState:
        [found] = await talk.finds(select(Duty.state).join(DutyRule).where(DutyRule.code == "001-7"))
        return found

    assert await duty() is DutyState.OPEN
    await lead.presses(talk.said("Read the minutes"), on=letter(lead, talk.said("Read the minutes")))
    done = await lead.presses(talk.said("Approve the minutes"))
    assert "3" in done.text
    await talk.passes(minutes=2)
    assert await duty() is DutyState.DONE
    for reader in (officer, head, other):
        sent = letter(reader, talk.said("Understood"))
        assert sent
        assert "Thống nhất dạy lại bài này." in sent.text
    read = await other.presses(talk.said("Read the minutes"), on=letter(other, talk.said("Read the minutes")))
    assert talk.said("Approve the minutes") not in read.labels
    await other.presses(talk.said("Understood"), on=letter(other, talk.said("Understood")))
    again = await other.presses(talk.said("Understood"), on=letter(other, talk.said("Understood")))
    assert talk.said("It is noted already. Thank you.") in again.text
    assert len([one for one in await talk.finds(select(MinutesReader)) if one.at]) == 1
    who = await lead.forges(f"minutes-who:{world.meeting}")
    assert talk.said("Read by {number} of {all}.", number=1, all=3) in who.text
    assert "Điêu Thị Phượng" in who.text
    twice = await lead.forges(f"minutes-yes:{world.meeting}:1")
    assert talk.said("These minutes are approved already.") in twice.text


async def test_what_changed_meanwhile_is_shown_before_a_yes(talk: Talk, world: World) -> None:
    lead, writer = await held(world)
    await writes(world, writer, Heading.CONCLUSION, "Một.")
    await lead.forges(f"minutes-all:{world.meeting}:0")
    await writer.says("Hai.")
    shown = await lead.presses(talk.said("Approve the minutes"))
    assert talk.said(CHANGED) in shown.text
    assert (await whole(world)).approvals == []
    await lead.presses(talk.said("Approve the minutes"))
    assert [one.version for one in (await whole(world)).approvals] == [2]


async def test_sent_back_with_a_sentence(talk: Talk, world: World) -> None:
    lead, writer = await held(world)
    await writes(world, writer, Heading.CONCLUSION, "Một.")
    await writer.forges(f"minutes-send:{world.meeting}")
    await lead.forges(f"minutes-back:{world.meeting}")
    await lead.says("Xin ghi thêm hạn chế.")
    await talk.passes(hours=15)
    back = letter(writer, talk.said("Change the minutes"))
    assert back
    assert "Xin ghi thêm hạn chế." in back.text
    assert (await whole(world)).state is MinutesState.DRAFT


async def test_after_approval_only_the_lead_changes_them_and_versions_stay(talk: Talk, world: World) -> None:
    """The approved text holds for all others until the lead says yes again."""
    lead, writer = await held(world)
    await writes(world, writer, Heading.CONCLUSION, "Bản một.")
    await approved(world, lead)
    refused = await writes(world, writer, Heading.CONCLUSION, "Thêm.")
    assert talk.said(IS_APPROVED) in refused.text
    await lead.forges(f"minutes-anew:{world.meeting}:{PLACES.index(Heading.CONCLUSION)}")
    await lead.says("Bản hai.")
    teacher = await world.has("Giàng A Páo")
    shown = await teacher.forges(f"minutes:{world.meeting}")
    assert "Bản một." in shown.text
    assert "Bản hai." not in shown.text
    await approved(world, lead)
    assert "Bản hai." in (await teacher.forges(f"minutes:{world.meeting}")).text
    old = await lead.forges(f"minutes-of:{world.meeting}:1:0")
    assert "Bản một." in old.text
    assert "Bản hai." not in old.text


async def test_who_may_not(talk: Talk, world: World) -> None:
    """A teacher reads what is approved and writes nothing; another cluster's lead sees nothing."""
    _lead, writer = await held(world)
    await writes(world, writer, Heading.CONCLUSION, "Một.")
    teacher = await world.has("Giàng A Páo")
    assert talk.said(NOT_YET) in (await teacher.forges(f"minutes:{world.meeting}")).text
    for press in (
        f"minutes-at:{world.meeting}:{GOOD}",
        f"minutes-yes:{world.meeting}:1",
        f"minutes-send:{world.meeting}",
    ):
        assert talk.said(NotAllowed.sentence) in (await teacher.forges(press)).text
    assert talk.said(NotAllowed.sentence) in (await writer.forges(f"minutes-yes:{world.meeting}:1")).text
    school, _cluster, _meeting = await world.elsewhere()
    stranger = await world.has("Mùa A Vàng", Role.PRINCIPAL, school=school)
    assert talk.said(Gone.sentence) in (await stranger.forges(f"minutes-all:{world.meeting}:0")).text


async def test_bad_input(talk: Talk, world: World) -> None:
    """What is too long, empty, a sticker, or holds letters that no paper shows; and a meeting that has not begun."""
    lead = await world.has("Mùa A Tủa", Role.LEAD)
    await world.settles(lead)
    assert talk.said(NOT_BEGUN) in (await lead.forges(f"minutes:{world.meeting}")).text
    talk.clock.move_to(ENDS)
    await lead.forges(f"minutes-at:{world.meeting}:{GOOD}")
    assert "4001" in (await lead.says("a" * 4001)).text
    assert talk.said(NO_TEXT) in (await lead.says("…")).text
    assert talk.said(ONLY_WORDS) in (await lead.sends_sticker()).text
    await lead.says("a" * 4000)
    await lead.says("Một\x0bhai\x02 ba\x00")
    full = await whole(world)
    assert [len(one.text) for one in full.entries[Heading.STRENGTHS]] == [4000, 9]
    read = await lead.forges(f"minutes-all:{world.meeting}:1")
    assert "Mộthai ba" in read.text or "Mộthai ba" in (await lead.forges(f"minutes-all:{world.meeting}:2")).text


async def test_hours_are_read_and_shown(talk: Talk, world: World) -> None:
    lead, _writer = await held(world)
    await lead.forges(f"minutes:{world.meeting}")
    await lead.presses(talk.said("Change the hours"))
    assert "16h30" in (await lead.says("muộn hơn")).text
    shown = await lead.says("14h15 - 16h30")
    assert "14:15–16:30" in shown.text
    assert (await whole(world)).ends_at == BEGINS + timedelta(hours=2, minutes=30)


async def test_faces_cannot_be_passed_over(talk: Talk, world: World) -> None:
    """The rule holds in the domain too, whatever a button leaves out."""
    lead, writer = await held(world)
    await writer.forges(f"minutes-at:{world.meeting}:{GOOD}")
    await writer.sends_photo()
    asked = await lead.forges(f"minutes-yes:{world.meeting}:1")
    assert talk.said("No, they cannot") in asked.labels
    assert await talk.finds(select(Minutes.state)) == [MinutesState.DRAFT]
    assert FACES_FIRST


async def test_words_before_a_heading_was_chosen_are_asked_about(talk: Talk, world: World) -> None:
    """Who writes at once loses nothing: it is read back and put where they say; "nhầm" in a sentence closes nothing."""
    _lead, writer = await held(world)
    asked = letter(writer, talk.said("Write the minutes"))
    assert asked
    await writer.presses(talk.said("Write the minutes"), on=asked)
    told = await writer.says("Học sinh nhóm 2 hợp tác tốt, tôi ghi nhầm tên cô Ân, sẽ sửa sau.")
    assert "ghi nhầm tên cô Ân" in told.text
    assert not await talk.finds(select(MinutesEntry))
    told = await writer.says("Nhóm 3 còn chậm.")
    assert "ghi nhầm tên cô Ân" in told.text
    assert "Nhóm 3 còn chậm." in told.text
    told = await writer.presses(talk.said("What went well"))
    assert talk.said(KEPT) in told.text
    [kept] = (await whole(world)).entries[Heading.STRENGTHS]
    assert kept.text == "Học sinh nhóm 2 hợp tác tốt, tôi ghi nhầm tên cô Ân, sẽ sửa sau.\nNhóm 3 còn chậm."
    again = await writer.forges(f"minutes-put:{world.meeting}:{GOOD}")
    assert len((await whole(world)).entries[Heading.STRENGTHS]) == 1
    assert talk.said(KEPT) not in again.text
    await writer.forges(f"minutes:{world.meeting}")
    assert talk.said("Step 2: lesson taught") in (await writer.says("đúng ạ")).text


async def test_a_sentence_out_of_the_blue_is_offered_to_the_minutes(talk: Talk, world: World) -> None:
    """Soon after the letter, without its button; a short word, another day and minutes that are sent are no such."""
    lead, writer = await held(world)
    sentence = "Nhom 2 trao doi soi noi nhung nhom 3 con lung tung"
    told = await writer.says(sentence)
    assert sentence in told.text
    assert talk.said("What did not") in told.labels
    assert not await talk.finds(select(MinutesEntry))
    await writer.presses(talk.said("What did not"))
    [kept] = (await whole(world)).entries[Heading.WEAKNESSES]
    assert kept.text == sentence
    assert sentence not in (await lead.says(sentence)).text  # their secretary was asked and they were not
    await writer.forges(f"minutes-send:{world.meeting}")
    assert sentence not in (await writer.says(sentence)).text


async def test_a_sentence_of_two_days_later_is_none_for_the_minutes(talk: Talk, world: World) -> None:
    lead, _writer = await held(world, secretary=False)
    sentence = "Nhom 2 trao doi soi noi nhung nhom 3 con lung tung"
    assert sentence in (await lead.says(sentence)).text
    await lead.presses(talk.said("Do not keep it"))
    await lead.says("/huy")
    await talk.passes(hours=26)
    assert sentence not in (await lead.says(sentence)).text


async def test_a_reply_below_the_letter_is_an_answer(talk: Talk, world: World) -> None:
    """Below the letter that asks, words are the minutes; below what was approved a yes says that it was read."""
    lead, writer = await held(world)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    asked = letter(writer, talk.said("Write the minutes"))
    assert asked
    told = await writer.replies("Lớp học sôi nổi.", to=asked)
    assert "Lớp học sôi nổi." in told.text
    await writer.presses(talk.said("Conclusion"))
    await approved(world, lead)
    await talk.passes(minutes=5)
    read = letter(head, talk.said("Understood"))
    assert read
    assert talk.said("Thank you, it is noted.") in (await head.replies("dạ rõ ạ", to=read)).text
    [row] = [one for one in await talk.finds(select(MinutesReader)) if one.person_id == await world.id_of(head)]
    assert row.at is not None


async def test_where_a_code_is_waited_for_a_sentence_is_still_heard(talk: Talk, world: World) -> None:
    """`/diemdanh` waits for digits; "biên bản" is no code."""
    _lead, writer = await held(world)
    await writer.says("/diemdanh")
    assert (
        talk.said("Write the minutes") in (await writer.says("biên bản")).labels
        or talk.said("Yes, go on writing") in writer.chat[-1].labels
    )
