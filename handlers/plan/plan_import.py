"""`/kehoach`: a year's plan by file or pasted: what it brings, its questions one by one, the difference, and the yes.

Before the yes only the conversation is written: the file's digest and the answers given so far. Every step reads the
file again, so the conversation survives a restart at any step.
"""

from dataclasses import replace

from bot.documents import pasted
from bot.domain import plan
from bot.domain.asides import PLAN_KEPT
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.plan import Review, own, telling
from bot.domain.plan.difference import Difference
from bot.errors import N_, BadInput, Gone
from bot.messages import Button, Kind, Reply
from bot.routes import Chat, Routes, Rows, rows
from handlers import kit
from handlers.organisation.start import LEVELS
from handlers.plan import plan_asks, plan_home, plan_words
from handlers.plan.plan_file import PLAN_FILE, begin, cluster_of, is_kept, may, plan_file_of, reads, reads_sent, review

routes = Routes()

MOST_LETTERS = 60_000
"""Of a plan that is pasted in pieces."""
TOO_LONG = N_("This text is longer than {most} letters. Please send it as a file.")
NO_MEETINGS = N_("This paper has no table of meetings. This is what its text asks for:")
NO_CLUSTER = N_("You lead no cluster of this school year. Please ask the officer.")


@routes.button("plan:send")
async def send(chat: Chat) -> Reply:
    """Ask for the plan file; who leads several clusters says first for which one it is."""
    may(chat)
    chat.forget()
    begin(chat)
    return await _for_whom(chat) or _ask_plan_file(chat)


async def _for_whom(chat: Chat) -> Reply | None:
    """Settle whose plan it is: the office's, or the own one of a cluster; return the question where it is not clear."""
    plan_file = plan_file_of(chat)
    if "own" in plan_file:
        return None
    if chat.rights.officer:
        plan_file["own"] = 0
        return None
    clusters = await own.led(chat.db, chat.rights, chat.today)
    if not clusters:
        raise BadInput(NO_CLUSTER)
    if len(clusters) == 1:
        plan_file["own"] = clusters[0].id
        return None
    buttons = [Button(f"{cluster.called} ({cluster.school_year})", f"plan:for:{cluster.id}") for cluster in clusters]
    return Reply(chat._("For which cluster is this plan?"), rows(*buttons), step="plan:looking")


@routes.button("plan:for:{cluster_id}", first=reads)
async def choose_cluster(chat: Chat, cluster_id: int) -> Reply:
    """Take the cluster whose own plan the plan file is."""
    await own.cluster_of(chat.db, cluster_id, chat.rights)
    chat.draft.setdefault(PLAN_FILE, {})
    plan_file_of(chat)["own"] = cluster_id
    return await _go_on(chat) if chat.ready else _ask_plan_file(chat)


def _ask_plan_file(chat: Chat, text: str = "") -> Reply:
    _ = chat._
    text = text or _("Please send the plan as a file (Word, Excel, LibreOffice, .csv, .txt), or paste its text here.")
    done = [Button(_("That is all"), "plan:read")] if plan_file_of(chat).get("text") else []
    return kit.ask(chat, text, rows(*done), step="plan:file")


@routes.step("plan:file", Kind.FILE, Kind.TEXT, first=reads_sent)
async def take_plan_file(chat: Chat) -> Reply:
    """Take a file and look at it, or a piece of pasted text."""
    if chat.kept:
        return await _take_file(chat)
    plan_file = plan_file_of(chat)
    text = pasted.joined(plan_file.get("text", ""), chat.text)
    if len(text) > MOST_LETTERS:
        raise BadInput(TOO_LONG, most=MOST_LETTERS)
    plan_file["text"] = text
    lines = text.count("\n") + 1
    return _ask_plan_file(chat, chat._("Lines received: {number}. Paste more, or choose:").format(number=lines))


async def _take_file(chat: Chat) -> Reply:
    assert chat.kept
    if chat.ready is None:
        raise BadInput(N_("A picture cannot be read as a plan. Please send the file itself."))
    # Whose plan it is was answered before; only the file is another one.
    whose = {name: answer for name, answer in plan_file_of(chat).items() if name == "own"}
    begin(chat, sha=chat.kept.sha, name=chat.kept.name, **whose)
    return await _go_on(chat)


@routes.button("plan:read", first=reads)
async def read_it(chat: Chat) -> Reply:
    """Look at the text that was pasted, or the file that came out of the blue."""
    return await _for_whom(chat) or await _go_on(chat)


async def _go_on(chat: Chat) -> Reply:
    """Look at the plan file, after asking for the year where nothing says it."""
    plan_file = plan_file_of(chat)
    cluster = await cluster_of(chat)
    if cluster:
        plan_file["year"] = cluster.school_year
    elif "year" not in plan_file and chat.ready and chat.ready.years:
        plan_file["year"] = chat.ready.years[0]
    # A paper without a meeting asks for other things.
    if not cluster and chat.ready and not chat.ready.meetings and plan_asks.asks_something(chat.ready, chat.today):
        return await plan_asks.listed(chat, said=chat._(NO_MEETINGS))
    says_nothing = not (chat.ready and (chat.ready.meetings or chat.ready.clusters))
    if "year" not in plan_file and says_nothing:
        plan_file["year"] = str(SchoolYear.of(chat.today))  # it is refused, whatever the year
    return await look(chat) if "year" in plan_file else _ask_year(chat)


def _ask_year(chat: Chat) -> Reply:
    this = SchoolYear.of(chat.today)
    years = [this, SchoolYear(this.first + 1)]
    buttons = [Button(str(year), f"plan:year:{year.first}") for year in years]
    text = chat._("The paper does not say for which school year it is. Which one? (For example: {year})")
    return kit.ask(chat, text.format(year=years[0]), rows(*buttons, across=2), step="plan:year")


@routes.button("plan:year:{first}", first=reads)
async def choose_year(chat: Chat, first: int) -> Reply:
    """Take a school year that was offered."""
    return await _of_year(chat, f"{first}-{first + 1}")


@routes.step("plan:year", Kind.TEXT, Kind.FILE, first=reads)
async def take_year(chat: Chat) -> Reply:
    """Take the school year as it was typed, or another file instead."""
    if chat.kept:
        return await _take_file(chat)
    return await _of_year(chat, chat.text)


async def _of_year(chat: Chat, typed: str) -> Reply:
    plan_file_of(chat)["year"] = str(SchoolYear.read(typed))
    return await look(chat)


@routes.button("plan:look", first=reads)
async def look(chat: Chat) -> Reply:
    """Show in short what the plan file says, and what there is to look at."""
    found, _ = await review(chat), chat._
    proposal = found.proposal
    text = _(
        "{title}\nSchool year {year}, {issuer}\n\n"
        "{meetings} meetings in {rounds} months, {groups} clusters, {schools} schools."
    )
    lines = [
        text.format(
            title=plan_words.short(proposal.title),
            year=proposal.year,
            issuer=proposal.issuer + (f" · {_(LEVELS[level])}" if (level := proposal.whose.level) else ""),
            meetings=len(proposal.meetings),
            rounds=len(proposal.rounds),
            groups=len(proposal.groups),
            schools=len({planned.host for planned in proposal.meetings} | {*proposal.schools}),
        )
    ]
    if proposal.doubts:
        lines.append(_("Not clear: {number}. Please answer first.").format(number=len(proposal.doubts)))
    elif not found.brings_something:
        lines.append(_("Nothing is new: the plan stands already."))
    else:
        lines += [plan_words.counted(_, replace(found.difference, removed=())), plan_words.new_rows(_, proposal.new)]
    lines += [plan_words.staying(_, found), plan_words.odd(_, found)]
    return kit.ask(chat, "\n\n".join(filter(None, lines)), _looking(chat, found), step="plan:looking")


def _looking(chat: Chat, found: Review) -> Rows:
    _, proposal = chat._, found.proposal
    buttons = []
    if proposal.doubts:
        buttons.append(Button(_("Answer the questions ({number})").format(number=len(proposal.doubts)), "plan:ask"))
    elif found.brings_something:
        buttons.append(Button(_("See the changes and decide"), "plan:diff:0"))
    if proposal.repairs:
        buttons.append(Button(_("Repaired ({number})").format(number=len(proposal.repairs)), "plan:list:repairs:0"))
    if plan_words.has_more(_, found):
        buttons.append(Button(_("Please look at ({number})").format(number=len(found.notes)), "plan:list:notes:0"))
    if not plan_file_of(chat).get("own") and (asks := plan_asks.asks_something(chat.ready, chat.today)):
        buttons.append(Button(_("What its text asks ({number})").format(number=asks), "orders:list:0"))
    if plan_file_of(chat).get("answers") or plan_file_of(chat).get("out"):
        buttons.append(Button(_("Answer anew"), "plan:anew"))
    return rows(*buttons)


@routes.step("plan:looking", Kind.PRESS, Kind.FILE, first=reads_sent)
async def looking(chat: Chat) -> Reply:
    """Take another file instead, or say that a choice is wanted."""
    if chat.kept:
        return await _take_file(chat)
    raise BadInput(kit.PLEASE_CHOOSE)


@routes.button("plan:list:{what}:{number}", first=reads)
async def show_list(chat: Chat, what: str, number: int) -> Reply:
    """Show a page of the repairs, or of what there is to think of."""
    found, _ = await review(chat), chat._
    if what == "repairs":
        title, lines = _("Repaired:"), [plan_words.repaired(_, repair) for repair in found.proposal.repairs]
    else:
        title, lines = _("Please look at:"), [note.say(_) for note in found.notes]
    page = kit.page_of(plan_words.pages([f"– {line}" for line in lines]) or [_("Nothing.")], number, 1)
    turns = page.turns(chat, f"plan:list:{what}", plan_words.TURNS)
    back = Button(_("‹ Back"), "plan:look")
    return Reply(f"{title}\n{page.shown[0]}", (*turns, (back,)), step="plan:looking")


@routes.button("plan:diff:{number}", first=reads)
async def show_difference(chat: Chat, number: int) -> Reply:
    """Show a page of what would happen, meeting by meeting, with the yes under it."""
    return _difference(chat, await review(chat), number)


def _difference(chat: Chat, found: Review, number: int, said: str = "") -> Reply:
    """Show what a yes would do. What the file does not name any more stays: calling it off is a choice of its own."""
    if found.proposal.doubts:
        raise Gone
    _, difference = chat._, found.difference
    # The yes is to this difference: where the tables have changed until then, it is shown again instead.
    plan_file_of(chat)["seen"] = found.digest
    plan_file_of(chat).pop("off", None)
    staying = replace(difference, removed=())
    page = kit.page_of(plan_words.pages(plan_words.changes(_, found)) or [_("No meeting changes.")], number, 1)
    gone = len(difference.removed)
    lines = [
        said,
        plan_words.counted(_, staying),
        plan_words.staying(_, found),
        plan_words.new_rows(_, found.proposal.new),
        *page.shown,
    ]
    if gone:
        buttons = [
            Button(_("Accept, but call nothing off"), "plan:accept:keep", yes=True),
            Button(_("See the {number} not in the file").format(number=gone), "plan:off:0"),
        ]
    else:
        buttons = [Button(_("Accept everything"), "plan:accept:all", yes=True)]
    turns = page.turns(chat, "plan:diff", plan_words.TURNS)
    back = (Button(_("‹ Back"), "plan:look"), kit.leave(chat))
    return Reply("\n\n".join(filter(None, lines)), (*turns, *rows(*buttons), back), step="plan:looking")


@routes.button("plan:off:{number}", first=reads)
async def show_gone(chat: Chat, number: int) -> Reply:
    """Show a page of the meetings that the file does not name any more, each with the people it would touch."""
    found, _ = await review(chat), chat._
    gone = found.difference.removed
    if not gone or found.proposal.doubts:
        raise Gone
    entries = telling.entries(found.proposal, Difference(removed=gone))
    page = kit.page_of(plan_words.pages([plan_words.entry(_, one) for one in entries]), number, 1)
    title = _("Not in this file ({number}). They stay, unless you call them off:").format(number=len(gone))
    off = Button(_("Call these {number} off …").format(number=len(gone)), "plan:off-sure")
    turns = page.turns(chat, "plan:off", plan_words.TURNS)
    back = Button(_("‹ Back"), "plan:diff:0")
    return Reply(f"{title}\n\n{page.shown[0]}", (*turns, (off,), (back,)), step="plan:looking")


@routes.button("plan:off-sure", first=reads)
async def ask_to_call_off(chat: Chat) -> Reply:
    """Ask once more, with the number of people, before anything is called off."""
    found, _ = await review(chat), chat._
    gone = found.difference.removed
    if not gone or found.proposal.doubts:
        raise Gone
    plan_file_of(chat)["seen"] = plan_file_of(chat)["off"] = found.digest
    text = _("Call {number} meetings off? Leads, deputies, hosts and {people} people with a seat will be told.")
    text = text.format(number=len(gone), people=sum(meeting.taken for meeting in gone))
    yes = Button(_("Yes: accept, and call {number} off").format(number=len(gone)), "plan:accept:all")
    return Reply(text, rows(Button(_("No, they stay"), "plan:diff:0"), yes), step="plan:looking")


@routes.button("plan:accept:{how}", first=reads)
async def accept(chat: Chat, how: str) -> Reply:
    """Put the plan in as it was shown; where the tables have changed since, show the difference again instead."""
    if await is_kept(chat):
        return await plan_home.kept_already(chat)
    found, _ = await review(chat), chat._
    plan_file = plan_file_of(chat)
    unseen = found.digest != plan_file.get("seen")
    if unseen or (how != "keep" and found.difference.removed and plan_file.get("off") != found.digest):
        return _difference(chat, found, 0, _("Something has changed since this was shown. Please look again:") * unseen)
    cluster = await cluster_of(chat)
    if cluster:
        await own.begin(chat.db, cluster, chat.person, chat.rights, chat.now)
    removing, whose = how != "keep", cluster.id if cluster else None
    await plan.accept(
        chat.db, chat.rights, found.proposal, now=chat.now, removing=removing, by=chat.person.id, own=whose, seen=found
    )
    done = found.difference if removing else replace(found.difference, removed=())
    text = _("Kept.") + " " + plan_words.counted(_, done)
    chat.draft[PLAN_KEPT] = whose or 0
    if not cluster and (asks := plan_asks.asks_something(chat.ready, chat.today)):
        return _offer_duties(chat, text, asks)
    chat.draft.pop(PLAN_FILE)
    return await (plan_home.see(chat, cluster, text) if cluster else plan_home.show(chat, text))


def _offer_duties(chat: Chat, text: str, asks: int) -> Reply:
    """Say that the plan is kept, and that its text gives duties, none of which counts yet."""
    _ = chat._
    text += "\n\n" + _("The plan's text also gives {number} duties. Nobody is told of them before you look.").format(
        number=asks
    )
    look = Button(_("What its text asks ({number})").format(number=asks), "orders:list:0")
    return Reply(text, rows(look, Button(_("Plans"), "plan")), step="plan:looking")
