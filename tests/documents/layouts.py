"""Plans with a known truth, laid out and typed in the ways offices do: every list of clusters with every table."""

from collections.abc import Callable
from dataclasses import dataclass

YEAR = "2026-2027"


@dataclass(frozen=True)
class Entry:
    """A meeting as it is meant."""

    cluster: str
    host: str
    month: str
    content: str

    @property
    def truth(self) -> dict:
        month, year = self.month.split("/")
        when = {"month": f"{year}-{int(month):02}", "day": None, "hour": None}
        return {"group": self.cluster, "host": self.host, "content": self.content, **when}


Clusters = dict[str, list[str]]
CLUSTERS: Clusters = {
    "Cụm 1": ["TH Kim Đồng", "TH Lê Lợi", "TH&THCS Bà Nà"],
    "Cụm 2": ["TH Ông Ích Khiêm", "PTDTBT TH số 2 Sá Tổng", "TH Trần Quốc Toản"],
}
MONTHS = ("10/2026", "12/2026", "3/2027")
ENTRIES = [
    Entry(cluster, schools[turn], month, f"Chuyên đề {turn + 1} của {cluster.lower()}")
    for turn, month in enumerate(MONTHS)
    for cluster, schools in CLUSTERS.items()
]

# Lists of clusters: each says the same schools and the same lead, the first school.


def _colon(name: str, schools: list[str]) -> list[str]:
    return [f"{name}: {', '.join(schools)}. Giao cho trường {schools[0]} làm cụm trưởng."]


def _numbered(name: str, schools: list[str]) -> list[str]:
    return [f"{name[-1]}. {name}: {'; '.join(schools)}. Cụm trưởng: {schools[0]}."]


def _lead_before(name: str, schools: list[str]) -> list[str]:
    return [f"{name} (Cụm trưởng: {schools[0]}): {', '.join(schools)}"]


def _lead_behind(name: str, schools: list[str]) -> list[str]:
    return [f"+ {name}: {schools[0]} (cụm trưởng), {', '.join(schools[1:-1])} và {schools[-1]}"]


def _counted(name: str, schools: list[str]) -> list[str]:
    number = name[-1]
    return [
        f"Cụm số {number} gồm 0{len(schools)} trường: {', '.join(schools)}; giao trường {schools[0]} làm cụm trưởng."
    ]


def _counted_bare(name: str, schools: list[str]) -> list[str]:
    return [f"{name}: gồm {len(schools)} trường {', '.join(schools[:-1])} và {schools[-1]}. Cụm trưởng: {schools[0]}"]


def _dashes(name: str, schools: list[str]) -> list[str]:
    return [f"{'I' * int(name[-1])}. {name.upper()}: {' - '.join(schools)} (Cụm trưởng: {schools[0]})"]


def _bullets(name: str, schools: list[str]) -> list[str]:
    return [f"{name}:", f"- Trường {schools[0]} (cụm trưởng)", *(f"- Trường {school};" for school in schools[1:])]


def _counted_bullets(name: str, schools: list[str]) -> list[str]:
    listed = [f"{number}) {school}" for number, school in enumerate(schools, start=1)]
    return [f"* {name} gồm {len(schools)} trường:", *listed, f"Cụm trưởng: {schools[0]}"]


def _wards(name: str, schools: list[str]) -> list[str]:
    listed = ", ".join(f"Trường {school} (xã Ninh Mỹ)" for school in schools)
    return [f"{name}: {listed}. Giao cho trường {schools[0]} (xã Ninh Mỹ) làm cụm trưởng."]


def _principal(name: str, schools: list[str]) -> list[str]:
    return [f"{name}: {', '.join(schools)}. Cụm trưởng: bà Lò Thị Thử, Hiệu trưởng trường {schools[0]}."]


def _cut(name: str, schools: list[str]) -> list[str]:
    return [f"{name}: {schools[0]} (cụm trưởng), {schools[1]},", f"{', '.join(schools[2:])}."]


def _sentence(name: str, schools: list[str]) -> list[str]:
    return [f"{name[-1]}. {name}: {', '.join(schools)}. Trường {schools[0]} làm cụm trưởng."]


def _of_which(name: str, schools: list[str]) -> list[str]:
    return [f"- {name}: {'; '.join(schools)}, trong đó {schools[0]} là cụm trưởng."]


def _in_brackets(name: str, schools: list[str]) -> list[str]:
    return [f"{name} (gồm: {', '.join(schools)}; cụm trưởng: {schools[0]})"]


def _dash_lead(name: str, schools: list[str]) -> list[str]:
    listed = [f"+ Trường {schools[0]} - Cụm trưởng", *(f"+ Trường {school}" for school in schools[1:])]
    return [f"{name} (0{len(schools)} đơn vị)", *listed]


def _below_a_heading(name: str, schools: list[str]) -> list[str]:
    return [f"{name[-1]}. {name}", f"Các trường thành viên: {', '.join(schools)}.", f"Cụm trưởng: {schools[0]}"]


def _lead_within(name: str, schools: list[str]) -> list[str]:
    return [f"{name} gồm {len(schools)} trường do trường {schools[0]} làm cụm trưởng: {', '.join(schools)}."]


def _numbers(name: str, schools: list[str]) -> list[str]:
    listed = "; ".join(f"{number}. {school}" for number, school in enumerate(schools, start=1))
    return [f"{name}: {listed}", f"- Cụm trưởng: {schools[0]}"]


LISTS: dict[str, Callable[[str, list[str]], list[str]]] = {
    "colon": _colon,
    "numbered": _numbered,
    "lead before": _lead_before,
    "lead behind": _lead_behind,
    "counted": _counted,
    "counted bare": _counted_bare,
    "dashes": _dashes,
    "bullets": _bullets,
    "counted bullets": _counted_bullets,
    "wards": _wards,
    "principal": _principal,
    "cut": _cut,
    "a sentence": _sentence,
    "of which": _of_which,
    "in brackets": _in_brackets,
    "dash lead": _dash_lead,
    "below a heading": _below_a_heading,
    "lead within": _lead_within,
    "numbers": _numbers,
}

# Tables of meetings.

Blocks = list


def _plain(entries: list[Entry]) -> Blocks:
    rows = [(f"Tháng {one.month}", one.cluster, one.host, one.content) for one in entries]
    return [[("Thời gian", "Cụm", "Địa điểm", "Nội dung"), *rows]]


def _other_words(entries: list[Entry]) -> Blocks:
    rows = [(str(n), one.month, one.content, one.host, one.cluster) for n, one in enumerate(entries, start=1)]
    return [[("TT", "T.gian", "Tên chuyên đề", "Trường chủ trì", "Cụm SHCM"), *rows]]


def _cluster_rows(entries: list[Entry]) -> Blocks:
    table = [("TT", "Thời gian", "Nội dung", "Trường đăng cai")]
    for number, cluster in enumerate(CLUSTERS, start=1):
        table.append((f"{'I' * number}. {cluster.upper()}", "", "", ""))
        table += [("", f"Tháng {one.month}", one.content, one.host) for one in entries if one.cluster == cluster]
    return [table]


def _month_rows(entries: list[Entry]) -> Blocks:
    table = [("TT", "Cụm", "Nội dung", "Địa điểm", "Ghi chú")]
    for month in MONTHS:
        table.append((f"THÁNG {month}", "", "", "", ""))
        table += [("-", one.cluster, one.content, one.host, "") for one in entries if one.month == month]
    return [table]


def _month_in_cluster_rows(entries: list[Entry]) -> Blocks:
    table = [("TT", "Nội dung", "Địa điểm", "Người phụ trách")]
    for cluster in CLUSTERS:
        table.append((cluster, "", "", ""))
        for one in (one for one in entries if one.cluster == cluster):
            table += [(f"Tháng {one.month}", "", "", ""), ("1", one.content, one.host, "Tổ trưởng")]
    return [table]


def _table_each(entries: list[Entry]) -> Blocks:
    blocks: Blocks = []
    for number, cluster in enumerate(CLUSTERS, start=1):
        rows = [(f"Tháng {one.month}", one.content, one.host) for one in entries if one.cluster == cluster]
        blocks += [f"{number}. Lịch của {cluster}", [("Thời gian", "Nội dung", "Nơi tổ chức"), *rows]]
    return blocks


def _by_host(entries: list[Entry]) -> Blocks:
    rows = [(f"Tháng {one.month}", one.content, one.host) for one in entries]
    return ["III. LỊCH SINH HOẠT", [("Thời gian", "Nội dung", "Địa điểm"), *rows]]


def _semesters(entries: list[Entry]) -> Blocks:
    def semester(one: Entry) -> str:
        return "Học kỳ I" if one.month.endswith("2026") else "Học kỳ II"

    rows = [(semester(one), one.cluster, one.host, one.content) for one in entries]
    return [[("Thời gian", "Cụm", "Địa điểm", "Nội dung"), *rows]]


def _after_last_year(entries: list[Entry]) -> Blocks:
    old = [("Tháng 10", "Cụm 1", "TH Lê Lợi", "Bài của năm trước"), ("Tháng 3", "Cụm 2", "TH Trần Quốc Toản", "Bài cũ")]
    header = ("Thời gian", "Cụm", "Địa điểm", "Nội dung")
    return ["I. ĐÁNH GIÁ KẾT QUẢ NĂM HỌC TRƯỚC", [header, *old], "II. KẾ HOẠCH NĂM NAY", *_plain(entries)]


def _before_exams(entries: list[Entry]) -> Blocks:
    exams = [
        ("7h30 ngày 21/12/2026", "Toán", "TH Lê Lợi", "A1"),
        ("7h30 ngày 22/12/2026", "Tiếng Việt", "TH Lê Lợi", "A2"),
    ]
    header = ("Thời gian", "Môn", "Địa điểm", "Phòng thi")
    return [*_plain(entries), "III. LỊCH KIỂM TRA CUỐI HỌC KỲ I", [header, *exams]]


def _calendar_of_lines(entries: list[Entry]) -> Blocks:
    lines: Blocks = ["III. LỊCH SINH HOẠT"]
    for month in MONTHS:
        lines.append(f"- Tháng {month}:")
        lines += [
            f"+ {one.cluster}: tại trường {one.host}, nội dung: {one.content}." for one in entries if one.month == month
        ]
    return [*lines, "IV. TỔ CHỨC THỰC HIỆN", "Các trường cụm 1 tập trung tại trường TH Lê Lợi."]


def _calendar_by_turns(entries: list[Entry]) -> Blocks:
    lines: Blocks = []
    for number, cluster in enumerate(CLUSTERS, start=1):
        lines.append(f"{number}. Lịch của {cluster}")
        lines += [
            f"- Lần {turn}: Tháng {one.month}, tại trường {one.host}. Nội dung: {one.content}."
            for turn, one in enumerate((one for one in entries if one.cluster == cluster), start=1)
        ]
    return lines


def _twice(entries: list[Entry]) -> Blocks:
    return _plain([*entries, entries[0]])


def _column_each(entries: list[Entry]) -> Blocks:
    rows = [
        (f"Tháng {month}", *(f"{one.host}: {one.content}" for one in entries if one.month == month)) for month in MONTHS
    ]
    return [[("Tháng", *CLUSTERS), *rows]]


def _column_a_month(entries: list[Entry]) -> Blocks:
    rows = [
        (cluster, *(f"{one.content} (tại {one.host})" for one in entries if one.cluster == cluster))
        for cluster in CLUSTERS
    ]
    return [[("Cụm", *(f"Tháng {month}" for month in MONTHS)), *rows]]


def _turned(entries: list[Entry]) -> Blocks:
    blocks: Blocks = []
    for cluster in CLUSTERS:
        own = [one for one in entries if one.cluster == cluster]
        fields = (
            ("", *(f"Lần {turn}" for turn, _ in enumerate(own, start=1))),
            ("Thời gian", *(f"Tháng {one.month}" for one in own)),
            ("Địa điểm", *(one.host for one in own)),
            ("Nội dung", *(one.content for one in own)),
        )
        blocks += [f"Lịch của {cluster}", list(fields)]
    return blocks


def _lines_of_a_chat(entries: list[Entry]) -> Blocks:
    return [f"- Tháng {one.month} tại {one.host}: {one.content}" for one in entries]


def _pieces_of_a_chat(entries: list[Entry]) -> Blocks:
    return [f"{n}/ T{one.month}: {one.cluster.lower()} - {one.host}: {one.content}" for n, one in enumerate(entries, 1)]


def _a_heading_and_pieces(entries: list[Entry]) -> Blocks:
    lines: Blocks = []
    for cluster in CLUSTERS:
        lines += [
            f"Lịch của {cluster}",
            *(f"+ T{e.month}, {e.host}: {e.content}" for e in entries if e.cluster == cluster),
        ]
    return lines


def _labelled(entries: list[Entry]) -> Blocks:
    return [
        line
        for number, one in enumerate(entries, start=1)
        for line in (
            f"Buổi {number}:",
            f"- Thời gian: tháng {one.month}",
            f"- Địa điểm: Trường {one.host}",
            f"- Cụm: {one.cluster}",
            f"- Nội dung: {one.content}.",
        )
    ]


def _topic_behind(entries: list[Entry]) -> Blocks:
    lines: Blocks = []
    for month in MONTHS:
        lines.append(f"* Tháng {month}:")
        lines += [
            f"- {one.cluster}: tổ chức tại trường {one.host}. Nội dung: {one.content}."
            for one in entries
            if one.month == month
        ]
    return lines


TABLES: dict[str, Callable[[list[Entry]], Blocks]] = {
    "plain": _plain,
    "other words": _other_words,
    "rows of clusters": _cluster_rows,
    "rows of months": _month_rows,
    "months in clusters": _month_in_cluster_rows,
    "a table each": _table_each,
    "by host": _by_host,
    "semesters": _semesters,
    "after last year's": _after_last_year,
    "before exams": _before_exams,
    "a row twice": _twice,
    "a calendar of lines": _calendar_of_lines,
    "a calendar by turns": _calendar_by_turns,
    "a column each": _column_each,
    "a column a month": _column_a_month,
    "fields in the first column": _turned,
    "lines of a chat": _lines_of_a_chat,
    "pieces of a chat": _pieces_of_a_chat,
    "a heading and pieces": _a_heading_and_pieces,
    "labelled lines": _labelled,
    "the topic behind": _topic_behind,
}


def paper(listed: str, table: str) -> Blocks:
    """A plan whose clusters are listed in one way and whose meetings stand in one kind of table."""
    lines = [line for name, schools in CLUSTERS.items() for line in LISTS[listed](name, schools)]
    return ["KẾ HOẠCH", f"Sinh hoạt chuyên môn cụm trường năm học {YEAR}", *lines, *TABLES[table](ENTRIES)]


def truth() -> dict:
    """What is true of every such paper."""
    clusters = [{"name": name, "schools": schools, "lead": schools[0]} for name, schools in CLUSTERS.items()]
    return {"year": YEAR, "meetings": [one.truth for one in ENTRIES], "clusters": clusters}
