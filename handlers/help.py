"""`/trogiup`, `/huy`, and the answer to what nothing else understood."""

from bot.domain.programme import attendance
from bot.errors import N_
from bot.messages import Kind, Reply
from bot.routes import Chat, Routes
from handlers import phrases
from handlers.meeting.attendance import checked_in
from handlers.organisation import start

routes = Routes()

COMMANDS = {
    "lich": N_("calendar of meetings"),
    "dangky": N_("sign up for a meeting"),
    "diemdanh": N_("attendance"),
    "suyngam": N_("reflect on a meeting"),
    "minhchung": N_("send photos of a meeting"),
    "viec": N_("my duties and their days"),
    "thongbao": N_("announce (leads, officers)"),
    "kehoach": N_("plans (officers, leads)"),
    "moi": N_("invite people (principals, officers)"),
    "tochuc": N_("organisation: leads, schools, roster (officers, principals)"),
    "toi": N_("my data and language"),
    "trogiup": N_("help"),
    "huy": N_("leave what was begun"),
}
NOT_UNDERSTOOD = N_("The system did not understand this. Please choose:")


@routes.command("trogiup", "help")
async def show(chat: Chat) -> Reply:
    """Say what can be sent."""
    _ = chat._
    lines = [_("What can be sent (accents and the slash are not needed):")]
    lines += [f"/{name} – {_(what)}" for name, what in COMMANDS.items()]
    return Reply("\n".join(lines), await phrases.home(chat))


@routes.command("huy")
@routes.button("leave-it")
async def leave(chat: Chat) -> Reply:
    """Leave what was begun; answers of a reflection stay."""
    _ = chat._
    text = _("Left. Nothing was sent or changed; answers you gave are kept.") if chat.step else _("Please choose:")
    return Reply(text, await phrases.home(chat))


@routes.otherwise(Kind.TEXT, Kind.OTHER)
async def not_understood(chat: Chat) -> Reply:
    """Take five digits out of the blue for a roll call's code; offer the choices for everything else."""
    if chat.text.isdecimal() and len(chat.text) == attendance.DIGITS:
        return checked_in(chat, *await attendance.check_in(chat.db, chat.person, chat.text, chat.now))
    if chat.someone and not chat.someone.name:
        return await start.name(chat)
    chat.must_have_joined()
    return Reply(chat._(NOT_UNDERSTOOD), await phrases.home(chat))
