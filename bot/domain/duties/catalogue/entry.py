"""One duty as a directive asks for it, and the directives that duties come from."""

from dataclasses import dataclass
from datetime import date

from bot.domain.calendar.settings import Ladder, Rung
from bot.domain.models import Anchor, Owner, Proof

LAW = "law"
DIRECTIVES = {
    "000": "công văn của Phòng GD&ĐT Lạc Thủy, 11/2023",
    "001": "kế hoạch của Phòng GD&ĐT Mường Chà, 10/2023",
    "002": "bài viết của cụm chuyên môn khu Đông, Khoái Châu, 26/11/2020",
    "003": "hướng dẫn của Sở GD&ĐT TP. Hồ Chí Minh, từ năm học 2019-2020",
    "004": "hướng dẫn của Sở GD&ĐT Hòa Bình, năm học 2017-2018",
}
"""The five documents, as a notice names them; their numbers were never filled in."""

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
    shift: int = 0
    lasts: int = 30
    reminders: tuple[int, ...] | None = None
    ladder: Ladder | None = None
    active: bool = True

    @property
    def basis(self) -> str:
        """Return what the duty rests on, in Vietnamese, as a notice says it."""
        directive = DIRECTIVES.get(self.code.partition("-")[0], "")
        return " ".join(part for part in (self.where, directive) if part)


def directive_of(code: str | None) -> str:
    """Return the key in `DIRECTIVES` of a rule's code, or `LAW`; empty for what a person wrote."""
    return code.partition("-")[0] if code else ""
