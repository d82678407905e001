import asyncio

import pytest
from odd_server import serving
from structlog.testing import capture_logs
from zalo_kit import LAN, SECRET, TOKEN, channel_to, fake_zalo, picture, publish, refusal

from bot.channels.zalo import Zalo
from bot.messages import Away, Blocked, Button, NotTaken, Outgoing, RetryLater, Unclear, UnknownBot, Upload

MENU = ((Button("Đăng ký", "join:1"), Button("Để sau", "later")), (Button("Trang của cụm", url="https://cum.example"),))


@pytest.fixture
async def fake():
    async with fake_zalo() as fake:
        yield fake


@pytest.fixture
async def zalo(fake):
    async with channel_to(fake.base) as channel:
        yield channel


def texts(fake):
    return [values["text"] for values in fake.to("sendMessage")]


async def test_a_menu_is_numbered_and_plain(fake, zalo):
    assert await zalo.send(LAN, Outgoing("Có *ba* buổi:", MENU), reply=True) == "82599fa32f56d00e8941"
    menu = "Có *ba* buổi:\n\nTrang của cụm: https://cum.example\n1. Đăng ký\n2. Để sau"
    assert fake.to("sendMessage") == [{"chat_id": LAN, "text": menu}]


async def test_a_menu_says_how_it_is_answered_and_a_text_does_not(fake, zalo):
    await zalo.send(LAN, Outgoing("Bao nhiêu học sinh?", MENU[:1], hint="Trả lời bằng số"), reply=True)
    await zalo.send(LAN, Outgoing("Xong.", hint="Trả lời bằng số"), reply=True)
    assert texts(fake) == ["Bao nhiêu học sinh?\n\n1. Đăng ký\n2. Để sau\nTrả lời bằng số", "Xong."]


async def test_a_long_text_is_cut_between_paragraphs_and_each_piece_is_counted(fake, zalo):
    counts = []

    async def counted(messages):
        counts.append(messages)

    zalo.counted = counted
    paragraphs = [f"{number} " + "giáo viên dạy minh hoạ " * 30 for number in range(9)]
    await zalo.send(LAN, Outgoing("\n\n".join(paragraphs), MENU), reply=False)
    pieces = texts(fake)
    assert len(pieces) > 3
    assert all(len(piece) <= 1900 for piece in pieces)
    assert all(piece[0].isdecimal() and piece[1] == " " for piece in pieces)
    assert pieces[-1].endswith("\n1. Đăng ký\n2. Để sau")
    assert counts == [1] * len(pieces)


async def test_a_decomposed_text_leaves_composed(fake, zalo):
    await zalo.send(LAN, Outgoing("Ho\u0323p to\u0302\u0309"), reply=True)
    assert texts(fake) == ["Họp tổ"]


async def test_one_photo_carries_a_text_of_caption_length(fake, zalo):
    await zalo.send(LAN, Outgoing("Biểu đồ", MENU[:1], (Upload("photo", "a.png", picture()),)), reply=True)
    assert fake.to("sendPhoto") == [
        {"chat_id": LAN, "photo": "https://truong.example/t/a.png", "caption": "Biểu đồ\n\n1. Đăng ký\n2. Để sau"}
    ]
    assert fake.to("sendMessage") == []
    assert fake.to("sendChatAction") == [{"chat_id": LAN, "action": "typing"}]


async def test_several_photos_and_a_long_text_follow_one_another(fake, zalo):
    photos = tuple(Upload("photo", f"{number}.png", b"x") for number in range(2))
    await zalo.send(LAN, Outgoing("Hai ảnh", uploads=photos), reply=False)
    await zalo.send(LAN, Outgoing("dài " * 600, uploads=photos[:1]), reply=False)
    await zalo.send(LAN, Outgoing("", uploads=photos[:1]), reply=False)
    assert [name for name, _ in fake.calls if name.startswith("send")] == (
        ["sendPhoto", "sendPhoto", "sendMessage", "sendPhoto", "sendMessage", "sendMessage", "sendPhoto"]
    )
    assert all("caption" not in values for values in fake.to("sendPhoto"))


async def test_files_are_links_above_the_menu(fake, zalo):
    """One link a message, named by what it opens: of several nobody knows which they have opened."""
    files = (Upload("document", "biên bản.docx", b"PK"), Upload("document", "lịch.ics", b"B"))
    await zalo.send(LAN, Outgoing("Giấy tờ", MENU[:1], files), reply=True)
    first = "Word: https://truong.example/t/biên%20bản.docx"
    second = "Lịch: https://truong.example/t/lịch.ics"
    assert texts(fake) == [second, f"Giấy tờ\n\n{first}\n\n1. Đăng ký\n2. Để sau"]


async def test_nothing_leaves_where_a_file_cannot_be_published(fake):
    async def failing(upload):
        raise OSError("no room")

    async with channel_to(fake.base, publish=failing) as zalo:
        with pytest.raises(OSError, match="no room"):
            await zalo.send(LAN, Outgoing("Giấy", uploads=(Upload("document", "a", b""),)), reply=False)
    assert [name for name, _ in fake.calls if name.startswith("send")] == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(400), NotTaken),
        (refusal(404), NotTaken),
        (refusal("400"), NotTaken),
        ((400, refusal(400)), NotTaken),
        ((413, b"<html>"), NotTaken),
        (refusal(403, "Internal server error"), Unclear),
        (refusal(408, "Request timeout"), Unclear),
        (refusal(500), Away),
        ((502, b"<html>Bad gateway"), Away),
        ((302, b"<html>Please sign in"), Away),
        ("drip", Unclear),
        ({"ok": False}, Unclear),
        (b"not JSON", Unclear),
        (b"[" * 100_000, Unclear),
        ({"error": 0}, Unclear),
        ("cut", Unclear),
        ("silent", Unclear),
        (b" " * 1_100_000, Unclear),
        (refusal(401, "Unauthorized"), Away),
    ],
)
async def test_refusals_under_any_status_are_errors_and_nothing_is_repeated(fake, zalo, answer, error):
    counts = []

    async def counted(messages):
        counts.append(messages)

    zalo.counted = counted
    zalo._api.read_seconds = 0.1
    fake.will("sendMessage", answer)
    with pytest.raises(error) as told:
        await asyncio.wait_for(zalo.send(LAN, Outgoing("lời riêng"), reply=True), 5)
    assert not isinstance(told.value, Blocked)
    assert len(fake.to("sendMessage")) == 1
    assert counts == ([1] if error is Unclear else [])  # what may have arrived may have been counted


async def test_a_server_that_is_not_there_took_nothing(zalo, fake):
    async with serving() as base:
        pass
    zalo._api._methods = f"{base}/bot{TOKEN}/"
    with pytest.raises(Away):
        await zalo.send(LAN, Outgoing("a"), reply=True)


async def test_a_quota_without_a_time_is_waited_out_longer_and_longer(fake, zalo):
    fake.will("sendMessage", *[refusal(429, "Quota exceeded")] * 3)
    waits = []
    for _ in range(3):
        with pytest.raises(RetryLater) as told:
            await zalo.send(LAN, Outgoing("a"), reply=False)
        waits.append(told.value.seconds)
        await asyncio.sleep(told.value.seconds)
    assert waits == [0.02, 0.04, 0.08]
    await zalo.send(LAN, Outgoing("a"), reply=True)
    fake.will("sendMessage", refusal(429))
    with pytest.raises(RetryLater) as told:
        await zalo.send(LAN, Outgoing("b"), reply=False)
    assert told.value.seconds == 0.02


@pytest.mark.parametrize("asked", ["soon", -3, 0, None, float("nan"), float("inf"), 10**400])
async def test_a_time_that_cannot_be_waited_is_none(fake, zalo, asked):
    fake.will("sendMessage", refusal(429, parameters={"retry_after": asked}))
    with pytest.raises(RetryLater) as told:
        await zalo.send(LAN, Outgoing("a"), reply=False)
    assert told.value.seconds == 0.02
    fake.will("sendMessage", refusal(429, retry_after=10**9))
    with pytest.raises(RetryLater) as told:
        await zalo.send("another", Outgoing("a"), reply=False)
    assert told.value.seconds == 3600


async def test_a_held_chat_asks_nothing_and_holds_no_other(fake, zalo):
    fake.will("sendMessage", refusal(429, parameters={"retry_after": 60}))
    for _ in range(2):
        with pytest.raises(RetryLater) as told:
            await zalo.send(LAN, Outgoing("a"), reply=True)
        assert 45 < told.value.seconds <= 60
    await zalo.send("another", Outgoing("b"), reply=True)
    assert len(fake.to("sendMessage")) == 2


async def test_a_reply_waits_a_short_refusal_out_by_itself(fake, zalo):
    fake.will("sendMessage", refusal(429), refusal(429))
    await zalo.send(LAN, Outgoing("a"), reply=True)
    assert len(fake.to("sendMessage")) == 3


async def test_half_a_message_is_unclear(fake, zalo):
    fake.will("sendMessage", {"ok": True, "result": {}}, refusal(400))
    with pytest.raises(Unclear):
        await zalo.send(LAN, Outgoing("dài " * 600), reply=True)


async def test_a_count_that_fails_does_not_send_twice(fake, zalo):
    async def failing(messages):
        raise RuntimeError

    zalo.counted = failing
    with capture_logs() as told:
        await zalo.send(LAN, Outgoing("a"), reply=True)
    assert len(fake.to("sendMessage")) == 1
    assert [entry["event"] for entry in told] == ["a message was not counted"]


async def test_there_are_no_edits_and_no_presses(fake, zalo):
    assert (zalo.edits, zalo.frugal, zalo.carries_files) == (False, True, False)
    assert not await zalo.edit(LAN, "82599fa32f56d00e8941", Outgoing("mới"))
    assert await zalo.seen("", "ghi") is None
    assert [name for name, _ in fake.calls] == ["getMe", "getWebhookInfo"]


async def test_a_wrong_token_ends_the_start_with_a_sentence(fake):
    with pytest.raises(UnknownBot) as told:
        async with channel_to(fake.base, token="1:WRONG-SECRET"):
            pass
    assert "WRONG-SECRET" not in str(told.value)


async def test_start_waits_for_the_network_and_takes_an_old_webhook_away(fake):
    fake.will("getMe", "cut", (502, b""), refusal(429))
    fake.will("getWebhookInfo", {"ok": True, "result": {"url": "https://old.example", "updated_at": 1}})
    async with channel_to(fake.base):
        assert [name for name, _ in fake.calls] == ["getMe"] * 4 + ["getWebhookInfo", "deleteWebhook"]


async def test_start_sets_the_webhook_and_says_when_it_is_out_of_reach(fake):
    check = {"ok": False, "url": "x", "outcome": "webhook.err.tls", "hint": "…"}
    fake.will("setWebhook", {"ok": True, "result": {"url": "x", "updated_at": 1, "verification": check}})
    with capture_logs() as told:
        async with channel_to(fake.base, webhook="https://truong.example/zalo", secret=SECRET):
            pass
    assert fake.to("setWebhook") == [{"url": "https://truong.example/zalo", "secret_token": SECRET}]
    assert told[0]["outcome"] == "webhook.err.tls"


@pytest.mark.parametrize("secret", ["", "7chars.", "x" * 257])
async def test_a_webhook_needs_a_secret_that_zalo_takes(secret):
    with pytest.raises(ValueError, match="8 to 256"):
        Zalo(TOKEN, "https://zalo.example", publish=publish, webhook="https://truong.example/zalo", secret=secret)


async def test_an_invitation_is_the_line_to_send(fake, zalo):
    assert zalo.link("moi-12") == "Zalo bot.VDKyGxQvc: /start moi-12"
    fake.will("getMe", {"ok": True, "result": {}})
    async with channel_to(fake.base) as nameless:
        assert nameless.link("moi-12") == "/start moi-12"


async def test_the_token_stands_in_no_log_and_no_error(fake, zalo):
    zalo._api.read_seconds = 0.1
    secret = TOKEN.partition(":")[2]
    echo = f"no such path /bot{TOKEN}/sendMessage"
    errors = []
    with capture_logs() as told:
        for answer in (
            "cut",
            "silent",
            refusal(400, echo),
            refusal(500, echo),
            (404, echo.encode()),
            refusal(401, echo),
        ):
            fake.will("sendMessage", answer)
            with pytest.raises((NotTaken, Unclear, Away)) as error:
                await zalo.send(LAN, Outgoing("lời riêng"), reply=True)
            errors.append(error.value)
            assert error.value.__cause__ is None
    assert secret not in repr(errors) + str(told)
    assert "lời riêng" not in repr(errors) + str(told)
