"""Where plans stand: the office's plan, plans that wait for a decision, and the page of a cluster's own plan."""

from bot.domain.asides import PLAN_KEPT
from bot.domain.models import Cluster, Meeting, Plan, PlanState
from bot.domain.plan import acks, own
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases
from handlers.plan import plan_words

routes = Routes()

MOST_BUTTONS = 12
MOST_NAMED = 3


@routes.command("kehoach")
@routes.button("plan")
async def home(chat: Chat) -> Reply:
    """Show which plans there are and what can be done about them."""
    chat.must_have_joined()
    chat.rights.must_lead_any()
    return await show(chat)


async def show(chat: Chat, said: str = "") -> Reply:
    """Return the office's plans, those of clusters one leads, and for officers what waits for a decision."""
    _ = chat._
    mine = await own.led(chat.db, chat.rights, chat.today)
    lines = [said, *await _office_plans(chat)]
    # Below what was just kept the first door only looks: where menus are typed, a second "1" lands on it.
    buttons = [Button(_("Calendar"), "calendar:0")] if said else []
    if chat.rights.officer:
        for one in (await own.waiting(chat.db, chat.rights))[:MOST_BUTTONS]:
            label = _("Decide: {cluster} ({year})").format(cluster=one.cluster.called, year=one.cluster.school_year)
            buttons.append(Button(label, f"own:see:{one.plan.id}"))
    for cluster in mine:
        plan = await own.of_cluster(chat.db, cluster.id)
        state = _(plan_words.STATES[plan.state]) if plan else _("no own plan yet")
        buttons.append(Button(f"{cluster.called} ({cluster.school_year}): {state}", f"own:{cluster.id}"))
    if chat.rights.officer or mine:
        buttons.append(Button(_("Send a plan (file or text)"), "plan:send"))
    lines.append(_("Please choose:"))
    return Reply("\n\n".join(filter(None, lines)), rows(*buttons) or await phrases.home(chat))


async def kept_already(chat: Chat) -> Reply:
    """Say to a second yes that the first was heard, above what was kept."""
    said = chat._("This plan was accepted before: it is kept, and nothing more is needed.")
    if cluster_id := chat.draft[PLAN_KEPT]:
        return await see(chat, await own.cluster_of(chat.db, cluster_id, chat.rights), said)
    return await show(chat, said)


async def _office_plans(chat: Chat) -> list[str]:
    _ = chat._
    text, said = _("{title}\nSchool year {year}, {meetings} meetings, {state}."), list[str]()
    for plan in await own.of_offices(chat.db, chat.rights, chat.today):
        about = text.format(
            title=plan_words.short(plan.title),
            year=plan.school_year,
            meetings=len(await own.meetings_of(chat.db, plan)),
            state=_(plan_words.STATES[plan.state]),
        )
        said.append(kit.after(about, await _who_has_read(chat, plan)))
    return said


async def _who_has_read(chat: Chat, plan: Plan) -> str:
    """Say how many have read what the newest version changes, and name some who have not."""
    found = await acks.readers(chat.db, plan) if chat.rights.officer else None
    if found is None:
        return ""
    _, number = chat._, found.told - len(found.silent)
    text = _("“Understood” to the newest version: {number} of {told}.").format(number=number, told=found.told)
    if not found.silent:
        return text
    names, more = ", ".join(found.silent[:MOST_NAMED]), len(found.silent) - MOST_NAMED
    if more > 0:
        names = _("{names} and {number} more").format(names=names, number=more)
    return text + " " + _("Not yet: {names}.").format(names=names)


@routes.button("plan-read:{row_id}")
async def say_read(chat: Chat, row_id: int) -> Reply:
    """Note that a letter about a plan's new version was read; idempotent."""
    new = await acks.say_read(chat.db, row_id, chat.person, chat.now)
    text = chat._("Thank you, it is noted.") if new else chat._("It is noted already. Thank you.")
    return Reply(text, rows(Button(chat._("Calendar"), "calendar:0")), step=STAY)


@routes.button("own:{cluster_id}")
async def of_cluster(chat: Chat, cluster_id: int) -> Reply:
    """Show a cluster's own plan, or how one is begun."""
    return await see(chat, await own.cluster_of(chat.db, cluster_id, chat.rights))


@routes.button("own:see:{plan_id}")
async def of_plan(chat: Chat, plan_id: int) -> Reply:
    """Show a cluster's own plan by its number, as letters do."""
    found = await own.get(chat.db, plan_id)
    chat.rights.must_lead(found.cluster.id)
    return await see(chat, found.cluster)


async def see(chat: Chat, cluster: Cluster, said: str = "") -> Reply:
    """Return the page of a cluster's own plan, after what has just been said."""
    _, plan = chat._, await own.of_cluster(chat.db, cluster.id)
    back = Button(_("‹ Plans"), "plan")
    if plan is None:
        return await _nothing_yet(chat, cluster, said, back)
    meetings = await own.meetings_of(chat.db, plan)
    lines = [said, f"{plan.title}: {_(plan_words.STATES[plan.state])}"]
    if plan.state is PlanState.SENT_BACK and plan.remark:
        lines.append(_("To be changed: {remark}").format(remark=plan.remark))
    lines.append("\n".join(_line(chat, meeting) for meeting in meetings) or _("No meeting yet."))
    return Reply("\n\n".join(filter(None, lines)), rows(*_buttons(chat, plan, cluster, len(meetings)), back))


def _line(chat: Chat, meeting: Meeting) -> str:
    when = chat._.day(meeting.day) if meeting.day else chat._.month(meeting.month)
    return f"– {when}, {meeting.host.name}: {plan_words.short(meeting.content) or '…'}"


def _buttons(chat: Chat, plan: Plan, cluster: Cluster, meetings: int) -> list[Button]:
    _, number = chat._, plan.id
    if plan.state in own.OPEN:
        buttons = [Button(_("Add a meeting"), f"own:add:{number}")]
        if meetings:
            buttons += [Button(_("Take one out"), f"own:out:{number}"), Button(_("Submit"), f"own:submit:{number}")]
        else:
            buttons.append(Button(_("Copy from last year"), f"own:copy:{cluster.id}"))
        return [*buttons, Button(_("Send it as a file"), f"plan:for:{cluster.id}")]
    if plan.state is PlanState.SUBMITTED and chat.rights.oversees_cluster(cluster.id):
        return [Button(_("Approve"), f"own:approve:{number}"), Button(_("Send back"), f"own:back:{number}")]
    if plan.state is PlanState.APPROVED:
        return [Button(_("Publish"), f"own:publish:{number}")]
    return []


async def _nothing_yet(chat: Chat, cluster: Cluster, said: str, back: Button) -> Reply:
    _ = chat._
    text = _("{cluster} has no own plan for {year} yet. What an officer publishes for all is in the calendar.")
    buttons = [Button(_("Begin a draft"), f"own:begin:{cluster.id}")]
    if old := len(await own.last_year(chat.db, cluster)):
        buttons.append(Button(_("Copy from last year ({number})").format(number=old), f"own:copy:{cluster.id}"))
    buttons.append(Button(_("Send it as a file"), f"plan:for:{cluster.id}"))
    text = text.format(cluster=cluster.name, year=cluster.school_year)
    return Reply("\n\n".join(filter(None, (said, text))), rows(*buttons, back))
