"""The way in for production: what is forged, huge or broken changes nothing, and 200 means that it is kept."""

import asyncio
import tracemalloc

import aiohttp
import pytest
from aiohttp import web
from odd_server import serving
from structlog.testing import capture_logs
from zalo_kit import LAN, SECRET, Listener, channel_to, event, fake_zalo, listening, refusal, until

from bot.channels import zalo, zalo_webhook

HEADER = {"X-Bot-Api-Secret-Token": SECRET}
FIFTY_MB = 50 * 1024 * 1024


class Site:
    """The channel's webhook, served."""

    def __init__(self, base, zalo, listener, session):
        self.base, self.zalo, self.listener, self.session = base, zalo, listener, session

    async def post(self, body=None, headers=HEADER, data=None):
        async with self.session.post(f"{self.base}/zalo", json=body, data=data, headers=headers) as response:
            return response.status


@pytest.fixture
async def site():
    listener = Listener()

    async def receive(request):
        return await zalo.receive(request, listener)

    async with (
        fake_zalo() as fake,
        channel_to(fake.base, webhook="https://truong.example/zalo", secret=SECRET) as zalo,
        serving(web.post("/zalo", receive)) as base,
        aiohttp.ClientSession() as session,
    ):
        yield Site(base, zalo, listener, session)


async def test_both_envelopes_are_taken(site):
    assert await site.post({"ok": True, "result": event("gói", "m1")}) == 200
    assert await site.post(event("trần", "m2")) == 200
    assert site.listener.heard[LAN] == ["gói", "trần"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Bot-Api-Secret-Token": ""}, {"X-Bot-Api-Secret-Token": SECRET[:-1]}, {"X-Bot-Api-Secret-Token": "á"}],
)
async def test_a_forged_request_is_not_even_read(site, headers):
    assert await site.post(event(), headers=headers) == 403
    assert await site.post(data=b"not JSON", headers=headers) == 403
    assert (site.listener.all, site.zalo.passed_over) == ([], {"forged": 2})


async def test_without_a_secret_nobody_may_come_in(site):
    site.zalo._secret = ""
    assert await site.post(event(), headers={"X-Bot-Api-Secret-Token": ""}) == 403


async def test_a_body_that_does_not_come_is_given_up(site, monkeypatch):
    """Nobody keeps a place with half an event."""
    monkeypatch.setattr(zalo_webhook, "BODY_SECONDS", 0.05)
    never = asyncio.Event()

    async def pour():
        yield b'{"ok": true'
        await never.wait()

    assert await site.post(data=pour()) == 408
    assert (site.listener.all, site.zalo.passed_over) == ([], {"too slow": 1})


@pytest.mark.parametrize("told", [True, False])
async def test_fifty_megabytes_are_refused_and_not_held(site, told):
    async def pour():
        for _ in range(FIFTY_MB // 2**20):
            yield b" " * 2**20

    headers = HEADER | ({"Content-Length": str(FIFTY_MB)} if told else {})
    tracemalloc.start()
    try:
        assert await site.post(data=pour(), headers=headers) == 413
    except aiohttp.ClientError:
        pass  # the connection was closed while the body was still on its way
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 20 * 2**20
    assert (site.listener.all, site.zalo.passed_over) == ([], {"too big": 1})


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 200_000, b"\xff\xfe"])
async def test_what_is_no_json_is_refused(site, body):
    assert await site.post(data=body) == 400
    assert site.zalo.passed_over == {"no JSON": 1}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"ok": True, "result": {"event_name": "message.text.received"}}, "no message"),
        ({"event_name": "message.unsupported.received"}, "no chat"),
        (event(name="message.reaction.received"), "kind"),
        ({"hello": "world"}, "kind"),
        ([], "empty"),
        ("x", "empty"),
        ({"ok": True, "result": None}, "empty"),
    ],
)
async def test_unknown_and_empty_events_are_confirmed_counted_and_left(site, body, reason):
    assert await site.post(body) == 200
    assert (site.listener.all, site.zalo.passed_over) == ([], {reason: 1})


async def test_an_event_that_breaks_the_reading_is_counted_and_not_quoted(site, monkeypatch):
    def broken(event):
        raise KeyError("lời riêng")

    monkeypatch.setattr("bot.channels.zalo.read", broken)
    with capture_logs() as log:
        assert await site.post(event("lời riêng")) == 200
    assert site.zalo.passed_over == {"unparsable": 1}
    assert "lời riêng" not in str(log)


async def test_what_could_not_be_kept_is_asked_for_again(site):
    site.listener.failures = 1
    assert await site.post(event()) == 503
    assert await site.post(event()) == 200
    assert site.listener.heard[LAN] == ["Xin chào"]


async def test_a_webhook_that_was_taken_away_is_set_again(monkeypatch):
    """Somebody tried the bot by polling, say: else it would be deaf from then on, and the health would not know."""
    monkeypatch.setattr(zalo, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr("bot.channels.contact.DEAF_AFTER", 0.0)
    ours = {"ok": True, "result": {"url": "https://truong.example/zalo"}}
    async with fake_zalo() as fake, channel_to(fake.base, webhook=ours["result"]["url"], secret=SECRET) as channel:
        fake.will(
            "getWebhookInfo", ours, {"ok": True, "result": {"url": ""}}, *[ours] * 2, refusal(401, "Unauthorized")
        )
        fake.will("getWebhookInfo", refusal(401, "Unauthorized"), "silent")
        async with listening(channel, Listener()):
            await until(lambda: len(fake.to("getWebhookInfo")) == 4)
            assert len(fake.to("setWebhook")) == 2
            assert channel.healthy
            await until(lambda: len(fake.to("getWebhookInfo")) == 6)
            assert not channel.healthy


async def test_listening_with_a_webhook_asks_for_nothing(site):
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await site.zalo.listen(site.listener)


async def test_a_platform_that_was_away_at_the_start_is_healthy_once_it_answers(monkeypatch):
    """By webhook nobody polls: the answer to the start's own questions is what tells that it is there."""
    monkeypatch.setattr("bot.channels.contact.DEAF_AFTER", 0.0)
    async with fake_zalo() as fake:
        fake.will("getMe", (502, b"<html>Bad gateway"))
        async with channel_to(fake.base, webhook="https://truong.example/zalo", secret=SECRET) as channel:
            assert channel.healthy
