"""What people say, topic by topic: name, label, the ways to say it, the door; days and names are read beside it.

A way is some words that follow each other, politeness aside; ".." lets a few others stand between. The topic that names
most words of a sentence wins, so a longer way goes before a shorter one in it; what `gives_way` does so to all else.
A way that begins with "=" is meant only where nothing else is said; "@" is somebody named ("cô Páo"). Accents are
compared where they were typed.
"""

from bot.errors import N_
from handlers.duty import duties, duty_overview, duty_own
from handlers.meeting import reflect, send_photos, thanks
from handlers.organisation import own_people, tree
from handlers.paper import papers
from handlers.plan import plan_home
from handlers.sayings import colleague, lists, standing
from handlers.sayings import doors_lead as lead
from handlers.sayings import doors_meeting as meeting
from handlers.sayings import doors_self as own
from handlers.sayings.matching import Saying, straight
from handlers.sayings.oneself import ONESELF
from handlers.sayings.small_talk import SMALL_TALK
from handlers.sayings.ways import (
    AGREED,
    ALBUM,
    AWAY,
    BASKETS,
    BEEN,
    CHECK_IN,
    COLLEAGUE,
    CORRECT,
    EXTRA,
    LONG_LEAVE,
    MAYBE,
    MINUTES,
    MOVE,
    MY_CLUSTER,
    NEWS,
    NOTED,
    ORGANISATION,
    OWING,
    PARTS,
    PHOTOS,
    PRAISE,
    REFLECT,
    REFLECTIONS,
    SAMPLES,
    SIGN_UP,
    STANDS,
    SUMMARY,
    TELL,
    TURNOUT,
    UNABLE,
    UNABLE_OF_ANOTHER,
    UNSETTLED,
    WHEN,
)

TOPICS = (
    # what concerns everybody's meetings
    Saying(
        "calendar",
        N_("Calendar"),
        "mấy giờ có mặt|có mặt lúc mấy giờ|những buổi|có những buổi|lịch họp .. cụm|lịch của các cụm|lịch sinh hoạt|"
        "lịch họp cụm|họp mấy buổi|mấy buổi họp|có mấy buổi|lịch|lịch sinh hoạt chuyên môn|xem lịch|"
        "lịch tháng|lịch tuần|lịch của em|các buổi|calendar",
        meeting.see_calendar,
    ),
    Saying("next", N_("My next meeting"), WHEN, meeting.when, gives_way=1),
    Saying(
        "call-off",
        N_("Call off"),
        "không tổ chức .. nữa|không tổ chức buổi|thôi không tổ chức|thôi không tổ chức .. nữa|"
        "bỏ buổi|bỏ .. buổi|bỏ buổi tháng|bỏ buổi họp|không họp buổi|không họp .. nữa|hủy .. buổi|hủy .. họp|"
        "hủy hết|hủy tất cả|hủy buổi|hủy họp|hủy buổi họp|hủy lịch|hủy lịch họp|không họp nữa|"
        "không tổ chức nữa",
        meeting.when,
    ),
    Saying(
        "bring-back",
        N_("Bring it back"),
        "khôi phục|khôi phục .. buổi|khôi phục buổi|mở lại buổi|mở lại .. buổi|bỏ hủy|bỏ hủy buổi|bring .. back",
        lead.bring_back,
    ),
    Saying(
        "whether",
        N_("My next meeting"),
        "ai dời|ai dời lịch|ai dời buổi|ai đổi lịch|ai hủy buổi|ai hủy họp|ai hoãn|sao dời|sao dời lịch|sao lại dời|"
        "sao lại hủy|sao hủy buổi|sao lại hủy buổi|sao lại đổi lịch|vì sao hoãn|sao lại hoãn|bị hoãn không|"
        "có hoãn không|có bị hoãn|có bị hoãn không|hoãn chưa|có đổi lịch không|có thay đổi gì không|"
        "có gì thay đổi không|có nghỉ không|có nghỉ họp|hôm nay nghỉ không|có dời không|có bị hủy không",
        meeting.when,
    ),
    Saying(
        "sign-up",
        N_("Sign up"),
        SIGN_UP,
        meeting.sign_up,
        own=True,
    ),
    Saying(
        "give-up",
        N_("Give the seat up"),
        "hủy .. em đăng ký|hủy .. đăng ký|hủy buổi .. đăng ký|"
        "xóa đăng ký|xóa đăng ký của|bỏ tên|gạch tên|muốn hủy|xin hủy|cho em hủy|em hủy|em rút|cho em rút|rút lui|"
        "xin rút|rút tên|rút khỏi buổi|hủy đăng ký|hủy đăng kí|rút đăng ký|bỏ đăng ký|thôi đăng ký|không đăng ký nữa|"
        "hủy chỗ|trả chỗ|nhường chỗ",
        meeting.give_up,
        own=True,
    ),
    Saying("absent", N_("I cannot come"), UNABLE, meeting.stay_away, own=True),
    Saying("on-behalf", N_("Absence of another"), UNABLE_OF_ANOTHER, lead.away_for),
    Saying(
        "who-comes",
        N_("Who is coming"),
        "danh sách đi|danh sách .. đi|danh sách dự|"
        "ai .. đi họp|danh sách chờ|ai đang chờ|hàng chờ|đăng ký ai|đăng ký những ai|mấy người đăng ký|"
        "bao nhiêu .. đăng ký|bao nhiêu người đăng ký|danh sách người|danh sách tham dự|danh sách .. tham dự|"
        "ai đi họp|ai đi|những ai đi|có những ai|ai tham gia|ai dự|ai tham dự|ai đăng ký|ai đã đăng ký|"
        "bao nhiêu người|mấy người đi|danh sách đăng ký|danh sách tham gia|"
        "who is coming",
        meeting.who_comes,
    ),
    Saying("colleague", N_("Who is coming"), COLLEAGUE, colleague.asked_of),
    Saying("long-leave", N_("Long leave"), LONG_LEAVE, colleague.on_long_leave),
    Saying("maybe", N_("Not sure yet"), MAYBE, own.maybe, gives_way=1),
    Saying("somebody", N_("Somebody by name"), "=@", colleague.by_name, gives_way=3),
    Saying(
        "who-is-sent",
        N_("Schools and names"),
        "mấy trường đăng ký|bao nhiêu trường đăng ký|trường nào đã đăng ký|trường nào đăng ký rồi|"
        "trường nào chưa cử|trường nào chưa cử người|trường nào cử|các trường cử|các trường cử ai|trường tôi cử ai",
        meeting.who_is_sent,
    ),
    Saying(
        "who-leads",
        N_("Who leads my cluster"),
        "ai quản lý|ai quản lý cụm|ai là cụm trưởng|cụm trưởng là ai|cụm trưởng|ai phụ trách|ai làm cụm trưởng|"
        "liên hệ ai|gọi ai|hỏi ai|cốt cán là ai|ai là cốt cán|số điện thoại",
        meeting.who_leads,
    ),
    Saying(
        "all-present",
        N_("Everybody is here"),
        "đủ hết|đủ rồi|lớp đủ|đông đủ|không vắng ai|không ai vắng|tất cả có mặt|mọi người có mặt|còn lại có mặt|"
        "có mặt đủ|có mặt hết|có mặt cả|đủ mặt|đủ cả|tất cả đều có mặt|cả lớp có mặt|tất cả đến|đến đủ|đến đông đủ|"
        "everybody is here",
        lead.mark_all,
    ),
    Saying(
        "attendance",
        N_("Attendance"),
        CHECK_IN,
        lead.roll,
    ),
    Saying(
        "was-there",
        N_("I was there"),
        "tôi có dự|em có dự|tôi đã dự|tôi có đi|em có đi|em có đi hôm đó|tôi có mặt mà|em có mặt mà|sao ghi tôi vắng|"
        "buổi của tôi|buổi tôi đã dự|buổi em đã dự|sao em bị vắng|điểm danh sai|ghi sai điểm danh|em không vắng|"
        "tôi không vắng|i was there",
        meeting.was_or_will_be_there,
        own=True,
    ),
    Saying(
        "cannot-scan",
        N_("Attendance"),
        "nhập mã .. sai|mã báo sai|báo sai|báo mã sai|"
        "không quét được|đến rồi .. không quét được|quét không được|không quét|quét mã không|không điểm danh được|"
        "không vào được mã|mã không|mã sai|không thấy mã|không có mã|chưa thấy mã|quét .. không được|qr không được|"
        "không quét được qr",
        meeting.cannot_scan,
    ),
    Saying("photos", N_("Photos"), PHOTOS, straight(send_photos.choose)),
    Saying("album", N_("See photos"), ALBUM, meeting.pictures),
    Saying("baskets", N_("Evidence of all meetings"), BASKETS, lead.baskets),
    Saying("praise", N_("Thanks of this year"), PRAISE, straight(thanks.year_of)),
    Saying("agreed", N_("What was agreed"), AGREED, lead.agreed_on),
    Saying("reflect", N_("Reflect"), REFLECT, straight(reflect.choose), own=True),
    Saying("reflections", N_("Reflections of all"), REFLECTIONS, lead.reflections),
    Saying(
        "my-reflection",
        N_("My last reflection"),
        "bài viết .. em|bài viết .. tôi|bài viết hôm trước|sửa .. suy ngẫm|sửa suy ngẫm|sửa bài viết|"
        "xem lại .. viết|cái em viết|bài em viết|em viết hôm trước|xem lại suy ngẫm|xem lại .. suy ngẫm|xem lại bài|"
        "bài suy ngẫm|bài của em|suy ngẫm của em|xem lại .. rút kinh nghiệm|đã viết gì|em viết gì|em đã nộp",
        meeting.own_reflection,
        own=True,
    ),
    Saying(
        "my-meetings",
        N_("My meetings so far"),
        "tham gia mấy lần|dự mấy lần|mấy lần|bao nhiêu lần|em vắng mấy|tôi vắng mấy|đi mấy buổi|đi được mấy buổi|"
        "đi bao nhiêu buổi|mấy buổi rồi|bao nhiêu buổi|dự mấy buổi|tham gia mấy buổi|số buổi|các buổi đã|"
        "mấy buổi năm nay|dự được mấy buổi|được mấy buổi|những buổi đã|buổi đã dự|đã đi những|đã dự những|"
        "đã tham gia những",
        meeting.own_record,
        own=True,
    ),
    Saying(
        "confirmation",
        N_("My meetings so far"),
        "ký xác nhận|ký xác nhận .. giáo viên|ký xác nhận giáo viên|"
        "bằng chứng tham gia|chứng cứ tham gia|giấy xác nhận|xác nhận tham gia|xác nhận .. tham gia|chứng nhận|"
        "giấy chứng nhận|bản xác nhận|xin xác nhận",
        meeting.confirmation,
    ),
    Saying(
        "papers",
        N_("Official papers"),
        "kết thúc năm học|tổng kết|sơ kết|báo cáo tổng kết|báo cáo sơ kết|tổng kết năm học|báo cáo|giấy tờ|"
        "lập báo cáo|xuất báo cáo|"
        "làm báo cáo|viết báo cáo|in báo cáo|công văn|danh sách để ký|danh sách ký tên|in danh sách|tin bài|viết tin|"
        "bảng quy đổi|quy đổi tiết|đề nghị hỗ trợ|papers",
        straight(papers.home),
    ),
    Saying(
        "duties",
        N_("My duties"),
        "sắp tới hạn|tới hạn|nhắc em việc|nhắc .. việc sắp|"
        "xong việc|làm xong việc|việc làm xong|hoàn thành việc|"
        "nộp hồ sơ|nộp .. hồ sơ|đủ hồ sơ|việc của trường|việc trường|chuẩn bị phòng|chuẩn bị gì|chuẩn bị những gì|"
        "thiếu gì|còn thiếu|nợ gì|còn nợ|nợ việc|nộp video|gửi video|nộp bài|nộp báo cáo|nộp sản phẩm|nộp tệp|"
        "nộp file|gửi file|gửi tệp|=việc|việc của em|việc cần làm|việc của tôi|nhiệm vụ|công việc|phải làm gì|"
        "sắp hết hạn|quá hạn|đến hạn|việc nào|chờ duyệt|cần duyệt|=duyệt|=duyệt giúp|cần làm gì|có việc gì|"
        "còn việc gì|hạn nộp|nộp gì|phần việc|my duties|duties",
        straight(duties.page),
        own=True,
    ),
    # what leads, principals and officers ask and do
    Saying(
        "silent",
        N_("Who has not signed up"),
        "giáo viên .. đăng ký chưa|trường .. đăng ký chưa|giáo viên trường .. đăng ký chưa|"
        "trường .. đăng ký hết chưa|giáo viên .. đăng ký hết chưa|"
        "đăng ký đủ chưa|trường .. đăng ký đủ chưa|giáo viên .. đăng ký đủ chưa|trường .. ai chưa đăng ký|"
        "ai chưa đăng ký|chưa đăng ký|ai chưa đăng kí|còn ai chưa|ai chưa trả lời|"
        "ai chưa xác nhận|chưa trả lời|ai không đi|những ai chưa|trường nào chưa .. đăng ký|"
        "trường nào chưa đăng ký buổi",
        lead.who_is_silent,
    ),
    Saying("away", N_("Who was away"), AWAY, lead.who_was_away),
    Saying("summary", N_("Summary of attendance"), SUMMARY, meeting.summarise),
    Saying(
        "send",
        N_("Send somebody"),
        "cử .. đi thay|cử @ đi thay|cử .. đi|cử @|cử @ đi|cử @ dự|đăng ký @|ghi tên @|cử cô|cử thầy|cử giáo viên|"
        "cử người đi dự|cử .. đi dự|cho .. cô đi|cho .. thầy đi|cho .. người đi|cho .. giáo viên đi|"
        "cho .. cô đi dự|cho .. thầy đi dự|cho .. người đi dự|cho .. giáo viên đi dự|cử thêm|cử .. người|cử người|"
        "đổi người|đổi người đi|thay người|thay người đi|cử bạn|cử em|cho cô .. đi|"
        "cho thầy .. đi|đề cử|=cử",
        lead.send_somebody,
    ),
    Saying(
        "late",
        N_("Mark as late"),
        "@ muộn|@ đến muộn|@ trễ|@ đến trễ|muộn|đến muộn|đi muộn|trễ|đến trễ|đi trễ|muộn .. phút|trễ .. phút",
        lead.mark_late,
    ),
    Saying(
        "mark-absent",
        N_("Mark as absent"),
        "@ có phép|@ không phép|@ vắng|@ vắng mặt|@ .. vắng|@ vắng có phép|@ vắng không phép|vắng có phép|"
        "vắng không phép",
        lead.mark_absent,
    ),
    Saying(
        "mark-present",
        N_("Mark as present"),
        "@ có đến|@ có tới|@ có mặt rồi|@ có mặt|@ .. có mặt|@ đến rồi|@ đã đến|@ tới rồi",
        lead.mark_present,
    ),
    Saying(
        "settle",
        N_("Settle days"),
        "em chọn ngày|ngày họp .. chọn|chọn ngày họp|"
        "lên lịch tháng|lên lịch tuần|xếp lịch tháng|xếp lịch tuần|lịch .. chưa chốt|lịch chưa chốt|chốt lịch tháng|"
        "chốt lịch tuần|đặt ngày|xếp ngày|định ngày|lên ngày|"
        "chốt lịch|chốt ngày|chốt giờ|chốt buổi|đặt lịch|xếp lịch|lên lịch|chọn ngày|chưa chốt|buổi nào chưa có ngày",
        lead.settle_days,
    ),
    Saying("extra", N_("A meeting more"), EXTRA, lead.add_meeting),
    Saying("parts", N_("Parts of a meeting"), PARTS, lead.give_parts),
    Saying("move", N_("Change day or room"), MOVE, lead.move),
    Saying("announce", N_("Announce"), TELL, lead.announce_to),
    Saying(
        "correct",
        N_("Correct an announcement"),
        CORRECT,
        lead.wrong_announcement,
    ),
    Saying("minutes", N_("Minutes"), MINUTES, lead.minutes),
    Saying(
        "no-meeting",
        N_("Clusters without a meeting"),
        "cụm nào chưa|cụm nào chưa họp|cụm chưa họp|cụm nào không họp|cụm nào chưa tổ chức|nhóm nào chưa họp",
        lead.clusters_without,
    ),
    Saying(
        "rules",
        N_("Rules of duties"),
        "văn bản|danh mục nhiệm vụ|danh mục việc|quy định|văn bản nào đang áp dụng|công văn nào",
        lists.rules,
    ),
    Saying("samples", N_("Papers"), SAMPLES, lists.samples),
    Saying("standing", N_("How it stands"), STANDS, standing.of_named),
    Saying("unsettled", N_("Without a day"), UNSETTLED, standing.without_day),
    Saying("turnout", N_("How many came"), TURNOUT, standing.turnout),
    Saying("been", N_("Meetings that have been"), BEEN, lists.been),
    Saying("lists", N_("Lists"), "=danh sách|=xem danh sách|=danh sách nào|=các danh sách|=danh sách đâu", lists.which),
    Saying("my-cluster", N_("My cluster"), MY_CLUSTER, lists.my_cluster),
    Saying("news", N_("My next meeting"), NEWS, lists.news),
    Saying("assign", N_("Give a duty"), "giao nhiệm vụ|giao việc|giao thêm việc|ra nhiệm vụ", straight(duty_own.begin)),
    Saying("who-owes", N_("Duties of others"), OWING, straight(duty_overview.kinds)),
    Saying(
        "invite",
        N_("Invite"),
        "mời|thêm giáo viên|thêm người|thêm cô|thêm thầy|mời giáo viên|link mời|gửi link|giấy mời|đường dẫn mời|"
        "=link|=qr|=mã qr|lấy link|danh sách giáo viên|nhập danh sách|giáo viên mới|=giáo viên|invite",
        lead.invite_people,
    ),
    Saying(
        "people",
        N_("People of my school"),
        "bao nhiêu .. tham gia hệ thống|bao nhiêu giáo viên .. tham gia hệ thống|bao nhiêu .. vào hệ thống|"
        "ai .. chưa vào hệ thống|ai .. chưa tham gia hệ thống|ai chưa vào|duyệt thầy|duyệt cô|duyệt giáo viên|"
        "duyệt người|trường .. bao nhiêu giáo viên trong danh sách|"
        "xác nhận giáo viên|xác nhận giáo viên mới|xác nhận người mới|@ nghỉ hưu|@ nghỉ việc|@ chuyển trường|"
        "@ chuyển đi|@ đã chuyển|@ không còn dạy|@ không còn ở trường|"
        "có giáo viên chuyển|giáo viên nghỉ hưu|giáo viên chuyển đi|danh sách giáo viên trường|=người|"
        "người trường tôi|người trường em|người của trường|giáo viên trường tôi|giáo viên trường em|"
        "giáo viên của trường|trường tôi có những ai|ai chưa tham gia hệ thống|ai chưa vào hệ thống|"
        "trường tôi ai chưa|trường em ai chưa|"
        "ai đã tham gia hệ thống|ai đã vào hệ thống|người lạ|=không phải trường tôi|"
        "people of my school",
        straight(own_people.begin),
    ),
    Saying(
        "plan",
        N_("Plan"),
        "kế hoạch|nộp kế hoạch|gửi kế hoạch|kế hoạch năm|kế hoạch cụm|đề xuất|xem kế hoạch|plan",
        straight(plan_home.home),
    ),
    Saying("organisation", N_("Organisation"), ORGANISATION, straight(tree.begin)),
    Saying("noted", N_("Yes"), NOTED, own.yes, own=True, firm=True),
    *ONESELF,
    *SMALL_TALK,
)
