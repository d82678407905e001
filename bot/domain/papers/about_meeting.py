"""The papers about one meeting that say what happened: rolls, minutes (Mẫu 1.9), the report, a news item."""

import re
from datetime import date

from bot.domain.models import PartKind, Stage
from bot.domain.papers import kinds, wording
from bot.domain.papers.as_written import STEPS as STEP_NAMES
from bot.domain.papers.facts import MeetingFacts, Player
from bot.domain.papers.heads import HeadOfUnit
from bot.domain.papers.paper import Block, Paper, PaperLine, Signature, gap
from bot.domain.papers.wording import Answers
from bot.domain.programme import lesson_steps
from bot.vietnamese import local

STEPS = {
    Stage.PREPARE: "Thống nhất kế hoạch bài dạy",
    Stage.TEACH: "Dạy minh họa, dự giờ, suy ngẫm và rút kinh nghiệm",
    Stage.AGAIN: "Dạy lại, dự giờ và rút kinh nghiệm",
}


def roll(facts: MeetingFacts, head: HeadOfUnit, *, filled: bool) -> Paper:
    """Return the roll to be signed; on its side, since its table is the whole of it."""
    meeting = facts.meeting
    table = wording.roll_table(facts.roll, filled=filled)
    lines = [PaperLine(f"Thời gian: {wording.hour(facts)}.", "label")]
    lines.append(PaperLine(f"Địa điểm: {wording.where(facts)}.", "label"))
    total = wording.total_line(facts.roll) if filled else _total_by_hand()
    right = facts.who(PartKind.CHAIR)
    return Paper(
        head.top("", None),
        "DANH SÁCH ĐIỂM DANH",
        f"Sinh hoạt chuyên môn {wording.called(meeting)}",
        blocks=(*lines, table, PaperLine(total, "label")),
        left=Signature("Thư ký", _name(facts.who(PartKind.SECRETARY), "thư ký")),
        right=Signature("Chủ trì", _name(right, "chủ trì")),
        landscape=True,
        ended=False,
    )


def _total_by_hand() -> str:
    return "Tổng số …; có mặt …; vắng … (có phép …, không phép …)."


def _name(players: list[Player], what: str) -> str:
    """Return who signs: the name alone, where somebody wrote a post or a school behind it."""
    return re.split(r"[,;(]", players[0].name)[0].strip() if players else gap(what)


def _players(players: list[Player], what: str) -> str:
    return "; ".join(f"{one.name} ({one.school})" if one.school else one.name for one in players) or gap(what)


def minutes(facts: MeetingFacts, answers: Answers, head: HeadOfUnit) -> Paper:
    """Return the minutes: labels in the order of Mẫu 1.9, no line of place and day, secretary at the left."""
    meeting = facts.meeting
    of = f"Biên bản sinh hoạt chuyên môn {wording.called(meeting)}"
    held = _players(facts.who(PartKind.CHAIR), "chủ trì")
    wrote = _players(facts.who(PartKind.SECRETARY), "thư ký")
    lines = [
        PaperLine(f"Thời gian bắt đầu: {wording.hour(facts)}."),
        PaperLine(f"Địa điểm: {wording.where(facts)}."),
        PaperLine(f"Thành phần tham dự: {wording.of_roll(facts)}{_of_schools(facts)} (có danh sách kèm theo)."),
        PaperLine(f"Chủ trì (chủ tọa): {held}."),
        PaperLine(f"Thư ký (người ghi biên bản): {wrote}."),
        PaperLine("Nội dung (theo diễn biến cuộc họp):"),
        *_lesson(facts),
    ]
    parts = (
        ("1. Diễn biến", kinds.COURSE),
        ("2. Ưu điểm", kinds.STRENGTHS),
        ("3. Hạn chế", kinds.LIMITS),
        ("4. Kết luận", kinds.CONCLUSION),
        ("5. Đề xuất, kiến nghị", kinds.PROPOSALS),
        ("6. Phân công lần sau", kinds.NEXT),
    )
    for title, field in parts:
        lines += [PaperLine(title, "point"), *wording.items(answers, field)]
    lines.append(PaperLine(f"Cuộc họp kết thúc vào {wording.ended(facts)}"))
    return Paper(
        head.minutes_top(),
        "BIÊN BẢN",
        f"Sinh hoạt chuyên môn {wording.called(meeting)}",
        blocks=tuple(lines),
        recipients=head.sent_to("Các trường trong cụm", file="VT, Hồ sơ"),
        left=Signature("Thư ký", _name(facts.who(PartKind.SECRETARY), "thư ký")),
        right=Signature("Chủ tọa", _name(facts.who(PartKind.CHAIR), "chủ trì")),
        appendices=(wording.roll_appendix(facts.roll, of), *wording.photo_appendix(facts.pictures, of)),
    )


def _of_schools(facts: MeetingFacts) -> str:
    return f" của {len(facts.schools):02} trường: {', '.join(facts.schools)}" if facts.schools else ""


def _lesson(facts: MeetingFacts) -> list[PaperLine]:
    meeting = facts.meeting
    lines = [PaperLine(f"- Chủ đề: {facts.topic or gap(kinds.TOPIC.label)}.", "item")]
    if facts.steps:
        named = "; ".join(f"bước {lesson_steps.STEPS.index(one) + 1}: {STEP_NAMES[one]}" for one in facts.steps)
        lines.append(PaperLine(f"- Bước nghiên cứu bài học: {named}.", "item"))
    elif meeting.stage:
        lines.append(PaperLine(f"- Bước nghiên cứu bài học: {STEPS[meeting.stage]}.", "item"))
    if facts.lesson:
        lines.append(PaperLine(f"- Bài học minh họa: {facts.lesson}.", "item"))
    if taught := facts.who(PartKind.TEACH):
        lines.append(PaperLine(f"- Dạy minh họa: {_players(taught, '')}.", "item"))
    return lines


def report(facts: MeetingFacts, answers: Answers, head: HeadOfUnit, today: date, *, school: str = "") -> Paper:
    """Return the report on a meeting, of the cluster or of one school's part in it."""
    meeting = facts.meeting
    about = f"Kết quả sinh hoạt chuyên môn {wording.called(meeting)}"
    about += f" của {school}" if school else ""
    of = f"Báo cáo kết quả sinh hoạt chuyên môn {wording.called(meeting)}"
    lines: list[Block] = [
        PaperLine("I. TÌNH HÌNH TỔ CHỨC", "heading"),
        PaperLine(f"1. Thời gian: {wording.hour(facts)}."),
        PaperLine(f"2. Địa điểm: {wording.where(facts)}; hình thức {wording.FORMS[meeting.form]}."),
        PaperLine(f"3. Thành phần: {wording.of_roll(facts)}{_of_schools(facts)}."),
        PaperLine("4. Nội dung:"),
        *_lesson(facts),
        PaperLine("II. KẾT QUẢ", "heading"),
        PaperLine("1. Số người tham dự", "point"),
        wording.figures_table("Đơn vị", wording.by_school(facts.roll)),
    ]
    if not meeting.roll_closed_at:
        lines.append(PaperLine("(Danh sách điểm danh của buổi này chưa khóa; số liệu còn có thể thay đổi.)"))
    shown = len(facts.pictures)
    lines.append(PaperLine(f"2. Minh chứng: {shown:02} ảnh kèm theo; {facts.reflections:02} bài suy ngẫm đã nộp."))
    lines += [*judged(answers, number=3), *asked_for(answers)]
    return Paper(
        head.top("BC", today),
        "BÁO CÁO",
        about,
        to=_upwards(head),
        blocks=tuple(lines),
        recipients=head.sent_to("Như trên"),
        right=head.signature(),
        appendices=(wording.roll_appendix(facts.roll, of), *wording.photo_appendix(facts.pictures, of)),
    )


def _upwards(head: HeadOfUnit) -> tuple[str, ...]:
    return (head.above or gap("nơi gửi báo cáo"),)


def judged(answers: Answers, *, number: int) -> list[PaperLine]:
    """Return what went well, what did not, and why."""
    lines = []
    named = (("Ưu điểm", kinds.STRENGTHS), ("Hạn chế", kinds.LIMITS), ("Nguyên nhân", kinds.CAUSES))
    for place, (title, field) in enumerate(named, start=number):
        lines += [PaperLine(f"{place}. {title}", "point"), *wording.items(answers, field)]
    return lines


def asked_for(answers: Answers) -> list[PaperLine]:
    """Return what is proposed and what comes next, with the sentence that ends a report."""
    lines = [PaperLine("III. KIẾN NGHỊ, KẾ HOẠCH TIẾP THEO", "heading"), PaperLine("1. Đề xuất, kiến nghị", "point")]
    lines += [*wording.items(answers, kinds.PROPOSALS), PaperLine("2. Kế hoạch tiếp theo", "point")]
    return [*lines, *wording.items(answers, kinds.NEXT), PaperLine("Trên đây là báo cáo, kính trình cấp trên xem xét")]


def news(facts: MeetingFacts, answers: Answers, author: str) -> Paper:
    """Return a news item in the manner of schools' sites (document 002): no official head, its author below."""
    meeting = facts.meeting
    day = f"ngày {local(meeting.starts_at):%d/%m/%Y}" if meeting.starts_at else gap("ngày")
    name = wording.called(meeting)
    held_by = f"các trường trong cụm ({name})" if meeting.cluster.subject else name
    came = f"Về dự buổi sinh hoạt có {facts.came:02} cán bộ quản lý, giáo viên" if facts.came else "Về dự có giáo viên"
    taught = "; ".join(f"{one.name} ({one.school})" for one in facts.who(PartKind.TEACH))
    lines = [
        PaperLine(
            f"Thực hiện kế hoạch sinh hoạt chuyên môn theo cụm trường, {day}, {held_by} đã tổ chức sinh hoạt "
            f"chuyên môn theo nghiên cứu bài học tại {facts.host}."
        ),
        PaperLine(f"{came} các trường {', '.join(facts.schools_there or facts.schools) or facts.host}."),
        PaperLine(
            f"Nội dung buổi sinh hoạt: {facts.topic or gap(kinds.TOPIC.label)}."
            + (f" Bài học minh họa: {facts.lesson}." if facts.lesson else "")
            + (f" Dạy minh họa: {taught}." if taught else "")
        ),
        PaperLine(
            "Việc thảo luận không đánh giá, xếp loại giờ dạy của giáo viên mà tập trung phân tích hoạt động học "
            "của học sinh: giao nhiệm vụ, theo dõi và hỗ trợ, tổ chức báo cáo và thảo luận."
        ),
        *wording.items(answers, kinds.STRENGTHS),
        *wording.items(answers, kinds.CONCLUSION),
        PaperLine(author, "title"),
    ]
    photos = [block for one in wording.photo_appendix(facts.pictures[:2], "") for block in one.blocks]
    return Paper(None, "SINH HOẠT CHUYÊN MÔN THEO NGHIÊN CỨU BÀI HỌC", name, blocks=(*lines[:-1], *photos, lines[-1]))
