"""The words of what is said unasked: reminders, moves, offers, announcements, reports."""

from collections.abc import Callable
from dataclasses import replace

from bot.domain.letters.facts import Letter
from bot.domain.models import Announcement, Meeting, MeetingState, Purpose
from bot.domain.outbox.facts import Changed, Lost, QuotaUsed, WhenAndWhere
from bot.domain.programme.hosting import NEEDS
from bot.i18n import Translator
from bot.messages import STAY, Attachment, Button, Reply
from bot.routes import Rows, rows
from handlers import phrases
from handlers.letters import digests, duty_letters
from handlers.letters.announce import how_far
from handlers.meeting import acknowledge, ask_parts, host, settle
from handlers.organisation import accounts, term_handover
from handlers.plan import plan_words

REMINDERS = (Purpose.WEEK_BEFORE, Purpose.DAY_BEFORE, Purpose.HOURS_BEFORE)


def words(letter: Letter, t: Translator) -> Reply:
    """Return what a letter says, in its reader's language. It never ends a conversation that is going on."""
    return _WORDS[letter.row.purpose](letter, t)


def _meeting(letter: Letter) -> Meeting:
    assert letter.meeting
    return letter.meeting


def _announced(letter: Letter) -> Announcement:
    assert letter.announcement
    return letter.announcement


def _about(text: str, *buttons: Button) -> Reply:
    # A letter arrives in the middle of whatever a person is doing: it never ends their conversation.
    return Reply(text, rows(*buttons), step=STAY)


def _reminder(letter: Letter, t: Translator) -> Reply:
    meeting = _meeting(letter)
    text = t("Reminder:") + "\n" + phrases.meeting_facts(t, meeting)
    # Two hours before there is nothing to be done any more about who has not understood.
    ask = _understood(letter, t) if letter.row.purpose is not Purpose.HOURS_BEFORE else []
    if letter.own_parts:
        text += "\n" + t("Your part: {parts}").format(parts=phrases.part_names(t, letter.own_parts))
        return _about(text, *ask, *_card(t, meeting)[0])
    text += "\n\n" + t("If you cannot come, please give your seat up so that somebody else can.")
    return _about(text, *ask, *_card(t, meeting)[0], Button(t("Give the seat up"), f"leave:{meeting.id}"))


def _understood(letter: Letter, t: Translator) -> list[Button]:
    """Return the button that acknowledges, unless that was done."""
    if letter.change.understood:
        return []
    return [acknowledge.button(t, _meeting(letter).id, letter.change.version)]


def _part(letter: Letter, t: Translator) -> Reply:
    reminder = ask_parts.reminded(letter, t)
    return replace(reminder, buttons=(*rows(*_understood(letter, t)), *reminder.buttons))


def _card(t: Translator, meeting: Meeting) -> Rows:
    return rows(Button(t("See the meeting"), f"meeting:{meeting.id}"))


def _host(letter: Letter, t: Translator) -> Reply:
    meeting = _meeting(letter)
    # A host school whose check list is complete is only reminded; nothing is asked of it again.
    if letter.ready.issuperset(NEEDS[meeting.form]):
        known = [t("Reminder:"), phrases.meeting_facts(t, meeting), "", host.told(t, meeting, letter.ready)]
        return _about("\n".join(known), *_card(t, meeting)[0])
    text = t("Your school hosts:\n{meeting}\n\nPlease have the room, tables and equipment ready. Signed up: {taken}.")
    text = text.format(meeting=phrases.meeting_facts(t, meeting), taken=meeting.taken)
    check = Button(t("Room and equipment"), f"host:{meeting.id}")
    return _about(text, check, *_card(t, meeting)[0])


def _reflect(letter: Letter, t: Translator) -> Reply:
    meeting = _meeting(letter)
    text = t("{meeting} has ended. Thank you for coming. What did you see in the pupils' learning? (about 5 minutes)")
    begin, photos = Button(t("Reflect"), f"reflect:{meeting.id}"), Button(t("Send photos"), f"photos:{meeting.id}")
    return _about(text.format(meeting=phrases.meeting_name(t, meeting)), begin, photos)


def _moved(letter: Letter, t: Translator) -> Reply:
    meeting, changed = _meeting(letter), Changed.read(letter.row.facts)
    rehosted = changed.before.host != changed.now.host
    before, now = (_stood(letter, one, t, host=rehosted) for one in (changed.before, changed.now))
    lines = [t("Change: {meeting}").format(meeting=phrases.meeting_name(t, meeting))]
    lines += [t("Before: {before}").format(before=before), t("Now: {now}").format(now=now)]
    if not rehosted:
        lines.append(t("Place: {place}").format(place=meeting.host.name))
    buttons = [*_understood(letter, t), *_card(t, meeting)[0]]
    if letter.change.has_seat and not letter.own_parts:
        buttons.append(Button(t("Give the seat up"), f"leave:{meeting.id}"))
    return replace(_about("\n".join(lines), *buttons), attachments=_for_calendar(letter, t))


def _stood(letter: Letter, stood: WhenAndWhere, t: Translator, *, host: bool) -> str:
    """Return in one line how a meeting stood: hour, room, link, and with `host` the school."""
    month = t.month(_meeting(letter).month)
    when = t.moment(stood.starts_at) if stood.starts_at else t("{month}, day not settled yet").format(month=month)
    school = letter.change.hosts.get(stood.host) if host else None
    return ", ".join([when, *(where for where in (stood.room, school, stood.link) if where)])


def _for_calendar(letter: Letter, t: Translator) -> tuple[Attachment, ...]:
    """Return the file for the calendars of those who come: whoever only is told has nothing to put there."""
    at = Changed.read(letter.row.facts).at
    return phrases.for_calendar(t, _meeting(letter), at) if letter.change.comes else ()


def _cancelled(letter: Letter, t: Translator) -> Reply:
    meeting, changed = _meeting(letter), Changed.of(letter.row.facts)
    told, ask = phrases.meeting_line(t, meeting), []
    if changed:
        # The hour that people know of is the one they were told, not one that nobody heard of.
        told = f"{phrases.meeting_name(t, meeting)}, {_stood(letter, changed.before, t, host=True)}"
        ask = _understood(letter, t)
    text = t("Called off: {meeting}. No further reminder will come.").format(meeting=told)
    reply = _about(text, *ask, Button(t("Calendar"), "calendar:0"))
    return replace(reply, attachments=_for_calendar(letter, t)) if changed else reply


def _chase(letter: Letter, t: Translator) -> Reply:
    """Return what a superior reminds of: duties, or a change that somebody has not said to have understood."""
    if letter.meeting is None:
        return duty_letters.chased(letter, t)
    reply = _cancelled(letter, t) if _meeting(letter).state is MeetingState.CANCELLED else _moved(letter, t)
    return replace(reply, text=t("Once more, because you have not answered yet:") + "\n\n" + reply.text)


def _offer(letter: Letter, t: Translator) -> Reply:
    meeting = _meeting(letter)
    text = t("A seat at {meeting} has become free for you. It is kept until {until}.")
    text = text.format(meeting=phrases.meeting_line(t, meeting), until=t.moment(letter.row.not_after))
    return _about(
        text, Button(t("Take the seat"), f"take:{meeting.id}"), Button(t("No, thank you"), f"leave:{meeting.id}")
    )


def _announcement(letter: Letter, t: Translator) -> Reply:
    announcement = _announced(letter)
    text = t("Announcement from {name}:").format(name=letter.author) + f"\n\n{announcement.text}"
    photo = (Attachment("photo", "thong-bao.jpg", sha=announcement.sha),) if announcement.sha else ()
    return Reply(text, step=STAY, attachments=photo)


def _report(letter: Letter, t: Translator) -> Reply:
    assert letter.progress
    return how_far(t, _announced(letter).id, letter.progress)


def _missed(letter: Letter, t: Translator) -> Reply:
    meeting = _meeting(letter)
    text = t(
        "{number} messages about {meeting} could not leave in time, failed, or may not have arrived. "
        "Please tell those people yourself if needed."
    )
    text = text.format(number=Lost.read(letter.row.facts).number, meeting=phrases.meeting_line(t, meeting))
    return _about(text, *_card(t, meeting)[0])


def _quota(letter: Letter, t: Translator) -> Reply:
    used = QuotaUsed.read(letter.row.facts)
    told_so_far = accounts.told(t, used.channel, used.number, used.most)
    return Reply(told_so_far + " " + t("Please announce sparingly, or have the plan enlarged."), step=STAY)


_WORDS: dict[Purpose, Callable[[Letter, Translator], Reply]] = {
    **dict.fromkeys(REMINDERS, _reminder),
    Purpose.HOST: _host,
    Purpose.REFLECT: _reflect,
    Purpose.MOVED: _moved,
    Purpose.CANCELLED: _cancelled,
    Purpose.OFFER: _offer,
    Purpose.ANNOUNCEMENT: _announcement,
    Purpose.REPORT: _report,
    Purpose.MISSED: _missed,
    Purpose.QUOTA: _quota,
    Purpose.SETTLE: settle.asked,
    Purpose.PLAN: plan_words.life_letter,
    Purpose.PLAN_CHANGED: plan_words.changed_letter,
    Purpose.HANDOVER: term_handover.told,
    Purpose.HOST_CHECK: host.asked,
    Purpose.ASK_PART: ask_parts.asked,
    Purpose.PART: _part,
    Purpose.CHASE: _chase,
    Purpose.ACKS: acknowledge.told,
    Purpose.DUTY: duty_letters.reminded,
    Purpose.DUTY_NEW: duty_letters.written,
    Purpose.OVERDUE: duty_letters.overdue,
    Purpose.MONTH: digests.month,
    Purpose.DIGEST: digests.week,
}
