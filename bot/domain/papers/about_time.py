"""Reports on a round or a year: how many meetings, who was there, what was learnt, with the evidence behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Cluster, Meeting, Unit
from bot.domain.papers import facts, wording
from bot.domain.papers.about_meeting import asked_for, judged
from bot.domain.papers.facts import PaperPicture
from bot.domain.papers.heads import HeadOfUnit
from bot.domain.papers.paper import Appendix, Block, Paper, PaperColumn, PaperLine, PaperTable, gap
from bot.domain.papers.wording import Answers
from bot.domain.programme import figures
from bot.domain.programme.figures import OfPerson, OfSchool, Which, summed
from bot.vietnamese import local

MOST_PEOPLE = 2_000
"""Of the table of people: a school has fewer."""


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """One meeting that was held, for the table of a report."""

    id: int
    starts_at: datetime
    cluster: str
    host: str
    content: str


@dataclass(frozen=True, slots=True)
class TimeFacts:
    """What a report on some time rests on."""

    held: tuple[HeldMeeting, ...]
    schools: tuple[OfSchool, ...]
    people: tuple[OfPerson, ...]
    not_closed: int
    pictures: tuple[PaperPicture, ...]
    photos: Mapping[int, int]
    reflections: Mapping[int, int]


async def read(db: AsyncSession, which: Which, now: datetime, *, people: bool) -> TimeFacts:
    """Return the facts of some time; `people` asks for them by name too, for a school's own report."""
    about = select(Meeting.id, Meeting.starts_at, Cluster.name, Unit.name, Meeting.content)
    about = about.join(Cluster, Cluster.id == Meeting.cluster_id).join(Unit, Unit.id == Meeting.host_id)
    seen = {meeting.id for meeting in await figures.meetings_seen(db, which, now, limit=MOST_PEOPLE)}
    rows = await db.execute(about.where(*summed(which, now)).order_by(Meeting.starts_at, Meeting.id))
    held = tuple(HeldMeeting(meeting, at, *row) for meeting, at, *row in rows if at and meeting in seen)
    ids = [one.id for one in held]
    return TimeFacts(
        held=held,
        schools=tuple(await figures.by_school(db, which, now)),
        people=tuple((await figures.by_person(db, which, now))[:MOST_PEOPLE]) if people else (),
        not_closed=await figures.not_closed(db, which, now),
        pictures=tuple(await facts.pictures(db, ids)),
        photos=await facts.photo_counts(db, ids),
        reflections=await facts.reflection_counts(db, ids),
    )


def report(found: TimeFacts, answers: Answers, head: HeadOfUnit, today: date, *, about: str) -> Paper:
    """Return the report; `about` says whose and of what time: "Cụm số 1, đợt 2, năm học 2026-2027"."""
    of = f"Báo cáo kết quả sinh hoạt chuyên môn {about}"
    total = figures.total(found.schools)
    lines: list[Block] = [
        PaperLine("I. TÌNH HÌNH TỔ CHỨC", "heading"),
        PaperLine(f"Đã tổ chức {len(found.held):02} buổi sinh hoạt chuyên môn:"),
        _meetings(found.held),
        PaperLine("II. KẾT QUẢ", "heading"),
        PaperLine("1. Số lượt người tham dự", "point"),
        PaperLine(
            f"Được triệu tập {total.expected:02} lượt người; có mặt {total.here:02} lượt; trả lời lời mời "
            f"{total.answered:02} lượt."
        ),
        wording.figures_table("Đơn vị", [(one.school or "Khách mời", one.figures) for one in found.schools]),
    ]
    if found.not_closed:
        lines.append(PaperLine(f"({found.not_closed:02} buổi chưa khóa điểm danh; số liệu còn có thể thay đổi.)"))
    lines += [PaperLine("2. Minh chứng", "point"), PaperLine(_evidence(found))]
    return Paper(
        head.top("BC", today),
        "BÁO CÁO",
        f"Kết quả sinh hoạt chuyên môn {about}",
        to=(head.above or gap("nơi gửi báo cáo"),),
        blocks=(*lines, *judged(answers, number=3), *asked_for(answers)),
        recipients=head.sent_to("Như trên"),
        right=head.signature(),
        appendices=tuple(_appendices(found, of)),
    )


def _meetings(held: Sequence[HeldMeeting]) -> PaperTable:
    columns = (
        PaperColumn("TT", 9, centred=True),
        PaperColumn("Thời gian", 27, centred=True),
        PaperColumn("Cụm (môn)", 30),
        PaperColumn("Địa điểm", 44),
        PaperColumn("Nội dung", 55),
    )
    rows = (
        (f"{place}", f"{local(one.starts_at):%H:%M %d/%m/%Y}", one.cluster, one.host, one.content)
        for place, one in enumerate(held, start=1)
    )
    return PaperTable(columns, tuple(rows))


def _evidence(found: TimeFacts) -> str:
    photos, thoughts = sum(found.photos.values()), sum(found.reflections.values())
    said = f"{photos:02} ảnh đã nộp, {thoughts:02} bài suy ngẫm đã nộp"
    shown = len(found.pictures)
    return f"{said}; {shown:02} ảnh đủ điều kiện được in kèm." if shown else f"{said}."


def _appendices(found: TimeFacts, of: str) -> list[Appendix]:
    names = {one.id: f"{one.cluster}, {local(one.starts_at):%d/%m/%Y}" for one in found.held}
    columns = (
        PaperColumn("TT", 9, centred=True),
        PaperColumn("Buổi", 70),
        PaperColumn("Ảnh đã nộp", 25, centred=True),
        PaperColumn("Suy ngẫm đã nộp", 28, centred=True),
    )
    rows = tuple(
        (f"{place}", names[one.id], f"{found.photos.get(one.id, 0)}", f"{found.reflections.get(one.id, 0)}")
        for place, one in enumerate(found.held, start=1)
    )
    told = [Appendix("Danh mục minh chứng", (PaperTable(columns, rows),), of)]
    if found.people:
        people = [(one.name, one.figures) for one in found.people]
        told.append(Appendix("Số buổi tham dự của từng người", (wording.figures_table("Họ và tên", people),), of))
    return [*told, *wording.photo_appendix(found.pictures, of, names)]
