"""The demo's second world: a Sở of 2026, its two levels apart, whose people hear of no office that is gone."""

import asyncio
import re
import socket
import sys
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from bot.app import build
from bot.clock import MovableClock
from bot.demo import HOST, Steering, Switch
from bot.demo_tra_lam import FOLDER, MEETS_AT, OFFICE, START, prepare
from bot.demo_worlds import MUONG_CHA, WORLDS
from bot.domain.duties.orders import ENTRIES
from bot.domain.models import Appointment, Cluster, ClusterSchool, Duty, DutyRule, Meeting, Person, Role, Unit, UnitKind
from bot.emulator import Emulator
from tests.talk import Talk, TalkChannel

GONE = re.compile(r"phòng (?:gd|giáo dục)|\bpgd|\bhuyện\b|mường chà|lạc thủy", re.IGNORECASE)
ORDERS = re.compile(r"công văn", re.IGNORECASE)
SAID = ("/start", "/lich", "/dangky", "/viec", "/baocao", "/tochuc", "/moi", "/kehoach", "/toi", "/trogiup", "8")


@pytest.fixture
async def lived(settings):
    """The world, its talk, and its emulator, as on its first morning."""
    clock = MovableClock(START)
    channel, emulator = TalkChannel(name="telegram"), Emulator("1:x", "du_gio_bot", clock)
    async with build(settings, channels=[channel], clock=clock) as app:
        await prepare(app, emulator, channel.name)
        yield Talk(app, channel, clock, "vi"), emulator


def test_the_files_are_what_their_maker_makes(monkeypatch):
    monkeypatch.syspath_prepend(FOLDER)
    import make_tra_lam  # noqa: PLC0415 - it stands beside its files, outside every package

    for known in ("make_tra_lam", "make_plan"):
        monkeypatch.delitem(sys.modules, known)
    for name, content in make_tra_lam.build().items():
        with ZipFile(BytesIO(content)) as built, ZipFile(Path(FOLDER, name)) as committed:
            assert {part: built.read(part) for part in built.namelist()} == {
                part: committed.read(part) for part in committed.namelist()
            }


def test_every_world_tells_who_keeps_its_data():
    assert [*WORLDS] == ["muong-cha", "tra-lam"]
    assert not GONE.search(f"{WORLDS['tra-lam'].keeper} {WORLDS['tra-lam'].keeper_address}")


async def test_two_levels_of_one_office_and_what_its_people_are_told(lived):
    """Four seconds of CPU: the world is built once, lived three weeks by 59 people, and asked by one of each role."""
    talk, emulator = lived
    await _stands_apart(talk)
    await _has_its_people(talk, emulator)
    await Steering(talk.app, talk.clock).move_to(MEETS_AT + timedelta(days=2))
    for number in await _one_of_each_role(talk):
        for words in SAID:
            await talk(str(number)).says(words)
    told = [shown for chat in talk.channel.chats.values() for shown in chat]
    assert sum("22/10" in shown.text for shown in told) > 10, "reminders of the settled meeting have left"
    for shown in told:
        assert not GONE.search(" ".join((shown.text, *shown.labels))), shown.text
        assert not ORDERS.search(shown.text), shown.text
    owed = await talk.finds(select(DutyRule.code).join(Duty, Duty.rule_id == DutyRule.id).distinct())
    assert [code for code in owed if not ENTRIES[code].law] == []


async def _stands_apart(talk):
    """Both levels have a "Cụm số 1" with two sub-clusters, and no school of one is in the other's."""
    [office] = await talk.finds(select(Unit).where(Unit.kind == UnitKind.DEPARTMENT))
    assert office.name == OFFICE
    assert not await talk.finds(select(Unit).where(Unit.kind == UnitKind.OFFICE))
    communes = await talk.finds(select(Unit.name).where(Unit.kind == UnitKind.COMMUNE))
    assert communes == ["UBND phường Sông Trăng", "UBND xã Đồi Mận", "UBND xã Bến Lau"]
    clusters = await talk.finds(select(Cluster).order_by(Cluster.id))
    first = {one.level: one for one in clusters if one.name == "Cụm số 1"}
    assert {*first} == {"th", "thcs"}
    for level, cluster in first.items():
        assert [one.name for one in clusters if one.parent_id == cluster.id] == ["Tiểu cụm 1", "Tiểu cụm 2"]
        inside = select(Unit.name).join(ClusterSchool, ClusterSchool.unit_id == Unit.id)
        schools = await talk.finds(inside.where(ClusterSchool.cluster_id == cluster.id))
        assert (len(schools), {name.split()[0] for name in schools}) == (4, {level.upper()})
        hosts = await talk.finds(select(Unit.name).join(Meeting, Meeting.host_id == Unit.id).where(
            Meeting.cluster_id == cluster.id))  # fmt: skip
        assert {name.split()[0] for name in hosts} == {level.upper()}


async def _has_its_people(talk, emulator):
    """Every one has come in; the deputy principal whom the plan names as deputy lead took that very place."""
    people = await talk.finds(select(Person))
    assert len({one.name for one in people}) == len(people) == len(emulator.world.people) - 1
    [deputy] = await talk.finds(select(Appointment).where(Appointment.named.is_not(None)))
    [mac] = [one for one in people if one.name == "Mạc Thị Diệu"]
    assert (deputy.role, deputy.person_id) == (Role.DEPUTY_LEAD, mac.id)
    assert len(await talk.finds(select(Appointment).where(Appointment.role == Role.DEPUTY_LEAD))) == 4
    officers = await talk.finds(select(Appointment).where(Appointment.role == Role.OFFICER))
    kinds = await talk.finds(select(Unit.kind).where(Unit.id.in_([one.unit_id for one in officers])))
    assert {*kinds} == {UnitKind.DEPARTMENT, UnitKind.COMMUNE}


async def _one_of_each_role(talk):
    """Return chats: both officers', one of every other role's, a teacher's."""
    seen = {}
    rows = await talk.finds(select(Appointment).where(Appointment.person_id.is_not(None)).order_by(Appointment.id))
    for one in rows:
        seen.setdefault((one.role, one.unit_id if one.role is Role.OFFICER else None), one.person_id)
    [teacher, *_] = await talk.finds(select(Person.id).order_by(Person.id.desc()))
    return [1000 + person for person in {*seen.values(), teacher}]


async def test_a_world_whose_ports_are_taken_is_not_begun_and_may_be_chosen_again():
    with socket.create_server((HOST, 0)) as busy:
        port = busy.getsockname()[1]
        async with asyncio.TaskGroup() as services:
            switch = Switch(port - 2, MUONG_CHA, services)
            for _again in range(2):
                with pytest.raises(OSError, match=f"Cannot listen at {HOST}:{port}"):
                    await switch.open("tra-lam")
            with pytest.raises(LookupError):
                await switch.open("hoa-ban")


def test_it_begins_in_the_autumn_of_2026():
    assert START < MEETS_AT < datetime(2026, 11, 1, tzinfo=START.tzinfo)
