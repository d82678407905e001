"""What people say, topic by topic: name, label, the ways to say it, the door; days and names are read beside it.

A way is some words that follow each other, politeness aside; ".." lets a few others stand between. The topic that names
most words of a sentence wins, so a longer way goes before a shorter one that it contains; what `gives_way` does so to
all else. A way that begins with "=" is meant only where nothing else is said. Accents are written here, and compared
where they were typed.
"""

from bot.errors import N_
from handlers import help as helping
from handlers.duty import duties, duty_overview
from handlers.meeting import reflect, send_photos
from handlers.organisation import me, own_people, start, tree
from handlers.paper import papers
from handlers.plan import plan_home
from handlers.sayings import doors_lead as lead
from handlers.sayings import doors_meeting as meeting
from handlers.sayings import doors_self as own
from handlers.sayings.matching import Saying, straight
from handlers.settings import quiet_hours

WHEN = (
    "họp ở trường nào|trường nào tổ chức|có họp không|có buổi nào|họp mấy giờ|mấy giờ họp|mấy giờ|khi nào họp|"
    "bao giờ họp|họp khi nào|họp bao giờ|họp ở đâu|buổi tới|buổi sau|buổi tiếp theo|buổi gần nhất|buổi vừa rồi|"
    "ở đâu|địa điểm|phòng nào|hôm nào họp|ngày nào họp|họp cụm|lịch họp|có lịch gì|họp ngày nào|mai họp|nay họp|"
    "họp không|sinh hoạt chuyên môn khi nào|next meeting|when .. meeting"
)
UNABLE = (
    "đi công tác|đi viện|nằm viện|về quê|có đám|thai sản|không đi được|không dự được|không tham dự được|"
    "không tham gia được|không đến được|không họp được|không thể đi|không thể dự|không thể tham gia|bận không|"
    "em bận|tôi bận|bị bận|bận rồi|bận việc|xin nghỉ|xin vắng|xin phép vắng|xin phép nghỉ|báo vắng|xin không đi|"
    "em vắng|em ốm|bị ốm|đang ốm|con ốm|có việc đột xuất|có việc bận|vắng mặt|không đi|không dự|nghỉ buổi|"
    "vướng lịch|trùng lịch|cannot come|can not come"
)
YES = (
    "ok|vâng|=dạ|dạ vâng|=rồi|rõ rồi|đã rõ|em rõ|=rõ|nhất trí|đồng ý|=được|được ạ|đi được|em đi|sẽ đi|em nhận|=nhận|"
    "nhận lời|em tham gia|tham gia được|dự được|có mặt được|đã nhận|đã nhận được|nắm được|biết rồi|hiểu rồi|đã hiểu|"
    "đã đọc|đã xem|👍|👌|🆗|✅|yes|understood|=ừ|=chốt|=tốt|=tuyệt|=good"
)

TOPICS = (
    # what concerns everybody's meetings
    Saying(
        "calendar",
        N_("Calendar"),
        "lịch|xem lịch|lịch tháng|lịch tuần|lịch của em|các buổi|calendar",
        meeting.see_calendar,
    ),
    Saying("next", N_("My next meeting"), WHEN, meeting.when, gives_way=1),
    Saying(
        "sign-up",
        N_("Sign up"),
        "đăng ký|đăng kí|đăng kí đi|đăng ký đi|xin đăng ký|ghi tên|xin một chỗ|xin một suất|xin suất|giữ chỗ|"
        "còn chỗ|tham dự|tham gia|xin tham gia|xin đi|cho em đi|sign up",
        meeting.sign_up,
    ),
    Saying(
        "give-up",
        N_("Give the seat up"),
        "hủy đăng ký|hủy đăng kí|rút đăng ký|bỏ đăng ký|thôi đăng ký|không đăng ký nữa|hủy chỗ|trả chỗ|nhường chỗ",
        meeting.give_up,
    ),
    Saying("absent", N_("I cannot come"), UNABLE, meeting.stay_away),
    Saying(
        "who-comes",
        N_("Who is coming"),
        "ai đi|những ai đi|có những ai|ai tham gia|ai dự|ai tham dự|ai đăng ký|ai đã đăng ký|bao nhiêu người|"
        "mấy người đi|danh sách đăng ký|danh sách tham gia|who is coming",
        meeting.who_comes,
    ),
    Saying(
        "who-leads",
        N_("Who leads my cluster"),
        "ai là cụm trưởng|cụm trưởng là ai|cụm trưởng|ai phụ trách|ai làm cụm trưởng|ai chủ trì|liên hệ ai|gọi ai|"
        "hỏi ai|cốt cán là ai|ai là cốt cán|số điện thoại",
        meeting.who_leads,
    ),
    Saying(
        "all-present",
        N_("Everybody is here"),
        "tất cả có mặt|mọi người có mặt|còn lại có mặt|có mặt đủ|có mặt hết|có mặt cả|đủ mặt|đủ cả|"
        "tất cả đều có mặt|cả lớp có mặt|tất cả đến|đến đủ|đến đông đủ|everybody is here",
        lead.mark_all,
    ),
    Saying(
        "attendance",
        N_("Attendance"),
        "điểm danh|có mặt|=mã|mã điểm danh|em đến rồi|đã đến|đến nơi|tới rồi|tới nơi|check in|checkin|điểm danh giúp",
        lead.roll,
    ),
    Saying(
        "was-there",
        N_("I was there"),
        "tôi có dự|em có dự|tôi đã dự|tôi có đi|em có đi|em có đi hôm đó|tôi có mặt mà|em có mặt mà|sao ghi tôi vắng|"
        "sao em bị vắng|điểm danh sai|ghi sai điểm danh|em không vắng|tôi không vắng|i was there",
        meeting.was_there,
    ),
    Saying(
        "cannot-scan",
        N_("Attendance"),
        "không quét được|đến rồi .. không quét được|quét không được|không quét|quét mã không|không điểm danh được|"
        "không vào được mã|mã không|mã sai",
        meeting.cannot_scan,
    ),
    Saying(
        "photos",
        N_("Photos"),
        "ảnh|gửi ảnh|hình|gửi hình|nộp ảnh|up ảnh|đăng ảnh|minh chứng|gửi minh chứng|nộp minh chứng|ảnh minh chứng|"
        "photos",
        straight(send_photos.choose),
    ),
    Saying(
        "reflect",
        N_("Reflect"),
        "suy ngẫm|viết suy ngẫm|rút kinh nghiệm|viết rút kinh nghiệm|góp ý|nhận xét|sau dự giờ|chia sẻ sau|"
        "viết cảm nhận|cảm nhận|bài thu hoạch|phiếu dự giờ|reflect",
        straight(reflect.choose),
    ),
    Saying(
        "my-reflection",
        N_("My last reflection"),
        "xem lại suy ngẫm|xem lại .. suy ngẫm|xem lại bài|bài suy ngẫm|bài của em|suy ngẫm của em|"
        "xem lại .. rút kinh nghiệm|đã viết gì|em viết gì|em đã nộp",
        meeting.own_reflection,
    ),
    Saying(
        "my-meetings",
        N_("My meetings so far"),
        "đi mấy buổi|đi được mấy buổi|đi bao nhiêu buổi|mấy buổi rồi|bao nhiêu buổi|dự mấy buổi|tham gia mấy buổi|"
        "số buổi|các buổi đã|những buổi đã|buổi đã dự|đã đi những|đã dự những|đã tham gia những",
        meeting.own_record,
    ),
    Saying(
        "confirmation",
        N_("My meetings so far"),
        "giấy xác nhận|xác nhận tham gia|xác nhận .. tham gia|chứng nhận|giấy chứng nhận|bản xác nhận|xin xác nhận",
        meeting.confirmation,
    ),
    Saying(
        "papers",
        N_("Official papers"),
        "báo cáo|giấy tờ|lập báo cáo|xuất báo cáo|làm báo cáo|viết báo cáo|in báo cáo|công văn|danh sách để ký|"
        "danh sách ký tên|in danh sách|tin bài|viết tin|papers",
        straight(papers.home),
    ),
    Saying(
        "duties",
        N_("My duties"),
        "=việc|việc của em|việc cần làm|việc của tôi|nhiệm vụ|công việc|phải làm gì|cần làm gì|có việc gì|"
        "còn việc gì|hạn nộp|nộp gì|phần việc|my duties|duties",
        straight(duties.page),
    ),
    # what leads, principals and officers ask and do
    Saying(
        "silent",
        N_("Who has not signed up"),
        "ai chưa đăng ký|chưa đăng ký|ai chưa đăng kí|còn ai chưa|ai chưa trả lời|ai chưa xác nhận|chưa trả lời|"
        "ai không đi|những ai chưa|trường nào chưa .. đăng ký|trường nào chưa đăng ký buổi",
        lead.who_is_silent,
    ),
    Saying(
        "away",
        N_("Who was away"),
        "ai vắng|vắng những ai|ai nghỉ|ai không đến|vắng mấy|bao nhiêu người vắng|ai không có mặt|danh sách vắng|"
        "ai vắng nhiều|ai chưa đến|những ai vắng|vắng ai|ai .. vắng",
        lead.who_was_away,
    ),
    Saying(
        "summary",
        N_("Summary of attendance"),
        "ai có mặt|ai đã đến|ai đến rồi|tổng hợp|tổng hợp điểm danh|thống kê|báo cáo điểm danh|điểm danh trường|"
        "điểm danh .. trường|summary",
        meeting.summarise,
    ),
    Saying(
        "send",
        N_("Send somebody"),
        "cử .. đi|cử cô|cử thầy|cử giáo viên|cử người|cử bạn|cử em|cho cô .. đi|cho thầy .. đi|đề cử|=cử",
        lead.send_somebody,
    ),
    Saying(
        "late", N_("Mark as late"), "muộn|đến muộn|đi muộn|trễ|đến trễ|đi trễ|muộn .. phút|trễ .. phút", lead.mark_late
    ),
    Saying(
        "mark-absent",
        N_("Mark as absent"),
        "cô .. vắng|thầy .. vắng|cô .. nghỉ|thầy .. nghỉ|vắng có phép|vắng không phép",
        lead.mark_absent,
    ),
    Saying(
        "mark-present",
        N_("Mark as present"),
        "cô .. có mặt|thầy .. có mặt|cô .. đến rồi|thầy .. đến rồi|cô .. đã đến|thầy .. đã đến",
        lead.mark_present,
    ),
    Saying(
        "settle",
        N_("Settle days"),
        "chốt lịch|chốt ngày|chốt giờ|chốt buổi|đặt lịch|xếp lịch|lên lịch|chọn ngày|chưa chốt|buổi nào chưa có ngày",
        lead.settle_days,
    ),
    Saying(
        "move",
        N_("Change day or room"),
        "dời buổi|dời lịch|dời ngày|dời .. sang|đổi ngày|đổi giờ|đổi lịch|đổi buổi|đổi phòng|chuyển buổi|"
        "chuyển ngày|chuyển lịch|chuyển .. sang ngày|hoãn|hoãn buổi|lùi|lùi buổi|lùi lịch|đổi .. sang",
        lead.move,
    ),
    Saying(
        "announce",
        N_("Announce"),
        "thông báo|gửi thông báo|nhắc mọi người|nhắc .. mọi người|nhắc các|nhắc cả|nhắn mọi người|báo mọi người|"
        "báo cho mọi người|gửi tin|nhắn tin|gửi cho mọi người|báo .. trường|nhắc giáo viên|thông báo cho|announce",
        lead.announce_to,
    ),
    Saying(
        "correct",
        N_("Correct an announcement"),
        "gửi nhầm|gửi nhầm .. thông báo|nhầm rồi|thu hồi|thu hồi .. thông báo|gửi sai|thông báo sai|xóa thông báo|"
        "sửa thông báo|đính chính|nhắn nhầm|gửi lộn",
        lead.wrong_announcement,
    ),
    Saying(
        "minutes",
        N_("Minutes"),
        "biên bản|viết biên bản|làm biên bản|ghi biên bản|xem biên bản|duyệt biên bản|sửa biên bản|in biên bản|minutes",
        lead.minutes,
    ),
    Saying(
        "no-meeting",
        N_("Clusters without a meeting"),
        "cụm nào chưa|cụm nào chưa họp|cụm chưa họp|cụm nào không họp|cụm nào chưa tổ chức|nhóm nào chưa họp",
        lead.clusters_without,
    ),
    Saying(
        "who-owes",
        N_("Duties of others"),
        "trường nào chưa|trường nào chưa đăng ký chuyên đề|trường nào chưa nộp|ai chưa nộp|ai chưa làm|"
        "trường nào nộp|ai đã nộp|đăng ký chuyên đề|ai chưa xong|tiến độ",
        straight(duty_overview.kinds),
    ),
    Saying(
        "invite",
        N_("Invite"),
        "mời|thêm giáo viên|thêm người|thêm cô|thêm thầy|mời giáo viên|link mời|gửi link|giấy mời|đường dẫn mời|"
        "=link|lấy link|danh sách giáo viên|nhập danh sách|giáo viên mới|=giáo viên|invite",
        lead.invite_people,
    ),
    Saying(
        "people",
        N_("People of my school"),
        "=người|người trường tôi|người trường em|người của trường|giáo viên trường tôi|giáo viên trường em|"
        "giáo viên của trường|trường tôi có những ai|ai chưa tham gia hệ thống|ai chưa vào hệ thống|"
        "ai đã tham gia hệ thống|ai đã vào hệ thống|người lạ|=không phải trường tôi|people of my school",
        straight(own_people.begin),
    ),
    Saying(
        "plan",
        N_("Plan"),
        "kế hoạch|nộp kế hoạch|gửi kế hoạch|kế hoạch năm|kế hoạch cụm|đề xuất|xem kế hoạch|plan",
        straight(plan_home.home),
    ),
    Saying(
        "organisation",
        N_("Organisation"),
        "tổ chức|cụm và trường|=cụm|=trường|danh sách trường|danh sách cụm|quản lý cụm|quản lý trường|organisation",
        straight(tree.begin),
    ),
    # oneself
    Saying(
        "my-data",
        N_("My data"),
        "hồ sơ|=tôi|dữ liệu của|xóa dữ liệu|xóa dữ liệu của|xóa tài khoản|xóa thông tin|rút đồng ý|rút lại đồng ý|"
        "không đồng ý nữa|dữ liệu|thông tin của|tài khoản|cài đặt|hồ sơ của|xóa tên em|xóa em|my data|erase my data",
        straight(me.me),
    ),
    Saying(
        "erase-others",
        N_("My data"),
        "xóa hết|xóa mọi|xóa tất cả|xóa cả|xóa người|xóa cô|xóa thầy|xóa trường|xóa giáo viên|xóa",
        own.erase_others,
    ),
    Saying(
        "rename",
        N_("Correct my name"),
        "tên .. sai|đổi tên|sửa tên|sai tên|tên sai|nhầm tên|đổi họ tên|sửa họ tên|tên em sai|viết sai tên",
        straight(me.ask_name),
    ),
    Saying(
        "other-school",
        N_("I have changed schools"),
        "chuyển trường|đổi trường|sang trường|về trường mới|chuyển công tác|sai trường|chuyển sang trường|chuyển về",
        own.other_school,
    ),
    Saying(
        "quiet",
        N_("Quiet hours"),
        "tắt thông báo|tắt nhắc|bớt nhắc|đừng nhắc|đừng nhắn|không nhắc nữa|nhắn nhiều quá|nhắc nhiều quá|làm phiền|"
        "đừng làm phiền|giờ yên tĩnh|yên tĩnh|không nhận thông báo|tắt tin|ngừng nhắn|dừng nhắn|quiet hours",
        straight(quiet_hours.show),
    ),
    Saying(
        "chats",
        N_("My chats"),
        "liên kết|lienket|nối tài khoản|nối zalo|nối telegram|thêm zalo|thêm telegram|dùng zalo|dùng telegram|"
        "tài khoản khác",
        own.chats,
    ),
    Saying(
        "language",
        N_("Language"),
        "english|in english|speak english|đổi ngôn ngữ|ngôn ngữ|tiếng việt|vietnamese|language",
        own.language,
    ),
    Saying(
        "help",
        N_("Help"),
        "trợ giúp|=giúp|=giúp em|giúp đỡ|hướng dẫn|hướng dẫn sử dụng|menu|=?|làm sao|làm thế nào|cách dùng|"
        "dùng thế nào|dùng như thế nào|làm được gì|không biết dùng|không biết làm|không hiểu|có những gì|lệnh|"
        "danh mục|help",
        straight(helping.show),
    ),
    Saying("start", N_("Start"), "bắt đầu|start|mở đầu|trang chủ", straight(start.welcome)),
    Saying(
        "leave",
        N_("Leave it"),
        "=hủy|=thoát|=thôi|=dừng|=dừng lại|=bỏ|=hủy bỏ|=để sau|=thôi để sau|=quay lại|=cancel|=stop",
        straight(helping.leave),
    ),
    # small talk
    Saying("yes", N_("Yes"), YES, own.yes, gives_way=2),
    Saying(
        "no",
        N_("No"),
        "=không|=không ạ|không nhận|em không nhận|từ chối|không được|thôi không|không đồng ý|no",
        own.no,
        gives_way=2,
    ),
    Saying("thanks", N_("Thank you"), "cảm ơn|em cảm ơn|biết ơn|🙏|❤", own.thanks, gives_way=2),
    Saying("goodbye", N_("Goodbye"), "tạm biệt|chào tạm biệt|hẹn gặp lại|chúc ngủ ngon|bye", own.goodbye, gives_way=2),
    Saying(
        "hello",
        N_("Hello"),
        "chào|xin chào|chào em|chào bot|chào buổi sáng|chào buổi chiều|good morning",
        own.greet,
        gives_way=2,
    ),
)
