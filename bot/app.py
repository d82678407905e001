"""The composition root: the one file that knows every part. Production, the demo and the tests all start here."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

import handlers
from bot.answers import Answers
from bot.channels.telegram import Telegram
from bot.clock import Clock
from bot.db import Database
from bot.documents import papers
from bot.i18n import DEFAULT, Translator
from bot.jobs import Jobs
from bot.media import Media
from bot.messages import Attachment, Channel
from bot.router import Router
from bot.settings import Settings
from handlers import notices, phrases

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class App:
    """The running service's parts."""

    settings: Settings
    database: Database
    media: Media
    channels: dict[str, Channel]
    router: Router
    jobs: Jobs
    clock: Clock


@asynccontextmanager
async def build(settings: Settings, *, channels: Sequence[Channel], clock: Clock) -> AsyncIterator[App]:
    """Build every part and close what must be closed; nothing runs yet."""
    database = Database(settings.database_url)
    media = Media(settings.media_dir)
    by_name = {channel.name: channel for channel in channels}

    async def paper(attachment: Attachment) -> bytes:
        return await papers.make(database, attachment)

    answers = Answers(database=database, media=media, papers=paper, clock=clock)
    router = Router(
        routes=handlers.ROUTES,
        home=phrases.home,
        answers=answers,
        database=database,
        media=media,
        channels=by_name,
        clock=clock,
        settings=settings,
    )
    jobs = Jobs(
        database=database,
        media=media,
        channels=by_name,
        clock=clock,
        words=notices.words,
        make_ready=answers.outgoing,
    )
    try:
        yield App(settings, database, media, by_name, router, jobs, clock)
    finally:
        for channel in channels:
            await channel.close()
        await database.close()


def platforms(settings: Settings) -> list[Channel]:
    """Return the channels that the settings give tokens for."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return []
    vietnamese = Translator(DEFAULT)
    commands = [(name, vietnamese(what)) for name, what in handlers.COMMANDS.items()]
    return [Telegram(token, settings.telegram_api, commands=commands)]


async def run(app: App) -> None:
    """Serve until cancelled: listen on every channel and tick. A platform that is away holds nothing else up."""
    ticker = app.jobs.schedule()
    ticker.start()
    log.info("serving", channels=sorted(app.channels))
    try:
        async with asyncio.TaskGroup() as together:
            for channel in app.channels.values():
                together.create_task(_listen(channel, app.router))
    finally:
        ticker.shutdown(wait=False)


async def _listen(channel: Channel, router: Router) -> None:
    await channel.start()
    await channel.listen(router.handle)
