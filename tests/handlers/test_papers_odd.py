"""Odd cases of official papers, each in a dialogue: nobody marked, very many, very long, gone, twice at once."""

import asyncio
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import delete, select, update

from bot.domain.models import (
    Appointment,
    Evidence,
    Invitee,
    OfficePaper,
    PaperVersion,
    Person,
    Presence,
    Role,
    RosterEntry,
    Why,
)
from bot.errors import Gone, NotAllowed
from tests.handlers.test_papers import BEGINS, held, opens, paper
from tests.talk import Talk, World, photo

LONG = "Hờ " * 66 + "Ánh"
"""A name of two hundred letters."""
MANY = 2_000


async def test_minutes_and_report_of_a_meeting_without_marks(talk: Talk, world: World) -> None:
    """They come, say that nobody was marked, and lead to the roll call; no figure is invented."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.has("Vàng Thị Lan")
    await world.settles(lead)
    talk.clock.move_to(BEGINS + timedelta(hours=5))
    for label in ("Minutes", "Report on the meeting"):
        told = await opens(lead, talk, world, label)
        read = paper(told)
        assert "số người có mặt" in read.gaps
        assert talk.said("Roll call") in told.labels
        assert "00/0" not in read.text


# Two thousand rows are put into the tables, read and written: about 2 s of CPU, since it is the size that is asked for.
@pytest.mark.parametrize("label", ["Roll, filled", "Minutes"])
async def test_two_thousand_names_in_one_roll(talk: Talk, world: World, label: str) -> None:
    """Everybody stands in it, one of them with a name of two hundred letters."""
    lead, _head = await held(world)
    async with talk.app.database.writing() as db:
        entries = [
            RosterEntry(
                unit_id=world.school,
                name=LONG if one == 0 else f"Lò Văn {one}",
                folded=f"lo van {one}",
                imported_at=talk.clock.now(),
            )
            for one in range(MANY)
        ]
        db.add_all(entries)
        await db.flush()
        about = {"meeting_id": world.meeting, "unit_id": world.school, "why": Why.CONCERNED}
        db.add_all(Invitee(**about, roster_entry_id=one.id, presence=Presence.PRESENT) for one in entries)
    expected = len(await talk.finds(select(Invitee.id).where(Invitee.meeting_id == world.meeting)))
    told = await opens(lead, talk, world, label)
    [file] = [one for one in told.uploads if one.kind == "document"]
    # Read as text: python-docx would take seconds over as many cells.
    said = zipfile.ZipFile(BytesIO(file.content)).read("word/document.xml").decode()
    roll = next(table for table in said.split("<w:tbl>") if "Kí tên" in table)
    assert roll.count("<w:tr>") == expected + 1
    assert LONG in roll


async def test_a_name_of_two_hundred_letters_signs(talk: Talk, world: World) -> None:
    lead, _head = await held(world)
    async with talk.app.database.writing() as db:
        await db.execute(update(Person).where(Person.name == "Hạng A Tủa").values(name=LONG))
    assert LONG in paper(await opens(lead, talk, world, "Report on the meeting")).text.replace("\n", " ")


async def test_a_photo_that_was_withdrawn_is_in_no_paper(talk: Talk, world: World) -> None:
    lead, _head = await held(world)
    person, sha = await world.id_of(lead), await talk.app.media.keep(photo())
    async with talk.app.database.writing() as db:
        about = {"meeting_id": world.meeting, "person_id": person, "sha": sha, "caption": "Nhóm 2"}
        db.add(Evidence(**about, faces=False, consented=False, at=talk.clock.now()))
    assert "Nhóm 2" in paper(await opens(lead, talk, world, "Report on the meeting")).text
    async with talk.app.database.writing() as db:
        await db.execute(delete(Evidence))
    read = paper(await opens(lead, talk, world, "Report on the meeting"))
    assert "Nhóm 2" not in read.text
    assert not read.document.inline_shapes


async def test_a_school_without_a_head(talk: Talk, world: World) -> None:
    """Its paper has a gap where the name stands, and is filled in by answering."""
    lead, _head = await held(world)
    async with talk.app.database.writing() as db:
        await db.execute(delete(Appointment).where(Appointment.role == Role.PRINCIPAL))
    told = await opens(lead, talk, world, "Report on the meeting")
    assert "họ tên người ký" in paper(told).gaps
    assert "họ tên người ký" in told.text


async def test_words_own_control_characters_in_what_is_filled_in(talk: Talk, world: World) -> None:
    """What Word pastes along is no text and breaks no file."""
    lead, _head = await held(world)
    await opens(lead, talk, world, "Report on the meeting")
    [row] = await talk.finds(select(OfficePaper))
    await lead.forges(f"paper-ask:{row.id}:strengths")
    await lead.says("Một\x0bHai\x07 <b>&amp;\x01 ]]>\x1e\x1f 😀")
    read = paper(await lead.forges(f"paper-again:{row.id}"))
    assert "Một" in read.text
    assert "Hai" in read.text
    assert "<b>&amp;" in read.text
    assert "ưu điểm" not in read.gaps


async def test_two_approvals_and_two_requests_at_once(talk: Talk, world: World) -> None:
    """Of two who press at once one decides; of one paper asked for twice there is one row."""
    lead, _head = await held(world)
    press = f"paper:report.cluster:{world.meeting}:{world.cluster}"
    await asyncio.gather(lead.forges(press), lead.forges(press))
    [row] = await talk.finds(select(OfficePaper))
    first = await world.has("Nguyễn Văn Cường", Role.OFFICER, school=world.office)
    second = await world.has("Điêu Thị Phượng", Role.OFFICER, school=world.office)
    async with talk.app.database.writing() as db:
        by = await world.id_of(lead)
        about = {"paper_id": row.id, "number": 1, "content": "", "sha": None, "file_name": "bc.docx"}
        db.add(PaperVersion(**about, sent_at=talk.clock.now(), by_id=by))
    [version] = await talk.finds(select(PaperVersion))
    await asyncio.gather(first.forges(f"paper-approve:{version.id}"), second.forges(f"paper-approve:{version.id}"))
    [after] = await talk.finds(select(PaperVersion))
    assert after.decided_by_id in {await world.id_of(first), await world.id_of(second)}


async def test_an_unknown_month_and_somebody_else_s_school(talk: Talk, world: World) -> None:
    _lead, head = await held(world)
    for forged in ("sum:month:202399", "sum:month:13", f"paper:year.school:1900:{world.school}"):
        assert talk.said(Gone.sentence) in (await head.forges(forged)).text
    told = await head.forges(f"paper:year.school:2023:{world.other_school}")
    assert talk.said(NotAllowed.sentence) in told.text
