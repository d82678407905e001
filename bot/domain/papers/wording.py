"""Phrases that several papers share: a meeting's hour and place, what was filled in, a roll, its figures, photos."""

from collections.abc import Mapping, Sequence

from bot.domain.models import Form, Meeting, MeetingState, Presence
from bot.domain.papers.facts import MeetingFacts, PaperPicture, RollEntry
from bot.domain.papers.kinds import PaperField
from bot.domain.papers.paper import (
    Appendix,
    PaperColumn,
    PaperLine,
    PaperPhoto,
    PaperTable,
    gap,
    hour_in_words,
    two,
)
from bot.domain.programme import marks
from bot.domain.programme.figures import Figures
from bot.vietnamese import local, office_moment

Answers = Mapping[str, str]
FORMS = {Form.IN_PERSON: "trực tiếp", Form.ONLINE: "trực tuyến", Form.BOTH: "trực tiếp kết hợp trực tuyến"}
END_OF_LIST = " .;"
FIGURES = ("Được triệu tập", "Có mặt đúng giờ", "Đi muộn", "Vắng có phép", "Vắng không phép", "Chưa điểm danh")


def answer(answers: Answers, field: PaperField) -> str:
    """Return what was filled in, or its gap."""
    return answers.get(field.name) or gap(field.label)


def items(answers: Answers, field: PaperField) -> list[PaperLine]:
    """Return what was filled in, one thing a line after a dash, as offices list things."""
    return as_items(answer(answers, field))


def as_items(text: str) -> list[PaperLine]:
    """Return the lines of a text, each after a dash; a text of one line stands as it is."""
    lines = [line.strip().lstrip("-+•* ").rstrip(END_OF_LIST) for line in text.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) == 1:
        return [PaperLine(f"{lines[0]}.")]
    ends = [";"] * (len(lines) - 1) + ["."]
    return [PaperLine(f"- {line}{end}", "item") for line, end in zip(lines, ends, strict=True)]


def called(meeting: Meeting) -> str:
    """Return a meeting's cluster as a paper names it: "Cụm số 1", "môn Tiếng Anh"."""
    name = meeting.cluster.called
    return f"môn {name}" if meeting.cluster.subject else name


def hour(facts: MeetingFacts) -> str:
    """Return when a meeting begins, "14 giờ 00 phút, thứ Năm, ngày 26/11/2026", or the gap of that."""
    settled = facts.meeting.state is not MeetingState.PLANNED and facts.starts_at
    return office_moment(settled) if settled else gap("thời gian")


def ended(facts: MeetingFacts) -> str:
    """Return when a meeting ended, or the gap of that."""
    return hour_in_words(facts.ends_at) if facts.ends_at else gap("thời gian kết thúc")


def where(facts: MeetingFacts) -> str:
    """Return the place, with the room where it is known."""
    return f"{facts.meeting.room}, {facts.host}" if facts.meeting.room else facts.host


def of_roll(facts: MeetingFacts) -> str:
    """Return "09/11 người", as minutes give who was there of who was due; a gap before anybody was marked."""
    if not any(one.presence for one in facts.roll):
        return f"{gap('số người có mặt')} người"
    beyond = f" (trong đó {two(facts.off_list)} ngoài danh sách)" if facts.off_list else ""
    return f"{two(facts.came)}/{two(len(facts.roll))} người{beyond}"


def figures_of(roll: Sequence[RollEntry]) -> Figures:
    """Return the figures of a roll."""
    kinds = [one.presence for one in roll]
    present, late = kinds.count(Presence.PRESENT), kinds.count(Presence.LATE)
    excused, absent = kinds.count(Presence.EXCUSED), kinds.count(Presence.ABSENT)
    return Figures(present, late, excused, absent, kinds.count(None))


def in_figures(name: str, of: Figures) -> tuple[str, ...]:
    """Return a row of a table of figures: the name, all that were expected, and each kind."""
    return (name, *(f"{one}" for one in (of.expected, *of.kinds)))


def figures_table(head: str, rows: Sequence[tuple[str, Figures]]) -> PaperTable:
    """Return a table of figures with numbers of rows and the sums below."""
    counted = (PaperColumn(name, 18, centred=True) for name in FIGURES)
    columns = (PaperColumn("TT", 9, centred=True), PaperColumn(head, 42, most=66), *counted)
    told = tuple((f"{number}", *in_figures(name, of)) for number, (name, of) in enumerate(rows, start=1))
    everything = sum((of for _name, of in rows), Figures())
    return PaperTable(columns, told, ("", *in_figures("Tổng số", everything)))


def by_school(roll: Sequence[RollEntry]) -> list[tuple[str, Figures]]:
    """Return the figures of a roll, school by school in its own order."""
    names = dict.fromkeys(one.school for one in roll)
    return [(name or "Khách mời", figures_of([one for one in roll if one.school == name])) for name in names]


def total_line(roll: Sequence[RollEntry]) -> str:
    """Return the line below a roll: who was there, who was not and how."""
    of, beyond = figures_of(roll), sum(one.off_list for one in roll)
    away = of.excused + of.absent
    said = f"Tổng số {two(of.expected)}; có mặt {two(of.here)}; vắng {two(away)} "
    said += f"(có phép {two(of.excused)}, không phép {two(of.absent)})"
    said += f"; chưa điểm danh {two(of.unmarked)}" if of.unmarked else ""
    return f"{said}; ngoài danh sách {two(beyond)}." if beyond else f"{said}."


ROLL = (
    PaperColumn("TT", 9, centred=True),
    PaperColumn("Họ và tên", 38, most=62),
    PaperColumn("Đơn vị", 38, most=72),
    PaperColumn("Chức vụ/Môn", 27),
    PaperColumn("Có mặt (giờ)", 16, centred=True),
    PaperColumn("Vắng có phép, lí do", 25),
    PaperColumn("Vắng không phép", 25, centred=True),
    PaperColumn("Kí tên", 25),
    PaperColumn("Ghi chú", 29),
)


def roll_table(roll: Sequence[RollEntry], *, filled: bool) -> PaperTable:
    """Return a roll to be signed, empty or with what the roll call says."""
    rows = (_roll_row(number, one, filled=filled) for number, one in enumerate(roll, start=1))
    return PaperTable(ROLL, tuple(rows))


def _roll_row(number: int, one: RollEntry, *, filled: bool) -> tuple[str, ...]:
    who = (f"{number}", one.name, one.school, one.post)
    if not filled:
        return (*who, "", "", "", "", "")
    came = one.presence in marks.CAME
    hour_marked = (f"{local(one.at):%H:%M}" if one.at else "x") if came else ""
    excused = (one.reason or "x") if one.presence is Presence.EXCUSED else ""
    remarks = ["muộn"] if one.presence is Presence.LATE else []
    remarks += ["về sớm"] if one.left_early else []
    remarks += ["chưa điểm danh"] if one.presence is None else []
    remarks += ["ngoài danh sách"] if one.off_list else []
    return (*who, hour_marked, excused, "x" if one.presence is Presence.ABSENT else "", "", ", ".join(remarks))


def roll_appendix(roll: Sequence[RollEntry], of: str) -> Appendix:
    """Return a filled roll as an appendix."""
    table = roll_table(roll, filled=True)
    return Appendix("Danh sách điểm danh", (table, PaperLine(total_line(roll), "label")), of)


def photo_appendix(pictures: Sequence[PaperPicture], of: str, names: Mapping[int, str] | None = None) -> list[Appendix]:
    """Return photos as an appendix, with the meeting of each where there are several; nothing where there are none."""
    told = []
    for number, one in enumerate(pictures, start=1):
        about = " ".join((names or {}).get(one.meeting_id, "").split())
        said = ". ".join(part for part in (f"Ảnh {number}", about, " ".join(one.caption.split())) if part)
        told.append(PaperPhoto(one.sha, said))
    return [Appendix("Ảnh minh chứng", tuple(told), of)] if told else []
