"""What tired people type on a phone: the table topic by topic, then what happens, then what must not."""

import itertools
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import (
    Acknowledgement,
    Announcement,
    Answer,
    Coming,
    Invitee,
    Mark,
    Outbox,
    Part,
    Person,
    Presence,
    Reflection,
    Role,
    Seat,
    SeatState,
    Why,
)
from bot.errors import NotAllowed
from bot.vietnamese import ZONE
from handlers.sayings.conversation import IN_DOUBT, NOT_UNDERSTOOD, STILL_NOT
from handlers.sayings.doors_meeting import NONE_THEN
from handlers.sayings.doors_roll import NOT_FOR_ANOTHER
from handlers.sayings.matching import Matcher
from handlers.sayings.sentence import untelexed
from handlers.sayings.table import TOPICS
from tests.beside import cases
from tests.talk import Somebody, Talk, World

MATCHER = Matcher(TOPICS)

SAYINGS = {
    "calendar": "lịch ạ|cho em xem lịch với|lich thang 12|lịch tháng này|cho xem lịch tuần sau với ạ|LỊCH THÁNG 12|"
    "lijch|l ị c h|lịch!|lịch nhé|xem lich|/Lich",
    "next": "link họp gửi em với|nguoi day minh hoa a|"
    "buoi tin hoc khi nao|sao em không thấy buổi tin học|buổi lịch sử hôm nào|"
    "tuan sau co hop khong|mai họp mấy giờ ạ|buổi tới ở đâu|khi nào họp cụm|tuần này có buổi nào không ạ|"
    "hôm nay có gì ạ|mai co gi ko"
    "hôm nay có họp không|họp ở trường nào|chiều nay họp lúc mấy giờ|thứ năm có họp không|tháng sau họp ngày nào",
    "own-seats": "em đã đăng ký buổi nào|"
    "em đăng ký chưa|em dang ky buoi nao roi|em quen mat, hom truoc em dang ky chua nhi",
    "sign-up": "em đăng ký buổi nào cũng được|"
    "dk|đk|đăng ký buổi 10/12|dang ky giup em buoi tieng anh|cho em đăng ký với|"
    "em muốn đăng ký tham gia|đki|đăng kí giúp cô|cho em xin một suất|còn chỗ không|/đăng ký|"
    "ddanwg ky|dangky|đăng kí",
    "whether": "buổi họp có bị hoãn không ạ|hom nay co nghi khong|có thay đổi gì không",
    "call-off": "hủy buổi họp tuần này|huy hop giup em|không họp nữa",
    "who-is-sent": "trường nào chưa cử người|truong nao chua cu ai|trường tôi cử ai",
    "my-consents": "khong dong y luu anh cua toi|em không đồng ý cho lưu ảnh ạ|rút đồng ý lưu ảnh|điều tôi đồng ý",
    "looks": "ai da xem du lieu cua toi|ai xem dữ liệu của em",
    "data-rights": "quyen cua toi|phan doi|han che xu ly dữ liệu của tôi|phản đối xử lý",
    "complain": "khieu nai|em muốn khiếu nại",
    "register": "yeu cau ve du lieu|sổ yêu cầu",
    "was-there": "tôi có dự|toi co du|em có đi hôm đó mà|sao ghi tôi vắng|điểm danh sai rồi ạ|buoi cua toi|"
    "những buổi em đã dự",
    "give-up": "hủy đăng ký|huỷ đăng ký giúp em|em không đăng ký nữa|rút đăng ký",
    "absent": "em bận không đi được ạ|em xin phép vắng vì con ốm|em xin nghỉ buổi này|"
    "mai em bận việc gia đình|em có việc không tham dự được|hôm đó em đi công tác rồi|"
    "em không tham gia được vì trùng lịch dạy|em ban khong di duoc",
    "yes": "co du a|có dự ạ|em sẽ dự ạ|"
    "ok|oke|ok ạ|vâng ạ|dạ|dạ vâng ạ|rồi ạ|dạ rõ rồi ạ|em đi được ạ|em đồng ý|em nhận ạ|👍|👌|da ro|vang a",
    "bring-back": "khôi phục buổi 26/10|mở lại buổi đã hủy|khoi phuc buoi da huy a",
    "no": "không ạ|em không nhận|từ chối",
    "rules": "danh mục nhiệm vụ|van ban nao dang ap dung",
    "samples": "văn bản mẫu|van ban mau|mẫu biên bản|mau bien ban|cho em xin mẫu|xin mẫu phiếu dự giờ",
    "standing": "cụm số 1 thế nào rồi|tình hình cụm 2|tinh hinh cac cum|trường na sang nộp chưa|"
    "trường Kim Đồng tham gia chưa|truong na sang co may gv|cụm 1 nộp báo cáo chưa|truong so 1 na sang the nao roi|"
    "trường kim đồng có mấy người tham gia rồi|cụm 2 đến đâu rồi|trường thị trấn còn nợ gì",
    "unsettled": "cụm nào chưa chốt|cum nao chua chot lich|cum 3 chot lich chua|những cụm nào chưa có ngày",
    "turnout": "buổi ở Kim Đồng đông không|buoi hom qua co dong khong|hôm đó đi đông không",
    "been": "đã qua|buổi đã qua|cho em xem các buổi đã qua|da qua|lịch cũ",
    "lists": "danh sách|ds|cho em xem danh sách|danh sach a",
    "my-cluster": "em thuộc cụm nào|cụm mình gồm những trường nào|trường em ở cụm nào|cum em co nhung truong nao",
    "reached": "ai đã đọc thông báo|ai xem tin rồi|thông báo hôm trước tới được bao nhiêu người",
    "news": "có gì mới không|co gi moi k|có thông báo gì không",
    "pressed": "bấm nhầm|em bấm nhầm rồi|an nham nut",
    "thanks": "cảm ơn|cám ơn ạ|cảm ơn cô nhiều|tks|thanks|cam on",
    "hello": "chào em|xin chào|alo|hi|em chào cô ạ",
    "who-leads": "ai là cụm trưởng|cụm trưởng cụm em là ai|ai phụ trách cụm mình",
    "telephone": "cho em xin số điện thoại cụm trưởng|sđt của cô Ân|cho xin số cô hiệu trưởng|số cô Hạnh là bao nhiêu",
    "joined": "tổng số giáo viên đã tham gia|bao nhiêu người vào hệ thống rồi|trường nào chưa có ai tham gia",
    "doubled": "hai người là một|cô Páo với cô Pao là một người|danh sách bị trùng tên|nhập hai lần rồi",
    "commune": "phường mình có trường nào|xã mình có mấy trường|trường em thuộc xã nào",
    "who-comes": "có những ai đi|bao nhiêu người đi rồi|ai đăng ký rồi",
    "album": "ảnh buổi 26/11|xem ảnh buổi vừa rồi|cho em xem lại ảnh hôm qua|anh buoi 26/11",
    "baskets": "buổi nào thiếu minh chứng|buoi nao con thieu minh chung|minh chứng các buổi đủ chưa|giỏ minh chứng ạ",
    "praise": "ghi nhận|tuyên dương|xem ghi nhận",
    "agreed": "việc đã hẹn|kiến nghị của cụm|viec da hen",
    "photos": "link để gửi minh chứng|gửi ảnh|em gửi ảnh hôm qua|nộp minh chứng|gửi hình",
    "reflect": "viết rút kinh nghiệm|em muốn viết suy ngẫm|rút kinh nghiệm|suyngam",
    "my-reflection": "xem lại bài suy ngẫm|cho em xem lại bài em đã viết",
    "my-meetings": "em đi mấy buổi rồi|năm nay em đi được mấy buổi|em đã dự bao nhiêu buổi",
    "papers": "báo cáo|bao cao|lập báo cáo giúp em|cho em xin công văn|giấy tờ",
    "confirmation": "xin giấy xác nhận|cho em xin giấy chứng nhận",
    "people": "giáo viên trường tôi|cho tôi xem giáo viên của trường|ai chưa tham gia hệ thống|nguoi|người trường em ạ",
    "rename": "đổi tên|sửa tên giúp em|tên em bị sai",
    "rehost": "đổi trường đăng cai|em muốn xin đổi trường đăng cai buổi tháng 10|trường em xin thôi đăng cai",
    "other-school": "em chuyển trường rồi|em mới chuyển công tác sang trường khác",
    "my-data": "/settings|/dulieucuatoi|rút đồng ý|hồ sơ của em|cài đặt",
    "erase-mine": "xóa dữ liệu của tôi|xóa tài khoản|xoa du lieu|xoa het du lieu cua em di|xoa het thong tin cua toi",
    "quiet": "tắt thông báo|đừng nhắn nữa|tin nhắn nhiều quá|tắt bớt thông báo đi",
    "language": "english|speak english please|tiếng việt",
    "help": "menu|?|hướng dẫn em với|giúp em với|em không biết dùng",
    "attendance": "/attendance|có mặt|mã 56 711|điểm danh|em có mặt rồi|em tới rồi|diemdanh|ddieem danh",
    "cannot-scan": "em đến rồi mà không quét được|em quét mã không được|máy em không quét được mã",
    "silent": "ai chưa đăng ký buổi nào|"
    "ai chưa đăng ký|còn ai chưa đăng ký|những ai chưa trả lời|trường nào chưa có ai đăng ký",
    "away": "ai vắng buổi vừa rồi|hôm nay ai vắng|buổi hôm trước vắng những ai|học kỳ 1 trường em ai vắng nhiều",
    "all-present": "tất cả có mặt|mọi người có mặt đủ",
    "on-behalf": "cô Hạnh không đi được|thầy Dơ bận|co Pao xin nghi|hủy đăng ký của cô Páo",
    "extra": "thêm buổi|thêm một buổi tháng 1|buổi ngoài kế hoạch",
    "parts": "người dạy là cô Lan|phân công|phân công dạy minh họa",
    "assign": "giao nhiệm vụ|giao việc",
    "reflections": "ai chưa viết suy ngẫm|suy ngẫm của mọi người",
    "late": "cô Hạnh muộn 15 phút|thầy Minh đến muộn|cô Lan trễ 10 phút",
    "mark-absent": "cô Hoa vắng có phép",
    "mark-present": "thầy Dơ có mặt rồi",
    "settle": "chốt lịch|chốt ngày buổi tháng 12|đặt lịch",
    "move": "dời buổi 10/12 sang 17/12|đổi buổi 10/12 sang 17/12|hoãn buổi ngày mai|lùi buổi họp sang tuần sau",
    "announce": "nhắc mọi người mai họp|gửi thông báo cho cả cụm|nhắc các cô mai họp lúc 8h",
    "correct": "gửi nhầm rồi, thu hồi giúp|em gửi nhầm thông báo|thu hồi thông báo vừa gửi",
    "minutes": "biên bản|cho em biên bản buổi vừa rồi|viết biên bản|bien ban|em muốn ghi biên bản",
    "summary": "ai có mặt hôm nay|bieu do tham du|cho em xem biểu đồ cụm mình"
    "|điểm danh tháng 12 trường em|tổng hợp điểm danh học kỳ 1",
    "send": "cử cô Páo đi buổi 10/12|cử thầy Minh đi họp ngày 10/12",
    "invite": "thêm giáo viên|cho em cái link gửi các thầy cô|cho xin link mời|thêm cô Páo vào danh sách",
    "no-meeting": "cụm nào chưa họp|những cụm nào chưa tổ chức",
    "who-owes": "trường nào chưa đăng ký chuyên đề|trường nào chưa nộp báo cáo",
    "duties": "em phải làm gì|việc cần làm|nhiệm vụ",
    "erase-others": "xóa hết dữ liệu của trường|xóa hết mọi người|xóa tất cả giáo viên trường này đi",
    "chats": "liên kết|lienket 12345678|nối zalo",
    "leave": "thoát|thôi|dừng lại",
    "go-on": "tiếp tục|làm tiếp ạ|cho em làm tiếp|lam tiep viec dang do",
    "later": "để sau ạ|thôi để sau|lát nữa nhé|de mai",
    "organisation": "cụm|tổ chức",
    "colleague": "cô Ân có đi họp không|thầy Dơ đăng ký chưa|cô Lan trả lời chưa|co An co du khong|"
    "Mùa A Dơ đăng ký chưa|cô Hạnh có đến được không ạ|thay Do co dang ky chua|cô Lan đã xác nhận chưa",
    "long-leave": "em nghỉ sinh|nghỉ thai sản từ tháng 12|cô Ân nghỉ thai sản từ tháng 12|nghi thai san",
    "maybe": "chắc là được|chắc em đi được|chac em di duoc a|vâng để em xem|chưa chắc ạ",
    "somebody": "Vàng Thị Lan|vang thi lan|Lò Văn Đồng|Vàng A Dạ|Lò Thị Ổn|Vàng Văn Có|em là Vàng Thị Lan|"
    "Nguyễn Thị Vâng|cô Ổn|Vàng Đức Được|Vàng A Lềnh",
    "days-off": "đặt ngày nghỉ tết|them ngay nghi",
    "settings": "học kỳ 2 bắt đầu từ ngày nào|nhắc các trường trước 2 ngày",
    "elsewhere": "mấy giờ họp phụ huynh|bao giờ có lương|đăng ký tiêm cho trẻ ở đâu|mật khẩu wifi là gì ạ|"
    "có xe đưa đón không",
    "acting": "phan cong van thu|cu to truong chuyen mon|giao co Hanh lam van thu|"
    "tuần sau tôi đi học, cô hiệu phó thay tôi|thầy Dơ trực thay nhé|thu lại quyền của thầy Dơ|"
    "cho cô văn thư quyền nộp báo cáo|giao cô Páo làm cụm phó|ai lam thay toi",
    "rename-other": "đổi tên cô Páo thành cô Pá|tên thầy Dơ bị sai|sửa tên cho cô Ân giúp tôi",
    "theme": "đăng ký chuyên đề cho trường|sửa tên chuyên đề đã đăng ký|xin rut chuyen de|"
    "xuất excel danh sách chuyên đề|em muốn đề xuất chuyên đề toán lớp 4",
    "deadline": "bao giờ phải nộp báo cáo sơ kết ạ|bao gio phai nop kh cum|biên bản nộp khi nào|nộp muộn có sao ko ạ|"
    "hạn chót hôm nào",
    "put-off": "xin gia hạn nộp biên bản thêm 3 ngày đc k|gia han nop ke hoach cho cum 1 den 15/11|"
    "miễn báo cáo cho trường Pa Ham|trả lại biên bản cụm 1, thiếu kết luận|cho em nộp muộn kế hoạch với",
    "trouble": "báo cáo vướng mắc|khó khăn quá trường tôi chưa có máy chiếu|kien nghi len so",
    "history": "xem nhật ký ai làm gì|nhat ky thay doi",
    "leaving": "tôi về hưu từ 1/12|em sap nghi viec|thang sau em thoi lam cum truong, ban giao the nao|"
    "e ko phai gv truong nay nua",
    "agree": "dong y voi co nhe|nhất trí với ý kiến của thầy|như cô nói ạ",
    "year": "tình hình năm học|tinh hinh chung nam nay the nao|cho anh xem tổng quan",
    "who-heads": "hiệu trưởng trường em là ai|ai la hieu truong",
    "not-listed": "em không có tên trong danh sách trường|sao trong danh sách ko có thầy Chớ|không thấy tên em",
    "faces": "ảnh có mặt học sinh thì sao ạ|phụ huynh không đồng ý chụp ảnh|che mặt học sinh thế nào",
    "chat": "hihi|chúc mừng 20/11 các thầy cô|để em hỏi hiệu trưởng đã|mọi người ăn cơm chưa|chờ chút",
}


@pytest.mark.parametrize(("topic", "typed"), [(topic, one) for topic in SAYINGS for one in SAYINGS[topic].split("|")])
def test_each_way_to_say_it_opens_its_door(topic: str, typed: str) -> None:
    understood = MATCHER.understand(typed)
    assert (understood.sure, [match.topic.name for match in understood.matches]) == (True, [topic])


def test_the_table_names_each_topic_once_and_each_is_tried() -> None:
    names = [topic.name for topic in TOPICS]
    assert sorted(names) == sorted(set(names))
    assert {*names} - {*SAYINGS} <= {"plan", "start", "goodbye", "noted"}


@pytest.mark.parametrize(
    "typed", ["Học sinh trao đổi lịch sự khi thầy cô giảng bài mới", "Nhóm 2 ngồi im suốt mười phút đầu"]
)
def test_a_word_in_passing_opens_nothing(typed: str) -> None:
    """It is asked about, or nothing of it is known."""
    assert not MATCHER.understand(typed).sure


@pytest.mark.parametrize(
    ("typed", "topics"),
    [("đăng ký rồi suy ngẫm", {"sign-up", "reflect"}), ("lịch hay điểm danh", {"calendar", "attendance"})],
)
def test_two_things_at_once_are_asked_about(typed: str, topics: set[str]) -> None:
    found = MATCHER.understand(typed)
    assert (found.sure, {match.topic.name for match in found.matches}) == (False, topics)


DOUBTFUL = {
    "a no before it": "đừng hủy đăng ký của em|em không hủy đăng ký|không bận đâu|"
    "đừng gửi thông báo|dung huy buoi 10/12",
    "a yes with a doubt": "em đi được hay không nhỉ|ok hủy|em đi được nhưng hỏi lại đã|ok?|được thì đi",
    "not decided": "nếu em bận thì sao|em bận hay không chưa biết|không phải em bận",
    "a yes to much else": "em đồng ý với ý kiến của tổ Toán hôm họp trước",
    "another's": "cô Hạnh đồng ý|cho xem suy ngẫm của cô Hạnh|xóa dữ liệu của cô Hạnh",
}


@pytest.mark.parametrize(("kind", "typed"), [(kind, one) for kind in DOUBTFUL for one in DOUBTFUL[kind].split("|")])
def test_what_is_doubtful_opens_nothing(kind: str, typed: str) -> None:
    assert not MATCHER.understand(typed).sure, kind


@pytest.mark.parametrize(
    "typed", ["vâng cô Hạnh", "dạ cô Lan ơi em nhận ạ", "ok thầy", "dạ em chào cô Páo, em đồng ý ạ"]
)
def test_whom_one_calls_is_nobody_else(typed: str) -> None:
    found = MATCHER.understand(typed)
    assert (found.sure, found.matches[0].topic.name) == (True, "yes")


@pytest.mark.parametrize("typed", ["TH Cau May Moi", "TH Cầu Mây Mới", "Vàng ạ", "PTDTBT TH Lịch Sơn"])
def test_a_word_of_a_name_is_no_word_of_the_table(typed: str) -> None:
    assert MATCHER.understand(typed).matches == ()


@pytest.mark.parametrize("typed", ["vang a", "VANG EM DI DUOC", "vâng thì em đi", "da em di duoc a"])
def test_what_is_like_a_name_and_is_none_stays_a_yes(typed: str) -> None:
    assert MATCHER.understand(typed).matches[0].topic.name == "yes"


@pytest.mark.parametrize(
    ("raw", "meant"), [("ddanwg", "dang"), ("lijch", "lich"), ("d9a8ng", "dang"), ("thaays", "thay")]
)
def test_raw_telex_is_undone(raw: str, meant: str) -> None:
    assert meant in untelexed(raw)


@pytest.mark.parametrize(
    "typed", ["🙂" * 4096, "\u202e" * 500, "9" * 200, "a" * 5000, "lịch " * 1000, "ai .. vắng " * 400]
)
def test_reading_costs_little_whatever_is_typed(typed: str) -> None:
    """0.1 s of the processor would be a hundred times what a sentence costs."""
    before = time.process_time()
    MATCHER.understand(typed)
    assert time.process_time() - before < 0.1


UNDERSTOOD = [row for row in cases("sayings.tsv") if row[0] != "Zalo" and row[1] in ("-", "has a seat")]


@pytest.mark.parametrize("row", UNDERSTOOD, ids=lambda row: row[2])
def test_what_others_gathered_is_understood(row: list[str]) -> None:
    assert MATCHER.understand(row[2]).sure


@pytest.fixture
async def lead(world: World) -> Somebody:
    """Who leads the cluster, with one meeting settled on 26/10."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    return lead


@pytest.fixture
async def lan(world: World, lead: Somebody) -> Somebody:
    """A teacher of the other school."""
    return await world.has("Vàng Thị Lan", school=world.other_school)


async def seat_of(talk: Talk, world: World, somebody: Somebody) -> list[SeatState]:
    person = await world.id_of(somebody)
    return await talk.finds(select(Seat.state).where(Seat.person_id == person))


async def answer_of(talk: Talk, world: World, somebody: Somebody) -> Coming | None:
    person = await world.id_of(somebody)
    return (await talk.finds(select(Invitee.answer).where(Invitee.person_id == person)))[0]


@pytest.mark.parametrize("typed", ["lịch tháng 10", "buổi tới ở đâu", "đăng ký buổi 26/10", "26/10 có họp không"])
async def test_a_day_or_a_month_leads_to_the_meeting(talk: Talk, world: World, lan: Somebody, typed: str) -> None:
    card = await lan.says(typed)
    assert "26/10" in card.text
    assert talk.said("I will come") in card.labels
    assert await seat_of(talk, world, lan) == [], "nothing is taken without a tap"


async def test_where_there_is_none_the_next_one_is_named(talk: Talk, lan: Somebody) -> None:
    answer = await lan.says("mai họp mấy giờ ạ")
    assert talk.said("You have no meeting then.") in answer.text
    assert "26/10" in answer.text


async def test_a_seat_is_given_up_only_after_a_yes(talk: Talk, world: World, lan: Somebody) -> None:
    assert talk.said("You are not signed up for any meeting ahead.") in (await lan.says("hủy đăng ký")).text
    await lan.forges(f"take:{world.meeting}")
    for typed in ("hủy đăng ký giúp em", "em bận không đi được ạ"):
        await lan.says(typed)
        assert await seat_of(talk, world, lan) == [SeatState.HELD]
    await lan.presses(talk.said("I cannot come"))
    assert await seat_of(talk, world, lan) == [SeatState.GIVEN_UP]


@pytest.mark.parametrize("typed", ["dạ rõ rồi ạ", "👍", "ok ạ", "vâng", "rồi ạ"])
async def test_a_yes_acknowledges_the_one_change_that_waits(
    talk: Talk, world: World, lead: Somebody, lan: Somebody, typed: str
) -> None:
    await lan.forges(f"take:{world.meeting}")
    await world.settles(lead, "15h ngày 26/10")
    await talk.passes(minutes=5)
    person = await world.id_of(lan)
    await lan.says(typed)
    assert len(await talk.finds(select(Acknowledgement).where(Acknowledgement.person_id == person))) == 1
    assert talk.said("Thank you. Nothing waits for your answer.") in (await lan.says(typed)).text


async def test_with_two_things_waiting_a_yes_is_asked_about(
    talk: Talk, world: World, lead: Somebody, lan: Somebody
) -> None:
    person = await world.id_of(lan)
    for kind in (0, 1):
        await lead.forges(f"role-ask:{world.meeting}:{kind}:{person}")
    asked = await lan.says("em nhận ạ")
    assert len(asked.labels) == 2
    assert {part.assent for part in await talk.finds(select(Part))} == {"asked"}
    await lan.presses(asked.labels[0])
    await lan.says("vâng")
    assert {part.assent for part in await talk.finds(select(Part))} == {"accepted"}


@pytest.mark.parametrize("typed", ["ok", "cảm ơn", "không ạ"])
async def test_small_talk_gets_a_sentence_and_no_menu(lan: Somebody, typed: str) -> None:
    answer = await lan.says(typed)
    assert answer.text
    assert answer.labels == []


async def test_a_greeting_has_the_two_likeliest_next_things(talk: Talk, lan: Somebody) -> None:
    answer = await lan.says("chào em")
    assert "26/10" in answer.text
    assert len(answer.labels) == 2


@pytest.mark.square("words of two languages")
async def test_in_doubt_one_question_and_the_second_miss_says_something_else(talk: Talk, lan: Somebody) -> None:
    asked = await lan.says("đăng ký rồi suy ngẫm")
    assert talk.said(IN_DOUBT) in asked.text
    assert talk.said("Reflect") in asked.labels
    await lan.says("ok")
    first = await lan.says("xyz qwv")
    second = await lan.says("xyz qwv")
    assert first.text != second.text
    assert talk.said(STILL_NOT) in second.text
    missed = [second.text] + [(await lan.says("xyz qwv")).text for _time in range(10)]
    assert all(one != other for one, other in itertools.pairwise(missed)), "never the same words twice in a row"
    assert max(len(asked.labels), len(first.labels), len(second.labels)) <= 4, "never the whole menu"
    assert "26/10" in (await lan.says("lịch")).text
    assert talk.said(NOT_UNDERSTOOD) in (await lan.says("xyz qwv")).text, "in between something was understood"


@pytest.mark.square("words of two languages")
@pytest.mark.parametrize("typed", ["lịch và điểm danh", "lich va diem danh a"])
async def test_of_two_things_in_one_sentence_it_is_asked_which(talk: Talk, lan: Somebody, typed: str) -> None:
    asked = await lan.says(typed)
    assert talk.said(IN_DOUBT) in asked.text
    assert asked.labels[:2] == [talk.said("Calendar"), talk.said("Attendance")]


async def test_what_comes_near_is_offered_and_not_opened(talk: Talk, world: World, lan: Somebody) -> None:
    await lan.forges(f"take:{world.meeting}")
    asked = await lan.says("huy dang kyy")
    assert talk.said("Give the seat up") in asked.labels
    assert await seat_of(talk, world, lan) == [SeatState.HELD]


async def test_names_are_for_who_may_see_them(talk: Talk, world: World, lead: Somebody, lan: Somebody) -> None:
    """A lead reads everybody's, a principal those of the own school, a teacher a number."""
    minh = await world.has("Lò Văn Minh")
    head = await world.has("Quàng Thị Hoa", Role.PRINCIPAL, school=world.other_school)
    await talk.passes(minutes=1)
    await lan.forges(f"take:{world.meeting}")
    assert "Lò Văn Minh" in (await lead.says("ai chưa đăng ký")).text
    assert "Vàng Thị Lan" in (await lead.says("có những ai đi")).text
    assert "Vàng Thị Lan" in (await head.says("có những ai đi")).text
    assert "Lò Văn Minh" not in (await head.says("ai chưa đăng ký")).text
    for typed in ("có những ai đi", "ai chưa đăng ký", "ai vắng"):
        assert "Vàng Thị Lan" not in (await minh.says(typed)).text


async def test_who_has_not_reflected_is_named_to_who_may_see_it(
    talk: Talk, world: World, lead: Somebody, lan: Somebody
) -> None:
    """A lead reads everybody's name, a principal those of the own school, a teacher the meeting."""
    hanh = await world.has("Lò Thị Hạnh", school=world.other_school)
    head = await world.has("Quàng Thị Hoa", Role.PRINCIPAL, school=world.other_school)
    minh = await world.has("Lò Văn Minh")
    for one in (lan, hanh, minh):
        await one.forges(f"take:{world.meeting}")
    await talk.comes(datetime(2023, 10, 26, 17, 30, tzinfo=ZONE))
    await lan.forges(f"reflect:{world.meeting}")
    await lan.forges(f"part:{world.meeting}:observer")
    await lan.says("Nhóm 2 ngồi im suốt mười phút đầu vì chưa hiểu lệnh")
    await lan.forges(f"submit:{(await talk.finds(select(Reflection.id)))[0]}")
    told = (await lead.says("ai chưa nộp suy ngẫm")).text
    assert "Lò Thị Hạnh" in told
    assert "Lò Văn Minh" in told
    assert "Nhóm 2" not in told
    own = (await head.says("nhung ai chua viet suy ngam")).text
    assert "Lò Thị Hạnh" in own
    assert "Lò Văn Minh" not in own
    assert "Lò Thị Hạnh" not in (await minh.says("ai chưa viết suy ngẫm")).text


@pytest.mark.parametrize("typed", ["em đi được hay không nhỉ", "em hổng đi được", "cô Hạnh đi được"])
async def test_an_invitation_is_not_answered_by_a_doubt(talk: Talk, world: World, typed: str) -> None:
    world.invites = True
    lan = await world.has("Vàng Thị Lan")
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD))
    await talk.passes(minutes=10)
    await lan.says(typed)
    assert await answer_of(talk, world, lan) is None


async def test_nobody_speaks_for_another_but_their_principal(talk: Talk, world: World, lead: Somebody) -> None:
    """A lead with an open roll marks them; a teacher hears who may."""
    lan, hanh = await world.have(["Vàng Thị Lan", "Lò Thị Hạnh"], school=world.other_school)
    head = await world.has("Quàng Thị Hoa", Role.PRINCIPAL, school=world.other_school)
    await talk.passes(minutes=5)
    await hanh.forges(f"take:{world.meeting}")
    assert talk.said(NOT_FOR_ANOTHER) in (await lan.says("cô Hạnh không đi được")).text
    assert "Lò Thị Hạnh" in (await head.says("cô Hạnh không đi được")).text
    assert await seat_of(talk, world, hanh) == [SeatState.HELD]
    await talk.comes(datetime(2023, 10, 26, 14, 10, tzinfo=ZONE))
    assert "Hạnh" in (await lead.says("cô Hạnh xin nghỉ")).text
    assert await talk.counts(Mark) == 0


@pytest.mark.parametrize("typed", ["em đi được ạ", "vâng em đi", "ok ạ", "em tham gia được ạ"])
async def test_an_invitation_is_answered_with_yes(talk: Talk, world: World, typed: str) -> None:
    world.invites = True
    lan = await world.has("Vàng Thị Lan")
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD))
    await talk.passes(minutes=5)
    await talk.passes(minutes=5)
    await lan.says(typed)
    assert await answer_of(talk, world, lan) == Coming.YES


async def test_an_absence_takes_the_reason_over_after_a_yes(talk: Talk, world: World, lan: Somebody) -> None:
    """Before it nobody is told."""
    await talk.passes(minutes=5)
    asked = await lan.says("em xin phép vắng vì con ốm ạ")
    assert "con ốm" in asked.text
    assert await answer_of(talk, world, lan) is None
    await lan.presses(talk.said("I cannot come"))
    assert await answer_of(talk, world, lan) == Coming.NO
    assert await talk.finds(select(Invitee.reason).where(Invitee.reason != "")) == ["con ốm"]


async def test_a_principal_sends_by_a_sentence_and_a_yes(talk: Talk, world: World, lead: Somebody) -> None:
    """Who is named is chosen; a teacher may send nobody."""
    head = await world.has("Quàng Thị Hoa", Role.PRINCIPAL, school=world.other_school)
    await world.have(["Cà Văn Páo", "Lò Văn Minh"], school=world.other_school)
    await talk.passes(minutes=5)
    asked = await head.says("cử cô Páo đi buổi 26/10")
    assert any(label.startswith("✓") and "Páo" in label for label in asked.labels)
    sent = select(Invitee).where(Invitee.why == Why.SENT)
    assert await talk.finds(sent) == []
    await head.presses(talk.said("Send {number} people", number=1))
    assert len(await talk.finds(sent)) == 1
    refused = await talk("Lò Văn Minh").says("cử cô Páo đi buổi 26/10")
    assert talk.said(NotAllowed.sentence) in refused.text


async def test_the_roll_of_today_is_opened_where_today_is_named(talk: Talk, world: World, lead: Somebody) -> None:
    await talk.comes(datetime(2023, 10, 26, 14, 10, tzinfo=ZONE))
    plainly = await lead.says("điểm danh")
    assert (await lead.says("diem danh hom nay")).labels == plainly.labels


async def test_everybody_is_marked_after_one_yes(talk: Talk, world: World, lead: Somebody) -> None:
    await world.have(["Lò Thị Hạnh", "Vàng Thị Hoa"])
    await talk.comes(datetime(2023, 10, 26, 14, 10, tzinfo=ZONE))
    await lead.says("tất cả có mặt")
    assert await talk.counts(Mark) == 0
    await lead.presses(talk.said("All present: {number}", number=3))
    assert await talk.counts(Mark) == 3


@pytest.mark.parametrize("typed", ["có mặt hết trừ cô Hoa", "co mat het tru co Hoa"])
async def test_whoever_is_left_out_of_everybody_is_marked_first(
    talk: Talk, world: World, lead: Somebody, typed: str
) -> None:
    await world.have(["Lò Thị Hạnh", "Vàng Thị Hoa"])
    await talk.comes(datetime(2023, 10, 26, 14, 10, tzinfo=ZONE))
    asked = await lead.says(typed)
    assert talk.said("All present") not in asked.labels
    assert any("Vàng Thị Hoa" in label for label in asked.labels)
    assert not any("Hạnh" in label for label in asked.labels)
    await lead.presses("Vàng Thị Hoa")
    await lead.presses(talk.said("All present"))
    await lead.presses(talk.said("All present: {number}", number=2))
    marks = await talk.finds(select(Mark.presence))
    assert sorted(marks) == sorted([Presence.ABSENT, Presence.PRESENT, Presence.PRESENT])


async def test_whom_a_lead_names_as_present_is_asked_about(talk: Talk, world: World, lead: Somebody) -> None:
    await world.have(["Lò Thị Hạnh", "Vàng Thị Hoa"])
    await talk.comes(datetime(2023, 10, 26, 14, 10, tzinfo=ZONE))
    asked = await lead.says("co mat hạnh, hoa")
    assert [label.partition(" · ")[0] for label in asked.labels[1:3]] == ["Lò Thị Hạnh", "Vàng Thị Hoa"]
    assert await talk.counts(Mark) == 0


async def test_how_many_come_to_what_is_over_is_how_many_came(talk: Talk, world: World, lead: Somebody) -> None:
    await talk.comes(datetime(2023, 10, 26, 17, 30, tzinfo=ZONE))
    said = await lead.says("buổi hôm nay có bao nhiêu người dự")
    assert talk.said(NONE_THEN) not in said.text
    assert "26/10" in said.text


async def test_what_is_typed_below_the_invitation_to_reflect_is_its_first_answer(
    talk: Talk, world: World, lan: Somebody
) -> None:
    """Also where it came last; not what is a saying of its own."""
    await lan.forges(f"take:{world.meeting}")
    await talk.comes(datetime(2023, 10, 26, 17, 30, tzinfo=ZONE))
    assert "26/10" in (await lan.says("lịch tháng 10")).text
    asked = await lan.says("Nhóm 2 ngồi im suốt mười phút đầu vì chưa hiểu lệnh")
    assert talk.said("Question {number} of {all}", number=2, all=5) in asked.text
    assert await talk.finds(select(Answer.text)) == ["Nhóm 2 ngồi im suốt mười phút đầu vì chưa hiểu lệnh"]


async def test_who_leads_is_told(lan: Somebody) -> None:
    assert "Sùng A Dơ" in (await lan.says("ai là cụm trưởng ạ")).text


async def test_a_lead_marks_by_a_sentence_and_a_yes(talk: Talk, world: World, lead: Somebody) -> None:
    """Of two Hạnh it is asked which."""
    two = await world.have(["Lò Thị Hạnh", "Vàng Thị Hạnh", "Mùa A Hành"])
    for one in two:
        await one.forges(f"take:{world.meeting}")
    await talk.comes(datetime(2023, 10, 26, 14, 10, tzinfo=ZONE))
    asked = await lead.says("cô Hạnh muộn 15 phút")
    assert sum("Hạnh" in label for label in asked.labels) == 2
    assert not any("Hành" in label for label in asked.labels)
    assert await talk.counts(Mark) == 0
    await lead.presses("Vàng Thị Hạnh")
    assert [mark.presence for mark in await talk.finds(select(Mark))] == ["late"]


async def test_an_announcement_is_drafted_and_not_sent(talk: Talk, world: World, lead: Somebody, lan: Somebody) -> None:
    await lan.forges(f"take:{world.meeting}")
    assert "1" in (await lead.says("nhắc mọi người 26/10 họp")).text
    assert await talk.counts(Announcement) == 0
    await lead.says("Mai họp nhé các thầy cô")
    await lead.presses("1")
    assert talk.said("Send a correction") in (await lead.says("gửi nhầm rồi, thu hồi giúp")).labels


@pytest.mark.parametrize("typed", [one for ways in SAYINGS.values() for one in ways.split("|")[:1]])
async def test_nothing_that_is_said_changes_anything_by_itself(
    talk: Talk, world: World, lan: Somebody, typed: str
) -> None:
    """Of a teacher who has a seat and is asked for nothing; whatever role the sentence belongs to."""
    await lan.forges(f"take:{world.meeting}")
    letters, people = await talk.counts(Outbox), await talk.counts(Person)
    answer = await lan.says(typed)
    assert talk.said(NOT_UNDERSTOOD) not in answer.text
    assert await seat_of(talk, world, lan) == [SeatState.HELD]
    assert (await talk.counts(Outbox), await talk.counts(Person), await talk.counts(Mark)) == (letters, people, 0)


@pytest.mark.parametrize(
    "typed", ["🙂" * 4096, "\u202e\u202d lịch", "\u0000", "\ud83d", "9" * 200, "/roll:1", "/settle:1", "take:1"]
)
async def test_hostile_texts_get_an_answer_that_helps(talk: Talk, lan: Somebody, typed: str) -> None:
    answer = await lan.says(typed)
    assert answer.labels


async def test_the_same_sentence_ten_times_and_thirty_in_a_row(talk: Talk, world: World, lan: Somebody) -> None:
    for _ in range(10):
        await lan.says("đăng ký")
    for number in range(30):
        talk.clock.move_by(timedelta(milliseconds=300))
        await lan.says(f"xyz {number}")
    assert talk.said(STILL_NOT) in lan.last.text
    assert await seat_of(talk, world, lan) == []
