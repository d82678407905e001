"""What one send costs: this channel beside python-telegram-bot with its own HTTP client.

Both send the same text with the same button to a server in a process of its own; only the sending process's CPU
is counted. The two take turns within one run, and the pace is opened wide so that it does not hide the cost.
"""

import asyncio
import json
import multiprocessing
import resource
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from statistics import median

from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

from bot.channels.telegram import Telegram
from bot.messages import Button, Outgoing

TOKEN = "1:benchmark"
TEXT = "Nhắc thầy/cô: buổi sinh hoạt chuyên môn của cụm bắt đầu lúc 8 giờ sáng mai."
ROUNDS = 5
SENDS = 500
IN_FLIGHT = (8, 32)
UNPACED = 1_000_000

Send = Callable[[int], Awaitable[object]]


def run() -> None:
    """Print CPU microseconds per send and sends per second, medians of five interleaved rounds."""
    with server() as base:
        asyncio.run(_compare(base))


@contextmanager
def server() -> Iterator[str]:
    """Answer every send in a process of its own, so that only the sender's CPU is counted; give its address."""
    processes = multiprocessing.get_context("spawn")
    here, there = processes.Pipe()
    process = processes.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.terminate()
        process.join()


async def _compare(base: str) -> None:
    ours = Telegram(TOKEN, base, per_second=UNPACED)
    await ours.start()
    async with Bot(TOKEN, base_url=f"{base}/bot") as theirs:
        senders = {"this channel": _by_channel(ours), "python-telegram-bot": _by_library(theirs)}
        print(f"{'in flight':>9}  {'':20}{'µs CPU/send':>12}{'sends/s':>9}")
        for in_flight in IN_FLIGHT:
            await _table(senders, in_flight)
    await ours.close()


async def _table(senders: dict[str, Send], in_flight: int) -> None:
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in senders}
    for name, send in senders.items():
        await measure(send, in_flight, SENDS // 5)
        found[name].clear()
    for _ in range(ROUNDS):
        for name, send in senders.items():
            found[name].append(await measure(send, in_flight, SENDS))
    cost = {name: median(cpu for cpu, _ in rounds) for name, rounds in found.items()}
    for name, rounds in found.items():
        print(f"{in_flight:9}  {name:20}{cost[name]:12.0f}{median(speed for _, speed in rounds):9.0f}")
    ours, theirs = cost.values()
    print(f"{'':9}  a send costs {theirs / ours:.1f} times less")


async def measure(send: Send, in_flight: int, sends: int) -> tuple[float, float]:
    """Return CPU microseconds per send, and sends per second."""
    left = iter(range(sends))

    async def one_after_another() -> None:
        for number in left:
            await send(number)

    began, cpu = time.perf_counter(), _cpu()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(in_flight):
            tasks.create_task(one_after_another())
    return (_cpu() - cpu) / sends * 1e6, sends / (time.perf_counter() - began)


def _by_channel(channel: Telegram) -> Send:
    message = Outgoing(TEXT, ((Button("Có mặt", press="mark:1"),),))
    return lambda number: channel.send(str(1000 + number), message, reply=True)


def _by_library(bot: Bot) -> Send:
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Có mặt", callback_data="mark:1")]])
    no_preview = LinkPreviewOptions(is_disabled=True)
    return lambda number: bot.send_message(1000 + number, TEXT, reply_markup=keys, link_preview_options=no_preview)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _serve(there: Connection) -> None:
    asyncio.run(_answer_all(there))


async def _answer_all(there: Connection) -> None:
    me = {"id": 1, "is_bot": True, "first_name": "Dự Giờ", "username": "dugio_bot"}
    chat = {"id": 1000, "type": "private", "first_name": "Lan"}
    message = {"message_id": 7, "date": 1_790_000_000, "from": me, "chat": chat, "text": TEXT}
    bodies = {
        "getMe": json.dumps({"ok": True, "result": me}),
        "sendMessage": json.dumps({"ok": True, "result": message}),
        "sendDocument": json.dumps({"ok": True, "result": message}),
    }

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(text=bodies[request.match_info["method"]], content_type="application/json")

    app = web.Application()
    app.router.add_post(f"/bot{TOKEN}/{{method}}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    there.send(runner.addresses[0][1])
    await asyncio.Event().wait()
