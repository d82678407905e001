"""A cluster's own plan: built by taps, submitted, decided with or without a sentence, published."""

from datetime import date

from bot.domain.models import Plan
from bot.domain.plan import life, own
from bot.errors import N_, BadInput, Gone
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.plan import plan_home, plan_words

routes = Routes()

NOT_FINISHED = N_("This was not finished. Please choose the plan again and start anew.")


@routes.button("own:begin:{cluster_id}")
async def begin(chat: Chat, cluster_id: int) -> Reply:
    """Begin a draft."""
    cluster = await own.cluster_of(chat.db, cluster_id, chat.rights)
    await own.begin(chat.db, cluster, chat.person, chat.rights, chat.now)
    return await plan_home.see(chat, cluster, chat._("The draft is begun. Teachers see it once it is published."))


@routes.button("own:copy:{cluster_id}")
async def copy(chat: Chat, cluster_id: int) -> Reply:
    """Begin a draft with last year's months, places and topics."""
    cluster = await own.cluster_of(chat.db, cluster_id, chat.rights)
    plan = await own.begin(chat.db, cluster, chat.person, chat.rights, chat.now)
    copied, _ = await own.copy(chat.db, plan, cluster, chat.rights), chat._
    said = _("Copied from last year: {number} meetings.").format(number=copied.meetings)
    if copied.left:
        left = _("Not copied, for their school is not in the cluster now: {number}.").format(number=copied.left)
        said += "\n" + left
    return await plan_home.see(chat, cluster, said)


async def _open(chat: Chat, plan_id: int) -> own.Own:
    found = await own.get(chat.db, plan_id)
    own.must_be_open(found.plan, chat.rights)
    return found


@routes.button("own:add:{plan_id}")
async def ask_month(chat: Chat, plan_id: int) -> Reply:
    """Ask for the month of a new meeting."""
    found = await _open(chat, plan_id)
    chat.forget()
    months = own.months(found.cluster, chat.today)
    if not months:
        raise BadInput(N_("The school year {year} is over."), year=found.cluster.school_year)
    buttons = [Button(f"{month:%m/%Y}", f"own:month:{plan_id}:{month:%Y%m}") for month in months]
    return kit.ask(chat, chat._("In which month?"), rows(*buttons, across=3), step="own:choosing")


@routes.button("own:month:{plan_id}:{month}")
async def ask_host(chat: Chat, plan_id: int, month: int) -> Reply:
    """Take the month and ask for the host school."""
    found = await _open(chat, plan_id)
    chosen = next((one for one in own.months(found.cluster, chat.today) if int(f"{one:%Y%m}") == month), None)
    if chosen is None:
        raise Gone
    chat.draft |= {"month": chosen.isoformat()}
    schools = await own.hosts(chat.db, found.cluster)
    buttons = [Button(school.name, f"own:host:{plan_id}:{school.id}") for school in schools]
    text = chat._("Which school hosts in {month}?").format(month=chat._.month(chosen))
    return kit.ask(chat, text, rows(*buttons), step="own:choosing")


@routes.button("own:host:{plan_id}:{unit_id}")
async def ask_topic(chat: Chat, plan_id: int, unit_id: int) -> Reply:
    """Take the host and ask for the topic."""
    found = await _open(chat, plan_id)
    kit.must_have(chat, "month", otherwise=NOT_FINISHED)
    chat.draft |= {"host": unit_id}
    topics = await own.topics(chat.db, found.cluster)
    # Buttons speak of a topic by its place in this very list: another meeting may change what the tables say.
    chat.draft |= {"topics": list(topics)}
    buttons = [
        Button(plan_words.short(topic), f"own:topic:{plan_id}:{number}") for number, topic in enumerate(topics, start=1)
    ]
    later = Button(chat._("Not known yet"), f"own:topic:{plan_id}:0")
    text = chat._("What is it about? Please type the topic, or choose:")
    return kit.ask(chat, text, rows(*buttons, later), step=f"own:topic:{plan_id}")


kit.only_buttons(routes, "own:choosing")


@routes.button("own:topic:{plan_id}:{number}")
async def choose_topic(chat: Chat, plan_id: int, number: int) -> Reply:
    """Take a topic that was offered; 0 stands for none yet."""
    topics = chat.draft.get("topics", [])
    if number > len(topics):
        raise Gone
    return await _add(chat, plan_id, topics[number - 1] if number else "")


@routes.step("own:topic:{plan_id}", title=True)
async def take_topic(chat: Chat, plan_id: int) -> Reply:
    """Take the topic as it was typed."""
    kit.must_be_words(chat)
    return await _add(chat, plan_id, own.read_topic(chat.text))


async def _add(chat: Chat, plan_id: int, topic: str) -> Reply:
    found = await _open(chat, plan_id)
    kit.must_have(chat, "month", "host", otherwise=NOT_FINISHED)
    month = date.fromisoformat(chat.draft["month"])
    await own.add(chat.db, found.plan, chat.rights, month=month, host_id=chat.draft["host"], content=topic)
    chat.forget()
    return await plan_home.see(chat, found.cluster, chat._("The meeting is in the draft."))


@routes.button("own:out:{plan_id}")
async def choose_out(chat: Chat, plan_id: int) -> Reply:
    """Ask which meeting to take out of the draft."""
    found = await _open(chat, plan_id)
    meetings = await own.meetings_of(chat.db, found.plan)
    buttons = [Button(_label(meeting.month, meeting.host.name), f"own:drop:{meeting.id}") for meeting in meetings]
    back = Button(chat._("‹ Back"), f"own:see:{plan_id}")
    return Reply(chat._("Which meeting is taken out?"), rows(*buttons, back))


def _label(month: date, host: str) -> str:
    return f"{month:%m/%Y} · {host}"


@routes.button("own:drop:{meeting_id}")
async def drop(chat: Chat, meeting_id: int) -> Reply:
    """Take a meeting out of the draft."""
    plan = await own.drop(chat.db, meeting_id, chat.rights)
    return await _page(chat, plan, chat._("The meeting was taken out."))


async def _page(chat: Chat, plan: Plan, said: str) -> Reply:
    found = await own.get(chat.db, plan.id)
    return await plan_home.see(chat, found.cluster, said)


@routes.button("own:submit:{plan_id}")
async def submit(chat: Chat, plan_id: int) -> Reply:
    """Hand the draft to the officers."""
    found = await _open(chat, plan_id)
    number = await life.submit(chat.db, found, chat.rights, chat.now)
    text = chat._("Submitted. {number} officers are being told; you will hear of the decision.").format(number=number)
    return await plan_home.see(chat, found.cluster, text)


@routes.button("own:approve:{plan_id}")
async def approve(chat: Chat, plan_id: int) -> Reply:
    """Approve a submitted plan."""
    found = await own.get(chat.db, plan_id)
    await life.approve(chat.db, found, officer=chat.person, rights=chat.rights, now=chat.now)
    text = chat._("Approved. Who submitted it is being told, and publishes it; you can do so too.")
    return await plan_home.see(chat, found.cluster, text)


@routes.button("own:back:{plan_id}")
async def ask_remark(chat: Chat, plan_id: int) -> Reply:
    """Ask for the sentence with which a plan goes back."""
    found = await own.get(chat.db, plan_id)
    life.must_decide(found.plan, chat.rights)
    text = chat._("What should be different in the plan of {cluster}? Please write one sentence.")
    return kit.ask(chat, text.format(cluster=found.cluster.name), step=f"own:remark:{plan_id}")


@routes.step("own:remark:{plan_id}")
async def send_back(chat: Chat, plan_id: int) -> Reply:
    """Send the plan back with that sentence."""
    found = await own.get(chat.db, plan_id)
    await life.send_back(chat.db, found, officer=chat.person, rights=chat.rights, remark=chat.text, now=chat.now)
    return await plan_home.see(chat, found.cluster, chat._("Sent back. Who submitted it is being told."))


@routes.button("own:publish:{plan_id}")
async def publish(chat: Chat, plan_id: int) -> Reply:
    """Publish an approved plan; idempotent: a second tap tells nobody again."""
    found = await own.get(chat.db, plan_id)
    number = await life.publish(chat.db, found, by=chat.person, rights=chat.rights, now=chat.now)
    text = chat._("This plan was published before; nobody is told again.")
    if number is not None:
        text = chat._("Published. {number} people are being told.").format(number=number)
    return await plan_home.see(chat, found.cluster, text)
