"""Who does what in the year, day by day; what nobody does stands nowhere here.

In October the first cluster meets in good order, the second settles its day late, and a part is left unanswered. In
December a meeting moves after its first reminder, one gets another host, one is settled two days ahead. The officer
lets a rule rest from January to March. In February a meeting lies behind Tết and one is called off; in April one is
moved before any reminder, one is on a Sunday, one is never settled.
"""

from datetime import datetime

from bot.domain.models import PartKind, Presence
from bot.vietnamese import ZONE
from tests.year import acts
from tests.year.acts import VIDEO_LINK
from tests.year.cast import (
    ANH,
    BAN,
    CHU,
    CUM_1,
    CUM_2,
    DUC,
    DUYEN,
    ENGLISH,
    INH,
    LAN,
    MA_THI_HO,
    MY,
    PHUONG,
    PO,
    SA_LONG,
    SUA,
    THI_TRAN,
    TUA,
)
from tests.year.walk import Act, Deed

LIST = "Nộp danh sách chuyên đề"
MINUTES = "Biên bản: ưu điểm, hạn chế, kết luận, phân công lần sau"
TOPIC = "Chuyên đề: Dạy tập làm văn theo hướng mở, tháng 12/2023"
TRIED = "Đã cho học sinh lớp 4 viết nháp theo cặp"


def on(moment: str, who: str, act: Act) -> Deed:
    return Deed(datetime.fromisoformat(moment).replace(tzinfo=ZONE), who, act)


OCTOBER = (
    on("2023-09-26 09:00", MY, acts.settles(CUM_1, 10, "14h ngày 19/10")),
    on("2023-09-26 09:10", MY, acts.asks(CUM_1, 10, PartKind.CHAIR, MY)),
    on("2023-09-26 09:15", MY, acts.asks(CUM_1, 10, PartKind.TEACH, SUA)),
    on("2023-09-26 09:20", MY, acts.asks(CUM_1, 10, PartKind.CAMERA, PO)),
    on("2023-09-26 19:00", SUA, acts.answers("Accept")),
    on("2023-09-27 10:00", PO, acts.answers("Decline")),
    on("2023-09-27 10:30", MY, acts.asks(CUM_1, 10, PartKind.CAMERA, CHU)),
    on("2023-09-27 12:00", CHU, acts.answers("Accept")),
    on("2023-09-28 15:00", BAN, acts.settles(ENGLISH, 10, "14h ngày 24/10")),
    on("2023-10-03 08:00", PO, acts.takes(CUM_1, 10)),
    on("2023-10-03 08:05", INH, acts.takes(CUM_1, 10)),
    on("2023-10-05 16:00", ANH, acts.takes(ENGLISH, 10)),
    on("2023-10-05 16:05", DUC, acts.takes(ENGLISH, 10)),
    on("2023-10-09 10:00", TUA, acts.settles(CUM_2, 10, "8h ngày 27/10")),
    on("2023-10-10 09:00", LAN, acts.takes(CUM_2, 10)),
    on("2023-10-12 15:00", MY, acts.readies(CUM_1, 10)),
    on("2023-10-17 08:00", PO, acts.gives_up(CUM_1, 10)),
    on("2023-10-19 13:50", MY, acts.opens_roll(CUM_1, 10)),
    on("2023-10-19 13:55", SUA, acts.checks_in(CUM_1, 10)),
    on("2023-10-19 13:56", CHU, acts.checks_in(CUM_1, 10)),
    on("2023-10-19 13:57", MY, acts.checks_in(CUM_1, 10)),
    on("2023-10-19 15:00", MY, acts.marks(CUM_1, 10, INH, Presence.EXCUSED)),
    on("2023-10-19 19:00", SUA, acts.reflects(CUM_1, 10)),
    on("2023-10-20 10:00", BAN, acts.asks(ENGLISH, 10, PartKind.CHAIR, BAN)),
    on("2023-10-20 10:05", BAN, acts.asks(ENGLISH, 10, PartKind.TEACH, ANH)),
    on("2023-10-20 16:00", MY, acts.writes_minutes(CUM_1, 10, MINUTES)),
    on("2023-10-20 16:10", MY, acts.hands_in("000-6", TOPIC)),
    on("2023-10-21 10:00", CHU, acts.hands_in("001-5", VIDEO_LINK, 10)),
    on("2023-10-24 13:50", BAN, acts.opens_roll(ENGLISH, 10)),
    on("2023-10-24 13:55", DUC, acts.checks_in(ENGLISH, 10)),
    on("2023-10-24 16:00", BAN, acts.marks(ENGLISH, 10, ANH, Presence.ABSENT)),
    on("2023-10-25 20:00", CHU, acts.reflects(CUM_1, 10)),
    on("2023-10-27 08:30", TUA, acts.opens_roll(CUM_2, 10)),
    on("2023-10-27 08:35", TUA, acts.marks(CUM_2, 10, LAN, Presence.PRESENT)),
    on("2023-10-30 09:00", BAN, acts.hands_in("001-5", VIDEO_LINK, 10)),
    on("2023-10-31 09:00", TUA, acts.writes_minutes(CUM_2, 10, MINUTES)),
)

NOVEMBER = (
    on("2023-11-02 18:00", SUA, acts.hands_in("000-5b", TRIED, 10)),
    on("2023-11-06 09:00", BAN, acts.sends_up("001-8", 10)),
    on("2023-11-06 15:00", PHUONG, acts.approves()),
    on("2023-11-11 15:00", INH, acts.hands_in("000-6", TOPIC)),
    on("2023-11-16 09:00", PHUONG, acts.gives_time("000-6", MA_THI_HO, "25/11")),
    on("2023-11-16 10:00", TUA, acts.hands_in("000-6", TOPIC)),
    on("2023-11-20 09:00", MY, acts.writes_duty(LIST, "trước 15/12", 5)),
    on("2023-11-21 09:00", PHUONG, acts.excuses("000-6", SA_LONG, "Trường vừa bàn giao hiệu trưởng")),
    on("2023-11-24 09:00", MY, acts.settles(CUM_1, 12, "14h ngày 14/12")),
    on("2023-11-24 09:05", MY, acts.asks(CUM_1, 12, PartKind.CHAIR, MY)),
    on("2023-11-24 09:10", MY, acts.asks(CUM_1, 12, PartKind.TEACH, CHU)),
    on("2023-11-24 09:15", MY, acts.asks(CUM_1, 12, PartKind.CAMERA, SUA)),
    on("2023-11-25 08:00", CHU, acts.answers("Accept")),
    on("2023-11-25 09:00", SUA, acts.answers("Accept")),
    on("2023-11-28 10:00", TUA, acts.settles(CUM_2, 12, "8h ngày 20/12")),
)

DECEMBER = (
    on("2023-12-01 09:00", PO, acts.takes(CUM_1, 12)),
    on("2023-12-01 09:05", LAN, acts.takes(CUM_2, 12)),
    on("2023-12-02 10:00", PHUONG, acts.says("Remind all")),
    on("2023-12-04 09:00", INH, acts.hands_in(LIST, "Danh sách chuyên đề đã gửi")),
    on("2023-12-08 10:00", TUA, acts.rehosts(CUM_2, 12, "Ma Thì Hồ")),
    on("2023-12-08 11:00", LAN, acts.says("Understood")),
    on("2023-12-11 09:00", MY, acts.settles(CUM_1, 12, "14h ngày 21/12")),
    on("2023-12-11 10:00", PO, acts.says("Understood")),
    on("2023-12-11 12:00", CHU, acts.says("Understood")),
    on("2023-12-12 09:00", MY, acts.says("Chase the rest")),
    on("2023-12-14 15:00", INH, acts.readies(CUM_1, 12)),
    on("2023-12-16 09:00", MY, acts.hands_in(LIST, "Danh sách chuyên đề của trường")),
    on("2023-12-20 07:45", TUA, acts.opens_roll(CUM_2, 12)),
    on("2023-12-20 07:50", LAN, acts.checks_in(CUM_2, 12)),
    on("2023-12-20 14:30", BAN, acts.settles(ENGLISH, 12, "14h ngày 22/12")),
    on("2023-12-20 16:00", ANH, acts.takes(ENGLISH, 12)),
    on("2023-12-20 16:05", DUC, acts.takes(ENGLISH, 12)),
    on("2023-12-21 13:45", MY, acts.opens_roll(CUM_1, 12)),
    on("2023-12-21 13:50", PO, acts.checks_in(CUM_1, 12)),
    on("2023-12-21 13:51", CHU, acts.checks_in(CUM_1, 12)),
    on("2023-12-21 13:52", SUA, acts.checks_in(CUM_1, 12)),
    on("2023-12-21 18:00", PO, acts.reflects(CUM_1, 12)),
    on("2023-12-22 13:45", BAN, acts.opens_roll(ENGLISH, 12)),
    on("2023-12-22 13:50", ANH, acts.checks_in(ENGLISH, 12)),
    on("2023-12-22 19:00", ANH, acts.reflects(ENGLISH, 12)),
    on("2023-12-25 09:00", MY, acts.writes_minutes(CUM_1, 12, MINUTES)),
)

JANUARY = (
    on("2024-01-08 09:00", PHUONG, acts.changes_rule("rule-pause", "001-7")),
    on("2024-01-31 09:00", TUA, acts.settles(CUM_2, 2, "8h ngày 23/2")),
)

FEBRUARY = (
    on("2024-02-02 09:00", MY, acts.settles(CUM_1, 2, "14h ngày 21/2")),
    on("2024-02-02 09:05", MY, acts.asks(CUM_1, 2, PartKind.CHAIR, MY)),
    on("2024-02-02 09:10", MY, acts.asks(CUM_1, 2, PartKind.TEACH, SUA)),
    on("2024-02-02 12:00", SUA, acts.answers("Accept")),
    on("2024-02-05 09:00", BAN, acts.settles(ENGLISH, 2, "14h ngày 15/2")),
    on("2024-02-05 09:30", DUC, acts.takes(ENGLISH, 2)),
    on("2024-02-05 10:00", LAN, acts.takes(CUM_2, 2)),
    on("2024-02-05 10:05", CHU, acts.takes(CUM_1, 2)),
    on("2024-02-16 15:00", DUYEN, acts.readies(CUM_2, 2)),
    on("2024-02-19 09:00", TUA, acts.calls_off(CUM_2, 2)),
    on("2024-02-19 10:00", LAN, acts.says("Understood")),
    on("2024-02-21 13:45", MY, acts.opens_roll(CUM_1, 2)),
    on("2024-02-21 13:50", SUA, acts.checks_in(CUM_1, 2)),
    on("2024-02-21 13:51", CHU, acts.checks_in(CUM_1, 2)),
    on("2024-02-23 17:30", CHU, acts.reflects(CUM_1, 2)),
)

MARCH = (
    on("2024-03-04 09:00", PHUONG, acts.changes_rule("rule-resume", "001-7")),
    on("2024-03-07 09:00", MY, acts.writes_minutes(CUM_1, 2, MINUTES)),
    on("2024-03-25 09:00", MY, acts.settles(CUM_1, 4, "14h ngày 24/4")),
    on("2024-03-25 10:00", PO, acts.takes(CUM_1, 4)),
    on("2024-03-28 09:00", TUA, acts.settles(CUM_2, 4, "8h ngày 28/4")),
)

APRIL = (
    on("2024-04-01 09:00", MY, acts.settles(CUM_1, 4, "14h ngày 17/4")),
    on("2024-04-01 10:00", LAN, acts.takes(CUM_2, 4)),
    on("2024-04-15 09:00", PHUONG, acts.changes_rule("rule-to:day", "000-8", "31/5/2024")),
    on("2024-04-17 13:45", MY, acts.opens_roll(CUM_1, 4)),
    on("2024-04-17 13:50", PO, acts.checks_in(CUM_1, 4)),
    on("2024-04-28 07:45", TUA, acts.opens_roll(CUM_2, 4)),
    on("2024-04-28 07:50", LAN, acts.checks_in(CUM_2, 4)),
    on("2024-04-28 14:00", LAN, acts.reflects(CUM_2, 4)),
)

MAY = (
    on("2024-05-20 09:00", MY, acts.sends_up("000-8")),
    on("2024-05-21 09:00", PHUONG, acts.approves()),
    on("2024-05-27 09:00", PHUONG, acts.excuses("000-8", THI_TRAN, "Trường đã gửi báo cáo bằng văn bản")),
    on("2024-06-03 09:00", INH, acts.sends_up("000-8")),
    on("2024-06-03 15:00", PHUONG, acts.approves()),
)

SCRIPT = (*OCTOBER, *NOVEMBER, *DECEMBER, *JANUARY, *FEBRUARY, *MARCH, *APRIL, *MAY)
