"""Who came: the lead opens the roll call, teachers scan or type its code, the lead marks names by tapping."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.at_a_step import STILL_WAITS
from bot.domain.models import Coming, Invitee, Mark, Presence, Role, RosterEntry, Why
from bot.domain.programme.attendance import CODE_OVER, NO_GUEST, NOT_SETTLED, TOO_EARLY, WRONG_CODE
from bot.errors import Gone, NotAllowed
from bot.vietnamese import ZONE, fold
from handlers.meeting.attendance import BRIEFLY, MODES
from handlers.phrases import PRESENCES, SIGNS
from tests.counting import counted
from tests.talk import Message, Somebody, Talk, World

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)
A_SECOND = timedelta(seconds=1)


async def opened(world: World) -> tuple[Somebody, str]:
    """Let a lead open the roll call at the beginning; return the lead and the code."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    world.talk.clock.move_to(BEGINS)
    await lead.forges(f"roll:{world.meeting}")
    return lead, (await world.stands()).code or ""


async def log(talk: Talk) -> list[Presence | None]:
    return await talk.finds(select(Mark.presence).order_by(Mark.id))


async def held(talk: Talk, somebody: int) -> Presence | None:
    """Return what stands with who is expected; it is what the newest line of the log says."""
    [found] = await talk.finds(select(Invitee).where(Invitee.id == somebody))
    lines = await talk.finds(select(Mark).where(Mark.invitee_id == somebody).order_by(Mark.id))
    newest = (lines[-1].presence, lines[-1].left_early) if lines else (None, False)
    assert (found.presence, found.left_early) == newest
    return found.presence


def marked(talk: Talk, presence: Presence) -> str:
    """Return how the answer to a check-in begins."""
    return talk.said(
        "Marked {presence} at {hour}: {meeting}.", presence=talk.said(PRESENCES[presence]), hour="|", meeting=""
    ).split("|")[0]


def label(sheet: Message, name: str) -> str:
    """Return the button of a name."""
    [found] = [label for label in sheet.labels if name in label]
    return found


async def test_the_lead_opens_and_a_teacher_types_the_code(talk: Talk, world: World) -> None:
    """The lead gets a picture and five digits; a teacher's /diemdanh takes them and says the hour."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    talk.clock.move_to(BEGINS - timedelta(minutes=10))
    asked = await lead.says("/diemdanh")
    assert any("26/10" in label for label in asked.labels)
    shown = await lead.presses("26/10")
    code = (await world.stands()).code or ""
    assert code in shown.text
    [picture] = shown.uploads
    assert picture.content.startswith(b"\x89PNG")

    lan = await world.has("Vàng Thị Lan")
    assert "26/10" not in " ".join((await lan.says("/diemdanh")).labels)
    answer = await lan.says(code)
    assert answer.text.startswith(marked(talk, Presence.PRESENT))
    assert "13:50" in answer.text
    [line] = await talk.finds(select(Mark))
    assert (line.invitee_id, line.by_id, line.presence, line.at) == (
        await world.expects(lan),
        await world.id_of(lan),
        Presence.PRESENT,
        talk.clock.now(),
    )


async def test_a_scanned_picture_checks_in(talk: Talk, world: World) -> None:
    """The picture opens the chat with the code in its link; a code out of the blue is taken as well."""
    _, code = await opened(world)
    lan, minh = await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    assert (await lan.says(f"/start c{code}")).text.startswith(marked(talk, Presence.PRESENT))
    assert (await minh.says(code)).text.startswith(marked(talk, Presence.PRESENT))


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize(
    "form", ["{0} {1}", "mã {0}{1}.", "{wide}", "Mã: {0}.{1}", "Điểm danh {0}{1}", "/diemdanh {0}{1}"]
)
async def test_a_code_counts_however_it_is_typed(talk: Talk, world: World, form: str, asked: bool) -> None:
    """With a blank or a full stop, behind its word, in the wide digits of some keyboards; asked for or not."""
    _, code = await opened(world)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    lan = await world.has("Vàng Thị Lan")
    if asked:
        await lan.says("/diemdanh")
    assert (await lan.says(form.format(code[:2], code[2:], wide=wide))).text.startswith(marked(talk, Presence.PRESENT))
    assert await log(talk) == [Presence.PRESENT]


async def test_a_second_check_in_changes_nothing(talk: Talk, world: World) -> None:
    """Scanned again an hour later: the first hour stands, and the log has one line."""
    _, code = await opened(world)
    lan = await world.has("Vàng Thị Lan")
    first = await lan.says(f"/start c{code}")
    await talk.passes(hours=1)
    again = await lan.says(f"/start c{code}")
    assert again.text == first.text
    assert "14:00" in again.text
    assert await log(talk) == [Presence.PRESENT]


@pytest.mark.parametrize(
    ("shown", "after", "presence"),
    [
        (-10, timedelta(minutes=15), Presence.PRESENT),
        (-10, timedelta(minutes=15, seconds=1), Presence.LATE),
        (20, timedelta(minutes=35), Presence.PRESENT),
        (20, timedelta(minutes=35, seconds=1), Presence.LATE),
    ],
)
async def test_late_begins_a_quarter_of_an_hour_after_the_beginning_or_the_code(
    talk: Talk, world: World, shown: int, after: timedelta, presence: Presence
) -> None:
    """The fifteenth minute is still in time; where the lead shows the code late, nobody is late for that."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    talk.clock.move_to(BEGINS + timedelta(minutes=shown))
    await lead.forges(f"roll:{world.meeting}")
    lan = await world.has("Vàng Thị Lan")
    talk.clock.move_to(BEGINS + after)
    await lead.forges(f"roll:{world.meeting}")
    assert (await lan.says((await world.stands()).code or "")).text.startswith(marked(talk, presence))
    assert await log(talk) == [presence]


async def test_a_wrong_code_can_be_typed_again(talk: Talk, world: World) -> None:
    """Neither another number nor words mark anybody, and the right code still does to the second of the end."""
    _, code = await opened(world)
    wrong = "10000" if code != "10000" else "10001"
    lan = await world.has("Vàng Thị Lan")
    asked = await lan.says("/diemdanh")
    for typed in (wrong, "9" * 5000, f"{code}1", f"14h {code}"):
        assert talk.said(WRONG_CODE) in (await lan.says(typed)).text
    for typed in ("không nhớ", "'; drop table mark"):
        assert talk.said(STILL_WAITS, question=asked.text) in (await lan.says(typed)).text
    await lan.sends_sticker()
    assert await log(talk) == []
    talk.clock.move_to(BEGINS + timedelta(hours=3) - A_SECOND)
    await lan.says(code)
    assert await log(talk) == [Presence.LATE]


async def test_a_code_ends_with_its_meeting(talk: Talk, world: World) -> None:
    """From the end on, the next day, and a week later it checks nobody in; an officer may give it some minutes."""
    _, code = await opened(world)
    lan, officer = await world.has("Vàng Thị Lan"), await world.has("Nguyễn Văn Cường", Role.OFFICER)
    for later, sentence in ((0, CODE_OVER), (24, CODE_OVER), (8 * 24, WRONG_CODE)):
        talk.clock.move_to(BEGINS + timedelta(hours=3 + later))
        assert talk.said(sentence) in (await lan.says(code)).text
    assert await log(talk) == []
    talk.clock.move_to(BEGINS)
    await officer.forges("settings:code")
    await officer.says("30 phút")
    await officer.presses(talk.said("Yes, change it"))
    talk.clock.move_to(BEGINS + timedelta(hours=3, minutes=30) - A_SECOND)
    assert (await lan.says(code)).text.startswith(marked(talk, Presence.LATE))


async def test_the_roll_call_opens_two_hours_before(talk: Talk, world: World) -> None:
    """Not earlier, not without an hour; opened twice it keeps its code."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    assert talk.said(NOT_SETTLED) in (await lead.forges(f"roll:{world.meeting}")).text
    await world.settles(lead)
    talk.clock.move_to(BEGINS - timedelta(hours=2) - A_SECOND)
    assert talk.said(TOO_EARLY) in (await lead.forges(f"roll:{world.meeting}")).text
    assert (await world.stands()).code is None
    talk.clock.move_to(BEGINS - timedelta(hours=2))
    await lead.forges(f"roll:{world.meeting}")
    code = (await world.stands()).code
    await lead.forges(f"roll:{world.meeting}")
    assert code
    assert (await world.stands()).code == code


async def test_another_code_ends_the_first(talk: Talk, world: World) -> None:
    """A picture of the code that was sent on is of no use once the lead shows another one."""
    lead, code = await opened(world)
    lan = await world.has("Vàng Thị Lan")
    await lead.presses(talk.said("Another code"))
    new = (await world.stands()).code or ""
    assert talk.said(WRONG_CODE) in (await lan.says(code)).text
    assert (await lan.says(new)).text.startswith(marked(talk, Presence.PRESENT))


async def test_the_card_keeps_its_code_and_picture_while_names_are_marked(talk: Talk, world: World) -> None:
    """The names come as a message of their own below it, and only that one changes."""
    lead, code = await opened(world)
    lan = await world.expects(await world.has("Vàng Thị Lan"))
    card = lead.last
    sheet = await lead.presses(talk.said("Mark by name"))
    assert sheet is not card
    assert code in sheet.text
    await lead.presses("Vàng Thị Lan")
    assert await held(talk, lan) is Presence.PRESENT
    assert code in card.text
    assert card.uploads
    assert card.edits == 0


async def test_a_move_ends_code_and_marks(talk: Talk, world: World) -> None:
    """What was marked for the former hour stands in the log and counts no more; its code checks nobody in."""
    lead, _ = await opened(world)
    lan = await world.has("Vàng Thị Lan")
    talk.clock.move_to(BEGINS - timedelta(hours=1))
    code = (await world.stands()).code or ""
    await lan.says(code)
    await world.settles(lead, "8h ngày 27/10")
    assert await held(talk, await world.expects(lan)) is None
    assert await log(talk) == [Presence.PRESENT, None]
    talk.clock.move_to(datetime(2023, 10, 27, 8, 0, tzinfo=ZONE))
    assert talk.said(WRONG_CODE) in (await lan.says(code)).text
    # A sheet of the roll that was open before is a sheet of the same meeting, and shows it as it stands.
    assert SIGNS[Presence.PRESENT] not in label(await lead.forges(f"names:{world.meeting}:0:0"), "Vàng Thị Lan")


async def test_who_walks_in_is_on_the_roll(talk: Talk, world: World) -> None:
    """A teacher whom nobody expected comes in by the code; one of another cluster as a guest, and both are shown."""
    lead, code = await opened(world)
    school, *_ = await world.elsewhere()
    lan, stranger = await world.has("Vàng Thị Lan"), await world.has("Hờ A Chu", school=school)
    guest = talk.said("Your school is not of this cluster, so you stand on its roll as a guest.")
    assert guest not in (await lan.says(code)).text
    assert guest in (await stranger.says(code)).text
    [row] = await talk.finds(select(Invitee).where(Invitee.why == Why.GUEST))
    assert row.unit_id == school
    sheet = await lead.forges(f"names:{world.meeting}:0:0")
    assert "⁺" in label(sheet, "Hờ A Chu")
    assert "TH Pa Ham" in label(sheet, "Hờ A Chu")
    # A friend at home who was sent a photo of the code: the lead takes the mark off, and the code is of no use to them.
    await lead.forges(f"mark:{world.meeting}:{row.id}:5:0")
    assert await held(talk, row.id) is None
    assert marked(talk, Presence.PRESENT) not in (await stranger.says(code)).text
    assert await held(talk, row.id) is None


@pytest.mark.parametrize("presence", [Presence.EXCUSED, Presence.ABSENT])
async def test_the_lead_has_the_last_word(talk: Talk, world: World, presence: Presence) -> None:
    """Whom the lead has marked as not there cannot check in; whom the lead has marked as there is told so."""
    lead, code = await opened(world)
    lan, minh = await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await lead.forges(f"mark:{world.meeting}:{await world.expects(lan)}:{list(Presence).index(presence)}:0")
    await lead.forges(f"mark:{world.meeting}:{await world.expects(minh)}:1:0")
    assert talk.said(PRESENCES[presence]) in (await lan.says(code)).text
    assert (await minh.says(code)).text.startswith(marked(talk, Presence.LATE))
    assert await log(talk) == [presence, Presence.LATE]


async def test_only_who_leads_opens_and_marks(talk: Talk, world: World) -> None:
    """Teachers, and leads whose appointment ended yesterday, are refused at each press anew."""
    lead, _ = await opened(world)
    lan = await world.has("Vàng Thị Lan")
    row = await world.expects(lan)
    sheet = await lead.presses(talk.said("Mark by name"))
    await world.ends_roles(lead)
    of = world.meeting
    doors = [f"roll:{of}", f"roll-anew:{of}", f"names:{of}", f"names:{of}:0:0", f"mark:{of}:{row}:0:0"]
    doors += [f"roll-all:{of}:0:0", f"roll-every:{of}:0:0", f"roll-find:{of}:0", f"roll-guest:{of}"]
    for somebody in (lan, lead):
        for data in doors:
            assert talk.said(NotAllowed.sentence) in (await somebody.forges(data)).text, data
    assert sheet.labels
    assert await log(talk) == []


async def test_names_are_marked_by_tapping(talk: Talk, world: World) -> None:
    """Each kind by its own tap, left early and taken off as well; the newest line holds, the older ones stay."""
    lead, _ = await opened(world)
    lan = await world.expects(await world.has("Vàng Thị Lan"))
    await lead.presses(talk.said("Mark by name"))
    for presence in Presence:
        word = PRESENCES[presence]
        await lead.presses(talk.said(BRIEFLY.get(word, word)))
        sheet = await lead.presses("Vàng Thị Lan")
        assert label(sheet, "Lan") == f"{SIGNS[presence]} Vàng Thị Lan · PTDTBT TH số 1 Na Sang"
        assert await held(talk, lan) is presence
    early, off = MODES[-2:]
    await lead.presses(talk.said(early[1]))
    assert label(await lead.presses("Vàng Thị Lan"), "Lan").startswith(f"{SIGNS[Presence.PRESENT]}{early[0]} ")
    assert await held(talk, lan) is Presence.PRESENT
    await lead.presses(talk.said(off[1]))
    assert label(await lead.presses("Vàng Thị Lan"), "Lan").startswith("?")
    assert await held(talk, lan) is None
    assert await log(talk) == [*Presence, Presence.PRESENT, None]
    assert {line.by_id for line in await talk.finds(select(Mark))} == {await world.id_of(lead)}


async def test_who_was_late_and_leaves_early_was_late(talk: Talk, world: World) -> None:
    lead, _ = await opened(world)
    lan = await world.expects(await world.has("Vàng Thị Lan"))
    for mode in (1, 4, 4):
        await lead.forges(f"mark:{world.meeting}:{lan}:{mode}:0")
    assert await held(talk, lan) is Presence.LATE
    assert await log(talk) == [Presence.LATE, Presence.LATE]


async def test_everybody_expected_is_on_the_roll(talk: Talk, world: World) -> None:
    """By school, then by tên; with their answers; who has not joined as well, and all of them can be marked."""
    lead, _ = await opened(world)
    lan, minh = await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    there = await world.has("Hờ A Chu", school=world.other_school)
    rows = {name: await world.expects(one) for name, one in (("Lan", lan), ("Minh", minh), ("Chu", there))}
    async with talk.app.database.writing() as db:
        listed = RosterEntry(unit_id=world.school, name="Mùa A Páo", folded="mua a pao", imported_at=talk.clock.now())
        db.add(listed)
        await db.flush()
        row = Invitee(meeting_id=world.meeting, roster_entry_id=listed.id, unit_id=world.school, why=Why.CONCERNED)
        db.add(row)
        (await db.get_one(Invitee, rows["Lan"])).answer = Coming.YES
        (await db.get_one(Invitee, rows["Minh"])).answer = Coming.NO
        await db.flush()
        rows["Páo"] = row.id
    sheet = await lead.presses(talk.said("Mark by name"))
    shown = [one for one in sheet.labels if any(f" {name} ·" in one for name in rows)]
    assert [one.split(" ·")[0] for one in shown] == ["+ Vàng Thị Lan", "− Lò Văn Minh", "? Mùa A Páo", "? Hờ A Chu"]
    for name, number in rows.items():
        await lead.presses(f"{name} ·")
        assert await held(talk, number) is Presence.PRESENT


async def test_all_present_then_corrections(talk: Talk, world: World) -> None:
    """Everybody but who cannot come and who is marked already; pressed twice, by two leads, it marks nobody twice."""
    lead, _ = await opened(world)
    people = [await world.expects(one) for one in await world.have(["Vàng Thị Lan", "Lò Văn Minh", "Mùa A Páo"])]
    async with talk.app.database.writing() as db:
        (await db.get_one(Invitee, people[2])).answer = Coming.NO
    await lead.forges(f"mark:{world.meeting}:{people[1]}:1:0")
    asked = await lead.presses(talk.said("All present"))
    assert talk.said("{number} who cannot come stay as they are.", number=1) in asked.text
    assert await held(talk, people[0]) is None
    await lead.presses(talk.said("All present: {number}", number=2))
    other = await world.has("Giàng Thị Hoa", Role.LEAD)
    await other.forges(f"roll-every:{world.meeting}:0:0")
    assert [await held(talk, one) for one in people] == [Presence.PRESENT, Presence.LATE, None]
    await lead.forges(f"mark:{world.meeting}:{people[0]}:3:0")
    assert await held(talk, people[0]) is Presence.ABSENT
    assert len(await log(talk)) == len(set(await talk.finds(select(Mark.invitee_id)))) + 1


async def test_a_second_tap_on_a_name_changes_nothing(talk: Talk, world: World) -> None:
    """The log grows by one line, not by two."""
    lead, code = await opened(world)
    lan = await world.has("Vàng Thị Lan")
    await lan.says(code)
    tap = f"mark:{world.meeting}:{await world.expects(lan)}:2:0"
    first = await lead.forges(tap)
    again = await lead.forges(tap)
    assert again.text == first.text
    assert await log(talk) == [Presence.PRESENT, Presence.EXCUSED]


async def test_forged_taps_mark_nobody(talk: Talk, world: World) -> None:
    """Another meeting's roll, kinds and pages that are none, numbers beyond all measure."""
    lead, _ = await opened(world)
    school, _cluster, meeting = await world.elsewhere()
    theirs = await world.expects(await world.has("Hờ A Chu", school=school), meeting)
    refused = {
        f"mark:{world.meeting}:{theirs}:0:0": Gone.sentence,
        f"mark:{world.meeting}:999999:0:0": Gone.sentence,
        f"mark:{meeting}:{theirs}:0:0": NotAllowed.sentence,
        f"mark:{world.meeting}:{theirs}:6:0": Gone.sentence,
        f"names:{world.meeting}:9:0": Gone.sentence,
        f"roll-find:{world.meeting}:9": Gone.sentence,
        f"mark:{world.meeting}:x:0:0": Gone.sentence,
        f"mark:{world.meeting}:{'9' * 40}:0:0": Gone.sentence,
        "names:999999:0:0": Gone.sentence,
    }
    for data, sentence in refused.items():
        assert talk.said(sentence) in (await lead.forges(data)).text, data
    assert await log(talk) == []


async def test_names_fill_pages_in_vietnamese_order(talk: Talk, world: World) -> None:
    """Sorted by tên, some a page; a page past the end shows the last one."""
    lead, code = await opened(world)
    letters = ["Đào", "Dung", "Ánh", "Bình", "An", "Ân", "Yên", "Ước", "Uyên", "Ê", "Em", "Oanh"]
    for middle, name in zip("ABCDEGHIKLMN", letters, strict=True):
        await (await world.has(f"Lò {middle} {name}")).says(code)
    first = await lead.forges(f"names:{world.meeting}:0:0")
    last = await lead.forges(f"names:{world.meeting}:0:77")
    shown = [label.split(" · ")[0].split()[-1] for one in (first, last) for label in one.labels if "Lò" in label]
    assert shown == ["An", "Ánh", "Ân", "Bình", "Dung", "Đào", "Em", "Ê", "Oanh", "Uyên", "Ước", "Yên"]


async def test_two_thousand_names_are_found_by_typing(talk: Talk, world: World) -> None:
    """A page shows a few, and a part of a name finds the rest; statements do not grow with the roll.

    It costs more than others, since the roll is that long.
    """
    lead, _ = await opened(world)
    async with talk.app.database.writing() as db:
        people = [{"name": f"Lò Thị Số {number}", "why": Why.CHOSEN} for number in range(2000)]
        people = [one | {"meeting_id": world.meeting, "unit_id": world.school} for one in people]
        db.add_all([Invitee(**one) for one in people])
    with counted(talk.app) as sent:
        sheet = await lead.forges(f"names:{world.meeting}:0:1")
    assert sent.number <= 12
    assert len(sheet.labels) <= 20
    await lead.presses(talk.said("Find a name"))
    found = await lead.says("số 1777")
    [name] = [one for one in found.labels if "1777" in one]
    sheet = await lead.presses(name)
    assert label(sheet, "1777").startswith(SIGNS[Presence.PRESENT])
    with counted(talk.app) as sent:
        await lead.forges(f"roll-every:{world.meeting}:0:0")
    assert sent.number <= 20
    assert set(await talk.finds(select(Invitee.presence).where(Invitee.name != ""))) == {Presence.PRESENT}


async def test_a_guest_is_put_on_the_roll_by_name(talk: Talk, world: World) -> None:
    """Typed once or twice it is one guest; one of another's name is asked about; what is no name is not taken."""
    lead, _ = await opened(world)
    lan = await world.expects(await world.has("Vàng Thị Lan"))
    sheet = await lead.presses(talk.said("Mark by name"))
    await lead.presses(talk.said("Add a guest"), on=sheet)
    assert talk.said(NO_GUEST, most=80) in (await lead.says("?")).text
    await lead.says("Nguyễn Văn An, Sở GD&ĐT")
    await lead.forges(f"roll-guest:{world.meeting}")
    await lead.says("nguyễn văn an,  sở GD&ĐT")
    guests = select(Invitee).where(Invitee.why == Why.GUEST)
    [guest] = await talk.finds(guests)
    assert await held(talk, guest.id) is Presence.PRESENT
    await lead.forges(f"roll-guest:{world.meeting}")
    assert "Vàng Thị Lan" in label(await lead.says("vang thi lan"), "Lan")
    assert len(await talk.finds(guests)) == 1
    await lead.presses(talk.said("Somebody else: add the guest"))
    assert [fold(one.name) for one in await talk.finds(guests)] == ["nguyen van an, so gd&dt", "vang thi lan"]
    assert await held(talk, lan) is None


async def test_who_joins_by_the_list_keeps_their_marks(talk: Talk, world: World) -> None:
    """Marked by the list's name and, having joined, by the code: one row, with every line of the log."""
    lead, code = await opened(world)
    lan = await world.has("Vàng Thị Lan")
    async with talk.app.database.writing() as db:
        about = {"unit_id": world.school, "name": "Vàng Thị Lan", "folded": "vang thi lan"}
        listed = RosterEntry(**about, imported_at=talk.clock.now())
        db.add(listed)
        await db.flush()
        by_list = {"roster_entry_id": listed.id, "unit_id": world.school, "why": Why.CONCERNED}
        row = Invitee(meeting_id=world.meeting, **by_list)
        db.add(row)
        await db.flush()
    await lan.says(code)
    await lead.forges(f"mark:{world.meeting}:{row.id}:1:0")
    async with talk.app.database.writing() as db:
        (await db.get_one(RosterEntry, listed.id)).person_id = await world.id_of(lan)
    await talk.passes(minutes=1)
    assert await talk.finds(select(Invitee).where(Invitee.id == row.id)) == []
    assert await held(talk, await world.expects(lan)) is Presence.LATE
    assert await log(talk) == [Presence.PRESENT, Presence.LATE]


async def test_nobody_expected_is_said_so(talk: Talk, world: World) -> None:
    """An empty roll has a sentence, and all of it marked is nobody."""
    lead, _ = await opened(world)
    async with talk.app.database.writing() as db:
        for row in await db.scalars(select(Invitee)):
            await db.delete(row)
    empty = talk.said("Nobody is expected at this meeting, and nobody checked in.")
    assert empty in (await lead.presses(talk.said("Mark by name"))).text
    assert empty in (await lead.presses(talk.said("All present"))).text
    assert await log(talk) == []
