"""The lines of the table that leads, principals and officers say: who is missing, whose card, until when, who acts."""

from bot.errors import N_
from handlers.duty import duty_own
from handlers.sayings import doors_host, doors_people, lists, standing
from handlers.sayings import doors_lead as lead
from handlers.sayings import doors_meeting as meeting
from handlers.sayings import doors_roll as roll
from handlers.sayings import doors_running as run
from handlers.sayings.matching import Saying, straight
from handlers.sayings.ways import BEEN, CORRECT, EXTRA, MINUTES, MY_CLUSTER, NEWS, PARTS, SAMPLES
from handlers.sayings.ways_running import (
    ANOTHER_HOST,
    AWAY,
    COMMUNE,
    DOUBLED,
    JOINED,
    MOVE,
    ORGANISATION,
    OWING,
    STANDS,
    SUMMARY,
    TELEPHONE,
    TELL,
    TURNOUT,
    UNSETTLED,
)

ACTING = (
    "quản lý thay|@ quản lý thay|đi học .. quản lý thay|"
    "em là hiệu phó|tôi là hiệu phó|em là phó|hiệu phó .. thay|hiệu phó .. duyệt|"
    "đổi người phụ trách|thay người phụ trách|phụ trách văn thư|đổi văn thư|thay văn thư|văn thư mới|đổi hiệu phó|"
    "thay hiệu phó|anh phó cụm|chị phó cụm|cô phó cụm|thầy phó cụm|điều hành thay|chủ trì thay|thay tôi|thay em|"
    "thay chị|thay anh|trực thay|làm thay|ký thay|ủy quyền|thay mặt|giao .. cụm phó|giao cụm phó|làm cụm phó|"
    "bầu cụm phó|chọn cụm phó|hiệu phó|phó hiệu trưởng|cô hiệu phó|thầy hiệu phó|tổ trưởng chuyên môn|làm tổ trưởng|"
    "là tổ trưởng|làm văn thư|cô văn thư|cho .. quyền|cấp quyền|giao quyền|thu quyền|thu lại quyền|thu hồi quyền|"
    "phân công văn thư|phân công .. văn thư|giao văn thư|giao .. văn thư|=cử văn thư|cử .. làm văn thư|chọn văn thư|"
    "=văn thư|phân công tổ trưởng|phân công .. tổ trưởng|giao tổ trưởng|giao .. tổ trưởng|cử tổ trưởng|"
    "cử .. tổ trưởng|chọn tổ trưởng|phân công hiệu phó|giao hiệu phó|=cử hiệu phó|=cử phó hiệu trưởng|"
    "giao phó hiệu trưởng|phân công phó hiệu trưởng|phân công cụm phó|=cử cụm phó|"
    "bỏ quyền|rút quyền|cắt quyền|đi công tác .. thay|đi học .. thay|nghỉ .. thay|ai làm thay|người làm thay|"
    "ai là văn thư|ai làm văn thư|văn thư .. là ai|văn thư là ai|văn thư tên gì|ai là tổ trưởng|ai làm tổ trưởng|"
    "tổ trưởng .. là ai|tổ trưởng là ai|ai là hiệu phó|ai là phó hiệu trưởng|hiệu phó .. là ai|"
    "phó hiệu trưởng .. là ai|ai làm thay .. ai|"
    "who acts for me"
)
RENAME_OTHER = (
    "đổi tên @|sửa tên @|đổi tên cho @|sửa tên cho @|đổi tên của @|sửa tên của @|tên @ sai|tên @ bị sai|@ sai tên|"
    "tên của @ sai|@ bị sai tên|@ viết sai tên|viết sai tên @|ghi sai tên @|sai tên @|nhầm tên @"
)
THEME = (
    "xuất excel danh sách chuyên đề|excel danh sách chuyên đề|xuất danh sách chuyên đề|"
    "chuyên đề .. đăng ký rồi|chuyên đề .. nộp rồi|"
    "chuyên đề .. sửa|chuyên đề .. đổi tên|chuyên đề .. rút|chuyên đề nộp rồi|nộp chuyên đề|gửi chuyên đề|"
    "đăng ký chuyên đề|đăng ký .. chuyên đề|sửa chuyên đề|sửa .. chuyên đề|đổi chuyên đề|đổi .. chuyên đề|"
    "rút chuyên đề|xin rút chuyên đề|hủy chuyên đề|bỏ chuyên đề|xóa chuyên đề|tên chuyên đề|đề xuất chuyên đề|"
    "danh sách chuyên đề|danh sách .. chuyên đề|xem chuyên đề|tải chuyên đề|xuất .. chuyên đề|tổng hợp chuyên đề|"
    "các chuyên đề|những chuyên đề|chuyên đề đã|chuyên đề của trường|chuyên đề trường|mấy chuyên đề|=chuyên đề"
)
DEADLINE = (
    "trước ngày nào .. nộp|"
    "nộp trước ngày nào|nộp đến ngày nào|nộp đến bao giờ|nộp lúc nào|nộp chậm nhất|hạn .. ngày nào|hạn .. bao giờ|"
    "hạn nào|hạn hôm nào|hạn mấy|hạn bao giờ|bao giờ nộp|bao giờ phải nộp|bao giờ .. nộp|khi nào nộp|"
    "khi nào phải nộp|khi nào .. nộp|hôm nào nộp|hôm nào .. nộp|ngày nào nộp|ngày nào .. nộp|mấy hôm nữa .. nộp|"
    "nộp khi nào|nộp bao giờ|nộp hôm nào|nộp ngày nào|nộp trước ngày|hạn chót|hạn cuối|hạn là|hạn đến|đến hạn chưa|"
    "hết hạn chưa|còn mấy ngày .. nộp|nộp muộn có sao|nộp muộn .. sao|nộp trễ có sao|nộp chậm có sao|muộn hạn|"
    "quá hạn có sao"
)
PUT_OFF = (
    "xin nộp .. muộn|xin nộp .. trễ|xin nộp .. chậm|em nộp .. muộn|nộp .. muộn được không|nộp .. trễ được không|"
    "nộp .. chậm được không|nộp muộn được không|nộp trễ được không|nộp muộn .. được không|xin .. nộp muộn|"
    "xin .. nộp trễ|xin .. nộp chậm|xin .. nộp sau|"
    "cho nộp .. trễ|nộp .. trễ|cho nộp .. muộn|cho nộp .. chậm|lùi cho .. trường|lùi cho các trường|"
    "bỏ nhắc|bỏ nhắc việc|bỏ nhắc nhiệm vụ|thôi nhắc việc|ngừng nhắc việc|không nhắc việc|đừng nhắc việc .. cho|"
    "xin lùi|xin lùi .. báo cáo|xin lùi .. nộp|lùi báo cáo|lùi kế hoạch|lùi biên bản|lùi nộp|lùi ngày nộp|"
    "lùi việc nộp|nộp sau .. được không|xin nộp sau|cho nộp sau|xin khất|khất .. báo cáo|"
    "gia hạn|xin gia hạn|lùi hạn|xin lùi hạn|nới hạn|kéo dài hạn|thêm hạn|xin thêm .. ngày|cho thêm .. ngày|"
    "xin nộp muộn|"
    "xin nộp trễ|xin nộp chậm|cho nộp muộn|cho em nộp muộn|miễn nộp|miễn báo cáo|miễn nhiệm vụ|miễn cho trường|"
    "miễn .. cho trường|miễn .. cho cụm|trả lại biên bản|trả lại báo cáo|trả lại bài|trả lại .. nộp lại|trả về|"
    "yêu cầu nộp lại|bắt nộp lại"
)
TROUBLE = (
    "vướng mắc|báo cáo vướng mắc|báo cáo khó khăn|báo vướng mắc|gặp khó khăn|khó khăn quá|nhiều khó khăn|đang khó khăn|"
    "chưa có máy chiếu|không có máy chiếu|thiếu máy chiếu|thiếu thiết bị|thiếu giáo viên|thiếu phòng|chưa có phòng|"
    "kiến nghị lên|kiến nghị với sở|báo cáo lên sở"
)
YEAR = (
    "tình hình năm học|tình hình chung|tình hình cả năm|tình hình .. năm học|tình hình chung .. năm|tổng quan|"
    "toàn cảnh|tổng kết tình hình|số buổi đã họp|bao nhiêu buổi đã họp|năm học này thế nào|kết quả năm học"
)
WHO_HEADS = (
    "ai là hiệu trưởng|ai làm hiệu trưởng|hiệu trưởng là ai|hiệu trưởng .. là ai|hiệu trưởng tên gì|hiệu trưởng tên là|"
    "tên hiệu trưởng|liên hệ hiệu trưởng|who is the principal"
)
HISTORY = (
    "nhật ký|xem nhật ký|nhật ký ai làm gì|xem nhật ký ai làm gì|nhật ký hoạt động|nhật ký thay đổi|nhật ký hệ thống|"
    "xem lịch sử|coi lịch sử|mở lịch sử|lịch sử hoạt động|"
    "lịch sử thay đổi|lịch sử thao tác|ai đã làm gì|ai làm gì trên hệ thống|history"
)
NOT_LISTED = (
    "không có tên trong|không có tên ở|chưa có tên trong|không có trong danh sách|trong danh sách không có|"
    "không thấy tên|không thấy .. trong danh sách|không thấy em trong|thiếu tên|danh sách thiếu|"
    "sao không có tên|không có tên em|không có tên tôi"
)

RUNNING = (
    Saying(
        "silent",
        N_("Who has not signed up"),
        "giáo viên .. đăng ký chưa|trường .. đăng ký chưa|trường em đăng ký chưa|trường tôi đăng ký chưa|"
        "giáo viên trường .. đăng ký chưa|"
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
        "thay @ bằng @|đổi @ bằng @|đổi @ thành @|thay @ thành @|thay @ .. bằng @|@ đi thay @|cho @ thay @|"
        "cử @ thay @|cho @ đi thay @|"
        "để @ đi thay|để .. đi thay|để người khác đi thay|"
        "em đi thay @|đi thay @|đi thay cho @|cử .. đi thay|cử @ đi thay|cử .. đi|cử @|cử @ đi|cử @ dự|đăng ký @|"
        "ghi tên @|cử cô|cử thầy|cử giáo viên|cử người đi dự|cử .. đi dự|cho .. cô đi|cho .. thầy đi|cho .. người đi|"
        "cho .. giáo viên đi|cho .. cô đi dự|cho .. thầy đi dự|cho .. người đi dự|cho .. giáo viên đi dự|cử thêm|"
        "cử .. người|cử người|đổi người|đổi người đi|thay người|thay người đi|cử bạn|cử em|cho cô .. đi|"
        "cho thầy .. đi|đề cử|=cử",
        lead.send_somebody,
    ),
    Saying(
        "late",
        N_("Mark as late"),
        "ngủ quên|quên giờ họp|quên mất giờ|"
        "về sớm|xin về sớm|về trước|xin về trước|@ muộn|@ đến muộn|@ trễ|@ đến trễ|muộn|đến muộn|đi muộn|trễ|đến trễ|"
        "đi trễ|muộn .. phút|trễ .. phút",
        roll.mark_late,
    ),
    Saying(
        "mark-absent",
        N_("Mark as absent"),
        "@ không đến không báo|@ .. không đến không báo|@ không tới không báo|@ nghỉ không báo|@ nghỉ không phép|"
        "@ nghỉ không xin phép|@ không đến .. không báo|@ bỏ buổi|@ không thấy đến|@ .. không thấy đến|"
        "không thấy @|không thấy @ đến|"
        "@ có phép|@ không phép|@ vắng|@ vắng mặt|@ .. vắng|@ vắng có phép|@ vắng không phép|vắng có phép|"
        "vắng không phép",
        roll.mark_absent,
    ),
    Saying(
        "mark-present",
        N_("Mark as present"),
        "@ .. có đi mà .. điểm danh|@ .. có đi mà quên điểm danh|@ .. có đi mà .. quên điểm danh|@ có đi mà|"
        "@ .. có đi mà|@ có dự mà|@ .. có dự mà|@ .. quên điểm danh|@ .. có mặt mà|@ .. chưa điểm danh|"
        "quên điểm danh @|quên điểm danh cho @|điểm danh thiếu @|ghi nhầm @ vắng|ghi nhầm @|điểm danh nhầm @|"
        "@ bị ghi vắng|@ bị ghi nhầm|"
        "@ có đến|@ có tới|@ có mặt rồi|@ có mặt|@ .. có mặt|@ đến rồi|@ đã đến|@ tới rồi",
        roll.mark_present,
    ),
    Saying(
        "settle",
        N_("Settle days"),
        "chốt #|chốt sáng|chốt chiều|chốt thứ|chốt .. buổi|em chọn ngày|ngày họp .. chọn|chọn ngày họp|"
        "lên lịch tháng|lên lịch tuần|xếp lịch tháng|xếp lịch tuần|lịch .. chưa chốt|lịch chưa chốt|chốt lịch tháng|"
        "chốt lịch tuần|đặt ngày|xếp ngày|định ngày|lên ngày|"
        "chốt lịch|chốt ngày|chốt giờ|chốt buổi|đặt lịch|xếp lịch|lên lịch|chọn ngày|chưa chốt|buổi nào chưa có ngày",
        lead.settle_days,
    ),
    Saying("extra", N_("A meeting more"), EXTRA, lead.add_meeting),
    Saying("parts", N_("Parts of a meeting"), PARTS, lead.give_parts),
    Saying("move", N_("Change day or room"), MOVE, lead.move),
    Saying("rehost", N_("Change host school"), ANOTHER_HOST, doors_host.another_host),
    Saying("announce", N_("Announce"), TELL, lead.announce_to, done=""),
    Saying(
        "reached",
        N_("Who was reached"),
        "ai đã đọc|ai đọc|ai đã xem|ai xem|ai nhận được|ai đã nhận|ai đọc rồi|ai xem tin|ai đọc tin|"
        "ai đã đọc thông báo|ai đọc thông báo|ai đã xem thông báo|ai xem thông báo|ai chưa đọc|ai chưa xem|"
        "ai chưa đọc thông báo|ai chưa xem thông báo|ai chưa nhận|ai chưa nhận được|bao nhiêu người đọc|"
        "ai nhận được thông báo|ai chưa nhận được thông báo|ai đã nhận thông báo|mấy người đọc|"
        "bao nhiêu người đã đọc|mấy người đã đọc|bao nhiêu người xem|bao nhiêu người đã xem|thông báo .. đến chưa|"
        "thông báo .. tới chưa|thông báo .. gửi chưa|thông báo gửi chưa|thông báo đến chưa|thông báo .. ai đọc|"
        "thông báo .. bao nhiêu người|thông báo .. tới được bao nhiêu người|thông báo .. đến được bao nhiêu người|"
        "tin .. đến được bao nhiêu người|mọi người đọc chưa|mọi người đọc thông báo chưa|các trường đọc chưa|"
        "mọi người nhận được chưa|who has read it",
        lead.who_was_reached,
    ),
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
        "mấy cụm họp|mấy cụm họp rồi|mấy cụm đã họp|bao nhiêu cụm họp|bao nhiêu cụm họp rồi|bao nhiêu cụm đã họp|"
        "cụm nào chưa|cụm nào chưa họp|cụm chưa họp|cụm nào không họp|cụm nào chưa tổ chức|nhóm nào chưa họp",
        lead.clusters_without,
    ),
    Saying(
        "rules",
        N_("Rules of duties"),
        "công văn số|công văn số .. nhập|nhập .. công văn|công văn .. nhập|công văn .. nhập vào đâu|"
        "có công văn mới|có công văn|công văn mới|công văn về|nhận công văn|nhận được công văn|nhập công văn|"
        "thêm công văn|đưa công văn|gửi công văn|có văn bản mới|văn bản mới|vừa có văn bản|nhập văn bản|"
        "đưa văn bản|thêm văn bản|sở vừa có văn bản|sở vừa có công văn|sở vừa có công văn mới|"
        "phòng vừa có công văn mới|có chỉ đạo mới|sở có hướng dẫn mới|có hướng dẫn mới|"
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
    Saying("who-owes", N_("Duties of others"), OWING, standing.owed_by),
    Saying(
        "invite",
        N_("Invite"),
        "mời|thêm @|thêm @ vào|thêm .. vào danh sách|thêm giáo viên|cô giáo mới|thầy giáo mới|giáo viên mới về|"
        "thêm người|thêm cô|thêm thầy|mời giáo viên|link mời|gửi link|đường dẫn mời|=link|=qr|=mã qr|"
        "lấy link|xin cái link|cho cái link|link gửi các|link gửi giáo viên|link gửi thầy|link gửi cô|"
        "link gửi vào nhóm|link để gửi các|link để gửi cho|link để gửi giáo viên|link để gửi vào|nhập danh sách|"
        "giáo viên mới|=giáo viên|invite",
        lead.invite_people,
    ),
    Saying(
        "people",
        N_("People of my school"),
        "@ .. đổi máy|@ .. đổi số|@ xin ra khỏi trường|@ ra khỏi trường|"
        "giáo viên .. không nhận được tin|giáo viên .. không nhận được tin nhắn|"
        "giáo viên .. không nhận được thông báo|các cô không nhận được tin|các cô .. không nhận được tin nhắn|"
        "@ không nhận được tin|@ không nhận được tin nhắn|@ bỏ việc|@ bỏ dạy|@ đổi số|@ đổi số điện thoại|@ đổi máy|"
        "@ đổi điện thoại|@ đổi zalo|@ mất máy|@ mất điện thoại|@ mất zalo|@ hỏng máy|@ không vào được|"
        "@ .. không vào được|@ .. không vào được nữa|"
        "@ đi làm lại|@ .. đi làm lại|@ hết nghỉ|@ đi dạy lại|xóa mất @|lỡ xóa @|"
        "@ .. biệt phái|@ biệt phái|@ .. điều động|"
        "@ điều động|@ luân chuyển|@ thuyên chuyển|@ thôi việc|@ hết hợp đồng|@ .. sang trường|nhắc .. chưa tham gia|"
        "nhắc .. chưa vào|không phải người trường|@ không phải người trường|"
        "@ chuyển công tác|"
        "ai .. chưa vào hệ thống|"
        "ai .. chưa tham gia hệ thống|ai chưa vào|duyệt thầy|duyệt cô|duyệt giáo viên|duyệt người|"
        "trường .. bao nhiêu giáo viên trong danh sách|xác nhận giáo viên|xác nhận giáo viên mới|xác nhận người mới|"
        "@ nghỉ hưu|@ nghỉ việc|@ chuyển trường|@ chuyển đi|@ đã chuyển|@ không còn dạy|@ không còn ở trường|"
        "có giáo viên chuyển|giáo viên nghỉ hưu|giáo viên chuyển đi|danh sách giáo viên trường|=người|"
        "danh sách giáo viên|=ai chưa tham gia|=chưa tham gia|=người chưa tham gia|"
        "=những người chưa tham gia|=ai đã tham gia|=ai tham gia rồi|=ai đã vào|"
        "người trường tôi|người trường em|người của trường|giáo viên trường tôi|giáo viên trường em|"
        "giáo viên của trường|trường tôi có những ai|ai chưa tham gia hệ thống|ai chưa vào hệ thống|"
        "trường tôi ai chưa|trường em ai chưa|ai đã tham gia hệ thống|ai đã vào hệ thống|người lạ|"
        "=không phải trường tôi|people of my school",
        run.people,
    ),
    Saying(
        "plan",
        N_("Plan"),
        "đề xuất nội dung|đề xuất nội dung cho buổi|đề xuất nội dung buổi|đề xuất bài dạy|trả lại kế hoạch|"
        "duyệt kế hoạch|"
        "kế hoạch|nộp kế hoạch|gửi kế hoạch|kế hoạch năm|kế hoạch cụm|đề xuất|xem kế hoạch|plan",
        run.plan,
    ),
    Saying("joined", N_("How many have joined"), JOINED, doors_people.joined),
    Saying("doubled", N_("Two who are one person"), DOUBLED, doors_people.doubled),
    Saying("telephone", N_("Telephone numbers"), TELEPHONE, doors_people.telephone),
    Saying("commune", N_("Schools of my commune"), COMMUNE, doors_people.commune),
    Saying("organisation", N_("Organisation"), ORGANISATION, run.organisation),
    Saying("acting", N_("Who acts for me"), ACTING, run.acting, governs=True),
    Saying("rename-other", N_("People of my school"), RENAME_OTHER, run.rename_other),
    Saying("theme", N_("Topics of the schools"), THEME, run.theme, governs=True),
    Saying("deadline", N_("My duties"), DEADLINE, run.deadline, governs=True, asks=True),
    Saying("put-off", N_("Give more time"), PUT_OFF, run.put_off, governs=True),
    Saying("trouble", N_("Difficulties"), TROUBLE, run.trouble),
    Saying("history", N_("History"), HISTORY, run.history),
    Saying("year", N_("The school year so far"), YEAR, run.year),
    Saying("who-heads", N_("Principal of my school"), WHO_HEADS, run.who_heads, governs=True),
    Saying("not-listed", N_("People of my school"), NOT_LISTED, run.not_listed, governs=True),
)
