"""The notice and what follows from it: asked again when its words change, each part apart, stopping and going on."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from bot.domain.models import (
    Consent,
    ConsentText,
    Evidence,
    Outbox,
    OutboxState,
    Person,
    Presence,
    Purpose,
    Reflection,
    Role,
    Scope,
)
from bot.domain.organisation import consents, invites
from bot.domain.organisation.people import EVERYTHING
from bot.i18n import Translator
from bot.settings import Settings
from bot.vietnamese import ZONE
from handlers import kit
from handlers.organisation.consents import CHANGED, STOPPED, full, short
from tests.talk import Somebody, Talk, World

ENDED = datetime(2023, 10, 26, 17, 0, tzinfo=ZONE)
CHOOSE = kit.PLEASE_CHOOSE


async def link(world: World) -> str:
    app = world.talk.app
    async with app.database.writing() as db:
        made = await invites.create(db, EVERYTHING, Role.TEACHER, unit_id=world.school, now=app.clock.now())
    return f"/start {invites.token(made.id, app.settings.secret.reveal())}"


async def given(talk: Talk, person: int) -> set[Scope]:
    mine = select(Consent.scope).where(Consent.person_id == person, Consent.withdrawn_at.is_(None))
    return set(await talk.finds(mine))


async def after_a_meeting(world: World) -> tuple[Somebody, Somebody]:
    """Return the lead, and somebody who was there and has handed a reflection and a photo in."""
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await lan.forges(f"take:{world.meeting}")
    world.talk.clock.move_to(ENDED)
    await world.marks(lan, Presence.PRESENT)
    await lan.forges(f"part:{world.meeting}:observer")
    await lan.says("Nhóm 2 thảo luận sôi nổi")
    await lan.forges("submit:1")
    await lan.sends_photo()
    await lan.forges(f"said:{world.meeting}:none")
    return lead, lan


def test_the_notice_fits_a_phone_and_names_what_the_law_wants(settings: Settings) -> None:
    """One screen; with the rest it names keeper, address, contact, officer, readers, rights and days."""
    t = Translator("vi")
    first, rest = short(t, settings), full(t, settings, "telegram")
    assert len(first) < 900
    assert len(rest) < 3000
    for word in (settings.keeper, settings.keeper_address, settings.contact, "/toi", "hiệu trưởng", "chuyên viên"):
        assert word in first
    for word in (settings.data_officer, "rút đồng ý", "hạn chế", "phản đối", "khiếu nại", "1095", "2 ngày làm việc"):
        assert word in rest


@pytest.mark.parametrize("said", ["có", "Đồng ý ạ", "ok", "vâng", "dạ", "em đồng ý", "co", "dong y", "OK nhé"])
async def test_a_typed_yes_is_a_yes(talk: Talk, world: World, said: str) -> None:
    lan = talk("Lan")
    await lan.says(await link(world))
    await lan.says(said)
    [person] = await talk.finds(select(Person.id))
    assert await given(talk, person) == consents.ALL


@pytest.mark.parametrize(("said", "person"), [("không đồng ý", 0), ("ko", 0), ("Em không ạ", 0), ("để hỏi lại đã", 0)])
async def test_a_typed_no_or_a_question_stores_nothing(talk: Talk, world: World, said: str, person: int) -> None:
    lan = talk("Lan")
    await lan.says(await link(world))
    await lan.says(said)
    assert await talk.counts(Person) == person
    assert await talk.counts(Consent) == 0


async def test_what_is_no_answer_is_asked_again_with_the_choices(talk: Talk, world: World) -> None:
    """The full notice can be read in between, and a yes still counts."""
    lan = talk("Lan")
    asked = await lan.says(await link(world))
    again = await lan.says("cái này là gì vậy")
    assert Translator("vi")(CHOOSE) in again.text
    assert again.labels == asked.labels
    read = await lan.presses("Xem đầy đủ")
    assert "Điêu Thị Phượng" in read.text
    await lan.says("đồng ý")
    assert await talk.counts(Person) == 1


async def test_the_words_are_kept_as_they_were_shown(talk: Talk, world: World) -> None:
    """Once for all who saw the same; each yes names them."""
    for name in ("Lan", "Minh"):
        asked = await talk(name).says(await link(world))
        await talk(name).says("đồng ý")
    [kept] = await talk.finds(select(ConsentText))
    assert kept.text.startswith(asked.text)
    assert "Điêu Thị Phượng" in kept.text
    assert set(await talk.finds(select(Consent.digest))) == {kept.digest}


async def test_one_may_agree_to_the_calendar_alone(talk: Talk, world: World) -> None:
    lan = talk("Lan")
    await lan.says(await link(world))
    await lan.presses("Chỉ lịch và điểm danh")
    [person] = await talk.finds(select(Person.id))
    assert await given(talk, person) == {Scope.DUTY}


async def deployed_anew(talk: Talk, **settings: str) -> None:
    """Let the deployer name something else in the notice."""
    changed = replace(talk.app.settings, **settings)
    object.__setattr__(talk.app, "settings", changed)
    talk.app.router._settings = talk.app.jobs._settings = changed


async def test_a_yes_to_words_that_changed_meanwhile_is_asked_for_again(talk: Talk, world: World) -> None:
    """The button under the old notice shows the new one, and only a yes to that counts."""
    lan = talk("Lan")
    old = await lan.says(await link(world))
    await deployed_anew(talk, keeper="Sở GD&ĐT Điện Biên")
    again = await lan.presses("Tôi đồng ý", on=old)
    assert "Sở GD&ĐT Điện Biên" in again.text
    assert await talk.counts(Person) == 0
    await lan.presses("Tôi đồng ý")
    assert await talk.counts(Person) == 1


async def test_who_agreed_before_is_asked_again_and_held_up_in_nothing(talk: Talk, world: World) -> None:
    """Below the answer that was asked for, once a day; by letter once; never again after the answer."""
    lan = await world.has("Vàng Thị Lan")
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    await deployed_anew(talk, contact="0912 000 000")
    asked = await lan.forges(f"take:{world.meeting}")
    assert talk.said("You come.").split(".")[0] in asked.text or "SHCM" in asked.text
    assert talk.said(CHANGED) in asked.text
    assert talk.said(CHANGED) not in (await lan.says("/lich")).text, "once a day"
    lan.new()
    await talk.app.jobs.clean()
    await talk.app.jobs.clean()
    await talk.passes(hours=5)
    letters = [one for one in lan.new() if talk.said(CHANGED) in one.text]
    assert len(letters) == 1
    await lan.presses(talk.said("Read and answer"), on=letters[0])
    assert "0912 000 000" in lan.last.text
    await lan.presses(talk.said("I agree"))
    await talk.passes(days=2)
    assert talk.said(CHANGED) not in (await lan.says("/lich")).text
    editions = await talk.finds(select(Person.notice).where(Person.name == "Vàng Thị Lan"))
    assert editions == [consents.edition(talk.app.settings)]


async def test_a_letter_that_waits_is_not_sent_to_who_has_answered(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    await deployed_anew(talk, contact="0912 000 000")
    await talk.app.jobs.clean()
    await lan.forges("consent:all")
    lan.new()
    await talk.passes(hours=5)
    assert lan.new() == []
    assert await talk.finds(select(Outbox.state).where(Outbox.purpose == Purpose.NOTICE)) == [OutboxState.VOID]


async def test_without_a_yes_no_reflection_and_no_photo_is_kept(talk: Talk, world: World) -> None:
    """Both are asked for where they are wanted; one tap gives the yes and leads on."""
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await lan.forges(f"take:{world.meeting}")
    await lan.forges("consent:duty")
    talk.clock.move_to(ENDED)
    await world.marks(lan, Presence.PRESENT)
    asked = await lan.says("/suyngam")
    assert talk.said(consents.NOT_ALLOWED[Scope.REFLECTIONS]) in asked.text
    await lan.forges(f"part:{world.meeting}:observer")
    assert await talk.counts(Reflection) == 0
    assert talk.said(consents.NOT_ALLOWED[Scope.PHOTOS]) in (await lan.says("/minhchung")).text
    await lan.sends_photo()
    assert await talk.counts(Evidence) == 0
    await lan.presses(talk.said("Yes, keep them"), on=asked)
    await lan.presses(talk.said("Reflect"))
    await lan.forges(f"part:{world.meeting}:observer")
    assert await talk.counts(Reflection) == 1
    assert await talk.counts(Evidence) == 0


async def test_what_is_taken_back_is_kept_and_shown_to_nobody_else(talk: Talk, world: World) -> None:
    """And shown again where it is given again."""
    lead, lan = await after_a_meeting(world)
    await lan.says("/toi")
    await lan.presses(talk.said("My consents"))
    await lan.presses(talk.said("Reflections: no more"))
    await lan.forges("forbid:photos")
    assert "Nhóm 2" not in (await lead.forges(f"thoughts:{world.meeting}:0")).text
    assert (await lead.forges(f"album:{world.meeting}")).uploads == ()
    assert len((await lan.forges(f"album:{world.meeting}")).uploads) == 1
    await lan.forges("allow:reflections")
    await lan.forges("allow:reflections")
    assert "Nhóm 2" in (await lead.forges(f"thoughts:{world.meeting}:0")).text
    assert await given(talk, await world.id_of(lan)) == {Scope.DUTY, Scope.REFLECTIONS}


async def test_stopping_sends_nothing_shows_nobody_and_keeps_the_counts(talk: Talk, world: World) -> None:
    """A no to the notice leads to it; everything but one's own data answers with how to go on; going on undoes it."""
    lead, lan = await after_a_meeting(world)
    person = await world.id_of(lan)
    before = (await lead.forges(f"sum:meeting:{world.meeting}")).text
    await lan.says("/toi")
    await lan.presses(talk.said("My consents"))
    await lan.presses(talk.said("Read the notice"))
    await lan.says("không")
    stopped = await lan.presses(talk.said("Yes, stop"))
    said = talk.said(STOPPED, when="").split("  ")[0][:20]
    assert said in stopped.text
    for door in ("/lich", "em đi", "/suyngam"):
        assert said in (await lan.says(door)).text
    assert (await lead.forges(f"sum:meeting:{world.meeting}")).text == before
    for door in (
        f"roll:{world.meeting}",
        f"thoughts:{world.meeting}:0",
        f"album:{world.meeting}",
        f"people:{world.meeting}:0",
    ):
        shown = await lead.forges(door)
        assert "Lan" not in shown.text + " ".join(shown.labels), door
        assert shown.uploads == ()
    assert "Vàng Thị Lan" in (await lan.says("/toi")).text
    lan.new()
    again = await world.plans()
    await world.settles(lead, when="14h ngày 30/10", meeting=again)
    for day in (27, 29, 30):
        await talk.comes(datetime(2023, 10, day, 18, 0, tzinfo=ZONE))
    assert lan.new() == []
    waiting = select(Outbox.id).where(Outbox.person_id == person, Outbox.state == OutboxState.WAITING)
    assert await talk.finds(waiting) == []
    await lan.forges("pause:yes")
    await lan.forges("resume")
    assert await talk.finds(select(Person.name).where(Person.id == person)) == ["Vàng Thị Lan"]
    assert "Nhóm 2" in (await lead.forges(f"thoughts:{world.meeting}:0")).text


async def test_where_attendance_is_duty_the_name_stays_in_the_lists(talk: Talk, world: World) -> None:
    await deployed_anew(talk, legal_basis="duty")
    lan = await world.has("Vàng Thị Lan")
    assert (
        talk.said("Attendance stays in the lists of your school: it is kept as part of your work.")
        in (await lan.forges("pause")).text
    )
    await lan.forges("pause:yes")
    assert await talk.finds(select(Person.name)) == ["Vàng Thị Lan"]


async def test_a_yes_to_the_new_notice_ends_a_stop(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    await lan.forges("pause:yes")
    await deployed_anew(talk, contact="0912 000 000")
    assert "0912 000 000" in (await lan.forges("resume")).text
    assert (await talk.finds(select(Person.paused_at)))[0] is not None
    await lan.presses(talk.said("I agree"))
    assert await talk.finds(select(Person.paused_at)) == [None]
    assert await talk.finds(select(Person.name)) == ["Vàng Thị Lan"]


@pytest.mark.parametrize("forged", ["consent:everything", "allow:duty", "forbid:duty", "allow:x"])
async def test_what_no_button_offers_changes_nothing(talk: Talk, world: World, forged: str) -> None:
    lan = await world.has("Vàng Thị Lan")
    await lan.forges(forged)
    assert await given(talk, await world.id_of(lan)) == consents.ALL
    for data in ("consent:all", "pause:yes", "resume", "consents", "notice"):
        await talk("Stranger").forges(data)
    assert await talk.counts(Person) == 1
