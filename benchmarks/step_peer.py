"""What the step stands beside: a bot of a hundred lines that does the same sign-up, or writes one row, and no more.

`python -m benchmarks.step_peer seat|row API DATABASE` polls the Bot API at API. Where its interpreter has aiogram it is
a bot of aiogram, else one of bare aiohttp, which costs less; aiogram asks for an older pydantic than this service has,
so that no environment can hold both.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from sqlalchemy import Connection, MetaData, event, func, insert, or_, select, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

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

Act = Callable[[int, int, int], Awaitable[str]]
"""Does what a press asks for (update, chat, meeting) and returns what is said to it."""


class Seats:
    """The same guarded seat on SQLAlchemy Core: who it is, whether it is open and theirs, one update that guards."""

    def __init__(self, engine: AsyncEngine, tables: MetaData) -> None:
        self._engine = engine
        self._tables = tables.tables
        self._turn = asyncio.Lock()

    async def row(self, number: int, chat: int, _meeting: int) -> str:
        """Write one row and say so."""
        received = self._tables["received"]
        async with self._turn, self._engine.begin() as db:
            values = {"channel": "telegram", "event_id": str(number), "at": datetime.now(UTC).replace(tzinfo=None)}  # noqa: TID251
            await db.execute(sqlite.insert(received).values(**values, answered=True).on_conflict_do_nothing())
        return f"Đã ghi: {chat}"

    async def take(self, number: int, chat: int, meeting_id: int) -> str:
        """Take a seat: once, for whom it concerns, while it is open and there are seats, on record."""
        t, now = self._tables, datetime.now(UTC).replace(tzinfo=None)  # noqa: TID251
        account, person, meeting, seat, received = (
            t[name] for name in ("account", "person", "meeting", "seat", "received")
        )
        async with self._turn, self._engine.begin() as db:
            known = sqlite.insert(received).values(channel="telegram", event_id=str(number), at=now, answered=True)
            if not (await db.execute(known.on_conflict_do_nothing())).rowcount:
                return ""
            whose = select(person).join(account).where(account.c.channel == "telegram", account.c.address == str(chat))
            who = (await db.execute(whose)).one()
            about = (await db.execute(select(meeting).where(meeting.c.id == meeting_id))).one()
            member = t["cluster_school"].c
            near = select(member.unit_id).where(member.cluster_id == about.cluster_id, member.unit_id == who.unit_id)
            if (await db.execute(near)).first() is None or about.state != "settled" or about.starts_at <= now:
                return "Buổi này chưa mở đăng ký."
            mine = select(seat.c.state).where(seat.c.meeting_id == meeting_id, seat.c.person_id == who.id)
            if (await db.execute(mine)).first():
                return "Thầy/cô đã có chỗ."
            free = or_(meeting.c.capacity.is_(None), meeting.c.taken < meeting.c.capacity)
            guarded = update(meeting).where(meeting.c.id == meeting_id, free).values(taken=meeting.c.taken + 1)
            held = "held" if (await db.execute(guarded)).rowcount else "waiting"
            row = {"meeting_id": meeting_id, "person_id": who.id, "state": held, "since": now}
            await db.execute(insert(seat).values(**row))
        return f"Thầy/cô đã có chỗ: {about.content}, {about.starts_at + timedelta(hours=7):%H:%M %d/%m}."


async def _aiohttp(api: str, act: Act) -> None:
    base = f"{api}/bot{TOKEN}/"

    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as tasks:

        async def call(method: str, **values: Any) -> Any:
            async with session.post(base + method, json=values) as response:
                return json.loads(await response.read())["result"]

        async def answer(number: int, query: dict[str, Any]) -> None:
            chat = query["message"]["chat"]["id"]
            seen = tasks.create_task(call("answerCallbackQuery", callback_query_id=query["id"]))
            said = await act(number, chat, int(query["data"].partition(":")[2]))
            form = aiohttp.FormData({"chat_id": str(chat), "caption": said, "reply_markup": _keys(query["data"])})
            form.add_field("document", ICS, filename="shcm.ics", content_type="text/calendar")
            async with session.post(base + "sendDocument", data=form) as response:
                await response.read()
            await seen

        offset = 0
        while True:
            for found in await call("getUpdates", offset=offset, timeout=25):
                offset = found["update_id"] + 1
                tasks.create_task(answer(found["update_id"], found["callback_query"]))


def _keys(data: str) -> str:
    return json.dumps({"inline_keyboard": [[{"text": "Trả chỗ", "callback_data": data}]]})


async def _aiogram(api: str, act: Act) -> None:
    from aiogram import Bot, Dispatcher  # noqa: PLC0415 - where it is
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415
    from aiogram.types import (  # noqa: PLC0415
        BufferedInputFile,
        CallbackQuery,
        InlineKeyboardButton,
        InlineKeyboardMarkup,
        Update,
    )

    dispatcher = Dispatcher()

    @dispatcher.callback_query()
    async def press(query: CallbackQuery, event_update: Update) -> None:
        await query.answer()
        assert query.data
        assert query.message
        said = await act(event_update.update_id, query.message.chat.id, int(query.data.partition(":")[2]))
        keys = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Trả chỗ", callback_data=query.data)]])
        file = BufferedInputFile(ICS, "shcm.ics")
        await bot.send_document(query.message.chat.id, file, caption=said, reply_markup=keys)

    bot = Bot(TOKEN, AiohttpSession(api=TelegramAPIServer.from_base(api)))
    await dispatcher.start_polling(bot, handle_signals=False)


async def main(what: str, api: str, database: str) -> None:
    """Serve until ended."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{database}")
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    tables = MetaData()
    async with engine.connect() as db:
        await db.run_sync(tables.reflect)
        await db.execute(select(func.count()).select_from(tables.tables["person"]))
    seats = Seats(engine, tables)
    act = seats.row if what == "row" else seats.take
    await (_aiogram if aiogram else _aiohttp)(api, act)


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
