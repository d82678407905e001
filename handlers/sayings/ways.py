"""The topics that are said in most ways, among them when and where, that one cannot come, and yes; read by `table`."""

WHEN = (
    "họp đâu|=đâu họp|đâu họp|"
    "=hôm nay có gì|=nay có gì|=mai có gì|=tuần này có gì|=tuần sau có gì|=tháng này có gì|cần mang|có cần mang|"
    "mang máy tính|cần mang máy tính|đi đâu họp|đi họp ở đâu|có học không|tổ chức buổi nào|ai nhận chủ trì|"
    "ai nhận dạy|là bài gì|bài gì|bài .. là bài gì|bao giờ .. tổ chức|khi nào .. tổ chức|đến lượt|ai làm thư ký|"
    "ai thư ký|ai là thư ký|ai quay phim|ai quay video|cụm nào họp|cụm nào có họp|cụm nào .. họp|bao giờ .. họp|"
    "khi nào .. họp|hôm nào .. họp|ngày nào .. họp|tổ chức ngày nào|tổ chức hôm nào|trường .. tổ chức ngày nào|"
    "ai chủ trì|tổ chức ở đâu|tổ chức khi nào|tổ chức chưa|họp ngày mấy|ngày mấy họp|ngày mấy|họp thứ mấy|"
    "thứ mấy họp|thứ mấy|=giờ họp|giờ nào họp|họp giờ nào|họp chỗ nào|họp chỗ đâu|chỗ đâu|đăng cai|mai phải đi|"
    "phải đi đâu|mang gì|mang theo|lớp nào dạy|mấy giờ bắt đầu|khi nào bắt đầu|bao giờ bắt đầu|bắt đầu lúc|"
    "bắt đầu khi nào|có gì không|có sinh hoạt|sinh hoạt cụm|khi nào có|khi nào sinh hoạt|ở trường nào|trường nào họp|"
    "địa chỉ|địa chỉ trường|đường đến|đường tới|chỗ nào|chỗ họp|giáo án|tài liệu|bài dạy|kế hoạch bài dạy|dạy bài gì|"
    "học bài gì|diễn ra lúc mấy giờ|diễn ra khi nào|diễn ra ở đâu|buổi họp sắp tới|sắp tới|có phải đi|"
    "có phải đi đâu không|họp bao lâu|bao lâu|đến mấy giờ|mấy giờ xong|hôm nào|khi nào .. buổi|bao giờ .. buổi|"
    "buổi tiếp|nội dung buổi|nội dung họp|ai dạy|ai dạy minh họa|link họp|đường dẫn họp|họp online|họp trực tuyến|"
    "online hay|trực tiếp hay|họp ở trường nào|trường nào tổ chức|có họp không|có buổi nào|họp mấy giờ|mấy giờ họp|"
    "mấy giờ|khi nào họp|bao giờ họp|họp khi nào|họp bao giờ|họp ở đâu|buổi tới|buổi sau|buổi tiếp theo|"
    "buổi gần nhất|buổi vừa rồi|ở đâu|địa điểm|phòng nào|hôm nào họp|ngày nào họp|họp cụm|lịch họp|có lịch gì|"
    "họp ngày nào|mai họp|nay họp|họp không|sinh hoạt chuyên môn khi nào|next meeting|when .. meeting"
)
UNABLE = (
    "được nghỉ phép|xin nghỉ phép|nghỉ phép|không họp .. được|không đăng cai được|mất điện không|em kẹt|bị kẹt|"
    "kẹt rồi|vướng việc|bị vướng|việc gia đình|việc nhà|tai nạn|ở viện|vào viện|mới sinh|đám cưới|đám tang|đám giỗ|"
    "=em nghỉ|=nghỉ|không thể tới|không thể đến|không thể qua|em không tham gia|bị sốt|em sốt|mẹ ốm|bố ốm|mẹ em ốm|"
    "bố em ốm|tui bận|mình bận|con bận|hôm đó bận|mai bận|đang bận|bận mất|=bận|lũ không|tắc đường|thay em đi|"
    "thay tôi đi|ai thay em đi|hỏng đường|sạt đường|đi thay|đi thay em|người đi thay|không tới được|không qua được|"
    "không sang được|xe hỏng|hỏng xe|em xin nghỉ|tôi xin nghỉ|xin nghỉ buổi|xin nghỉ buổi này|em nghỉ buổi|bận quá|"
    "đi công tác|đi viện|nằm viện|về quê|có đám|không đi được|không dự được|không tham dự được|không tham gia được|"
    "không đến được|không họp được|không thể đi|không thể dự|không thể tham gia|bận không|em bận|tôi bận|bị bận|"
    "bận đột xuất|đột xuất|bận rồi|bận việc|xin nghỉ|xin vắng|xin phép vắng|xin phép nghỉ|báo vắng|xin không đi|"
    "em vắng|em ốm|bị ốm|đang ốm|con ốm|sao mà đi|sao mà đi .. được|làm sao đi .. được|sao đi .. được|đi sao được|"
    "đi gì được|không đến kịp|không tới kịp|có việc đột xuất|có việc bận|vắng mặt|không đi|không dự|nghỉ buổi|"
    "vướng lịch|trùng lịch|cannot come|can not come"
)
YES = (
    "nắm rồi|em nắm|không sao|=nghe|nghe rồi|ok|vâng|=dạ|dạ vâng|=rồi|rõ rồi|đã rõ|em rõ|=rõ|nhất trí|đồng ý|=được|"
    "được ạ|đi được|=em đi|=đi|em cũng đi|sẽ đi|sẽ đến|sẽ tới|em nhận|=nhận|nhận lời|em tham gia|tham gia được|"
    "dự được|có mặt được|đã nhận|đã nhận được|nắm được|biết rồi|hiểu rồi|đã hiểu|đã đọc|đã xem|👍|👌|🆗|✅|yes|"
    "understood|=ừ|=có|=chốt|=tốt|=tuyệt|=good|=dự|=sẽ dự|=dự đủ|=dự đầy đủ|=sẽ tham dự|=ổn|=ổn rồi|=ok ổn"
)
PRAISE = "=ghi nhận|xem ghi nhận|lời ghi nhận|tuyên dương|khen ngợi|thư cảm ơn|praise"
AGREED = (
    "hẹn việc|hẹn việc gì|đã giao buổi trước|việc đã hẹn|việc hẹn|kiến nghị|đã hẹn gì|việc được giao sau buổi|"
    "what was agreed"
)
BASKETS = (
    "video .. có chưa|có video chưa|có ảnh chưa|ảnh .. có chưa|video .. nộp chưa|ảnh .. đủ chưa|"
    "thiếu minh chứng|còn thiếu minh chứng|buổi nào thiếu minh chứng|buổi nào thiếu|minh chứng còn thiếu|"
    "minh chứng các buổi|minh chứng của các buổi|giỏ minh chứng|đủ minh chứng|đủ minh chứng chưa|"
    "buổi nào chưa có ảnh|buổi nào chưa có video|buổi nào chưa có biên bản|missing evidence"
)
ALBUM = (
    "ảnh em gửi .. chưa|ảnh tôi gửi .. chưa|ảnh .. duyệt chưa|gửi ảnh nhầm|gửi .. ảnh nhầm|gửi nhầm ảnh|"
    "gửi nhầm hình|gửi hình nhầm|ảnh nhầm|nhầm ảnh|ảnh năm|ảnh năm ngoái|ảnh năm trước|hình năm ngoái|ảnh cũ|hình cũ|"
    "xem video|xem lại video|video .. xem|video .. ở đâu|video buổi|xóa ảnh|xóa .. ảnh|xóa .. hình|xóa hình|coi hình|"
    "coi ảnh|xem hình|coi .. hình|coi .. ảnh|xem ảnh|xem lại ảnh|ảnh buổi|ảnh của buổi|hình buổi|xem minh chứng|"
    "minh chứng buổi|see photos"
)
FACES = (
    "ảnh .. mặt học sinh|ảnh có mặt học sinh|ảnh có học sinh|hình có học sinh|mặt học sinh|thấy rõ mặt|rõ mặt học sinh|"
    "chụp học sinh|quay học sinh|ảnh trẻ em|phụ huynh .. đồng ý|phụ huynh không đồng ý|che mặt"
)
PHOTOS = (
    "ảnh gửi rồi|nộp hình|up hình|ảnh gửi|hình gửi|có ảnh muốn gửi|gửi .. ảnh|gửi .. hình|nộp .. ảnh|up .. ảnh|"
    "gửi .. ảnh buổi|gửi .. hình buổi|up ảnh buổi|gửi ảnh buổi|nộp ảnh buổi|upload ảnh|upload|gửi lại ảnh|=ảnh|"
    "chụp ảnh|ảnh chụp|gửi ảnh|=hình|gửi hình|nộp ảnh|up ảnh|đăng ảnh|minh chứng|gửi minh chứng|nộp minh chứng|"
    "ảnh minh chứng|photos"
)
REFLECT = (
    "cảm nghĩ|viết cảm nghĩ|cảm nghĩ ở đâu|viết .. ở đâu|suy ngẫm ở đâu|viết suy ngẫm ở đâu|"
    "viết bài suy ngẫm|nộp bài suy ngẫm|suy ngẫm|viết suy ngẫm|rút kinh nghiệm|viết rút kinh nghiệm|góp ý|nhận xét|"
    "sau dự giờ|chia sẻ sau|viết cảm nhận|cảm nhận|bài thu hoạch|phiếu dự giờ|reflect"
)
MINUTES = (
    "kết luận|kết luận gì|kết luận buổi|kết luận .. buổi|biên bản|"
    "viết biên bản|làm biên bản|ghi biên bản|xem biên bản|duyệt biên bản|sửa biên bản|in biên bản|minutes"
)
UNABLE_OF_ANOTHER = (
    "@ trường .. ốm|@ trường .. bận|@ trường .. nghỉ|@ trường .. không|@ .. không đi được|@ .. không dự được|"
    "@ .. không đến được|@ bận|@ ốm|@ bị ốm|@ nghỉ|@ xin nghỉ|@ xin vắng|@ xin phép vắng|@ xin phép nghỉ|"
    "@ không đi được|@ không đến được|@ không dự được|@ không tham dự được|@ không tham gia được|@ không tới được|"
    "@ đi công tác|@ không đi|@ báo vắng|hủy đăng ký @|báo vắng @|xin vắng @|"
    "xin nghỉ @"
)
EXTRA = "thêm buổi|thêm .. buổi|thêm buổi họp|buổi ngoài kế hoạch|tạo buổi|tạo buổi họp|mở thêm buổi|họp thêm"
PARTS = (
    "@ không dạy được|@ không dạy minh họa được|@ không dạy minh họa|@ không dạy nữa|"
    "@ .. không dạy minh họa được nữa|không dạy minh họa được|không dạy minh họa được nữa|@ ghi biên bản|"
    "@ làm thư ký|"
    "chưa có ai dạy|chưa có ai dạy minh họa|chưa ai dạy|chưa có người dạy|chưa có ai chủ trì|"
    "đổi người dạy|thay người dạy|đổi người dạy minh họa|thay người dạy minh họa|đổi người chủ trì|"
    "thay người chủ trì|đổi người quay|thay người quay|"
    "nhờ @ chủ trì|mời @ chủ trì|giao @ chủ trì|nhờ @ làm thư ký|nhờ @ ghi biên bản|nhờ @ quay phim|@ chủ trì|"
    "@ làm thư ký|@ quay phim|"
    "nhờ @ dạy|nhờ @ dạy minh họa|mời @ dạy|mời @ dạy minh họa|giao @ dạy|giao @ dạy minh họa|phân công @|"
    "@ dạy minh họa|phân công @ dạy|phân công|phân công dạy|phân công dạy minh họa|giao phần việc|giao dạy|"
    "chọn người dạy|"
    "giao dạy minh họa"
)
REFLECTIONS = (
    "mọi người .. suy ngẫm chưa|mọi người gửi suy ngẫm chưa|mọi người nộp suy ngẫm chưa|"
    "mọi người .. gửi suy ngẫm chưa|"
    "góp ý của giáo viên|góp ý của các|góp ý của mọi người|góp ý của giáo viên .. thế nào|góp ý .. thế nào|"
    "giáo viên góp ý gì|giáo viên .. góp ý những gì|mọi người góp ý gì|mọi người nhận xét gì|"
    "nhận xét của giáo viên|nhận xét của mọi người|suy ngẫm .. thế nào|"
    "ai chưa .. suy ngẫm|ai chưa nộp suy ngẫm|ai chưa nộp bài suy ngẫm|ai đã nộp suy ngẫm|chưa nộp suy ngẫm|"
    "bao nhiêu .. suy ngẫm|ai chưa suy ngẫm|ai chưa viết suy ngẫm|ai đã viết suy ngẫm|ai viết suy ngẫm|"
    "suy ngẫm của mọi người|suy ngẫm của giáo viên|xem suy ngẫm của mọi người|ai chưa viết rút kinh nghiệm|"
    "các bài suy ngẫm"
)
NOTED = (
    "tham gia được|tham dự được|nhận được thông báo|đã nhận được thông báo|đã nhận thông báo|"
    "nhận thông báo rồi|nhận được lịch|đã xem thông báo|đã đọc thông báo|sẽ có mặt|sẽ có mặt đúng giờ|"
    "sẽ có mặt đầy đủ"
)
"""A yes that holds words of other topics."""
TELL = (
    "nhắc các trường .. nộp danh sách chuyên đề|nhắc các trường nộp|"
    "nhớ mọi người mang|nhớ mọi người mang theo|nhắc mọi người mang theo|nhắc các trường chưa xác nhận|"
    "nhắc .. chưa xác nhận|nhắc .. trường chưa xác nhận|nhắc .. chưa trả lời|nhắc .. trường chưa nộp|"
    "nhắn .. mang theo|dặn .. mang theo|"
    "nhắc @ viết|nhắc @ viết suy ngẫm|nhắc @ nộp|nhắc @ gửi|nhắc .. cụm chưa chốt|nhắc các cụm chưa chốt|"
    "nhắc .. chưa chốt|nhắn trường|nhắn trường .. chuẩn bị|nhắc trường|nhắc trường .. chuẩn bị|nhắc tất cả|nhắc @|"
    "nhắn @|nhắn cho @|gửi cho @|nhắc .. cụm|nhắc các cụm|nhắc .. nộp báo cáo|nhắc .. nộp kế hoạch|nhắc các trường|"
    "nhắc các trường đăng ký|nhắc .. đăng ký|nhắc .. nộp|nhắn giúp|nhắn giúp các|nhắn các|nhắn cả|báo các cô|dặn các|"
    "dặn mọi người|thông báo|thông báo cho mọi người|gửi thông báo|nhắc mọi người|nhắc .. mọi người|nhắc các|nhắc cả|"
    "nhắn mọi người|báo mọi người|báo cho mọi người|gửi tin|nhắn tin|gửi cho mọi người|báo cho .. trường|"
    "báo các trường|nhắc giáo viên|thông báo cho|announce"
)
AWAY = (
    "trường nào không có ai đi|trường nào không có ai dự|trường nào không có người|trường nào không đi|"
    "trường nào không dự|"
    "thiếu ai|thiếu những ai|còn thiếu ai|"
    "trường nào vắng|trường nào .. vắng|cụm nào vắng|bao nhiêu .. vắng|mấy người vắng|mấy .. vắng|tất cả vắng|"
    "tất cả vắng mặt|mọi người vắng|ai nghỉ buổi|những ai nghỉ|ai vắng|vắng những ai|ai nghỉ|ai không đến|vắng mấy|"
    "bao nhiêu người vắng|ai không có mặt|danh sách vắng|ai vắng nhiều|ai chưa đến|những ai vắng|vắng ai|ai .. vắng"
)
MOVE = (
    "tăng chỗ lên|tăng số chỗ lên|tăng lên|phòng .. chỉ chứa|chỉ chứa được|chỉ chứa .. người|chỉ ngồi được|"
    "phòng .. chỉ có .. chỗ|chứa được .. người|"
    "chuyển sang #|đổi sang #|dời sang #|lùi đến #|lùi sang #|chuyển sang chiều|chuyển sang sáng|"
    "chuyển sang thứ|chuyển sang tuần|chuyển sang ngày|chuyển sang hôm|dời sang|lùi sang|chuyển giờ|lùi giờ|đẩy buổi|"
    "đẩy .. lên|đẩy .. sớm hơn|đẩy lịch|sớm hơn|thêm .. suất|thêm suất|mở thêm chỗ|tăng .. chỗ|tăng lên .. chỗ|"
    "tăng lên .. người|thêm .. chỗ|nhận thêm người|nhận thêm|chuyển .. sang phòng|chuyển .. phòng|đổi .. phòng|"
    "chuyển họp|tăng số chỗ|tăng chỗ|thêm chỗ|giảm số chỗ|tăng số người|đổi số chỗ|đổi số người|chuyển địa điểm|"
    "đổi địa điểm|chuyển phòng|đổi chỗ họp|dời buổi|dời lịch|dời ngày|dời .. sang|đổi ngày|đổi giờ|đổi lịch|đổi buổi|"
    "đổi phòng|chuyển buổi|chuyển ngày|chuyển lịch|chuyển .. sang ngày|hoãn|hoãn buổi|lùi|lùi buổi|lùi lịch|"
    "đổi .. sang"
)
SUMMARY = (
    "số liệu để báo cáo|số liệu báo cáo|số liệu .. báo cáo|giáo viên trường .. đi mấy người|"
    "giáo viên trường .. đi mấy người rồi|giáo viên .. đi được mấy người|xuất excel danh sách|xuất excel .. dự|"
    "excel danh sách .. dự|xuất danh sách .. dự|"
    "giáo viên .. mấy buổi|giáo viên trường .. mấy buổi|giáo viên trường .. đi được mấy buổi|"
    "ai đi đủ|ai đi đủ buổi|ai dự đủ|ai dự đủ buổi|@ đi mấy buổi|@ dự mấy buổi|@ đi được mấy buổi|@ vắng mấy buổi|"
    "@ đi bao nhiêu buổi|@ dự bao nhiêu buổi|"
    "ai tới rồi|ai tới chưa|ai đến chưa|cụm nào đông|cụm nào đông nhất|trường nào đông|"
    "số liệu|tỉ lệ tham dự|tỷ lệ tham dự|tỉ lệ tham gia|tỷ lệ tham gia|tỉ lệ|tỷ lệ|giáo viên trường .. đủ|"
    "giáo viên trường .. đi đủ|giáo viên trường .. có mặt|đi đủ không|đi đủ chưa|đến đủ không|có đủ không|tình hình|"
    "giáo viên .. có mặt|giáo viên .. có mặt chưa|có mặt chưa|trường .. có mặt|trường .. có mặt chưa|xuất excel|"
    "tải excel|file excel|bảng tổng hợp|ai có mặt|ai đã đến|ai đến rồi|tổng hợp|tổng hợp điểm danh|thống kê|"
    "báo cáo điểm danh|điểm danh trường|điểm danh .. trường|"
    "biểu đồ|biểu đồ tham dự|biểu đồ điểm danh|biểu đồ chuyên cần|biểu đồ .. cụm|biểu đồ .. trường|đồ thị|"
    "summary"
)
OWING = (
    "danh sách các trường chưa nộp|danh sách .. trường chưa nộp|các trường chưa nộp|những trường chưa nộp|"
    "giao việc gì rồi|đã giao việc gì|đã giao những việc gì|giao những việc gì rồi|các việc đã giao|việc đã giao|"
    "những việc đã giao|"
    "ai nộp .. muộn|ai nộp .. chậm|trường nào nộp .. muộn|bao nhiêu trường nộp|bao nhiêu trường .. nộp|"
    "mấy trường nộp|bao nhiêu cụm nộp|mấy cụm nộp|cụm nào còn nợ|trường nào còn nợ|cụm nào nợ|trường nào nợ|"
    "ai còn nợ|còn nợ biên bản|còn nợ báo cáo|cụm nào chưa gửi|cụm nào chưa gửi kế hoạch|trường nào chưa gửi|"
    "chưa gửi kế hoạch|chưa gửi báo cáo|trường chưa nộp|trường chưa đăng ký chuyên đề|chưa đăng ký chuyên đề|"
    "cụm nào chưa nộp|cụm nào chưa nộp kế hoạch|cụm nào chưa nộp báo cáo|cụm nào chưa đăng ký|ai chưa nộp kế hoạch|"
    "ai chưa nộp báo cáo|tiến độ nộp|tiến độ nộp hồ sơ|trường nào chưa|trường nào chưa đăng ký chuyên đề|"
    "trường nào chưa nộp|ai chưa nộp|ai chưa làm|cụm nào chậm|trường nào chậm|nộp muộn|trường nào muộn|ai nộp muộn|"
    "trường nào nộp|ai đã nộp|ai chưa xong|tiến độ"
)
ORGANISATION = (
    "phân công .. làm cụm trưởng|phân công @ làm cụm trưởng|cử @ làm cụm trưởng|giao @ làm cụm trưởng|"
    "bầu @ làm cụm trưởng|@ làm cụm trưởng|@ thay @ làm cụm trưởng|làm cụm trưởng .. thay|thay @ làm cụm trưởng|"
    "chưa có hiệu trưởng|trường nào .. chưa có hiệu trưởng|trường nào chưa có hiệu trưởng|"
    "trường chưa có hiệu trưởng|sửa tên phòng|đổi tên phòng|sửa tên cơ quan|đổi tên cơ quan|sáp nhập trường|"
    "sáp nhập trường .. vào|sáp nhập .. vào|chuyên viên .. nghỉ rồi|chuyên viên .. nghỉ|chuyên viên mới|"
    "đổi chuyên viên|thay chuyên viên|@ bên phòng .. nghỉ rồi|bên phòng .. nghỉ|phòng .. nghỉ rồi .. thay|"
    "đóng cụm|xóa cụm|bỏ cụm|dừng cụm|kết thúc cụm|hủy cụm|mở cụm|mở lại cụm|bầu lại cụm trưởng|bầu .. cụm trưởng|"
    "chuyển trường .. cụm|chuyển trường .. sang cụm|chuyển trường .. qua cụm|đưa trường .. cụm|bàn giao|bàn giao cụm|"
    "làm hiệu trưởng|thôi làm hiệu trưởng|không còn là hiệu trưởng|hiệu trưởng mới|tách cụm|giải thể|giải thể cụm|"
    "giải thể trường|bỏ trường|bỏ trường .. khỏi cụm|rút trường|rút trường .. khỏi cụm|đưa trường .. ra|"
    "trường .. ra khỏi cụm|khỏi cụm|thêm trường .. vào cụm|thêm xã|thêm phường|thêm sở|lập trường|lập xã|"
    "thêm điểm trường|điểm trường|phân hiệu|trường .. không có trong cụm|trường nào chưa thuộc|"
    "trường nào chưa thuộc cụm|trường nào chưa có cụm|trường nào không thuộc|trường chưa có cụm|chưa có cụm trưởng|"
    "cụm nào chưa có cụm trưởng|chưa có cụm trưởng .. giao|sửa tên trường|sai tên trường|tên trường|tên trường sai|"
    "tên trường .. sai|trường .. đổi tên|cụm .. đổi tên|xã .. đổi tên|phường .. đổi tên|sửa tên cụm|đổi tên xã|"
    "đổi tên phường|sở mình tên|sở tên là|tên cơ quan|thôi không làm cụm trưởng|không làm cụm trưởng|"
    "hết làm cụm trưởng|thêm chuyên viên|bớt chuyên viên|trường nào chưa có ai tham gia|"
    "trường nào chưa có người tham gia|trường nào chưa ai tham gia|gộp cụm|nhập cụm|danh sách hiệu trưởng|"
    "đổi tên trường|đổi tên cụm|danh sách các trường|danh sách các cụm|tiểu cụm|trường nào chưa vào hệ thống|"
    "trường nào chưa tham gia hệ thống|trường chưa vào hệ thống|nhập trường|nhập danh sách trường|chia lại cụm|"
    "chia cụm|giao cụm trưởng|đổi cụm trưởng|thay cụm trưởng|bầu cụm trưởng|chọn cụm trưởng|bãi nhiệm cụm trưởng|"
    "giao .. cụm trưởng|làm cụm trưởng|thêm trường|bớt trường|thêm trường vào cụm|chuyển cụm|đổi hiệu trưởng|"
    "thay hiệu trưởng|bổ nhiệm|bổ nhiệm cụm trưởng|miễn nhiệm|miễn nhiệm cụm trưởng|thôi chức|thôi làm cụm trưởng|"
    "thêm một trường|thêm trường mới|thêm cụm|thêm cụm mới|lập cụm|tạo cụm|sáp nhập|trường sáp nhập|bao nhiêu cụm|"
    "bao nhiêu trường|mấy cụm|mấy trường|=tổ chức|xem tổ chức|cơ cấu tổ chức|cụm và trường|=cụm|=trường|"
    "danh sách trường|danh sách cụm|quản lý cụm|quản lý trường|organisation"
)
STANDS = (
    "trường .. báo quá hạn|trường .. quá hạn|cụm .. báo quá hạn|trường .. cứ báo|các trường .. thế nào|"
    "các trường .. thế nào rồi|các trường .. sao rồi|các trường .. ra sao|cụm .. còn buổi nào|"
    "cụm .. họp đến đâu rồi|bao nhiêu trường chưa vào|bao nhiêu trường chưa vào hệ thống|mấy trường chưa vào|"
    "mấy trường chưa vào hệ thống|bao nhiêu trường .. vào hệ thống|mấy trường .. vào hệ thống|"
    "bao nhiêu trường chưa tham gia|các trường .. vào hết chưa|"
    "các cụm .. họp được mấy buổi|cụm .. họp được mấy buổi|"
    "làm tới đâu|làm đến đâu|làm tới đâu rồi|làm đến đâu rồi|tới đâu rồi|đến đâu rồi|"
    "tình hình cụm|tình hình .. cụm|tình hình trường|tình hình .. trường|cụm .. thế nào|cụm .. thế nào rồi|"
    "cụm .. sao rồi|cụm .. ra sao|trường .. thế nào|trường .. thế nào rồi|trường .. sao rồi|trường .. ra sao|"
    "cụm .. đến đâu|trường .. đến đâu|cụm .. nộp chưa|trường .. nộp chưa|trường .. nộp gì chưa|cụm .. nộp gì chưa|"
    "trường .. nộp báo cáo chưa|cụm .. nộp báo cáo chưa|trường .. nộp đủ chưa|cụm .. nộp đủ chưa|"
    "trường .. nộp kế hoạch chưa|cụm .. nộp kế hoạch chưa|trường .. gửi kế hoạch chưa|cụm .. gửi kế hoạch chưa|"
    "trường .. gửi chưa|cụm .. gửi chưa|trường .. làm chưa|cụm .. làm chưa|trường .. xong chưa|cụm .. xong chưa|"
    "cụm .. họp chưa|cụm .. họp mấy buổi|cụm .. đã họp chưa|trường .. còn thiếu gì|cụm .. còn thiếu gì|"
    "trường .. còn nợ gì|cụm .. còn nợ gì|trường .. có mấy|trường .. mấy người tham gia|trường .. mấy giáo viên|"
    "trường .. bao nhiêu giáo viên|trường .. bao nhiêu người|trường .. tham gia chưa|trường .. vào hệ thống chưa|"
    "trường .. tham gia hệ thống chưa|cụm .. tham gia chưa|nộp chưa|đã nộp chưa|nộp hết chưa|nộp đủ chưa"
)
"""One school or cluster, and how far it is."""
UNSETTLED = (
    "cụm nào chưa chốt|cụm nào chưa chốt lịch|cụm nào chưa chốt ngày|cụm nào còn chưa chốt|trường nào chưa chốt|"
    "ai chưa chốt|ai chưa chốt lịch|cụm chưa chốt|các cụm chưa chốt|những cụm chưa chốt|cụm .. chốt chưa|"
    "cụm .. chốt lịch chưa|cụm .. chốt ngày chưa|cụm .. có lịch chưa|cụm nào chưa có lịch|cụm nào chưa có ngày|"
    "nhóm nào chưa chốt|cụm nào chưa lên lịch|cụm nào chưa xếp lịch"
)
TURNOUT = (
    "đông không|có đông không|đi đông không|dự đông không|đông đủ không|đông chưa|nhiều người không|"
    "đi nhiều không|đủ người không|đủ người chưa|đi được bao nhiêu|đến được bao nhiêu"
)
BEEN = (
    "đã qua|buổi đã qua|các buổi đã qua|những buổi đã qua|buổi cũ|các buổi cũ|lịch cũ|buổi trước đây|"
    "các buổi trước|những buổi trước|buổi đã họp|các buổi đã họp|past meetings"
)
SAMPLES = (
    "văn bản mẫu|mẫu văn bản|biểu mẫu|mẫu biên bản|biên bản mẫu|mẫu báo cáo|báo cáo mẫu|mẫu kế hoạch|kế hoạch mẫu|"
    "phiếu mẫu|mẫu phiếu|mẫu phiếu dự giờ|mẫu giấy|=mẫu|=xin mẫu|xin .. mẫu|file mẫu|tải mẫu|mẫu ở đâu|sample papers"
)
MY_CLUSTER = (
    "cụm mấy|cụm số mấy|ở cụm mấy|ở cụm số mấy|thuộc cụm mấy|"
    "thuộc cụm nào|ở cụm nào|cụm .. gồm|gồm những trường nào|cụm .. gồm những trường nào|cụm .. những trường nào|"
    "cụm .. có những trường nào|cụm .. có trường nào|cụm .. mấy trường|trong cụm có|cùng cụm|my cluster"
)
NEWS = (
    "mất giấy mời|làm mất giấy mời|mất thư mời|mất tin mời|không tìm thấy giấy mời|xóa mất tin|lỡ xóa tin|"
    "lỡ xóa tin nhắn|"
    "không nhận được tin|không nhận được thông báo|không thấy tin|không thấy thông báo|không thấy tin nhắn|"
    "không nhận được tin nhắn|có gì mới|gì mới không|tin gì mới|tin mới|có thông báo gì|thông báo mới|"
    "thông báo gì mới|có tin gì|what is new"
)
COLLEAGUE = (
    "@ đi không|@ .. đi không|@ đi họp không|@ .. đi họp không|@ .. đi dự không|@ đi được không|@ .. đi được không|"
    "@ dự không|@ .. dự không|@ .. dự họp không|@ .. dự được không|@ .. tham dự không|@ .. tham dự được không|"
    "@ tham gia không|@ .. tham gia không|@ .. tham gia được không|@ đến không|@ .. đến không|@ .. đến được không|"
    "@ .. đến họp không|@ đăng ký chưa|@ .. đăng ký chưa|@ đăng ký không|@ .. đăng ký không|@ đăng ký rồi à|"
    "@ .. đăng ký rồi à|@ trả lời chưa|@ .. trả lời chưa|@ trả lời không|@ xác nhận chưa|@ .. xác nhận chưa|"
    "@ .. báo vắng chưa|@ .. báo vắng không|@ .. có mặt chưa|@ .. có mặt không|@ đến chưa|@ .. đến chưa|"
    "@ .. tới chưa|@ .. trả lời thế nào|@ có vắng không|@ .. nghỉ không|@ .. đi hay không"
)
"""Whether somebody else comes, or has answered."""
LONG_LEAVE = (
    "nghỉ sinh|nghỉ thai sản|nghỉ hộ sản|nghỉ đẻ|thai sản|hộ sản|chế độ thai sản|sắp sinh|sinh em bé|nghỉ dài|"
    "nghỉ dài ngày|nghỉ dài hạn|nghỉ ốm dài|nghỉ ốm dài ngày|nghỉ không lương|nghỉ phép dài ngày|@ nghỉ sinh|"
    "@ .. nghỉ sinh|@ nghỉ thai sản|@ .. nghỉ thai sản|@ nghỉ hộ sản|@ nghỉ đẻ|@ .. nghỉ đẻ|@ nghỉ dài|@ nghỉ dài ngày|"
    "@ nghỉ dài hạn|@ .. nghỉ dài hạn|@ nghỉ ốm dài|@ nghỉ ốm dài ngày|@ nghỉ không lương|long leave"
)
MAYBE = (
    "chắc là được|chắc được|chắc là đi được|chắc .. đi được|chắc là em đi|chắc em đi|chắc .. dự được|chắc là dự được|"
    "chắc .. tham gia được|chắc .. đến được|chắc là có|chưa chắc|chưa chắc đi được|không chắc|chưa chắc chắn|"
    "có lẽ .. được|có lẽ em đi|có lẽ em dự|có thể em đi|có thể em đi được|để em xem|để xem|để tôi xem|để em xem đã|"
    "vâng để em xem|chưa biết có đi được|chưa biết .. đi được|perhaps|maybe"
)
"""Neither a yes nor a no."""
CORRECT = (
    "gõ sai .. thông báo|gõ nhầm .. thông báo|viết sai .. thông báo|ghi sai .. thông báo|nhầm .. thông báo|"
    "sai .. trong thông báo|thông báo bị sai|thông báo nhầm|"
    "gửi nhầm văn bản|gửi sai văn bản|gửi sai thông báo|gửi nhầm|gửi nhầm .. thông báo|nhầm rồi|thu hồi|"
    "thu hồi .. thông báo|gửi sai|"
    "thông báo sai|xóa thông báo|sửa thông báo|đính chính|nhắn nhầm|gửi lộn"
)
CHECK_IN = (
    "hiện mã|hiện mã qr|hiện qr|chiếu mã|mở mã|qr điểm danh|mã qr điểm danh|đánh dấu|đánh dấu .. có mặt|=qr|=mã qr|"
    "mã đâu|chốt danh sách|chốt điểm danh|đóng điểm danh|quét mã|nhập mã|gõ mã|lấy mã|mã ở đâu|quét mã ở đâu|"
    "nhập mã ở đâu|điểm danh|có mặt|ở trường rồi|tới trường rồi|đến trường rồi|ở hội trường|tại hội trường|"
    "đến hội trường|=mã|mã điểm danh|em đến rồi|đã đến|đến nơi|tới rồi|tới nơi|check in|checkin|điểm danh giúp|"
    "attendance"
)
SIGN_UP = (
    "đi được không|em đi được không|dự được không|tham gia được không|có tên trong danh sách|có tên không|hết chỗ|"
    "hết chỗ chưa|cho đi .. với|điền tên|thêm em vào|cho em đi cùng|cho em vào|=tính em|em một suất|một suất|"
    "ghi danh|đi dự|muốn đi|muốn dự|còn suất|slot|một slot|còn slot|xin slot|còn nhận không|còn nhận .. không|"
    "đăng ký|đăng kí|đăng kí đi|đăng ký đi|xin đăng ký|ghi tên|xin một chỗ|xin một suất|xin suất|giữ chỗ|còn chỗ|"
    "tham dự|tham gia|xin tham gia|xin đi|cho em đi|sign up"
)
ANOTHER_HOST = (
    "xin không đăng cai|không đăng cai|không đăng cai buổi|không đăng cai được|không nhận đăng cai|"
    "từ chối đăng cai|mất điện .. trường khác|không có phòng .. trường khác|họp ở trường khác|"
    "tổ chức ở trường khác|chuyển .. về trường khác họp|"
    "đổi trường đăng cai|đổi .. đăng cai|chuyển trường đăng cai|chuyển .. đăng cai|nhường đăng cai|nhường .. đăng cai|"
    "trường khác đăng cai|thôi đăng cai|xin thôi đăng cai|không đăng cai nữa|thay trường đăng cai|đổi chủ nhà"
)
LEAVING = (
    "bàn giao cụm cho|bàn giao cụm cho @|bàn giao trường cho|"
    "tôi về hưu|em về hưu|mình về hưu|sắp về hưu|tôi nghỉ hưu|em nghỉ hưu|sắp nghỉ hưu|em sắp nghỉ việc|"
    "sắp nghỉ việc|em nghỉ việc|tôi nghỉ việc|em thôi việc|tôi thôi việc|em nghỉ dạy luôn|em nghỉ dạy hẳn|"
    "không dạy ở đây nữa|không dạy trường này nữa|không phải giáo viên trường này|"
    "không phải giáo viên trường này nữa|không còn là giáo viên|không còn dạy|không còn dạy ở trường|"
    "không còn ở trường|em hết hợp đồng|tôi hết hợp đồng|ai tiếp quản|ai .. tiếp quản|ai .. tiếp quản phần việc|"
    "ai thay phần việc|bàn giao phần việc|bàn giao việc|bàn giao công việc|bàn giao .. thế nào|bàn giao cho ai|"
    "bàn giao lại cho ai|chuyển công tác .. tiếp quản|chuyển công tác .. ai .. tiếp quản|"
    "chuyển công tác .. bàn giao|thôi làm cụm trưởng .. bàn giao|thôi làm hiệu trưởng .. bàn giao|"
    "thôi làm cụm trưởng .. bàn giao thế nào|i leave"
)
"""Who stops teaching or leading themselves."""
