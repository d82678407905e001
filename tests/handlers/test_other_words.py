"""Words that are a label or a command only without their accents: with them they are prose, and press nothing."""

import pytest
from sqlalchemy import select

from bot.at_a_step import command_in
from bot.domain import dialogues
from bot.domain.models import Answer, Dialogue, Role
from bot.i18n import Translator
from bot.typed_numbers import number_in
from tests.talk import Somebody, Talk, World
from tests.test_labels import every_label

OTHERS = (
    "cuối cười|bỏ bò|bỏ bố|thôi thổi|thôi thời|dừng đứng|dùng dụng|có cỏ|có cò|khoan khoản|vâng vàng|chốt chợt|"
    "gửi gừi|xem xém|sửa sữa|hủy huỷnh|mời mới|mời mọi|mời mỗi|chọn chôn|nhận nhân|nhận nhẫn|việc viếc|giữ giử|lại lái|"
    "quay quây|đổi đói|đổi đồi|xóa xoã|lưu lựu|đủ đu|tìm tím|xong xông|bắt bát|báo bão|báo bảo|trả trà|giao giáo|"
    "kết kẹt|mở mơ|mở mỡ"
)
PROSE = ("Em A cười", "Bò", "bò quá", "thổi", "khoản")


def choice(label: str, typed: str) -> list[str] | None:
    there = Dialogue(menu=[[label, "press"], ["x", "y"]], older={}, shown={}, step="", draft={})
    return dialogues.choice_for(there, typed)


def test_no_label_of_the_catalogue_is_pressed_by_other_words() -> None:
    """Of every label with such a word, alone and with politeness; with the word's own accents it is pressed."""
    labels, tried = {Translator("vi")(one) for one in every_label()}, 0
    for pair in OTHERS.split("|"):
        own, other = pair.split()
        for label in labels:
            words = label.lower().split()
            if own not in words:
                continue
            typed = " ".join(other if word == own else word for word in words)
            assert [choice(label, f"{before}{typed}") for before in ("", "em ", "dạ ")] == [None] * 3, (label, typed)
            assert choice(label, label.lower())
            tried += 1
    assert tried > 100, "labels have such words"


@pytest.mark.parametrize("typed", ["thời", "thổi", "mình chứng", "đảng ký", "biên bạn"])
def test_no_command_is_named_by_other_words(typed: str) -> None:
    assert command_in(typed, {"thoi", "minhchung", "dangky", "bienban", "lich"}) is None
    assert command_in("đăng ký ạ", {"dangky"}) == command_in("dang ky", {"dangky"}) == "dangky"


@pytest.mark.parametrize("typed", ["nằm", "bà", "sâu ạ", "cái bà", "tấm"])
def test_no_number_is_another_word(typed: str) -> None:
    assert number_in(typed, words=True) is None


async def test_what_is_told_of_pupils_is_the_answer(talk: Talk, world: World) -> None:
    """Each word of a reflection stands as it was typed, however much it looks like a button without its accents."""
    lan = await reflecting(world)
    for typed in PROSE:
        await lan.says(typed)
        await lan.forges("go-on")
    assert set(await talk.finds(select(Answer.text))) >= set(PROSE)


async def reflecting(world: World) -> Somebody:
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await lan.forges(f"take:{world.meeting}")
    await world.talk.passes(days=18)
    await lan.forges(f"reflect:{world.meeting}")
    await lan.forges(f"part:{world.meeting}:observer")
    return lan
