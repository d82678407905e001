"""Lists of a school year: topics that schools registered, and periods of demo lessons that count one and a half.

One period of a demo lesson counts as 1.5 (Thông tư 05/2025/TT-BGDĐT): the service knows who taught, and the principal
confirms how many periods it was.
"""

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
from bot.domain.programme.figures import Which, reading_order, summed
from bot.vietnamese import local, sort_key

REGISTERS = "000-6"
"""The duty with which a school registers a topic."""
COUNTS = 1.5


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
    told = PaperLine(f"Đã đăng ký {done:02}/{len(found):02} trường.", "label")
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
    asked = select(Person.name, Meeting, Lesson.title).join(Part, Part.person_id == Person.id)
    asked = asked.join(Meeting, Meeting.id == Part.meeting_id).outerjoin(Lesson, Lesson.id == Meeting.lesson_id)
    taught = (Part.kind == PartKind.TEACH, Part.assent == Assent.ACCEPTED, Person.unit_id.in_(schools))
    held = (Meeting.state == MeetingState.SETTLED, Meeting.ends_at <= now)
    rows = await db.execute(asked.where(*taught, *held, Meeting.starts_at >= since, Meeting.starts_at < until))
    found = [
        DemoLesson(name, meeting.starts_at, meeting.cluster.name, lesson or meeting.content)
        for name, meeting, lesson in rows
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
    rows = tuple(
        (f"{place}", one.name, f"{local(one.starts_at):%d/%m/%Y}", one.cluster, one.lesson, "1", in_periods(COUNTS))
        for place, one in enumerate(found, start=1)
    )
    totals = ("", "Tổng số", "", "", "", f"{len(found)}", in_periods(COUNTS * len(found)))
    said = (
        "Hiệu trưởng đã xác nhận số tiết trong bảng"
        if answers.get(kinds.CONFIRMED.name)
        else gap(kinds.CONFIRMED.label)
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


def in_periods(number: float) -> str:
    """Return a number of periods as offices write it: "1,5", "3"."""
    return f"{number:g}".replace(".", ",")
