"""`/minhchung`: photos and whole albums of a meeting, counted by changing one message; then the question of faces."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.models import EvidenceKind, Meeting, Scope
from bot.domain.organisation import consents
from bot.domain.programme import concerned, evidence, meetings, photos
from bot.errors import N_, BadInput
from bot.media import KeptFile
from bot.messages import STAY, Attachment, Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases
from handlers.meeting import faces, held, waits

routes = Routes()

SHOWN_AT_ONCE = 10
JUST_NOW = timedelta(hours=1)
NO_MEETING = N_("No meeting takes photos now: they can be sent from a meeting's beginning to the end of its round.")
ONLY_PHOTOS = N_("Only photos are kept as evidence here. Please send it as a photo.")


async def takes_photos(chat: Chat) -> list[Meeting]:
    """Return the meetings that take photos, files and links now."""
    begun = await meetings.held(chat.db, chat.person, chat.rights, chat.now)
    return [meeting for meeting in begun if chat.now <= meetings.reflection_until(meeting)]


@routes.command("minhchung")
@routes.button("photos")
async def choose(chat: Chat) -> Reply:
    """Ask which meeting the photos are of; with only one, wait for them."""
    _ = chat._
    open_now = await takes_photos(chat)
    # Who runs something also asks what others have sent.
    board = rows(Button(_("Evidence of all meetings"), "evidence-board:0")) if chat.rights.runs_something else ()
    if not open_now:
        return Reply(_(NO_MEETING), (*board, *await phrases.home(chat)))
    if len(open_now) == 1:
        reply = await _wait(chat, open_now[0])
        return replace(reply, buttons=(*reply.buttons, *board))
    return Reply(_("Of which meeting are the photos?"), (*rows(*_which(open_now)), *board))


def _which(open_now: list[Meeting]) -> list[Button]:
    labels = phrases.meeting_labels(open_now)
    return [Button(label, f"photos:{meeting.id}") for label, meeting in zip(labels, open_now, strict=True)]


@routes.button("photos:{meeting_id}")
async def wait(chat: Chat, meeting_id: int) -> Reply:
    """Wait for photos of a meeting; what came before without any meeting is offered beside it, never filed by it."""
    meeting = await meetings.get(chat.db, meeting_id)
    await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    reply = await _wait(chat, meeting)
    if not reply.step or not held.held(chat):
        return reply
    said = f"{reply.text}\n\n{held.received(chat)}"
    return replace(reply, text=said, buttons=(*reply.buttons, *rows(held.here(chat, meeting))))


@routes.button("held:{meeting_id}")
async def keep_held(chat: Chat, meeting_id: int) -> Reply:
    """Keep of a meeting what came before it was named."""
    meeting = await meetings.get(chat.db, meeting_id)
    await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    if Scope.PHOTOS not in await consents.given(chat.db, chat.person.id):
        return kit.ask_consent(chat, Scope.PHOTOS)
    pieces = held.take(chat)
    if not pieces:
        return await _wait(chat, meeting)
    files = []
    for one in pieces:
        if one.name is None:
            await _keep(chat, meeting, one.sha, one.album, one.caption)
        else:
            files.append(KeptFile(one.sha, one.name, picture=False))
    for file in files[:-1]:
        await _take_file(chat, meeting, file)
    return await (_take_file(chat, meeting, files[-1]) if files else _counted(chat, meeting))


@routes.button("held-which")
async def another_meeting(chat: Chat) -> Reply:
    """Ask of which other meeting it is."""
    open_now = await takes_photos(chat)
    if not open_now:
        raise BadInput(NO_MEETING)
    return held.ask(chat, open_now)


async def _wait(chat: Chat, meeting: Meeting) -> Reply:
    _ = chat._
    if Scope.PHOTOS not in await consents.given(chat.db, chat.person.id):
        return kit.ask_consent(chat, Scope.PHOTOS)
    text = _(
        "Please send photos of {meeting}, one by one or several at once. Place data is taken off. "
        "Please choose photos in which pupils' faces cannot be seen."
    )
    done = Button(_("Done"), f"faces:{meeting.id}")
    return Reply(text.format(meeting=phrases.meeting_name(_, meeting)), rows(done), step=f"photos:{meeting.id}")


@routes.step("photos:{meeting_id}", Kind.PHOTO, Kind.FILE)
async def take(chat: Chat, meeting_id: int) -> Reply:
    """Keep a photo, a document or a short video."""
    return await count_photos(chat, await meetings.get(chat.db, meeting_id))


async def count_photos(chat: Chat, meeting: Meeting) -> Reply:
    """Keep the photo that came and say how many there are. The conversation stays as it was."""
    if chat.kept is None:
        raise BadInput(ONLY_PHOTOS)
    if not chat.kept.picture:
        return await _take_file(chat, meeting, chat.kept)
    await _keep(chat, meeting, chat.kept.sha, chat.incoming.album, chat.text)
    return await _counted(chat, meeting)


async def _take_file(chat: Chat, meeting: Meeting, kept: KeptFile) -> Reply:
    whose = (chat.person, chat.rights, meeting)
    one = await evidence.add_file(chat.db, *whose, sha=kept.sha, name=kept.name, now=chat.now)
    reply = await _counted(chat, meeting)
    is_plan = Button(chat._("It is the plan of observation"), f"evidence-is:{one.id}")
    return replace(reply, buttons=(*reply.buttons, (is_plan,))) if one.kind is EvidenceKind.FILE else reply


async def _keep(chat: Chat, meeting: Meeting, sha: str, album: str, caption: str) -> None:
    await photos.add(chat.db, chat.person, chat.rights, meeting, sha, album=album, caption=caption, now=chat.now)


async def _counted(chat: Chat, meeting: Meeting) -> Reply:
    _ = chat._
    number = await photos.number(chat.db, meeting.id, chat.person.id)
    text = _("Photos kept: {number}. More can be sent; when all are there, choose Done.").format(number=number)
    # An album arrives as one update a photo, with nothing to mark its end: one message counts them and is changed.
    key = f"photos:{meeting.id}:{chat.incoming.album}" if chat.incoming.album else ""
    buttons = [Button(_("Done"), f"faces:{meeting.id}"), *_back_to_reflection(chat, meeting.id)]
    return Reply(text, rows(*buttons), key=key, series=f"photos:{meeting.id}", step=STAY)


def _back_to_reflection(chat: Chat, meeting_id: int) -> list[Button]:
    # Photos may come in the middle of a reflection, which then goes on.
    reflecting = chat.step.startswith("reflect:")
    return [Button(chat._("Go on reflecting"), f"reflect:{meeting_id}")] if reflecting else []


@routes.button("faces:{meeting_id}")
async def ask_faces(chat: Chat, meeting_id: int) -> Reply:
    """Ask whether pupils' faces can be seen, and whether their parents agreed (Luật 91/2025/QH15, Điều 24)."""
    _ = chat._
    number = await photos.number(chat.db, meeting_id, chat.person.id)
    if not number:
        return Reply(_("No photo has come yet."), await phrases.home(chat))
    text = _("{number} photos. Can pupils' faces be recognised in them?").format(number=number)
    buttons = (
        Button(_("No, they cannot"), f"said:{meeting_id}:none"),
        Button(_("Yes, and the parents agreed"), f"said:{meeting_id}:agreed"),
        Button(_("Yes, parents not asked: take them out"), f"said:{meeting_id}:out"),
    )
    return Reply(text, rows(*buttons), step=_resume(chat))


@routes.button("said:{meeting_id}:{what}")
async def say_faces(chat: Chat, meeting_id: int, what: str) -> Reply:
    """Write down what was said of faces, or take the photos out."""
    _ = chat._
    buttons = rows(*_back_to_reflection(chat, meeting_id)) or await phrases.home(chat)
    if what == "out":
        chat.to_erase += await photos.withdraw(chat.db, chat.person, meeting_id)
        return Reply(_("Your photos of this meeting were taken out."), buttons, step=_resume(chat))
    await photos.say_faces(chat.db, chat.person, meeting_id, faces=what != "none", consented=False)
    if what == "agreed":
        return faces.ask_paper_of_photos(chat, meeting_id)
    return Reply(_("Thank you. The photos are kept."), buttons, step=_resume(chat))


def _resume(chat: Chat) -> str:
    # Photos in the middle of a reflection leave the question open that was asked.
    return STAY if chat.step.startswith("reflect:") else ""


def _goes_on(chat: Chat, meeting: Meeting) -> bool:
    """Say whether a photo out of the blue can only be of a meeting: it goes on, or was over just now."""
    return meeting.ends_at is not None and chat.now <= meeting.ends_at + JUST_NOW


@routes.otherwise(Kind.PHOTO)
async def unasked(chat: Chat) -> Reply:
    """Keep a photo that came out of the blue: of the one meeting there is, or after asking which."""
    open_now = await takes_photos(chat)
    if not open_now:
        if below := await below_basket(chat):
            return below
        if early := await waits.too_early(chat):
            return early
        raise BadInput(NO_MEETING)
    if len(open_now) == 1 and _goes_on(chat, open_now[0]):
        return await count_photos(chat, open_now[0])
    return await _hold_and_ask(chat, open_now)


async def _hold_and_ask(chat: Chat, open_now: list[Meeting]) -> Reply:
    """Keep what came with the conversation until its meeting is chosen, or until the yes to the one just shown."""
    assert chat.kept
    held.put(chat, chat.kept)
    return held.ask_here(chat, here) if (here := await held.at_hand(chat)) else held.ask(chat, open_now)


@routes.otherwise(Kind.FILE)
async def no_files(chat: Chat) -> Reply:
    """Keep a file out of the blue as a photo is kept; where it can be of no meeting, say what can be sent instead."""
    chat.must_have_joined()
    open_now = [] if chat.kept is None else await takes_photos(chat)
    if not open_now:
        if early := await waits.too_early(chat):
            return early
        raise BadInput(ONLY_PHOTOS)
    if not chat.step and len(open_now) == 1 and _goes_on(chat, open_now[0]):
        return await count_photos(chat, open_now[0])
    return await _hold_and_ask(chat, open_now)


async def below_basket(chat: Chat) -> Reply | None:
    """Ask whether a file is of the meeting whose evidence was just shown; None where none was."""
    if chat.kept is None or (here := await held.at_hand(chat)) is None:
        return None
    held.put(chat, chat.kept)
    return held.ask_here(chat, here)


async def no_plan_but_evidence(chat: Chat, file: KeptFile) -> Reply | None:
    """Ask of which meeting a file is that is no plan; None where one has no meeting that takes any."""
    open_now = await takes_photos(chat)
    if not open_now:
        return None
    held.put(chat, file)
    return held.ask(chat, open_now)


@routes.button("album:{meeting_id}")
@routes.button("album:{meeting_id}:{number}")
async def album(chat: Chat, meeting_id: int, number: int = 0) -> Reply:
    """Show the photos of a meeting that this person may see, the newest first, with what was said of them."""
    _ = chat._
    meeting = await meetings.get(chat.db, meeting_id)
    seen = await photos.visible(chat.db, chat.person, chat.rights, meeting)
    back = rows(Button(phrases.meeting_label(meeting, "‹ "), f"meeting:{meeting_id}"))
    if not seen:
        return Reply(_("There is no photo of this meeting that may be shown."), back)
    one = kit.page_of(seen[::-1], number, SHOWN_AT_ONCE)
    shown = one.shown[::-1]
    attachments = tuple(Attachment("photo", f"{meeting_id}-{photo.id}.jpg", sha=photo.sha or "") for photo in shown)
    text = _("{meeting}: {shown} of {number} photos").format(
        meeting=phrases.meeting_name(_, meeting), shown=len(shown), number=len(seen)
    )
    said = [f"{place}. {photo.caption}" for place, photo in enumerate(shown, start=1) if photo.caption]
    return Reply("\n".join([text, *said]), (*one.turns(chat, f"album:{meeting_id}"), *back), attachments=attachments)
