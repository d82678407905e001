"""The menu of commands, and what the bot says of itself where its chat is empty: set beside everything else."""

import asyncio
import contextlib
from itertools import count

import structlog
from telegram.error import BadRequest, TelegramError

from bot.backoff import pause_after
from bot.channels.telegram_request import FloodWait, TelegramApi
from bot.messages import Commands

_log = structlog.get_logger()


async def show_commands(api: TelegramApi, commands: Commands, about: tuple[str, str], pause: float) -> None:
    """Show everybody the menu, tried again until it is taken or refused for good; raises none of what goes wrong."""
    for attempt in count(1) if commands else ():
        try:
            await api.call("setMyCommands", {"commands": as_menu(commands)})
            break
        except BadRequest as error:
            _log.error("the menu was refused; the former one stays", reason=error.message)
            break
        except TelegramError as error:
            wait = error.seconds if isinstance(error, FloodWait) else pause_after(attempt, pause)
            _log.warning("the menu was not set yet", reason=error.message, wait=round(wait, 1))
        await asyncio.sleep(wait)
    await _introduce(api, about)


def as_menu(commands: Commands) -> list[dict[str, str]]:
    """Return commands as Telegram takes them."""
    return [{"command": name, "description": description} for name, description in commands]


async def _introduce(api: TelegramApi, about: tuple[str, str]) -> None:
    """Say what the bot is where its chat is empty; without it the chat works as well."""
    calls = ("setMyDescription", "description"), ("setMyShortDescription", "short_description")
    for (method, name), text in zip(calls, about, strict=True):
        if text:
            with contextlib.suppress(TelegramError):
                await api.call(method, {name: text})
