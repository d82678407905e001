"""What comes while a question waits for an answer, and may be none: one rule for every step that awaits text.

- A word that leaves the question does so, for good or for later (`way_out`).
- What is only the name of a command or the label of a menu that is not the step's own is asked about once
  (`must_be_meant`): nothing that was given is lost by a word.
- Politeness is no name, room, day or topic (`must_say_something`): it is said once more what is waited for.
- What comes hours later is asked about first (`must_be_fresh`).

A slash command, an older menu or a notice opens all the same, and what was begun is kept (`leads_away`, `set_aside`).
"""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from bot.domain import asides, dialogues, elsewhere
from bot.domain.asides import Aside
from bot.domain.models import Dialogue
from bot.errors import N_, BadInput, NoSuchChoice, Refusal, Stale, WhichChoice, WhichCommand, WhichNumber
from bot.i18n import Translator, shortened
from bot.messages import STAY, Button, Kind, Reply
from bot.routes import AS_COMMAND, AS_TEXT, Chat, Route, Rows, rows
from bot.typed_words import POLITE, in_full, only_polite
from bot.vietnamese import fold, may_be, nfc

LEAVE, LATER = "huy", "desau"
_FOR_GOOD = (
    "thôi khỏi|thoi khoi|khỏi|khỏi cần|thôi khỏi cần|thôi không cần|thôi|thoi|thoát|thoat|dừng|dừng lại|"
    "hủy bỏ|huỷ bỏ|huy bo|bỏ|thôi không"
)
FOR_GOOD = frozenset(_FOR_GOOD.split("|"))
_LATER = "để sau|de sau|thôi để sau|thoi de sau|lát nữa|lat nua|để lát|để lúc khác|khi khác|để mai|de mai|để tối|later"
FOR_LATER = frozenset(_LATER.split("|"))
"""Words that leave a question, alone at it; with accents where they would be something else without."""
_GO_ON = "tiếp tục|tiep tuc|làm tiếp|lam tiep|viết tiếp|viet tiep|hỏi lại|hoi lai|go on|continue"
GOES_ON = frozenset(_GO_ON.split("|"))
"""Words that ask for the question once more."""
_WHEN = (
    r"(?:sau|ngày mai|ngay mai|sáng mai|sang mai|mai mốt|mai|mốt|lát nữa|lat nua|lát|lat|chút nữa|chut nua|tí nữa|"
    r"ti nua|"
    r"xíu nữa|xiu nua|tối nay|toi nay|tối|chiều nay|chieu nay|chiều|trưa|lúc khác|luc khac|hôm khác|hom khac|bữa khác|"
    r"bua khac|tuần sau|tuan sau)"
)
_DO = (
    r"(?:viết|viet|làm|lam|trả lời|tra loi|nộp|nop|ghi|gửi|gui|xem|coi|tính|tinh|hỏi|hoi|báo|bao|chọn|chon|chốt|chot|"
    r"quyết|quyet|bàn|nghĩ|kiểm tra|kiem tra)"
)
_LATER_TO = re.compile(
    rf"(?:(?:thôi |thoi )?(?:để|de) {_WHEN}|(?:thôi|thoi) {_WHEN}|lát(?: nữa)?|lat nua)"
    rf"(?: (?:chị|chi|anh|tôi|mình|minh|tui|rảnh|ranh|rỗi|về nhà|ve nha|xong việc))* {_DO}(?: (?!\d)\S+){{0,4}}"
    r"|(?:để |de )?(?:chị |chi |tôi |anh |mình )?(?:hỏi|hoi|bàn với|trao đổi với|xin ý kiến|xin y kien)"
    r"(?: (?!\d)\S+){1,6} (?:rồi|roi) (?:chị|chi|anh|tôi|toi|mình|minh|tui)(?: (?:sẽ|se))?"
    r" (?:báo|bao|trả lời|tra loi|chốt|chot|nhắn|nhan|tính)"
    r"(?: (?:lại|lai|sau))?"
)
"""The same with what is done then: "để mai em viết tiếp". "Toi viet tiep" is not among them: it may be an answer."""
ANSWERS_TOO = frozenset(["toi", "hoso", "moi", "viec", "nguoi", "giaovien", "giup", "start", "dung", LEAVE, LATER])
"""Commands whose bare names are as likely an answer, or are heard as something else."""
_NAMES = (
    "lịch|đăng ký|đăng kí|điểm danh|suy ngẫm|minh chứng|biên bản|thông báo|báo cáo|kế hoạch|tổ chức|giấy tờ|liên kết|"
    "trợ giúp|hướng dẫn|thôi|thoát"
)
_SPELT = {fold(name).replace(" ", ""): name.replace(" ", "") for name in _NAMES.split("|")}
"""How names of commands are spelt: "mình chứng" and "thời" are none."""
LONGEST_SAID = 24
"""So many letters fit on the button that keeps what was said; a longer label is typed by nobody by chance."""
STILL_WAITS = N_("The system still waits for an answer to this:\n\n{question}")
KEPT_MEANWHILE = N_("What you had begun is kept: “{what}”")
BACK = N_("Go on with what was begun")
GO_ON, LEAVE_IT = N_("Go on"), N_("Leave it")
GOING_ON = "go-on"
"""The press that asks once more what waits."""
MY_ANSWER = N_("My answer is {number}")
AS_TYPED = "as-typed:"
"""Before the moment at which a text was typed that is too long for a press."""
IN_A_LINE = 80
"""Letters of a question in the line that says it is kept."""


def is_free(route: Route) -> bool:
    """Say whether a step takes any text for its answer, without a look at what else it may be."""
    return Kind.TEXT in route.kinds and Kind.PRESS not in route.kinds and route.lasts is not None and not route.hears


def _bare(text: str) -> str:
    return " ".join(word for word in re.findall(r"\w+", nfc(text).lower()) if word not in POLITE)


def way_out(text: str) -> str | None:
    """Return the command that leaves a question for good or for later, where that is all that was typed."""
    said = _bare(text)
    later = said in FOR_LATER or _LATER_TO.fullmatch(said)
    return LATER if later else LEAVE if said in FOR_GOOD else None


def command_in(text: str, commands: Collection[str]) -> str | None:
    """Return the command whose bare name is all that was typed, and hardly ever an answer."""
    said, typed = " ".join(text.split()), _bare(text).replace(" ", "")
    name = fold(typed)
    if name not in commands or name in ANSWERS_TOO or not may_be(typed, _SPELT.get(name, name)):
        return None
    return name if len(said) <= LONGEST_SAID else None


def is_late(route: Route, dialogue: Dialogue, now: datetime | None) -> bool:
    """Say whether a question waits for hours already, or it was just asked whether to go on with it."""
    if now is None or route.lasts is None:
        return False
    return now - dialogue.changed_at > route.lasts or [press for _label, press in dialogue.menu[:1]] == [GOING_ON]


def must_be_fresh(route: Route, dialogue: Dialogue, now: datetime | None) -> None:
    """Raise Stale where a text would answer a question of hours ago, or be told once more to choose.

    What hears by itself what is no answer to it does so at any hour.
    """
    if not route.hears and is_late(route, dialogue, now) and (question := dialogues.question(dialogue)):
        raise Stale(question=question)


def goes_on(text: str) -> bool:
    """Say whether all that was typed is the wish to be asked once more what waits."""
    return in_full(text) in GOES_ON


def must_be_meant(text: str, choice: list[str]) -> None:
    """Raise WhichCommand where what opens this choice may be the answer itself; a long label is no answer."""
    said = " ".join(text.split())
    if len(said) <= LONGEST_SAID and len(f"{AS_TEXT}{said}".encode()) <= dialogues.LONGEST_PRESS:
        raise WhichCommand(said, choice)


def must_say_something(route: Route, dialogue: Dialogue, text: str) -> None:
    """Raise BadInput where politeness alone came to a step of whose answer it is never one."""
    if is_free(route) and not route.prose and only_polite(text):
        raise BadInput(STILL_WAITS, question=dialogues.question(dialogue))


def press_of_command(name: str) -> list[str]:
    """Return the choice that opens a command: its label and its press."""
    return [f"/{name}", f"{AS_COMMAND}{name}"]


def typed_at(moment: datetime) -> str:
    """Return the press that gives a text, typed at that moment, for the answer to what waits."""
    return f"{AS_TYPED}{moment:%Y%m%d%H%M%S%f}"


class WayBack(NamedTuple):
    """What was begun, in words, and the button that goes on with it."""

    what: str
    button: Button


def set_aside(chat: Chat, dialogue: Dialogue, reply: Reply) -> WayBack | None:
    """Keep what was begun where an answer of another door ends it, and return the way back."""
    if not asides.is_begun(dialogue.step) or _same(dialogue.step, reply.step):
        return None
    question = dialogues.question(dialogue)
    if reply.step == STAY:
        # It still waits. Only who has typed a command may think that it does not.
        stays = WayBack(_in_a_line(question), Button(chat._(BACK), GOING_ON))
        return stays if chat.incoming.text.startswith("/") else None
    gathered = {name: value for name, value in dialogue.draft.items() if name not in asides.OUTLASTS}
    number = asides.free_number(chat.draft, chat.now)
    menu, yes = dialogues.asked(dialogue), dialogues.yes_of_step(dialogue)
    asides.put(chat.draft, Aside(number, dialogue.step, question, menu, gathered, yes))
    return WayBack(_in_a_line(question), Button(chat._(BACK), f"later-on:{number}"))


def _in_a_line(question: str) -> str:
    """Return of a question what it is about and what it asks: its first line and its last."""
    lines = [line.strip() for line in question.splitlines() if line.strip()] or [""]
    return shortened(lines[0] if len(lines) == 1 else f"{lines[0].rstrip('.')} – {lines[-1].lstrip('– ')}", IN_A_LINE)


def with_way_back(t: Translator, reply: Reply, back: WayBack | None) -> Reply:
    """Return an answer with the way back below it: it is no part of what that answer asks itself."""
    if back is None:
        return reply
    kept = t(KEPT_MEANWHILE).format(what=back.what)
    return replace(reply, text=f"{reply.text}\n\n{kept}", buttons=(*reply.buttons, (back.button,)))


def _same(step: str, other: str) -> bool:
    """Say whether two steps are of the same questions, about the same things."""
    one, two = step.split(":"), other.split(":")
    return one[0] == two[0] and [part for part in one if part.isdecimal()] == [part for part in two if part.isdecimal()]


def choices_after(chat: Chat, dialogue: Dialogue, no: Refusal) -> Rows:
    """Return the choices under a refusal: in the middle of something its own, so that nobody is left without one."""
    if isinstance(no, WhichChoice):
        own = [[chat._(MY_ANSWER).format(number=no.number), f"{AS_TEXT}{no.number}"]] if no.answers else []
        return as_rows([no.choice, no.other, *own])
    if isinstance(no, WhichNumber):
        return as_rows([no.choice, [chat._(MY_ANSWER).format(number=no.number), f"{AS_TEXT}{no.number}"]])
    if isinstance(no, Stale):
        return rows(Button(chat._(GO_ON), GOING_ON, yes=True), Button(chat._(LEAVE_IT), "leave-it"), across=2)
    here = elsewhere.menu_in(dialogue, chat.incoming.channel)
    menu = here if isinstance(no, NoSuchChoice) else dialogues.asked(dialogue)
    return as_rows(menu, dialogues.yes_of_step(dialogue))


def as_rows(menu: list[Any], yes: str = "") -> Rows:
    """Return choices as a conversation keeps them, one a row."""
    return tuple((Button.kept(one, yes),) for one in menu)
