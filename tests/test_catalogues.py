"""Both catalogues say every sentence of the code, in words that fit the places where they are filled in."""

import ast
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from bot.i18n import LANGUAGES, LOCALES
from bot.picking import LEAVE
from bot.vietnamese import fold

HOUSE = LOCALES.parent
ROOMS = ("bot", "handlers")
SAYS = {"_", "N_", "t", "_t"}
LONGEST_LABEL = 40

languages = pytest.mark.parametrize("language", LANGUAGES)


def read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source)


@cache
def catalogue(language: str) -> Catalog:
    return read(LOCALES / language / "LC_MESSAGES" / "messages.po")


def entries(found: Catalog) -> list[Message]:
    return [message for message in found if message.id]


def forms(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id or ())


def ids(found: Catalog) -> set[tuple[str, ...]]:
    return {forms(message) for message in entries(found)}


def pairs(language: str) -> Iterator[tuple[str, str]]:
    """Give each sentence with its translation; a language of one form says it of the English plural."""
    for message in entries(catalogue(language)):
        strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        yield from zip(forms(message)[-len(strings) :], strings, strict=True)


@cache
def extracted() -> Catalog:
    """Gather the sentences of the code, as `make messages` does."""
    found = Catalog()
    for room in ROOMS:
        for _file, _line, sentence, _comments, _context in extract_from_dir(
            HOUSE / room, keywords={**DEFAULT_KEYWORDS, "N_": None, "t": None}
        ):
            found.add(sentence)
    return found


def code() -> Iterator[tuple[Path, ast.AST]]:
    for room in ROOMS:
        for file in sorted((HOUSE / room).rglob("*.py")):
            yield file.relative_to(HOUSE), ast.parse(file.read_text("utf-8"))


def said_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Give the line and the words of every sentence that is marked or said there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in SAYS:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node.lineno, first.value


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Name):
        return called.id
    return called.attr if isinstance(called, ast.Attribute) else ""


def labels() -> Iterator[tuple[Path, set[str]]]:
    """Give the labels of the buttons of each file; any of them may stand in one menu."""
    for file, tree in code():
        buttons = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) == "Button"]
        yield file, {label for button in buttons for part in button.args[:1] for _line, label in said_in(part)}


def places(sentence: str) -> Counter[str]:
    return Counter(name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name is not None)


@languages
def test_nothing_is_missing_and_nothing_left_over(language: str) -> None:
    known, wanted = ids(catalogue(language)), ids(extracted())
    assert wanted - known == set(), "untranslated: run `make messages`, then translate what is new"
    assert known - wanted == set(), "no longer said: run `make messages`"
    assert not catalogue(language).obsolete


def test_the_template_is_fresh() -> None:
    assert ids(read(LOCALES / "messages.pot")) == ids(extracted())


def test_no_sentence_hides_from_the_gathering() -> None:
    """What stands inside an f-string, or is said through a name that is not gathered, would never be translated."""
    gathered = {form for entry in ids(extracted()) for form in entry}
    hidden = [
        f"{file}:{line}: {sentence!r}"
        for file, tree in code()
        for line, sentence in said_in(tree)
        if sentence not in gathered
    ]
    assert hidden == []


@languages
def test_every_entry_is_translated(language: str) -> None:
    assert [message.id for message in entries(catalogue(language)) if message.fuzzy] == []
    assert [sentence for sentence, says in pairs(language) if not says.strip()] == []


@languages
def test_the_head_names_the_language_and_nobody(language: str) -> None:
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    head = path.read_text("utf-8").partition("\n\n")[0]
    fields = re.findall(r'^"([\w-]+): ', head, re.MULTILINE)
    assert fields == ["Language", "Plural-Forms", "MIME-Version", "Content-Type"]
    assert f'"Language: {language}\\n"' in head
    assert catalogue(language).num_plurals == {"vi": 1, "en": 2}[language]


@languages
def test_places_and_lines_are_kept(language: str) -> None:
    assert [(one, other) for one, other in pairs(language) if places(one) != places(other)] == []
    assert [(one, other) for one, other in pairs(language) if breaks(one) != breaks(other)] == []


def breaks(sentence: str) -> list[str]:
    return re.findall(r"\n+", sentence)


@languages
def test_letters_are_composed(language: str) -> None:
    assert [says for _sentence, says in pairs(language) if not unicodedata.is_normalized("NFC", says)] == []


def test_english_is_said_as_it_is_written() -> None:
    assert [(sentence, says) for sentence, says in pairs("en") if says != sentence] == []


def test_vietnamese_is_vietnamese() -> None:
    """Only official abbreviations, written in capitals, may stay as they are."""
    same = [sentence for sentence, says in pairs("vi") if says == sentence]
    assert [sentence for sentence in same if re.search(r"[^\W\d_A-Z]", re.sub(r"\{\w*\}", "", sentence))] == []


@pytest.mark.parametrize(
    ("unwanted", "instead"),
    [
        (r"\b[Bb]ạn\b", "thầy/cô"),
        (r"\b[Mm]ình\b", "hệ thống, thầy/cô"),
        (r"\b[Bb]ot\b(?! migrate)", "hệ thống"),
        (r"!", "a full stop"),
        (r"o[àáảãạ]\b", "hòa, xóa"),
        (r"(?<![qQ])u[ỳýỷỹỵ]\b", "hủy, tùy"),
        (r"\b[KkLl]í\b", "ký, lý"),
        (
            r"(?i)trả chỗ|ghi danh(?! sách)|nhiệm kỳ|thu hồi|báo lại người chưa",
            "hủy đăng ký, tham gia, phụ trách, hủy, nhắc",
        ),
        (r"(?i)cụm con|liên kết|tài khoản", "tiểu cụm; đường dẫn mời, đường dẫn, nối; Zalo, Telegram"),
        (r"(?i)vui lòng[^.]*\?", "a question without it"),
        (r"được [^.]* bởi ", "who does it, first"),
        (r"['\"](?! migrate)", "“…”"),
        (r" {2}| [,;:]| $", "single spaces, none before a mark or at the end"),
    ],
)
def test_vietnamese_is_in_the_style_of_an_office(unwanted: str, instead: str) -> None:
    found = [says for _sentence, says in pairs("vi") if re.search(unwanted, says)]
    assert found == [], f"rather: {instead}"


@languages
def test_labels_can_be_told_apart_when_typed_without_accents(language: str) -> None:
    says = dict(pairs(language))
    known = {file: {label: says[label] for label in found if label in says} for file, found in labels()}
    assert sum(map(len, known.values())) > len(ROOMS), "no button was found in the code"
    for file, of_file in known.items():
        alike = [pair for pair in combinations(of_file.values(), 2) if fold(pair[0]) == fold(pair[1])]
        assert alike == [], file
        assert not [label for label in of_file.values() if fold(label) == LEAVE], "that word leaves a conversation"
        assert not [label for label in of_file.values() if len(label) > LONGEST_LABEL], "too long for a phone"


def test_marks_of_attendance_can_be_told_apart() -> None:
    says = dict(pairs("vi"))
    marks = [says[kind] for kind in ("present", "late", "excused absence", "unexcused absence")]
    assert marks == ["có mặt", "muộn", "vắng có phép", "vắng không phép"]
