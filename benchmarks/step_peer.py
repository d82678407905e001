"""What the step stands beside: a bot of a hundred lines that does the same acts, or writes one row, and no more.

`python -m benchmarks.step_peer same|row API DATABASE MEDIA` polls the Bot API at API. Where its interpreter has aiogram
it is a bot of aiogram, else one of bare aiohttp, which costs less; aiogram brings libraries that the service has no use
for, so that it stands in an environment of its own (`make bench`). What it does for each act is in
`benchmarks.step_peer_acts`.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import Connection, MetaData, event, func, select
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.step_peer_acts import Acts, Said
from bot.media import Media

try:
    import aiogram
except ImportError:
    aiogram = None

TOKEN = "1:benchmark"
ICS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Peer//VI\r\nBEGIN:VEVENT\r\nUID:meeting@example.invalid\r\n"
    b"DTSTART:20261127T010000Z\r\nDTEND:20261127T040000Z\r\nSUMMARY:SHCM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
"""The file that goes along, made once: a harder measure than making it for each."""
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON")

Act = Callable[[int, int, str, bytes | None], Awaitable[Said | None]]
"""Does what an update of a chat asks for and returns what is said to it."""


class _Bare:
    """A bot of aiohttp alone."""

    def __init__(self, session: aiohttp.ClientSession, api: str, act: Act, acts: Acts) -> None:
        self._session, self._act, self._acts = session, act, acts
        self._methods, self._files = f"{api}/bot{TOKEN}/", f"{api}/file/bot{TOKEN}/"

    async def poll(self) -> None:
        """Answer whatever comes, side by side."""
        offset = 0
        async with asyncio.TaskGroup() as tasks:
            while True:
                for found in await self._call("getUpdates", offset=offset, timeout=25):
                    offset = found["update_id"] + 1
                    tasks.create_task(self._answer(found["update_id"], found))

    async def _answer(self, number: int, found: dict[str, Any]) -> None:
        query = found.get("callback_query")
        message = query["message"] if query else found["message"]
        what = query["data"] if query else message.get("text", "")
        async with asyncio.TaskGroup() as beside:
            if query:
                beside.create_task(self._call("answerCallbackQuery", callback_query_id=query["id"]))
            said = await self._act(number, message["chat"]["id"], what, await self._photo(message))
            if said and said.over:
                values = {"chat_id": message["chat"]["id"], "message_id": said.over}
                beside.create_task(self._call("editMessageReplyMarkup", **values))
            if said:
                await self._say(message["chat"]["id"], said)

    async def _say(self, chat: int, said: Said) -> None:
        if said.file:
            values = {"chat_id": str(chat), "caption": said.text, "reply_markup": json.dumps(_keys(said))}
            form = aiohttp.FormData(values)
            form.add_field("document", ICS, filename="shcm.ics", content_type="text/calendar")
            async with self._session.post(f"{self._methods}sendDocument", data=form) as response:
                sent = json.loads(await response.read())["result"]
        else:
            sent = await self._call("sendMessage", chat_id=chat, text=said.text, reply_markup=_keys(said))
        if said.asks:
            await self._acts.stands_in(said.asks, sent["message_id"])

    async def _photo(self, message: dict[str, Any]) -> bytes | None:
        if "photo" not in message:
            return None
        path = (await self._call("getFile", file_id=message["photo"][-1]["file_id"]))["file_path"]
        async with self._session.get(self._files + path) as response:
            return await response.read()

    async def _call(self, method: str, **values: Any) -> Any:
        async with self._session.post(self._methods + method, json=values) as response:
            return json.loads(await response.read())["result"]


async def _aiohttp(api: str, act: Act, acts: Acts) -> None:
    async with aiohttp.ClientSession() as session:
        await _Bare(session, api, act, acts).poll()


def _keys(said: Said) -> dict[str, Any]:
    return {
        "inline_keyboard": [
            [{"text": label, "callback_data": f"press:{place}"}] for place, label in enumerate(said.buttons)
        ]
    }


async def _aiogram(api: str, act: Act, acts: Acts) -> None:
    from aiogram import Bot, Dispatcher  # noqa: PLC0415 - where it is
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415
    from aiogram.types import (  # noqa: PLC0415
        BufferedInputFile,
        CallbackQuery,
        InlineKeyboardMarkup,
        Message,
        Update,
    )

    dispatcher = Dispatcher()

    @dispatcher.callback_query()
    async def press(query: CallbackQuery, event_update: Update) -> None:
        await query.answer()
        assert query.data
        assert query.message
        await answer(query.message.chat.id, await act(event_update.update_id, query.message.chat.id, query.data, None))

    @dispatcher.message()
    async def message(said: Message, event_update: Update) -> None:
        found = await bot.download(said.photo[-1]) if said.photo else None
        photo = found.read() if found else None
        await answer(said.chat.id, await act(event_update.update_id, said.chat.id, said.text or "", photo))

    async def answer(chat: int, said: Said | None) -> None:
        if said is None:
            return
        keys = InlineKeyboardMarkup.model_validate(_keys(said))
        if said.over:
            await bot.edit_message_reply_markup(chat_id=chat, message_id=said.over)
        if said.file:
            file = BufferedInputFile(ICS, "shcm.ics")
            sent = await bot.send_document(chat, file, caption=said.text, reply_markup=keys)
        else:
            sent = await bot.send_message(chat, said.text, reply_markup=keys)
        if said.asks:
            await acts.stands_in(said.asks, sent.message_id)

    bot = Bot(TOKEN, AiohttpSession(api=TelegramAPIServer.from_base(api)))
    await dispatcher.start_polling(bot, handle_signals=False)


async def main(what: str, api: str, database: str, media: str) -> None:
    """Serve until ended."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{database}")
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    tables = MetaData()
    async with engine.connect() as db:
        await db.run_sync(tables.reflect)
        await db.execute(select(func.count()).select_from(tables.tables["person"]))
    acts = Acts(engine, tables, Media(Path(media)))
    await (_aiogram if aiogram else _aiohttp)(api, acts.row if what == "row" else acts.same, acts)


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
