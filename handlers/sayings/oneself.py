"""The lines of the table about oneself: one's data, name, school, quiet, chats, language, and the way around."""

from bot.errors import N_
from handlers import help as helping
from handlers import later
from handlers.organisation import consents, me, requests, start
from handlers.sayings import doors_running as run
from handlers.sayings import doors_self as own
from handlers.sayings import lists
from handlers.sayings.matching import Saying, straight
from handlers.sayings.ways import LEAVING
from handlers.settings import days_off, organisation_settings, quiet_hours

ONESELF = (
    Saying(
        "my-data",
        N_("My data"),
        "lộ thông tin|có lộ thông tin|có bị lộ thông tin|lộ thông tin cá nhân|bảo mật không|"
        "xóa tên tôi|xóa tên mình|xóa tên tôi khỏi danh sách|xóa tên em khỏi danh sách|"
        "chuyển sang dạy|đổi sang dạy|sang dạy môn|chuyển môn|lưu những gì|lưu gì|lưu cái gì|giữ những gì về|"
        "lên cấp|dạy cấp|không dùng nữa|thôi không dùng|thôi không dùng nữa|rời hệ thống|"
        "sửa thông tin|em dạy môn|tôi dạy môn|ai xem được|ai đọc được|dạy môn khác|môn khác|"
        "sai môn|đổi môn|sửa môn|sai cấp|đổi cấp|hồ sơ|"
        "=tôi|dữ liệu của|rút đồng ý|rút lại đồng ý|"
        "rút .. đồng ý|=dữ liệu của tôi|=settings|"
        "không đồng ý nữa|dữ liệu|thông tin của|tài khoản|cài đặt|hồ sơ của|xóa tên em|xóa em|my data",
        straight(me.me),
        own=True,
    ),
    Saying(
        "erase-mine",
        N_("Erase my data"),
        "xóa dữ liệu|xóa dữ liệu của|xóa hết dữ liệu|xóa hết dữ liệu của|xóa sạch dữ liệu của|xóa toàn bộ dữ liệu của|"
        "xóa tất cả dữ liệu của|xóa mọi dữ liệu của|xóa hết thông tin của|xóa toàn bộ thông tin của|"
        "xóa tất cả thông tin của|xóa mọi thông tin của|xóa hết .. của em|xóa hết .. của tôi|xóa hết .. của mình|"
        "xóa tài khoản|xóa tài khoản của|xóa thông tin|xóa thông tin của|erase my data|delete my data",
        straight(me.ask_erase),
        own=True,
    ),
    Saying(
        "my-consents",
        N_("My consents"),
        "không đồng ý .. ảnh|không đồng ý cho .. ảnh|không cho .. lưu ảnh|không cho lưu ảnh|không lưu ảnh|"
        "không cho dùng ảnh|đừng lưu ảnh|rút .. đồng ý .. ảnh|rút đồng ý .. ảnh|rút lại đồng ý .. ảnh|"
        "không đồng ý .. suy ngẫm|rút đồng ý .. suy ngẫm|không đồng ý lưu|không đồng ý xử lý|điều .. đồng ý|"
        "my consents",
        straight(consents.mine),
    ),
    Saying(
        "looks",
        N_("Who looked at my data"),
        "ai đã xem dữ liệu|ai đã xem .. dữ liệu|ai xem dữ liệu|ai xem .. dữ liệu|ai mở dữ liệu|nhật ký truy cập|"
        "ai đã xem thông tin|ai xem thông tin|who looked at my data",
        own.who_looked,
    ),
    Saying(
        "data-rights",
        N_("My rights"),
        "ai quản lý dữ liệu|ai giữ dữ liệu|dữ liệu .. ai giữ|dữ liệu .. ai quản lý|ai chịu trách nhiệm .. dữ liệu|"
        "quyền của tôi|quyền .. dữ liệu|quyền dữ liệu|hạn chế xử lý|hạn chế .. dữ liệu|phản đối xử lý|=phản đối|"
        "phản đối .. dữ liệu|tạm dừng xử lý|my rights",
        straight(requests.rights),
    ),
    Saying(
        "complain",
        N_("Complain"),
        "=khiếu nại|khiếu nại .. dữ liệu|khiếu nại dữ liệu|muốn khiếu nại|=tố cáo|complain",
        own.complain,
    ),
    Saying(
        "register",
        N_("Register of requests"),
        "ai yêu cầu xóa|ai yêu cầu .. dữ liệu|yêu cầu xóa dữ liệu|sổ yêu cầu|yêu cầu dữ liệu|yêu cầu về dữ liệu|"
        "yêu cầu .. về dữ liệu|sổ theo dõi yêu cầu|register of requests",
        own.register,
    ),
    Saying(
        "erase-others",
        N_("My data"),
        "xóa dữ liệu của trường|xóa dữ liệu của cụm|xóa hết dữ liệu của trường|xóa hết dữ liệu của cụm|"
        "xóa sạch|xóa sạch dữ liệu|xóa .. cụm|xóa .. của @|xóa .. cả|"
        "đuổi|đuổi @|loại @|loại khỏi|gạch @|cho @ ra khỏi|"
        "xóa hết|xóa mọi|xóa tất cả|xóa cả|xóa người|xóa cô|xóa thầy|xóa trường|xóa giáo viên|xóa",
        own.erase_others,
    ),
    Saying(
        "rename",
        N_("Correct my name"),
        "em tên .. không phải|tôi tên .. không phải|tên .. không phải|tên .. chứ không|"
        "sửa .. tên|đổi .. tên|tên .. sai|đổi tên|sửa tên|sai tên|tên sai|nhầm tên|đổi họ tên|sửa họ tên|tên em sai|"
        "thiếu dấu|tên .. thiếu dấu|tên .. không dấu|viết sai tên|em tên là|tôi tên là|tên em là|tên tôi là",
        straight(me.ask_name),
    ),
    Saying(
        "other-school",
        N_("I have changed schools"),
        "dạy trường|dạy ở trường|trường .. chứ không phải|không phải trường .. mà|thuộc trường .. chứ|về trường khác|"
        "trường khác dạy|dạy trường khác|sang trường khác|đi trường khác|chuyển trường|đổi trường|sang trường|"
        "về trường mới|chuyển công tác|sai trường|chuyển sang trường|chuyển về",
        own.other_school,
        own=True,
    ),
    Saying("leaving", N_("I leave"), LEAVING, run.leaving, own=True),
    Saying(
        "quiet",
        N_("Quiet hours"),
        "nhớ nhắc em|nhớ nhắc tôi|nhớ nhắc mình|nhắc em với|nhắc em nhé|nhắc tôi với|nhắc giúp em|có nhắc em không|"
        "có nhắc không|nhắc hoài|nhắc .. hoài|nhắc suốt|nhắc .. suốt|nhắn hoài|nhắn .. hoài|nhắn suốt|"
        "nhắn .. suốt|gửi tin hoài|nhiều tin quá|tin nhiều quá|"
        "tắt bớt|tắt .. thông báo|"
        "nửa đêm|phiền|phiền quá|tắt bot|tắt hệ thống|tắt đi|nhắn ít|gửi ít|im lặng|ban đêm|tắt chuông|tắt tiếng|"
        "nhắc trước|nhắc .. trước|không muốn nhận|không nhận tin|"
        "không muốn nhận tin|dừng gửi tin|ngừng gửi tin|thôi gửi tin|đừng gửi tin|đừng gửi nữa|tắt thông báo|"
        "tắt nhắc|bớt nhắc|đừng nhắc|đừng nhắn|không nhắc nữa|nhắn nhiều quá|nhắc nhiều quá|làm phiền|đừng làm phiền|"
        "giờ yên tĩnh|yên tĩnh|không nhận thông báo|tắt tin|ngừng nhắn|dừng nhắn|quiet hours",
        straight(quiet_hours.show),
        own=True,
    ),
    Saying(
        "chats",
        N_("My chats"),
        "đổi số|đổi số điện thoại|đổi sim|thay sim|mất sim|khóa sim|sim .. khóa|sim .. bị khóa|sim .. hỏng|số mới|"
        "số điện thoại mới|mất zalo|mất zalo cũ|zalo .. mất|zalo cũ|zalo mới|nick zalo mới|nhận tin qua số|"
        "nhận tin qua máy|nhận tin qua zalo|nhận .. qua số chồng|nhận tin qua số .. được không|"
        "đổi tên zalo|đổi tên telegram|tên zalo|tên telegram|điện thoại .. hỏng|hỏng điện thoại|hỏng máy|máy em hỏng|"
        "dùng nhờ máy|mượn máy|dùng máy khác|sang máy khác|máy của chồng|liên kết tài khoản|liên kết|lienket|"
        "nối tài khoản|nối zalo|nối telegram|thêm zalo|thêm telegram|dùng zalo|dùng telegram|tài khoản khác|"
        "zalo và telegram|sang zalo|đổi sang zalo|chuyển sang zalo|sang telegram|đổi sang telegram|"
        "chuyển sang telegram|mất điện thoại|đổi điện thoại|điện thoại mới|=máy mới|em có máy mới|mua máy mới|"
        "dùng máy mới|thay máy mới|sang máy mới|mất máy|đổi máy",
        own.chats,
    ),
    Saying(
        "language",
        N_("Language"),
        "=tiếng anh|sang tiếng anh|đổi sang tiếng anh|đổi sang tiếng việt|dùng tiếng anh|dùng tiếng việt|english|"
        "in english|speak english|đổi ngôn ngữ|ngôn ngữ|tiếng việt|vietnamese|language",
        own.language,
    ),
    Saying(
        "help",
        N_("Help"),
        "người hay máy|là máy|là người thật|máy trả lời|là robot|dùng .. thế nào|dùng .. sao|không biết bấm|bấm đâu|"
        "bấm vào đâu|bấm cái nào|=bạn là ai|=em là ai|=bot là ai|em là giáo viên mới|tôi là giáo viên mới|"
        "em mới về trường|chưa biết gì|không biết gì|chưa biết dùng|không thấy nút|không có nút|nút đâu|"
        "sao không trả lời|không trả lời em|=đây là gì|=cái này là gì|=ai đây|=đây là ai|=bot là gì|=hệ thống gì|"
        "cách sử dụng|hỗ trợ|cần hỗ trợ|sử dụng như nào|sử dụng thế nào|dùng như nào|mật khẩu|quên mật khẩu|"
        "làm được những gì|biết làm gì|có chức năng gì|chức năng|trợ giúp|=giúp|=giúp em|giúp đỡ|hướng dẫn|"
        "hướng dẫn sử dụng|menu|=?|làm sao|làm thế nào|cách dùng|dùng thế nào|dùng như thế nào|làm được gì|được làm gì|"
        "được làm những gì|có quyền gì|được quyền gì|có những quyền gì|"
        "không biết dùng|không biết làm|không hiểu|chưa hiểu|chưa rõ|không rõ|có những gì|lệnh|danh mục|help",
        straight(helping.show),
    ),
    Saying(
        "pressed",
        N_("Pressed wrongly"),
        "vừa bấm|cái vừa bấm|hủy .. vừa bấm|"
        "gõ nhầm|gõ nhầm rồi|bấm nhầm|ấn nhầm|nhấn nhầm|bấm sai|chọn nhầm|bấm nhầm rồi|ấn nhầm rồi|nhấn nhầm rồi|"
        "chọn nhầm rồi",
        lists.pressed_wrongly,
    ),
    Saying(
        "days-off",
        N_("Days off"),
        "đặt ngày nghỉ|thêm ngày nghỉ|bỏ ngày nghỉ|đặt .. ngày nghỉ|đặt lịch nghỉ|khai báo ngày nghỉ|days off",
        straight(days_off.show),
    ),
    Saying(
        "settings",
        N_("Reminders and quiet days"),
        "học kỳ .. bắt đầu|học kỳ bắt đầu|bắt đầu học kỳ|nhắc các trường trước|nhắc mọi người trước|thiết lập|"
        "cài đặt chung|cài đặt hệ thống",
        straight(organisation_settings.show),
    ),
    Saying(
        "elsewhere",
        N_("Help"),
        "đi xe chung|đi chung xe|xe chung|đi nhờ xe|quá giang|có xe đi|link nhóm|link nhóm zalo|nhóm zalo|nhóm chat|"
        "vào nhóm zalo|xin link nhóm|"
        "họp phụ huynh|họp .. phụ huynh|họp chi bộ|họp công đoàn|họp hội đồng trường|họp đảng|họp đoàn|tiền lương|"
        "có lương|trả lương|lương tháng|tiêm|đăng ký tiêm|báo cáo thuế|bảo hiểm|thuế|thời tiết|giá vàng|bóng đá|wifi|"
        "mật khẩu wifi|đề thi|đề kiểm tra|xe đưa|xe đưa đón|đưa đón|máy tính .. hỏng|điểm thi|thời khóa biểu|"
        "văn nghệ|bóng chuyền|thi giáo viên giỏi|xăng xe|tiền xăng|hỗ trợ xăng|hỗ trợ xăng xe|hỗ trợ tiền xăng",
        own.elsewhere,
    ),
    Saying("start", N_("Start"), "=bắt đầu|=bắt đầu lại|start|mở đầu|trang chủ", straight(start.welcome)),
    Saying(
        "leave",
        N_("Leave it"),
        "=bỏ qua|=bỏ qua câu này|=bỏ qua câu đó|=hủy|=thoát|=thôi|=dừng|=dừng lại|=bỏ|=hủy bỏ|=quay lại|=cancel|=stop",
        straight(helping.leave),
    ),
    Saying(
        "go-on",
        N_("Go on with what was begun"),
        "=tiếp tục|=làm tiếp|=viết tiếp|tiếp tục việc đang dở|làm tiếp việc đang dở|việc đang làm dở|=go on|=continue",
        straight(later.go_on_last),
    ),
    Saying(
        "later",
        N_("For later"),
        "mai .. mới viết|mai .. mới nộp|mai .. mới làm|tối .. mới viết|mai mới viết được|mai .. mới viết được|"
        "chưa viết được|chưa viết xong|chưa làm được|chưa làm xong|chưa nộp được|chưa viết được .. để mai|"
        "chưa làm được .. để mai|chưa viết xong .. để mai|chưa viết kịp|chưa làm kịp|chưa viết được biên bản|"
        "chưa viết được suy ngẫm|chưa làm được báo cáo|chưa viết xong biên bản|chưa viết xong suy ngẫm|"
        "chưa nộp được báo cáo|chưa làm xong báo cáo|chưa viết được biên bản .. để mai|chưa viết được .. mai viết|"
        "=mai viết|=tối viết|=tối nay viết|=chiều viết|"
        "=mai nộp|=tối nộp|=tối nay nộp|=mai làm|=tối làm|=mai gửi|=tối gửi|"
        "=để sau|=để mai viết|=để mai viết tiếp|=để mai làm|=để mai trả lời|=lát viết|=lát viết tiếp|=lát nữa viết|"
        "=để sau viết|=để tối viết|=để lúc khác viết|=thôi để sau|=lát nữa|=để lát|=để lúc khác|=khi khác|=để mai|"
        "=để tối|=later",
        straight(later.leave),
        governs=True,
    ),
)
