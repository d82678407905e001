"""A meeting outside the plan, by a lead or an officer: topic, school, day and hour, a look at it, yes; or a copy."""

import re
from datetime import date

from bot.domain.calendar.reading import reader
from bot.domain.calendar.reading.results import Impossible, Moments
from bot.domain.models import Cluster, Form
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.plan import extra, own
from bot.domain.programme import meetings, pieces
from bot.errors import N_, BadInput, Gone
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import nfc
from handlers import kit
from handlers.meeting import read_back, settle, when
from handlers.plan import plan_words

routes = Routes()

_SPOKEN = re.compile(
    r"\b(?:buổi|buoi)(?: (?:họp|hop|nữa|nua|ngoài kế hoạch|ngoai ke hoach))*(?: (?:về|ve|là|la))? "
    r"(?P<topic>(?!(?:vào|vao|ngày|ngay|hôm|hom|thứ|thu|lúc|luc|tuần|tuan|tháng|thang|sáng|chiều|ở|tại|cho|nữa|không)\b)"
    r"[^\d\n]+?)"
    r"(?= (?:vào|vao|ngày|ngay|hôm|lúc|luc|sáng|sang|chiều|chieu|thứ|tuần|tháng|ở|tại)\b|[ ,]+\d|[ .!]*$)",
    re.IGNORECASE,
)
"""What it is about stands between "buổi" and the day."""
A_TOPIC = 2
"""So many words at least are a topic: "thêm buổi nữa" names none."""
SURE = "extra:sure"
ONE_DAY = N_("Please write the one day, with or without its hour, for example: 14h ngày 26/10.")
NO_CLUSTER = N_("You lead no cluster of this school year.")
kit.only_buttons(routes, SURE, "extra:choosing")


@routes.button("extra:{page}")
async def begin(chat: Chat, page: int) -> Reply:
    """Ask of which cluster; with only one go on."""
    chat.must_have_joined()
    chat.rights.must_lead_any()
    found = await extra.clusters(chat.db, chat.rights, chat.today)
    if not found:
        raise BadInput(NO_CLUSTER)
    if len(found) == 1:
        return await ask_topic(chat, found[0].id)
    buttons = [Button(one.name, f"extra:of:{one.id}") for one in found]
    text = chat._("A meeting outside the plan. Of which cluster?")
    return kit.ask(chat, text, kit.paged(chat, kit.distinct(buttons), page, "extra"), step="extra:choosing")


async def spoken(chat: Chat) -> Reply:
    """Begin with what a sentence says: "thêm buổi chuyên đề toán 5/11"."""
    begun = await begin(chat, 0)
    if "topics" not in chat.draft:
        return begun
    text = nfc(chat.text)
    said, found = _SPOKEN.search(text), reader.read(text, chat.today)
    if isinstance(found, Moments) and found.day and not _is_past(chat, found):
        _keep_day(chat, found)
    if said and len(said["topic"].split()) >= A_TOPIC:
        topic = said["topic"].strip(" ,.")
        return await _take_topic(chat, own.read_topic(topic[:1].upper() + topic[1:]))
    return begun


@routes.button("extra:of:{cluster_id}")
async def ask_topic(chat: Chat, cluster_id: int) -> Reply:
    """Ask what it is about."""
    cluster = await own.cluster_of(chat.db, cluster_id, chat.rights)
    chat.forget()
    topics = list(await own.topics(chat.db, cluster))
    chat.draft |= {"cluster": cluster_id, "topics": topics, "form": Form.IN_PERSON}
    buttons = [Button(plan_words.short(topic), f"extra:topic:{place}") for place, topic in enumerate(topics, start=1)]
    later = Button(chat._("Not known yet"), "extra:topic:0")
    text = chat._("What is it about? Please type the topic, or choose:")
    return kit.ask(chat, text, rows(*kit.distinct(buttons), later), step="extra:topic")


@routes.button("extra:like:{meeting_id}")
async def like(chat: Chat, meeting_id: int) -> Reply:
    """Begin a copy of a former meeting: its topic, school and form, on another day."""
    meeting = await kit.led(chat, meeting_id)
    chat.forget()
    chat.draft |= {"cluster": meeting.cluster_id, "topic": meeting.content, "form": meeting.form}
    chat.draft |= {"host": meeting.host_id}
    return await _ask_day(chat)


async def _cluster(chat: Chat) -> Cluster:
    kit.must_have(chat, "cluster")
    return await own.cluster_of(chat.db, chat.draft["cluster"], chat.rights)


@routes.button("extra:topic:{number}")
async def choose_topic(chat: Chat, number: int) -> Reply:
    """Take a topic that was offered; 0 stands for none yet."""
    await _cluster(chat)
    topics = chat.draft.get("topics", [])
    if number > len(topics):
        raise Gone
    return await _take_topic(chat, topics[number - 1] if number else "")


@routes.step("extra:topic", title=True)
async def take_topic(chat: Chat) -> Reply:
    """Take the topic as it was typed."""
    kit.must_be_words(chat)
    return await _take_topic(chat, own.read_topic(chat.text))


async def _take_topic(chat: Chat, topic: str) -> Reply:
    chat.draft["topic"] = topic
    return await _go_on(chat)


async def _go_on(chat: Chat) -> Reply:
    """Ask for the first thing that is still missing; after the last show it all."""
    if "host" not in chat.draft:
        return await turn(chat, 0)
    return await (_preview(chat) if "day" in chat.draft else _ask_day(chat))


@routes.button("extra:schools:{page}")
async def turn(chat: Chat, page: int) -> Reply:
    """Show one page of the schools that may host."""
    hosts = await own.hosts(chat.db, await _cluster(chat))
    kit.must_have(chat, "topic")
    buttons = [Button(school.name, f"extra:host:{school.id}") for school in hosts]
    return kit.ask(
        chat, chat._("At which school?"), kit.paged(chat, buttons, page, "extra:schools"), step="extra:choosing"
    )


@routes.button("extra:host:{unit_id}")
async def take_host(chat: Chat, unit_id: int) -> Reply:
    """Take the school and ask for the day, where that is not known yet."""
    await _cluster(chat)
    kit.must_have(chat, "topic")
    chat.draft["host"] = unit_id
    return await _go_on(chat)


async def _ask_day(chat: Chat) -> Reply:
    await _cluster(chat)
    text = chat._("On which day and at what hour? (For example: 14h ngày 26/10)")
    return kit.ask(chat, text, step="extra:when")


@routes.step("extra:when")
async def take_day(chat: Chat) -> Reply:
    """Take the day, with or without its hour, and show the meeting before it is added."""
    cluster = await _cluster(chat)
    kit.must_have(chat, "topic", "host")
    year = SchoolYear.read(cluster.school_year)
    found = reader.read(chat.text, chat.today, year)
    if isinstance(found, Impossible):
        raise BadInput(when.CANNOT[found.why], year=str(year))
    if not isinstance(found, Moments) or found.day is None:
        raise BadInput(ONE_DAY)
    if _is_past(chat, found):
        raise BadInput(meetings.PAST_HOUR)
    _keep_day(chat, found)
    return await _preview(chat)


def _is_past(chat: Chat, found: Moments) -> bool:
    spans = pieces.of(found)
    return bool(spans) and spans[0][0] <= chat.now


def _keep_day(chat: Chat, found: Moments) -> None:
    if found.day is not None:
        chat.draft |= {"day": found.day.isoformat(), "when": read_back.said(chat._, found)}
        settle.remember(chat, pieces.of(found))


async def _preview(chat: Chat) -> Reply:
    cluster = await _cluster(chat)
    hosts = {school.id: school.name for school in await own.hosts(chat.db, cluster)}
    _ = chat._
    lines = [
        _("A meeting outside the plan of {cluster}:").format(cluster=cluster.name),
        chat.draft["when"],
        _("Place: {place}").format(place=hosts.get(chat.draft["host"], "–")),
        _("Topic: {topic}").format(topic=chat.draft["topic"] or "…"),
        "",
        _("Add it? Room and seats are asked next; then sign-up opens."),
    ]
    return kit.ask(chat, "\n".join(lines), rows(Button(_("Yes, add it"), "extra-yes", yes=True)), step=SURE)


@routes.button("extra-yes")
async def add(chat: Chat) -> Reply:
    """Add the meeting as it was shown, and go on settling it. Raises BadInput at a second tap."""
    kit.must_have(chat, "cluster", "topic", "host", "day", step=SURE)
    gathered, cluster = dict(chat.draft), await _cluster(chat)
    meeting = await extra.add(
        chat.db,
        chat.rights,
        cluster,
        day=date.fromisoformat(gathered["day"]),
        host_id=gathered["host"],
        content=gathered["topic"],
        form=Form(gathered["form"]),
        now=chat.now,
        hour_follows=bool(gathered["spans"]),
    )
    if not gathered["spans"]:
        return await when.ask_day(chat, meeting.id)
    await settle.begin(chat, meeting)
    settle.remember(chat, pieces.taken(gathered["spans"]))
    return await settle.go_on(chat, meeting, chat._("Added."))
