"""What people type, whatever it is about: short forms, the politeness around it, a yes and a no.

Sentences (`handlers.sayings`) and typed choices (`bot.domain.dialogues`) are both read by it.
"""

import re

from bot.vietnamese import fold

POLITE = frozenset(["ạ", "a", "em", "nhé", "nhe", "dạ", "đã", "da", "cô", "thầy", "cho", "với", "ơi", "đi"])
"""What stands before or behind what is said, with and without accents."""


def _table(written: str, apart: str | None = None) -> dict[str, str]:
    """Read lines as "dk đk = đăng ký"."""
    lines = (line.split("=") for line in written.strip().splitlines())
    return {short.strip(): meant.strip() for ways, meant in lines for short in ways.split(apart)}


SHORT = _table(
    """
    dk đk đki dki dky đký ddk ddki = đăng ký
    ko kg khg hok k = không
    dc đc dcd = được
    mn mng = mọi người
    sdt sđt = số điện thoại
    hnay = hôm nay
    h = giờ
    lm = làm
    r = rồi
    ng = người
    bn = bao nhiêu
    gv = giáo viên
    hk = học kỳ
    hk1 = học kỳ 1
    hk2 = học kỳ 2
    bb = biên bản
    bc = báo cáo
    tb = thông báo
    kh = kế hoạch
    vs = với
    oke okie oki okê okay okela = ok
    uh uk um = vâng
    tks thks thank thanks = cảm ơn
    cám = cảm
    hello hi alo = chào
    """
)
SPOKEN = SHORT | _table(
    """
    kh hông hổng hem hẻm hẽm hong khum khom chẳng chả = không
    ch = chưa
    e = em
    vg vag ừm ừa = vâng
    okk okok okila = ok
    helo hellu chàu = chào
    cx = cũng
    j = gì
    v z = vậy
    ntn = như thế nào
    bh = bao giờ
    bt = biết
    mik mk = mình
    hqua = hôm qua
    ds = danh sách
    hs = học sinh
    hd = hướng dẫn
    hdsd = hướng dẫn sử dụng
    ga = giáo án
    kn = kinh nghiệm
    rkn = rút kinh nghiệm
    nx = nhận xét
    lh = liên hệ
    xp = xin phép
    tgia = tham gia
    mô = đâu
    răng = sao
    """
)
"""Short forms of whole sentences, and words of a region: of a choice typed alone they might be the beginning."""
PAIRS = _table(
    """
    khi mô, chừng nào, chừng mô, bao chừ = khi nào
    hôm mô, bữa nào, bữa mô = hôm nào
    bữa ni, bữa nay, hôm ni = hôm nay
    bữa đó, bữa nớ, bữa tê, hôm nớ = hôm đó
    bữa trước, bữa qua = hôm trước
    a lô = chào
    nộp kh = nộp kế hoạch
    gửi kh = gửi kế hoạch
    xem kh = xem kế hoạch
    lập kh = lập kế hoạch
    kh năm = kế hoạch năm
    kh cụm = kế hoạch cụm
    kh tháng = kế hoạch tháng
    kh trường = kế hoạch trường
    xe hong = xe hỏng
    máy hong = máy hỏng
    bị hong = bị hỏng
    hỏng đi = không đi
    hỏng được = không được
    hỏng biết = không biết
    hỏng dự = không dự
    """,
    ",",
)
"""Two words, with accents or without any."""

_LONG = {fold(short): fold(long) for short, long in SHORT.items()}
_AROUND = frozenset(fold(word) for word in POLITE)


def plainly(typed: str) -> str:
    """Return what was typed without accents and marks, short forms written out, no politeness around it.

    "Ko giới hạn ạ" is "khong gioi han"; what is nothing but politeness stays as it is.
    """
    words = [_LONG.get(word, word) for word in re.findall(r"\w+", fold(typed))]
    said = [place for place, word in enumerate(words) if word not in _AROUND]
    return " ".join(words[said[0] : said[-1] + 1] if said else words)


YES_SIGNS = "👍👌🆗✅"
_YES_WORDS = (
    r"da|vang|co|u|uh|uk|um|ok|oke|okay|okie|oki|yes|agree|i|toi|em|minh|thay|co|e|xin|hoan toan|rat|dong y|nhat tri|"
    r"chap nhan|duoc|duoc roi|dung|dung roi|roi|chac chan|a|ah|nhe|nha|luon|di|oi|het|ca ba"
)
_YES = re.compile(rf"(?:(?:{_YES_WORDS})\W*)+")
_YES_ALONE = re.compile(
    r"\b(?:da|vang|co|u|uh|uk|um|ok|oke|okay|okie|oki|yes|agree|dong y|nhat tri|chap nhan|duoc|dung)\b"
)
_NO = re.compile(r"\b(?:khong|ko|kg|hong|no|not|chua|tu choi|thoi)\b|^k$")


def yes_or_no(typed: str, label: str = "") -> bool | None:
    """Return whether what was typed is nothing but a yes, or says no; None where it is neither.

    A yes may repeat the words of its button's `label`: "chốt luôn ạ" where that is "Chốt".
    """
    words = fold(typed)
    if words and not words.strip(YES_SIGNS + " "):
        return True
    if _NO.search(words):
        return False
    named = re.sub(rf"\b{re.escape(fold(label))}\b", "ok", words) if label else words
    return True if _YES.fullmatch(named) and _YES_ALONE.search(named) else None
