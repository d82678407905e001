"""How meetings and people are named in every conversation, and the menu that everybody starts from."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from bot.documents import ics
from bot.domain.models import Coming, Form, Meeting, MeetingState, PartKind, Person, Presence, Role, SeatState
from bot.domain.organisation.capacities import Capacity
from bot.domain.programme import concerned, marks, pieces
from bot.domain.programme.pieces import FromTo
from bot.domain.programme.seats import Standing
from bot.errors import N_
from bot.i18n import Translator
from bot.messages import Attachment, Button
from bot.routes import Chat, Rows, rows
from bot.vietnamese import given_name, local

PRESENCES = marks.PRESENCES
PARTS = {
    PartKind.TEACH: N_("demo lesson"),
    PartKind.CHAIR: N_("chair"),
    PartKind.SECRETARY: N_("secretary"),
    PartKind.CAMERA: N_("camera"),
    PartKind.CORE: N_("observing core teacher"),
    PartKind.GUEST: N_("guest"),
}
FORMS = {
    Form.IN_PERSON: N_("in person"),
    Form.ONLINE: N_("online"),
    Form.BOTH: N_("in person and online"),
}
BEYOND = marks.BEYOND
SIGNS = {Presence.PRESENT: "✓", Presence.LATE: "◷", Presence.EXCUSED: "P", Presence.ABSENT: "✗"}

NO_SIGNS: Mapping[int, str] = {}
SIGNS_OF_LABELS = "✓!…?✗✎ "
"""What stands before a label and says nothing of which meeting it is."""
ACTING = {
    Role.DEPUTY_LEAD: N_("deputy lead"),
    Role.DEPUTY: N_("deputy principal"),
    Role.SUBJECT_HEAD: N_("head of a subject group"),
    Role.CLERK: N_("clerk"),
}
IN_OWN_PLACE = {
    Role.OFFICER: N_("officer"),
    Role.PRINCIPAL: N_("principal"),
    Role.LEAD: N_("cluster lead"),
    Role.CORE: N_("core teacher"),
}

STANDINGS: Mapping[Standing, str] = {
    Coming.YES: N_("You come."),
    Coming.WAITING: N_("You are on the waiting list."),
    Coming.NO: N_("You cannot come."),
    SeatState.OFFERED: N_("A seat is kept for you; please take it in time."),
    None: N_("You have not answered yet."),
}


def addressed(t: Translator, person: Person) -> str:
    """Return how a person is spoken to: "thầy/cô Nhung"."""
    return t("teacher {name}").format(name=given_name(person.name)) if person.name else t("teacher")


def meeting_name(t: Translator, meeting: Meeting) -> str:
    """Return the short name of a meeting: "SHCM Cụm số 1"."""
    name = meeting.cluster.called
    return (
        t("SHCM in {subject}").format(subject=name)
        if meeting.cluster.subject
        else t("SHCM {cluster}").format(cluster=name)
    )


def meeting_when(t: Translator, meeting: Meeting) -> str:
    """Return the hour and day, each half-day where it has several, its day alone, or its month while it has none."""
    if meeting.day and meeting.starts_at is None:
        return day_only(t, meeting.day)
    if meeting.starts_at is None:
        return t("{month}, day not settled yet").format(month=t.month(meeting.month))
    halves = pieces.several(meeting)
    return hours(t, halves) if halves else t.moment(meeting.starts_at)


def day_only(t: Translator, day: date) -> str:
    """Return a day whose hour is not known yet."""
    return t("{day}, no hour yet").format(day=t.short_day(day))


def hours(t: Translator, found: Sequence[FromTo]) -> str:
    """Return pieces of time: "07:30–11:00, 13:30–16:00 thứ Năm 10/12", day by day."""
    lines = []
    for day, these in groupby(found, lambda piece: local(piece[0]).date()):
        several = list(these)
        begins, ends = several[-1]
        if local(ends).date() == day:
            lines.append(", ".join(f"{local(a):%H:%M}–{local(b):%H:%M}" for a, b in several) + f" {t.short_day(day)}")
        else:
            lines.append(f"{t.moment(begins)} – {t.moment(ends)}")
    return "; ".join(lines)


def meeting_line(t: Translator, meeting: Meeting) -> str:
    """Return a meeting in one line for running text: name, hour, place."""
    return t("{meeting}, {when}, at {place}").format(
        meeting=meeting_name(t, meeting), when=meeting_when(t, meeting), place=place(meeting)
    )


def place(meeting: Meeting) -> str:
    """Return the host school, with the room where it is known."""
    return f"{meeting.room}, {meeting.host.name}" if meeting.room else meeting.host.name


def part_names(t: Translator, kinds: Iterable[PartKind]) -> str:
    """Return parts in a meeting in one line: "chair, camera"."""
    return ", ".join(t(PARTS[kind]) for kind in kinds)


def link_of(meeting: Meeting) -> str | None:
    """Return the link by which one joins from afar; one that was kept from before counts only where people do."""
    return None if meeting.form is Form.IN_PERSON else meeting.link


def meeting_facts(t: Translator, meeting: Meeting) -> str:
    """Return a meeting's facts, one a line, main fact first."""
    lines = [
        meeting_name(t, meeting),
        _from_to(t, meeting),
        t("Place: {place}").format(place=place(meeting)),
        t("Topic: {topic}").format(topic=meeting.content),
    ]
    if meeting.form is not Form.IN_PERSON:
        lines.insert(3, t("Form: {form}").format(form=t(FORMS[meeting.form])))
    if link := link_of(meeting):
        lines.insert(4, t("Link: {link}").format(link=link))
    if not concerned.is_published(meeting):
        lines.insert(1, t("Draft: teachers do not see it before the plan is published."))
    if meeting.state is MeetingState.CANCELLED:
        lines.insert(1, t("Called off."))
    elif meeting.state is MeetingState.SETTLED and meeting.capacity is not None:
        lines.append(t("Seats: {taken}/{capacity}").format(taken=meeting.taken, capacity=meeting.capacity))
    elif meeting.state is MeetingState.SETTLED or meeting.only_day:
        lines.append(t("Signed up: {taken}").format(taken=meeting.taken))
    return "\n".join(lines)


def _from_to(t: Translator, meeting: Meeting) -> str:
    """Return when a meeting is, with its end; half-day by half-day where it has several."""
    spans = pieces.stands(meeting)
    if meeting.state is MeetingState.PLANNED or not spans or pieces.several(meeting):
        return meeting_when(t, meeting)
    return meeting_when(t, meeting) + " " + t("(until {hour})").format(hour=f"{local(spans[0][1]):%H:%M}")


def for_calendar(
    t: Translator, meeting: Meeting, at: datetime, before: Sequence[FromTo] = ()
) -> tuple[Attachment, ...]:
    """Return the meeting as a file for one's own calendar, as of a moment; nothing while it has no hour.

    Half-days `before` the change that are no more are taken out.
    """
    if meeting.starts_at is None:
        return ()
    told = ics.facts(meeting, at, t, before)
    return (Attachment("document", f"shcm-{meeting.id}.ics", paper="ics", facts=told),)


def yes(t: Translator, meeting_id: int) -> Button:
    """Return the button that says one comes to a meeting."""
    return Button(t("I will come"), f"take:{meeting_id}")


def no(t: Translator, meeting_id: int) -> Button:
    """Return the button that says one cannot come to a meeting."""
    return Button(t("I cannot come"), f"leave:{meeting_id}")


def yes_or_no(t: Translator, meeting_id: int) -> Rows:
    """Return the two answers to an invitation."""
    return rows(yes(t, meeting_id), no(t, meeting_id), across=2)


def come_or_see(t: Translator, meeting_id: int) -> Rows:
    """Return both answers to an invitation, with the meeting below them."""
    return (*yes_or_no(t, meeting_id), (see(t, meeting_id),))


def take_part_or_not(t: Translator, part_id: int) -> Rows:
    """Return the two answers to who asks for a part."""
    yes, no = Button(t("Accept"), f"part-yes:{part_id}"), Button(t("Decline"), f"part-no:{part_id}")
    return rows(yes, no, across=2)


def filmed(t: Translator, *, filmed: bool) -> str:
    """Return in a line of its own that a meeting is to be filmed, which is announced; nothing where it is not."""
    return "\n" + t("This meeting is to be filmed.") if filmed else ""


def clash(t: Translator, other: Meeting | None) -> str:
    """Return in a line of its own that another meeting is at the same hour; nothing where none is."""
    return "\n" + t("At the same hour: {meeting}").format(meeting=meeting_line(t, other)) if other else ""


def see(t: Translator, meeting_id: int) -> Button:
    """Return the button that leads to a meeting's card."""
    return Button(t("See the meeting"), f"meeting:{meeting_id}")


def meeting_label(meeting: Meeting, sign: str = "") -> str:
    """Return a button's label: "26/10 14:00 · Cụm số 1"."""
    name = meeting.cluster.called
    if meeting.starts_at and meeting.state is not MeetingState.PLANNED:
        return f"{_label_begins(meeting, sign)} · {name}"
    return f"{_label_begins(meeting, sign)} · {name} · {meeting.host.name}"


def meeting_labels(found: Sequence[Meeting], sign: str = "", signs: Mapping[int, str] = NO_SIGNS) -> list[str]:
    """Return the labels of a list: a phone shows 24 letters, so two alike in those are told apart by their schools."""
    own = [signs.get(meeting.id, sign) for meeting in found]
    begins = [(_label_begins(meeting, one), meeting.cluster_id) for meeting, one in zip(found, own, strict=True)]
    times = Counter((begin.lstrip(SIGNS_OF_LABELS), cluster) for begin, cluster in begins)
    return [
        f"{begin} · {meeting.host.name}"
        if times[(begin.lstrip(SIGNS_OF_LABELS), cluster)] > 1
        else meeting_label(meeting, one)
        for meeting, one, (begin, cluster) in zip(found, own, begins, strict=True)
    ]


def _label_begins(meeting: Meeting, sign: str) -> str:
    """Return when a meeting is, as its label begins."""
    sign = sign if concerned.is_published(meeting) else "✎ "
    if meeting.state is MeetingState.PLANNED and meeting.day:
        return f"{sign}{meeting.day:%d/%m}"
    if meeting.starts_at is None or meeting.state is MeetingState.PLANNED:
        return f"{sign}{meeting.month:%m/%Y}"
    return f"{sign}{local(meeting.starts_at):%d/%m %H:%M}"


def is_running(meeting: Meeting, now: datetime) -> bool:
    """Say whether a meeting has begun and is not called off."""
    return meeting.state is MeetingState.SETTLED and meeting.starts_at is not None and meeting.starts_at <= now


def can_lead(chat: Chat, meeting: Meeting) -> bool:
    """Say whether who speaks runs this meeting."""
    return chat.rights.may_lead(meeting.cluster_id)


TEACHES = ("calendar:0", "signup", "attendance", "reflect", "duties", "photos", "me")
LEADS = ("calendar:0", "settle", "attendance", "announce", "duties", "plan", "office-papers")
HEADS = ("calendar:0", "people", "duties", "invite", "signup", "org", "office-papers")
HEADS_AND_LEADS = (
    "calendar:0",
    "settle",
    "people",
    "announce",
    "duties",
    "attendance",
    "invite",
    "plan",
    "org",
    "office-papers",
)
WRITES = ("duties", "office-papers")
OVERSEES = ("duties", "plan", "announce", "org", "calendar:0", "people", "invite", "settle", "office-papers")
"""What each role does most, first: the first screen shows so many that one more fits, which leads to the others."""
FIRST_SCREEN = 6


def choices(chat: Chat) -> list[Button]:
    """Return everything that the first menu leads to, by what one may do today, what one does most first."""
    rights, _ = chat.rights, chat._
    own: tuple[str, ...] = OVERSEES if rights.officer else ()
    if rights.principal_of:
        own += HEADS_AND_LEADS if rights.leads else HEADS
    elif rights.leads:
        own += LEADS
    elif rights.writes or rights.helps:
        own += WRITES
    named = {button.press: button for button in every_choice(_)}
    return [named[press] for press in dict.fromkeys((*own, *TEACHES))]


def every_choice(t: Translator) -> tuple[Button, ...]:
    """Return what the first menu may lead to, whatever one's role."""
    return (
        Button(t("Calendar"), "calendar:0"),
        Button(t("Sign up"), "signup"),
        Button(t("Attendance"), "attendance"),
        Button(t("Reflect"), "reflect"),
        Button(t("My duties"), "duties"),
        Button(t("Photos"), "photos"),
        Button(t("My data"), "me"),
        Button(t("Settle days"), "settle"),
        Button(t("Announce"), "announce"),
        Button(t("Plan"), "plan"),
        Button(t("People of my school"), "people"),
        Button(t("Invite"), "invite"),
        Button(t("Organisation"), "org"),
        Button(t("Official papers"), "office-papers"),
    )


async def home(chat: Chat) -> Rows:
    """Return the first choices of everybody, six at most: a small screen and a list of numbers show them at once."""
    if chat.someone is None or not chat.someone.name:
        return ()
    every = choices(chat)
    first = every[: FIRST_SCREEN - 1]
    return rows(*first, Button(chat._("More choices"), "more"), across=2)


def name_of(t: Translator, name: str, capacity: Capacity | None) -> str:
    """Return who did something: "Hạnh (phó hiệu trưởng) thay Lềnh", or the bare name of who acted for nobody."""
    if capacity is None or capacity.role in IN_OWN_PLACE:
        return name
    facts = {"name": name, "role": t(ACTING[capacity.role]), "whom": capacity.whom}
    return (t("{name} ({role}) for {whom}") if capacity.whom else t("{name} ({role})")).format(**facts)


def with_role(t: Translator, name: str, capacity: Capacity | None) -> str:
    """Return who speaks to people, with their role: "Lềnh (cụm trưởng)"; a deputy as `name_of` says it."""
    if capacity and capacity.role in IN_OWN_PLACE and name:
        return t("{name} ({role})").format(name=name, role=t(IN_OWN_PLACE[capacity.role]))
    return name_of(t, name, capacity)
