"""From /toi: every row that is kept of me, kind by kind, and all of it as a file."""

from bot.domain.endings import my_data, my_data_words
from bot.errors import Gone
from bot.i18n import shortened
from bot.messages import STAY, Attachment, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit

routes = Routes()

ROWS = 5
"""Rows on one page of the chat."""
LONGEST_ROW = 500
LETTERS = 40
FILE = "du-lieu-cua-toi.xlsx"


@routes.button("mydata:{number}")
async def overview(chat: Chat, number: int) -> Reply:
    """Show the kinds of rows there are of me, with how many; each opens, and all of it comes as a file."""
    _, person = chat._, chat.person
    found = await my_data.kinds(chat.db, person.id)
    page = kit.page_of(found, number)
    lines = [_("Everything that is kept of you: {number} rows.").format(number=sum(kind.number for kind in found))]
    lines += [f"– {my_data_words.table_name(_, kind.table)}: {kind.number}" for kind in found]
    lines.append("\n" + _("What you did for others (marks, parts given, duties closed) stands in the file."))
    named = [(kind.table, my_data_words.table_name(_, kind.table)) for kind in page.shown]
    buttons = kit.distinct([Button(shortened(name, LETTERS), f"myrows:{table}:0") for table, name in named])
    last = (Button(_("All as a file"), "mydata-file"), Button(_("My data"), "me"))
    return Reply("\n".join(lines), (*rows(*buttons, across=2), *page.turns(chat, "mydata"), *rows(*last, across=2)))


@routes.button("myrows:{table}:{number}")
async def kind(chat: Chat, table: str, number: int) -> Reply:
    """Show rows of one kind, page by page."""
    _, person = chat._, chat.person
    try:
        found = await my_data.page(chat.db, person.id, table, first=number * ROWS, most=ROWS)
    except KeyError:
        raise Gone from None
    names = await my_data.names(chat.db, [(table, found.rows)], person.id)
    page = kit.page_at(found, ROWS)
    lines = [f"{my_data_words.table_name(_, table)} ({found.total})"]
    for place, row in enumerate(found.rows, start=found.first + 1):
        said = my_data_words.line(_, table, row, names)
        lines.append(f"{place}. {shortened(said, LONGEST_ROW)}")
    back = Button(_("‹ All kinds"), "mydata:0")
    return Reply("\n\n".join(lines), (*page.turns(chat, f"myrows:{table}"), (back,)))


@routes.button("mydata-file")
async def as_file(chat: Chat) -> Reply:
    """Send all of it as a workbook, which is made when this leaves."""
    facts = {"person": chat.person.id, "language": chat._.language}
    text = chat._("Your data: a sheet a kind. It holds what is kept of you; please do not pass it on.")
    attachment = Attachment("document", FILE, paper="my-data", facts=facts)
    return Reply(text, rows(Button(chat._("My data"), "me")), step=STAY, attachments=(attachment,))
