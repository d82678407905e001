"""Words for the minutes that came before a heading was chosen: they are read back, and asked where they belong.

Who takes minutes by hand writes at once, on the screen that shows the head or right below the letter that asked.
"""

from dataclasses import replace

from bot.domain.programme import awaited, meetings, minute_taking, minutes
from bot.domain.programme.minute_taking import Writer
from bot.errors import BadInput
from bot.i18n import shortened
from bot.messages import Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import fold
from handlers import kit, phrases
from handlers.meeting import minutes as taking
from handlers.meeting import minutes_steps, minutes_whole

routes = Routes()

TEXT = "minutes-text"
SHOWN = 600
_YES = frozenset({"dung", "dung roi", "dung a", "co", "ok", "vang", "da", "u", "dong y", "viet tiep", "yes"})
_ALL = frozenset({"xong roi", "da xong", "het roi", "the thoi"})


@routes.step(
    "minutes-told:{meeting_id}", Kind.TEXT, Kind.PHOTO, Kind.OTHER, Kind.FILE, lasts=taking.HALF_A_DAY, prose=True
)
async def take(chat: Chat, meeting_id: int) -> Reply:
    """Take what comes at the head of the minutes: a yes goes on, a photo of notes is kept, words are asked about."""
    writer = await taking.writer_of(chat, meeting_id)
    words = fold(chat.text).strip(" .!")
    if (chat.kept and chat.kept.picture) or words in _YES | taking.ON:
        full = await minutes.read_or_blank(chat.db, writer.meeting, chat.now)
        if not (chat.kept or full.steps):
            return await minutes_steps.which(chat, meeting_id)
        place = taking.PLACES.index(taking.first_open(full))
        return await (taking.take(chat, meeting_id, place) if chat.kept else taking.turn(chat, meeting_id, place))
    return await ask_where(chat, writer)


async def ask_where(chat: Chat, writer: Writer) -> Reply:
    """Read words back, with those before them, and ask under which heading they belong. Raises BadInput for none."""
    if chat.incoming.kind is not Kind.TEXT or not chat.text.strip():
        raise BadInput(taking.ONLY_WORDS)
    writer.must_have_begun()
    _, number = chat._, writer.meeting.id
    step = f"minutes-where:{number}"
    before = chat.draft.get(TEXT, "") if chat.step == step else ""
    text = minute_taking.read_text(f"{before}\n{chat.text}")
    chat.draft[TEXT] = text
    full = await minutes.read_or_blank(chat.db, writer.meeting, chat.now)
    buttons = [
        Button(_(minutes_whole.TITLES[heading]), f"minutes-put:{number}:{taking.PLACES.index(heading)}")
        for heading in full.choices
    ]
    leave = Button(_("Do not keep it"), f"minutes:{number}")
    asked = _("Under which heading of the minutes does this belong?")
    return Reply(f"“{shortened(text, SHOWN)}”\n\n{asked}", rows(*buttons, leave, across=2), step=step)


@routes.step("minutes-where:{meeting_id}", Kind.TEXT, Kind.OTHER, lasts=taking.HALF_A_DAY, prose=True)
async def take_more(chat: Chat, meeting_id: int) -> Reply:
    """Add what is typed to what waits for its heading; a yes or "xong" is no part of it. Raises BadInput for one."""
    if fold(chat.text).strip(" .!") in _YES | taking.ON | _ALL:
        raise BadInput(kit.PLEASE_CHOOSE)
    return await ask_where(chat, await taking.writer_of(chat, meeting_id))


@routes.button("minutes-put:{meeting_id}:{place}")
async def put(chat: Chat, meeting_id: int, place: int) -> Reply:
    """Put the words below the heading that was chosen, and ask for more of it."""
    kit.must_have(chat, TEXT, step=f"minutes-where:{meeting_id}")
    writer, heading = await taking.writer_of(chat, meeting_id), taking.heading_at(place)
    await minute_taking.write(chat.db, writer, heading, chat.draft.pop(TEXT))
    return await taking.ask(chat, writer, heading, chat._("It is kept. You can add more, or go on."))


async def out_of_the_blue(chat: Chat) -> Reply | None:
    """Ask where a sentence belongs that somebody typed soon after they were asked for minutes; None for others."""
    meeting_id = await awaited.to_write_of(chat.db, chat.person, chat.now)
    if meeting_id is None:
        return None
    meeting = await meetings.get(chat.db, meeting_id)
    if not await minutes.may_write(chat.db, meeting, chat.person, chat.rights):
        return None
    asked = await ask_where(chat, Writer(meeting, chat.person, chat.rights, chat.now))
    of = chat._("Minutes: {meeting}").format(meeting=phrases.meeting_name(chat._, meeting))
    return replace(asked, text=kit.after(of, asked.text))


async def below_letter(chat: Chat, minutes_id: int, *, brief: bool) -> Reply:
    """Answer a reply to a letter about minutes: a yes or thanks opens them, words are asked about."""
    meeting_id = await minutes.meeting_of(chat.db, minutes_id)
    if brief or chat.incoming.kind is not Kind.TEXT:
        return await taking.door(chat, meeting_id)
    return await ask_where(chat, await taking.writer_of(chat, meeting_id))
