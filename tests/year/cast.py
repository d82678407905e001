"""The people of the year: they come in by links as anybody does. Nobody of them exists."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import quiet
from bot.domain.models import Cluster, Role, Unit
from bot.domain.organisation import invites, people, schools
from bot.domain.organisation.people import EVERYTHING
from bot.vietnamese import fold

NA_SANG, NA_SANG_2, MUONG_MUON_2 = "PTDTBT TH số 1 Na Sang", "PTDTBT TH số 2 Na Sang", "PTDTBT TH số 2 Mường Mươn"
THI_TRAN, MA_THI_HO, SA_LONG = "TH Thị trấn", "PTDTBT TH Ma Thì Hồ", "PTDTBT TH Sa Lông"
CUM_1, CUM_2, ENGLISH = "Cụm số 1", "Cụm số 2", "Tiếng Anh"

PHUONG, MY, TUA, INH = "Điêu Thị Phượng", "Vàng Thị Mỷ", "Hạng A Tủa", "Lò Văn Inh"
DUYEN, BAN = "Quàng Thị Duyên", "Lò Thị Hoa Ban"
SUA, PO, CHU, LAN = "Giàng Thị Sua", "Cà Văn Pó", "Sùng A Chứ", "Mùa Thị Lan"
ANH, DUC = "Lường Thị Ánh", "Nguyễn Minh Đức"


@dataclass(frozen=True)
class Member:
    """Somebody, where they are, and what they are there."""

    name: str
    role: Role
    school: str = ""
    subject: str | None = None
    hours: tuple[time, time] | None = None
    """Quiet hours of their own."""


CAST = (
    Member(PHUONG, Role.OFFICER),
    Member(MY, Role.PRINCIPAL, NA_SANG),  # her school leads the first cluster, and she chairs its meetings
    Member(TUA, Role.PRINCIPAL, THI_TRAN),  # his school leads the second cluster
    Member(INH, Role.PRINCIPAL, NA_SANG_2),
    Member(DUYEN, Role.PRINCIPAL, MA_THI_HO),
    Member(BAN, Role.CORE, NA_SANG, ENGLISH),
    Member(SUA, Role.TEACHER, NA_SANG),
    Member(PO, Role.TEACHER, NA_SANG),
    Member(CHU, Role.TEACHER, NA_SANG_2, hours=(time(17), time(7, 30))),
    Member(LAN, Role.TEACHER, THI_TRAN),
    Member(ANH, Role.TEACHER, SA_LONG, ENGLISH),
    Member(DUC, Role.TEACHER, MUONG_MUON_2, ENGLISH),
)


async def enter(db: AsyncSession, channel: str, now: datetime, edition: str) -> None:
    """Let everybody agree to this edition of the notice, and join by a link of their own."""
    for member in CAST:
        person = await people.agree(db, channel, address(member.name), language="vi", now=now)
        people.rename(person, member.name)
        person.notice = edition
        place = await _place(db, member)
        invite = await invites.create(db, EVERYTHING, member.role, now=now, **place)
        await invites.accept(db, invite, person, now)
        person.subject, person.level = member.subject, "th"
        quiet.set_own(person, member.hours)


async def _place(db: AsyncSession, member: Member) -> dict[str, int | None]:
    if member.role is Role.CORE:
        return {"cluster_id": await db.scalar(select(Cluster.id).where(Cluster.name == member.subject))}
    if member.role is Role.OFFICER:
        return {"unit_id": (await schools.offices(db))[0].id}
    return {"unit_id": await db.scalar(select(Unit.id).where(Unit.name == member.school))}


def address(name: str) -> str:
    """Return the address of somebody's chat, as `Talk` has it."""
    return fold(name).replace(" ", "-")
