"""`/trogiup` and `/huy`."""

from bot.errors import N_
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import phrases

routes = Routes()

COMMANDS = {
    "lich": N_("calendar of meetings"),
    "dangky": N_("sign up for a meeting"),
    "diemdanh": N_("attendance"),
    "suyngam": N_("reflect on a meeting"),
    "minhchung": N_("send photos of a meeting"),
    "bienban": N_("minutes of a meeting"),
    "viec": N_("my duties and their days"),
    "thongbao": N_("announce (leads, officers)"),
    "baocao": N_("official papers: minutes, reports, lists"),
    "kehoach": N_("plans (officers, leads)"),
    "moi": N_("invite people (principals, officers)"),
    "nguoi": N_("people of my school (principals)"),
    "tochuc": N_("organisation: leads, schools, roster (officers, principals)"),
    "toi": N_("my data and language"),
    "trogiup": N_("help"),
    "huy": N_("leave what was begun"),
}


@routes.command("trogiup", "help", "giup", "huongdan", "menu")
@routes.button("help")
async def show(chat: Chat) -> Reply:
    """Say what can be sent."""
    _ = chat._
    lines = [_("What can be sent (accents and the slash are not needed):")]
    lines += [f"/{name} – {_(what)}" for name, what in COMMANDS.items()]
    return Reply("\n".join(lines), await phrases.home(chat))


@routes.button("more")
async def more(chat: Chat) -> Reply:
    """Show what does not stand on the first screen."""
    chat.must_have_joined()
    rest = phrases.choices(chat)[phrases.FIRST_SCREEN - 1 :]
    return Reply(chat._("More choices:"), rows(*rest, Button(chat._("Help"), "help"), across=2))


@routes.button("go-on")
async def go_on(chat: Chat) -> Reply:
    """Ask once more what is waited for."""
    if not chat.question:
        return Reply(chat._("Please choose:"), await phrases.home(chat))
    return Reply(chat.question, chat.choices, step=STAY)


@routes.command("huy", "thoat", "thoi", "dung", "cancel", "stop")
@routes.button("leave-it")
async def leave(chat: Chat) -> Reply:
    """Leave what was begun; answers of a reflection stay."""
    _ = chat._
    text = _("Left. Nothing was sent or changed; answers you gave are kept.") if chat.step else _("Please choose:")
    return Reply(text, await phrases.home(chat))
