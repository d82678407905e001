import pytest
from aiohttp import web
from fake_telegram import TOKEN, FakeTelegram

from bot.channels.telegram import Telegram


@pytest.fixture
async def server():
    fake = FakeTelegram()
    app = web.Application(client_max_size=2**26)
    app.router.add_post("/bot{token}/{method}", fake.serve)
    app.router.add_get("/file/bot{token}/{path:.*}", fake.file)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.base = "http://{}:{}".format(*runner.addresses[0])
    yield fake
    await runner.cleanup()


@pytest.fixture
async def telegram(server):
    channel = Telegram(TOKEN, server.base, commands=[("lich", "Lịch sinh hoạt")], pause=0.02)
    await channel.start()
    yield channel
    await channel.close()
