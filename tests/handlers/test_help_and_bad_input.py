"""What nothing else understood, updates that come twice, buttons that lie, and errors nobody expected."""

import re
from datetime import datetime

import pytest
from sqlalchemy import select

from bot.domain.models import Dialogue, Evidence, Received, Role, Seat
from bot.errors import Gone
from bot.messages import Blocked, FileRef, Incoming, Kind, NotTaken, RetryLater, SendError, Unclear
from bot.replies import AGAIN_AFTER
from bot.vietnamese import ZONE
from handlers.help import COMMANDS
from handlers.sayings.conversation import NOT_UNDERSTOOD
from handlers.sayings.other_things import ANSWERS, STICKER
from tests.talk import EVENTS, Talk, World, photo

ENDED = datetime(2023, 10, 26, 17, 0, tzinfo=ZONE)


async def settled(world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)


@pytest.mark.square("a list of words")
async def test_help_names_every_command(talk: Talk, world: World) -> None:
    """Each with what it does, and the choices everybody starts from."""
    lan = await world.has("Vàng Thị Lan")
    shown = await lan.says("trợ giúp")
    for name, what in COMMANDS.items():
        assert f"/{name} – {talk.said(what)}" in shown.text
    assert talk.said("Calendar") in shown.labels


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("thongbao", "moi")])
async def test_every_command_of_a_teacher_answers(talk: Talk, world: World, command: str) -> None:
    """With the slash, and in capitals without it."""
    lan = await world.has("Vàng Thị Lan")
    assert (await lan.says(f"/{command}")).text
    assert talk.said(NOT_UNDERSTOOD) not in (await lan.says(command.upper())).text


@pytest.mark.parametrize("text", ["xyz", "/khongco", "/", "99", "a" * 5000, "\u0000", "%s {0} {name}"])
async def test_what_is_not_understood_shows_the_choices(talk: Talk, world: World, text: str) -> None:
    """Nobody is left without a next step."""
    lan = await world.has("Vàng Thị Lan")
    answer = await lan.says(text)
    assert talk.said(NOT_UNDERSTOOD) in answer.text
    assert talk.said("Calendar") in answer.labels


async def test_a_sticker_out_of_the_blue(talk: Talk, world: World) -> None:
    """It is answered with the choices."""
    lan = await world.has("Vàng Thị Lan")
    assert talk.said(STICKER) in (await lan.sends_sticker()).text


FORGED = [
    "",
    ":",
    "take",
    "take:",
    "take:1:2",
    "TAKE:1",
    "take:1 ",
    "take:٣",
    "nothing",
    "x" * 64,
    "school:1;drop",
    "=",
    "agree",
]


@pytest.mark.parametrize("data", FORGED)
async def test_garbage_on_a_button(talk: Talk, world: World, data: str) -> None:
    """It is no choice any more; the dialogue goes on with the choices everybody starts from."""
    lan = await world.has("Vàng Thị Lan")
    answer = await lan.forges(data)
    assert talk.said(Gone.sentence) in answer.text
    assert talk.said("Calendar") in answer.labels
    assert await talk.counts(Seat) == 0


async def test_a_stale_button_in_the_middle_of_a_conversation(talk: Talk, world: World) -> None:
    """It is answered with the conversation's own choices, and the conversation goes on where it was."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"settle:{world.meeting}")
    refused = await lead.forges("take:999999")
    assert talk.said("Leave it") in refused.labels
    assert "26/10" in (await lead.says("14h ngày 26/10")).text


async def test_a_doubled_update_is_answered_once(talk: Talk, world: World) -> None:
    """The same update delivered three times acts once and is answered once."""
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    event = Incoming("talk", "twice", lan.address, Kind.PRESS, text=f"take:{world.meeting}", press="p")
    for _ in range(3):
        await talk.app.router.handle(event)
    assert len(lan.chat) == 1
    assert (await world.stands()).taken == 1
    async with talk.killed():
        await talk.app.router.handle(event)
    assert len(lan.chat) == 1


async def test_an_answer_that_could_not_leave_leaves_with_the_second_delivery(talk: Talk, world: World) -> None:
    """The platform asks to wait: the update is not confirmed, comes again, and is answered from the record."""
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    event = Incoming("talk", "again", lan.address, Kind.PRESS, text=f"take:{world.meeting}", press="p")
    talk.channel.troubles[lan.address] = [RetryLater(3)]
    with pytest.raises(RetryLater):
        await talk.app.router.handle(event)
    assert (await world.stands()).taken == 1
    async with talk.killed():
        await talk.app.router.handle(event)
    assert len(lan.chat) == 1
    assert talk.said("I cannot come") in lan.last.labels
    assert (await world.stands()).taken == 1


@pytest.mark.parametrize(("troubles", "later"), [([Blocked()], ()), ([Unclear() for _ in range(4)], AGAIN_AFTER)])
async def test_an_answer_that_is_lost_is_not_said_again_and_again(
    talk: Talk, world: World, troubles: list[SendError], later: tuple[float, ...]
) -> None:
    """What was done stays done; the update counts as answered, also where nobody knows after the fourth copy."""
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    talk.channel.troubles[lan.address] = [*troubles]
    event = Incoming("talk", "lost", lan.address, Kind.PRESS, text=f"take:{world.meeting}", press="p")
    for seconds in later:
        with pytest.raises(RetryLater) as wait:
            await talk.app.router.handle(event)
        assert wait.value.seconds == seconds
    await talk.app.router.handle(event)
    await talk.app.router.handle(event)
    assert (lan.chat, talk.channel.troubles[lan.address]) == ([], [])
    assert (await world.stands()).taken == 1


async def test_an_answer_that_may_be_lost_twice_is_said_once_the_bad_moment_is_over(talk: Talk, world: World) -> None:
    """Also by another process: what was done is on record with its answer, and is not done again."""
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    talk.channel.troubles[lan.address] = [Unclear(), Unclear()]
    event = Incoming("talk", "flapping", lan.address, Kind.PRESS, text=f"take:{world.meeting}", press="p")
    with pytest.raises(RetryLater):
        await talk.app.router.handle(event)
    async with talk.killed():
        await talk.app.router.handle(event)
    assert len(lan.chat) == 1
    assert talk.said("I cannot come") in lan.last.labels
    assert (await world.stands()).taken == 1


async def test_an_answer_whose_choices_are_not_taken_is_said_without_them(talk: Talk, world: World) -> None:
    """First without the calendar file, then without the choices: whoever wrote must not be left without a word."""
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    talk.channel.troubles[lan.address] = [NotTaken("BUTTON_DATA_INVALID"), NotTaken("BUTTON_DATA_INVALID")]
    event = Incoming("talk", "refused", lan.address, Kind.PRESS, text=f"take:{world.meeting}", press="p")
    await talk.app.router.handle(event)
    assert len(lan.chat) == 1
    assert (lan.last.labels, (await world.stands()).taken) == ([], 1)


async def test_what_was_said_is_kept_no_longer_than_it_is_needed(talk: Talk, world: World) -> None:
    """Once an answer has left, its words do not stand in the record of updates."""
    lan = await world.has("Vàng Thị Lan")
    await lan.says("/toi")
    assert await talk.finds(select(Received.answered)) == [True]
    assert await talk.finds(select(Received.reply)) == [None]


async def test_an_unexpected_error_is_said_with_its_number(
    talk: Talk, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """The number that the person is told stands in the log; nothing changed, and the next message is answered."""
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    talk.clock.move_to(ENDED)
    await lan.says("/minhchung")
    folder = talk.app.settings.media_dir
    assert not folder.exists()
    folder.write_text("a file where the folder should be")
    number = f"f{next(EVENTS)}"
    talk.channel.files[number] = photo()
    event = Incoming("talk", number, lan.address, Kind.PHOTO, file=FileRef(number))
    await talk.app.router.handle(event)
    assert talk.trouble in lan.last.text
    found = re.search(r"(\d{6})", lan.last.text)
    assert found
    printed = capsys.readouterr()
    assert found[1] in printed.out + printed.err
    assert await talk.counts(Evidence) == 0
    folder.unlink()
    await lan.sends_photo()
    assert await talk.counts(Evidence) == 1


@pytest.mark.square("labels are typed")
@pytest.mark.parametrize("how", ["1", "1.", " 1 ", "label", "folded", "capitals"])
async def test_every_choice_can_be_typed(talk: Talk, world: World, how: str) -> None:
    """By its number, its label, or its label without accents and in capitals."""
    lan = await world.has("Vàng Thị Lan")
    label = (await lan.says("/trogiup")).labels[0]
    typed = {"label": label, "folded": "lich" if talk.language == "vi" else label.lower(), "capitals": label.upper()}
    assert "Cụm số 1" in (await lan.says(typed.get(how, how))).text


@pytest.mark.square("labels are typed")
async def test_a_reminder_in_the_middle_can_be_answered_by_its_label(talk: Talk, world: World) -> None:
    """Typed while a text is waited for, a reminder's own label is pressed and not taken for the answer."""
    await settled(world)
    lead = talk("Sùng A Dơ")
    await lead.forges(f"take:{world.meeting}")
    other = await world.plans()
    await lead.forges(f"settle:{other}")
    await talk.comes(datetime(2023, 10, 19, 14, 0, tzinfo=ZONE))
    await lead.says(talk.said("I cannot come"))
    assert (await world.stands()).taken == 0
    assert "27/10" in (await lead.says("14h ngày 27/10")).text


@pytest.mark.square("labels are typed")
async def test_without_a_conversation_a_reminder_answers_to_its_numbers(talk: Talk, world: World) -> None:
    """Its menu takes the older one's place."""
    await settled(world)
    lan = await world.has("Vàng Thị Lan")
    await lan.forges(f"take:{world.meeting}")
    await talk.comes(datetime(2023, 10, 19, 14, 0, tzinfo=ZONE))
    number = lan.last.labels.index(talk.said("I cannot come")) + 1
    await lan.says(f"{number}")
    assert (await world.stands()).taken == 0


async def test_two_chats_do_not_disturb_each_other(talk: Talk, world: World) -> None:
    """Each person's conversation has its own row."""
    lan, minh = await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await lan.says("/toi")
    await lan.presses(talk.said("Correct my data"))
    await lan.presses(talk.said("Correct my name"))
    await minh.says("/lich")
    await lan.is_called("Vàng Thị Lán")
    steps = await talk.finds(select(Dialogue.step))
    assert steps == ["", ""]


@pytest.mark.parametrize("what", [*ANSWERS, "dice", ""])
async def test_what_is_no_text_is_told_what_does_instead(talk: Talk, world: World, what: str) -> None:
    """Each thing has its sentence, and none is answered by the whole menu."""
    lan = await world.has("Vàng Thị Lan")
    said = await lan.does(Kind.OTHER, what=what)
    assert said.text == talk.said(ANSWERS.get(what, STICKER))
    assert len(said.labels) == 2


async def test_a_thumb_is_a_yes(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    assert (await lan.does(Kind.OTHER, what="sticker", emoji="👍")).text == (await lan.says("👍")).text
