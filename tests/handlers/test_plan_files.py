"""A plan by file or pasted in chat: what it brings, its questions, the difference, and the yes."""

from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from sqlalchemy import select

from bot.domain.models import Meeting, MeetingState, Outbox, Plan, Purpose, Role, Unit, UnitAlias, UnitKind
from bot.domain.organisation.units import key
from bot.errors import NotAllowed
from handlers import kit
from tests.talk import Somebody, Talk, World

DEMO = Path(__file__).parents[2] / "demo" / "ke-hoach-muong-cha-2023-2024.docx"
HEADER = ("STT", "Thời gian", "Cụm/môn", "Địa điểm", "Nội dung")
FIRST = ("1", "Tháng 10/2023", "Cụm số 1", "PTDTBT TH số 1 Na Sang", "Phương pháp dạy lớp 4")
SECOND = ("2", "Tháng 12/2023", "Cụm số 1", "TH Thị trấn", "Dạy tập làm văn")
YEAR = "Năm học 2023-2024"


@cache
def paper(*entries: tuple[str, ...], year: str = YEAR, lead: str = "PTDTBT TH số 1 Na Sang") -> bytes:
    """Write a small plan as an office does: letterhead, title, the list of the cluster, the table."""
    document = Document()
    for line in ("PHÒNG GD&ĐT MƯỜNG CHÀ", "KẾ HOẠCH", f"Sinh hoạt chuyên môn theo cụm trường {year}"):
        document.add_paragraph(line)
    document.add_paragraph(f"Cụm số 1: PTDTBT TH số 1 Na Sang, TH Thị trấn. Giao cho trường {lead} làm cụm trưởng.")
    table = document.add_table(0, len(HEADER))
    for entry in (HEADER, *entries):
        for cell, text in zip(table.add_row().cells, entry, strict=True):
            cell.text = text
    written = BytesIO()
    document.save(written)
    return written.getvalue()


@pytest.fixture
async def officer(world: World) -> Somebody:
    return await world.has("Lò Văn Cán", Role.OFFICER)


async def sends(officer: Somebody, *entries: tuple[str, ...], **says: str):
    await officer.says("/kehoach")
    await officer.presses(officer.talk.said("Send a plan (file or text)"))
    return await officer.sends_file("ke-hoach.docx", paper(*entries, **says))


async def accepts(officer: Somebody, how: str = "Accept everything"):
    say = officer.talk.said
    await officer.presses(say("See the changes and decide"))
    return await officer.presses(say(how))


async def calls_off(officer: Somebody, number: int):
    """Look at what the file does not name any more, and say twice that it is called off."""
    say = officer.talk.said
    await officer.presses(say("See the {number} not in the file", number=number))
    await officer.presses(say("Call these {number} off …", number=number))
    return await officer.presses(say("Yes: accept, and call {number} off", number=number))


async def test_from_the_file_to_the_meetings(talk: Talk, world: World, officer: Somebody) -> None:
    """What the file brings is shown meeting by meeting; before the yes nothing is there."""
    summary = await sends(officer, FIRST, SECOND)
    assert "2023-2024" in summary.text
    shown = await officer.presses(talk.said("See the changes and decide"))
    assert "TH Thị trấn" in shown.text
    assert "Dạy tập làm văn" in shown.text
    assert await talk.counts(Meeting) == 1
    done = await officer.presses(talk.said("Accept everything"))
    assert talk.said("Kept.") in done.text
    new = (await talk.finds(select(Meeting).order_by(Meeting.id.desc())))[0]
    assert (new.content, new.state, new.host.name) == ("Dạy tập làm văn", MeetingState.PLANNED, "TH Thị trấn")


async def test_a_second_version_shows_what_changes_and_tells_who_is_touched(
    talk: Talk, world: World, officer: Somebody
) -> None:
    """Host, topic and a meeting that is gone: one letter to the lead, none before the yes, none to who said yes."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await sends(officer, FIRST, SECOND)
    await accepts(officer)
    third = ("3", "Tháng 2/2024", "Cụm số 1", "TH Thị trấn", "Giáo dục STEM")
    await talk.passes(hours=1)
    lead.new()
    await sends(officer, (*FIRST[:3], "TH Thị trấn", FIRST[4]), third)
    shown = await officer.presses(talk.said("See the changes and decide"))
    assert f"{talk.said('place')}: PTDTBT TH số 1 Na Sang → TH Thị trấn" in shown.text
    stays = "{number} meetings that stand are not in this file. They stay, unless you call them off."
    for counted in (
        talk.said(
            "Meetings: {added} new, {changed} changed, {removed} called off, {same} the same.",
            added=1,
            changed=1,
            removed=0,
            same=0,
        ),
        talk.said(stays, number=1),
        "Giáo dục STEM",
    ):
        assert counted in shown.text
    assert "Dạy tập làm văn" not in shown.text
    await talk.passes(minutes=1)
    assert not lead.new()
    await calls_off(officer, 1)
    await talk.passes(minutes=1)
    [letter] = lead.new()
    for told in ("TH Thị trấn", "Dạy tập làm văn", "Giáo dục STEM"):
        assert told in letter.text
    asked = select(Outbox.person_id).where(Outbox.purpose == Purpose.PLAN_CHANGED)
    assert await world.id_of(officer) not in await talk.finds(asked)
    states = {m.content: m.state for m in await talk.finds(select(Meeting))}
    assert states["Dạy tập làm văn"] is MeetingState.CANCELLED
    await sends(officer, (*FIRST[:3], "TH Thị trấn", FIRST[4]), third)
    assert talk.said("Nothing is new: the plan stands already.") in officer.last.text


async def test_nothing_is_called_off_where_that_is_not_wanted(talk: Talk, world: World, officer: Somebody) -> None:
    """A paper of only some months: the rest stays by one button."""
    await sends(officer, SECOND)
    await accepts(officer, "Accept, but call nothing off")
    assert {m.state for m in await talk.finds(select(Meeting))} == {MeetingState.PLANNED}
    assert await talk.counts(Meeting) == 2


async def test_who_has_a_seat_is_told_once_that_a_meeting_is_gone(talk: Talk, world: World, officer: Somebody) -> None:
    """By the calling-off, with the right notice; the lead hears it from the plan."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    lan = await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await lan.forges(f"take:{world.meeting}")
    await talk.passes(minutes=1)
    lan.new(), lead.new()
    await sends(officer, SECOND)
    shown = await officer.presses(talk.said("See the changes and decide"))
    assert talk.said("Accept everything") not in shown.labels
    # A press that nobody was offered calls nothing off: the difference is shown instead.
    await officer.forges("plan:accept:all")
    assert (await world.stands()).state is MeetingState.SETTLED
    gone = await officer.presses(talk.said("See the {number} not in the file", number=1))
    assert talk.said("{number} people have said that they come.", number=1) in gone.text
    sure = await officer.presses(talk.said("Call these {number} off …", number=1))
    assert (
        talk.said(
            "Call {number} meetings off? Leads, deputies, hosts and {people} people with a seat will be told.",
            number=1,
            people=1,
        )
        in sure.text
    )
    await officer.presses(talk.said("Yes: accept, and call {number} off", number=1))
    await talk.passes(minutes=1)
    assert len(lan.new()) == 1
    assert len(lead.new()) == 1
    assert (await world.stands()).state is MeetingState.CANCELLED


async def test_what_the_lead_settled_stays(talk: Talk, world: World, officer: Somebody) -> None:
    """The same paper again changes nothing of a settled meeting, and a new topic leaves its hour alone."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    before = await world.stands()
    await sends(officer, (*FIRST[:4], "Chuyên đề khác"))
    await accepts(officer)
    after = await world.stands()
    assert (after.content, after.starts_at, after.state) == ("Chuyên đề khác", before.starts_at, MeetingState.SETTLED)


AMBIGUOUS = ("2", "Tháng 12/2023", "Cụm số 1", "TH Nà Lạ", "Dạy tập làm văn")


async def test_a_doubt_is_asked_and_the_answer_outlives_a_kill(talk: Talk, world: World, officer: Somebody) -> None:
    """One question by buttons; the answer is in the draft at once and becomes an alias with the yes."""
    await sends(officer, FIRST, AMBIGUOUS)
    asked = await officer.presses(talk.said("Answer the questions ({number})", number=1))
    assert "TH Nà Lạ" in asked.text
    async with talk.killed():
        whole = await officer.presses("TH Thị trấn")
        assert talk.said("See the changes and decide") in whole.labels
    async with talk.killed():
        await officer.presses(talk.said("See the changes and decide"))
        await officer.presses(talk.said("Accept everything"))
    assert [alias.folded for alias in await talk.finds(select(UnitAlias))] == ["th na la"]
    await sends(officer, FIRST, AMBIGUOUS)
    assert talk.said("Nothing is new: the plan stands already.") in officer.last.text


async def test_a_row_in_doubt_can_be_left_out_and_answers_taken_back(
    talk: Talk, world: World, officer: Somebody
) -> None:
    """Leaving out is an answer, too."""
    await sends(officer, FIRST, SECOND, AMBIGUOUS)
    await officer.presses(talk.said("Answer the questions ({number})", number=1))
    await officer.presses(talk.said("Leave this row out"))
    await officer.presses(talk.said("Answer anew"))
    await officer.presses(talk.said("Leave this row out"))
    await accepts(officer)
    assert await talk.counts(Meeting) == 2


async def test_an_answer_may_be_typed(talk: Talk, world: World, officer: Somebody) -> None:
    """Some of its words are enough, without accents, where no other answer has them; else a choice is wanted."""
    semester = ("3", "Học kỳ I", "Cụm số 1", "TH Thị trấn", "Giáo dục STEM")
    await sends(officer, FIRST, semester)
    asked = await officer.presses(talk.said("Answer the questions ({number})", number=1))
    assert "tháng 11/2023" in asked.labels
    assert talk.said(kit.PLEASE_CHOOSE) in (await officer.says("thang")).text
    assert talk.said("See the changes and decide") in (await officer.says("thang 11")).labels


async def test_a_stale_answer_answers_nothing_else(talk: Talk, world: World, officer: Somebody) -> None:
    """A button of a question that is answered says so, and the next question stays open."""
    second = ("3", "Tháng 2/2024", "Cụm số 1", "TH Xa Lắc", "Giáo dục STEM")
    await sends(officer, FIRST, AMBIGUOUS, second)
    asked = await officer.presses(talk.said("Answer the questions ({number})", number=2))
    press = next(b.press for row in asked.buttons for b in row if "plan:answer" in b.press)
    assert "TH Xa Lắc" in (await officer.presses("TH Thị trấn")).text
    refused = await officer.forges(press)
    assert talk.said("This choice is no longer valid. Please choose again:") in refused.text
    whole = await officer.forges("plan:look")
    assert talk.said("Answer the questions ({number})", number=1) in whole.labels


async def test_a_school_that_is_not_among_the_likeliest(talk: Talk, world: World, officer: Somebody) -> None:
    """Behind "another one" stand all schools, a page at a time; the answer counts like any other."""
    async with talk.app.database.writing() as db:
        for number in range(30):
            name = f"THCS Bản {chr(65 + number // 6)}{'aeiou'[number % 5]}{number % 6 or 'x'}n"
            db.add(Unit(kind=UnitKind.SCHOOL, name=name, folded=key(name)))
    await sends(officer, FIRST, AMBIGUOUS)
    page = await officer.presses(talk.said("Answer the questions ({number})", number=1))
    page = await officer.presses(talk.said("Another one …"))
    while onward := [label for label in page.labels if label.endswith("›")]:
        page = await officer.presses(onward[0])
    chosen = next(label for label in page.labels if label.startswith("THCS"))
    whole = await officer.presses(chosen)
    assert talk.said("See the changes and decide") in whole.labels
    shown = await officer.presses(talk.said("See the changes and decide"))
    assert chosen in shown.text


async def test_two_people_at_once(talk: Talk, world: World, officer: Somebody) -> None:
    """The second yes meets other tables than it was shown: the difference is shown anew, then taken."""
    other = await world.has("Quàng Thị Hai", Role.OFFICER)
    for somebody in (officer, other):
        await sends(somebody, FIRST, SECOND)
        await somebody.presses(talk.said("See the changes and decide"))
    await officer.presses(talk.said("Accept everything"))
    again = await other.presses(talk.said("Accept everything"))
    assert talk.said("Something has changed since this was shown. Please look again:") in again.text
    assert talk.said("No meeting changes.") in again.text
    assert await talk.counts(Meeting) == 2


async def test_a_second_yes_to_the_same_paper_does_nothing(talk: Talk, world: World, officer: Somebody) -> None:
    """It is told that the plan is kept, also after a sticker; a yes to a plan that was left is told to send it."""
    await sends(officer, FIRST, SECOND)
    await accepts(officer)
    for _ in range(2):
        again = await officer.forges("plan:accept:all")
        assert talk.said("This plan was accepted before: it is kept, and nothing more is needed.") in again.text
        assert "2023-2024" in again.text
        # Where menus are typed, a second "1" looks and begins nothing.
        assert again.labels[0] == talk.said("Calendar")
        await officer.sends_sticker()
    assert await talk.counts(Meeting) == 2
    await sends(officer, FIRST)
    await officer.says("/huy")
    refused = await officer.forges("plan:accept:all")
    assert talk.said("No plan is being read here. Please send the file once more.") in refused.text


async def test_the_year_is_asked_where_the_paper_does_not_say_it(talk: Talk, world: World, officer: Somebody) -> None:
    """By button, or typed; what is no year is refused and asked again."""
    asked = await sends(officer, FIRST, SECOND, year="")
    assert "2023-2024" in asked.labels
    refused = await officer.says("năm nay")
    assert "năm nay" in refused.text
    assert "2023-2024" in (await officer.says("2023-2024")).text
    assert await talk.counts(Plan) == 1


async def test_a_file_out_of_the_blue(talk: Talk, world: World, officer: Somebody) -> None:
    """An officer is asked whether it is a plan; a teacher is told what can be sent."""
    asked = await officer.sends_file("ke-hoach.docx", paper(FIRST, SECOND))
    assert "ke-hoach.docx" in asked.text
    assert "2023-2024" in (await officer.presses(talk.said("Yes, read it"))).text
    teacher = await world.has("Vàng Thị Lan")
    refused = await teacher.sends_file("ke-hoach.docx", paper(FIRST))
    assert talk.said("Yes, read it") not in refused.labels


async def test_pasted_in_two_pieces(talk: Talk, world: World, officer: Somebody) -> None:
    """Long texts arrive in pieces; nothing is read before the last."""
    await officer.says("/kehoach")
    await officer.presses(talk.said("Send a plan (file or text)"))
    first = await officer.says("KẾ HOẠCH năm học 2023-2024\nCụm số 1: PTDTBT TH số 1 Na Sang, TH Thị trấn.")
    assert talk.said("That is all") in first.labels
    rows = ["\t".join(HEADER), "\t".join(FIRST), "\t".join(SECOND)]
    await officer.says("\n".join(rows))
    shown = await officer.presses(talk.said("That is all"))
    assert talk.said("See the changes and decide") in shown.labels


@pytest.mark.parametrize("content", [b"just text", b"PK\x03\x04 broken", b""])
async def test_a_bad_file_is_refused_and_another_one_can_follow(
    talk: Talk, world: World, officer: Somebody, content: bytes
) -> None:
    """A sentence, nothing changed, and the step still waits."""
    await officer.says("/kehoach")
    await officer.presses(talk.said("Send a plan (file or text)"))
    await officer.sends_file("ke-hoach.docx", content)
    assert await talk.counts(Meeting) == 1
    assert "2023-2024" in (await officer.sends_file("ke-hoach.docx", paper(FIRST, SECOND))).text


async def test_rights_are_asked_at_every_press(talk: Talk, world: World, officer: Somebody) -> None:
    """Whoever is no officer any more cannot say yes to what was shown before."""
    await sends(officer, FIRST, SECOND)
    await officer.presses(talk.said("See the changes and decide"))
    await world.ends_roles(officer)
    refused = await officer.forges("plan:accept:all")
    assert talk.said(NotAllowed.sentence) in refused.text
    assert await talk.counts(Meeting) == 1
    teacher = await world.has("Vàng Thị Lan")
    assert talk.said(NotAllowed.sentence) in (await teacher.says("/kehoach")).text


async def test_the_real_plan_is_paged_for_a_phone(talk: Talk, world: World, officer: Somebody) -> None:
    """Thirty-two meetings: every page is short, and all of them together name every host."""
    await officer.says("/kehoach")
    await officer.presses(talk.said("Send a plan (file or text)"))
    await officer.sends_file(DEMO.name, DEMO.read_bytes())
    page = await officer.presses(talk.said("See the changes and decide"))
    seen = [page.text]
    while onward := [label for label in page.labels if label.endswith("›")]:
        page = await officer.presses(onward[0])
        seen.append(page.text)
    assert len(seen) > 2
    assert max(map(len, seen)) < 2000
    assert "Huổi Mí" in "".join(seen)
    await officer.presses(talk.said("‹ Back"))
    notes = await officer.presses(talk.said("Please look at ({number})", number="").split("(")[0])
    assert "Tết" in notes.text or "Tet" in notes.text
