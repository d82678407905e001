"""The papers that the catalogue quotes: a library of samples. None of them holds before an officer switches it on."""

from dataclasses import dataclass
from datetime import date

LAW = "law"
"""What the law asks: it holds from the start, and no officer switches it on."""


@dataclass(frozen=True, slots=True)
class SamplePaper:
    """One paper: who issued it, from when to when it holds, and for which levels of schooling."""

    key: str
    place: str
    """What an officer finds it by."""
    name: str
    """As a notice names it; its number was never filled in."""
    since: date
    until: date | None
    """The last day: of its school year, or of the office that issued it; None where neither is known to end."""
    levels: tuple[str, ...]
    """As in `units.LEVELS`; none at all for every level."""
    issuer: str = ""
    """The office whose paper it is; empty for what no office issued."""
    orders: bool = True
    """Whether an office ordered something in it; an article orders nothing."""

    def may_stand(self, today: date) -> bool:
        """Say whether it can be cited as it stands: it is an order, and its time is not over."""
        return self.orders and (self.until is None or today <= self.until)


_DISTRICTS_END = date(2025, 6, 30)

PAPERS = {
    paper.key: paper
    for paper in (
        SamplePaper(
            "000",
            "Lạc Thủy, 11/2023",
            "công văn của Phòng GD&ĐT Lạc Thủy, 11/2023",
            date(2023, 11, 1),
            _DISTRICTS_END,
            ("th",),
            "Phòng GD&ĐT Lạc Thủy",
        ),
        SamplePaper(
            "001",
            "Mường Chà, 10/2023",
            "kế hoạch của Phòng GD&ĐT Mường Chà, 10/2023",
            date(2023, 8, 1),
            date(2024, 7, 31),
            ("th",),
            "Phòng GD&ĐT Mường Chà",
        ),
        SamplePaper(
            "002",
            "Khoái Châu, 26/11/2020",
            "bài viết của cụm chuyên môn khu Đông, Khoái Châu, 26/11/2020",
            date(2020, 11, 26),
            None,
            ("thcs",),
            orders=False,
        ),
        SamplePaper(
            "003",
            "TP.HCM, 2019-2020",
            "hướng dẫn của Sở GD&ĐT TP. Hồ Chí Minh, từ năm học 2019-2020",
            date(2019, 8, 1),
            None,
            ("gdtx",),
            "Sở GD&ĐT TP. Hồ Chí Minh",
        ),
        SamplePaper(
            "004",
            "Hòa Bình, 2017-2018",
            "hướng dẫn của Sở GD&ĐT Hòa Bình, năm học 2017-2018",
            date(2017, 8, 1),
            date(2018, 7, 31),
            ("thcs", "thpt"),
            "Sở GD&ĐT Hòa Bình",
        ),
        SamplePaper(
            "practice",
            "Báo GD&TĐ, 2020",
            "Báo Giáo dục & Thời đại, 2020, về sinh hoạt chuyên môn cụm trường",
            date(2020, 1, 1),
            None,
            (),
            orders=False,
        ),
    )
}
"""The five documents, and what good custom asks of every cluster."""
