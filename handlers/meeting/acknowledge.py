"""“Đã rõ”: acknowledging a change of a meeting; for leads who has not yet, and chasing them."""

from datetime import datetime

from bot.domain.letters.acks import AcksLetter
from bot.domain.models import Meeting, MeetingState
from bot.domain.programme import acknowledgements, meetings
from bot.domain.programme.acknowledgements import ChangeStanding, Said
from bot.errors import Gone
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, Rows, rows
from bot.vietnamese import given_name
from handlers import kit, phrases

routes = Routes()

MOST_NAMES = 10


def button(t: Translator, meeting_id: int, version: int) -> Button:
    """Return the button that says one has understood a version of a meeting."""
    return Button(t("Understood"), f"ack:{meeting_id}:{version}")


def ask(t: Translator, meeting: Meeting, version: int | None) -> list[Button]:
    """Return that button for a letter, none where there is no version to be acknowledged."""
    return [] if version is None else [button(t, meeting.id, version)]


@routes.button("ack:{meeting_id}:{version}")
async def understood(chat: Chat, meeting_id: int, version: int) -> Reply:
    """Note that somebody has understood; where it has changed since, say what holds now and ask again."""
    meeting = await meetings.get(chat.db, meeting_id)
    said = await acknowledgements.note(chat.db, meeting, chat.person, version, chat.now)
    _ = chat._
    if said is Said.OUTDATED:
        text = _("This has changed since. What holds now:\n\n{meeting}")
        text = text.format(meeting=phrases.meeting_facts(_, meeting))
        return Reply(text, rows(button(_, meeting.id, meeting.version), _next_step(_, meeting)), step=STAY)
    text = _("Thank you, it is noted: {meeting}.")
    if said is Said.NOTED_BEFORE:
        text = _("It is noted already that you have understood: {meeting}.")
    if meeting.state is MeetingState.CANCELLED:
        text += " " + _("Called off.")
    return Reply(text.format(meeting=phrases.meeting_line(_, meeting)), rows(_next_step(_, meeting)), step=STAY)


def _next_step(t: Translator, meeting: Meeting) -> Button:
    if meeting.state is MeetingState.CANCELLED:
        return Button(t("Calendar"), "calendar:0")
    return phrases.see(t, meeting.id)


def line(t: Translator, standing: ChangeStanding) -> str:
    """Return in one line who has understood a change: "38/41 have understood – not yet: Nhung, Sinh"."""
    count = t("{understood}/{told} have understood").format(understood=standing.understood, told=standing.told)
    return f"{count} – " + t("not yet: {names}").format(names=_names(t, standing)) if standing.missing else count


def _names(t: Translator, standing: ChangeStanding) -> str:
    """Return who is missing by tên, all by full name where two share one; at most `MOST_NAMES` of them."""
    full = list(standing.missing.values())
    by_given = [given_name(name) for name in full]
    shown = (by_given if len({*by_given}) == len(full) else full)[:MOST_NAMES]
    names = ", ".join(shown)
    more = len(full) - len(shown)
    return t("{names} and {number} more").format(names=names, number=more) if more else names


@routes.button("acks:{meeting_id}")
async def show(chat: Chat, meeting_id: int) -> Reply:
    """Show a lead who has understood the newest change, as it stands now."""
    meeting = await kit.led(chat, meeting_id)
    standing = await acknowledgements.standing(chat.db, meeting)
    if standing is None:
        raise Gone
    return _standing(chat._, meeting, standing, chat.now, edits=True)


@routes.button("chase:{meeting_id}:{version}")
async def chase(chat: Chat, meeting_id: int, version: int) -> Reply:
    """Tell those once more who have not understood, and say whom, or why nobody."""
    meeting = await meetings.get(chat.db, meeting_id)
    done = await acknowledgements.chase(chat.db, meeting, chat.rights, version, chat.now)
    _, standing = chat._, done.standing
    if done.leaves_at is not None:
        said = _("{number} people are told once more.").format(number=len(standing.chased))
        said += f"\n{kit.at_night(_, done.leaves_at)}" if done.leaves_at > chat.now else ""
    elif standing.version != version:
        said = _("This has changed since; here is how it stands now.")
    elif standing.missing:
        said = _("They were told once more a short time ago; an hour after that they can be told again.")
    else:
        said = _("Everybody has understood; nobody needs to be told again.")
    return _standing(_, meeting, standing, chat.now, said, edits=True)


def _standing(
    t: Translator,
    meeting: Meeting,
    standing: ChangeStanding,
    now: datetime | None,
    said: str = "",
    *,
    edits: bool = False,
) -> Reply:
    lines = [said] if said else []
    lines += [line(t, standing), phrases.meeting_line(t, meeting)]
    if standing.chased_at:
        names = ", ".join(given_name(name) for name in standing.chased[:MOST_NAMES])
        chased = t("Told once more at {when}: {number} ({names}).")
        when = t.moment(standing.chased_at)
        lines.append(chased.format(when=when, number=len(standing.chased), names=names))
    # The letter and every look at it later share this key, so that one message is changed instead of many sent.
    key = f"acks:{meeting.id}:{standing.version}"
    return Reply("\n".join(lines), _buttons(t, meeting, standing, now), step=STAY, edits=edits, key=key)


def _buttons(t: Translator, meeting: Meeting, standing: ChangeStanding, now: datetime | None) -> Rows:
    begun = now is not None and meeting.starts_at is not None and meeting.starts_at <= now
    if not standing.missing or begun:
        return rows(_next_step(t, meeting))
    chase = Button(t("Chase the rest"), f"chase:{meeting.id}:{standing.version}")
    return rows(chase, Button(t("See how it stands"), f"acks:{meeting.id}"), _next_step(t, meeting))


def told(letter: AcksLetter, t: Translator) -> Reply:
    """Return the letter that shows a lead who has understood a change; it is changed in place as they answer."""
    # Nobody knows when a letter is read: it always offers to chase, and the press says where it is too late.
    return _standing(t, letter.meeting, letter.standing, None)
