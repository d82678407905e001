"""`/toi`: what is stored of me, my name, my language, and having it all erased."""

import json
from datetime import datetime

import pytest
from sqlalchemy import inspect, select, text

from bot.domain.models import (
    Account,
    Answer,
    Appointment,
    Consent,
    Dialogue,
    Evidence,
    Invitee,
    Mark,
    Outbox,
    OutboxState,
    Person,
    Presence,
    Reflection,
    Role,
    Seat,
    SeatState,
)
from bot.domain.organisation import appointments
from bot.errors import Gone, NotRegistered
from bot.i18n import LANGUAGES, Translator
from bot.vietnamese import ZONE
from tests.talk import Somebody, Talk, World

ENDED = datetime(2023, 10, 26, 17, 0, tzinfo=ZONE)
ERASED = "Your data was erased and your consent taken back. Thank you for your work with us."


async def with_everything(world: World) -> Somebody:
    """Return somebody with a mark, a reflection, a photo, and a seat ahead."""
    talk, lan = world.talk, await world.has("Vàng Thị Lan", Role.CORE)
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    ahead = await world.plans()
    await world.settles(lead, when="14h ngày 30/10", seats="1", meeting=ahead)
    minh = await world.has("Lò Văn Minh")
    for one, meeting in ((lan, world.meeting), (lan, ahead), (minh, ahead)):
        await one.forges(f"take:{meeting}")
    talk.clock.move_to(ENDED)
    await lead.forges(f"mark:{world.meeting}:{await world.expects(lan)}:0:0")
    await lan.forges(f"part:{world.meeting}:observer")
    await lan.says("Nhóm 2 thảo luận")
    await lan.sends_photo()
    return lan


async def tables_that_say(talk: Talk, word: str) -> list[str]:
    """Return the tables in which a word stands anywhere, as text or in JSON."""
    forms = {word, json.dumps(word)[1:-1]}
    async with talk.app.database.reading() as db:
        connection = await db.connection()
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        rows = {name: (await connection.execute(text(f'SELECT * FROM "{name}"'))).all() for name in names}  # noqa: S608 - the database's own names
    return [
        name
        for name, found in rows.items()
        if any(form in str(value) for row in found for value in row for form in forms)
    ]


async def test_what_is_stored_is_shown(talk: Talk, world: World) -> None:
    """Name, school, counts of everything, when the yes was given."""
    lan = await with_everything(world)
    shown = await lan.says("/toi")
    counts = "Stored of you: sign-ups {seats}, attendance {marks}, reflections {reflections}, photos {photos}; chat: "
    assert "Vàng Thị Lan" in shown.text
    assert "PTDTBT TH số 1 Na Sang" in shown.text
    assert "09/10" in shown.text
    for figure in ("2", "1"):
        assert figure in shown.text
    if talk.language == "en":
        assert counts.format(seats=2, marks=1, reflections=1, photos=1) in shown.text


@pytest.mark.square("every menu changes its language")
async def test_the_language_is_changed_at_once_and_for_what_comes_unasked(talk: Talk, world: World) -> None:
    """From the answer itself on everything is said in the other language, and back again."""
    other = next(code for code in LANGUAGES if code != talk.language)
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    lan = await world.has("Vàng Thị Lan")
    await lan.forges(f"take:{world.meeting}")
    await lan.says("/toi")
    in_other = Translator(other)
    answer = await lan.presses(LANGUAGES[other])
    assert answer.text == in_other("From now on the system speaks {language}.").format(language=LANGUAGES[other])
    assert in_other("Calendar") in (await lan.says("/trogiup")).labels
    lan.new()
    await talk.comes(datetime(2023, 10, 19, 14, 0, tzinfo=ZONE))
    assert lan.new()[-1].text.startswith(in_other("Reminder:"))
    assert await talk.finds(select(Person.language).where(Person.name == "Vàng Thị Lan")) == [other]
    await lan.says("/toi")
    await lan.presses(LANGUAGES[talk.language])
    assert talk.said("Calendar") in (await lan.says("/trogiup")).labels
    assert talk.said(Gone.sentence) in (await lan.forges("language:xx")).text


@pytest.mark.parametrize("bad", ["A", "Lan", "Lan 2", "x" * 5000])
async def test_a_name_is_corrected(talk: Talk, world: World, bad: str) -> None:
    """What is no name is refused and the old one stays; the right one takes its place."""
    lan = await world.has("Vàng Thị Lan")
    await lan.says("/toi")
    assert "Vàng Thị Lan" in (await lan.forges("rename")).text
    assert "Sùng A Dơ" in (await lan.says(bad)).text
    assert await talk.finds(select(Person.name)) == ["Vàng Thị Lan"]
    await lan.is_called("Vàng Thị Lán")
    assert await talk.finds(select(Person.name)) == ["Vàng Thị Lán"]


async def test_erasing_is_asked_first(talk: Talk, world: World) -> None:
    """A no keeps everything."""
    lan = await with_everything(world)
    await lan.says("/toi")
    await lan.presses(talk.said("Erase my data"))
    assert "Vàng Thị Lan" in (await lan.presses(talk.said("No, keep it"))).text
    assert await talk.finds(select(Person.erased_at)) == [None] * 3


async def test_erased_is_gone_from_every_table_and_folder(talk: Talk, world: World) -> None:
    """Name, chat, answers, photos, appointments: nothing says who it was; the mark stays as a number."""
    lan = await with_everything(world)
    person = await world.id_of(lan)
    [sha] = await talk.finds(select(Evidence.sha))
    await lan.says("/toi")
    assert await tables_that_say(talk, "Vàng Thị Lan")
    await lan.presses(talk.said("Erase my data"))
    assert talk.said(ERASED) in (await lan.presses(talk.said("Yes, erase it"))).text

    for word in ("Vàng Thị Lan", "vang thi lan", lan.address, "Nhóm 2 thảo luận"):
        assert await tables_that_say(talk, word) == [], word
    # The picture's own digest stays, so that a backup that is put back does not bring it along.
    assert await tables_that_say(talk, sha) == ["suppressed"]
    with pytest.raises(FileNotFoundError):
        await talk.app.media.read(sha)
    assert await talk.finds(select(Mark.presence).join(Invitee).where(Invitee.person_id == person)) == [
        Presence.PRESENT
    ]
    for table in (Reflection, Evidence, Answer):
        assert await talk.counts(table) == 0
    assert await talk.finds(select(Account.id).where(Account.person_id == person)) == []
    assert await talk.finds(select(Dialogue.key).where(Dialogue.key == f"person:{person}")) == []
    assert set(await talk.finds(select(Consent.withdrawn_at).where(Consent.person_id == person))) == {talk.clock.now()}
    assert await talk.finds(select(Appointment).where(Appointment.person_id == person)) == []


async def test_the_erased_persons_seat_goes_to_who_waits(talk: Talk, world: World) -> None:
    """The seat ahead is free at once and is offered on; nothing more is sent to the erased chat."""
    lan = await with_everything(world)
    await lan.forges("erase:yes")
    lan.new()
    await talk.passes(seconds=1)
    assert talk.said("Take the seat") in talk("Lò Văn Minh").last.labels
    for day in (29, 30, 31):
        await talk.comes(datetime(2023, 10, day, 18, 0, tzinfo=ZONE))
    assert lan.new() == []
    states = await talk.finds(select(Seat.state).order_by(Seat.id))
    assert states[1] is SeatState.GIVEN_UP
    assert OutboxState.WAITING not in await talk.finds(select(Outbox.state))


async def test_after_erasing_one_is_a_stranger(talk: Talk, world: World) -> None:
    """A second tap and every other word is told how to join; nothing is stored anew."""
    lan = await with_everything(world)
    await lan.forges("erase:yes")
    vi = Translator("vi")
    for answer in (await lan.forges("erase:yes"), await lan.says("/toi"), await lan.sends_photo()):
        assert vi(NotRegistered.sentence) in answer.text
    assert await talk.counts(Evidence) == 0
    assert len(await talk.finds(select(Person).where(Person.erased_at.is_(None)))) == 2


async def test_figures_stay_true_after_erasing(talk: Talk, world: World) -> None:
    """The summary counts the nameless mark, and names nobody."""
    lan = await with_everything(world)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    before = await head.forges(f"sum:meeting:{world.meeting}")
    await lan.forges("erase:yes")
    after = await head.forges(f"sum:meeting:{world.meeting}")
    assert before.text == after.text


async def test_the_only_officer_is_not_erased_before_another_one_is_there(talk: Talk, world: World) -> None:
    """Nobody could invite another one: it is said what to do first, and nothing is half done."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    refused = talk.said(appointments.NO_OTHER_OFFICER)
    assert refused in (await officer.forges("erase")).text
    assert refused in (await officer.forges("erase:yes")).text
    assert "Điêu Thị Phượng" in await talk.finds(select(Person.name))
    await world.has("Lò Văn Quý", Role.OFFICER)
    await officer.forges("erase:yes")
    assert "Điêu Thị Phượng" not in await talk.finds(select(Person.name))
