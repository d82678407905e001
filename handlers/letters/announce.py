"""`/thongbao`: whom, what, a look at it with the exact number of people, send; then how it went."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.letters import announcements
from bot.domain.letters.announcements import AnnouncementCopy, AnnouncementProgress, AnnouncementReport
from bot.domain.organisation import capacities
from bot.domain.programme import meetings
from bot.errors import N_, BadInput
from bot.i18n import Translator
from bot.messages import STAY, Attachment, Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, listing, phrases
from handlers.organisation.accounts import over_quota

routes = Routes()

HAS_LEFT = N_("This announcement has left and reads as it was sent. To correct it, send another one: /thongbao")


WHOM = "announce:whom"


@routes.command("thongbao")
async def begin_with(chat: Chat) -> Reply:
    """Begin an announcement; what stands behind the command is its text."""
    return await (begin_with_text(chat, chat.rest) if chat.rest else begin(chat))


@routes.button("announce")
async def begin(chat: Chat) -> Reply:
    """Ask whom the announcement is for; whoever has one cluster is asked for the text at once."""
    audiences = await _audiences(chat)
    chat.forget()
    if len(audiences) == 1:
        _tell, kind, number = audiences[0].press.split(":")
        return await ask_text(chat, kind, int(number))
    return kit.ask(chat, chat._("Whom is the announcement for?"), rows(*audiences), step=WHOM)


async def _audiences(chat: Chat) -> list[Button]:
    chat.must_have_joined()
    chat.rights.must_lead_any()
    clusters = await meetings.clusters(chat.db, rights=chat.rights)
    everybody = [Button(chat._("Everybody"), "tell:all:0")] if chat.rights.officer else []
    return everybody + [Button(cluster.called, f"tell:cluster:{cluster.id}") for cluster in clusters]


@routes.step(WHOM)
async def take_text_first(chat: Chat) -> Reply:
    """Keep the text of who types it before it is known whom it is for."""
    return await listing.find(chat) or await begin_with_text(chat, chat.text)


async def begin_with_text(chat: Chat, text: str, meeting: int | None = None) -> Reply:
    """Begin an announcement whose text is known, to who comes to a meeting: show it, or ask first whom it is for."""
    asked = await (ask_text(chat, "meeting", meeting) if meeting else begin(chat))
    chat.draft |= {"text": announcements.read_text(text), "sha": None}
    if "audience" in chat.draft:
        return await _preview(chat, await _receivers(chat))
    return replace(asked, text=chat._("Whom is this for?\n\n{text}").format(text=text))


@routes.button("tell:{kind}:{number}")
async def ask_text(chat: Chat, kind: str, number: int) -> Reply:
    """Ask for the text or the photo; show it all where the text was typed before."""
    audience = "all" if kind == "all" else f"{kind}:{number}"
    people = await announcements.people_of(chat.db, chat.person, chat.rights, audience, chat.today)
    if not people:
        raise BadInput(announcements.NOBODY)
    if chat.step == WHOM and "text" in chat.draft:
        chat.draft["audience"] = audience
        return await _preview(chat, list(people))
    chat.forget()
    chat.draft["audience"] = audience
    _ = chat._
    text = _("{number} people will receive it. Please write the text, or send a photo with a caption.")
    return kit.ask(chat, text.format(number=len(people)), step="announce:text")


@routes.step("announce:text", Kind.TEXT, Kind.PHOTO, lasts=timedelta(hours=2), prose=True)
async def take_text(chat: Chat) -> Reply:
    """Take the text or the photo with its caption, and show how it will look."""
    sha = chat.kept.sha if chat.kept else chat.draft.get("sha")
    chat.draft["sha"] = sha
    # A photo without a caption is kept until its text comes as a message of its own.
    if chat.kept and not chat.text:
        chat.draft.pop("text", None)
        return kit.ask(chat, chat._(announcements.EMPTY), step="announce:text")
    further = chat.draft.get("text") and kit.goes_on(chat, "announce:text")
    text = kit.joined(chat.draft["text"], chat.text) if further else chat.text
    chat.draft["text"] = announcements.read_text(text)
    return await _preview(chat, await _receivers(chat))


@routes.corrected("announce:text")
async def correct(chat: Chat) -> Reply:
    """Take the text as it reads after an edit, as long as it has not left."""
    former = chat.before_edit
    if chat.step != "announce:text" or former is None or "text" not in chat.draft:
        raise BadInput(HAS_LEFT)
    whole, old = chat.draft["text"], former.text.strip()
    chat.draft["text"] = announcements.read_text(whole.replace(old, chat.text, 1) if old in whole else chat.text)
    return await _preview(chat, await _receivers(chat))


async def _receivers(chat: Chat) -> list[int]:
    audience = chat.draft["audience"]
    return list(await announcements.people_of(chat.db, chat.person, chat.rights, audience, chat.today))


async def _preview(chat: Chat, people: list[int], said: str = "") -> Reply:
    _, number, sha = chat._, len(people), chat.draft["sha"]
    chat.draft["number"] = number
    lines = [said] if said else []
    lines += [_("It will look like this for {number} people:").format(number=number), "———"]
    shown = await _words(chat, chat.draft["text"])
    lines += [shown, "———"]
    leaves_at, _urgent = await announcements.leaves(chat.db, chat.draft["audience"], chat.now)
    if leaves_at > chat.now:
        lines.append(kit.at_night(_, leaves_at))
    passed = await over_quota(chat, people, shown, photo=bool(sha))
    lines += [passed] if passed else []
    lines.append(_("To change it, send the text once more."))
    label = _("Send all the same to {number} people") if passed else _("Send to {number} people")
    buttons = Button(label.format(number=number), "send-it", yes=True), kit.leave(chat)
    photo = (Attachment("photo", "thong-bao.jpg", sha=sha),) if sha else ()
    return Reply("\n".join(lines), rows(*buttons), step="announce:text", attachments=photo)


async def _words(chat: Chat, text: str) -> str:
    """Return an announcement as its readers see it."""
    here = await announcements.spoken_as(chat.db, chat.person.id, chat.draft["audience"], chat.today)
    acted = (await capacities.of(chat.db, [here]))[here]
    name = phrases.with_role(chat._, chat.person.name, acted)
    return chat._("Announcement from {name}:").format(name=name) + f"\n\n{text}"


@routes.button("send-it")
async def send(chat: Chat) -> Reply:
    """Send what was shown. Raises BadInput at a second tap."""
    chat.must_have_joined()
    if "text" not in chat.draft or chat.step != "announce:text":
        raise BadInput(N_("There is nothing to send: this announcement has left already or was not finished."))
    people = await _receivers(chat)
    # Whoever presses has agreed to a number of people, not to whoever is there by now.
    if len(people) != chat.draft["number"]:
        return await _preview(chat, people, chat._("The number of people has changed since you looked."))
    announcement, _number = await announcements.send(
        chat.db,
        chat.person,
        chat.rights,
        audience=chat.draft["audience"],
        text=chat.draft["text"],
        sha=chat.draft["sha"],
        now=chat.now,
    )
    progress = await announcements.progress(chat.db, [announcement.id])
    return how_far(chat._, announcement.id, progress[announcement.id], chat.now)


def copied(letter: AnnouncementCopy, t: Translator) -> Reply:
    """Return an announcement as its readers get it."""
    one = letter.announcement
    text = (
        t("Announcement from {name}:").format(name=phrases.with_role(t, letter.author, letter.acted))
        + f"\n\n{one.text}"
    )
    photo = (Attachment("photo", "thong-bao.jpg", sha=one.sha),) if one.sha else ()
    return Reply(text, step=STAY, attachments=photo)


def reported(letter: AnnouncementReport, t: Translator) -> Reply:
    """Return to its author how an announcement is going, or how it went."""
    return how_far(t, letter.announcement_id, letter.progress)


def how_far(t: Translator, announcement_id: int, progress: AnnouncementProgress, now: datetime | None = None) -> Reply:
    """Return how an announcement is going, or how it went: one message that is changed as it goes on."""
    if progress.done:
        text = t(
            "The announcement has run. Delivered: {sent} of {total}. Blocked the bot: {blocked}. "
            "Failed: {failed}. Unclear: {unclear}."
        )
    else:
        text = t("The announcement is leaving: {sent} of {total} delivered.")
    if now and progress.leaves_at and progress.waits(now):
        text += "\n" + kit.at_night(t, progress.leaves_at)
    facts = {"total": progress.total, "sent": progress.sent, "blocked": progress.blocked}
    return Reply(
        text.format(**facts, failed=progress.failed, unclear=progress.unclear), key=f"announcement:{announcement_id}"
    )
