"""What people say, topic by topic: name, label, the ways to say it, the door; days and names are read beside it.

A way is some words that follow each other, politeness aside; ".." lets a few others stand between. The topic that names
most words of a sentence wins, so a longer way goes before a shorter one in it; what `gives_way` does so to all else.
A way that begins with "=" is meant only where nothing else is said; "@" is somebody named ("cô Páo"). Accents are
compared where they were typed.
"""

from bot.errors import N_
from handlers.duty import duties
from handlers.meeting import reflect, send_photos, thanks
from handlers.paper import papers
from handlers.sayings import calling_off, colleague
from handlers.sayings import doors_lead as lead
from handlers.sayings import doors_meeting as meeting
from handlers.sayings import doors_record as record
from handlers.sayings import doors_roll as roll
from handlers.sayings import doors_running as run
from handlers.sayings import doors_self as own
from handlers.sayings.matching import Saying, straight
from handlers.sayings.oneself import ONESELF
from handlers.sayings.running import RUNNING
from handlers.sayings.small_talk import SMALL_TALK
from handlers.sayings.ways import (
    AGREED,
    ALBUM,
    BASKETS,
    CHECK_IN,
    COLLEAGUE,
    FACES,
    LONG_LEAVE,
    MAYBE,
    NOTED,
    OWN_SEATS,
    PHOTOS,
    PRAISE,
    REFLECT,
    REFLECTIONS,
    SIGN_UP,
    UNABLE,
    UNABLE_OF_ANOTHER,
    WHEN,
)

TOPICS = (
    # what concerns everybody's meetings
    Saying(
        "calendar",
        N_("Calendar"),
        "còn bao nhiêu buổi|còn mấy buổi|bao nhiêu buổi nữa|mấy buổi nữa|mấy giờ có mặt|có mặt lúc mấy giờ|"
        "mấy giờ phải có mặt|phải có mặt mấy giờ|phải có mặt lúc mấy giờ|"
        "những buổi|có những buổi|lịch họp .. cụm|lịch của các cụm|lịch sinh hoạt|lịch họp cụm|họp mấy buổi|"
        "mấy buổi họp|có mấy buổi|lịch|lịch sinh hoạt chuyên môn|xem lịch|lịch tháng|lịch tuần|lịch của em|các buổi|"
        "calendar|schedule|my schedule|timetable",
        meeting.see_calendar,
    ),
    Saying("next", N_("My next meeting"), WHEN, meeting.when, gives_way=1),
    Saying(
        "call-off",
        N_("Call off"),
        "xóa buổi|xóa .. buổi|xóa buổi này|xóa buổi họp|xóa lịch|xóa lịch họp|"
        "không tổ chức .. nữa|không tổ chức buổi|thôi không tổ chức|thôi không tổ chức .. nữa|"
        "bỏ buổi|bỏ .. buổi|bỏ buổi tháng|bỏ buổi họp|không họp buổi|không họp .. nữa|hủy .. buổi|hủy .. họp|"
        "hủy hết|hủy tất cả|hủy buổi|hủy họp|hủy buổi họp|hủy lịch|hủy lịch họp|không họp nữa|"
        "không tổ chức nữa",
        calling_off.ask,
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
        "ai .. đổi lịch|ai .. dời lịch|ai .. đổi ngày|ai .. đổi giờ|ai .. chuyển lịch|ai .. đổi lịch buổi|"
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
    Saying("own-seats", N_("Where I am signed up"), OWN_SEATS, meeting.own_seats, own=True),
    Saying(
        "give-up",
        N_("Give the seat up"),
        "hủy .. em đăng ký|hủy .. đăng ký|hủy buổi .. đăng ký|"
        "rút .. tên|rút .. cái tên|"
        "xóa đăng ký|xóa đăng ký của|bỏ tên|gạch tên|muốn hủy|xin hủy|cho em hủy|em hủy|em rút|cho em rút|rút lui|"
        "xin rút|rút tên|rút khỏi buổi|hủy đăng ký|hủy đăng kí|rút đăng ký|bỏ đăng ký|thôi đăng ký|không đăng ký nữa|"
        "hủy chỗ|trả chỗ|nhường chỗ",
        meeting.give_up,
        own=True,
    ),
    Saying("absent", N_("I cannot come"), UNABLE, meeting.stay_away, own=True),
    Saying("on-behalf", N_("Absence of another"), UNABLE_OF_ANOTHER, roll.away_for),
    Saying(
        "who-comes",
        N_("Who is coming"),
        "danh sách giáo viên .. đi|danh sách giáo viên trường .. đi|danh sách giáo viên trường .. đi buổi|"
        "danh sách giáo viên trường .. dự|giáo viên trường .. đi buổi|giáo viên trường .. ai đi|"
        "giáo viên trường .. những ai đi|"
        "mấy đứa đi|trường .. mấy đứa đi|trường .. mấy người đi|"
        "mấy đứa đăng ký|mấy cô đăng ký|mấy thầy đăng ký|mấy đứa đăng ký rồi|mấy cô đăng ký rồi|"
        "danh sách đi|danh sách .. đi|danh sách dự|"
        "đi được mấy người|trường .. đi được mấy người|trường .. đi mấy người|trường .. mấy người đi|"
        "ai đến|ai tới|ai đã đến|ai có đến|những ai đến|"
        "ai .. đi họp|danh sách chờ|ai đang chờ|hàng chờ|đăng ký ai|đăng ký những ai|mấy người đăng ký|"
        "bao nhiêu .. đăng ký|bao nhiêu người đăng ký|danh sách người|danh sách tham dự|danh sách .. tham dự|"
        "ai đăng ký chưa|ai đi họp|ai đi|những ai đi|có những ai|ai tham gia|ai dự|ai tham dự|ai đăng ký|ai đã đăng ký|"
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
        "trường .. gửi mấy người|trường .. gửi bao nhiêu người|trường .. gửi ai|trường nào gửi|gửi mấy người|"
        "cử mấy người|trường .. cử mấy người|cử bao nhiêu người|trường .. cử bao nhiêu người|trường .. cử ai|"
        "trường .. cử những ai|trường .. chưa cử ai|"
        "mấy trường đăng ký|bao nhiêu trường đăng ký|trường nào đã đăng ký|trường nào đăng ký rồi|"
        "trường nào chưa cử|trường nào chưa cử người|trường nào cử|các trường cử|các trường cử ai|trường tôi cử ai",
        meeting.who_is_sent,
    ),
    Saying(
        "who-leads",
        N_("Who leads my cluster"),
        "cụm trưởng .. là ai|cụm phó .. là ai|"
        "ai quản lý|ai quản lý cụm|ai là cụm trưởng|cụm trưởng là ai|cụm trưởng|ai phụ trách|ai làm cụm trưởng|"
        "liên hệ .. cụm trưởng|liên lạc .. cụm trưởng|gặp cụm trưởng|hỏi cụm trưởng|"
        "liên hệ ai|gọi ai|hỏi ai|cốt cán là ai|ai là cốt cán|cụm phó là ai|cụm phó .. là ai|"
        "ai là cụm phó|ai làm cụm phó|cụm phó",
        run.who_leads,
    ),
    Saying(
        "all-present",
        N_("Everybody is here"),
        "trừ @ còn lại có mặt|trừ @ .. còn lại có mặt|trừ @ .. có mặt hết|trừ @ còn lại có mặt hết|"
        "trừ @ .. còn lại có mặt hết|có mặt hết trừ @|đủ hết trừ @|đủ trừ @|thiếu mỗi @|@ vắng còn lại có mặt|"
        "@ vắng còn lại có mặt hết|chỉ vắng @|chỉ thiếu @|"
        "đủ hết|đủ rồi|lớp đủ|đông đủ|không vắng ai|không ai vắng|tất cả có mặt|mọi người có mặt|còn lại có mặt|"
        "có mặt đủ|có mặt hết|có mặt cả|đủ mặt|đủ cả|tất cả đều có mặt|cả lớp có mặt|tất cả đến|đến đủ|đến đông đủ|"
        "everybody is here",
        roll.mark_all,
    ),
    Saying(
        "attendance",
        N_("Attendance"),
        CHECK_IN,
        roll.roll,
    ),
    Saying(
        "was-there",
        N_("I was there"),
        "quên chưa quét|quên chưa quét mã|quên không quét|quên không quét mã|chưa quét mã|chưa kịp quét|"
        "chưa kịp quét mã|"
        "có đi mà|có đi mà .. không thấy tên|có đi .. không thấy tên|có dự .. không thấy tên|có đi .. không có tên|"
        "có đi .. chưa điểm danh|có đi .. quên điểm danh|báo vắng nhưng .. đi được|"
        "báo vắng nhưng .. vẫn đi|báo vắng nhưng .. vẫn đi được|"
        "điểm danh rồi mà|điểm danh rồi sao|điểm danh rồi nhưng|quét rồi mà|quét mã rồi mà|nhập mã rồi mà|quên quét|"
        "quên quét mã|quên nhập mã|chưa được điểm danh|chưa điểm danh cho|đi họp rồi mà|dự rồi mà|"
        "đi rồi mà|có mặt rồi mà|ghi em vắng|ghi tôi vắng|bị ghi vắng|sao ghi .. vắng|đã điểm danh rồi|"
        "sao chưa điểm danh|tôi có dự|em có dự|tôi đã dự|tôi có đi|em có đi|em có đi hôm đó|tôi có mặt mà|"
        "em có mặt mà|sao ghi tôi vắng|buổi của tôi|buổi tôi đã dự|buổi em đã dự|sao em bị vắng|điểm danh sai|"
        "ghi sai điểm danh|em không vắng|tôi không vắng|i was there",
        meeting.was_or_will_be_there,
        own=True,
    ),
    Saying(
        "cannot-scan",
        N_("Attendance"),
        "mã là bao nhiêu|mã bao nhiêu|mã số bao nhiêu|mã là gì|mã là số mấy|mã mấy|mã điểm danh là gì|"
        "mã điểm danh là bao nhiêu|"
        "lấy mã ở đâu|mã lấy ở đâu|xem mã ở đâu|"
        "quên điện thoại|quên .. điện thoại|không mang điện thoại|không mang theo điện thoại|không có điện thoại|"
        "hết pin|điểm danh hộ em|điểm danh hộ tôi|điểm danh giúp em .. quên điện thoại|"
        "nhập mã .. sai|mã báo sai|báo sai|báo mã sai|"
        "không quét được|đến rồi .. không quét được|quét không được|không quét|quét mã không|không điểm danh được|"
        "không vào được mã|mã không|mã sai|không thấy mã|không có mã|chưa thấy mã|quét .. không được|qr không được|"
        "không quét được qr",
        meeting.cannot_scan,
    ),
    Saying("photos", N_("Photos"), PHOTOS, straight(send_photos.choose), done="album"),
    Saying("album", N_("See photos"), ALBUM, meeting.pictures),
    Saying("faces", N_("Faces of pupils"), FACES, run.faces),
    Saying("baskets", N_("Evidence of all meetings"), BASKETS, lead.baskets),
    Saying("praise", N_("Thanks of this year"), PRAISE, straight(thanks.year_of)),
    Saying("agreed", N_("What was agreed"), AGREED, lead.agreed_on),
    Saying("reflect", N_("Reflect"), REFLECT, straight(reflect.choose), own=True, done="my-reflection"),
    Saying("reflections", N_("Reflections of all"), REFLECTIONS, lead.reflections),
    Saying(
        "my-reflection",
        N_("My last reflection"),
        "viết nhầm câu|nhầm câu|trả lời nhầm câu|sửa câu|sửa lại câu|viết sai câu|viết nhầm .. sửa|"
        "viết sai .. sửa|trả lời nhầm|trả lời sai|viết nhầm rồi|gửi nhầm bài suy ngẫm|"
        "suy ngẫm rồi .. xem lại|suy ngẫm rồi .. xem lại ở đâu|suy ngẫm .. xem lại ở đâu|viết suy ngẫm rồi .. xem|"
        "viết suy ngẫm rồi .. xem lại ở đâu|"
        "bài viết .. em|bài viết .. tôi|bài viết hôm trước|sửa .. suy ngẫm|sửa suy ngẫm|sửa bài viết|"
        "xem lại .. viết|cái em viết|bài em viết|em viết hôm trước|xem lại suy ngẫm|xem lại .. suy ngẫm|xem lại bài|"
        "bài suy ngẫm|bài của em|suy ngẫm của em|xem lại .. rút kinh nghiệm|đã viết gì|em viết gì|em đã nộp",
        meeting.own_reflection,
        own=True,
    ),
    Saying(
        "my-meetings",
        N_("My meetings so far"),
        "dự bao nhiêu tiết|bao nhiêu tiết|mấy tiết rồi|dự mấy tiết|giờ bồi dưỡng|bao nhiêu giờ|tham gia mấy lần|"
        "dự mấy lần|mấy lần|bao nhiêu lần|em vắng mấy|tôi vắng mấy|đi mấy buổi|đi được mấy buổi|đi bao nhiêu buổi|"
        "mấy buổi rồi|bao nhiêu buổi|dự mấy buổi|tham gia mấy buổi|số buổi|các buổi đã|mấy buổi năm nay|"
        "dự được mấy buổi|được mấy buổi|những buổi đã|buổi đã dự|đã đi những|đã dự những|đã tham gia những",
        record.own_record,
        own=True,
    ),
    Saying(
        "confirmation",
        N_("My meetings so far"),
        "giấy xác nhận cho|in giấy xác nhận|in .. giấy xác nhận cho|in .. giấy xác nhận|giấy xác nhận cho .. đi dự|"
        "giấy xác nhận cho .. cô đi dự|giấy xác nhận .. đi dự|"
        "ký xác nhận|ký xác nhận .. giáo viên|ký xác nhận giáo viên|xác nhận giờ|xác nhận .. bồi dưỡng|"
        "bằng chứng tham gia|chứng cứ tham gia|giấy xác nhận|xác nhận tham gia|xác nhận .. tham gia|chứng nhận|"
        "giấy chứng nhận|bản xác nhận|xin xác nhận",
        record.confirmation,
    ),
    Saying(
        "papers",
        N_("Official papers"),
        "bảng điểm danh|bản điểm danh|file điểm danh|tệp điểm danh|xuất điểm danh|tải điểm danh|điểm danh .. word|"
        "soạn giấy mời|soạn .. giấy mời|viết giấy mời|làm giấy mời|in giấy mời|in .. giấy mời|giấy mời|"
        "giấy mời gửi .. trường|giấy mời các trường|in danh sách .. dự|in danh sách giáo viên|"
        "in danh sách giáo viên dự|in .. danh sách giáo viên|in .. danh sách giáo viên dự|in .. danh sách|"
        "danh sách .. để in|danh sách để in|danh sách .. in ra|danh sách .. ký tên|danh sách điểm danh để in|"
        "in ra ký|in tờ ký|tờ ký tên|soạn công văn|soạn báo cáo|soạn giấy|"
        "kết thúc năm học|tổng kết|sơ kết|báo cáo tổng kết|báo cáo sơ kết|tổng kết năm học|báo cáo|giấy tờ|"
        "lập báo cáo|xuất báo cáo|làm báo cáo|viết báo cáo|in báo cáo|công văn|danh sách để ký|danh sách ký tên|"
        "in danh sách|tin bài|viết tin|bảng quy đổi|quy đổi tiết|tính tiết|tính .. tiết|đề nghị hỗ trợ|"
        "đề nghị .. hỗ trợ|công tác phí|thanh toán|papers",
        straight(papers.home),
    ),
    Saying(
        "duties",
        N_("My duties"),
        "đánh dấu xong|đánh dấu đã xong|đánh dấu hoàn thành|đánh dấu xong ở đâu|báo xong ở đâu|báo đã xong|"
        "sắp tới hạn|tới hạn|nhắc em việc|nhắc .. việc sắp|xong việc|làm xong việc|việc làm xong|hoàn thành việc|"
        "danh sách chờ duyệt|bài chờ duyệt|làm gì tiếp|giờ làm gì|phải làm gì tiếp|nộp rồi mà|nộp rồi .. quá hạn|"
        "=đã nộp|=đã nộp rồi|=nộp rồi|=em nộp rồi|=gửi rồi|=đã gửi rồi|=đã làm rồi|=làm rồi|nộp nhầm|nộp nhầm tệp|"
        "nộp nhầm file|nộp sai|nộp lại|gửi nhầm file|gửi nhầm tệp|nộp hồ sơ|nộp .. hồ sơ|đủ hồ sơ|việc của trường|"
        "việc trường|chuẩn bị phòng|chuẩn bị gì|chuẩn bị những gì|thiếu gì|còn thiếu|nợ gì|còn nợ|nợ việc|nộp video|"
        "gửi video|nộp bài|nộp báo cáo|nộp sản phẩm|nộp tệp|nộp file|gửi file|gửi tệp|=việc|việc của em|việc cần làm|"
        "việc của tôi|nhiệm vụ|công việc|phải làm gì|sắp hết hạn|quá hạn|đến hạn|việc nào|chờ duyệt|cần duyệt|=duyệt|"
        "=duyệt giúp|cần làm gì|có việc gì|còn việc gì|hạn nộp|nộp gì|phần việc|my duties|duties",
        straight(duties.page),
        own=True,
    ),
    *RUNNING,
    Saying("noted", N_("Yes"), NOTED, own.yes, own=True, firm=True),
    *ONESELF,
    *SMALL_TALK,
)
