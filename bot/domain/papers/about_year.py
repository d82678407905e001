"""Lists of a school year: topics that schools registered, and periods of demo lessons that count one and a half.

One period of a demo lesson counts as 1.5 (Thông tư 05/2025/TT-BGDĐT): the service knows who taught and takes it for one
period, says so, and the principal confirms or puts right how many it was.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import (
    Assent,
    Duty,
    DutyRule,
    DutyState,
    Lesson,
    Meeting,
    MeetingState,
    Part,
    PartKind,
    Person,
    Unit,
)
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import kinds
from bot.domain.papers.heads import HeadOfUnit
from bot.domain.papers.paper import Block, Paper, PaperColumn, PaperLine, PaperTable, gap
from bot.domain.papers.wording import Answers
from bot.domain.programme.figures import Which, summed
from bot.errors import N_, BadInput
from bot.vietnamese import fold, local, reading_order, sort_key

REGISTERS = "000-6"
"""The duty with which a school registers a topic."""
COUNTS = 1.5
PERIODS = "periods"
"""Beside the answers of a table of periods: what the principal says of single lessons."""
MOST_PERIODS = 10
ASSUMED = "Số tiết tạm ghi 01 tiết cho mỗi buổi dạy minh họa, nếu hiệu trưởng chưa sửa; chờ xác nhận"
NOT_READ = N_(
    "“{said}” names no single row of the table, or not 1 to {most} periods. Please write the row and its periods, for "
    "example: 2: 3 tiết"
)
_ROW = re.compile(r"(?:dong|hang|row|so)?\s*(\d{1,3}|[a-z][a-z ]*?)\s*[:=]?\s*(\d{1,2})\s*(?:tiet|periods?)?")


@dataclass(frozen=True, slots=True)
class RegisteredTopic:
    """What one school registered; nothing yet where the text is empty."""

    school: str
    text: str
    at: datetime | None
    subject: str = ""
    held: str = ""
    """The day or the month, as it is shown."""
    who: str = ""


@dataclass(frozen=True, slots=True)
class DemoLesson:
    """One demo lesson that somebody of a school taught."""

    part_id: int
    name: str
    starts_at: datetime
    cluster: str
    lesson: str


async def topics(db: AsyncSession, year: SchoolYear, schools: Collection[int] | None) -> list[RegisteredTopic]:
    """Return what schools were to register and did, by school."""
    asked = select(Unit.name, Duty.note, Duty.file_name, Duty.closed_at, Duty.state, Duty.form)
    asked = asked.join(Duty, Duty.unit_id == Unit.id).join(DutyRule, DutyRule.id == Duty.rule_id)
    asked = asked.where(DutyRule.code == REGISTERS, Duty.school_year == str(year), Duty.state != DutyState.VOID)
    if schools is not None:
        asked = asked.where(Unit.id.in_(schools))
    found = [
        _registered(name, form or {"title": note or file or ""}, at)
        if state is DutyState.DONE
        else RegisteredTopic(name, "", None)
        for name, note, file, at, state, form in await db.execute(asked)
    ]
    return sorted(found, key=lambda one: reading_order(one.school))


def _registered(school: str, form: Mapping[str, str], at: datetime | None) -> RegisteredTopic:
    more = {name: form.get(name, "") for name in ("subject", "held", "who")}
    return RegisteredTopic(school, form.get("title", ""), at, **more)


def topic_list(found: Sequence[RegisteredTopic], year: SchoolYear, head: HeadOfUnit, today: date) -> Paper:
    """Return the list of topics, those schools too that have registered none."""
    columns = (
        PaperColumn("TT", 10, centred=True),
        PaperColumn("Đơn vị", 42),
        PaperColumn("Chuyên đề", 52),
        PaperColumn("Môn", 20),
        PaperColumn("Thời gian", 22, centred=True),
        PaperColumn("Người thực hiện", 32),
    )
    rows = tuple(
        (f"{place}", one.school, one.text or "Chưa đăng ký", one.subject, one.held, one.who)
        for place, one in enumerate(found, start=1)
    )
    done = sum(bool(one.text) for one in found)
    said = f"Đã đăng ký {done:02}/{len(found):02} trường." if found else "Chưa có trường nào được giao đăng ký."
    told = PaperLine(said, "label")
    return Paper(
        head.top("", today),
        "DANH SÁCH",
        f"Đăng ký chuyên đề sinh hoạt chuyên môn theo nghiên cứu bài học năm học {year}",
        blocks=(PaperTable(columns, rows), told),
        right=head.signature(),
        ended=False,
    )


async def demo_lessons(db: AsyncSession, year: SchoolYear, schools: Collection[int], now: datetime) -> list[DemoLesson]:
    """Return who of some schools taught at meetings of a year that are over, by tên and day."""
    since, until = year.span.moments
    asked = select(Part.id, Person.name, Meeting, Lesson.title).join(Part, Part.person_id == Person.id)
    asked = asked.join(Meeting, Meeting.id == Part.meeting_id).outerjoin(Lesson, Lesson.id == Meeting.lesson_id)
    taught = (Part.kind == PartKind.TEACH, Part.assent == Assent.ACCEPTED, Person.unit_id.in_(schools))
    held = (Meeting.state == MeetingState.SETTLED, Meeting.ends_at <= now)
    rows = await db.execute(asked.where(*taught, *held, Meeting.starts_at >= since, Meeting.starts_at < until))
    found = [
        DemoLesson(number, name, meeting.starts_at, meeting.cluster.called, lesson or meeting.content)
        for number, name, meeting, lesson in rows
        if meeting.starts_at
    ]
    return sorted(found, key=lambda one: (sort_key(one.name), one.starts_at))


async def taught(db: AsyncSession, which: Which, now: datetime) -> dict[tuple[str, str], int]:
    """Return how many demo lessons people taught at the meetings of a summary, by name and school."""
    there = Part.meeting_id.in_(select(Meeting.id).where(*summed(which, now)))
    asked = select(Person.name, func.coalesce(Unit.name, ""), func.count()).join(Part, Part.person_id == Person.id)
    asked = asked.outerjoin(Unit, Unit.id == Person.unit_id)
    asked = asked.where(Part.kind == PartKind.TEACH, Part.assent == Assent.ACCEPTED, there)
    rows = await db.execute(asked.group_by(Person.name, Unit.name))
    return {(name, school): number for name, school, number in rows}


def read_periods(typed: str, found: Sequence[DemoLesson]) -> Mapping[int, int]:
    """Return how many periods somebody says of lessons, by part: "2: 3 tiết; Lan 2 tiết"; nothing for other words.

    Raises BadInput where a row is not there, a name is none or several of them, or a number cannot be.
    """
    said: dict[int, int] = {}
    for piece in re.split(r"[;,\n]", typed):
        match = _ROW.fullmatch(fold(piece).strip(" ."))
        if match is None:
            return {}
        which, number = match[1].strip(), int(match[2])
        ones = _lessons_of(which, found)
        if len(ones) != 1 or not 1 <= number <= MOST_PERIODS:
            raise BadInput(NOT_READ, said=piece.strip(), most=MOST_PERIODS)
        said[ones[0].part_id] = number
    return said


def _lessons_of(which: str, found: Sequence[DemoLesson]) -> Sequence[DemoLesson]:
    if which.isdecimal():
        return found[int(which) - 1 : int(which)] if int(which) else ()
    words = [word for word in which.split() if word not in {"co", "thay"}]
    return [one for one in found if words and fold(one.name).split()[-len(words) :] == words]


def periods_kept(answers: Answers) -> dict[int, int]:
    """Return what was said of the periods of lessons, by part."""
    pairs = (one.partition("=") for one in answers.get(PERIODS, "").split(";") if one)
    return {int(part): int(number) for part, _sign, number in pairs}


def as_kept(said: Mapping[int, int]) -> str:
    """Return what `periods_kept` reads."""
    return ";".join(f"{part}={number}" for part, number in sorted(said.items()))


def hours(found: Sequence[DemoLesson], year: SchoolYear, answers: Answers, head: HeadOfUnit, today: date) -> Paper:
    """Return the table of periods; until the principal says that it is right, a gap stands below it."""
    columns = (
        PaperColumn("TT", 9, centred=True),
        PaperColumn("Họ và tên", 40),
        PaperColumn("Ngày dạy", 24, centred=True),
        PaperColumn("Cụm (môn)", 28),
        PaperColumn("Bài dạy", 46),
        PaperColumn("Số tiết", 14, centred=True),
        PaperColumn("Quy đổi", 16, centred=True),
    )
    kept = periods_kept(answers)
    of = {one.part_id: kept.get(one.part_id, 1) for one in found}
    rows = tuple(
        (f"{place}", one.name, f"{local(one.starts_at):%d/%m/%Y}", one.cluster, one.lesson, *_counted(of[one.part_id]))
        for place, one in enumerate(found, start=1)
    )
    totals = ("", "Tổng số", "", "", "", *_counted(sum(of.values())))
    said = (
        "Hiệu trưởng đã xác nhận số tiết trong bảng"
        if answers.get(kinds.CONFIRMED.name)
        else f"{ASSUMED}: {gap(kinds.CONFIRMED.label)}"
    )
    lines: list[Block] = [
        PaperLine("Mỗi tiết dạy minh họa trong sinh hoạt chuyên môn theo kế hoạch được tính bằng 1,5 tiết định mức."),
        PaperTable(columns, rows, totals),
        PaperLine(f"{said}.", "label"),
    ]
    return Paper(
        head.top("", today),
        "BẢNG QUY ĐỔI TIẾT DẠY MINH HỌA",
        f"Sinh hoạt chuyên môn theo cụm trường năm học {year}",
        grounds=("Căn cứ Thông tư số 05/2025/TT-BGDĐT",),
        blocks=tuple(lines),
        right=head.signature(),
        ended=False,
    )


def _counted(number: int) -> tuple[str, str]:
    return f"{number}", in_periods(COUNTS * number)


def in_periods(number: float) -> str:
    """Return a number of periods as offices write it: "1,5", "3"."""
    return f"{number:g}".replace(".", ",")
