"""Telex left raw: what a word typed on a keyboard that did not compose ("ddangw", "chieefu") would have become."""

from bot.vietnamese import nfc

VOWELS = "aăâeêioôơuưy"
TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_HATS = {"a": "â", "e": "ê", "o": "ô"}
_HORNS = {"a": "ă", "o": "ơ", "u": "ư"}


def composed(word: str) -> str:
    """Return the word in lower case with the marks that its letters call for, wherever in it they were typed.

    A word without such letters comes back as it is, and so does one that holds other than plain letters.
    """
    plain = word.lower()
    if not (plain.isascii() and plain.isalpha()):
        return plain
    letters: list[str] = []
    tone = ""
    for letter in plain:
        if letter in TONES and any(one in VOWELS for one in letters):
            tone = TONES[letter]
        elif not _marks(letters, letter):
            letters.append(letter)
    # "luwong" is typed as well as "luongw": no syllable has "ưo".
    made = "".join(letters).replace("ưo", "ươ")
    place = tone_place(made)
    return nfc(made[: place + 1] + tone + made[place + 1 :]) if tone else made


def _marks(letters: list[str], letter: str) -> bool:
    """Put a mark on a letter typed before, and say whether there was one to take it."""
    if letter == "d" and letters[:1] == ["d"]:
        letters[0] = "đ"
        return True
    if letter in _HATS and letter in letters:
        letters[letters.index(letter)] = _HATS[letter]
        return True
    horned = [place for place, one in enumerate(letters) if one in _HORNS] if letter == "w" else []
    # "dduowngf": one w stands for both.
    for place in [place for place in horned if _of_uo(letters, place)] or horned[-1:]:
        letters[place] = _HORNS[letters[place]]
    return bool(horned)


def _of_uo(letters: list[str], place: int) -> bool:
    return ["u", "o"] in (letters[place : place + 2], letters[max(0, place - 1) : place + 1])


def tone_place(plain: str) -> int:
    """Return where the tone stands: on the vowel with a mark, else before a closing consonant, else on the first."""
    begin = 2 if plain.startswith(("qu", "gi")) and len(plain) > len("gi") else 0
    places = [place for place, letter in enumerate(plain) if letter in VOWELS and place >= begin]
    marked = [place for place in places if plain[place] in "ăâêôơư"]
    if marked:
        return marked[-1]
    closed = places and places[-1] < len(plain) - 1
    return places[-1] if closed or len(places) == 1 else places[-2] if places else 0
