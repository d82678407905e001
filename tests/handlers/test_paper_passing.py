"""Passing a paper on: what the level above hears, may do and says; what it closes, and what closes nothing."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from bot.domain.endings import privacy
from bot.domain.models import (
    Duty,
    DutyRule,
    DutyState,
    Evidence,
    OfficePaper,
    PaperHead,
    PaperKind,
    PaperState,
    PaperVersion,
    Person,
    Role,
)
from bot.domain.papers.passing import NOBODY_ABOVE, SENT_ALREADY
from bot.errors import NotAllowed
from bot.replies import NOT_MADE
from bot.vietnamese import ZONE
from tests.documents.office_kit import Read
from tests.talk import Message, Somebody, Talk, World, photo

FILLED = {"strengths": "tốt", "limits": "ngắn", "causes": "đông", "proposals": "bảng nhóm", "next": "dạy lại"}
HEAD = {"above": "UBND huyện Mường Chà", "letters": "THNS", "place": "Na Sang", "signer": "Hạng A Tủa"}


async def complete(talk: Talk, world: World) -> tuple[Somebody, Somebody, int]:
    """Let a report on the round of the other school lack nothing; return its principal, an officer, and its row."""
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER, school=world.office)
    head = await world.has("Lý A Sếnh", Role.PRINCIPAL, school=world.other_school)
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    talk.clock.move_to(datetime(2023, 10, 26, 18, 0, tzinfo=ZONE))
    for name, said in HEAD.items():
        await head.forges(f"paper-head-ask:{world.other_school}:{name}")
        await head.says(said)
    await head.forges(f"paper:round.school:1:{world.other_school}")
    row = 1
    for name, said in FILLED.items():
        await head.forges(f"paper-ask:{row}:{name}")
        told = await head.says(said)
    assert "[CẦN BỔ SUNG" not in told.text
    return head, officer, row


async def goes_up(head: Somebody, talk: Talk) -> Message:
    await head.forges("paper-again:1")
    await head.presses(talk.said("Send it up"))
    return await head.presses(talk.said("Send it up"))


async def states(talk: Talk) -> list[PaperState]:
    return await talk.finds(select(PaperVersion.state).order_by(PaperVersion.number))


async def test_a_paper_goes_up_comes_back_goes_up_again_and_is_approved(talk: Talk, world: World) -> None:
    """Each side hears of it unasked; both versions stay, the first as it was sent."""
    head, officer, _row = await complete(talk, world)
    officer.new()
    assert officer.address
    await goes_up(head, talk)
    await talk.passes(hours=14)
    [letter] = [one for one in officer.new() if "TH Thị trấn" in one.text]
    shown = await officer.presses(talk.said("See the paper"), on=letter)
    assert "UBND HUYỆN MƯỜNG CHÀ" in Read(shown.uploads[0].content).text
    assert talk.said("State: {state}", state=talk.said("sent, not received yet")) in shown.text
    await officer.presses(talk.said("Received"))
    await officer.forges("paper-return:1")
    await officer.says("Thêm số liệu học sinh")
    await talk.passes(minutes=2)
    [back] = [one for one in head.new() if "Thêm số liệu học sinh" in one.text]
    await head.presses(talk.said("See the paper"), on=back)
    assert talk.said("Send my own file") in head.last.labels
    await head.presses(talk.said("Mend and send again"))
    await head.presses(talk.said("Change what was filled in"))
    await head.forges("paper-ask:1:strengths")
    await head.says("rất tốt, 30 học sinh")
    await goes_up(head, talk)
    await officer.forges("paper-approve:2")
    await talk.passes(minutes=2)
    assert await states(talk) == [PaperState.RETURNED, PaperState.APPROVED]
    first, second = [(await head.forges(f"paper-in:{one}")).uploads[0].content for one in (1, 2)]
    assert ("30 học sinh" in Read(first).text, "30 học sinh" in Read(second).text) == (False, True)


async def test_what_another_version_has_written_is_listed_and_only_its_file_is_missing(
    talk: Talk, world: World
) -> None:
    """After going back to an older version: the letter leaves, the list names it, and so does who opens it."""
    head, officer, _row = await complete(talk, world)
    await goes_up(head, talk)
    async with talk.app.database.writing() as db:
        later = func.replace(PaperVersion.content, '"weight"', '"colour"')
        await db.execute(update(PaperVersion).values(content=later))
    await talk.passes(minutes=2)
    assert len((await officer.forges("papers-in:0")).labels) == 2
    shown = await officer.forges("paper-in:1")
    assert not shown.uploads
    assert talk.said(NOT_MADE, name="", number="")[:8] in shown.text
    await officer.forges("paper-approve:1")
    assert await states(talk) == [PaperState.APPROVED]


async def test_an_approval_closes_its_duty_and_nothing_else_does(talk: Talk, world: World) -> None:
    """Making the file, sending it and receiving it close nothing; of two schools only the sender's is closed."""
    await world.owes("000-8")
    head, officer, _row = await complete(talk, world)
    await make_duties(talk, world)
    await head.forges(f"paper:year.school:2023:{world.other_school}")
    [year] = await talk.finds(select(OfficePaper.id).where(OfficePaper.kind == PaperKind.YEAR))
    for name, said in FILLED.items():
        await head.forges(f"paper-ask:{year}:{name}")
        await head.says(said)
    await head.forges(f"paper-send:{year}:1")
    await officer.forges("paper-got:1")
    assert set(await talk.finds(select(Duty.state))) == {DutyState.OPEN}
    await officer.forges("paper-approve:1")
    done = await talk.finds(select(Duty.unit_id).where(Duty.state == DutyState.DONE))
    assert done == [world.other_school]
    await officer.forges("paper-approve:1")
    assert len(await talk.finds(select(Duty.unit_id).where(Duty.state == DutyState.DONE))) == 1


async def make_duties(talk: Talk, world: World) -> None:
    """Let both schools owe the year's report, as once an officer has given it a day."""
    now = talk.clock.now()
    async with talk.app.database.writing() as db:
        rule = (await db.scalars(select(DutyRule).where(DutyRule.code == "000-8"))).one()
        for unit in (world.school, world.other_school):
            about = {"school_year": "2023-2024", "due_on": now.date(), "not_after": now + timedelta(days=90)}
            times = {"opened_at": now, "told_until": now}
            db.add(Duty(rule_id=rule.id, key=f"school:{unit}:2023-2024", unit_id=unit, **about, **times))


async def test_with_something_missing_only_an_own_file_goes_up(talk: Talk, world: World) -> None:
    """The file that was mended in Word is a version like any other; a picture or a sheet is none."""
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER, school=world.office)
    head = await world.has("Lý A Sếnh", Role.PRINCIPAL, school=world.other_school)
    await head.forges(f"paper:support.school:2023:{world.other_school}")
    told = await head.presses(talk.said("Send it up"))
    assert talk.said("Fill in ({number})", number="").rstrip("( )") in told.labels[0]
    assert not await states(talk)
    await head.presses(talk.said("Send my own file"))
    await head.sends_file("so-lieu.xlsx", b"PK")
    await head.says("đây ạ")
    assert not await states(talk)
    await head.sends_file("De nghi ho tro.docx", b"as mended in Word")
    assert await states(talk) == [PaperState.SENT]
    shown = await officer.forges("paper-in:1")
    assert shown.uploads[0].content == b"as mended in Word"


async def test_nobody_else_sees_or_decides(talk: Talk, world: World) -> None:
    head, officer, _row = await complete(talk, world)
    await goes_up(head, talk)
    other = await world.has("Vàng Thị Lan")
    for press in ("paper-in:1", "paper-got:1", "paper-approve:1", "paper-return:1", "paper-up:1", "paper-own:1"):
        assert talk.said(NotAllowed.sentence) in (await other.forges(press)).text, press
    assert talk.said(NotAllowed.sentence) in (await head.forges("paper-approve:1")).text
    assert talk.said(NotAllowed.sentence) in (await head.forges("papers-in:0")).text
    assert await states(talk) == [PaperState.SENT]
    assert len((await officer.forges("papers-in:0")).labels) == 2


async def test_twice_at_once_is_one_version_and_two_officers_decide_once(talk: Talk, world: World) -> None:
    head, officer, _row = await complete(talk, world)
    second = await world.has("Trần Thị Bình", Role.OFFICER, school=world.office)
    await asyncio.gather(*(head.forges("paper-send:1:1") for _turn in range(3)))
    assert await states(talk) == [PaperState.SENT]
    assert talk.said(SENT_ALREADY) in (await head.forges("paper-send:1:1")).text
    await officer.forges("paper-return:1")
    await asyncio.gather(officer.says("Sửa lại giúp"), second.forges("paper-approve:1"))
    [state] = await states(talk)
    assert state in (PaperState.RETURNED, PaperState.APPROVED)


async def test_where_nobody_is_above_it_is_said(talk: Talk, world: World) -> None:
    head = await world.has("Lý A Sếnh", Role.PRINCIPAL, school=world.other_school)
    await head.forges(f"paper:support.school:2023:{world.other_school}")
    assert talk.said(NOBODY_ABOVE) in (await head.presses(talk.said("Send it up"))).text


async def test_a_photo_taken_back_leaves_what_was_passed_on_as_well(talk: Talk, world: World) -> None:
    """The version says that a photo was there; without consent nobody sees it any more."""
    head, officer, _row = await complete(talk, world)
    sha = await talk.app.media.keep(photo())
    async with talk.app.database.writing() as db:
        who = await world.id_of(talk("Sùng A Dơ"))
        about = {"meeting_id": world.meeting, "person_id": who, "sha": sha, "caption": "nhóm 2", "faces": True}
        db.add(Evidence(**about, consented=True, at=talk.clock.now()))
        # The report of a school shows the meetings at which it was expected.
    await world.expects(head)
    await goes_up(head, talk)
    shown = await officer.forges("paper-in:1")
    assert len(Read(shown.uploads[0].content).document.inline_shapes) == 1
    async with talk.app.database.writing() as db:
        (await db.scalars(select(Evidence))).one().consented = False
    shown = Read((await officer.forges("paper-in:1")).uploads[0].content)
    assert len(shown.document.inline_shapes) == 0
    assert "nhóm 2" not in shown.text


async def test_who_is_erased_leaves_letterheads_and_what_was_passed_on(talk: Talk, world: World) -> None:
    """But not where a namesake lives: nobody can say whose the name is."""
    head, officer, _row = await complete(talk, world)
    await world.expects(head)
    await head.forges(f"paper-head-ask:{world.other_school}:signer")
    await head.says("Lý A Sếnh")
    await goes_up(head, talk)
    assert "Lý A Sếnh" in Read((await officer.forges("paper-in:1")).uploads[0].content).text
    async with talk.app.database.writing() as db:
        person = await db.get_one(Person, await world.id_of(head))
        await privacy.erase(db, person, talk.clock.now())
    assert "Lý A Sếnh" not in Read((await officer.forges("paper-in:1")).uploads[0].content).text
    assert await talk.finds(select(PaperHead.signer)) == [None]


async def test_a_duty_leads_to_the_paper_that_does_it(talk: Talk, world: World) -> None:
    await world.owes("000-8")
    head = await world.has("Lý A Sếnh", Role.PRINCIPAL, school=world.other_school)
    await make_duties(talk, world)
    duty = (await talk.finds(select(Duty.id).where(Duty.unit_id == world.other_school)))[0]
    await head.forges(f"duty:{duty}")
    told = await head.presses(talk.said("Make the paper"))
    assert "Kết quả sinh hoạt chuyên môn TH Thị trấn" in Read(told.uploads[0].content).text
