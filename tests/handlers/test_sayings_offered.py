"""What is typed in no way of the table, is denied, or is about something else: asked about, never guessed."""

import pytest

from handlers.sayings.conversation import understand

SURE = [
    ("chieu mai di dau hop vay", "next"),
    ("mai mấy giờ có mặt", "calendar"),
    ("cho em sửa lại phần suy ngẫm đã viết", "my-reflection"),
    ("nãy em bấm lộn nút", "pressed"),
    ("chuyển qua tiếng anh đi", "language"),
    ("em gõ sai giờ trong thông báo", "correct"),
    ("đổi tên trường", "organisation"),
    ("đổi người dạy minh họa", "parts"),
    ("tăng lên 40 chỗ", "move"),
    ("đặt ngày nghỉ tết", "days-off"),
    ("giáo viên trường tôi đăng ký chưa", "silent"),
    ("cô Hoa đi mấy buổi rồi", "summary"),
    ("em không nhận được tin", "news"),
    ("chuyển trường na sang qua cụm 2", "organisation"),
    ("bầu lại cụm trưởng cụm 3", "organisation"),
    ("hủy giúp em cái vừa bấm", "pressed"),
    ("họp phụ huynh mấy giờ", "elsewhere"),
]
OFFERED = [
    ("họp ở trường tôi dời được không", "next"),
    ("cái này xài sao ta", "help"),
    ("mời các hiệu trưởng vào", "invite"),
    ("thông báo cho giáo viên trường tôi", "announce"),
    ("em đâu có xin nghỉ", "absent"),
    ("em có vắng đâu", "absent"),
    ("em có hủy đâu", "give-up"),
    ("đâu phải em bận", "absent"),
    ("ai bảo em hủy", "give-up"),
    ("lỡ em ốm thì báo ai", "absent"),
    ("em tính đăng ký mà ngại", "sign-up"),
    ("tối đừng báo nữa ngủ không được", "no"),
    ("tắt thông báo của cô Páo", "quiet"),
]
"""Somebody else, a denial, a mere thought, or words in an order that no way of the table has."""
NOTHING = ["em đi chợ đã", "em không bận", "mày ngu lắm", "hôm nay đường xa quá", "chúc cả nhà cuối tuần vui vẻ"]


@pytest.mark.parametrize(("typed", "topic"), SURE)
def test_it_is_about_one_topic(typed: str, topic: str) -> None:
    understood = understand(typed)
    assert (understood.sure, understood.matches[0].topic.name) == (True, topic)


@pytest.mark.parametrize(("typed", "topic"), OFFERED)
def test_it_is_offered_and_opens_nothing(typed: str, topic: str) -> None:
    understood = understand(typed)
    assert not understood.sure
    assert topic in {match.topic.name for match in understood.matches}


@pytest.mark.parametrize("typed", NOTHING)
def test_what_only_sounds_like_politeness_is_no_answer(typed: str) -> None:
    """Without their accents "chợ" is "cho" and "bận" is "bạn"."""
    assert not understand(typed).sure
