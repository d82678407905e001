"""Looking changes nothing: what only shows something writes down that it answered, and not a row more."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from bot.domain.models import Account, Duty, DutyState, Role
from bot.domain.organisation import people
from bot.i18n import Translator
from bot.routes import match
from handlers import COMMANDS, ROUTES
from handlers.duty.duties import NOTHING
from handlers.duty.duty_overview import DONE
from handlers.duty.duty_rule_words import short
from tests.handlers.duties_kit import duties, met, owed
from tests.talk import Somebody, Talk, TalkChannel, World

PRESSES = (
    "duties-all",
    "duty-kind:{rule}:0",
    "duty:{duty}",
    "duty-log:{duty}",
    "meeting:{meeting}",
    "album:{meeting}",
    "past:0",
    "handed-in:{meeting}",
    "sum:meeting:{meeting}",
    "rules",
    "rule:{rule}",
    "settings",
    "accounts",
    "hours",
    "calendar:0",
    "own:{cluster}",
)
CONVERSATION = {"received", "dialogue"}
LOOKS = {"look"}
"""Who opened whose data is written down for them to read."""
WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)")


@pytest.fixture
def channel() -> TalkChannel:
    """Nothing here is a matter of menus."""
    return TalkChannel()


@pytest.fixture
def language() -> str:
    return "vi"


@contextmanager
def counted(talk: Talk) -> Iterator[list[str]]:
    """Gather the statements that go to the database meanwhile."""
    sent: list[str] = []
    engine = talk.app.database._engine.sync_engine

    def note(*what: object) -> None:
        sent.append(str(what[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def written(sent: list[str]) -> set[str]:
    return {found[1] for one in sent if (found := WRITES.match(one))}


async def just_done(world: World) -> tuple[Somebody, Somebody, Duty]:
    """Let a teacher have reflected a moment ago, as a duty asks; return the lead, the teacher and the duty."""
    talk = world.talk
    lead, [lan] = await met(world, "Vàng Thị Lan")
    await owed(world, "000-5a", "000-6", "001-5")
    [duty] = [one for one in await duties(talk, "000-5a") if one.person_id == await world.id_of(lan)]
    await lan.forges(f"part:{world.meeting}:observer")
    await lan.says("Nhóm 2 thảo luận")
    await lan.presses(talk.said("To the end"))
    await lan.presses(talk.said("Hand in"))
    return lead, lan, duty


async def test_looking_writes_only_the_conversation(talk: Talk, world: World) -> None:
    """Whoever asks, and while a duty waits to be closed whose evidence is there."""
    lead, lan, duty = await just_done(world)
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    places = {"rule": duty.rule_id, "duty": duty.id, "meeting": world.meeting, "cluster": world.cluster}
    presses = [press.format(**places) for press in PRESSES]
    assert all(match(ROUTES.buttons, press) for press in presses)
    for somebody in (lead, lan, officer):
        for name in COMMANDS:
            with counted(talk) as sent:
                await somebody.says(f"/{name}")
            assert written(sent) - LOOKS == CONVERSATION, (somebody.address, name)
        for press in presses:
            with counted(talk) as sent:
                await somebody.forges(press)
            assert written(sent) - LOOKS == CONVERSATION, (somebody.address, press)


async def test_what_was_just_done_is_not_owed(talk: Talk, world: World) -> None:
    """In the same second, before the service has written down that it is closed; the lead sees the same."""
    lead, lan, duty = await just_done(world)
    with counted(talk) as sent:
        assert talk.said(NOTHING) in (await lan.says("/viec")).text
    assert sum("FROM duty" in one for one in sent) <= 3, "the rules, the days that a cluster meets by, the duties"
    stands = talk.said("done on {day}", day="26/10/2023")
    assert talk.said("It stands: {state}.", state=stands) in (await lan.forges(f"duty:{duty.id}")).text
    kinds = await lead.forges("duties-all")
    assert (
        f"{short(Translator(talk.language), duty.rule.code, duty.rule.title)}: {talk.said(DONE, number=1)}"
        in kinds.text
    )
    assert stands in (await lead.forges(f"duty-kind:{duty.rule_id}:0")).text

    state = select(Duty.state).where(Duty.id == duty.id)
    assert await talk.finds(state) == [DutyState.OPEN]
    await talk.passes(seconds=1)
    assert await talk.finds(state) == [DutyState.DONE]


async def test_looking_somebody_up_unblocks_nobody(talk: Talk, world: World) -> None:
    """Only who writes is not blocked any more."""
    lan = await world.has("Vàng Thị Lan")
    async with talk.app.database.writing() as db:
        await people.set_blocked(db, "talk", lan.address, talk.clock.now())
    async with talk.app.database.writing() as db:
        assert await people.find(db, "talk", lan.address)
    assert await talk.finds(select(Account.blocked_at)) == [talk.clock.now()]
    await lan.says("/lich")
    assert await talk.finds(select(Account.blocked_at)) == [None]
