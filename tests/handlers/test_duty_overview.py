"""What superiors see: by rule, then who has and who has not; history, what was sent or tried; nobody is ranked."""

import pytest

from bot.domain.models import Role
from bot.errors import Gone, NotAllowed
from handlers.duty.duty_overview import DONE, NOBODY_OWES, OPEN
from tests.handlers.duties_kit import SHORT_TOPIC, SHORT_TRIED, by, duties, duty_of, head, leads, met, owed
from tests.handlers.test_duty_own import more_schools
from tests.talk import Somebody, Talk, World

FIRST, OTHER, THIRD = "PTDTBT TH số 1 Na Sang", "TH Thị trấn", "TH Pa Ham"


@pytest.fixture
async def officer(world: World) -> Somebody:
    return await world.has("Điêu Thị Phượng", Role.OFFICER)


async def opens(talk: Talk, somebody: Somebody, title: str = SHORT_TOPIC) -> str:
    """Go from what one owes oneself to who owes what a rule asks; return what is shown."""
    await somebody.says("/viec")
    await somebody.presses(talk.said("Duties of others"))
    label = next(one for one in somebody.last.labels if talk.said(title).startswith(one.rstrip("…")))
    return (await somebody.presses(label)).text


async def test_an_officer_sees_all_schools(talk: Talk, world: World, officer: Somebody) -> None:
    """The figures first, then who has not and who has, with the day."""
    principal = await head(world)
    await world.elsewhere()
    await owed(world, "000-6")
    await principal.forges(f"duty-none:{await duty_of(world, '000-6', unit_id=world.school)}")
    await officer.forges("duties-all")
    figures = f"{talk.said(OPEN, number=2)}, {talk.said(DONE, number=1)}"
    assert f"{talk.said(SHORT_TOPIC)}: {figures}" in officer.last.text
    shown = await opens(talk, officer)
    assert figures in shown
    due = by(talk, "14/11/2023", "in {number} days", number=36)
    assert f"{OTHER}: {due}" in shown
    assert f"{THIRD}: {due}" in shown
    assert f"{FIRST}: {talk.said('done on {day}', day='09/10/2023')}" in shown
    assert [label for label in officer.last.labels if "TH " in label][-1] == f"✓ {FIRST}"


async def test_a_lead_sees_the_own_cluster_and_a_principal_the_own_people(talk: Talk, world: World) -> None:
    """The other cluster's school is no lead's of this one; principals see no schools, but what their people owe."""
    await world.elsewhere()
    lead, [lan, mai] = await met(world, "Vàng Thị Lan", "Vừ Thị Mai")
    await owed(world, "000-6", "000-5b")
    shown = await opens(talk, lead)
    assert FIRST in shown
    assert OTHER in shown
    assert THIRD not in shown
    principal = await head(world)
    stranger = await head(world, "Lò Văn Inh", school=world.other_school)
    kinds = await principal.forges("duties-all")
    assert talk.said(SHORT_TOPIC) not in kinds.text
    assert talk.said(SHORT_TRIED) in kinds.text
    people = await opens(talk, principal, SHORT_TRIED)
    assert "Vàng Thị Lan" in people
    assert "Vừ Thị Mai" in people
    assert talk.said(NOBODY_OWES) in (await stranger.forges("duties-all")).text
    [rule] = {one.rule_id for one in await duties(talk, "000-5b")}
    assert talk.said(Gone.sentence) in (await stranger.forges(f"duty-kind:{rule}:0")).text
    for teacher in (lan, mai):
        assert talk.said(NotAllowed.sentence) in (await teacher.forges("duties-all")).text
        assert talk.said(NotAllowed.sentence) in (await teacher.forges(f"duty-kind:{rule}:0")).text


async def test_open_duties_stand_by_day_and_name_however_late(talk: Talk, world: World) -> None:
    """Nobody is ranked: names of people by tên, whoever was late before."""
    names = ["Vàng Thị Mỷ B", "Lò Văn Ánh", "Giàng A Chu", "Sùng A Bình"]
    lead, _people = await met(world, *names)
    await owed(world, "000-5a")
    await talk.passes(days=5)
    shown = await opens(talk, lead, "Reflect on the lesson")
    places = [shown.index(name) for name in ("Lò Văn Ánh", "Vàng Thị Mỷ B", "Sùng A Bình", "Giàng A Chu")]
    assert places == sorted(places)


async def test_many_are_shown_page_by_page(talk: Talk, world: World, officer: Somebody) -> None:
    await more_schools(talk, world, 9)
    await owed(world, "000-6")
    first = await opens(talk, officer)
    assert first.count("14/11/2023") == 8
    more = await officer.presses(talk.said("More ›"))
    assert more.text.count("14/11/2023") == 3
    assert talk.said("Remind all who have not") in more.labels


async def test_the_card_of_a_superior_offers_what_superiors_do(talk: Talk, world: World, officer: Somebody) -> None:
    await owed(world, "000-6")
    await opens(talk, officer)
    card = await officer.presses(OTHER)
    wanted = ["Remind them", "Give more time", "Excuse", "History", "‹ All who owe it"]
    assert card.labels == [talk.said(label) for label in wanted]
    assert talk.said("Who: {who}", who=OTHER) in card.text
    assert OTHER in (await officer.presses(talk.said("‹ All who owe it"))).text


async def test_the_rule_is_one_tap_away_for_who_may_change_it(talk: Talk, world: World, officer: Somebody) -> None:
    lead = await world.has("Vàng Thị Mỷ", Role.LEAD)
    await owed(world, "000-6")
    await opens(talk, lead)
    assert talk.said("The rule") not in lead.last.labels
    await opens(talk, officer)
    assert talk.said("Pause the rule") in (await officer.presses(talk.said("The rule"))).labels


async def test_what_was_handed_in_is_seen_by_superiors(talk: Talk, world: World, officer: Somebody) -> None:
    """The text on the card, the file by a tap; nobody else gets either."""
    principal = await head(world)
    other = await head(world, "Lò Văn Inh", school=world.other_school)
    await owed(world, "000-6")
    duty = await duty_of(world, "000-6", unit_id=world.school)
    await principal.forges(f"duty-in:{duty}")
    await principal.sends_file("danh-sach.docx", b"PK chuyen de")
    await opens(talk, officer)
    await officer.presses(f"✓ {FIRST}")
    [upload] = (await officer.presses(talk.said("See what was sent"))).uploads
    assert upload.content == b"PK chuyen de"
    refused = await other.forges(f"duty-file:{duty}")
    assert talk.said(NotAllowed.sentence) in refused.text
    assert refused.uploads == ()


async def test_history_tells_each_step(talk: Talk, world: World, officer: Somebody) -> None:
    """Opened, reminded, known of, told upwards, done; only superiors read it."""
    principal = await head(world)
    await owed(world, "000-6")
    duty = await duty_of(world, "000-6", unit_id=world.school)
    await talk.passes(days=7)
    await principal.presses(talk.said("Understood"))
    await talk.passes(days=38)
    await principal.forges(f"duty-none:{duty}")
    told = (await officer.forges(f"duty-log:{duty}")).text
    steps = [
        f"09:01 09/10/2023: {talk.said('asked for')}",
        talk.said("reminded {days} days before", days=30),
        talk.said("{name} knows of it", name="Hạng A Tủa"),
        talk.said("{who} told that it is not done", who=talk.said("officer")),
        talk.said("done, by {name}", name="Hạng A Tủa"),
    ]
    places = [told.index(step) for step in steps]
    assert places == sorted(places)
    assert talk.said("reminded after its day") in told
    assert talk.said(NotAllowed.sentence) in (await principal.forges(f"duty-log:{duty}")).text


async def test_what_was_tried_is_read_without_names(talk: Talk, world: World, officer: Somebody) -> None:
    """The lead sees who has told and who has not, and the texts apart from them; a principal only the former."""
    lead, [lan, mai] = await met(world, "Vàng Thị Lan", "Vừ Thị Mai")
    principal = await head(world)
    await owed(world, "000-5b")
    duty = await duty_of(world, "000-5b", person_id=await world.id_of(lan))
    await lan.forges(f"duty-in:{duty}")
    await lan.says("Cho học sinh đọc theo cặp.")
    shown = await opens(talk, lead, SHORT_TRIED)
    assert "đọc theo cặp" not in shown
    assert any(label.startswith("✓ Vàng Thị Lan") for label in lead.last.labels)
    await lead.presses("✓ Vàng Thị Lan")
    assert "đọc theo cặp" not in lead.last.text
    texts = await lead.presses(talk.said("What was tried in class"))
    assert "– Cho học sinh đọc theo cặp." in texts.text
    assert "Lan" not in texts.text
    assert "– Cho học sinh đọc theo cặp." in (await officer.forges(f"duty-texts:{world.meeting}:0")).text
    for somebody in (principal, mai, lan):
        said = (await somebody.forges(f"duty-texts:{world.meeting}:0")).text
        assert talk.said(NotAllowed.sentence) in said
    own = (await principal.forges(f"duty:{duty}")).text
    assert "đọc theo cặp" not in own
    assert talk.said("What was tried in class") not in principal.last.labels
    assert "đọc theo cặp" in (await lan.forges(f"duty:{duty}")).text


async def test_long_texts_are_read_whole_page_by_page(talk: Talk, world: World) -> None:
    lead, people = await met(world, "Vàng Thị Lan", "Vừ Thị Mai")
    await owed(world, "000-5b")
    for letter, somebody in zip("ab", people, strict=True):
        duty = await duty_of(world, "000-5b", person_id=await world.id_of(somebody))
        await somebody.forges(f"duty-in:{duty}")
        await somebody.says(letter * 3000)
    first = await lead.forges(f"duty-texts:{world.meeting}:0")
    assert ("a" * 3000 in first.text, "b" * 3000 in first.text) == (True, False)
    assert "b" * 3000 in (await lead.presses(talk.said("More ›"))).text
    assert "b" * 3000 in (await lead.forges(f"duty-texts:{world.meeting}:99")).text


async def test_nobody_has_told_yet(talk: Talk, world: World, officer: Somebody) -> None:
    said = talk.said("Nobody has told yet what was tried in class.")
    assert said in (await officer.forges(f"duty-texts:{world.meeting}:0")).text


async def test_a_lead_of_another_cluster_sees_nothing(talk: Talk, world: World) -> None:
    _school, cluster, _meeting = await world.elsewhere()
    other = await leads(world, "Lò Thị Hoa", cluster)
    await owed(world, "000-6")
    shown = await opens(talk, other)
    assert THIRD in shown
    assert FIRST not in shown
    duty = await duty_of(world, "000-6", unit_id=world.school)
    assert talk.said(NotAllowed.sentence) in (await other.forges(f"duty:{duty}")).text
    assert talk.said(NotAllowed.sentence) in (await other.forges(f"duty-texts:{world.meeting}:0")).text
