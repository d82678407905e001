"""What stands over the rows of a table: headings across it, the headings before it, the name of the sheet.

A row that names no cluster or no month takes them from there. Nothing of it crosses a table, a sheet or a heading of
its own rank.
"""

import re
from dataclasses import dataclass, field

from bot.documents import heads, lists
from bot.domain.drafts import LooseLine, Place
from bot.domain.organisation.subjects import known_subject, subject_key
from bot.vietnamese import fold

MOST_LETTERS = 80
_RANKS = (
    re.compile(r"^(?:phần|chương)\s+\w+|^[A-Z]\s*[.)/]|^[IVX]{1,5}\s*[.)/-]"),
    re.compile(r"^\d{1,2}\s*[.)/](?!\s*\d{1,2}/)"),
    re.compile(r"^\d{1,2}\.\d{1,2}\.?\s|^[a-zđ]\s*[.)/]"),
)
_SUBJECT = re.compile(r"^\W*(?:(?:[IVX]{1,5}|\d{1,2})\s*[.)/]\s*)?(?:bộ\s+)?môn\s*:?\s+(.{2,40}?)\W*$", re.IGNORECASE)
_TIME = re.compile(
    r"^\W*(?:(?:[ivx]{1,5}|\d{1,2})\s*[.)/]\s*)?"
    r"((?:thang|t)\s*\d{1,2}\b.{0,30}|(?:hoc k[iy]|hk)\s*(?:i{1,2}|[12])\b.{0,30}|quy\s+(?:i{1,3}|iv|[1-4])\b.{0,20}"
    r"|tuan\s+(?:thu\s+)?\w+\b.{0,40}|(?:dot|lan)\s+\d{1,2}\b.{0,40}\d.{0,20})$"
)
# "10" below "Học kỳ I" is a month.
_BARE = re.compile(r"\d{1,2}")
_HALF_YEAR = re.compile(r"\W*(?:hoc k[iy]|hk|quy)\b")
_NO_TIME = re.compile(r"\b(?:cum|mon|truong|noi dung|tai)\b")


@dataclass
class Over:
    """The cluster and the time that hold for rows until another heading of the kind comes."""

    cluster: str = ""
    time: str = ""
    outer: str = ""
    """Which of the two came first: its next one ends the other."""

    def take(self, text: str) -> bool:
        """Take a heading; False where the words are none of a cluster or a time."""
        cluster, time = heading_of(text)
        if cluster and self.outer == "cluster":
            self.time = ""
        if time and self.outer == "time":
            self.cluster = ""
        self.outer = self.outer or ("cluster" if cluster else "time" if time else "")
        self.cluster, self.time = cluster or self.cluster, time or self.time
        return bool(cluster or time)

    def of(self, cluster: str, time: str) -> tuple[str, str]:
        """Return what holds for a row that says this of itself, the day of a row with the month over it."""
        if not time:
            time = self.time
        elif self.time and _BARE.fullmatch(time.strip()) and _HALF_YEAR.match(fold(self.time)):
            time = f"tháng {time.strip()} {self.time}"
        elif self.time and not re.search(r"/|thang|\bt\d", fold(time)) and re.search(r"\d|tuan", fold(time)):
            time = f"{time} {self.time}"
        return cluster or self.cluster, time


@dataclass
class Headings:
    """The headings of the paper at one place, by their rank, and the line just above."""

    ranks: dict[int, str] = field(default_factory=dict)
    last: str = ""
    over: Over = field(default_factory=Over)

    def take(self, line: str) -> None:
        """Take a line of running text."""
        self.last = "" if heads.begins(line) else line
        rank = next((rank for rank, pattern in enumerate(_RANKS) if pattern.match(line)), None)
        if rank is None and line.isupper() and len(line) <= MOST_LETTERS and not heads.begins(line):
            rank = 0
        is_heading = len(line) <= MOST_LETTERS and self.over.take(line)
        if rank is not None:
            self.ranks = {one: text for one, text in self.ranks.items() if one < rank} | {rank: line}
            if not is_heading:
                self.over = Over()

    def table(self) -> Over:
        """Return what holds for a table that begins here; the next one has its own."""
        over, self.over = self.over, Over(outer=self.over.outer)
        return over

    def lines(self) -> list[str]:
        """Return the headings that stand over this place, and the line just above."""
        last = "" if lists.in_lines([LooseLine(Place(0, 0), self.last)]).clusters else self.last
        return [*self.ranks.values(), *([last] if last and last not in self.ranks.values() else [])]


def is_heading(line: str) -> bool:
    """Tell whether a line is a heading of any rank, or names a cluster or a time."""
    return any(pattern.match(line) for pattern in _RANKS) or line.isupper() or any(heading_of(line))


def heading_of(text: str) -> tuple[str, str]:
    """Return the cluster or subject and the time that a heading names, each empty where it names none."""
    line = " ".join(text.split())
    if len(line) > MOST_LETTERS:
        return "", ""
    parts = re.split(r"\s+[-–—|]\s+|\s*[:;]\s+(?=\S)", line)
    found = [(_cluster_of(part), _time_of(part)) for part in ([line] if len(parts) == 1 else parts)]
    if any(not cluster and not time for cluster, time in found):
        found = [(_cluster_of(line), _time_of(line))]
    return next((one for one, _ in found if one), ""), next((one for _, one in found if one), "")


def _cluster_of(text: str) -> str:
    if cluster := lists.headed(text):
        return cluster
    subject = _SUBJECT.match(text)
    return subject[1] if subject and known_subject(subject_key(subject[1])) else ""


def _time_of(text: str) -> str:
    found = _TIME.match(fold(text).strip(" .:;"))
    if not found or _NO_TIME.search(found[1]):
        return ""
    return re.sub(r"^\W*(?:(?:[IVX]{1,5}|\d{1,2})\s*[.)/]\s+)?", "", text).strip(" .:;")
