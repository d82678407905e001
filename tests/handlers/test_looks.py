"""Who opened whose data: written down by one statement a look, shown to the people it is about and to nobody else."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

import handlers
from bot.domain.endings import looks
from bot.domain.models import DataLook, Presence, Role, Seen
from bot.vietnamese import ZONE
from handlers.organisation.looks import SEEN, SHOWS
from tests.counting import counted
from tests.talk import Somebody, Talk, World

ENDED = datetime(2023, 10, 26, 17, 0, tzinfo=ZONE)


async def met(world: World) -> tuple[Somebody, Somebody, Somebody]:
    """Return lead, principal, and a teacher who was marked, has reflected and has left a photo."""
    lead, head = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Hạng A Tủa", Role.PRINCIPAL)
    lan = await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await lan.forges(f"take:{world.meeting}")
    world.talk.clock.move_to(ENDED)
    await world.marks(lan, Presence.PRESENT)
    await lan.forges(f"part:{world.meeting}:observer")
    await lan.says("Nhóm 2 thảo luận")
    await lan.forges("submit:1")
    await lan.sends_photo()
    await lan.forges(f"said:{world.meeting}:none")
    return lead, head, lan


def test_every_door_that_is_watched_exists() -> None:
    """A pattern that was changed would be watched no more, without a word."""
    assert set(SHOWS) - {route.pattern for route in handlers.ROUTES.buttons} == set()
    assert set(SEEN) == set(Seen)


async def test_who_was_looked_at_reads_who_when_and_what(talk: Talk, world: World) -> None:
    """Each kind once a day, with how often; one's own looks are not among them."""
    lead, head, lan = await met(world)
    for _twice in range(2):
        await lead.forges(f"thoughts:{world.meeting}:0")
    await lead.forges(f"album:{world.meeting}")
    await head.forges(f"sum:meeting:{world.meeting}")
    await lan.forges(f"album:{world.meeting}")
    await lan.says("/toi")
    shown = await lan.presses(talk.said("Who looked at my data"))
    assert f"Sùng A Dơ, {talk.said(SEEN[Seen.REFLECTIONS])} ×2" in shown.text
    assert f"Sùng A Dơ, {talk.said(SEEN[Seen.PHOTOS])}" in shown.text
    assert "Hạng A Tủa" in shown.text
    assert "Vàng Thị Lan" not in shown.text


async def test_who_was_not_looked_at_reads_nothing(talk: Talk, world: World) -> None:
    """Somebody of another school and meeting; and who was there, but has written and photographed nothing."""
    lead, _head, _lan = await met(world)
    stranger = await world.has("Lò Văn Minh", school=(await world.elsewhere())[0])
    there = await world.has("Giàng A Páo")
    await world.marks(there, Presence.PRESENT)
    await there.forges(f"part:{world.meeting}:observer")
    await there.says("Chưa nộp")
    await lead.forges(f"thoughts:{world.meeting}:0")
    await lead.forges(f"album:{world.meeting}")
    for one in (stranger, there):
        assert talk.said("Nobody else has looked at your data.") in (await one.forges("looks:0")).text
    await lead.forges(f"names:{world.meeting}")
    assert "Sùng A Dơ" in (await there.forges("looks:0")).text
    assert "Sùng A Dơ" not in (await stranger.forges("looks:0")).text


async def test_a_refused_look_is_none(talk: Talk, world: World) -> None:
    """Nothing was shown: nothing is written."""
    _lead, _head, _lan = await met(world)
    minh = await world.has("Lò Văn Minh")
    await minh.forges(f"thoughts:{world.meeting}:0")
    await minh.forges(f"names:{world.meeting}")
    assert await talk.finds(select(DataLook.topic)) == []


async def test_a_file_that_went_out_is_written_down(talk: Talk, world: World) -> None:
    """Of one meeting by the meeting, of a month by the whole that its reader may see."""
    _lead, head, lan = await met(world)
    await head.forges(f"sum-book:meeting:{world.meeting}")
    await head.forges("sum-book:month:202310")
    topics = set(await talk.finds(select(DataLook.topic).where(DataLook.seen == Seen.EXPORT)))
    assert topics == {f"meeting:{world.meeting}", looks.unit(world.school), looks.cluster(world.cluster)}
    assert talk.said(SEEN[Seen.EXPORT]) in (await lan.forges("looks:0")).text


async def test_an_officer_who_looks_at_all_has_looked_at_everybody(talk: Talk, world: World) -> None:
    _lead, _head, lan = await met(world)
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await officer.forges("sum:month:202310")
    assert await talk.finds(select(DataLook.topic)) == [looks.EVERYBODY]
    assert "Điêu Thị Phượng" in (await lan.forges("looks:0")).text
    await talk.passes(seconds=1)
    late = await world.has("Tòng Văn Ân")
    assert "Điêu Thị Phượng" not in (await late.forges("looks:0")).text


async def test_a_lead_who_looks_at_the_cluster_has_looked_at_its_schools(talk: Talk, world: World) -> None:
    """At those of every school of it, and at nobody's of another cluster."""
    lead, _head, lan = await met(world)
    stranger = await world.has("Lò Văn Minh", school=(await world.elsewhere())[0])
    await lead.forges("sum:month:202310")
    assert await talk.finds(select(DataLook.topic)) == [looks.cluster(world.cluster)]
    assert "Sùng A Dơ" in (await lan.forges("looks:0")).text
    assert "Sùng A Dơ" not in (await stranger.forges("looks:0")).text


async def test_a_look_is_one_statement_and_one_row_a_day(talk: Talk, world: World) -> None:
    """However many people stand in what was shown, and however often it is opened."""
    lead, _head, _lan = await met(world)
    await lead.forges(f"names:{world.meeting}")
    with counted(talk.app) as sent:
        await lead.forges(f"names:{world.meeting}")
    assert sum("INSERT INTO look" in one for one, _values in sent.sent) == 1
    await talk.passes(days=1)
    await lead.forges(f"names:{world.meeting}")
    times = await talk.finds(select(DataLook.times).where(DataLook.seen == Seen.MARKS).order_by(DataLook.day))
    assert times == [2, 1]


@pytest.mark.parametrize("page", [0, 1, 99])
async def test_many_looks_are_read_page_by_page(talk: Talk, world: World, page: int) -> None:
    lead, _head, lan = await met(world)
    person, reader = await world.id_of(lan), await world.id_of(lead)
    first = talk.clock.now().date()
    async with talk.app.database.writing() as db:
        for day in range(15):
            db.add(
                DataLook(
                    reader_id=reader,
                    seen=Seen.LISTS,
                    topic=f"person:{person}",
                    day=first + timedelta(days=day),
                    at=talk.clock.now(),
                )
            )
    shown = await lan.forges(f"looks:{page}")
    assert shown.text.count("Sùng A Dơ") == {0: 10, 1: 5, 99: 0}[page]


async def test_a_paper_made_out_for_somebody_is_written_down_for_them(talk: Talk, world: World) -> None:
    """A confirmation of one person is theirs to read of, and nobody else's; the roll is everybody's who is on it."""
    lead, head, lan = await met(world)
    mai = await world.has("Lò Thị Mai")
    await world.marks(mai, Presence.PRESENT)
    await head.forges(f"paper:confirmation.school:{world.meeting}:{await world.expects(lan)}")
    await head.forges(f"paper:training.school:2023:{await world.id_of(lan)}")
    for somebody, expected in ((lan, True), (mai, False)):
        shown = await somebody.forges("looks:0")
        assert (f"Hạng A Tủa, {talk.said(SEEN[Seen.EXPORT])}" in shown.text) is expected
    assert "×2" in (await lan.forges("looks:0")).text
    await lead.forges(f"paper:roll.cluster:{world.meeting}:0")
    assert f"Sùng A Dơ, {talk.said(SEEN[Seen.EXPORT])}" in (await mai.forges("looks:0")).text
