"""The letterhead of one's school or office: what stands above and below its papers, kept until it is changed."""

from bot.domain.papers import heads
from bot.errors import N_, BadInput, Gone
from bot.messages import Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.paper.head_words import LABELS, QUESTIONS
from handlers.paper.papers import WHOLE

routes = Routes()

UNKNOWN = N_("not known")


@routes.button("paper-heads")
async def choose(chat: Chat) -> Reply:
    """Ask whose letterhead, where one writes papers of several bodies."""
    chat.must_have_joined()
    found = await heads.written_by(chat.db, chat.person, chat.rights, chat.today)
    if len(found) == 1:
        return await show(chat, found[0].id)
    buttons = kit.distinct([Button(one.name, f"paper-head:{one.id}") for one in found], WHOLE)
    back = Button(chat._("‹ Official papers"), "office-papers")
    return Reply(chat._("Whose letterhead?"), rows(*buttons, back))


@routes.button("paper-head:{unit_id}")
async def show(chat: Chat, unit_id: int) -> Reply:
    """Show a letterhead, each part to be changed."""
    _ = chat._
    await heads.must_write(chat.db, chat.rights, unit_id, chat.today)
    head = await heads.of(chat.db, unit_id, chat.today)
    lines = [_("Letterhead of {unit}:").format(unit=head.unit)]
    for name, label in LABELS.items():
        value = getattr(head, name) or ("" if name == "recipients" else _(UNKNOWN))
        lines.append(f"– {_(label)}: {'; '.join(value.splitlines())}")
    buttons = [Button(_(label), f"paper-head-ask:{unit_id}:{name}") for name, label in LABELS.items()]
    back = Button(_("‹ Official papers"), "office-papers")
    return Reply("\n".join(lines), (*rows(*buttons, across=2), (back,)))


@routes.button("paper-head-ask:{unit_id}:{name}")
async def ask(chat: Chat, unit_id: int, name: str) -> Reply:
    """Ask for one part."""
    await heads.must_write(chat.db, chat.rights, unit_id, chat.today)
    if name not in QUESTIONS:
        raise Gone
    return kit.ask(chat, chat._(QUESTIONS[name]), step=f"paper-head-take:{unit_id}:{name}")


@routes.step("paper-head-take:{unit_id}:{name}", Kind.TEXT, Kind.OTHER)
async def take(chat: Chat, unit_id: int, name: str) -> Reply:
    """Keep what was typed and show the whole letterhead with it."""
    if not chat.text.strip():
        raise BadInput(QUESTIONS.get(name, UNKNOWN))
    await heads.keep(chat.db, chat.rights, unit_id, name, chat.text, by=chat.person, today=chat.today, now=chat.now)
    return await show(chat, unit_id)
