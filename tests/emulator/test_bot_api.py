"""The Bot API as python-telegram-bot meets it."""

from datetime import timedelta

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest

LAN, MINH, TOKEN = 11, 12, "4242:test-token"

LIMIT = 50 * 1024 * 1024


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"press:{label}")] for label in labels])


async def test_a_text_with_buttons_stands_in_the_chat(emulator, bot):
    sent = await bot.send_message(LAN, "Chào cô", reply_markup=keyboard("Có", "Không"))
    shown = emulator.chat(LAN).last
    assert (shown.id, shown.text, shown.labels) == (sent.message_id, "Chào cô", ["Có", "Không"])
    assert (sent.chat_id, sent.date) == (LAN, emulator.world.clock.now())


async def test_a_press_comes_as_a_query_and_rests_when_answered(emulator, bot):
    sent = await bot.send_message(LAN, "Có dự không?", reply_markup=keyboard("Có"))
    emulator.press(LAN, sent.message_id, "Có")
    [update] = await bot.get_updates()
    query = update.callback_query
    assert (query.data, query.message.text, query.from_user.id) == ("press:Có", "Có dự không?", LAN)
    assert emulator.chat(LAN).last.buttons[0][0].waiting
    await query.answer("Đã nhận", show_alert=True)
    chat = emulator.chat(LAN)
    assert not chat.last.buttons[0][0].waiting
    assert [(alert.text, alert.modal) for alert in chat.alerts] == [("Đã nhận", True)]


async def test_a_press_can_be_forged_and_sit_on_a_deleted_message(emulator, bot):
    sent = await bot.send_message(LAN, "Có dự không?", reply_markup=keyboard("Có"))
    await sent.delete()
    emulator.press(LAN, sent.message_id, data="mark:99:present")
    [update] = await bot.get_updates()
    assert update.callback_query.data == "mark:99:present"
    assert not update.callback_query.message.is_accessible
    assert emulator.chat(LAN).said == []


async def test_html_becomes_entities_counted_in_utf16_units(bot):
    sent = await bot.send_message(LAN, '🌱 <b>Buổi</b> &lt;1&gt; <a href="https://a.vn">xem</a>', parse_mode="HTML")
    assert sent.text == "🌱 Buổi <1> xem"
    assert [(entity.type, entity.offset, entity.length) for entity in sent.entities] == [
        ("bold", 3, 4),
        ("text_link", 12, 3),
    ]


async def test_links_and_commands_are_found(bot):
    sent = await bot.send_message(LAN, "Xem https://t.me/du_gio_bot?start=A1. Hay gõ /lich")
    assert [sent.parse_entity(entity) for entity in sent.entities] == ["https://t.me/du_gio_bot?start=A1", "/lich"]


async def test_an_edit_replaces_text_and_buttons_and_says_so(emulator, bot, clock):
    sent = await bot.send_message(LAN, "Còn 3 chỗ", reply_markup=keyboard("Đăng ký"))
    clock.move_by(timedelta(minutes=5))
    edited = await sent.edit_text("Còn 2 chỗ")
    shown = emulator.chat(LAN).last
    assert (shown.text, shown.buttons, shown.edits) == ("Còn 2 chỗ", (), 1)
    assert edited.edit_date - sent.date == timedelta(minutes=5)


async def test_a_caption_and_buttons_can_be_edited(emulator, bot, picture):
    sent = await bot.send_photo(LAN, picture(), caption="Biểu đồ")
    await sent.edit_caption("Biểu đồ mới")
    await sent.edit_reply_markup(keyboard("Tải về"))
    shown = emulator.chat(LAN).last
    assert (shown.text, shown.labels, shown.edits) == ("Biểu đồ mới", ["Tải về"], 1)


async def test_a_photo_has_true_sizes_and_can_be_fetched(emulator, bot, picture):
    content = picture(400, 300)
    sent = await bot.send_photo(LAN, content, caption="Lớp học")
    assert [(size.width, size.height) for size in sent.photo] == [(90, 68), (400, 300)]
    file = await bot.get_file(sent.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == content
    assert emulator.file(emulator.chat(LAN).last.file.id) == content


async def test_a_file_keeps_its_name_and_is_sent_again_by_its_id(emulator, bot):
    sent = await bot.send_document(LAN, b"BEGIN:VCALENDAR", filename="buổi 1.ics", caption="Lịch")
    assert sent.document.file_name == "buổi 1.ics"
    again = await bot.send_document(LAN, sent.document.file_id)
    assert again.document.file_unique_id == sent.document.file_unique_id


async def test_an_album_shares_its_group(emulator, bot, picture):
    photos = [InputMediaPhoto(picture(colour=colour)) for colour in ("red", "blue")]
    sent = await bot.send_media_group(LAN, photos, caption="Minh chứng")
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["Minh chứng", None]
    assert [shown.album for shown in emulator.chat(LAN).said] == [sent[0].media_group_id] * 2


async def test_typing_is_seen_until_the_message(emulator, bot):
    await bot.send_chat_action(LAN, "typing")
    assert emulator.chat(LAN).typing
    await bot.send_message(LAN, "Đây")
    assert not emulator.chat(LAN).typing


async def test_commands_are_kept_by_scope_and_language(bot):
    await bot.set_my_commands([("lich", "Lịch")])
    await bot.set_my_commands([("lich", "Calendar")], language_code="en")
    assert [command.description for command in await bot.get_my_commands()] == ["Lịch"]
    assert [command.description for command in await bot.get_my_commands(language_code="en")] == ["Calendar"]


async def test_the_bot_and_the_chat_introduce_themselves(bot):
    assert (bot.bot.username, bot.bot.id) == ("du_gio_bot", 4242)
    assert (await bot.get_chat(LAN)).first_name == "Nguyễn Thị Lan"


async def test_every_call_is_in_the_log_without_its_files(emulator, bot, picture):
    await bot.send_photo(LAN, picture(), caption="Lớp học")
    with pytest.raises(BadRequest):
        await bot.send_message(LAN, " ")
    [photo] = emulator.calls("sendPhoto")
    assert (photo.chat, photo.status, photo.at) == (LAN, 200, emulator.world.clock.now())
    assert photo.params["caption"] == "Lớp học"
    assert not any(isinstance(value, bytes) for value in photo.params.values())
    assert [call.status for call in emulator.calls(chat=LAN)] == [200, 400]
