"""Lists of clusters: a line that names the schools of one, or some rows of a table; and how leads come about."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.domain.drafts import LeadsBy, LooseLine, Place, TypedCluster
from bot.vietnamese import fold

# The lookahead keeps out what cụm trưởng have to do; scanners write cụm trường for both.
_CLUSTER = re.compile(r"^\W*(cụm\s+(?!tr[ưu][ởờo]ng\s+(?!số|\d))[^:;,.]{1,30}?)\s*[:;]\s*(.+)$", re.IGNORECASE)
# "Giao cho trường TH Thị trấn làm cụm trưởng", "cụm trưởng: …".
_LEAD = re.compile(
    r"[.;,]?\s*\b(?:giao\s+(?:nhiệm\s+vụ\s+)?cho\s+(?:trường\s+)?|(?:giao|do)\s+trường\s+)(.{2,100}?)\s+làm\s+cụm\s+tr[ưu][ởờo]ng\b.*$",
    re.IGNORECASE,
)
_LEAD_NAMED = re.compile(r"[.;,(]?\s*cụm\s+tr[ưu][ởờo]ng\s*(?:là|:)\s*([^.;)]{2,100})\W*$", re.IGNORECASE)
_INTRO = re.compile(r"^(?:bao\s+)?gồm(?:\s+các\s+(?:trường|đơn\s+vị))?\s*:?\s*", re.IGNORECASE)
# "Và" divides a list, but not "TH và THCS", which is one school.
_BETWEEN = re.compile(r"\s*[,;\n]\s*|(?<!\bTH)(?<!\bMN)(?<!\bTHCS)(?<!\btiểu học)(?<!\bmầm non)\s+và\s+", re.IGNORECASE)
_SCHOOL = re.compile(r"^(?:truong|ptdt[bn]t|th|thcs|thpt|mn|tieu hoc|trung hoc|trung tam|mam non|pho thong)\b")
# "… trên địa bàn Quận 1, 4": a cluster told by places.
_AREA = re.compile(r"\btrên\s+địa\s+bàn\s+(?:các\s+)?(.+)$", re.IGNORECASE)
_LEVEL = re.compile(r"^(quận|huyện|phường|xã|thị xã|thành phố)\s+(?=\d)", re.IGNORECASE)
_ROTATING = re.compile(r"cụm trưởng\b[^.]{0,200}\bluân phiên|luân phiên[^.]{0,100}\bcụm trưởng", re.IGNORECASE)
_ELECTED = re.compile(r"cụm trưởng\b[^.]{0,100}\b(?:do|được)\b[^.]{0,100}\bbầu\b", re.IGNORECASE)
_MARKED = {"x", "cum truong", "truong cum", "la cum truong"}


def is_school(typed: str) -> bool:
    """Tell whether a name begins as names of schools do."""
    return bool(_SCHOOL.match(fold(typed)))


def split_schools(listed: str) -> list[str]:
    """Return the names that a list in running text has, "và" before the last one included."""
    names = (name.strip(" .\n-+") for name in _BETWEEN.split(listed))
    return [name for name in names if name]


def in_lines(lines: Iterable[LooseLine]) -> Iterator[TypedCluster]:
    """Give the clusters that lines tell of, by their schools or by their places."""
    for line in lines:
        for text in line.text.split("\n"):
            if cluster := in_line(line.place, text):
                yield cluster


def in_line(place: Place, text: str) -> TypedCluster | None:
    """Return the cluster that a line tells of, if it does."""
    found = _CLUSTER.match(text)
    if found is None:
        return None
    name, rest = found[1], found[2]
    lead = _LEAD.search(rest) or _LEAD_NAMED.search(rest)
    listed = _INTRO.sub("", rest[: lead.start()] if lead else rest)
    schools = split_schools(listed)
    if any(is_school(school) for school in schools) and not _AREA.search(listed):
        return TypedCluster(place, name, tuple(schools), lead[1].strip() if lead else "")
    area = _AREA.search(listed)
    return TypedCluster(place, name, (), lead[1].strip() if lead else "", _areas(area[1])) if area else None


def _areas(listed: str) -> tuple[str, ...]:
    """Return the places of "Quận 1, 4, huyện Nhà Bè", each number with its level."""
    level, areas = "", []
    for typed in split_schools(listed):
        if found := _LEVEL.match(typed):
            level = found[1]
        areas.append(f"{level} {typed}" if typed.isdigit() and level else typed)
    return tuple(areas)


def of_row(place: Place, names: dict[str, str], former: TypedCluster | None) -> TypedCluster | None:
    """Return the cluster that a row of a table tells of; one that names none goes on with the former."""
    name = names.get("cluster", "") or (former.name if former else "")
    schools = split_schools(names.get("members", "") or names.get("unit", ""))
    if not name or not schools:
        return None
    lead = names.get("lead", "")
    if fold(lead) in _MARKED or fold(names.get("remark", "")) in _MARKED:
        lead = schools[0]
    name = name if fold(name).startswith("cum") else f"Cụm {name}"
    return TypedCluster(place, name, tuple(schools), lead)


def merged(rows: Iterable[TypedCluster]) -> list[TypedCluster]:
    """Put the rows of one cluster together; the first lead that is named is its lead."""
    found: dict[str, TypedCluster] = {}
    for row in rows:
        former = found.setdefault(fold(row.name), row)
        if former is not row:
            schools = tuple(dict.fromkeys([*former.schools, *row.schools]))
            found[fold(row.name)] = replace(former, schools=schools, lead=former.lead or row.lead)
    return list(found.values())


def leads_by(lines: Iterable[LooseLine]) -> LeadsBy | None:
    """Return how cluster leads come about, where the lines say that they are elected or take turns."""
    texts = [line.text for line in lines]
    if any(_ROTATING.search(text) for text in texts):
        return "rotating"
    return "elected" if any(_ELECTED.search(text) for text in texts) else None
