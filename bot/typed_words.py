"""What people type, whatever it is about: short forms, the politeness around it, a yes and a no.

Sentences (`handlers.sayings`) and typed choices (`bot.domain.dialogues`) are both read by it.
"""

import re
from functools import lru_cache
from unicodedata import category, normalize

from bot.vietnamese import accents, fold

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
    tb tbao = thông báo
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
    hp = hiệu phó
    ht = hiệu trưởng
    pht = phó hiệu trưởng
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
    pk phk = phải không
    trc = trước
    đt dt = điện thoại
    đy = đi
    mìn = mình
    nka = nhé
    bít = biết
    chừ = bây giờ
    tk = tài khoản
    dô vô zô = vào
    dị zị = vậy
    tui = tôi
    mống = người
    mần = làm
    nỏ = không
    đặng = được
    tụi = chúng
    wa = quá
    mún = muốn
    rùi ròi gòi = rồi
    nhìu = nhiều
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
    bữa hổm, hôm hổm, bữa hôm = hôm trước
    bi nhiu, bi nhiêu, bao nhiu = bao nhiêu
    hôm nọ, hôm rồi, bữa nọ, bữa rồi = hôm trước
    bấm lộn, ấn lộn, nhấn lộn = bấm nhầm
    chọn lộn = chọn nhầm
    gửi lộn = gửi nhầm
    đăng kí = đăng ký
    đi dk, đi đk, đy dk, đy đk = đi được
    dự dk, dự đk = dự được
    đến dk, đến đk, tới dk, tới đk = đến được
    vào dk, vào đk = vào được
    chuyển qua = chuyển sang
    đổi qua = đổi sang
    dời qua = dời sang
    tấm hình, bức hình, tấm ảnh, bức ảnh, hình ảnh, cái ảnh, cái hình = ảnh
    chỗ mô, chỗ nao = chỗ nào
    người nào = ai
    môn chi, mon chi = môn gì
    bài chi = bài gì
    làm chi, mần chi = làm gì
    cái chi = cái gì
    việc chi, chuyện chi = việc gì
    có chi, cấy chi = có gì
    dạy chi = dạy gì
    mang chi, đem chi = mang gì
    nộp chi = nộp gì
    thiếu chi = thiếu gì
    chi rứa, chi rua, chi ri, chi vậy, chi đó = gì vậy
    buổi chi = buổi nào
    hôm chi, ngày chi = ngày nào
    lúc mô = lúc nào
    nơi mô, ở mô = ở đâu
    đi mô = đi đâu
    trường mô = trường nào
    phòng mô = phòng nào
    cụm mô = cụm nào
    ai rứa = ai vậy
    răng rứa, răng ri = sao vậy
    mấy giừ = mấy giờ
    bây chừ = bây giờ
    bữa họp = buổi họp
    bữa sinh = buổi sinh
    mấy bữa = mấy buổi
    bửa ni, bửa nay = hôm nay
    bửa nào, bửa mô = hôm nào
    bửa trước, bửa rồi = hôm trước
    cv mới = công văn mới
    cv số = công văn số
    cv của = công văn của
    có cv = có công văn
    theo cv = theo công văn
    nhận cv, nhân cv = nhận công văn
    nhập cv = nhập công văn
    gửi cv = gửi công văn
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

_LONG = SHORT | {fold(short): long for short, long in SHORT.items()}
_AROUND = POLITE | {"có"}
_AROUND_PLAIN = frozenset(fold(word) for word in POLITE)


_THIS = re.compile(r" (?:câu|cau|mục|muc|phần|phan|cái|cai) (?:này|nay|đó|do|ni|ấy|ay)$")
"""What is on the screen anyhow: "bỏ qua câu này"."""


def _words(typed: str) -> list[str]:
    return re.findall(r"\w+", normalize("NFC", typed).lower())


def in_full(typed: str) -> str:
    """Return what was typed in small letters without marks, short forms written out, no politeness around it.

    "Ko giới hạn ạ" is "không giới hạn"; what is nothing but politeness stays as it is.
    """
    words = [_LONG.get(word, word) for word in _words(typed)]
    around = _AROUND_PLAIN if typed.isascii() else _AROUND
    said = [place for place, word in enumerate(words) if word not in around]
    kept = " ".join(words[said[0] : said[-1] + 1] if said else words)
    return _THIS.sub("", kept) or kept


YES_SIGNS = "👍👌🆗✅"
_NO_YES = re.compile("[?？👎❌🚫❎✖⛔]")
"""What is asked, or shown as a no, is no yes whatever words stand beside it."""
_YES_WORDS = (
    r"da|vang|co|u|um|ok|okay|yes|agree|i|do|toi|em|minh|thay|xin|hoan toan|rat|dong y|nhat tri|"
    r"chap nhan|duoc|dung|roi|chac chan|a|ah|nhe|nha|luon|di|oi|het|ca ba|chuan|chinh xac|duyet|xac nhan|phai|yep|yeah"
)
_YES = re.compile(rf"(?:(?:{_YES_WORDS})\b ?)+")
_YES_ALONE = re.compile(
    r"\b(?:da|vang|co|u|um|ok|okay|yes|yep|yeah|agree|dong y|nhat tri|chap nhan|duoc|dung (?:roi|luon|het)|đúng"
    r"|chuan|chinh xac|duyet|xac nhan|phai roi)\b"
)
_NO = re.compile(
    rf"(?:(?:{_YES_WORDS}|khong|hong|no|nope|not|chua|tu choi|thoi|muon|can|phai|dau|nua|lam|khoan|khoi|sai|nham)\b ?)+"
)
_NO_ALONE = re.compile(r"\b(?:khong|hong|no|nope|not|chua|tu choi|khoan|sai|nham)\b")
_DENIES = re.compile(r"\b(?:khong|hong|no|nope|not|sai|nham)\b")
_LEAVES = re.compile(r"\b(?:thoi|khoan|chua)\b|^\W*dung\b")
_NOES = ("khong", "hong", "no", "not", "chua", "thoi", "dung", "co")
_ENOUGH = re.compile(
    r"(?:(?:da|thoi|em|a|nhe|nha|thay|di|nua)\b ?)*\bthoi\b ?(?:(?:em|a|nhe|nha|thay|di|nua|roi)\b ?)*"
)
_ASKED = re.compile(
    r"\b(?:co|ok|okay|duoc|dung|đúng|dong y|roi|phai|on|het|chuan|chinh xac|duyet|xac nhan) "
    r"(?:khong|chua)(?: (?:a|em|nhe|nha|thay|the|vay))*$"
)
"""A yes with a no behind it is a question: "ok không", "được chưa ạ"."""
_CALLED = re.compile(r"\b(?:co|thay|em) oi\b")
_GOES = re.compile(r"(?:^|\b(?:em|toi|minh|co|se|duoc|van) )di\b")
"""Somebody goes ("em đi được"), which below "you cannot come?" is no yes; behind a verb it only urges ("gửi đi")."""
_SPELT = (
    "dạ vâng vầng có ừ ư ừm ùm ok yes no not em tôi tới mình thầy thấy xin hoàn toàn rất đồng ý nhất trí chấp nhận "
    "được đươc đúng rồi chắc chắn ạ à ah nhé nhá nha luôn đi ơi hết cả ba chuẩn chính xác duyệt xác nhận phải "
    "không hông hổng chưa từ chối thôi muốn cần đâu nữa làm lắm khoan khỏi sai nhầm giúp cho với"
)
"""How the words of a yes and a no are spelt with accents: "đừng", "cỏ", "thời", "Hồng", "muộn" are other words."""
_MEANT = {"cô": "em", "đừng": "khong", "dừng": "khong", "đúng": "đúng"}
"""What some words with accents stand for here: an address, a no, and the one yes that is a no without its accents."""


@lru_cache(maxsize=1024)
def _spelt(labels: str) -> dict[str, list[str]]:
    """Return the accents of the words of a yes, a no and the `labels` of buttons, by what they are without them."""
    found: dict[str, list[str]] = {}
    for word in _words(f"{_SPELT} {labels}"):
        found.setdefault(fold(word), []).append(accents(word))
    return found


def _as_said(typed: str, labels: str = "") -> str:
    """Return the words without accents and short forms, words that are others with their accents as "_"."""
    said, spelt = [], _spelt(labels)
    for word in _words(typed):
        plain = fold((_LONG | {"e": "em"}).get(word, word))
        other = plain in spelt and not word.isascii() and accents(word) not in spelt[plain] and fold(word) == plain
        said.append(_MEANT.get(word) or ("_" if other else plain))
    return " ".join(said)


def yes_or_no(typed: str, label: str = "", no_label: str = "") -> bool | None:
    """Return whether what was typed is nothing but a yes, or nothing but a no; None for whatever else.

    A yes may repeat the words of its button's `label`: "chốt luôn ạ" where that is "Chốt". A sentence with more in it
    ("vâng nhưng", "không hiểu"), a question ("ok không") and a "dung" without accents, which is "đúng" and "đừng", are
    neither; but "dung" is the yes where its button itself begins with "Đúng". A no may repeat the words of both
    buttons where it has one of its own ("không phải người trường tôi").
    """
    if typed.strip() and not fold(typed).strip(YES_SIGNS + " "):
        return True
    words = _as_said(typed, f"{label} {no_label}")
    if label.lower().startswith("đúng"):
        words = re.sub(r"\bdung\b", "đúng", words)
    for named in {_as_said(label, label), fold(label)} - {""}:
        words = re.sub(rf"\b{re.escape(named)}\b", "ok", words)
    # With a yes among them its button's other words say nothing else: "vâng, đọc giúp em".
    besides = "|".join({"giup", "cho", "voi", *re.findall(r"\w+", fold(label))} - {*_NOES})
    only = re.sub(rf"\b(?:{besides})\b", "a", words)
    if _NO_YES.search(typed) or _ASKED.search(words) or _CALLED.search(words) or _GOES.search(words):
        return None
    both = "|".join({*re.findall(r"\w+", fold(f"{label} {no_label}"))} - {*_NOES}) if no_label else "a"
    if no_label and _NO_ALONE.search(words):
        words = re.sub(rf"\b(?:{both})\b", "a", words)
    if _ENOUGH.fullmatch(words) or (_NO.fullmatch(words.replace("đúng", "dung")) and _NO_ALONE.search(words)):
        return False
    return True if _YES.fullmatch(only.replace("đúng", "dung")) and _YES_ALONE.search(words) else None


def denies(typed: str) -> bool:
    """Say whether a no denies what was asked; "thôi", "khoan", "chưa", "đừng" leave it open."""
    return _DENIES.search(_as_said(typed)) is not None and _LEAVES.search(fold(typed)) is None


_BEFORE = "xin|em|tôi|toi|mình|minh|thầy|thay|cô|co|anh|chị|chi|bạn|ban|bố|dạ|da"
_KIND = (
    "ok|okay|dạ|da|vâng|vầng|ừ|ừm|được|được rồi|rồi|xong rồi|rõ rồi|đã rõ|hiểu rồi|đồng ý|dong y|nhất trí|"
    "nhat tri|đúng|đúng rồi|có|cảm ơn|cam on|thank you|chào|xin chao|yes|agree"
)
_BEHIND = (
    "ạ|em|nhé|nhe|nha|cô|co|thầy|thay|anh|chị|chi|bạn|ban|rồi|roi|nhiều|nhieu|rất|rat|lắm|lam|luôn|luon|vang|"
    "cả nhà|ca nha|mọi người|moi nguoi|các|cac|hai|hết"
)
_POLITE = re.compile(rf"(?:(?:{_BEFORE}) )*(?:{_KIND})(?: (?:{_KIND}|{_BEHIND}))*(?: a)?")


def only_polite(typed: str) -> bool:
    """Say whether nothing was said but a yes, thanks or a greeting: "dạ vâng ạ", "cảm ơn cô nhiều", a thumb, a heart.

    What is a name without its accents is none of it: "vang" (Vàng), "A Da", "duoc"; nor are mere marks ("?").
    """
    words = " ".join(SPOKEN.get(word, word) for word in _words(typed))
    if not words:
        return any(category(letter) == "So" for letter in typed)
    return _POLITE.fullmatch(words) is not None
