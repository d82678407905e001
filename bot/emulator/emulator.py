"""The emulator as one server: the Bot API, Zalo's beside it, the control interface and the chat page on one port."""

import asyncio
from collections.abc import AsyncIterator, Callable

import aiohttp
from aiohttp import web

from bot.emulator.api import BotApi
from bot.emulator.control import Control
from bot.emulator.web import ControlSite, guard, harden
from bot.emulator.wire import UPLOAD_LIMIT
from bot.emulator.zalo import PREFIX
from bot.emulator.zalo_api import ZaloBotApi
from bot.emulator.zalo_web import ZaloSite

FORM_ROOM = 1024 * 1024
"""Bytes that a request may have around its file."""
WEBHOOK_PATIENCE = aiohttp.ClientTimeout(total=60)


class Emulator(Control):
    """A local Telegram with one bot, and beside it a local Zalo with the same one (`zalo`).

    It can be stopped and started again, and forgets nothing in between.
    """

    _runner: web.AppRunner | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen and return the port, a free one where 0 is asked."""
        api = BotApi(self.world, self.updates, self.faults)
        zalo = ZaloBotApi(self.zalo)
        app = web.Application(client_max_size=UPLOAD_LIMIT + FORM_ROOM, middlewares=[guard])
        app.add_routes([*api.routes(), *ControlSite(self).routes()])
        app.add_routes([*zalo.routes(), *ZaloSite(self.zalo).routes()])
        app.on_response_prepare.append(harden)
        app.on_shutdown.append(self._hang_up)
        app.cleanup_ctx.append(self._webhook(api))
        app.cleanup_ctx.append(zalo.running)
        # Requests are not logged: their paths carry the token.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
        await self._runner.setup()
        self.updates.open()
        self.zalo.events.open()
        await web.TCPSite(self._runner, host, port).start()
        port = int(self._runner.addresses[0][1])
        self.zalo.base = f"http://{host}:{port}{PREFIX}"
        return port

    async def stop(self) -> None:
        """End waiting polls and open pages, and stop listening."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _hang_up(self, _: web.Application) -> None:
        self.updates.close()
        self.zalo.events.close()
        self.world.hang_up()

    def _webhook(self, api: BotApi) -> Callable[[web.Application], AsyncIterator[None]]:
        async def run(_: web.Application) -> AsyncIterator[None]:
            async with aiohttp.ClientSession(timeout=WEBHOOK_PATIENCE) as session, asyncio.TaskGroup() as group:
                delivery = group.create_task(self.updates.deliver(session, api.answered))
                yield
                delivery.cancel()

        return run
