"""The roster in the chat: lists sent by officers and principals, and being found in one when joining."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from bot.domain.models import Person, Role, RosterEntry
from bot.domain.organisation import invites, roster
from bot.domain.organisation.people import EVERYTHING
from bot.errors import NotAllowed
from handlers.organisation import roster as door
from tests.documents.old_letters import in_tcvn3, sheet_in_font
from tests.domain.test_roster import HEAD, book
from tests.talk import Message, Somebody, Talk, World

HERE, THERE = "PTDTBT TH số 1 Na Sang", "TH Thị trấn"


async def sends(somebody: Somebody, *people: Sequence[object]) -> Message:
    """Go to the roster and send a list."""
    await somebody.forges("roster")
    return await somebody.sends_file("danh-sach.xlsx", book([HEAD, *((n, *one) for n, one in enumerate(people, 1))]))


async def joins(world: World, name: str, school: int | None = None) -> Somebody:
    """Let somebody open the school's link, agree and give a name."""
    app = world.talk.app
    async with app.database.writing() as db:
        made = await invites.create(db, EVERYTHING, Role.TEACHER, unit_id=school or world.school, now=app.clock.now())
    somebody = world.talk(f"new {name} {made.id}")
    await somebody.says(f"/start {invites.token(made.id, app.settings.secret.reveal())}")
    await somebody.presses("Tôi đồng ý")
    await somebody.is_called(name)
    return somebody


async def test_an_officer_sends_a_list(talk: Talk, world: World) -> None:
    """What is new, what was known, which rows are in doubt and why; sent again it changes nothing."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await officer.says("/tochuc")
    await officer.presses(talk.said("Roster as a file"))
    people = (
        ("Vàng Thị Nhung", HERE, "Tiếng Anh", "TH"),
        ("Lò Thị Mai", "Trường TH Thị trấn", "", "TH"),
        ("Cà Văn Páo", "TH Thị Trang", "", "TH"),
    )
    told = await sends(officer, *people)
    assert talk.said("New on the roster: {number}", number=2) in told.text
    why = talk.said(roster.UNKNOWN_SCHOOL, school="TH Thị Trang", likely="@").partition("@")[0]
    assert "4 (Cà Văn Páo)" in told.text
    assert why in told.text
    told = await sends(officer, *people)
    assert talk.said("New on the roster: {number}", number=0) in told.text
    assert await talk.counts(RosterEntry) == 2


async def test_a_principal_sends_the_own_list(talk: Talk, world: World) -> None:
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    told = await sends(head, ("Vàng Thị Nhung", "", "Tiếng Anh", ""), ("Hạng A Tủa", "", "", ""))
    assert talk.said("New on the roster: {number}", number=2) in told.text
    told = await sends(head, ("Lò Thị Mai", HERE), ("Cà Văn Páo", THERE))
    assert talk.said("Left out, since they are of other schools ({number}):", number=1) in told.text
    assert f"– {THERE} (1): Cà Văn Páo" in told.text
    assert await talk.counts(RosterEntry) == 3
    shown = await head.forges("roster")
    text = talk.said("{school}: {joined} of {named} people on the roster have joined.", school=HERE, joined=1, named=3)
    assert text in shown.text
    await head.presses(talk.said("Who has not joined: {school}", school=HERE))
    assert "Vàng Thị Nhung" in head.last.text


async def test_what_is_no_list_leaves_the_conversation_alive(talk: Talk, world: World) -> None:
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await officer.forges("roster")
    assert "danh-sach.xlsx" in (await officer.sends_file("danh-sach.xlsx", b"PK\x03\x04 not a zip")).text
    assert talk.said(door.ONLY_A_FILE) in (await officer.says("đây ạ")).text
    told = await officer.sends_file("danh-sach.xlsx", book([HEAD, (1, "Vàng Thị Nhung", HERE)]))
    assert talk.said("New on the roster: {number}", number=1) in told.text


async def test_only_officers_and_principals_send_lists(talk: Talk, world: World) -> None:
    await world.elsewhere()
    teacher, lead = await world.has("Vàng Thị Nhung"), await world.has("Sùng A Dơ", Role.LEAD)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    for somebody in (teacher, lead):
        assert talk.said(NotAllowed.sentence) in (await somebody.forges("roster")).text
        assert talk.said(NotAllowed.sentence) in (await somebody.forges(f"roster-missing:{world.school}")).text
    assert talk.said(NotAllowed.sentence) in (await head.forges(f"roster-missing:{world.other_school}")).text


@pytest.mark.parametrize("language", ["vi"])
class TestJoining:
    """Strangers are spoken to in Vietnamese."""

    @pytest.fixture
    async def listed(self, talk: Talk, world: World) -> World:
        officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
        await sends(
            officer,
            ("Vàng Thị Nhung", HERE, "Tiếng Anh", "TH"),
            ("Lò Thị Mai", HERE, "Tiếng Anh", "TH"),
            ("Lò Thị Mai", HERE, "Chủ nhiệm", "TH"),
            ("Cà Văn Páo", THERE, "Tiếng Anh", "TH"),
        )
        return world

    async def person(self, talk: Talk, name: str) -> Person:
        return (await talk.finds(select(Person).where(Person.name == name)))[0]

    async def test_a_name_of_the_list_needs_one_yes(self, talk: Talk, listed: World) -> None:
        nhung = await joins(listed, "vàng thị nhung")
        assert "Tiếng Anh" in nhung.last.text
        done = await nhung.presses(talk.said("Yes, this is me"))
        assert talk.said("Calendar") in done.labels
        person = await self.person(talk, "Vàng Thị Nhung")
        assert (person.subject, person.level) == ("Tiếng Anh", "th")
        claimed = await talk.finds(select(RosterEntry.person_id).where(RosterEntry.name == "Vàng Thị Nhung"))
        assert claimed == [person.id]

    async def test_a_no_goes_on_with_the_questions(self, talk: Talk, listed: World) -> None:
        nhung = await joins(listed, "Vàng Thị Nhung")
        asked = await nhung.presses(talk.said("No, this is not me"))
        assert talk.said("Which subject do you teach?") in asked.text
        await nhung.presses(talk.said("General classes (several subjects)"))
        person = await self.person(talk, "Vàng Thị Nhung")
        assert (person.subject, person.level) == (None, "th")
        assert await talk.finds(select(RosterEntry.person_id).where(RosterEntry.person_id.is_not(None))) == []

    async def test_two_of_one_name_are_told_apart_by_subject(self, talk: Talk, listed: World) -> None:
        first = await joins(listed, "Lò Thị Mai")
        await first.presses("Tiếng Anh")
        second = await joins(listed, "Lò Thị Mai")
        await second.presses(talk.said("No, I am new here"))
        await second.presses(talk.said("Yes, this is me"))
        mais = await talk.finds(select(Person.subject).where(Person.name == "Lò Thị Mai").order_by(Person.id))
        assert mais == ["Tiếng Anh", None]
        third = await joins(listed, "Lò Thị Mai")
        await third.presses(talk.said("No, I am new here"))
        assert talk.said("Which subject do you teach?") in third.last.text

    async def test_an_entry_of_another_school_is_nobody_here(self, talk: Talk, listed: World) -> None:
        pao = await joins(listed, "Cà Văn Páo")
        assert talk.said("Which subject do you teach?") in pao.last.text
        [entry] = await talk.finds(select(RosterEntry.id).where(RosterEntry.name == "Cà Văn Páo"))
        await pao.forges(f"is-me:{entry}")
        assert (await self.person(talk, "Cà Văn Páo")).level is None

    async def test_who_has_everything_erased_leaves_the_roster(self, talk: Talk, listed: World) -> None:
        nhung = await joins(listed, "Vàng Thị Nhung")
        await nhung.presses(talk.said("Yes, this is me"))
        await nhung.says("/toi")
        await nhung.presses(talk.said("Erase my data"))
        await nhung.presses(talk.said("Yes, erase it"))
        assert await talk.finds(select(RosterEntry).where(RosterEntry.name == "Vàng Thị Nhung")) == []


@pytest.fixture
async def head(world: World) -> Somebody:
    return await world.has("Hạng A Tủa", Role.PRINCIPAL)


async def kept(talk: Talk) -> list[tuple[str, str | None]]:
    return sorted((one.name, one.subject) for one in await talk.finds(select(RosterEntry)))


async def test_a_list_in_old_letters_is_asked_about_before_anybody_is_kept(
    talk: Talk, world: World, head: Somebody
) -> None:
    """What it was read as is shown; a no and a sticker keep nothing; a second yes finds that it is over."""
    rows = [("Họ và tên", "Trường", "Môn"), ("Nguyễn Thị Hường", HERE, "Tiếng Anh")]
    content = sheet_in_font(".VnTime", [tuple(map(in_tcvn3, row)) for row in rows])
    await head.forges("roster")
    asked = await head.sends_file("danh-sach.xlsx", content)
    assert f"– Nguyễn Thị Hường, {HERE}, Tiếng Anh" in asked.text
    assert (await head.sends_sticker()).labels == asked.labels
    refused = await head.presses(talk.said("No, it is garbled"))
    assert talk.said(door.GARBLED) in refused.text
    assert await kept(talk) == []
    asked = await head.sends_file("danh-sach.xlsx", content)
    told = await head.presses(talk.said("Yes, it reads well"))
    assert talk.said("New on the roster: {number}", number=1) in told.text
    assert await kept(talk) == [("Nguyễn Thị Hường", "Tiếng Anh")]
    await head.forges("roster-letters")
    assert await talk.counts(RosterEntry) == 1


async def test_of_several_schools_the_own_one_is_taken_and_the_others_are_named(
    talk: Talk, world: World, head: Somebody
) -> None:
    """With headings over the rows, marks that tell two apart, duties that are no subject, and a line of totals."""
    sheet = [
        ("STT", "Họ đệm", "Tên", "Môn"),
        ("I", f"TRƯỜNG {HERE.upper()}"),
        (1, "Lò Thị", "Mai", "Tiếng Anh"),
        (2, "Lò Thị", "Mái", "Tiếng Anh"),
        (3, "Cà Văn", "Páo", "TPT Đội"),
        (4, "Sùng A", "Dơ", "GVCN lớp 5A"),
        ("II", f"TRƯỜNG {THERE.upper()}"),
        (1, "Vàng Thị", "Lan", "Toán"),
        ("", "Tổng cộng: 5 người"),
    ]
    await head.forges("roster")
    told = await head.sends_file("danh-sach.xlsx", book(sheet))
    assert talk.said("New on the roster: {number}", number=4) in told.text
    assert f"– {THERE} (1): Vàng Thị Lan" in told.text
    assert "Tổng cộng" not in told.text
    names = [name for name, _subject in await kept(talk)]
    assert names == ["Cà Văn Páo", "Lò Thị Mai", "Lò Thị Mái", "Sùng A Dơ"]
    asked = await head.presses(talk.said("Answer the questions ({number})", number=1))
    assert "Cà Văn Páo" in asked.text
    assert "TPT Đội" in asked.text
    done = await head.presses(talk.said("No subject of their own"))
    assert talk.said("That was all of the list.") in done.text
