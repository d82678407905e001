import asyncio

import pytest
from structlog.testing import capture_logs
from zalo_kit import IDLE, LAN, TOKEN, Listener, channel_to, event, fake_zalo, listening, refusal, until


@pytest.fixture
async def fake():
    async with fake_zalo() as fake:
        yield fake


@pytest.fixture
async def zalo(fake):
    async with channel_to(fake.base) as channel:
        yield channel


def told(*events):
    return [{"ok": True, "result": one} for one in events]


async def test_events_come_in_every_envelope_and_only_a_time_is_asked(fake, zalo):
    listener = Listener()
    wrapped = {"ok": True, "result": {"ok": True, "result": event("gói", "m1")}}
    listed = {"ok": True, "result": [event("hai", "m2"), event("ba", "m3")]}
    fake.will("getUpdates", IDLE, wrapped, listed, event("trần", "m4"), [event("danh sách", "m5")], {"ok": True})
    async with listening(zalo, listener):
        await until(lambda: len(listener.all) == 5)
    assert listener.heard[LAN] == ["gói", "hai", "ba", "trần", "danh sách"]
    assert fake.to("getUpdates")[0] == {"timeout": "25"}


async def test_a_poll_without_news_is_normal_and_said_nowhere(fake, zalo):
    fake.will("getUpdates", IDLE, (408, IDLE), {"ok": True, "result": None}, *told(event()))
    listener = Listener()
    with capture_logs() as log:
        async with listening(zalo, listener):
            await until(lambda: listener.all)
    assert log == []


async def test_polls_that_end_at_once_do_not_run_hot(fake, zalo):
    fake.will("getUpdates", *[IDLE] * 50)
    async with listening(zalo, Listener()):
        await asyncio.sleep(0.7)
    assert len(fake.to("getUpdates")) <= 5


async def test_what_cannot_be_kept_yet_is_tried_until_it_can(fake, zalo):
    """Zalo forgets an event as it hands it out."""
    listener = Listener()
    listener.failures = 2
    fake.will("getUpdates", *told(event("một"), event("hai", "m2")))
    async with listening(zalo, listener):
        await until(lambda: len(listener.all) == 2)
    assert listener.heard[LAN] == ["một", "hai"]


async def test_trouble_on_the_way_is_waited_out(fake, zalo):
    listener = Listener()
    page = (502, b"nothing at /bot%s/getUpdates" % TOKEN.encode())
    fake.will("getUpdates", page, "cut", refusal(403, "Internal server error"), refusal(429), b"<html>", *told(event()))
    with capture_logs() as log:
        async with listening(zalo, listener):
            await until(lambda: listener.all)
    assert [entry["failures"] for entry in log] == [1, 2, 3, 4, 5]
    assert TOKEN not in str(log)


async def test_strange_events_are_counted_and_stop_nobody(fake, zalo):
    group = event(number="m1")
    group["message"]["chat"]["chat_type"] = "GROUP"
    strange = [group, event(name="message.reaction.received"), {"event_name": "message.text.received"}, {"x": 1}, "x"]
    listener = Listener()
    fake.will("getUpdates", *told(*strange, event("hay", "m9")))
    async with listening(zalo, listener):
        await until(lambda: listener.all)
    assert listener.heard == {LAN: ["hay"]}
    assert zalo.passed_over == {"group": 1, "kind": 2, "no message": 1}


async def test_a_token_refused_once_does_not_end_the_listening(fake, zalo):
    listener = Listener()
    fake.will("getUpdates", refusal(401, "Unauthorized"), *told(event()))
    async with listening(zalo, listener):
        await until(lambda: listener.all)
    assert zalo.healthy


async def test_an_invitation_pasted_whole_is_the_command(fake, zalo):
    listener = Listener()
    fake.will("getUpdates", *told(event(zalo.link("moi-12"), "m1"), event("/start moi-13", "m2")))
    async with listening(zalo, listener):
        await until(lambda: len(listener.all) == 2)
    assert listener.heard[LAN] == ["/start moi-12", "/start moi-13"]
