"""What people type, whatever it is about: short forms, the politeness around it, a yes and a no.

Sentences (`handlers.sayings`) and typed choices (`bot.domain.dialogues`) are both read by it.
"""

import re

from bot.vietnamese import fold

POLITE = frozenset(["ạ", "a", "em", "nhé", "nhe", "dạ", "đã", "da", "cô", "thầy", "cho", "với", "ơi", "đi"])
"""What stands before or behind what is said, with and without accents."""
SHORT = {
    "dk": "đăng ký",
    "đk": "đăng ký",
    "đki": "đăng ký",
    "dki": "đăng ký",
    "dky": "đăng ký",
    "đký": "đăng ký",
    "ddk": "đăng ký",
    "ddki": "đăng ký",
    "h": "giờ",
    "sdt": "số điện thoại",
    "sđt": "số điện thoại",
    "hnay": "hôm nay",
    "lm": "làm",
    "ko": "không",
    "kg": "không",
    "khg": "không",
    "hok": "không",
    "k": "không",
    "dc": "được",
    "đc": "được",
    "dcd": "được",
    "r": "rồi",
    "mn": "mọi người",
    "mng": "mọi người",
    "ng": "người",
    "bn": "bao nhiêu",
    "gv": "giáo viên",
    "hk": "học kỳ",
    "hk1": "học kỳ 1",
    "hk2": "học kỳ 2",
    "bb": "biên bản",
    "bc": "báo cáo",
    "tb": "thông báo",
    "kh": "kế hoạch",
    "vs": "với",
    "oke": "ok",
    "okie": "ok",
    "oki": "ok",
    "okê": "ok",
    "okay": "ok",
    "okela": "ok",
    "uh": "vâng",
    "uk": "vâng",
    "um": "vâng",
    "tks": "cảm ơn",
    "thks": "cảm ơn",
    "thank": "cảm ơn",
    "thanks": "cảm ơn",
    "cám": "cảm",
    "hello": "chào",
    "hi": "chào",
    "alo": "chào",
}

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
