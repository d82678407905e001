"""The kinds of papers: what each is called, its letters (NĐ 30, Phụ lục III), what is asked for it, who may have it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.domain.duties.by_paper import CLOSES
from bot.domain.models import PaperKind
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import SchoolYear
from bot.errors import N_, BadInput, Gone
from bot.vietnamese import fold, nfc

Scope = Literal["meeting", "round", "year"]
Side = Literal["cluster", "school", "office"]
LONGEST = 3000
SHORTEST = 2
BAD_ANSWER = N_("Please write {least} to {most} letters.")


@dataclass(frozen=True, slots=True)
class PaperField:
    """Something that only a person can say of a paper."""

    name: str
    label: str
    """What its gap is called on paper."""
    question: str


STRENGTHS = PaperField("strengths", "ưu điểm", N_("What went well? (One thing a line.)"))
LIMITS = PaperField("limits", "hạn chế", N_("What did not go well yet? (One thing a line.)"))
CAUSES = PaperField("causes", "nguyên nhân", N_("What are the causes? (One thing a line.)"))
PROPOSALS = PaperField("proposals", "đề xuất, kiến nghị", N_("What do you propose or ask for? (One thing a line.)"))
NEXT = PaperField("next", "kế hoạch tiếp theo", N_("What comes next: who does what by when? (One thing a line.)"))
COURSE = PaperField("course", "diễn biến buổi sinh hoạt", N_("What happened, step by step? (One thing a line.)"))
CONCLUSION = PaperField("conclusion", "kết luận", N_("What did the meeting conclude? (One thing a line.)"))
PURPOSE = PaperField("purpose", "mục đích", N_("Purpose: what is the support for?"))
AUDIENCE = PaperField("audience", "đối tượng", N_("For whom: which teachers, how many?"))
CONTENT = PaperField("content", "nội dung", N_("Content: what is asked for?"))
PLACE = PaperField("place", "địa điểm", N_("Where is it to be?"))
TIME = PaperField("time", "thời gian", N_("When is it to be?"))
CONFIRMED = PaperField(
    "confirmed",
    "hiệu trưởng xác nhận số tiết",
    N_(
        "One period is assumed for each lesson. Is the table right? Please answer: Đúng; or the row and its periods, "
        "for example: 2: 3 tiết"
    ),
)
CHAIR = PaperField("chair", "chủ trì", N_("Who chairs the meeting? Please write the full name."))
SECRETARY = PaperField("secretary", "thư ký", N_("Who takes the minutes? Please write the full name."))
TOPIC = PaperField("topic", "nội dung", N_("What is the meeting about? The plan does not say it."))
COVERED = PaperField("steps", COURSE.label, N_("Which steps of the lesson study did it cover? For example: 2, 3"))
PREPARE = PaperField(
    "prepare",
    COURSE.label,
    N_("What was agreed about the lesson: its aims, tasks, and what pupils may find hard?"),
)
TEACH = PaperField("teach", COURSE.label, N_("Who taught which lesson in which class, and how did the pupils learn?"))
DISCUSS = PaperField(
    "discuss",
    COURSE.label,
    N_("What did the teacher and the observers say? Who learnt how, where was it hard, and why?"),
)
APPLY = PaperField("apply", COURSE.label, N_("What is tried in everybody's own class after this?"))
AIM = PaperField("aim", "mục đích", N_("What is the plan's purpose? (One thing a line.)"))
DEMANDS = PaperField("demands", "yêu cầu", N_("What does the plan demand? (One thing a line.)"))
DUTIES = PaperField("duties", "tổ chức thực hiện", N_("Who does what to carry it out? (One thing a line.)"))
STEPS = (PREPARE, TEACH, DISCUSS, APPLY)
WRITTEN = (CHAIR, SECRETARY, COVERED, *STEPS, STRENGTHS, LIMITS, CONCLUSION, PROPOSALS, NEXT)
"""What the minutes themselves keep, heading by heading."""
REPORTED = (STRENGTHS, LIMITS, CAUSES, PROPOSALS, NEXT)


@dataclass(frozen=True, slots=True)
class KindOf:
    """One kind of paper."""

    label: str
    """How the chat calls it, in a button."""
    letters: str
    """Its letters in a number and in the name of its file."""
    scope: Scope
    sides: tuple[Side, ...]
    fields: tuple[PaperField, ...] = ()
    closes: tuple[str, ...] = ()
    """The codes of the duties that it closes once the level above approves it."""
    ahead: bool = False
    """It is of use before the meeting begins."""


ALL: tuple[Side, ...] = ("cluster", "school", "office")
KINDS: Mapping[PaperKind, KindOf] = {
    PaperKind.ROLL_EMPTY: KindOf(
        N_("Roll to sign"), "DS", "meeting", ("cluster", "school"), (CHAIR, SECRETARY), ahead=True
    ),
    PaperKind.ROLL: KindOf(N_("Roll, filled"), "DS", "meeting", ("cluster", "school"), (CHAIR, SECRETARY)),
    PaperKind.MINUTES: KindOf(
        N_("Minutes"),
        "BB",
        "meeting",
        ("cluster",),
        (TOPIC, *WRITTEN),
        closes=CLOSES[PaperKind.MINUTES],
    ),
    PaperKind.REPORT: KindOf(
        N_("Report on the meeting"),
        "BC",
        "meeting",
        ("cluster", "school"),
        (TOPIC, *REPORTED),
        closes=CLOSES[PaperKind.REPORT],
    ),
    PaperKind.CONFIRMATION: KindOf(N_("Confirmation"), "GXN", "meeting", ("school",), (TOPIC,)),
    PaperKind.INVITATION: KindOf(N_("Invitation letter"), "GM", "meeting", ("cluster",), (TOPIC, CHAIR), ahead=True),
    PaperKind.SUMMONS: KindOf(N_("Summons letter"), "CV", "meeting", ("cluster",), (TOPIC,), ahead=True),
    PaperKind.NEWS: KindOf(
        N_("News item"), "TIN", "meeting", ("cluster",), (TOPIC, STRENGTHS, CONCLUSION), closes=CLOSES[PaperKind.NEWS]
    ),
    PaperKind.ROUND: KindOf(N_("Report on the round"), "BC", "round", ALL, REPORTED, closes=CLOSES[PaperKind.ROUND]),
    PaperKind.YEAR: KindOf(N_("Report on the year"), "BC", "year", ALL, REPORTED, closes=CLOSES[PaperKind.YEAR]),
    PaperKind.PLAN: KindOf(
        N_("Plan of the year"),
        "KH",
        "year",
        ("cluster", "office"),
        (AIM, DEMANDS, DUTIES),
        closes=CLOSES[PaperKind.PLAN],
    ),
    PaperKind.TOPICS: KindOf(N_("List of topics"), "DS", "year", ("school", "office"), closes=CLOSES[PaperKind.TOPICS]),
    PaperKind.HOURS: KindOf(N_("Demo lessons, periods"), "BQD", "year", ("school",), (CONFIRMED,)),
    PaperKind.TRAINING: KindOf(N_("Confirmation for BDTX"), "GXN", "year", ("school",)),
    PaperKind.SUPPORT: KindOf(
        N_("Request for support"),
        "CV",
        "year",
        ("school", "cluster"),
        (PURPOSE, AUDIENCE, CONTENT, PLACE, TIME),
        closes=CLOSES[PaperKind.SUPPORT],
    ),
}


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """Which paper somebody asks for."""

    kind: PaperKind
    side: Side
    number: int
    """The meeting, the round, or the first calendar year of the school year."""
    of: int = 0
    """The cluster or the school whose view it is; of a confirmation who was expected, or the person."""

    @property
    def about(self) -> KindOf:
        """What there is to know of its kind."""
        return KINDS[self.kind]

    @property
    def what(self) -> str:
        """Return kind and side as a press carries them."""
        return f"{self.kind}.{self.side}"

    @classmethod
    def read(cls, what: str, number: int, of: int) -> "WantedPaper":
        """Read back what a press carries. Raises Gone for what no paper is."""
        kind, _, side = what.partition(".")
        known = next((one for one in KINDS if one == kind), None)
        if known is None or side not in KINDS[known].sides:
            raise Gone
        return cls(known, _side(side), number, of)


def _side(written: str) -> Side:
    sides: Mapping[str, Side] = {"cluster": "cluster", "school": "school", "office": "office"}
    return sides[written]


def sides_of(rights: Rights) -> Sequence[Side]:
    """Return the views that somebody has: of the clusters they lead, of their school, of everything."""
    views: list[tuple[bool, Side]] = [
        (bool(rights.does_for_clusters), "cluster"),
        (bool(rights.papers_of), "school"),
        (rights.officer, "office"),
    ]
    return [side for has, side in views if has]


def read_answer(typed: str) -> str:
    """Return an answer as it is kept. Raises BadInput where it is empty or too long."""
    said = "\n".join(line.strip() for line in nfc(typed).splitlines() if line.strip())
    if not SHORTEST <= len(said) <= LONGEST:
        raise BadInput(BAD_ANSWER, least=SHORTEST, most=LONGEST)
    return said


def file_name(letters: str, *parts: str, year: SchoolYear, ending: str = ".docx") -> str:
    """Return "BC_SHCM_Cum1_Dot2_2026-2027.docx", as offices name files: no accents, no spaces."""
    said = [_plain(part) for part in parts]
    return "_".join([letters, "SHCM", *(part for part in said if part), f"{year}{ending}"])


def _plain(part: str) -> str:
    words = re.findall(r"[a-z0-9]+", fold(part))
    return "".join(word.capitalize() for word in words if word != "so")[:40]
