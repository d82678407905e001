"""A fresh Sở of 2026 lives a whole year: two levels, three communes, and nobody hears of what is not their own.

Some 25 seconds of CPU, for 58 people each of whom gets every letter of a year; it is lived once, and all is asked of
that one year.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import demo_tra_lam
from bot.documents.plan import read_text
from bot.domain.duties import directives, issuing, orders
from bot.domain.models import (
    Account,
    Appointment,
    Cluster,
    Duty,
    DutyRule,
    Meeting,
    Outbox,
    OutboxState,
    Person,
    Role,
    Unit,
    UnitKind,
    UnitTie,
)
from bot.domain.organisation import people, terms
from bot.domain.organisation.units import parse
from bot.emulator import Emulator
from bot.messages import Leaving, Outgoing
from bot.vietnamese import ZONE, local
from tests.talk import TalkChannel
from tests.year.lived import TABLES, settings_in
from tests.year.walk import Year, a_year

ENDS = datetime(2027, 7, 31, 18, tzinfo=ZONE)
SO, COMMUNE = "Vi Thị Thanh Nhạn", "Hứa Văn Tiệp"
OF_SO = """SỞ GIÁO DỤC VÀ ĐÀO TẠO TRÀ LAM
Số: 2211/SGDĐT-GDTrH
Trà Lam, ngày 01 tháng 10 năm 2026
V/v sinh hoạt chuyên môn cấp trung học cơ sở
Sở Giáo dục và Đào tạo yêu cầu các trường thực hiện một số nội dung sau:
1. Các trường nộp danh sách chuyên đề về Sở trước ngày 30/11/2026.
2. Cụm trưởng gửi biên bản về Sở sau mỗi buổi sinh hoạt.
"""
OF_COMMUNE = """UBND PHƯỜNG SÔNG TRĂNG
Số: 15/UBND-VHXH
Sông Trăng, ngày 02 tháng 10 năm 2026
V/v sinh hoạt chuyên môn năm học 2026-2027
UBND phường yêu cầu các trường thực hiện một số nội dung sau:
1. Các trường nộp danh sách giáo viên dự sinh hoạt cụm trước ngày 20/11/2026.
"""
OWN_PAPERS = {"th": "kế hoạch năm học 2026-2027 của", "thcs": "2211/SGDĐT-GDTrH"}
NO_OFFICE = re.compile(
    r"phòng (?:gd|giáo dục)|\bpgd|\bhuyện\b|mường chà|lạc thủy|hòa bình|khoái châu|hồ chí minh|điện biên|báo giáo dục"
    r"|\b(?:sở gd&đt|sở giáo dục và đào tạo) (?!trà lam)[a-zđ]+ [a-zđ]+ *,?\n",
    re.IGNORECASE,
)
OF_LEVEL = {"th": re.compile(r"\bTH [A-ZĐ]|tiểu học|cấp TH\b"), "thcs": re.compile(r"\bTHCS\b|trung học cơ sở")}
UBND = re.compile(r"UBND (?:xã|phường) (?:Sông Trăng|Đồi Mận|Bến Lau)")


class Letters(TalkChannel):
    """A channel that keeps what came unasked."""

    def __init__(self) -> None:
        super().__init__(name="telegram")
        self.unasked: list[tuple[str, str]] = []

    async def send(self, address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        if not reply:
            labels = (button.label for row in message.buttons for button in row)
            self.unasked.append((address, "\n".join((message.text, *labels))))
        return await super().send(address, message, reply=reply, leaving=leaving)


@dataclass
class Reader:
    """Somebody with the levels of schooling and the communes that are theirs."""

    name: str
    levels: set[str]
    communes: set[str]
    letters: list[str]


async def _order(db: AsyncSession, year: Year) -> None:
    """Let the Sở adopt a sample and put a letter of its own in, and a commune one of its."""
    today = local(year.now).date()
    for name, letter in ((SO, OF_SO), (COMMUNE, OF_COMMUNE)):
        officer = (await db.scalars(select(Person).where(Person.name == name))).one()
        rights = await people.rights(db, officer.id, today)
        office = await issuing.ordering_office(db, officer.id, today)
        if name == SO:
            ids = [
                one.rule.id
                for one in (await orders.choose(db, "000", year.now, orders.Orderer(office, rights))).effects
            ]
            await orders.switch_on(db, ids, rights, office_id=office, by_id=officer.id, now=year.now)
        draft = read_text(letter)
        unit = await db.get_one(Unit, office or 0)
        directive = directives.read(draft, unit.name, today)
        assert await directives.adopt(db, rights, directive, year.now, office_id=office)


async def _settles(year: Year) -> None:
    """Let the leads of both levels settle their meetings of December and March."""
    lead = terms.leading(local(year.now).date())
    asked = select(Meeting.id, Account.address, Meeting.month).join(lead, lead.c.cluster_id == Meeting.cluster_id)
    asked = asked.join(Account, Account.person_id == lead.c.person_id).where(Account.channel == "telegram")
    asked = asked.order_by(Meeting.id, Account.id.desc())
    async with year.app.database.reading() as db:
        found = {meeting: (address, month) for meeting, address, month in await db.execute(asked)}
    for number, (meeting, (address, month)) in enumerate(found.items()):
        if month.month in (12, 3):
            somebody = year.talk(address)
            await somebody.forges(f"settle:{meeting}")
            await somebody.says(f"14h ngày {8 + number}/{month.month}/{month.year}")
            await somebody.says("Phòng hội đồng")
            await somebody.says("30")
            await somebody.presses(year.talk.said("Settle it"))


@pytest.fixture
async def lived(template: Path, tmp_path: Path) -> AsyncIterator[tuple[Year, Letters]]:
    copy(template, tmp_path / TABLES)
    channel = Letters()
    async with a_year(settings_in(tmp_path), channel, demo_tra_lam.START) as year:
        await demo_tra_lam.prepare(year.app, Emulator("1:x", "du_gio_bot", year.talk.clock), channel.name)
        async with year.app.database.writing() as db:
            await _order(db, year)
        await year.goes_to(datetime(2026, 11, 2, 9, tzinfo=ZONE))
        await _settles(year)
        await year.lives((), ENDS)
        yield year, channel


async def _readers(year: Year, channel: Letters) -> list[Reader]:
    async with year.app.database.reading() as db:
        rows = (await db.execute(select(Account.address, Person).join(Person, Person.id == Account.person_id))).all()
        units = {one.id: one for one in await db.scalars(select(Unit))}
        above = {tie.unit_id: tie.parent_id for tie in await db.scalars(select(UnitTie))}
        offices = {one.person_id: one.unit_id for one in await db.scalars(
            select(Appointment).where(Appointment.role == Role.OFFICER))}  # fmt: skip
    found = []
    for address, person in rows:
        here = units[offices.get(person.id) or person.unit_id]
        its = {units[above[here.id]].name} if here.kind is UnitKind.SCHOOL else {here.name}
        levels = set(parse(here.name).levels) if here.kind is UnitKind.SCHOOL else {"th", "thcs"}
        communes = {one.name for one in units.values()} if here.kind is UnitKind.DEPARTMENT else its
        found.append(Reader(person.name, levels, communes, [text for to, text in channel.unasked if to == address]))
    return found


async def test_no_letter_names_an_office_a_level_or_a_paper_that_is_not_its_own(
    lived: tuple[Year, Letters],
) -> None:
    year, channel = lived
    readers = await _readers(year, channel)
    assert sum(bool(one.letters) for one in readers) > 50
    for one in readers:
        for letter in one.letters:
            assert not NO_OFFICE.search(letter), letter
            for level in {"th", "thcs"} - one.levels:
                assert not OF_LEVEL[level].search(letter), f"{one.name}: {letter}"
                assert OWN_PAPERS[level] not in letter, f"{one.name}: {letter}"
            assert set(UBND.findall(letter)) <= one.communes, f"{one.name}: {letter}"
            assert "15/UBND-VHXH" not in letter or "UBND phường Sông Trăng" in one.communes
    everything = "\n".join(text for _, text in channel.unasked)
    for paper in (*OWN_PAPERS.values(), "15/UBND-VHXH"):
        assert paper in everything, "each paper has been spoken of"
    await _both_levels_have_lived(year)


async def _both_levels_have_lived(year: Year) -> None:
    """Duties of either level were owed by that level only, and nothing waits at the year's end."""
    async with year.app.database.reading() as db:
        owed = (
            await db.execute(
                select(DutyRule.levels, Unit.name)
                .join(Duty, Duty.rule_id == DutyRule.id)
                .join(Unit, Unit.id == Duty.unit_id)
            )
        ).all()
        clusters = await db.execute(
            select(DutyRule.levels, Cluster.level)
            .join(Duty, Duty.rule_id == DutyRule.id)
            .join(Cluster, Cluster.id == Duty.cluster_id)
        )
        states = set(await db.scalars(select(Outbox.state).distinct()))
    levels = {(*wanted, *parse(name).levels) for wanted, name in owed if wanted and parse(name).levels}
    assert levels == {("th", "th"), ("thcs", "thcs")}
    assert {(*wanted, level) for wanted, level in clusters.all() if wanted} == {("th", "th"), ("thcs", "thcs")}
    assert states <= {OutboxState.SENT, OutboxState.VOID}
