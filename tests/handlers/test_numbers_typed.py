"""Numbers and labels as tired people type them for a choice, where a phone shows no buttons."""

import pytest

from bot.domain.models import Role
from bot.typed_numbers import number_in
from bot.vietnamese import fold
from tests.talk import Somebody, Talk, TalkChannel, World

FIRST = (
    "1|1 ạ|1.|(1)|[1]|1)|số 1|so 1|so1|chọn 1|em chọn số 1 ạ|bấm 1|nút 1|ý 1|câu 1|mục 1|cái 1|1 nha|dạ 1|#1|1️⃣|１|①|01|"
    "1,|1:|1 -|“1”|cho em số 1|số một|cái đầu tiên|cái đầu|cái thứ nhất|1 đi em"
)
SECOND = "2|số hai ạ|cái thứ hai|cái thứ 2|dạ số 2 ạ"
NEVER = (
    "1 2|1 và 2|1 hoặc 2|1,2|1/2|12/12|1h|1a|l|-1|0|hai|một|thứ hai|thứ 2|đầu tiên|năm|ba|1. Học sinh tích cực|"
    "Có 1 nhóm chưa xong|phòng 1|số nằm|cái bà"
)


@pytest.mark.parametrize(
    ("typed", "meant"), [*((one, "1") for one in FIRST.split("|")), *((one, "2") for one in SECOND.split("|"))]
)
def test_a_number_is_read_however_it_is_typed(typed: str, meant: str) -> None:
    assert number_in(typed) == meant


@pytest.mark.parametrize("typed", NEVER.split("|"))
def test_what_may_be_something_else_is_no_number(typed: str) -> None:
    assert number_in(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"), [("hai", "2"), ("một ạ", "1"), ("đầu tiên", "1"), ("thứ nhất", "1"), ("ba", "3")]
)
def test_a_word_alone_is_a_number_where_no_text_is_waited_for(typed: str, meant: str) -> None:
    assert number_in(typed, words=True) == meant
    assert number_in("thứ hai", words=True) is None, "that is a Monday"


@pytest.fixture
def channel() -> TalkChannel:
    return TalkChannel(buttons=False)


@pytest.fixture
async def lead(world: World) -> Somebody:
    return await world.has("Sùng A Dơ", Role.LEAD)


@pytest.mark.parametrize(
    "pattern", ["{label}", "{folded}", "1. {label}", "1 {label}", "{label} ạ", "“{label}”", "[{label}]", "số 1 {label}"]
)
async def test_a_label_is_typed_as_it_is_seen(talk: Talk, world: World, lead: Somebody, pattern: str) -> None:
    """Also with its number, where any text is the name of a room."""
    await lead.forges(f"settle:{world.meeting}")
    await lead.says("14h 26/10")
    label = lead.last.labels[0]
    await lead.says(pattern.format(label=label, folded=fold(label)))
    await lead.says("40")
    place = f"{label}, PTDTBT TH số 1 Na Sang"
    assert talk.said("Place: {place}", place=place) in lead.last.text
