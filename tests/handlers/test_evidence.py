"""The basket of a meeting: what is expected and missing, files and links, taking one back, nothing filed unasked."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.domain.models import (
    Assent,
    Evidence,
    EvidenceKind,
    Heading,
    Meeting,
    Part,
    PartKind,
    Role,
    Stage,
)
from bot.domain.programme import basket
from bot.domain.programme.evidence import NO_LINK, STRANGE_HOST, read_link
from bot.errors import BadInput, Gone, NotAllowed
from tests.handlers.test_minutes import ENDS, approved, held, writes
from tests.talk import Talk, World, photo


async def films(world: World, name: str) -> None:
    """Let a teacher have agreed to film."""
    talk = world.talk
    who, lead = await world.id_of(talk(name)), await world.id_of(talk("Sùng A Dơ"))
    async with talk.app.database.writing() as db:
        about = {"meeting_id": world.meeting, "person_id": who, "asked_by_id": lead, "asked_at": talk.clock.now()}
        db.add(Part(**about, kind=PartKind.CAMERA, assent=Assent.ACCEPTED))


async def test_the_basket_fills(talk: Talk, world: World) -> None:
    """The card says what is there and what is missing, and of whom; each piece that comes is counted."""
    lead, writer = await held(world)
    await films(world, "Lò Thị Hạnh")
    teacher = await world.has("Giàng A Páo")
    card = await lead.forges(f"meeting:{world.meeting}")
    assert talk.said("Evidence: {there}/{all}", there=0, all=6) in card.text
    assert f"{talk.said('video of the lesson')} (Hạnh)" in card.text
    assert (
        talk.said("Evidence: {there}/{all}", there=0, all=6)
        not in (await teacher.forges(f"meeting:{world.meeting}")).text
    )
    for colour in ("red", "green", "blue"):
        await teacher.forges(f"photos:{world.meeting}")
        await teacher.sends_photo(photo(colour))
    await writer.forges(f"evidence-link:{world.meeting}")
    await writer.says("Video đây ạ https://youtu.be/abc123")
    await writes(world, writer, Heading.CONCLUSION, "Một.")
    await approved(world, lead)
    await lead.forges(f"roll-close:{world.meeting}:as-is")
    card = await lead.forges(f"meeting:{world.meeting}")
    assert talk.said("Evidence: {there}/{all}", there=4, all=6) in card.text
    assert "(Hạnh)" not in card.text


async def test_a_meeting_that_prepares_needs_no_video(talk: Talk, world: World) -> None:
    lead, _writer = await held(world)
    async with talk.app.database.writing() as db:
        await db.execute(update(Meeting).values(stage=Stage.PREPARE))
    card = await lead.forges(f"meeting:{world.meeting}")
    assert talk.said("Evidence: {there}/{all}", there=0, all=4) in card.text


async def test_a_principal_reads_the_names_of_the_own_people_only(talk: Talk, world: World) -> None:
    await held(world)
    await films(world, "Lò Thị Hạnh")
    own = await world.has("Lò Văn Minh", Role.PRINCIPAL)
    other = await world.has("Vàng Thị Lan", Role.PRINCIPAL, school=world.other_school)
    assert f"{talk.said('video of the lesson')} (Hạnh)" in (await own.forges(f"evidence:{world.meeting}")).text
    shown = (await other.forges(f"evidence:{world.meeting}")).text
    assert talk.said("video of the lesson") in shown
    assert "Hạnh" not in shown


async def test_many_baskets_cost_as_much_as_one(talk: Talk, world: World) -> None:
    await held(world)
    async with talk.app.database.reading() as db:
        one = await db.get_one(Meeting, world.meeting)
        found = await basket.of(db, [one, one])
    assert list(found) == [world.meeting]


async def test_files_are_kept_and_asked_about(talk: Talk, world: World) -> None:
    """A document and a short film; the question of faces comes for them as for photos."""
    lead, writer = await held(world)
    await writer.forges(f"photos:{world.meeting}")
    shown = await writer.sends_file("phieu quan sat.docx", b"PK one")
    await writer.presses(talk.said("It is the plan of observation"), on=shown)
    await writer.forges(f"photos:{world.meeting}")
    await writer.sends_file("bai day.mp4", b"\x00\x00\x00\x18ftypmp42")
    asked = await writer.presses(talk.said("Done"))
    assert talk.said("{number} photos. Can pupils' faces be recognised in them?", number=2) in asked.text
    seen = await lead.forges(f"evidence:{world.meeting}")
    assert talk.said("Photos to see: {photos}; files and links: {files}", photos=0, files=0) in seen.text
    await writer.presses(talk.said("No, they cannot"))
    assert await talk.finds(select(Evidence.kind).order_by(Evidence.id)) == [
        EvidenceKind.OBSERVATION,
        EvidenceKind.VIDEO,
    ]
    seen = await lead.forges(f"evidence:{world.meeting}")
    assert talk.said("Photos to see: {photos}; files and links: {files}", photos=0, files=2) in seen.text
    opened = await lead.presses(f"{talk.said('video of the lesson')}: bai day.mp4", on=seen)
    assert [one.name for one in opened.uploads] == ["bai day.mp4"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("video ở trên mạng", NO_LINK),
        ("http://youtu.be/abc", NO_LINK),
        ("https://youtu.be/a https://youtu.be/b", NO_LINK),
        ("https://evil.example/youtube.com", STRANGE_HOST),
        ("https://notyoutube.com/a", STRANGE_HOST),
    ],
)
def test_links_that_are_none(typed: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_link(typed)
    assert refused.value.sentence == said


@pytest.mark.parametrize(
    "link", ["https://youtu.be/abc", "https://www.youtube.com/watch?v=1", "https://thnasang.dienbien.edu.vn/tin/1"]
)
def test_links_that_are_some(link: str) -> None:
    assert read_link(f"Link đây ạ: {link}") == link


async def test_one_is_taken_back_by_its_owner(talk: Talk, world: World) -> None:
    lead, writer = await held(world)
    for colour in ("red", "green"):
        await writer.forges(f"photos:{world.meeting}")
        await writer.sends_photo(photo(colour))
    await writer.forges(f"said:{world.meeting}:none")
    [first, second] = await talk.finds(select(Evidence.id).order_by(Evidence.id))
    shown = await writer.forges(f"evidence-mine:{world.meeting}")
    assert len(shown.uploads) == 2
    assert talk.said(NotAllowed.sentence) in (await lead.forges(f"evidence-gone:{first}")).text
    await writer.forges(f"evidence-out:{first}")
    await writer.presses(talk.said("Yes, out for good"))
    assert await talk.finds(select(Evidence.id)) == [second]
    assert talk.said(Gone.sentence) in (await writer.forges(f"evidence-gone:{first}")).text


async def test_a_photo_long_after_a_meeting_is_not_filed_without_a_question(talk: Talk, world: World) -> None:
    """Out of the blue it is of the meeting that goes on; a day later it is asked, even with only one."""
    _lead, writer = await held(world)
    talk.clock.move_to(ENDS + timedelta(days=1))
    asked = await writer.sends_photo(photo("red"))
    assert await talk.finds(select(func.count(Evidence.id))) == [0]
    await writer.presses(asked.labels[0], on=asked)
    assert await talk.finds(select(Evidence.meeting_id)) == [world.meeting]


async def test_strangers_see_nothing(talk: Talk, world: World) -> None:
    _lead, writer = await held(world)
    await writer.forges(f"evidence-link:{world.meeting}")
    await writer.says("https://youtu.be/abc123")
    await writer.forges(f"said:{world.meeting}:none")
    [number] = await talk.finds(select(Evidence.id))
    school, _cluster, _meeting = await world.elsewhere()
    stranger = await world.has("Mùa A Vàng", Role.PRINCIPAL, school=school)
    for press in (f"evidence:{world.meeting}", f"evidence-open:{number}", f"evidence-link:{world.meeting}"):
        assert talk.said(Gone.sentence) in (await stranger.forges(press)).text


async def test_the_board_shows_every_basket_with_what_is_missing(talk: Talk, world: World) -> None:
    """Lead, principal and officer read it live, each as far as they may see; a teacher has none."""
    lead, _writer = await held(world)
    await films(world, "Lò Thị Hạnh")
    own = await world.has("Lò Văn Minh", Role.PRINCIPAL)
    other = await world.has("Vàng Thị Lan", Role.PRINCIPAL, school=world.other_school)
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER, school=world.office)
    video = f"{talk.said('video of the lesson')} (Hạnh)"
    head = talk.said("Evidence of {year}: complete {whole} of {all} meetings", year="2023-2024", whole=0, all=1)
    for somebody, names in ((lead, True), (own, True), (officer, True), (other, False)):
        await somebody.says("/baocao")
        told = await somebody.presses(talk.said("Evidence of all meetings"))
        assert head in told.text
        assert "26/10 14:00 · Cụm số 1 · 0/6" in told.text
        assert (video in told.text) is names
    board = (await lead.says("buoi nao thieu minh chung")).text
    await lead.forges(f"evidence-link:{world.meeting}")
    await lead.says("https://youtu.be/abc123")
    assert board != (await lead.says("buổi nào thiếu minh chứng")).text
    assert "0/6" in board
    assert "1/6" in lead.chat[-1].text
    assert talk.said("video of the lesson") not in lead.chat[-1].text
    await lead.presses("26/10 14:00")
    assert talk.said("Send a link") in lead.chat[-1].labels
    teacher = await world.has("Giàng A Páo")
    assert talk.said(NotAllowed.sentence) in (await teacher.forges("evidence-board:0")).text
    assert talk.said(Gone.sentence) in (await lead.forges("evidence-board:7")).text


async def test_the_board_of_many_meetings_has_pages_and_finds_what_is_typed(talk: Talk, world: World) -> None:
    """Sixteen meetings, some whole: pages, those alone that miss something, the year before, in few statements."""
    lead, _writer = await held(world)
    async with talk.app.database.writing() as db:
        first = await db.get_one(Meeting, world.meeting)
        for number in range(1, 16):
            about = {"round_id": first.round_id, "cluster_id": first.cluster_id, "host_id": world.other_school}
            about |= {"month": first.month, "content": f"Bài {number}", "number": first.number + number}
            about |= {"form": first.form, "state": first.state, "stage": Stage.PREPARE}
            hours = {"starts_at": first.starts_at - timedelta(days=number), "ends_at": first.starts_at}
            db.add(Meeting(**about, **hours))
    board = await lead.forges("evidence-board:0")
    assert talk.said("Evidence of {year}: complete {whole} of {all} meetings", year="2023-2024", whole=0, all=16) in (
        board.text
    )
    assert sum(line.startswith("– ") for line in board.text.splitlines()) == 6
    await lead.presses("›")
    assert "16/10" in lead.chat[-1].text or "20/10" in lead.chat[-1].text
    assert talk.said("No meeting") not in (await lead.says("11/10")).text
    before = await lead.forges("evidence-board:2")
    none = talk.said("Evidence of {year}: no meeting has begun in this school year.", year="2022-2023")
    assert none in before.text


async def test_a_film_out_of_the_blue_is_of_the_meeting_that_goes_on(talk: Talk, world: World) -> None:
    """As a photo is; two days later it is asked which one it is of, and nothing is filed."""
    _lead, writer = await held(world)
    film = b"\x00\x00\x00\x18ftypmp42"
    kept = await writer.sends_file("bai day.mp4", film)
    assert talk.said("Done") in kept.labels
    assert await talk.finds(select(Evidence.kind)) == [EvidenceKind.VIDEO]
    await writer.presses(talk.said("Done"), on=kept)
    await writer.presses(talk.said("No, they cannot"))
    await talk.passes(days=2)
    asked = await writer.sends_file("tiet hai.mp4", film + b"2")
    assert talk.said("File received: {name}.", name="tiet hai.mp4") in asked.text
    assert await talk.counts(Evidence) == 1
    await writer.presses("Cụm số 1", on=asked)
    assert await talk.counts(Evidence) == 2


async def test_a_leads_document_that_is_no_plan_is_asked_about_as_evidence(talk: Talk, world: World) -> None:
    """Who may send plans is asked that first; a no leads on to the meetings, and the file is kept at the chosen one."""
    lead, _writer = await held(world)
    asked = await lead.sends_file("giao-an.docx", b"PK one")
    assert talk.said("Is {name} a plan of meetings?", name="giao-an.docx") in asked.text
    which = await lead.presses(talk.said("No"))
    assert talk.said("Of which meeting? After the choice it is kept there.") in which.text
    await lead.presses("26/10")
    assert [one.name for one in await talk.finds(select(Evidence))] == ["giao-an.docx"]
    assert talk.said("It is the plan of observation") in lead.last.labels


async def test_a_list_that_is_no_plan_leads_to_where_lists_come_in(talk: Talk, world: World) -> None:
    """By what somebody may put in: a principal who leads the list of people, an officer that of schools as well."""
    people, units = talk.said("Roster as a file"), talk.said("List of schools (file)")
    for name, role, doors in (("Hạng A Lềnh", Role.PRINCIPAL, [people]), ("Vi Thị Sen", Role.OFFICER, [people, units])):
        somebody = await world.has(name, role)
        await somebody.sends_file("danh-sach.xlsx", b"PK list")
        assert (await somebody.presses(talk.said("No"))).labels == doors


async def second(world: World, **since: float) -> int:
    """Let one more meeting have begun, so long after the first."""
    async with world.talk.app.database.writing() as db:
        first = await db.get_one(Meeting, world.meeting)
        about = {"round_id": first.round_id, "cluster_id": first.cluster_id, "host_id": world.other_school}
        about |= {"month": first.month, "content": "Bài hai", "number": first.number + 1}
        about |= {"form": first.form, "state": first.state, "stage": Stage.PREPARE}
        assert first.starts_at
        assert first.ends_at
        later = timedelta(**since)
        new = Meeting(**about, starts_at=first.starts_at + later, ends_at=first.ends_at + later)
        db.add(new)
        await db.flush()
        return new.id


async def test_what_comes_below_a_basket_is_of_that_meeting_after_one_yes(talk: Talk, world: World) -> None:
    """With two meetings open: a link, a file and a photo right below one's evidence are asked about that one only."""
    lead, writer = await held(world)
    await second(world, days=-1)
    here = talk.said("Keep it as evidence of this meeting?\n{meeting}", meeting="").rstrip()
    await lead.forges(f"evidence:{world.meeting}")
    asked = await lead.says("video đây https://youtu.be/abc123")
    assert here in asked.text
    await lead.says("ok")
    await lead.forges(f"evidence:{world.meeting}")
    asked = await lead.sends_file("giao-an.docx", b"PK one")
    assert here in asked.text
    assert talk.said("It is a plan") in asked.labels
    await lead.presses(talk.said("Yes, keep it there"))
    await writer.forges(f"evidence:{world.meeting}")
    for colour in ("red", "green"):
        asked = await writer.sends_photo(photo(colour))
        assert here in asked.text
    if talk.channel.buttons:  # else the second of a row of photos is told of a little later
        assert talk.said("Photos received: {number}.", number=2) in asked.text
    await writer.presses(talk.said("Yes, keep it there"))
    assert await talk.finds(select(Evidence.meeting_id)) == [world.meeting] * 4
    await writer.presses(talk.said("Yes, keep it there"), on=asked)
    assert await talk.counts(Evidence) == 4


async def test_a_link_below_a_basket_may_belong_elsewhere(talk: Talk, world: World) -> None:
    lead, _writer = await held(world)
    other = await second(world, days=-1)
    await lead.forges(f"evidence:{world.meeting}")
    await lead.says("https://youtu.be/abc123")
    where = await lead.presses(talk.said("Somewhere else"))
    assert talk.said("Where does this link belong?") in where.text
    await lead.presses("25/10", on=where)
    assert await talk.finds(select(Evidence.meeting_id)) == [other]


async def test_a_late_photo_beside_the_question_of_a_link(talk: Talk, world: World) -> None:
    """Both questions wait; choosing for one answers that one, and a sticker has the other's said once more."""
    _lead, writer = await held(world)
    other = await second(world, days=-1)
    talk.clock.move_to(ENDS + timedelta(hours=5))
    await writer.says("https://youtu.be/abc123")
    which = await writer.sends_photo(photo("red"))
    assert talk.said("Of which meeting? After the choice it is kept there.") in which.text
    await writer.presses("25/10", on=which)
    assert await talk.finds(select(Evidence.kind)) == [EvidenceKind.PHOTO]
    again = await writer.sends_sticker()
    assert talk.said("Where does this link belong?") in again.text
    assert "https://youtu.be/abc123" in again.text
    await writer.presses("26/10", on=again)
    kept = select(Evidence.kind, Evidence.meeting_id).order_by(Evidence.id)
    async with talk.app.database.reading() as db:
        assert [tuple(row) for row in await db.execute(kept)] == [
            (EvidenceKind.PHOTO, other),
            (EvidenceKind.LINK, world.meeting),
        ]


async def test_what_is_held_is_filed_at_no_meeting_by_opening_another(talk: Talk, world: World) -> None:
    """A photo without a meeting waits: who then sends photos of a meeting is shown it, and files or drops it."""
    _lead, writer = await held(world)
    await second(world, days=-1)
    talk.clock.move_to(ENDS + timedelta(hours=5))
    await writer.sends_photo(photo("red"))
    opened = await writer.forges(f"photos:{world.meeting}")
    assert await talk.counts(Evidence) == 0
    assert talk.said("Photos received: {number}.", number=1) in opened.text
    await writer.sends_photo(photo("blue"))
    assert await talk.counts(Evidence) == 1
    await writer.forges("held-away")
    await writer.forges(f"held:{world.meeting}")
    assert await talk.counts(Evidence) == 1
