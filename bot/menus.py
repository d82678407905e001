"""Everybody's own menu of commands on the platforms that have one, set anew when a role or the language changes.

It is looked for each minute, beside everything else, some chats at a time: no answer waits for a menu. What the
platform is in trouble with waits for the next minute; what it refuses for good is not tried again.
"""

from collections.abc import Callable, Mapping, Sequence

import structlog

from bot.clock import Clock
from bot.db import Database
from bot.domain.models import Role
from bot.domain.organisation import menus
from bot.messages import Away, Channel, Commands, HasMenus, RetryLater, SendError, Unclear
from bot.vietnamese import local

MOST = 20
"""Chats a minute: a school that joins at once takes some minutes, and nobody waits."""

WordsOf = Callable[[str, frozenset[Role]], Commands]
"""Returns the menu of a language and roles: pairs of command and what it does."""
log = structlog.get_logger()


class Menus:
    """Sets what is not set yet."""

    def __init__(self, *, database: Database, channels: Mapping[str, Channel], clock: Clock, words: WordsOf) -> None:
        self._database = database
        self._channels = [channel for channel in channels.values() if isinstance(channel, HasMenus)]
        self._clock = clock
        self._words = words

    async def renew(self) -> None:
        """Set the menus of some chats whose own one is another by now."""
        for channel in self._channels:
            async with self._database.reading() as db:
                today = local(self._clock.now()).date()
                found = await menus.outdated(db, channel.name, today, MOST)
            done = await self._set(channel, found)
            if done:
                async with self._database.writing() as db:
                    await menus.note(db, done)

    async def _set(self, channel: HasMenus, found: Sequence[menus.Menu]) -> dict[int, str]:
        done = {}
        for one in found:
            try:
                await channel.set_menu(one.address, self._words(*menus.read(one.kind)))
            except (RetryLater, Away, Unclear) as trouble:
                log.info("menus wait", channel=channel.name, reason=type(trouble).__name__)
                break
            except SendError as refused:
                # Of a chat that is gone, too: it would be in the way of the others for ever.
                log.info("menu refused", channel=channel.name, reason=type(refused).__name__)
            done[one.account_id] = one.kind
        return done
