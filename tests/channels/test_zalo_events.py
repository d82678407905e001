"""Recorded and documented shapes of events, and what becomes of them."""

import unicodedata

import pytest
from zalo_kit import LAN, event

from bot.channels.zalo_events import events, read
from bot.messages import FileRef, Kind, PassedOver

URL = "https://photo-stal-1.zdn.vn/jpg/5a2b.jpg"


@pytest.mark.parametrize(
    "body",
    [
        {"ok": True, "result": event()},
        event(),
        [event()],
        {"ok": True, "result": [event()]},
        [{"ok": True, "result": event()}],
    ],
)
def test_one_event_or_a_list_wrapped_or_flat(body):
    assert events(body) == [event()]


@pytest.mark.parametrize(
    "body", [None, {}, [], "x", 7, {"ok": True, "result": None}, {"ok": True, "result": ["x", {}]}]
)
def test_nothing_is_no_event(body):
    assert events(body) == []


def test_a_text_is_composed_and_tells_who_and_where():
    incoming = read(event(unicodedata.normalize("NFD", "Họp tổ"), message_type="CHAT_MESSAGE"))
    assert (incoming.channel, incoming.address, incoming.event_id) == ("zalo", LAN, "2d758cb5e222177a4e35")
    assert (incoming.kind, incoming.text, incoming.file, incoming.album) == (Kind.TEXT, "Họp tổ", None, "")


@pytest.mark.parametrize("field", ["photo", "photo_url"])
def test_a_photo_by_either_of_its_names(field):
    incoming = read(event("", name="message.image.received", caption="Dự giờ", **{field: URL}))
    assert (incoming.kind, incoming.text, incoming.file) == (Kind.PHOTO, "Dự giờ", FileRef(URL))


def test_a_photo_with_both_names_is_where_real_payloads_put_it():
    incoming = read(event("", name="message.image.received", photo="zalo-id", photo_url=URL))
    assert incoming.file == FileRef(URL)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("message.sticker.received", {"sticker": "0e078a2bb96e5030097f", "url": "https://zaloapp.com/s"}),
        ("message.voice.received", {"voice_url": "https://voice.zdn.vn/a.aac"}),
        ("message.link.received", {"links": ["https://truong.example"]}),
        ("message.unsupported.received", {}),
        ("message.image.received", {}),
        ("message.image.received", {"photo": {"url": URL}}),
    ],
)
def test_what_is_not_carried_is_only_other(name, more):
    incoming = read(event("", name=name, **more))
    assert (incoming.kind, incoming.text, incoming.file, incoming.address) == (Kind.OTHER, "", None, LAN)


def test_an_unsupported_event_may_have_a_chat_and_no_message():
    bare = {"event_name": "message.unsupported.received", "chat": {"id": LAN, "chat_type": "PRIVATE"}}
    first, second = read(bare), read(bare)
    assert (first.kind, first.address) == (Kind.OTHER, LAN)
    assert first.event_id != second.event_id  # nothing tells it from a second file


def test_a_message_without_an_id_is_known_again_by_its_date():
    nameless = event(number=None)
    later = event(number=None, date=1750316131603)
    assert read(nameless).event_id == read(nameless).event_id != read(later).event_id


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ({"event_name": "message.unsupported.received"}, "no chat"),
        ({"event_name": "message.text.received"}, "no message"),
        ({"event_name": "message.text.received", "message": "hay"}, "no message"),
        (event(name="message.reaction.received"), "kind"),
        (event(name="follow"), "kind"),
        ({"event_name": ["message.text.received"], "message": {}}, "kind"),
        ({"error_code": 0}, "kind"),
        (event(chat={"a": 1}), "no chat"),
        (event(chat="x" * 129), "no chat"),
        ({"event_name": "message.text.received", "message": {"text": "x", "chat": [], "from": 3}}, "no chat"),
    ],
)
def test_the_rest_is_passed_over_with_a_reason(raw, reason):
    with pytest.raises(PassedOver, match=reason):
        read(raw)


def test_groups_and_other_bots_are_passed_over():
    group, bot = event(), event()
    group["message"]["chat"]["chat_type"] = "GROUP"
    bot["message"]["from"]["is_bot"] = True
    for raw, reason in ((group, "group"), (bot, "bot")):
        with pytest.raises(PassedOver, match=reason):
            read(raw)


@pytest.mark.parametrize("text", ["\ud800 nửa", None, 5])
def test_a_text_can_always_be_stored(text):
    raw = event()
    raw["message"]["text"] = text
    incoming = read(raw)
    assert incoming.kind is Kind.TEXT
    assert incoming.text.encode()[:1] in (b"?", b"")


def test_ids_and_addresses_can_always_be_stored():
    """Else one such event would be asked for again and again, and be answered never."""
    raw = event("", number="\ud800", chat="a\udfff", name="message.image.received", photo_url="https://zdn.vn/\ud800")
    incoming = read(raw)
    told = (incoming.event_id, incoming.address, incoming.file and incoming.file.id)
    assert told == ("?", "a?", "https://zdn.vn/?")
