"""`/trogiup` and `/huy`."""

from bot.errors import N_
from bot.messages import Reply
from bot.routes import Chat, Routes
from handlers import phrases

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


@routes.command("trogiup", "help")
@routes.button("help")
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
