"""A plan of the year in the form of document 001, so that what is exported and imported again is the same plan.

A meeting has the day that its plan gives it, else its month: what a lead has settled since is theirs and no plan's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import (
    Appointment,
    Cluster,
    ClusterSchool,
    Meeting,
    MeetingState,
    Person,
    Plan,
    Role,
    Round,
    Unit,
)
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import kinds, wording
from bot.domain.papers.heads import HeadOfUnit
from bot.domain.papers.paper import Block, Paper, PaperColumn, PaperLine, PaperTable
from bot.domain.papers.wording import Answers
from bot.errors import N_, Refusal
from bot.vietnamese import reading_order

NO_PLAN = N_("There is no plan of the school year {year} yet.")
TIMES = (
    PaperColumn("Stt", 10, centred=True),
    PaperColumn("Thời gian", 25, centred=True),
    PaperColumn("Tên cụm (Môn)", 30),
    PaperColumn("Địa điểm", 38),
    PaperColumn("Nội dung", 46),
    PaperColumn("Hình thức", 22, centred=True),
)
CORES = (
    PaperColumn("Stt", 10, centred=True),
    PaperColumn("Họ tên giáo viên", 50),
    PaperColumn("Đơn vị", 60),
    PaperColumn("Phụ trách môn", 40),
)


@dataclass(frozen=True, slots=True)
class ListedCluster:
    """A cluster with its schools and the one that leads it."""

    name: str
    schools: tuple[str, ...]
    lead: str


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What a plan says."""

    year: SchoolYear
    meetings: tuple[Meeting, ...]
    clusters: tuple[ListedCluster, ...]
    cores: tuple[tuple[str, str, str], ...]
    """Teacher, school and subject."""


def _planned(year: SchoolYear, cluster_id: int | None, seen: frozenset[int] | None) -> Select[Meeting]:
    asked = select(Meeting).join(Round, Round.id == Meeting.round_id).join(Plan, Plan.id == Round.plan_id)
    asked = asked.where(
        Plan.school_year == str(year), Meeting.state != MeetingState.CANCELLED, Meeting.extra.is_(False)
    )
    asked = asked.where(Meeting.cluster_id == cluster_id) if cluster_id else asked.where(Plan.cluster_id.is_(None))
    return asked if seen is None else asked.where(Meeting.cluster_id.in_(seen))


async def stands(db: AsyncSession, year: SchoolYear, cluster_id: int | None, seen: frozenset[int] | None) -> bool:
    """Say whether there is a plan of the year: of everything, of the clusters that are seen, or of one."""
    return bool(await db.scalar(select(_planned(year, cluster_id, seen).exists())))


async def read(db: AsyncSession, year: SchoolYear, cluster: Cluster | None, seen: frozenset[int] | None) -> PlanFacts:
    """Return the year's plan: of everything, of the clusters that are seen, or of one. Raises Refusal for none."""
    found = (await db.scalars(_planned(year, cluster.id if cluster else None, seen))).all()
    if not found:
        raise Refusal(NO_PLAN, year=str(year))
    ids = {one.cluster_id for one in found}
    return PlanFacts(year, tuple(sorted(found, key=_in_order)), await _clusters(db, ids), await _cores(db, ids))


def _in_order(one: Meeting) -> tuple[object, ...]:
    of_subject = one.cluster.subject is not None
    return one.round.number, of_subject, reading_order(one.cluster.name), one.day or date.max, one.number


async def _clusters(db: AsyncSession, ids: set[int]) -> tuple[ListedCluster, ...]:
    members = select(Cluster.id, Unit.name).join(ClusterSchool, ClusterSchool.cluster_id == Cluster.id)
    members = members.join(Unit, Unit.id == ClusterSchool.unit_id).where(Cluster.id.in_(ids))
    schools: dict[int, list[str]] = {}
    for number, name in await db.execute(members.order_by(Unit.folded)):
        schools.setdefault(number, []).append(name)
    led = select(Appointment.cluster_id, Unit.name).join(Unit, Unit.id == Appointment.holder_unit_id)
    led = led.where(Appointment.cluster_id.in_(ids), Appointment.role == Role.LEAD).order_by(Appointment.id)
    leads: dict[int | None, str] = dict((await db.execute(led)).all())
    general = select(Cluster).where(Cluster.id.in_(ids), Cluster.subject.is_(None))
    found = sorted(await db.scalars(general), key=lambda one: reading_order(one.name))
    return tuple(ListedCluster(one.name, tuple(schools.get(one.id, ())), leads.get(one.id, "")) for one in found)


async def _cores(db: AsyncSession, ids: set[int]) -> tuple[tuple[str, str, str], ...]:
    core = (Appointment.cluster_id.in_(ids), Appointment.role == Role.CORE)
    asked = select(Person.name, Appointment.named, Unit.name, Cluster.name).select_from(Appointment)
    asked = asked.join(Cluster, Cluster.id == Appointment.cluster_id)
    asked = asked.outerjoin(Person, Person.id == Appointment.person_id)
    asked = asked.outerjoin(Unit, Unit.id == func.coalesce(Appointment.unit_id, Person.unit_id))
    rows = await db.execute(asked.where(*core).order_by(Appointment.id))
    return tuple((name or named or "", school or "", subject) for name, named, school, subject in rows if name or named)


def plan(found: PlanFacts, answers: Answers, head: HeadOfUnit, today: date, *, whose: str) -> Paper:
    """Return the plan; `whose` is the cluster that it is of, empty for an office's."""
    of = f" {whose}" if whose else ""
    lines: list[Block] = [
        PaperLine("I. MỤC ĐÍCH, YÊU CẦU", "heading"),
        PaperLine("1. Mục đích", "point"),
        *wording.items(answers, kinds.AIM),
        PaperLine("2. Yêu cầu", "point"),
        *wording.items(answers, kinds.DEMANDS),
        PaperLine("II. NỘI DUNG, HÌNH THỨC TỔ CHỨC", "heading"),
        PaperLine("1. Lịch sinh hoạt chuyên môn", "point"),
        PaperTable(TIMES, tuple(_rows(found.meetings))),
    ]
    if found.clusters:
        lines.append(PaperLine("2. Cụm chuyên môn", "point"))
        lines += [PaperLine(_listed(one), "item") for one in found.clusters]
    if found.cores:
        lines += [PaperLine("3. Giáo viên cốt cán các môn", "point"), PaperTable(CORES, tuple(_core_rows(found.cores)))]
    lines += [PaperLine("III. TỔ CHỨC THỰC HIỆN", "heading"), *wording.items(answers, kinds.DUTIES)]
    lines.append(PaperLine("Trong quá trình thực hiện nếu có khó khăn, vướng mắc, các trường kịp thời báo cáo"))
    return Paper(
        head.top("KH", today),
        "KẾ HOẠCH",
        f"Tổ chức sinh hoạt chuyên môn theo cụm trường{of} năm học {found.year}",
        blocks=tuple(lines),
        recipients=head.sent_to("Các trường trong cụm" if whose else "Các trường"),
        right=head.signature(),
    )


def _rows(meetings: Sequence[Meeting]) -> list[tuple[str, ...]]:
    rounds = list(dict.fromkeys(one.round_id for one in meetings))
    return [
        (
            f"{rounds.index(one.round_id) + 1}",
            f"Ngày {one.day:%d/%m/%Y}" if one.day else f"Tháng {one.month.month}/{one.month.year}",
            one.cluster.name,
            one.host.name,
            one.content,
            wording.FORMS[one.form].capitalize(),
        )
        for one in meetings
    ]


def _listed(one: ListedCluster) -> str:
    led = f". Giao cho trường {one.lead} làm cụm trưởng" if one.lead else ""
    return f"- {one.name}: {', '.join(one.schools)}{led}."


def _core_rows(cores: Sequence[tuple[str, str, str]]) -> list[tuple[str, ...]]:
    return [(f"{place}", *core) for place, core in enumerate(cores, start=1)]
