"""One duty as a paper asks for it."""

from dataclasses import dataclass
from datetime import date

from bot.domain.calendar.settings import Ladder, Rung
from bot.domain.duties.catalogue.papers import LAW, PAPERS
from bot.domain.models import Anchor, DaySource, Owner, Proof

AT_NO_TIME: tuple[int, ...] = ()
ON_THE_DAY = (0,)
NOBODY: Ladder = ()
TO_LEAD: Ladder = ((Rung.LEAD, 1),)
TO_OFFICER: Ladder = ((Rung.OFFICER, 3),)


WITH_A_DAY = frozenset({Anchor.NONE, Anchor.DAY, Anchor.YEARLY})
"""What has a day of its own, or waits for one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule as it is put in; what stands for itself here is said of `DutyRule`."""

    code: str
    title: str
    where: str
    """The place in the directive; what stands outside the five documents names its own directive."""
    sentence: str
    owner: Owner
    proof: Proof = Proof.HAND_IN
    anchor: Anchor = Anchor.NONE
    day: date | None = None
    """The last day on which it may be done, read as everywhere: of "trước ngày 15/11" the 14th."""
    shift: int = 0
    lasts: int = 30
    reminders: tuple[int, ...] | None = None
    ladder: Ladder | None = None
    named: bool = False
    """Whether the paper names this day itself; every other one, and every number of days, is ours."""
    doubled: bool = False
    """Whether another duty of the same paper asks the same people for the same thing: the whole paper leaves it out."""

    @property
    def basis(self) -> str:
        """Return what the duty rests on, in Vietnamese, as a notice says it."""
        paper = PAPERS.get(paper_of(self.code))
        return " ".join(part for part in (self.where, paper.name if paper else "") if part)

    @property
    def law(self) -> bool:
        """Whether it holds from the start, without an officer's word."""
        return paper_of(self.code) == LAW

    @property
    def levels(self) -> list[str] | None:
        """Return the levels of schooling it is for; None for all."""
        paper = PAPERS.get(paper_of(self.code))
        return list(paper.levels) if paper and paper.levels else None

    @property
    def day_source(self) -> DaySource:
        """Return who says by when it is to be done."""
        return DaySource.PAPER if self.named or self.anchor is Anchor.NONE else DaySource.OURS


def paper_of(code: str | None) -> str:
    """Return the key in `PAPERS` of a rule's code, or `LAW`; empty for what a person wrote."""
    return code.partition("-")[0] if code else ""
