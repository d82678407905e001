"""Who came: the lead opens the roll call, teachers scan or type its code, the lead marks names by tapping."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import Mark, Presence, Role
from bot.domain.programme.attendance import NOT_SETTLED, NOT_YOURS, TOO_EARLY, WRONG_CODE
from bot.errors import Gone, NotAllowed
from bot.vietnamese import ZONE
from handlers.phrases import PRESENCES, SIGNS
from tests.talk import Somebody, Talk, World

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)


async def opened(world: World) -> tuple[Somebody, str]:
    """Let a lead open the roll call at the beginning; return the lead and the code."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    world.talk.clock.move_to(BEGINS)
    await lead.forges(f"roll:{world.meeting}")
    return lead, (await world.stands()).code or ""


async def log(talk: Talk) -> list[Presence]:
    return await talk.finds(select(Mark.presence).order_by(Mark.id))


def marked(talk: Talk, presence: Presence) -> str:
    """Return how the answer to a check-in begins."""
    return talk.said(
        "Marked {presence} at {hour}: {meeting}.", presence=talk.said(PRESENCES[presence]), hour="|", meeting=""
    ).split("|")[0]


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
    assert (line.person_id, line.by_id, line.presence, line.at) == (
        await world.id_of(lan),
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
    ("after", "presence"),
    [(timedelta(minutes=15), Presence.PRESENT), (timedelta(minutes=15, seconds=1), Presence.LATE)],
)
async def test_late_begins_after_a_quarter_of_an_hour(
    talk: Talk, world: World, after: timedelta, presence: Presence
) -> None:
    """The fifteenth minute is still in time."""
    _, code = await opened(world)
    lan = await world.has("Vàng Thị Lan")
    talk.clock.move_to(BEGINS + after)
    assert (await lan.says(code)).text.startswith(marked(talk, presence))
    assert await log(talk) == [presence]


async def test_a_wrong_code_can_be_typed_again(talk: Talk, world: World) -> None:
    """Neither another number nor words nor a code closed two hours after the end marks anybody."""
    _, code = await opened(world)
    wrong = "10000" if code != "10000" else "10001"
    lan = await world.has("Vàng Thị Lan")
    await lan.says("/diemdanh")
    for typed in (wrong, "không nhớ", "9" * 5000, "'; drop table mark"):
        assert talk.said(WRONG_CODE) in (await lan.says(typed)).text
    await lan.sends_sticker()
    assert await log(talk) == []
    talk.clock.move_to(BEGINS + timedelta(hours=5))
    assert talk.said(WRONG_CODE) in (await lan.says(code)).text
    talk.clock.move_to(BEGINS + timedelta(hours=5, seconds=-1))
    await lan.says(code)
    assert await log(talk) == [Presence.LATE]


async def test_the_roll_call_opens_two_hours_before(talk: Talk, world: World) -> None:
    """Not earlier, not without an hour; opened twice it keeps its code."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    assert talk.said(NOT_SETTLED) in (await lead.forges(f"roll:{world.meeting}")).text
    await world.settles(lead)
    talk.clock.move_to(BEGINS - timedelta(hours=2, seconds=1))
    assert talk.said(TOO_EARLY) in (await lead.forges(f"roll:{world.meeting}")).text
    assert (await world.stands()).code is None
    talk.clock.move_to(BEGINS - timedelta(hours=2))
    await lead.forges(f"roll:{world.meeting}")
    code = (await world.stands()).code
    await lead.forges(f"roll:{world.meeting}")
    assert code
    assert (await world.stands()).code == code


async def test_a_teacher_of_another_cluster_is_not_marked(talk: Talk, world: World) -> None:
    """The right code in the wrong hands marks nobody."""
    _, code = await opened(world)
    school, *_ = await world.elsewhere()
    stranger = await world.has("Hờ A Chu", school=school)
    assert talk.said(NOT_YOURS) in (await stranger.says(code)).text
    assert await log(talk) == []


async def test_only_who_leads_opens_and_marks(talk: Talk, world: World) -> None:
    """Teachers, and leads whose appointment ended yesterday, are refused at each press anew."""
    lead, _ = await opened(world)
    lan = await world.has("Vàng Thị Lan")
    person = await world.id_of(lan)
    sheet = await lead.presses(talk.said("Mark by name"))
    await world.ends_roles(lead)
    for somebody in (lan, lead):
        for data in (f"roll:{world.meeting}", f"names:{world.meeting}:0:0", f"mark:{world.meeting}:{person}:0:0"):
            assert talk.said(NotAllowed.sentence) in (await somebody.forges(data)).text
    assert sheet.labels
    assert await log(talk) == []


async def test_names_are_marked_by_tapping(talk: Talk, world: World) -> None:
    """Each of the four kinds by its own tap; the newest line holds, the older ones stay in the log."""
    lead, _ = await opened(world)
    lan = await world.has("Vàng Thị Lan")
    talk.clock.move_to(BEGINS - timedelta(days=1))
    await lan.forges(f"take:{world.meeting}")
    talk.clock.move_to(BEGINS)
    await lead.forges(f"roll:{world.meeting}")
    await lead.presses(talk.said("Mark by name"))
    for presence in Presence:
        await lead.presses(talk.said(PRESENCES[presence]))
        sheet = await lead.presses("Vàng Thị Lan")
        assert f"{SIGNS[presence]} Vàng Thị Lan · PTDTBT TH số 1 Na Sang" in sheet.labels
    assert await log(talk) == list(Presence)
    assert {line.by_id for line in await talk.finds(select(Mark))} == {await world.id_of(lead)}


async def test_a_second_tap_on_a_name_changes_nothing(talk: Talk, world: World) -> None:
    """The log grows by one line, not by two."""
    lead, code = await opened(world)
    lan = await world.has("Vàng Thị Lan")
    await lan.says(code)
    tap = f"mark:{world.meeting}:{await world.id_of(lan)}:2:0"
    first = await lead.forges(tap)
    again = await lead.forges(tap)
    assert again.text == first.text
    assert await log(talk) == [Presence.PRESENT, Presence.EXCUSED]


async def test_forged_taps_mark_nobody(talk: Talk, world: World) -> None:
    """People of other clusters, kinds and pages that are none, numbers beyond all measure."""
    lead, _ = await opened(world)
    school, _cluster, meeting = await world.elsewhere()
    theirs = await world.id_of(await world.has("Hờ A Chu", school=school))
    refused = {
        f"mark:{world.meeting}:{theirs}:0:0": NotAllowed.sentence,
        f"mark:{world.meeting}:999999:0:0": NotAllowed.sentence,
        f"mark:{meeting}:{theirs}:0:0": NotAllowed.sentence,
        f"mark:{world.meeting}:{theirs}:4:0": Gone.sentence,
        f"names:{world.meeting}:9:0": Gone.sentence,
        f"mark:{world.meeting}:x:0:0": Gone.sentence,
        f"mark:{world.meeting}:{'9' * 40}:0:0": Gone.sentence,
        "names:999999:0:0": Gone.sentence,
    }
    for data, sentence in refused.items():
        assert talk.said(sentence) in (await lead.forges(data)).text, data
    assert await log(talk) == []


async def test_names_fill_pages_in_vietnamese_order(talk: Talk, world: World) -> None:
    """Sorted by tên; ten a page; a page past the end shows the last one."""
    lead, code = await opened(world)
    letters = ["Đào", "Dung", "Ánh", "Bình", "An", "Ân", "Yên", "Ước", "Uyên", "Ê", "Em", "Oanh"]
    for middle, name in zip("ABCDEGHIKLMN", letters, strict=True):
        await (await world.has(f"Lò {middle} {name}")).says(code)
    first = await lead.forges(f"names:{world.meeting}:0:0")
    last = await lead.forges(f"names:{world.meeting}:0:77")
    shown = [label.split(" · ")[0].split()[-1] for one in (first, last) for label in one.labels if "Lò" in label]
    assert shown == ["An", "Ánh", "Ân", "Bình", "Dung", "Đào", "Em", "Ê", "Oanh", "Uyên", "Ước", "Yên"]


async def test_a_lead_can_correct_a_check_in(talk: Talk, world: World) -> None:
    """Marked absent by mistake, a teacher who scans the code is marked as having come."""
    lead, code = await opened(world)
    lan = await world.has("Vàng Thị Lan")
    await lead.forges(f"mark:{world.meeting}:{await world.id_of(lan)}:3:0")
    assert (await lan.says(code)).text.startswith(marked(talk, Presence.PRESENT))
    assert await log(talk) == [Presence.ABSENT, Presence.PRESENT]
