import asyncio
import contextlib
import unicodedata
from collections import defaultdict
from datetime import UTC, datetime

import pytest
from fake_telegram import TOKEN, private, refusal
from structlog.testing import capture_logs

from bot.channels.telegram import Telegram
from bot.messages import Away, Blocked, Kind, UnknownBot


@contextlib.asynccontextmanager
async def listening(channel, handle):
    task = asyncio.ensure_future(channel.listen(handle))
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(true, seconds=3):
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is waited for lies in several places
            await asyncio.sleep(0.005)


class Listener:
    """Keeps what it was handed; can be broken for some batches, as where the tables are out of reach."""

    def __init__(self):
        self.heard = defaultdict(list)
        self.all = []
        self.failures = 0

    async def __call__(self, batch):
        if batch and self.failures:
            self.failures -= 1
            raise RuntimeError("lời riêng")
        for incoming in batch:
            self.heard[incoming.address].append(incoming.text)
            self.all.append(incoming)


async def heard(server, channel, *updates):
    """Hand over these updates and return what came of them."""
    listener = Listener()
    for update in updates:
        server.add(**update)
    server.says(999, "end")
    async with listening(channel, listener):
        await until(lambda: listener.heard["999"])
        await asyncio.sleep(0.02)
    return [incoming for incoming in listener.all if incoming.address != "999"]


def message(**content):
    return {"message": {"message_id": 7, "date": 1, "chat": private(5), **content}}


async def test_what_was_taken_is_confirmed_in_its_order(server, telegram):
    listener = Listener()
    for number in range(50):
        server.says(number % 5, f"{number}")
    async with listening(telegram, listener):
        await until(lambda: not server.updates)
    for chat in range(5):
        assert listener.heard[str(chat)] == [str(number) for number in range(chat, 50, 5)]


async def test_what_could_not_be_kept_is_not_confirmed_and_comes_again(server, telegram):
    listener = Listener()
    listener.failures = 2
    server.says(1, "first")
    server.says(1, "second")
    with capture_logs() as told:
        async with listening(telegram, listener):
            await until(lambda: not server.updates)
    assert listener.heard == {"1": ["first", "second"]}
    assert [entry["event"] for entry in told] == ["updates not taken"] * 2
    assert "lời riêng" not in str(told)


async def test_an_update_nobody_understands_is_counted_named_and_passed(server, telegram):
    broken = {"message": {"message_id": "x", "chat": "?", "text": "private words"}}
    with capture_logs() as told:
        found = await heard(server, telegram, broken, message(text="hay"))
    assert [incoming.text for incoming in found] == ["hay"]
    assert telegram.passed_over["unparsable"] == 1
    assert [(entry["update"], entry["kinds"]) for entry in told] == [(100, ["message"])]
    assert "private words" not in str(told)


async def test_texts_are_composed_and_lose_the_name_of_the_bot(server, telegram):
    found = await heard(
        server,
        telegram,
        message(text=unicodedata.normalize("NFD", "Họp tổ")),
        message(text="/lich@dugio_bot 12"),
        message(text="/start ma-moi@x"),
    )
    assert [incoming.text for incoming in found] == ["Họp tổ", "/lich 12", "/start ma-moi@x"]
    assert {incoming.kind for incoming in found} == {Kind.TEXT}
    assert {(incoming.channel, incoming.address) for incoming in found} == {("telegram", "5")}
    assert len({incoming.event_id for incoming in found}) == 3


async def test_an_album_shares_its_mark_and_gives_the_largest_picture(server, telegram):
    sizes = [
        {"file_id": f"p{side}", "file_unique_id": "u", "width": side, "height": side, "file_size": side}
        for side in (90, 1280, 320)
    ]
    first, second = await heard(
        server,
        telegram,
        message(photo=sizes, media_group_id="77", caption="Dự giờ"),
        message(photo=sizes, media_group_id="77"),
    )
    assert (first.kind, first.text, first.file.id, first.file.size) == (Kind.PHOTO, "Dự giờ", "p1280", 1280)
    assert (first.album, second.album, second.text) == ("77", "77", "")


async def test_a_document_keeps_its_name_and_other_things_are_only_other(server, telegram):
    document = {"file_id": "d", "file_unique_id": "u", "file_name": "kế hoạch.docx", "file_size": 12}
    place = {"latitude": 10.0, "longitude": 106.0}
    file, other = await heard(server, telegram, message(document=document), message(location=place, caption="x"))
    assert (file.kind, file.file.name, file.file.size) == (Kind.FILE, "kế hoạch.docx", 12)
    assert (other.kind, other.text, other.file) == (Kind.OTHER, "", None)


async def test_a_list_of_tasks_and_a_giveaway_are_sent_by_people_and_owed_an_answer(server, telegram):
    tasks = {"title": "việc", "tasks": [{"id": 1, "text": "a"}]}
    giveaway = {"chats": [], "winners_selection_date": 1, "winner_count": 1}
    found = await heard(server, telegram, message(checklist=tasks), message(giveaway=giveaway))
    assert [one.kind for one in found] == [Kind.OTHER, Kind.OTHER]


async def test_a_press_tells_its_data_and_its_message(server, telegram):
    person = {"id": 5, "is_bot": False, "first_name": "Lan"}
    query = {"id": "q9", "from": person, "chat_instance": "c", "data": "join:3"} | message(text="Chọn:")
    (press,) = await heard(server, telegram, {"callback_query": query})
    assert (press.kind, press.text, press.message, press.press) == (Kind.PRESS, "join:3", "7", "q9")


async def test_a_block_and_its_end_are_told(server, telegram):
    person = {"id": 5, "is_bot": False, "first_name": "Lan"}

    def change(status):
        member = {"user": person, "status": status, "until_date": 0}
        was = {"user": person, "status": "member"}
        return {"my_chat_member": {"chat": private(5), "from": person, "date": 1} | states(was, member)}

    def states(old, new):
        return {"old_chat_member": old, "new_chat_member": new}

    found = await heard(server, telegram, change("kicked"), change("member"))
    assert [incoming.kind for incoming in found] == [Kind.BLOCKED, Kind.UNBLOCKED]


async def test_a_reply_and_an_edit_tell_what_they_are_to(server, telegram):
    """An edit has an update id of its own, so that it is answered once, in its turn; its text is what counts."""
    of_ours = {"message_id": 3, "date": 1, "chat": private(5), "text": "Mời thầy/cô"}
    said, edited = await heard(
        server,
        telegram,
        message(text="em đi", reply_to_message=of_ours),
        {"edited_message": message(text="b")["message"]},
    )
    assert (said.answers, said.sent, said.edited) == ("3", "7", False)
    assert (edited.kind, edited.text, edited.answers, edited.sent, edited.edited) == (Kind.TEXT, "b", "", "7", True)
    assert said.event_id != edited.event_id


async def test_groups_moving_places_and_service_messages_are_counted_only(server, telegram):
    group = {"message": {"message_id": 7, "date": 1, "chat": {"id": -5, "type": "group", "title": "T"}, "text": "a"}}
    edited = {"edited_message": message(location={"latitude": 10.0, "longitude": 106.0})["message"]}
    assert await heard(server, telegram, group, edited, message(delete_chat_photo=True)) == []
    assert telegram.passed_over == {"group": 1, "edit": 1, "service": 1}


async def test_trouble_on_the_way_is_waited_out(server, telegram):
    listener = Listener()
    page = b"nothing at /bot%s/getUpdates" % TOKEN.encode()
    server.will("getUpdates", page, "cut", refusal(409, "Conflict: terminated by other getUpdates request"))
    server.says(1, "late")
    with capture_logs() as told:
        async with listening(telegram, listener):
            await until(lambda: listener.heard["1"])
    assert len(told) == 3
    assert "only one can" in told[2]["event"]
    assert TOKEN not in str(told)


async def test_a_webhook_that_stands_in_the_way_is_taken_away(server, telegram):
    listener = Listener()
    server.will("getUpdates", refusal(409, "Conflict: can't use getUpdates method while webhook is active"))
    server.says(1, "late")
    async with listening(telegram, listener):
        await until(lambda: listener.heard["1"])
    assert server.to("deleteWebhook")[0].values == {}


async def test_numbers_may_start_anew_after_a_quiet_week(server, telegram):
    listener = Listener()
    server.says(1, "high")
    async with listening(telegram, listener):
        await until(lambda: not server.updates and listener.heard["1"])
        polls = len(server.to("getUpdates"))
        server.arrived.set()
        await until(lambda: len(server.to("getUpdates")) > polls)
        server.updates.append({"update_id": 3, **message(text="low")})
        server.arrived.set()
        await until(lambda: listener.heard["5"])


async def test_neither_a_missing_nor_a_refused_menu_keeps_the_bot_from_starting(server):
    for commands, calls in ((), 0), ([("LỊCH", "a")], 1):
        server.will("setMyCommands", refusal(400, "Bad Request: BOT_COMMAND_INVALID"))
        channel = Telegram(TOKEN, server.base, commands=commands, pause=0.02)
        await asyncio.wait_for(channel.start(), 20)
        assert await heard(server, channel, message(text="hay"))
        await channel.close()
        assert len(server.to("setMyCommands")) == calls


async def test_a_menu_that_is_not_taken_is_set_later_and_no_news_waits_for_it(server, telegram):
    server.will("setMyCommands", refusal(502, "Bad Gateway"), "silent")
    server.says(1, "hay")
    listener = Listener()
    async with listening(telegram, listener):
        await until(lambda: len(server.to("setMyCommands")) == 2)
        server.says(1, "và")
        await until(lambda: listener.heard["1"] == ["hay", "và"])


async def test_a_chat_has_a_menu_of_its_own_and_an_empty_one_says_what_this_is(server):
    channel = Telegram(TOKEN, server.base, commands=[("lich", "Lịch")], about=("Hệ thống", "Nhắc lịch"), pause=0.02)
    await channel.start()
    async with listening(channel, Listener()):
        await until(lambda: server.to("setMyShortDescription"))
    assert server.to("setMyDescription")[0].values == {"description": "Hệ thống"}
    assert server.to("setMyShortDescription")[0].values == {"short_description": "Nhắc lịch"}
    await channel.set_menu("5", [("nguoi", "Giáo viên trường tôi")])
    menu = [{"command": "nguoi", "description": "Giáo viên trường tôi"}]
    assert server.to("setMyCommands")[-1].values == {"commands": menu, "scope": {"type": "chat", "chat_id": 5}}
    server.will("setMyCommands", refusal(400, "Bad Request: chat not found"), refusal(502, "Bad Gateway"))
    for trouble in (Blocked, Away):
        with pytest.raises(trouble):
            await channel.set_menu("5", [("nguoi", "Giáo viên trường tôi")])
    await channel.close()


async def test_a_wrong_token_ends_the_start_with_a_sentence(server):
    channel = Telegram("1:WRONG-SECRET", server.base)
    with pytest.raises(UnknownBot) as told:
        await channel.start()
    await channel.close()
    assert "WRONG-SECRET" not in str(told.value)


@pytest.mark.parametrize(
    "odd",
    [
        refusal(401, "Unauthorized"),
        refusal(404, "Not Found"),
        {"ok": True, "result": {"hello": "world"}},
        {"ok": True, "result": ["x", None]},
        {"ok": True, "result": [{"message": {}}]},
    ],
)
async def test_one_odd_answer_neither_ends_the_listening_nor_makes_it_deaf(server, telegram, odd):
    listener = Listener()
    server.will("getUpdates", odd)
    server.says(1, "late")
    with capture_logs() as told:
        async with listening(telegram, listener):
            await until(lambda: listener.heard["1"])
    assert telegram.healthy
    assert TOKEN not in str(told)


async def test_health_says_no_where_a_platform_is_not_heard_for_minutes(server, telegram, monkeypatch):
    server.will("getUpdates", *[refusal(401, "Unauthorized")] * 3)
    async with listening(telegram, Listener()):
        await until(lambda: len(server.to("getUpdates")) >= 2)
        assert telegram.healthy
        monkeypatch.setattr("bot.channels.contact.DEAF_AFTER", 0.0)
        assert not telegram.healthy
        server.says(1, "late")
        await until(lambda: telegram.healthy)


async def test_an_act_counts_from_the_hour_that_telegram_gives(server, telegram):
    (found,) = await heard(server, telegram, message(text="hay", date=1_700_000_000))
    assert found.at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


async def test_everybody_is_shown_the_menu_and_the_bot_knows_its_own_address(server, telegram):
    await heard(server, telegram)
    assert server.to("setMyCommands")[0].values == {"commands": [{"command": "lich", "description": "Lịch sinh hoạt"}]}
    assert telegram.link("moi-12") == "https://t.me/dugio_bot?start=moi-12"
