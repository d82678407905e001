"""Messages on their way to Zalo: each in its turn, counted, and what went wrong said in the port's words."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import structlog

from bot.channels.pace import Held, Pace
from bot.channels.zalo_api import IDLE, QUOTA, UNAUTHORIZED, NoAnswer, ZaloApi, ZaloNeverLeft, ZaloRefused
from bot.channels.zalo_parts import ZaloCall
from bot.messages import Away, Leaving, NotTaken, RetryLater, SendError, Unclear

_log = structlog.get_logger()

# Seconds: a reply waits out a refusal of at most so long.
_PATIENCE = 30.0
_LONGEST_WAIT = 900.0
_TRIES = 5
# By the documents 403 is an error inside Zalo, not a block; like a time-out it leaves open what happened.
_UNCLEAR = {HTTPStatus.FORBIDDEN, IDLE}
_IN_TROUBLE = range(500, 505)
_ELSEWHERE = range(300, 400)


class ZaloSender:
    """Sends one part after another; `count` is told of each that was taken or may have been."""

    def __init__(self, api: ZaloApi, *, per_second: int, pause: float, count: Callable[[], Awaitable[None]]) -> None:
        self._api = api
        self._pace = Pace(per_second)
        self._pause = pause
        self._count = count
        self._refusals: Counter[str] = Counter()

    async def deliver(self, address: str, part: ZaloCall, *, reply: bool, leaving: Leaving | None = None) -> str:
        """Send and return the message's id. Raises a `SendError`."""
        for _ in range(_TRIES):
            try:
                async with self._pace.slot(address, reply=reply, leaving=leaving):
                    return await self._send(address, part)
            except Held as held:
                wait = held.seconds
            if not reply or wait > _PATIENCE:
                break
            await asyncio.sleep(wait)
        raise RetryLater(wait)

    async def _send(self, address: str, part: ZaloCall) -> str:
        try:
            result = await self._api.call(part.method, {"chat_id": address, **part.values})
        except ZaloNeverLeft as trouble:
            raise Away(str(trouble)) from None
        except NoAnswer as silence:
            # It may have arrived, and then it was paid for.
            await self._count()
            raise Unclear(str(silence)) from None
        except ZaloRefused as refused:
            if refused.code == QUOTA:
                raise self._hold(address, refused) from None
            error = send_error(refused)
            if isinstance(error, Unclear):
                await self._count()
            raise error from None
        self._refusals.pop(address, None)
        await self._count()
        return _message_id(result)

    def _hold(self, address: str, refused: ZaloRefused) -> Held:
        """Hold a chat back after a 429, which says neither how long nor whether others are meant: longer each time."""
        self._refusals[address] += 1
        own = min(_LONGEST_WAIT, self._pause * 2.0 ** min(self._refusals[address] - 1, 20))
        wait = refused.retry_after or own
        self._pace.hold(address, wait)
        return Held(wait)


def send_error(refused: ZaloRefused) -> SendError:
    """Return what a caller needs to know of a refusal: away, never or who knows."""
    if refused.code == UNAUTHORIZED:
        _log.error("Zalo does not know the bot's token: set DUGIO_ZALO_TOKEN anew.")
        return Away(str(refused))
    if refused.code in _IN_TROUBLE or refused.code in _ELSEWHERE:
        return Away(str(refused))
    certain = HTTPStatus.BAD_REQUEST <= refused.code < HTTPStatus.INTERNAL_SERVER_ERROR
    if certain and refused.code not in _UNCLEAR:
        return NotTaken(str(refused))
    return Unclear(str(refused))


def _message_id(result: Any) -> str:
    return str(result.get("message_id") or "") if isinstance(result, dict) else ""
