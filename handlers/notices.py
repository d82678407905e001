"""The words of what is said unasked: reminders, moves, offers, announcements, reports."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.domain.letters import Letter
from bot.domain.models import Announcement, Meeting, Purpose
from bot.i18n import Translator
from bot.messages import STAY, Attachment, Button, Reply
from bot.routes import Rows, rows
from handlers import accounts, digests, handed, host, parts, phrases, plan_words, settle
from handlers.announce import how_far

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
    return Reply(text, rows(*buttons), step=STAY)


def _reminder(letter: Letter, t: Translator) -> Reply:
    meeting = _meeting(letter)
    text = t("Reminder:") + "\n" + phrases.meeting_facts(t, meeting)
    if letter.tasks:
        text += "\n" + t("Your part: {parts}").format(parts=phrases.tasks(t, letter.tasks))
        return _about(text, *_card(t, meeting)[0])
    text += "\n\n" + t("If you cannot come, please give your seat up so that somebody else can.")
    return _about(text, *_card(t, meeting)[0], Button(t("Give the seat up"), f"leave:{meeting.id}"))


def _card(t: Translator, meeting: Meeting) -> Rows:
    return rows(Button(t("See the meeting"), f"meeting:{meeting.id}"))


def _host(letter: Letter, t: Translator) -> Reply:
    meeting = _meeting(letter)
    text = t(
        "Your school hosts tomorrow:\n{meeting}\n\n"
        "Please have the room, tables and equipment ready. Signed up: {taken}."
    )
    text = text.format(meeting=phrases.meeting_facts(t, meeting), taken=meeting.taken)
    check = Button(t("Room and equipment"), f"host:{meeting.id}")
    return _about(text, check, *_card(t, meeting)[0])


def _reflect(letter: Letter, t: Translator) -> Reply:
    meeting = _meeting(letter)
    text = t("{meeting} has ended. Thank you for coming. What did you see in the pupils' learning? (about 5 minutes)")
    begin, photos = Button(t("Reflect"), f"reflect:{meeting.id}"), Button(t("Send photos"), f"photos:{meeting.id}")
    return _about(text.format(meeting=phrases.meeting_name(t, meeting)), begin, photos)


def _moved(letter: Letter, t: Translator) -> Reply:
    meeting, before = _meeting(letter), letter.row.facts
    lines = [t("Change: {meeting}").format(meeting=phrases.meeting_name(t, meeting))]
    lines.append(t("Before: {before}").format(before=_before(before, t)))
    now = _when_where(phrases.meeting_when(t, meeting), meeting.room, meeting.link)
    lines.append(t("Now: {now}").format(now=now))
    lines.append(t("Place: {place}").format(place=meeting.host.name))
    give_up = Button(t("Give the seat up"), f"leave:{meeting.id}")
    return _about("\n".join(lines), *_card(t, meeting)[0], *([] if letter.tasks else [give_up]))


def _before(before: dict[str, Any], t: Translator) -> str:
    return _when_where(t.moment(datetime.fromisoformat(before["starts_at"])), before["room"], before.get("link"))


def _when_where(when: str, *where: str | None) -> str:
    return ", ".join([when, *(place for place in where if place)])


def _cancelled(letter: Letter, t: Translator) -> Reply:
    meeting = _meeting(letter)
    text = t("Called off: {meeting}. No further reminder will come.").format(meeting=phrases.meeting_line(t, meeting))
    return _about(text, Button(t("Calendar"), "calendar:0"))


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
    text = t("{number} reminders of {meeting} could not leave in time. Please tell those people yourself if needed.")
    text = text.format(number=letter.row.facts["number"], meeting=phrases.meeting_line(t, meeting))
    return _about(text, *_card(t, meeting)[0])


def _quota(letter: Letter, t: Translator) -> Reply:
    facts = letter.row.facts
    told_so_far = accounts.told(t, facts["channel"], facts["number"], facts["most"])
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
    Purpose.HANDOVER: handed.told,
    Purpose.HOST_CHECK: host.asked,
    Purpose.ASK_PART: parts.asked,
    Purpose.PART: parts.reminded,
    Purpose.MONTH: digests.month,
    Purpose.DIGEST: digests.week,
}
