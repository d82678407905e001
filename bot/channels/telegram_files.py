"""Files that Telegram has already: uploaded once, then sent by the id that it gave (`file_id`, good for one bot).

An announcement with a photo to two thousand people is one upload and 1,999 short calls. Ids are remembered for as long
as the process lives; an album, and a paper made for one person, is uploaded as it is.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from bot.channels.telegram_parts import TelegramCall
from bot.messages import Unclear

MOST_REMEMBERED = 1000
Key = tuple[str, str]
"""How it was sent (`photo` or `document`) and its digest."""


class TelegramFiles:
    """Remembers ids by the digest of what was uploaded."""

    def __init__(self) -> None:
        self._ids: OrderedDict[Key, str] = OrderedDict()
        self._uploading: dict[Key, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, call: TelegramCall) -> AsyncIterator[None]:
        """Let the sends of one file wait while it is uploaded for the first of them."""
        key = _key(call)
        if key is None or key in self._ids:
            yield
            return
        async with self._uploading.setdefault(key, asyncio.Lock()):
            try:
                yield
            finally:
                self._uploading.pop(key, None)

    def known(self, call: TelegramCall) -> TelegramCall:
        """Return the call with the id in place of the file, where there is one."""
        key = _key(call)
        if key is None or key not in self._ids:
            return call
        return replace(call, values={**call.values, key[0]: self._ids[key]}, files={})

    def learn(self, call: TelegramCall, result: Any) -> None:
        """Remember the id that Telegram gave to a file that was just uploaded."""
        key = _key(call)
        if key is None:
            return
        given = result.get(key[0]) if isinstance(result, dict) else None
        # Of a photo Telegram lists several sizes, the largest last; any of their ids sends the photo.
        largest = given[-1] if isinstance(given, list) and given else given
        if isinstance(largest, dict) and isinstance(largest.get("file_id"), str):
            self._ids[key] = largest["file_id"]
            if len(self._ids) > MOST_REMEMBERED:
                self._ids.popitem(last=False)

    def forget(self, call: TelegramCall) -> None:
        """Forget an id that Telegram does not take any more."""
        if key := _key(call):
            self._ids.pop(key, None)


def _key(call: TelegramCall) -> Key | None:
    if len(call.files) != 1:
        return None
    [(kind, upload)] = call.files.items()
    return (kind, upload.sha) if upload.sha else None


def message_id_of(result: Any) -> str:
    """Return the last message's id. Raises Unclear for an answer that names none: it may have been taken."""
    try:
        last = result[-1] if isinstance(result, list) else result
        return str(last["message_id"])
    except (LookupError, TypeError):
        raise Unclear("The answer names no message") from None
