"""The commands: `python -m bot COMMAND`."""

import gc

if __name__ == "__main__":
    # What is loaded at the start stays: to look it through for garbage meanwhile is a sixth of the start.
    gc.disable()

import asyncio
from importlib import import_module
from pathlib import Path

import click
import structlog
from sqlalchemy.exc import OperationalError

from bot import erasures, logs
from bot.app import build, platforms, run
from bot.clock import SystemClock
from bot.copy_database import copy, must_be_current, must_be_empty, shown
from bot.db import Database
from bot.messages import UnknownBot
from bot.migrate import newest, upgrade
from bot.serving import alone_on, must_be_free, must_keep_sessions, until_stopped
from bot.settings import Settings, UnreadableSettings, read_settings, unread

OTHERS = {
    "demo": "demo",
    "import-plan": "import_plan",
    "import-people": "import_people",
    "import-units": "import_units",
    "invite": "invite",
}
"""Commands that are a file each, of the same name as their function: it is loaded when it is asked for."""


class Commands(click.Group):
    """The commands here, and those of `OTHERS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all of them."""
        return sorted([*super().list_commands(ctx), *OTHERS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None where there is none of that name."""
        if name := OTHERS.get(cmd_name):
            found: click.Command = getattr(import_module(f"bot.{name}"), name)
            return found
        return super().get_command(ctx, cmd_name)


BUILT = (5, 60, 600)
"""Seconds after the start at which what stands is taken out of what the collector walks through."""


@click.group(cls=Commands, help="Dự Giờ carries a cluster of schools through a year of lesson study, in chat.")
def main() -> None:
    """Hold the commands together. A setting that cannot be read is named before any of them begins."""
    # What was loaded so far stays for good; walking all of it now and then would hold everybody up.
    gc.freeze()
    gc.enable()
    try:
        logs.configure(read_settings().log_level)
    except UnreadableSettings as wrong:
        raise click.ClickException(str(wrong)) from None
    for sentence in unread():
        structlog.get_logger().warning(sentence)


@main.command("run")
def run_service() -> None:
    """Serve on the platform until stopped; migrates first."""
    settings = read_settings()
    if not settings.secret.reveal():
        raise click.ClickException("Set DUGIO_SECRET to a long random text: it signs invitation links.")
    if missing := settings.unnamed_keeper:
        raise click.ClickException(f"Set {', '.join(missing)}: people are told who keeps their data before they agree.")
    if not platforms(settings):
        raise click.ClickException("Set DUGIO_TELEGRAM_TOKEN (from BotFather) or DUGIO_ZALO_TOKEN, or both.")
    if settings.public_url:
        host, _, port = settings.listen.rpartition(":")
        must_be_free(host, int(port), "Stop what listens there, or set DUGIO_LISTEN to another address.")
    with alone_on(settings.database_url):
        asyncio.run(must_keep_sessions(settings.database_url))
        _bring_up_to_date(settings.database_url)
        # A backup of before, put back by whatever tool, must not bring anybody back who was erased.
        asyncio.run(_replay(settings))
        try:
            asyncio.run(until_stopped(_serve(settings)))
        except UnknownBot as unknown:
            raise click.ClickException(str(unknown)) from None


async def _serve(settings: Settings) -> None:
    async with build(settings, channels=platforms(settings), clock=SystemClock()) as app:
        gc.freeze()
        # Statements are built when they are first asked for, most of them soon, and stay for good as well.
        for seconds in BUILT:
            asyncio.get_running_loop().call_later(seconds, gc.freeze)
        await run(app)


@main.command()
def migrate() -> None:
    """Bring the tables to the newest version."""
    _bring_up_to_date(read_settings().database_url)


def _bring_up_to_date(url: str) -> None:
    try:
        upgrade(url)
    except OperationalError as away:
        raise click.ClickException(f"The database at {shown(url)} cannot be reached: {away.orig}") from None


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the tables, and beside them the photos, to FILE while the service runs."""
    from bot.backup import copy_out  # noqa: PLC0415 - not for who serves

    copy_out(read_settings(), file)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Put back what `backup` wrote, into a place where no tables stand; who was erased since stays erased."""
    from bot.backup import copy_in  # noqa: PLC0415 - not for who serves

    settings = read_settings()
    copy_in(settings, file)
    _bring_up_to_date(settings.database_url)
    number = asyncio.run(_replay(settings))
    click.echo(f"Restored. {number} people who were erased since the backup were erased anew.")


async def _replay(settings: Settings) -> int:
    database = Database(settings.database_url)
    try:
        number = await erasures.replay(database, settings, SystemClock().now())
        await database.scrub()
    finally:
        await database.close()
    return number


@main.command("copy-database")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy_database(source: str, target: str) -> None:
    """Copy all rows FROM one database TO an empty one, both as DUGIO_DATABASE_URL names them; files stay in place."""
    with alone_on(source), alone_on(target):
        asyncio.run(must_be_current(source, newest()))
        asyncio.run(must_be_empty(target))
        upgrade(target)
        click.echo(f"{asyncio.run(copy(source, target))} rows were copied to {shown(target)}.")


if __name__ == "__main__":
    main()
