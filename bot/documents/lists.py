"""Lists of clusters: lines that name the schools of one, or some rows of a table; and how leads come about."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from bot.documents import members, persons
from bot.documents.members import LEADS, is_school
from bot.domain.drafts import LeadsBy, LooseLine, Place, TypedCluster
from bot.vietnamese import fold

_BULLET = r"^\W*(?:(?:[IVXLC]{1,5}|\d{1,2}(?:\.\d{1,2})*|[a-zđ])\s*[.)/](?:\s*[-+•])?\s*)?"
# The lookahead keeps out what cụm trưởng have to do; scanners write cụm trường for both.
_NAME = r"((?:ti[ểe]u\s+)?c[ụu]m\s+(?!tr[ưu][ởờo]ng\b(?!\s*(?:số|\d)))(?:[^:;,.()]|(?<=\d)\.(?=\d)){1,40}?)"
_HEAD = re.compile(
    rf"{_BULLET}{_NAME}\s*((?:\((?:[^()]|\([^()]*\))*\)\s*)*)"
    r"(?:[.,]?\s*(?:[:;]|[-–—]\s|(?=\b(?:bao\s+)?gồm\b)|(?=\bcó\s+\d+\s+(?:trường|đơn\s+vị)))\s*(.*))?$",
    re.IGNORECASE,
)
# "Cụm 1", "Cụm Trung tâm": what may stand alone above its schools.
_ALONE = 6
_LEVEL_OF = re.compile(
    r"\s*[-–]?\s*\b(?:cấp\s+)?(mầm\s+non|tiểu\s+học|trung\s+học\s+cơ\s+sở|trung\s+học\s+phổ\s+thông|MN|TH|THCS|THPT)$",
    re.IGNORECASE,
)
_LEVEL_THEN = re.compile(
    r"^(?:cấp\s+)?(mầm\s+non|tiểu\s+học|trung\s+học\s+cơ\s+sở|trung\s+học\s+phổ\s+thông|MN|TH|THCS|THPT)\s*(?:[:;]|(?=(?:bao\s+)?gồm\b))",
    re.IGNORECASE,
)
_LEVEL_HEAD = re.compile(
    rf"{_BULLET}(?:(?:các\s+cụm|đối\s+với|danh\s+sách\s+(?:các\s+)?cụm|chia\s+cụm)\b.{{0,30}}?)?\b(?:cấp|bậc(?:\s+học)?|khối)\s*:?\s*"
    r"(mầm\s+non|tiểu\s+học|trung\s+học\s+cơ\s+sở|trung\s+học\s+phổ\s+thông|MN|TH|THCS|THPT)\W*$",
    re.IGNORECASE,
)
# "… trên địa bàn Quận 1, 4": a cluster told by places.
_AREA = re.compile(r"\btrên\s+địa\s+bàn\s+(?:các\s+)?(.+)$", re.IGNORECASE)
# "Gồm các phường, xã, đặc khu: …": a cluster told by communes.
_COMMUNES = re.compile(
    r"^(?:bao\s+)?gồm\s+(?:các\s+)?(?:trường\s+(?:của|thuộc|trên\s+địa\s+bàn)\s+(?:các\s+)?)?"
    r"((?:xã|phường|đặc\s+khu)(?:\s*,\s*(?:xã|phường|đặc\s+khu))*(?:\s+(?:và|sau)\s*(?:xã|phường|đặc\s+khu)?)*)\s*:\s*(.+)$",
    re.IGNORECASE,
)
# "Gồm đặc khu Côn Sơn", "gồm xã Hạ Lâm và xã Tân Lập".
_COMMUNES_AT_ONCE = re.compile(
    r"^(?:bao\s+)?gồm\s+(?:các\s+)?(?:trường\s+(?:của|thuộc|trên\s+địa\s+bàn)\s+(?:các\s+)?)?"
    r"((?:xã|phường|đặc\s+khu)\s+(?!xã|phường|đặc\s+khu|và|sau)(\w).*)$",
    re.IGNORECASE,
)
_KIND_OF_COMMUNE = re.compile(r"\b(?:xã|phường|đặc\s+khu)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"\.\s+(?=[^\W\d_])")
_SPLIT_UP = re.compile(r"\s+(?:được\s+)?chia\s+(?:thành|làm|ra)\s.*$", re.IGNORECASE)
_LISTED = re.compile(r"^(?:bao\s+)?gồm\b", re.IGNORECASE)
_LEVEL = re.compile(r"^(quận|huyện|phường|xã|thị xã|thành phố)\s+(?=\d)", re.IGNORECASE)
_ROTATING = re.compile(r"cụm trưởng\b[^.]{0,200}\bluân phiên|luân phiên[^.]{0,100}\bcụm trưởng", re.IGNORECASE)
_ELECTED = re.compile(r"cụm trưởng\b[^.]{0,100}\b(?:do|được)\b[^.]{0,100}\bbầu\b", re.IGNORECASE)
_LEADS_OF = re.compile(
    r"\b(?:cụm\s+trưởng|trưởng\s+cụm|trường\s+làm\s+trưởng)\s+(?:của\s+)?((?:tiểu\s+)?cụm\s+[^:;,.]{1,20}?)\s*(?::|[-–]\s|\blà\b)"
    r"\s*((?:[^.;,()]|\([^()]*\))+)",
    re.IGNORECASE,
)
_MARKED = re.compile(r"^(?:x|\+|✓|v|(?:la |lam |truong )?(?:cum truong|truong cum|nhom truong|truong nhom))$")
_GOES_ON = re.compile(r"(?:,|;|\bvà)\s*$")
_A_BULLET = re.compile(r"^\s*(?:[-+*•–]|\d{1,2}\s*[.)/]|[a-zđ]\s*[.)/])\s*", re.IGNORECASE)


@dataclass
class Lists:
    """The clusters that lines tell of, in their order, and what of them could not be read."""

    clusters: list[TypedCluster] = field(default_factory=list)
    unread: list[LooseLine] = field(default_factory=list)
    _level: str = ""
    _parent: str = ""
    _open: bool = False
    """Whether lines below may go on with the schools of the last cluster."""
    _broken: bool = False
    """Whether the last line ended in the middle of a list."""

    def take(self, line: LooseLine) -> None:
        """Take a line of the paper."""
        for text in (one for row in line.text.split("\n") for one in _parted(row)):
            if text.strip() and not self._led(text):
                self._take(line.place, text)

    def _led(self, text: str) -> bool:
        """Take who leads which cluster, named behind the lists: "Cụm trưởng cụm 1: TH A; cụm trưởng cụm 2: TH B"."""
        named = {_bare(found[1]): members.lead_of(found[2]) for found in _LEADS_OF.finditer(text)}
        for at, cluster in enumerate(self.clusters):
            lead = named.get(_bare(cluster.name), "")
            if is_school(lead) and not cluster.lead:
                self.clusters[at] = replace(cluster, lead=lead)
        return bool(named) and bool(self.clusters)

    def _take(self, place: Place, text: str) -> None:
        if level := _LEVEL_HEAD.match(text):
            self._level, self._parent, self._open = level[1], "", False
        elif cluster := self._headed(place, text):
            self._begin(cluster, text)
        elif self._open and (self._broken or _A_BULLET.match(text) or is_school(text) or LEADS.search(text)):
            self._go_on(place, text)
        else:
            self._open = False

    def _begin(self, cluster: TypedCluster, text: str) -> None:
        self._open, self._broken = True, bool(_GOES_ON.search(text))
        if fold(cluster.name).startswith("tieu cum"):
            cluster = replace(cluster, under=self._parent or cluster.under)
        else:
            self._parent = cluster.name
        self.clusters.append(cluster)

    def _headed(self, place: Place, text: str) -> TypedCluster | None:
        found = _HEAD.match(text)
        if found is None:
            return None
        name, brackets, rest = _SPLIT_UP.sub("", " ".join(found[1].split())), found[2] or "", found[3] or ""
        if not rest.strip() and _is_list(inside := brackets.strip()[1:-1]):
            # "Cụm 1 (gồm: TH A, TH B; cụm trưởng: TH A)".
            brackets, rest = "", inside
        lead = members.cut_lead(brackets)[1]
        level = _LEVEL_OF.search(name) or _LEVEL_OF.search(brackets.strip(" ()"))
        under = level[1] if level else self._level
        name = _LEVEL_OF.sub("", name) if len(_LEVEL_OF.sub("", name).split()) > 1 else name
        if area := _AREA.search(rest):
            listed, area_lead = members.cut_lead(area[1])
            return TypedCluster(place, name, (), lead or area_lead, _areas(listed), under=under)
        rest, named = persons.cut(rest)
        if communes := _communes(rest):
            areas, area_lead = communes
            return TypedCluster(place, name, (), lead or area_lead, areas, under=under, persons=named)
        if (level := _LEVEL_THEN.match(rest)) and is_school(rest[level.end() :].strip()):
            under, rest = level[1], rest[level.end() :]
        before, colon, behind = rest.partition(":")
        if colon and len(before.split()) <= _ALONE and not is_school(before) and is_school(behind.strip()):
            rest = behind
        has = members.read(rest)
        if any(members.OF_A_MEETING.search(piece) for piece in (*has.schools, *has.unread)):
            return None
        if any(is_school(school) for school in has.schools):
            self.unread += [LooseLine(place, typed) for typed in has.unread]
            return TypedCluster(place, name, tuple(has.schools), lead or has.lead, under=under, persons=named)
        alone = not has.schools and len(name.split()) <= _ALONE
        return TypedCluster(place, name, (), lead or has.lead, under=under, persons=named) if alone else None

    def _go_on(self, place: Place, text: str) -> None:
        """Add the schools of a line below; a sentence that is no list ends it."""
        former = self.clusters[-1]
        text, named = persons.cut(text)
        if named:
            former = self.clusters[-1] = replace(former, persons=(*former.persons, *named))
        typed = _A_BULLET.sub("", text)
        has = members.read(typed)
        if not LEADS.search(text) and members.is_entry(typed):
            self._open = False
            return
        if named and not text.strip(" ."):
            return
        if not has.lead and not any(is_school(school) for school in has.schools):
            self._open = bool(self._broken)
            return
        self._broken = bool(_GOES_ON.search(text))
        schools = tuple(school for school in has.schools if is_school(school) or former.schools)
        self.unread += [LooseLine(place, typed) for typed in has.unread]
        self.clusters[-1] = replace(former, schools=(*former.schools, *schools), lead=former.lead or has.lead)


def _bare(name: str) -> str:
    return " ".join(word for word in fold(name).split() if word not in {"so", "chuyen", "mon"})


def _parted(line: str) -> list[str]:
    """Return the clusters of one paragraph apart: "… như sau: Cụm 1: TH A, TH B. Cụm 2: TH C."."""
    parts = _NEXT.split(line)
    return parts if len(parts) > 2 else [line]  # noqa: PLR2004 - what stands before, and two clusters or more


_NEXT = re.compile(r"(?<=[.;:])\s+(?=(?:Tiểu cụm|Cụm)\s+(?:[^:;.,()]|(?<=\d)\.(?=\d)){1,20}\s*(?::|\bgồm\b|\())")


def _is_list(inside: str) -> bool:
    """Tell whether brackets behind a cluster hold its schools, and not its lead or a count of them."""
    schools = members.read(inside).schools
    return bool(_LISTED.match(inside)) or (len(schools) > 1 and all(is_school(school) for school in schools))


def in_lines(lines: Iterable[LooseLine]) -> Lists:
    """Read the clusters that lines tell of, by their schools or by their places; heads without either are none."""
    found = Lists()
    for line in lines:
        found.take(line)
    found.clusters = [cluster for cluster in found.clusters if cluster.schools or cluster.areas]
    return found


_ITS_SCHOOLS = re.compile(
    r"^\W*(?:(?:danh\s+sách\s+)?(?:gồm\s+)?(?:các\s+)?(?:trường|đơn\s+vị)(?:\s+(?:trong|thuộc|thành\s+viên|của|tham\s+gia)"
    r"(?:\s+(?:cụm|gồm))*)?|thành\s+viên|cụm\s+gồm)(?:\s+gồm)?\s*(?:\(\d+\s+(?:trường|đơn\s+vị)\)\s*)?[:;]\s*(.+)$",
    re.IGNORECASE,
)
_ITS_LEAD = re.compile(r"^\W*(?:(?:trường|đơn\s+vị)\s+)?(?:cụm\s+trưởng|trưởng\s+cụm)\s*[:;–-]\s*(.+)$", re.IGNORECASE)


def of_heading(place: Place, name: str, line: str) -> TypedCluster | None:
    """Return the cluster of a heading, where a line below lists its schools: "Các trường: TH A, TH B"."""
    if found := _ITS_SCHOOLS.match(line):
        has = members.read(found[1])
        if len(has.schools) > 1 and all(is_school(school) for school in has.schools):
            return TypedCluster(place, name, tuple(has.schools), has.lead)
    return None


def lead_alone(line: str) -> str:
    """Return the school that a line of its own names to lead: "Cụm trưởng: TH A"; else nothing."""
    found = _ITS_LEAD.match(line)
    lead = members.lead_of(found[1]) if found else ""
    return lead if is_school(lead) else ""


def headed(text: str) -> str:
    """Return the cluster that a line is the heading of: "II. CỤM SỐ 1", "Lịch của Cụm 2"; else nothing."""
    found = _HEADING.match(text)
    return " ".join(found[1].split()) if found else ""


_HEADING = re.compile(
    rf"{_BULLET}(?:(?:lịch|kế\s+hoạch|chương\s+trình|nội\s+dung)\b[^:;.]{{0,60}}?\b(?:của|cho|tại|:)?\s*)?{_NAME}"
    r"\s*(?:\((?:[^()]|\([^()]*\))*\)\s*)?[:.]?\s*$",
    re.IGNORECASE,
)


def _communes(rest: str) -> tuple[tuple[str, ...], str] | None:
    """Return the communes that a cluster is told by, and the school that leads it; None for another list."""
    if found := _COMMUNES.match(rest):
        kinds, listed = [" ".join(kind.split()).lower() for kind in _KIND_OF_COMMUNE.findall(found[1])], found[2]
    elif (found := _COMMUNES_AT_ONCE.match(rest)) and found[2].isupper():
        kinds, listed = [], found[1]
    else:
        return None
    listed, lead = members.cut_lead(listed)
    areas = _areas(_SENTENCE.split(listed)[0].strip(" ."))
    # "Các xã: Hạ Lâm, Tân Lập": what is said once for all is said of each.
    only = f"{kinds[0]} " if len(kinds) == 1 else ""
    return tuple(area if _KIND_OF_COMMUNE.match(area) else only + area for area in areas), lead


def _areas(listed: str) -> tuple[str, ...]:
    """Return the places of "Quận 1, 4, huyện Nhà Bè", each number with its level."""
    level, areas = "", []
    for typed in members.split(listed):
        if found := _LEVEL.match(typed):
            level = found[1]
        areas.append(f"{level} {typed}" if typed.isdigit() and level else typed)
    return tuple(areas)


def of_row(place: Place, names: dict[str, str], former: TypedCluster | None) -> TypedCluster | None:
    """Return the cluster that a row of a table tells of; one that names none goes on with the former."""
    name = names.get("subcluster", "") or names.get("cluster", "") or (former.name if former else "")
    has = members.read(names.get("members", "") or names.get("unit", ""))
    if not name or not has.schools:
        return None
    schools = [in_ward(school, names.get("ward", "")) for school in has.schools]
    named = [persons.of_cell(names.get(column, ""), deputy=column == "deputy") for column in ("lead", "deputy")]
    who = tuple(one for one in named if one)
    lead = "" if named[0] else members.lead_of(names.get("lead", "")) or has.lead
    if any(_MARKED.match(fold(names.get(column, "")).strip(" .")) for column in ("lead", "remark", "task")):
        lead = schools[0]
    kind = "Tiểu cụm" if names.get("subcluster") else "Cụm"
    name = name if "cum" in fold(name).split()[:2] else f"{kind} {name}"
    under = names.get("cluster", "") if names.get("subcluster") else names.get("level", "")
    return TypedCluster(place, name, tuple(schools), lead, under=under, persons=who)


def in_ward(school: str, ward: str) -> str:
    """Return a school with the commune of its row, where its name does not hold it."""
    ward = " ".join(ward.split())
    return f"{school} ({ward})" if ward and fold(ward) not in fold(school) and "\n" not in ward else school


def merged(rows: Iterable[TypedCluster]) -> Iterator[TypedCluster]:
    """Put the rows of one cluster together; the first lead that is named is its lead."""
    found: dict[tuple[str, str], TypedCluster] = {}
    for row in rows:
        key = fold(row.name), fold(row.under)
        former = found.setdefault(key, row)
        if former is not row:
            schools = tuple(dict.fromkeys([*former.schools, *row.schools]))
            who = tuple(dict.fromkeys([*former.persons, *row.persons]))
            found[key] = replace(former, schools=schools, lead=former.lead or row.lead, persons=who)
    yield from found.values()


def leads_by(lines: Iterable[LooseLine]) -> LeadsBy | None:
    """Return how cluster leads come about, where the lines say that they are elected or take turns."""
    texts = [line.text for line in lines]
    if any(_ROTATING.search(text) for text in texts):
        return "rotating"
    return "elected" if any(_ELECTED.search(text) for text in texts) else None
