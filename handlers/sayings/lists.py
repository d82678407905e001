"""What can mean several things by role: "danh sách", "mẫu", an hour alone, what is new, one's cluster."""

from bot.domain.calendar.reading import reader
from bot.domain.calendar.reading.tokens import without_times
from bot.domain.organisation import appointments, tree
from bot.domain.programme import ahead, questions
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, rows
from bot.vietnamese import fold
from handlers import kit, phrases
from handlers.duty import duty_papers, duty_rules
from handlers.meeting import past
from handlers.paper import papers
from handlers.sayings import about
from handlers.sayings.sentence import FILLER, Sentence
from handlers.sayings.typed_day import ON_A_DAY

MOST_SCHOOLS = 30
PRESSED_WRONGLY = N_("What was pressed wrongly can be changed: please open the meeting or duty and choose once more.")


async def which(chat: Chat, said: Sentence) -> Reply:
    """Ask which list is meant, with the likeliest of the role."""
    del said
    chat.must_have_joined()
    _, rights = chat._, chat.rights
    coming = Button(_("Who is coming"), "asked:who-comes")
    silent = Button(_("Who has not signed up"), "asked:silent")
    people, schools = Button(_("People of my school"), "people"), Button(_("Schools"), "org-schools:0")
    if rights.officer:
        buttons = [coming, Button(_("Duties of others"), "duties-all"), schools]
    elif rights.principal_of:
        buttons = [coming, silent, people]
    else:
        buttons = [coming, silent] if rights.leads else [coming, Button(_("Calendar"), "calendar:0")]
    return Reply(_("Which list do you need?"), rows(*buttons, Button(_("Help"), "help")))


async def samples(chat: Chat, said: Sentence) -> Reply:
    """Show an officer the sample papers, everybody else the papers that they can have."""
    del said
    return await (duty_papers.library(chat) if chat.rights.officer else papers.home(chat))


async def rules(chat: Chat, said: Sentence) -> Reply:
    """Show what the duties rest on to who may change them; everybody else has the papers."""
    del said
    return await (duty_rules.begin(chat) if chat.rights.officer or chat.rights.leads else papers.home(chat))


async def been(chat: Chat, said: Sentence) -> Reply:
    """Show the meetings that have been."""
    del said
    chat.must_have_joined()
    return await past.page(chat, 0)


async def pressed_wrongly(chat: Chat, said: Sentence) -> Reply:
    """Say how what was pressed wrongly is changed."""
    del said
    buttons = Button(chat._("Calendar"), "calendar:0"), Button(chat._("My duties"), "duties")
    return Reply(chat._(PRESSED_WRONGLY), rows(*buttons, Button(chat._("Help"), "help")))


async def news(chat: Chat, said: Sentence) -> Reply:
    """Say which meeting comes next; what waits stands behind the button."""
    del said
    text, see = await about.next_line(chat)
    return Reply(text, rows(*see, Button(chat._("My duties"), "duties")))


async def my_cluster(chat: Chat, said: Sentence) -> Reply:
    """Name one's clusters, their schools and who leads them."""
    del said
    chat.must_have_joined()
    _, lines = chat._, []
    mine = {*await questions.clusters_of(chat.db, chat.person, chat.today)} | chat.rights.leads
    leads = await questions.leads(chat.db, mine, chat.today)
    for cluster_id in sorted(mine)[: kit.A_PAGE]:
        cluster = await appointments.cluster(chat.db, cluster_id)
        names = [unit.name for unit in await tree.members(chat.db, cluster_id, chat.today)]
        lines.append(_("{cluster}: {number} schools").format(cluster=cluster.called, number=len(names)))
        lines += [f"– {name}" for name in names[:MOST_SCHOOLS]]
        lines += kit.and_more(_, len(names) - MOST_SCHOOLS)
        if who := ", ".join(
            _("teacher {name}").format(name=one.name) for called, one in leads if called == cluster.called
        ):
            lines.append(_("Lead: {names}").format(names=who))
    text = "\n".join(lines) or _("You are in no cluster yet. Please ask your principal.")
    return Reply(text, rows(Button(_("Calendar"), "calendar:0")))


async def an_hour(chat: Chat) -> Reply | None:
    """Ask of which day an hour is that was typed alone; None for every other text."""
    hour = reader.hour(chat.text, by_day=True) if any(letter.isalpha() for letter in chat.text) else None
    beside = set(fold(without_times(chat.text)).split()) - FILLER
    if hour is None or beside or chat.someone is None:
        return None
    _, shown = chat._, f"{hour:%H:%M}"
    found = await ahead.led(chat.db, chat.rights, settled=False, now=chat.now, most=kit.A_PAGE)
    if not found.rows:
        text, see = await about.next_line(chat)
        asked = _("{hour} on which day? Please write the day as well, for example: {hour} ngày 26/10.")
        return Reply(asked.format(hour=shown) + f"\n{text}", rows(*see, Button(_("Calendar"), "calendar:0")))
    chat.draft["typed"] = chat.text
    labels = zip(phrases.meeting_labels(found.rows), found.rows, strict=True)
    buttons = [Button(label, f"settle-on:{meeting.id}") for label, meeting in labels]
    text = _("{hour}: the hour of which meeting?").format(hour=shown)
    return Reply(text, rows(*buttons, Button(_("Calendar"), "calendar:0")), step=ON_A_DAY)
