"""The composition root: the one file that knows every part. Production, the demo and the tests all start here.

Where things stand is in tables. What a process keeps in its memory is all here, so that whoever runs several of them
on one PostgreSQL knows what a second one has not, and what a kill forgets:

- what is under way: updates in hand, each chat in order (`inbox`, `router`), and letters that have been claimed
  (`delivery`): at the next start they are judged where nobody else serves, and seconds after a kill where the others
  see that its name is gone (`living`), else when their lease runs out;
- how fast the platforms may be asked and how long one of them asks to wait (`channels.pace`), for this process alone;
- that something changed and a derive is due (`jobs`): a minute later it is due in any case;
- what live messages last showed (`live_messages`): one that is shown anew is the same again;
- locks of files that are going up, and the bot's own name as its platform says it (`channels`).
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import structlog

import handlers
from bot.channels.telegram import Telegram
from bot.clock import Clock
from bot.db import Database
from bot.documents import papers
from bot.domain.letters import quota as quota_letters
from bot.domain.outbox import links, quota
from bot.i18n import DEFAULT, Translator
from bot.inbox import Inbox
from bot.jobs import Jobs
from bot.media import Media
from bot.menus import Menus
from bot.messages import Channel, NotTaken, UnknownBot, Upload
from bot.picking import Picker
from bot.preparing import Preparing
from bot.replies import Replies
from bot.router import Router
from bot.settings import Settings
from bot.signing import sign
from bot.ticker import follow_the_clock
from handlers import menus as handler_menus
from handlers.letters import letter_words
from handlers.sayings import at_a_question

if TYPE_CHECKING:
    # Loaded where they serve: aiohttp's server comes with them, together 2 MiB.
    from bot.channels.zalo import Zalo
    from bot.front import Front

log = structlog.get_logger()

ZALO_HOOK = "/hook/zalo"


@dataclass(frozen=True, slots=True)
class App:
    """The running service's parts."""

    settings: Settings
    database: Database
    media: Media
    channels: dict[str, Channel]
    router: Router
    inbox: Inbox
    jobs: Jobs
    front: "Front | None"
    """The web door, where a public address is set."""
    clock: Clock


@asynccontextmanager
async def build(settings: Settings, *, channels: Sequence[Channel], clock: Clock) -> AsyncIterator[App]:
    """Build every part and close what must be closed; nothing runs yet."""
    app = _put_together(settings, {channel.name: channel for channel in channels}, clock)
    try:
        yield app
    finally:
        if app.front:
            await app.front.stop()
        for channel in channels:
            await channel.close()
        await app.database.close()


def _put_together(settings: Settings, channels: dict[str, Channel], clock: Clock) -> App:
    """Return the parts, each given the others that it needs."""
    database, media = Database(settings.database_url), Media(settings.media_dir)
    replies = Replies(database=database, media=media, papers=partial(papers.make, database, media=media), clock=clock)

    picker = Picker(handlers.ROUTES, numbered={name for name, channel in channels.items() if not channel.buttons})

    router = Router(
        picker=picker,
        preparing=Preparing(picker=picker, database=database, media=media, clock=clock),
        below_refusal=at_a_question.choices,
        around=at_a_question.AroundAnAnswer(),
        replies=replies,
        database=database,
        channels=channels,
        clock=clock,
        settings=settings,
    )
    menus = Menus(database=database, channels=channels, clock=clock, words=handler_menus.commands)
    jobs = Jobs(
        database=database,
        media=media,
        channels=channels,
        clock=clock,
        words=letter_words.words,
        make_ready=replies.outgoing,
        settings=settings,
        menus=menus,
    )
    database.wrote = jobs.wrote
    inbox = Inbox(database=database, handle=router.handle, clock=clock)
    if zalo := _zalo_among(channels):
        _supply(zalo, settings, database, media, clock)
    front = None
    if settings.public_url:
        from bot.front import Front  # noqa: PLC0415 - see above

        front = Front(
            database=database,
            media=media,
            clock=clock,
            secret=settings.secret.reveal(),
            take=inbox.take,
            healthy=lambda: {name: channel.healthy for name, channel in channels.items()},
            hooks={ZALO_HOOK: partial(zalo.receive, take=inbox.take)} if zalo else {},
        )
    return App(settings, database, media, channels, router, inbox, jobs, front, clock)


def _zalo_among(channels: Mapping[str, Channel]) -> "Zalo | None":
    if "zalo" not in channels:
        return None
    from bot.channels.zalo import Zalo  # noqa: PLC0415 - see above

    channel = channels["zalo"]
    return channel if isinstance(channel, Zalo) else None


def _supply(zalo: "Zalo", settings: Settings, database: Database, media: Media, clock: Clock) -> None:
    """Give the Zalo channel what it cannot know: where files are published, and how its messages are counted."""
    secret = settings.secret.reveal()

    async def publish(upload: Upload) -> str:
        if not settings.public_url:
            raise NotTaken("files go out by links, and no public address is set")
        sha = await media.keep(upload.content)
        kind = ("g" if upload.name.endswith(".png") else "p") if upload.kind == "photo" else "d"
        token = links.share(sha, upload.name, kind, secret=secret, now=clock.now())
        return f"{settings.public_url.rstrip('/')}/f/{token}"

    async def counted(pieces: int) -> None:
        async with database.writing() as db:
            await quota.count(db, zalo.name, pieces, clock.now())
            await quota_letters.warn(db, zalo.name, settings.messages_on(zalo.name), clock.now())

    zalo.publish, zalo.counted = publish, counted


def platforms(settings: Settings) -> list[Channel]:
    """Return the channels that the settings give tokens for."""
    channels: list[Channel] = []
    if token := settings.telegram_token.reveal():
        t, strangers = Translator(DEFAULT), handler_menus.of_strangers(DEFAULT)
        about = (t(handler_menus.ABOUT), t(handler_menus.SHORT))
        channels.append(Telegram(token, settings.telegram_api, commands=strangers, about=about))
    if token := settings.zalo_token.reveal():
        channels.append(_zalo(token, settings))
    return channels


def _zalo(token: str, settings: Settings) -> "Zalo":
    """Return Zalo's channel: by webhook where the web door has an https address, else by polling."""
    from bot.channels.zalo import Zalo  # noqa: PLC0415 - see above

    secret = sign("zalo webhook", settings.secret.reveal())
    public = settings.public_url.rstrip("/")
    webhook = public + ZALO_HOOK if public.startswith("https://") else ""
    return Zalo(token, settings.zalo_api, publish=_nowhere, secret=secret, webhook=webhook)


async def _nowhere(_upload: Upload) -> str:
    raise NotTaken("not supplied yet")


async def run(app: App) -> None:
    """Serve until cancelled: listen on every channel and tick. A platform that is away holds nothing else up.

    Raises `UnknownBot` where no platform is left, `OSError` where the web door's port is taken.
    """
    async with app.jobs.living, app.inbox:
        if app.front:
            host, _, port = app.settings.listen.rpartition(":")
            await app.front.start(host, int(port))
        await app.jobs.take_over()
        ticker = app.jobs.schedule()
        ticker.start()
        log.info("serving", channels=sorted(app.channels))
        unknown: BaseException | None = None
        try:
            async with asyncio.TaskGroup() as together:
                together.create_task(follow_the_clock(ticker, app.jobs.try_again))
                for channel in app.channels.values():
                    together.create_task(_listen(channel, app.inbox, alone=len(app.channels) == 1))
        except* UnknownBot as group:
            [unknown] = group.exceptions
        finally:
            # Its shutdown cuts off what is under way: so it begins nothing new, and what runs may come to its end.
            ticker.pause()
            await app.jobs.stop()
            ticker.shutdown(wait=False)
        if unknown:
            raise unknown


async def _listen(channel: Channel, inbox: Inbox, *, alone: bool) -> None:
    try:
        await channel.start()
        await channel.listen(inbox.take)
    except UnknownBot as unknown:
        if alone:
            raise
        # A wrong token of one platform must not silence the other.
        log.error("channel stopped", channel=channel.name, reason=str(unknown))  # noqa: TRY400 - the reason says it all
