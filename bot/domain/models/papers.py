"""Official papers: the heads that units write under, what was filled in, and the versions that were passed on."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.models.base import Base, word


class PaperKind(StrEnum):
    """What kind of paper it is."""

    ROLL_EMPTY = "roll_empty"
    """Danh sách điểm danh, to be signed by hand."""
    ROLL = "roll"
    """The same, filled from the roll call."""
    MINUTES = "minutes"
    """Biên bản (Mẫu 1.9)."""
    CONFIRMATION = "confirmation"
    """Giấy xác nhận that somebody was at one meeting, for công tác phí."""
    TRAINING = "training"
    """Giấy xác nhận of somebody's year, for BDTX."""
    REPORT = "report"
    """Báo cáo after one meeting."""
    ROUND = "round"
    """Báo cáo at the end of a round."""
    YEAR = "year"
    """Báo cáo of the year, with its evidence."""
    INVITATION = "invitation"
    """Giấy mời (Mẫu 1.7)."""
    SUMMONS = "summons"
    """Công văn triệu tập."""
    PLAN = "plan"
    """Kế hoạch, in the form that plans are read in."""
    TOPICS = "topics"
    """Danh sách đăng ký chuyên đề."""
    SUPPORT = "support"
    """Công văn đề nghị hỗ trợ (004: five fields)."""
    HOURS = "hours"
    """Bảng quy đổi tiết dạy minh họa."""
    NEWS = "news"
    """Tin bài."""


class PaperHead(Base):
    """What stands above and below the papers of a unit; what has no value is the unit's default, or not known."""

    __tablename__ = "paper_head"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    above: Mapped[str | None]
    """Cơ quan chủ quản."""
    body: Mapped[str | None]
    """The unit's own name, as papers write it."""
    letters: Mapped[str | None]
    """Its letters in numbers of papers: "THNS" of "05/BC-THNS"."""
    place: Mapped[str | None]
    """Where papers are signed: the commune, without "xã"."""
    recipients: Mapped[str | None]
    """Who else receives its papers, one a line."""
    post: Mapped[str | None]
    signer: Mapped[str | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]


class OfficePaper(Base):
    """A paper of a unit about a meeting, a round, a year or a person, with what was filled into it by hand."""

    __tablename__ = "paper"
    __table_args__ = (UniqueConstraint("kind", "side", "number", "of", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PaperKind] = mapped_column(word(PaperKind))
    side: Mapped[str]
    """Whose view it is: "cluster", "school", "office"."""
    number: Mapped[int]
    """The meeting, the round, or the first calendar year of the school year that it is about."""
    of: Mapped[int] = mapped_column(default=0)
    """The cluster, the school or the row of who was expected; 0 where none is meant."""
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    """Whose head it bears."""
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was filled in, by the name of the field."""
    created_at: Mapped[datetime]


class PaperState(StrEnum):
    """What became of a version that was passed on."""

    SENT = "sent"
    RECEIVED = "received"
    RETURNED = "returned"
    APPROVED = "approved"
    REPLACED = "replaced"
    """A newer version was sent before anybody decided."""


class PaperVersion(Base):
    """A paper as it was passed on to the level above: frozen, so that what was approved is what was sent."""

    __tablename__ = "paper_version"
    __table_args__ = (UniqueConstraint("paper_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    number: Mapped[int]
    content: Mapped[str] = mapped_column(default="")
    """The whole paper as JSON (`papers.paper.Paper`); empty where its sender handed in a file of their own."""
    sha: Mapped[str | None] = mapped_column(index=True)
    file_name: Mapped[str]
    sent_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    to_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    """The unit above that it was sent to; None for the office that oversees everything."""
    state: Mapped[PaperState] = mapped_column(word(PaperState), default=PaperState.SENT, index=True)
    received_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    remark: Mapped[str] = mapped_column(default="")
    """The sentence with which it was returned."""
