"""Letters of an office about a meeting or a person: invitation, summons, confirmations, a request for support."""

from collections.abc import Sequence
from datetime import date

from bot.domain.models import PartKind, Presence
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.papers import heads, kinds, wording
from bot.domain.papers.facts import MeetingFacts, RollEntry
from bot.domain.papers.heads import HeadOfUnit
from bot.domain.papers.paper import BLANK, Appendix, Block, Paper, PaperCode, PaperColumn, PaperLine, PaperTable, gap
from bot.domain.papers.wording import Answers
from bot.domain.programme import marks
from bot.domain.programme.my_meetings import Attended
from bot.errors import N_, Refusal
from bot.vietnamese import local

NOT_THERE = N_("{name} is not marked as having come to this meeting, so nothing can be confirmed.")
FOR_WHAT = "Giấy này dùng để thanh toán công tác phí theo quy chế chi tiêu nội bộ và ghi nhận bồi dưỡng thường xuyên"
PARTS = {
    PartKind.TEACH: "dạy minh họa",
    PartKind.CHAIR: "chủ trì",
    PartKind.SECRETARY: "thư ký",
    PartKind.CAMERA: "quay phim",
    PartKind.CORE: "giáo viên cốt cán dự giờ",
    PartKind.GUEST: "khách mời",
}


def invitation(facts: MeetingFacts, head: HeadOfUnit, today: date) -> Paper:
    """Return a giấy mời in the order of Mẫu 1.7."""
    meeting = facts.meeting
    chair = "; ".join(one.name for one in facts.who(PartKind.CHAIR)) or gap("chủ trì")
    lines = [
        PaperLine(
            f"{head.body or gap('tên cơ quan')} trân trọng kính mời: Lãnh đạo và giáo viên các trường "
            f"{', '.join(facts.schools) or gap('thành phần mời')}."
        ),
        PaperLine(f"Tới dự buổi sinh hoạt chuyên môn {wording.called(meeting)}: {_content(facts)}."),
        PaperLine(f"Chủ trì: {chair}."),
        PaperLine(f"Thời gian: {wording.hour(facts)}."),
        PaperLine(f"Địa điểm: {wording.where(facts)}."),
        *_online(facts),
        PaperLine("Kính đề nghị đại biểu đến dự đúng thành phần và thời gian trên"),
    ]
    return Paper(
        head.top("GM", today),
        "GIẤY MỜI",
        f"Dự sinh hoạt chuyên môn {wording.called(meeting)}",
        blocks=tuple(lines),
        recipients=head.sent_to("Như trên"),
        right=head.signature(),
    )


def _content(facts: MeetingFacts) -> str:
    return facts.topic or gap(kinds.TOPIC.label)


def _online(facts: MeetingFacts) -> list[PaperLine]:
    return [PaperLine(f"Đường dẫn họp trực tuyến: {facts.meeting.link}.")] if facts.meeting.link else []


def summons(facts: MeetingFacts, head: HeadOfUnit, today: date) -> Paper:
    """Return a công văn that summons people: to whom, who, when, where, what to prepare."""
    meeting = facts.meeting
    quota = f" Mỗi trường cử: {meeting.quota}." if meeting.quota else ""
    lines = [
        PaperLine(
            f"Thực hiện kế hoạch sinh hoạt chuyên môn theo cụm trường năm học {meeting.cluster.school_year}, "
            f"{head.body or gap('tên cơ quan')} đề nghị Hiệu trưởng các trường cử người dự buổi sinh hoạt "
            f"chuyên môn {wording.called(meeting)} như sau:"
        ),
        PaperLine(f"1. Nội dung: {_content(facts)}."),
        PaperLine(f"2. Thành phần: {len(facts.roll):02} người, theo danh sách kèm theo.{quota}"),
        PaperLine(f"3. Thời gian: {wording.hour(facts)}."),
        PaperLine(f"4. Địa điểm: {wording.where(facts)}; hình thức {wording.FORMS[meeting.form]}."),
        *_online(facts),
        PaperLine("Đề nghị các trường bố trí thời gian, cử đúng thành phần và báo lại nếu có người vắng"),
    ]
    named = tuple((f"{place}", one.name, one.school, one.post) for place, one in enumerate(facts.roll, start=1))
    columns = (
        PaperColumn("TT", 10, centred=True),
        PaperColumn("Họ và tên", 55),
        PaperColumn("Đơn vị", 55),
        PaperColumn("Chức vụ/Môn", 40),
    )
    of = f"Công văn triệu tập sinh hoạt chuyên môn {wording.called(meeting)}"
    return Paper(
        head.letter_top(today),
        "",
        f"triệu tập sinh hoạt chuyên môn {wording.called(meeting)}",
        to=tuple(heads.with_kind(school) for school in facts.schools) or (gap("các trường"),),
        blocks=tuple(lines),
        recipients=head.sent_to("Như trên"),
        right=head.signature(),
        appendices=(Appendix("Danh sách triệu tập", (PaperTable(columns, named),), of),) if named else (),
    )


def confirmation(facts: MeetingFacts, one: RollEntry, head: HeadOfUnit, today: date, link: str) -> Paper:
    """Return what confirms that somebody was at a meeting. Raises Refusal where no mark says so."""
    if one.presence not in marks.CAME:
        raise Refusal(NOT_THERE, name=one.name)
    meeting = facts.meeting
    played = ", ".join(PARTS[player.kind] for player in facts.players if player.name == one.name)
    late = " (đến muộn)" if one.presence is Presence.LATE else ""
    lines: list[Block] = [
        PaperLine(f"{head.body or gap('tên cơ quan')} xác nhận:"),
        PaperLine(f"Ông (bà): {one.name}."),
        PaperLine(f"Chức vụ, đơn vị: {', '.join(part for part in (one.post, one.school) if part)}."),
        PaperLine(f"Đã tham gia{late}: sinh hoạt chuyên môn {wording.called(meeting)}."),
        PaperLine(f"Thời gian: {wording.hour(facts)}."),
        PaperLine(f"Địa điểm: {wording.where(facts)}."),
        PaperLine(f"Nội dung: {_content(facts)}."),
    ]
    lines += [PaperLine(f"Nhiệm vụ trong buổi: {played}.")] if played else []
    lines.append(PaperLine(FOR_WHAT))
    return _confirming(head, today, "Tham gia sinh hoạt chuyên môn", lines, link)


def training(
    name: str, year: SchoolYear, found: Sequence[Attended], head: HeadOfUnit, today: date, *, link: str
) -> Paper:
    """Return what confirms a person's year for BDTX: every meeting they came to, with the parts they played."""
    came = sorted((one for one in found if one.came), key=lambda one: one.meeting.starts_at or one.meeting.month)
    columns = (
        PaperColumn("TT", 9, centred=True),
        PaperColumn("Ngày", 24, centred=True),
        PaperColumn("Cụm (môn)", 32),
        PaperColumn("Nội dung", 64),
        PaperColumn("Nhiệm vụ", 30),
    )
    rows = tuple((f"{place}", *_attended(one)) for place, one in enumerate(came, start=1))
    lines: list[Block] = [
        PaperLine(f"{head.body or gap('tên cơ quan')} xác nhận:"),
        PaperLine(f"Ông (bà): {name}, {head.unit}."),
        PaperLine(
            f"Trong năm học {year} đã tham gia {len(came):02}/{len(found):02} buổi sinh hoạt chuyên môn theo cụm "
            "trường được triệu tập, là một nội dung bồi dưỡng thường xuyên:"
        ),
        PaperTable(columns, rows),
        PaperLine(FOR_WHAT),
    ]
    return _confirming(head, today, f"Tham gia sinh hoạt chuyên môn theo cụm trường năm học {year}", lines, link)


def _attended(one: Attended) -> tuple[str, ...]:
    day = f"{local(one.meeting.starts_at):%d/%m/%Y}" if one.meeting.starts_at else ""
    played = ", ".join(PARTS[kind] for kind in one.kinds) or "dự giờ"
    return day, one.meeting.cluster.name, one.meeting.content, played


def _confirming(head: HeadOfUnit, today: date, about: str, lines: list[Block], link: str) -> Paper:
    text = f"Quét mã hoặc mở địa chỉ sau để kiểm tra giấy này có đúng do hệ thống lập hay không:\n{link}"
    after = (PaperCode(link, text),) if link else ()
    return Paper(
        head.top(BLANK, today),
        "GIẤY XÁC NHẬN",
        about,
        blocks=tuple(lines),
        recipients=head.sent_to("Người có tên trên"),
        right=head.signature(),
        after=after,
    )


def support(answers: Answers, head: HeadOfUnit, today: date) -> Paper:
    """Return the request of directive 004: purpose, audience, content, place and time, none of them left out."""
    named = (
        ("1. Mục đích", kinds.PURPOSE),
        ("2. Đối tượng", kinds.AUDIENCE),
        ("3. Nội dung", kinds.CONTENT),
        ("4. Địa điểm", kinds.PLACE),
        ("5. Thời gian", kinds.TIME),
    )
    lines = [
        PaperLine(
            f"{head.body or gap('tên cơ quan')} kính đề nghị cấp trên hỗ trợ tập huấn, sinh hoạt chuyên "
            "môn theo cụm trường như sau:"
        )
    ]
    for title, field in named:
        lines += [PaperLine(title, "point"), *wording.items(answers, field)]
    return Paper(
        head.letter_top(today),
        "",
        "đề nghị hỗ trợ tập huấn chuyên môn theo cụm trường",
        to=(head.above or gap("nơi gửi đề nghị"),),
        blocks=(*lines, PaperLine("Rất mong nhận được sự quan tâm, hỗ trợ. Trân trọng cảm ơn")),
        recipients=head.sent_to("Như trên"),
        right=head.signature(),
    )
