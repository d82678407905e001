"""Narrowing a meeting in the card that settles it: everybody, so many of each school, some schools, some people."""

from collections.abc import Sequence

from bot.domain.models import Expects, Meeting, Unit
from bot.domain.programme import narrowing
from bot.domain.programme.narrowing import Chosen
from bot.errors import BadInput, Gone
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.meeting import settle
from handlers.meeting.whom import chosen, remember

routes = Routes()


@routes.button("whom:{meeting_id}:{expects}")
async def choose(chat: Chat, meeting_id: int, expects: str) -> Reply:
    """Take whom the meeting expects, or ask for what that needs."""
    meeting = await kit.led(chat, meeting_id)
    settle.must_be_gathering(chat, meeting)
    if expects not in set(Expects):
        raise Gone
    kind = Expects(expects)
    if kind is Expects.NUMBERS:
        return kit.ask(chat, chat._(narrowing.NO_QUOTA), step=f"whom:quota:{meeting_id}")
    if kind is Expects.PEOPLE:
        text = chat._("Whom? Please write their names, for example: Cà Văn Páo, Sùng A Dơ.")
        return kit.ask(chat, text, step=f"whom:people:{meeting_id}")
    if kind is Expects.SCHOOLS:
        return await _schools(chat, meeting)
    remember(chat, Chosen())
    return await settle.go_on(chat, meeting)


@routes.step("whom:quota:{meeting_id}", digits=True)
async def take_quota(chat: Chat, meeting_id: int) -> Reply:
    """Take how many each school sends; the card shows how it was read."""
    meeting = await kit.led(chat, meeting_id)
    settle.must_be_gathering(chat, meeting)
    remember(chat, narrowing.read_quota(chat.text))
    return await settle.go_on(chat, meeting)


@routes.step("whom:people:{meeting_id}")
async def take_people(chat: Chat, meeting_id: int) -> Reply:
    """Take people by their names, and say whom they were read as."""
    meeting = await kit.led(chat, meeting_id)
    settle.must_be_gathering(chat, meeting)
    people = await narrowing.read_people(chat.db, meeting, chat.text, chat.now)
    if not people:
        raise BadInput(narrowing.UNKNOWN_NAME, name=chat.text[:40])
    remember(chat, Chosen(Expects.PEOPLE, ids=tuple(one.id for one in people)))
    names = chat._("By name: {names}").format(names=", ".join(one.name for one in people))
    return await settle.go_on(chat, meeting, names)


async def _schools(chat: Chat, meeting: Meeting) -> Reply:
    found: Sequence[Unit] = await narrowing.schools(chat.db, meeting, chat.now)
    held = chosen(chat).ids if chosen(chat).expects is Expects.SCHOOLS else ()
    names = [Button(("✓ " if one.id in held else "") + one.name, f"whom-school:{meeting.id}:{one.id}") for one in found]
    done = Button(chat._("These schools"), f"whom-done:{meeting.id}")
    text = chat._("Of which schools is everybody expected? Tap them.")
    return Reply(text, (*rows(*names, across=2), (done,)), step=f"whom:schools:{meeting.id}", edits=True)


kit.only_buttons(routes, "whom:schools:{meeting_id}")


@routes.button("whom-school:{meeting_id}:{unit_id}")
async def pick(chat: Chat, meeting_id: int, unit_id: int) -> Reply:
    """Choose a school, or take it off again."""
    meeting = await kit.led(chat, meeting_id)
    settle.must_be_gathering(chat, meeting)
    held = {*chosen(chat).ids} if chosen(chat).expects is Expects.SCHOOLS else set[int]()
    remember(chat, Chosen(Expects.SCHOOLS, ids=tuple(sorted(held ^ {unit_id}))))
    return await _schools(chat, meeting)


@routes.button("whom-done:{meeting_id}")
async def done(chat: Chat, meeting_id: int) -> Reply:
    """Go back to the card with the schools that were chosen."""
    meeting = await kit.led(chat, meeting_id)
    settle.must_be_gathering(chat, meeting)
    if chosen(chat).expects is Expects.SCHOOLS and not chosen(chat).ids:
        raise BadInput(narrowing.NO_SCHOOL)
    return await settle.go_on(chat, meeting)
