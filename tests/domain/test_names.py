"""Names as people type them: what falls away, what old fonts made of them, what is no name, who is called how."""

import pytest

from bot.documents.legacy import ENCODINGS
from bot.domain.organisation import names
from bot.errors import BadInput
from bot.vietnamese import given_name
from tests.beside import cases

READ = {
    "Giàng A Sử": ["giàng a sử", "GIÀNG A SỬ", "em là Giàng A Sử ạ", "Họ và tên: Giàng A Sử", "Thầy Giàng A Sử"],
    "Trần Minh Tâm": ["ThS. Trần Minh Tâm", "GV. Trần Minh Tâm", "Trần Minh Tâm (văn hóa)", "Trần Minh Tâm 0912345678"],
    "Lò Văn Pành": [
        "Lò Văn Pành - lớp 4A",
        "dạ em chào cô, em là Lò Văn Pành ạ",
        "Tôi là Lò Văn Pành, GV trường PTDTBT Na Sang",
        "SĐT 0912 345 678 Lò Văn Pành",
        "Lò Văn Pành – Toán",
        "Họ tên em là Lò Văn Pành, sđt 0987654321 ạ",
        "Lò Văn Pành.",
    ],
    "H'Hen Êban": ["H'Hen Êban", "H’hen êban", "H’Hen Êban"],
    "K'Thuỷ": ["K'Thuỷ", "k’thuỷ"],
    "Y Moan Êban": ["Y Moan Êban"],
    "Vàng Thị Lan Anh": ["Vàng Thị Lan Anh", "vàng thị lan anh ạ"],
    "Pơloong Thị Hồng": ["PƠLOONG THỊ HỒNG"],
    "Nguyễn Thị Hồng": ["NguyÔn ThÞ Hång"],
    "Phạm Văn Đức": ["Ph¹m V¨n §øc"],
    "Trần Thị Hương": ["Traàn Thò Höông"],
    "Trần Văn Hoàng": ["Traàn Vaên Hoaøng"],
    "Nguyễn Thị Lan": ["nguyeenx thij lan"],
    "Lò Văn Minh": [
        "Lof Vawn Minh",
        "LÒ VĂN MINH",
        "lò Văn MINH",
        "Đ/c Lò Văn Minh",
        "dạ Lò Văn Minh",
        "NGƯT. Lò Văn Minh",
        "ThS.Lò Văn Minh",
        "ho ten: Lò Văn Minh",
        "P.HT Lò Văn Minh",
    ],
    "Trần Thị Huyền": ["tranaf thij huyeenf", "traanf thij huyeefn"],
    "Lê Thị Hoà": ["Lê Thị Hoà", "Leâ Thò Hoaø"],
    "Nguyen Thi Lan": [
        "nguyen thi lan",
        "em la nguyen thi lan a",
        "da em ten la Nguyen Thi Lan a.",
        "ten em la nguyen thi lan nhe",
        "ho va ten la nguyen thi lan",
    ],
    "Lo Thi Hoa A": ["lo thi hoa a"],
}


def read(typed: str) -> str:
    """Read a name as the conversation does."""
    return names.read(typed, ENCODINGS.values())


@pytest.mark.parametrize(("name", "typed"), [(name, one) for name in READ for one in READ[name]])
def test_a_name_is_read_out_of_what_stands_around_it(name: str, typed: str) -> None:
    assert read(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        "Lan",
        "không biết",
        "để tôi xem đã",
        "cho em hỏi lịch",
        "ok",
        "12345",
        "",
        "🙂 🙂",
        "a b" * 40,
        "cô Lan",
        "trường Na Sang",
        "Đăng ký",
        "bạn là ai",
        "giáo viên tiếng Anh",
        "Lò Văn Minh và Lò Thị Lan",
    ],
)
def test_what_is_no_name_is_none(typed: str) -> None:
    with pytest.raises(BadInput):
        read(typed)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("H'Hen Êban", "H'Hen"),
        ("Y Moan Êban", "Y Moan"),
        ("K'Thuỷ", "K'Thuỷ"),
        ("A Lăng Thị Bích", "Bích"),
        ("H Linh Niê", "H Linh"),
        ("Lò Thị Hoa A", "Hoa A"),
        ("Nguyễn Văn A", "A"),
    ],
)
def test_who_is_called_by_what(name: str, called: str) -> None:
    assert given_name(name) == called


@pytest.mark.parametrize("row", cases("names.tsv"), ids=lambda row: row[0])
def test_what_others_gathered_is_read(row: list[str]) -> None:
    """Whatever was read is asked about before it is kept."""
    typed, kept, _called = row
    if kept.startswith("no"):
        with pytest.raises(BadInput):
            read(typed)
    else:
        assert read(typed) in kept
