"""`/baocao`: the paper comes at once, what is missing is listed and filled in, every figure is the log's."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain.models import (
    Appointment,
    Assent,
    Dialogue,
    Duty,
    Evidence,
    Heading,
    Invitee,
    Meeting,
    Minutes,
    MinutesEntry,
    OfficePaper,
    PaperHead,
    Part,
    PartKind,
    Presence,
    Role,
    Stage,
    Unit,
)
from bot.domain.organisation import founding
from bot.domain.organisation.people import EVERYTHING
from bot.domain.papers import genuine, heads
from bot.domain.papers.kinds import KINDS, REPORTED
from bot.domain.programme.minutes import hours_kept
from bot.errors import Gone, NotAllowed
from bot.vietnamese import ZONE
from handlers.paper.one_paper import ONCE_APPROVED
from tests.documents.office_kit import Read, pages, with_office
from tests.talk import Message, Somebody, Talk, World, photo

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)
ASKABLE = {*heads.LABELS.values(), *(field.label for field in REPORTED)}
PEOPLE = ("Vàng Thị Lan", "Lò Văn Minh", "Giàng Thị Hoa")
THERE = ("Hờ A Chu", "Mùa A Páo")


async def held(world: World) -> tuple[Somebody, Somebody]:
    """Let a meeting be held by its lead, three of five marked as there; return lead and principal."""
    talk = world.talk
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    people = [await world.has(name) for name in PEOPLE]
    people += [await world.has(name, school=world.other_school) for name in THERE]
    talk.clock.move_to(BEGINS + timedelta(minutes=5))
    kinds = (Presence.PRESENT, Presence.LATE, Presence.EXCUSED, Presence.PRESENT, Presence.ABSENT)
    for somebody, kind in zip(people, kinds, strict=True):
        await world.marks(somebody, kind)
    talk.clock.move_to(BEGINS + timedelta(hours=5))
    return lead, head


def paper(message: Message) -> Read:
    """Return the one paper that came with a message, read back."""
    [file] = [one for one in message.uploads if one.kind == "document"]
    assert file.name.endswith(".docx")
    return Read(file.content)


async def opens(somebody: Somebody, talk: Talk, world: World, label: str) -> Message:
    """Walk from the command to a paper of the meeting."""
    await somebody.says("/baocao")
    await somebody.presses("26/10")
    return await somebody.presses(talk.said(label))


def own(talk: Talk, label: str) -> str:
    """Return how a paper of one's school is called beside the same one of one's cluster."""
    return talk.said("{paper} · school", paper=talk.said(label))


async def test_a_report_comes_at_once_and_lists_what_is_missing(talk: Talk, world: World) -> None:
    """The file comes with the first press; what stands in colour in it is what the message lists."""
    lead, _head = await held(world)
    told = await opens(lead, talk, world, "Report on the meeting")
    read = paper(told)
    listed = [line.removeprefix("– ") for line in told.text.splitlines() if line.startswith("– ")]
    assert set(listed) == set(read.gaps)
    assert {"ưu điểm", "hạn chế", "nguyên nhân", "chữ viết tắt tên cơ quan", "nơi ký"} <= set(listed)
    assert [one.name for one in told.uploads] == ["BC_SHCM_Cum1_26102023_2023-2024.docx"]


async def test_every_figure_of_the_report_is_the_log_s(talk: Talk, world: World) -> None:
    lead, _head = await held(world)
    read = paper(await opens(lead, talk, world, "Report on the meeting"))
    rows = await talk.finds(select(Invitee).where(Invitee.meeting_id == world.meeting))
    figures = next(table for table in read.tables if "Được triệu tập" in table[0])
    of = {kind: sum(row.presence is kind for row in rows) for kind in (*Presence, None)}
    assert figures[-1][2:] == [f"{one}" for one in (len(rows), *of.values())]
    by_school = {row[1]: row[2:] for row in figures[1:-1]}
    assert by_school["TH Thị trấn"] == ["2", "1", "0", "0", "1", "0"]
    came = of[Presence.PRESENT] + of[Presence.LATE]
    assert f"{came:02}/{len(rows):02} người" in read.text
    roll = next(table for table in read.tables if "Kí tên" in table[0])
    assert {row[1] for row in roll[1:]} >= {*PEOPLE, *THERE}
    assert len(roll) == len(rows) + 1


async def test_what_is_missing_is_filled_in_by_answering(talk: Talk, world: World) -> None:
    """Each answer is read back and the next is asked; the head is kept for the unit and is not asked again."""
    lead, _head = await held(world)
    await opens(lead, talk, world, "Report on the meeting")
    asked = await lead.presses(talk.said("Fill in ({number})", number="").rstrip(" ()"))
    assert talk.said("Superior body") in asked.text or talk.said("Letters in numbers") in asked.text
    answers = {
        "above": "UBND huyện Mường Chà",
        "letters": "thns",
        "place": "Na Sang",
        "signer": "Hạng A Tủa",
        "post": "Hiệu trưởng",
        "body": "Trường PTDTBT TH số 1 Na Sang",
        "strengths": "Học sinh nhóm 2 hợp tác tốt\nGiáo viên quan sát kĩ",
        "limits": "Thời gian thảo luận ngắn",
        "causes": "Lớp đông",
        "proposals": "Cấp thêm bảng nhóm",
        "next": "Cô Lan dạy lại bài 7",
    }
    told = asked
    while lead.chat[-1] is told and (step := await current(talk, world, lead)).startswith("paper-fill:"):
        name = step.rpartition(":")[2].removeprefix("head.")
        told = await lead.says(answers[name])
        if name == "letters":
            assert "THNS" in told.text
    read = paper(told)
    assert read.gaps == []
    left, right = read.head
    assert [line.text.replace("\n", " ") for line in left] == [
        "UBND HUYỆN MƯỜNG CHÀ",
        "TRƯỜNG PTDTBT TH SỐ 1 NA SANG",
        "Số: …/BC-THNS",
    ]
    assert right[-1].text == "Na Sang, ngày 26 tháng 10 năm 2023"
    assert "- Học sinh nhóm 2 hợp tác tốt;\n- Giáo viên quan sát kĩ." in read.text
    assert read.text.index("III. KIẾN NGHỊ") < read.text.index("Cô Lan dạy lại bài 7")
    again = await opens(lead, talk, world, "Minutes")
    assert "chữ viết tắt tên cơ quan" not in again.text


async def current(talk: Talk, world: World, somebody: Somebody) -> str:
    """Return the step that somebody's conversation waits at."""
    key = f"person:{await world.id_of(somebody)}"
    [step] = await talk.finds(select(Dialogue.step).where(Dialogue.key == key))
    return str(step)


async def test_minutes_are_as_mau_1_9_wants_them(talk: Talk, world: World) -> None:
    """No day in the head, the labels in their order, the secretary at the left, the roll as an appendix."""
    lead, _head = await held(world)
    read = paper(await opens(lead, talk, world, "Minutes"))
    _left, right = read.head
    assert len(right) == 2
    labels = ["Thời gian bắt đầu:", "Địa điểm:", "Thành phần tham dự: 03/", "Chủ trì (chủ tọa):"]
    labels += ["Thư ký (người ghi biên bản):", "Nội dung (theo diễn biến cuộc họp):", "Cuộc họp kết thúc vào", "./."]
    places = [read.text.index(one) for one in (*labels, "THƯ KÝ", "Nơi nhận:", "Lưu: VT, Hồ sơ.", "CHỦ TỌA", "Phụ lục")]
    assert places == sorted(places)


async def test_papers_about_a_day_bear_the_names_of_that_day(talk: Talk, world: World) -> None:
    """A school that is called otherwise since: its head, its place and the roll are those of then."""
    lead, _head = await held(world)
    async with talk.app.database.reading() as db:
        former = (await db.get_one(Unit, world.school)).name
    before = paper(await opens(lead, talk, world, "Minutes")).text
    assert former in before
    talk.clock.move_to(BEGINS + timedelta(days=20))
    async with talk.app.database.writing() as db:
        await founding.rename(
            db, EVERYTHING, await db.get_one(Unit, world.school), "TH Hoa Ban", BEGINS.date() + timedelta(days=20)
        )
    assert paper(await opens(lead, talk, world, "Minutes")).text == before
    report = paper(await opens(lead, talk, world, "Report on the meeting")).text
    assert "TRƯỜNG TH HOA BAN" in report.upper(), "it is signed today"
    assert former in report


async def test_what_the_minutes_lack_is_filled_in_by_answering(talk: Talk, world: World) -> None:
    """The answers are the minutes': what is approved holds until the next yes, and nothing is asked twice."""
    lead, _head = await held(world)
    async with talk.app.database.writing() as db:
        (await db.get_one(Meeting, world.meeting)).stage = Stage.TEACH
    told = await opens(lead, talk, world, "Minutes")
    assert {"thư ký", "diễn biến buổi sinh hoạt", "ưu điểm", "kết luận"} <= set(paper(told).gaps)
    await lead.presses(talk.said("Fill in ({number})", number="").rstrip(" ()"))
    asked = []
    for _ in range(20):
        if not (step := await current(talk, world, lead)).startswith("paper-fill:"):
            break
        name = step.rpartition(":")[2]
        asked.append(name)
        skipped = name.startswith("head.") or name == "next"
        said = "Lò Văn Minh, TH Na Sang" if name == "secretary" else f"Điều ghi về {name}"
        told = await (lead.presses(talk.said("Skip")) if skipped else lead.says(said))
    of_minutes = [name for name in asked if not name.startswith("head.")]
    after = ["strengths", "limits", "conclusion", "proposals", "next"]
    assert of_minutes == ["chair", "secretary", "teach", "discuss", *after]
    read = paper(told)
    assert "Dạy minh họa và dự giờ: Điều ghi về teach" in read.text
    assert "Điều ghi về conclusion." in read.text
    assert "Thư ký (người ghi biên bản): Lò Văn Minh, TH Na Sang." in read.text
    assert read.text.count("Lò Văn Minh, TH Na Sang") == 1
    assert set(read.gaps).isdisjoint({"thư ký", "diễn biến buổi sinh hoạt", "ưu điểm", "kết luận"})
    assert "kế hoạch tiếp theo" in read.gaps
    kept = {one.heading for one in await talk.finds(select(MinutesEntry))}
    assert {Heading.SECRETARY, Heading.DISCUSS, Heading.REQUESTS} <= kept
    await lead.forges(f"minutes-all:{world.meeting}:0")
    await lead.presses(talk.said("Approve the minutes"))
    await opens(lead, talk, world, "Minutes")
    [row] = await talk.finds(select(OfficePaper))
    await lead.forges(f"paper-next:{row.id}")
    for _ in range(6):
        if (await current(talk, world, lead)).endswith(":next"):
            break
        await lead.presses(talk.said("Skip"))
    told = await lead.says("Cô Lan dạy lại bài 7")
    assert talk.said(ONCE_APPROVED) in told.text
    assert "Cô Lan dạy lại bài 7" not in paper(told).text
    await lead.presses(talk.said("Read and approve"))
    await lead.presses(talk.said("Approve the minutes"))
    assert "Cô Lan dạy lại bài 7" in paper(await opens(lead, talk, world, "Minutes")).text


async def test_the_news_names_the_schools_that_were_there(talk: Talk, world: World) -> None:
    lead, _head = await held(world)
    for name in THERE:
        await world.marks(talk(name), Presence.ABSENT)
    read = paper(await opens(lead, talk, world, "News item"))
    assert "có 02 cán bộ quản lý, giáo viên các trường PTDTBT TH số 1 Na Sang." in read.text


async def test_a_topic_that_the_plan_lacks_is_asked_once_for_all_papers_of_the_meeting(
    talk: Talk, world: World
) -> None:
    lead, _head = await held(world)
    async with talk.app.database.writing() as db:
        (await db.get_one(Meeting, world.meeting)).content = ""
    read = paper(await opens(lead, talk, world, "Invitation letter"))
    assert "nội dung" in read.gaps
    [row] = await talk.finds(select(OfficePaper))
    await lead.forges(f"paper-next:{row.id}")
    for _ in range(7):
        if (await current(talk, world, lead)).endswith(":topic"):
            break
        await lead.presses(talk.said("Skip"))
    await lead.says("Dạy học theo nhóm môn Toán")
    read = paper(await lead.forges(f"paper-again:{row.id}"))
    assert "nội dung" not in read.gaps
    assert "Dạy học theo nhóm môn Toán" in read.text
    for label in ("Minutes", "Summons letter", "Report on the meeting", "News item"):
        read = paper(await opens(lead, talk, world, label))
        assert "Dạy học theo nhóm môn Toán" in read.text
        assert "nội dung" not in read.gaps


async def test_photos_go_in_only_with_consent(talk: Talk, world: World) -> None:
    """Faces without consent, or of which nobody has said anything, stay out; the caption stands below the others."""
    lead, _head = await held(world)
    shas = [await talk.app.media.keep(photo(colour)) for colour in ("red", "green", "blue", "black")]
    states = ((False, False), (True, True), (True, False), (None, False))
    person = await world.id_of(lead)
    async with talk.app.database.writing() as db:
        for sha, (faces, consented) in zip(shas, states, strict=True):
            about = {
                "faces": faces,
                "consented": consented,
                "caption": f"ảnh {faces} {consented}",
                "at": talk.clock.now(),
            }
            db.add(Evidence(meeting_id=world.meeting, person_id=person, sha=sha, **about))
    told = await opens(lead, talk, world, "Report on the meeting")
    read = paper(told)
    assert len(read.document.inline_shapes) == 2
    assert "Ảnh 1. ảnh False False" in read.text
    assert "Ảnh 2. ảnh True True" in read.text
    assert "ảnh True False" not in read.text
    await talk.app.media.erase(shas[0])
    read = paper(await lead.presses(talk.said("Report on the meeting"), on=lead.chat[-2]))
    assert len(read.document.inline_shapes) == 1
    assert "đã được gỡ khỏi hệ thống" in read.text


async def test_a_teacher_has_the_own_confirmation_and_nobody_else_s(talk: Talk, world: World) -> None:
    """With a public address a code leads to a page that says what the paper says; without one there is none."""
    _lead, head = await held(world)
    talk.app.router._settings = settings = replace(talk.app.settings, public_url="https://shcm.example")
    lan = talk("Vàng Thị Lan")
    read = paper(await opens(lan, talk, world, "Confirmation"))
    assert "Ông (bà): Vàng Thị Lan." in read.text
    assert "SHCM" not in read.text
    link = next(line.text for line in read.lines if "https://shcm.example/p/" in line.text).split()[-1]
    said = genuine.read(link.rpartition("/")[2], settings.secret.reveal())
    assert said is not None
    assert said.lines[0] == "Vàng Thị Lan"
    assert said.row == f"{await world.expects(lan)}"
    hoa = await world.expects(talk("Giàng Thị Hoa"))
    assert talk.said(NotAllowed.sentence) in (await lan.forges(f"paper:confirmation.school:{world.meeting}:{hoa}")).text
    refused = await head.forges(f"paper:confirmation.school:{world.meeting}:{hoa}")
    assert "Giàng Thị Hoa" in refused.text
    assert not refused.uploads
    await head.forges(f"paper-who:{world.meeting}:0")
    confirmed = await head.presses("Lò Văn Minh")
    assert "Lò Văn Minh" in paper(confirmed).text
    assert confirmed.text.startswith(talk.said("Confirmation of attendance"))


async def test_a_principal_has_the_own_school_alone(talk: Talk, world: World) -> None:
    await held(world)
    head = await world.has("Lý A Sếnh", Role.PRINCIPAL, school=world.other_school)
    read = paper(await opens(head, talk, world, "Roll, filled"))
    assert "Hờ A Chu" in read.text
    assert "Vàng Thị Lan" not in read.text
    assert read.document.sections[0].page_width > read.document.sections[0].page_height
    elsewhere = await head.forges(f"paper:roll.school:{world.meeting}:{world.school}")
    assert talk.said(NotAllowed.sentence) in elsewhere.text
    cluster = await head.forges(f"paper:year.cluster:2023:{world.group}")
    assert talk.said(NotAllowed.sentence) in cluster.text


@pytest.mark.parametrize(
    "forged",
    [
        "paper:nothing.school:1:1",
        "paper:report.office:1:1",
        "paper:report:1:1",
        "paper:year.school:1999:1",
        "paper:round.cluster:999:1",
        "paper:report.cluster:99999:0",
        "paper-again:4711",
        "paper-year:0",
    ],
)
async def test_what_is_not_there_is_refused_in_words(talk: Talk, world: World, forged: str) -> None:
    lead, _head = await held(world)
    forged = forged.replace("cluster:999:1", f"cluster:999:{world.cluster}").replace("1999:1", f"1999:{world.school}")
    told = await lead.forges(forged)
    assert not told.uploads
    assert talk.said(Gone.sentence) in told.text or talk.said("School year {year}", year="") in told.text or told.text


async def test_the_roll_to_sign_of_a_meeting_without_marks(talk: Talk, world: World) -> None:
    """It is of use before the meeting: everybody expected, and nothing filled in."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.has("Vàng Thị Lan")
    await world.settles(lead)
    read = paper(await opens(lead, talk, world, "Roll to sign"))
    roll = read.tables[0]
    assert roll[0][:4] == ["TT", "Họ và tên", "Đơn vị", "Chức vụ/Môn"]
    assert roll[0][-2:] == ["Kí tên", "Ghi chú"]
    assert [row[4:] for row in roll[1:]] == [[""] * 5] * 2
    assert "Tổng số …; có mặt …; vắng … (có phép …, không phép …)." in read.text
    assert "Thư ký".upper() in read.text


async def test_the_reports_on_a_round_and_the_year(talk: Talk, world: World) -> None:
    """The lead's cluster, the principal's school with its people, the officer's everything; figures of the log."""
    lead, head = await held(world)
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER, school=world.office)
    for somebody, expected in ((lead, 7), (head, 5), (officer, 7)):
        await somebody.says("/baocao")
        await somebody.presses(talk.said("A round"))
        await somebody.presses("10/2023")
        # The principal of the school that leads has both views, and each button says whose it is.
        label = talk.said("Report on the round")
        told = await somebody.presses(own(talk, "Report on the round") if somebody is head else label)
        read = paper(told)
        figures = next(table for table in read.tables if "Được triệu tập" in table[0])
        assert figures[-1][2] == f"{expected}"
        assert "đợt 1, năm học 2023-2024" in read.text.replace("\n", " ")
        assert told.uploads[0].name.endswith("_Dot1_2023-2024.docx")
    await head.says("/baocao")
    await head.presses(talk.said("School year {year}", year="2023-2024"))
    read = paper(await head.presses(own(talk, "Report on the year")))
    people = next(table for table in read.tables if "Họ và tên" in table[0])
    assert "Vàng Thị Lan" in {row[1] for row in people}
    assert "Danh mục minh chứng".upper() in read.text


async def test_the_letters_before_a_meeting(talk: Talk, world: World) -> None:
    """Invitation by Mẫu 1.7; the summons is a công văn: no kind, its subject below the number, to each school."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.has("Hờ A Chu", school=world.other_school)
    await world.settles(lead)
    read = paper(await opens(lead, talk, world, "Invitation letter"))
    order = ["GIẤY MỜI", "trân trọng kính mời", "Tới dự", "Chủ trì:", "Thời gian:", "Địa điểm:", "./."]
    assert [read.text.index(one) for one in order] == sorted(read.text.index(one) for one in order)
    assert "14 giờ 00 phút, thứ Năm, ngày 26/10/2023" in read.text
    read = paper(await opens(lead, talk, world, "Summons letter"))
    left, _right = read.head
    assert left[-1].text.startswith("V/v triệu tập")
    assert "- Trường TH Thị trấn." in read.text
    assert "DANH SÁCH TRIỆU TẬP" in read.text


@pytest.mark.parametrize(
    ("name", "said", "post"),
    [
        ("TH Thị trấn", "Trường TH Thị trấn", "Hiệu trưởng"),
        ("Trường Hoa Ban", "Trường Hoa Ban", "Hiệu trưởng"),
        ("Trung tâm GDTX Quận 1", "Trung tâm GDTX Quận 1", "Giám đốc"),
        ("TTGDNN-GDTX Quận 1", "TTGDNN-GDTX Quận 1", "Giám đốc"),
        ("Phân hiệu Huổi Lèng", "Phân hiệu Huổi Lèng", "Hiệu trưởng"),
    ],
)
async def test_what_teaches_is_called_what_it_is(talk: Talk, world: World, name: str, said: str, post: str) -> None:
    """A centre is no school, its head no principal, and "Trường" never stands twice."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.has("Hờ A Chu", school=world.other_school)
    await world.settles(lead)
    async with talk.app.database.writing() as db:
        (await db.get_one(Unit, world.other_school)).name = name
        head = await heads.of(db, world.other_school, talk.clock.now().date())
    assert (head.body, head.post) == (said, post)
    read = paper(await opens(lead, talk, world, "Summons letter"))
    assert f"- {said}." in read.text or f"- {said};" in read.text


async def test_a_request_for_support_asks_its_five_fields(talk: Talk, world: World) -> None:
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await head.says("bao cao")
    await head.presses(talk.said("School year {year}", year="2023-2024"))
    told = await head.presses(own(talk, "Request for support"))
    assert {"mục đích", "đối tượng", "nội dung", "địa điểm", "thời gian"} <= set(paper(told).gaps)
    assert talk.said("Settle day and hour") not in told.labels
    assert talk.said(Gone.sentence) not in told.text


async def test_a_paper_asked_for_twice_at_once_is_one(talk: Talk, world: World) -> None:
    lead, _head = await held(world)
    press = f"paper:report.cluster:{world.meeting}:{world.cluster}"
    await asyncio.gather(lead.forges(press), talk("Hạng A Tủa").forges(press), lead.forges(press))
    assert await talk.counts(OfficePaper) == 1


async def test_a_letterhead_is_shown_changed_and_kept(talk: Talk, world: World) -> None:
    """No number is invented; after July 2025 no district office, and the Sơ only over upper secondary schools."""
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await head.says("/baocao")
    told = await head.presses(talk.said("Letterhead"))
    assert f"{talk.said('Name of the signer')}: Hạng A Tủa" in told.text
    await head.presses(talk.said("Letters in numbers"))
    assert "2" in (await head.says("có dấu cách")).text
    assert "THNS-1" in (await head.says("thns-1")).text
    talk.clock.move_to(datetime(2026, 9, 7, 9, 0, tzinfo=ZONE))
    async with talk.app.database.writing() as db:
        for tie in await db.scalars(select(Appointment)):
            tie.valid_to = None
    await head.forges(f"paper-head-ask:{world.school}:above")
    assert "01/7/2025" in (await head.says("Phòng GD&ĐT Mường Chà")).text or talk.language == "en"
    assert await talk.finds(select(PaperHead.above)) == [None]
    await head.says("Sở Giáo dục và Đào tạo Điện Biên")
    assert await talk.finds(select(PaperHead.above)) == [None]
    assert "UBND xã Na Sang" in (await head.says("UBND xã Na Sang")).text
    stranger = await world.has("Lò Văn Lạ", school=world.other_school)
    refused = await stranger.forges(f"paper-head:{world.school}")
    assert talk.said(NotAllowed.sentence) in refused.text


async def test_a_meeting_s_card_leads_to_its_papers(talk: Talk, world: World) -> None:
    lead, _head = await held(world)
    await lead.forges(f"meeting:{world.meeting}")
    told = await lead.presses_on_card(talk.said("Official papers"))
    assert talk.said("Minutes") in told.labels
    stands = (await talk.finds(select(Meeting).where(Meeting.id == world.meeting)))[0]
    assert stands.month == date(2023, 10, 1)


async def test_the_periods_of_demo_lessons_are_confirmed_by_the_principal_alone(talk: Talk, world: World) -> None:
    """One period counts one and a half; what is typed and is no yes confirms nothing."""
    lead, head = await held(world)
    async with talk.app.database.writing() as db:
        for name in ("Vàng Thị Lan", "Hờ A Chu"):
            asked = {"asked_by_id": await world.id_of(lead), "asked_at": talk.clock.now()}
            who = await world.id_of(talk(name))
            db.add(Part(meeting_id=world.meeting, person_id=who, kind=PartKind.TEACH, assent=Assent.ACCEPTED, **asked))
    told = await head.forges(f"paper:hours.school:2023:{world.school}")
    table = next(one for one in paper(told).tables if "Quy đổi" in one[0])
    assert [row[1:3] + row[5:] for row in table[1:-1]] == [["Vàng Thị Lan", "26/10/2023", "1", "1,5"]]
    assert table[-1][5:] == ["1", "1,5"]
    assert "hiệu trưởng xác nhận số tiết" in paper(told).gaps
    [row] = await talk.finds(select(OfficePaper))
    await head.forges(f"paper-ask:{row.id}:confirmed")
    assert "1. Vàng Thị Lan, 26/10/2023" in head.last.text
    assert not (await head.says("Không đúng")).uploads
    assert not (await head.says("7: 2 tiết")).uploads
    told = await head.says("cô Lan 2 tiết")
    assert "1. Vàng Thị Lan, 26/10/2023: 2" in told.text
    changed = paper(await head.forges(f"paper-again:{row.id}"))
    table = next(one for one in changed.tables if "Quy đổi" in one[0])
    assert [table[1][5:], table[-1][5:]] == [["2", "3"], ["2", "3"]]
    assert "tạm ghi 01 tiết" in changed.text
    assert "hiệu trưởng xác nhận số tiết" in changed.gaps
    await head.forges(f"paper-ask:{row.id}:confirmed")
    told = await head.says("Đúng")
    assert "hiệu trưởng xác nhận số tiết" not in paper(await head.forges(f"paper-again:{row.id}")).gaps
    assert talk.said(NotAllowed.sentence) in (await lead.forges(f"paper-again:{row.id}")).text


async def test_the_list_of_topics_names_who_has_registered_and_who_has_not(talk: Talk, world: World) -> None:
    await world.owes("000-6")
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER, school=world.office)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await talk.passes(minutes=5)
    [duty] = await talk.finds(select(Duty.id).where(Duty.unit_id == world.school))
    await head.forges(f"duty-in:{duty}")
    await head.says("=Phân số lớp 4, tháng 12/2023")
    told = await officer.forges("paper:topics.office:2023:0")
    table = next(one for one in paper(told).tables if "Đơn vị" in one[0])
    rows = {row[1]: row[2] for row in table[1:]}
    assert rows["PTDTBT TH số 1 Na Sang"] == "=Phân số lớp 4, tháng 12/2023"
    assert rows["TH Thị trấn"] == "Chưa đăng ký"
    assert "Đã đăng ký 01/02 trường." in paper(told).text


async def test_a_confirmation_of_the_year_counts_what_the_log_says(talk: Talk, world: World) -> None:
    await held(world)
    lan = talk("Vàng Thị Lan")
    told = await lan.forges(f"paper:training.school:2023:{await world.id_of(lan)}")
    assert "01/01 buổi" in paper(told).text
    other = await lan.forges(f"paper:training.school:2023:{await world.id_of(talk('Lò Văn Minh'))}")
    assert talk.said(NotAllowed.sentence) in other.text


@pytest.mark.parametrize(("asked", "written"), [(None, ""), ("Vàng Thị Lan", ""), (None, "Mùa A Páo, phó hiệu trưởng")])
async def test_a_lead_whom_nobody_asked_to_chair_has_chaired(
    talk: Talk, world: World, asked: str | None, written: str
) -> None:
    """As the minutes say it: who led the cluster, unless somebody had that part or was written down for it."""
    lead, _head = await held(world)
    await world.marks(lead, Presence.PRESENT)
    me = await world.id_of(lead)
    async with talk.app.database.writing() as db:
        same = {"meeting_id": world.meeting}
        if asked:
            who = await world.id_of(talk(asked))
            part = {"kind": PartKind.CHAIR, "assent": Assent.ACCEPTED, "person_id": who, "asked_by_id": me}
            db.add(Part(**same, **part, asked_at=talk.clock.now()))
        if written:
            minutes = Minutes(**same, version=1, at=talk.clock.now())
            db.add(minutes)
            await db.flush()
            entry = {"heading": Heading.CHAIR, "text": written, "by_id": me, "at": talk.clock.now()}
            db.add(MinutesEntry(minutes_id=minutes.id, version=1, **entry))
    told = await lead.forges(f"paper:training.school:2023:{me}")
    [row] = next(table for table in paper(told).tables if "Nhiệm vụ" in table[0])[1:]
    assert row[-1] == ("dự giờ" if asked or written else "chủ trì")


@with_office
async def test_each_kind_is_printed_by_libreoffice(talk: Talk, world: World, tmp_path: Path) -> None:
    """Every kind becomes a PDF of as many pages as it should have; it costs seconds, once for all of them."""
    lead, head = await held(world)
    sha = await talk.app.media.keep(photo(size=(640, 480)))
    async with talk.app.database.writing() as db:
        who = await world.id_of(lead)
        db.add(Evidence(meeting_id=world.meeting, person_id=who, sha=sha, faces=False, at=talk.clock.now()))
    meeting, cluster, school = world.meeting, world.cluster, world.school
    lan = talk("Vàng Thị Lan")
    row = await world.expects(lan)
    wanted = {
        "roll": (lead, f"paper:roll.cluster:{meeting}:{cluster}", 1),
        "roll_empty": (lead, f"paper:roll_empty.cluster:{meeting}:{cluster}", 1),
        "minutes": (lead, f"paper:minutes.cluster:{meeting}:{cluster}", 4),
        "report": (lead, f"paper:report.cluster:{meeting}:{cluster}", 4),
        "invitation": (lead, f"paper:invitation.cluster:{meeting}:{cluster}", 1),
        "summons": (lead, f"paper:summons.cluster:{meeting}:{cluster}", 2),
        "news": (lead, f"paper:news.cluster:{meeting}:{cluster}", 1),
        "round": (lead, f"paper:round.cluster:1:{cluster}", 4),
        "year": (head, f"paper:year.school:2023:{school}", 5),
        "support": (head, f"paper:support.school:2023:{school}", 1),
        "hours": (head, f"paper:hours.school:2023:{school}", 1),
        "topics": (head, f"paper:topics.school:2023:{school}", 1),
        "plan": (lead, f"paper:plan.cluster:2023:{cluster}", 1),
        "confirmation": (lan, f"paper:confirmation.school:{meeting}:{row}", 1),
        "training": (lan, f"paper:training.school:2023:{await world.id_of(lan)}", 1),
    }
    made = {}
    for name, (somebody, press, _pages) in wanted.items():
        [file] = (await somebody.forges(press)).uploads
        made[name] = file.content
    assert wanted.keys() == {f"{kind}" for kind in KINDS}
    printed = pages(tmp_path, **made)
    counted = {name: len(found) for name, found in printed.items()}
    assert counted == {name: count for name, (_who, _press, count) in wanted.items()}


async def test_a_workbook_and_a_picture_stand_beside_a_report(talk: Talk, world: World) -> None:
    """They come for who may have the report, and for nobody else; the text says what the picture shows."""
    lead, _head = await held(world)
    await lead.forges(f"paper:round.cluster:1:{world.cluster}")
    told = await lead.presses(talk.said("Workbook and picture"))
    assert [one.name for one in told.uploads] == ["TH_SHCM_Cum1_Dot1_2023-2024.xlsx", "theo-buoi.png"]
    assert talk.said("Came: {here} of {expected} expected", here=3, expected=7) in told.text
    forged = await talk("Vàng Thị Lan").forges(f"sheets:round.cluster:1:{world.cluster}")
    assert talk.said(NotAllowed.sentence) in forged.text
    assert talk.said(Gone.sentence) in (await lead.forges(f"sheets:plan.cluster:2023:{world.cluster}")).text


async def test_an_office_s_list_of_topics_comes_with_its_picture(talk: Talk, world: World) -> None:
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER, school=world.office)
    told = await officer.forges("paper:topics.office:2023:0")
    assert [one.kind for one in told.uploads] == ["document", "photo"]


async def test_papers_say_what_the_minutes_say(talk: Talk, world: World) -> None:
    """Words of the minutes stand in the paper and are not asked again; their hours and chair as well."""
    lead, _head = await held(world)
    who, now = await world.id_of(lead), talk.clock.now()
    written = {
        Heading.TEACH: "Cô Lan dạy bài 7\nCả lớp làm nhóm",
        Heading.STRENGTHS: "Nhóm 2 trao đổi sôi nổi",
        Heading.WEAKNESSES: "Thiếu bảng nhóm",
        Heading.CHAIR: "Bà Hạng A Tủa",
        Heading.TIME: hours_kept(BEGINS, BEGINS + timedelta(hours=2)),
    }
    async with talk.app.database.writing() as db:
        minutes = Minutes(meeting_id=world.meeting, version=len(written), at=now)
        db.add(minutes)
        await db.flush()
        for version, (heading, text) in enumerate(written.items(), start=1):
            db.add(MinutesEntry(minutes_id=minutes.id, version=version, heading=heading, text=text, by_id=who, at=now))
    read = paper(await opens(lead, talk, world, "Minutes"))
    assert "Dạy minh họa và dự giờ: Cô Lan dạy bài 7; Cả lớp làm nhóm." in read.text
    assert "Chủ trì (chủ tọa): Bà Hạng A Tủa." in read.text
    assert "kết thúc vào 16 giờ 00 phút, ngày 26 tháng 10 năm 2023./." in read.text
    assert {"ưu điểm", "hạn chế", "họ tên chủ tọa"}.isdisjoint(read.gaps)
    assert "kết luận" in read.gaps
    report = paper(await opens(lead, talk, world, "Report on the meeting"))
    assert "Nhóm 2 trao đổi sôi nổi." in report.text
    assert "ưu điểm" not in report.gaps
    assert "nguyên nhân" in report.gaps
    asked = [one for one in lead.last.labels if one.startswith(talk.said("Fill in ({number})", number="")[:6])]
    assert asked == [talk.said("Fill in ({number})", number=len(report.gaps) - len({*report.gaps} - ASKABLE))]


async def test_who_chairs_a_meeting_ahead_is_filled_in_by_answering(talk: Talk, world: World) -> None:
    """An invitation before anybody has a part: what is missing is asked for, and stands in it without a gap."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    read = paper(await opens(lead, talk, world, "Invitation letter"))
    assert "các trường PTDTBT TH số 1 Na Sang, TH Thị trấn." in read.text
    asked = {"chủ trì"} & set(read.gaps)
    [row] = await talk.finds(select(OfficePaper))
    if asked:
        await lead.forges(f"paper-ask:{row.id}:chair")
        told = await lead.says("Sùng A Dơ")
        assert "Sùng A Dơ" in told.text
        read = paper(await lead.forges(f"paper-again:{row.id}"))
    assert "Chủ trì: Sùng A Dơ" in read.text
    assert "chủ trì" not in read.gaps
    names = [one.name for one in lead.chat[-1].uploads]
    empty = await opens(lead, talk, world, "Roll to sign")
    assert "DeKy" in empty.uploads[0].name
    assert names != [one.name for one in empty.uploads]


async def test_a_meeting_without_a_day_leads_to_where_it_is_settled(talk: Talk, world: World) -> None:
    """No hour is invented: the paper has a gap, and a button leads to the place where the day is settled."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    told = await lead.forges(f"paper:invitation.cluster:{world.meeting}:{world.cluster}")
    assert "thời gian" in paper(told).gaps
    assert talk.said("Settle day and hour") in told.labels


@pytest.mark.parametrize("typed", ["bang quy doi", "quy đổi tiết dạy minh họa", "de nghi ho tro"])
async def test_a_paper_is_found_by_what_it_is_called(talk: Talk, world: World, typed: str) -> None:
    """Its own name leads to the papers; the year's report of a cluster has its whole name on its button."""
    _lead, head = await held(world)
    opened = await head.says(typed)
    assert talk.said("Which paper do you need? First choose a meeting, a round or the year:") in opened.text
    year = await head.forges("paper-year:2023")
    assert talk.said("{paper} · cluster", paper=talk.said("Report on the year")) in year.labels
