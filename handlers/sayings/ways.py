"""The topics that are said in most ways: when and where, that one cannot come, and yes; read by `table`."""

WHEN = (
    "bao giờ .. họp|khi nào .. họp|hôm nào .. họp|ngày nào .. họp|tổ chức ở đâu|tổ chức khi nào|tổ chức chưa|"
    "họp ngày mấy|ngày mấy họp|ngày mấy|họp thứ mấy|thứ mấy họp|thứ mấy|=giờ họp|giờ nào họp|họp giờ nào|họp chỗ nào|"
    "họp chỗ đâu|chỗ đâu|đăng cai|mai phải đi|phải đi đâu|mang gì|mang theo|lớp nào dạy|mấy giờ bắt đầu|"
    "khi nào bắt đầu|bao giờ bắt đầu|bắt đầu lúc|bắt đầu khi nào|có gì không|có sinh hoạt|sinh hoạt cụm|khi nào có|"
    "khi nào sinh hoạt|ở trường nào|trường nào họp|địa chỉ|địa chỉ trường|đường đến|đường tới|chỗ nào|chỗ họp|"
    "giáo án|tài liệu|bài dạy|kế hoạch bài dạy|dạy bài gì|học bài gì|diễn ra lúc mấy giờ|diễn ra khi nào|"
    "diễn ra ở đâu|buổi họp sắp tới|sắp tới|có phải đi|có phải đi đâu không|họp bao lâu|bao lâu|đến mấy giờ|"
    "mấy giờ xong|hôm nào|khi nào .. buổi|bao giờ .. buổi|buổi tiếp|nội dung buổi|nội dung họp|ai dạy|"
    "ai dạy minh họa|link họp|đường dẫn họp|họp online|họp trực tuyến|online hay|trực tiếp hay|họp ở trường nào|"
    "trường nào tổ chức|có họp không|có buổi nào|họp mấy giờ|mấy giờ họp|mấy giờ|khi nào họp|bao giờ họp|họp khi nào|"
    "họp bao giờ|họp ở đâu|buổi tới|buổi sau|buổi tiếp theo|buổi gần nhất|buổi vừa rồi|ở đâu|địa điểm|phòng nào|"
    "hôm nào họp|ngày nào họp|họp cụm|lịch họp|có lịch gì|họp ngày nào|mai họp|nay họp|họp không|"
    "sinh hoạt chuyên môn khi nào|next meeting|when .. meeting"
)
UNABLE = (
    "em kẹt|bị kẹt|kẹt rồi|vướng việc|bị vướng|việc gia đình|việc nhà|tai nạn|ở viện|vào viện|mới sinh|đám cưới|"
    "đám tang|đám giỗ|=em nghỉ|=nghỉ|không thể tới|không thể đến|không thể qua|em không tham gia|bị sốt|em sốt|mẹ ốm|"
    "bố ốm|mẹ em ốm|bố em ốm|tui bận|mình bận|con bận|hôm đó bận|mai bận|đang bận|bận mất|=bận|lũ không|tắc đường|"
    "hỏng đường|sạt đường|đi thay|đi thay em|người đi thay|không tới được|không qua được|không sang được|xe hỏng|"
    "hỏng xe|em xin nghỉ|tôi xin nghỉ|xin nghỉ buổi|xin nghỉ buổi này|em nghỉ buổi|bận quá|đi công tác|đi viện|"
    "nằm viện|về quê|có đám|thai sản|không đi được|không dự được|không tham dự được|không tham gia được|"
    "không đến được|không họp được|không thể đi|không thể dự|không thể tham gia|bận không|em bận|tôi bận|bị bận|"
    "bận rồi|bận việc|xin nghỉ|xin vắng|xin phép vắng|xin phép nghỉ|báo vắng|xin không đi|em vắng|em ốm|bị ốm|"
    "đang ốm|con ốm|có việc đột xuất|có việc bận|vắng mặt|không đi|không dự|nghỉ buổi|vướng lịch|trùng lịch|"
    "cannot come|can not come"
)
YES = (
    "nắm rồi|em nắm|không sao|=nghe|nghe rồi|ok|vâng|=dạ|dạ vâng|=rồi|rõ rồi|đã rõ|em rõ|=rõ|nhất trí|đồng ý|=được|"
    "được ạ|đi được|=em đi|=đi|em cũng đi|sẽ đi|sẽ đến|sẽ tới|em nhận|=nhận|nhận lời|em tham gia|tham gia được|"
    "dự được|có mặt được|đã nhận|đã nhận được|nắm được|biết rồi|hiểu rồi|đã hiểu|đã đọc|đã xem|👍|👌|🆗|✅|yes|"
    "understood|=ừ|=chốt|=tốt|=tuyệt|=good|=dự|=sẽ dự|=dự đủ|=dự đầy đủ|=sẽ tham dự"
)
PRAISE = "=ghi nhận|xem ghi nhận|lời ghi nhận|tuyên dương|khen ngợi|thư cảm ơn|praise"
AGREED = "việc đã hẹn|việc hẹn|kiến nghị|đã hẹn gì|việc được giao sau buổi|what was agreed"
BASKETS = (
    "thiếu minh chứng|còn thiếu minh chứng|buổi nào thiếu minh chứng|buổi nào thiếu|minh chứng còn thiếu|"
    "minh chứng các buổi|minh chứng của các buổi|giỏ minh chứng|đủ minh chứng|đủ minh chứng chưa|"
    "buổi nào chưa có ảnh|buổi nào chưa có video|buổi nào chưa có biên bản|missing evidence"
)
ALBUM = "xem ảnh|xem lại ảnh|ảnh buổi|ảnh của buổi|hình buổi|xem minh chứng|minh chứng buổi|see photos"
PHOTOS = (
    "nộp hình|up hình|ảnh gửi|hình gửi|có ảnh muốn gửi|gửi .. ảnh|gửi .. hình|nộp .. ảnh|up .. ảnh|gửi .. ảnh buổi|"
    "gửi .. hình buổi|up ảnh buổi|gửi ảnh buổi|nộp ảnh buổi|upload ảnh|upload|gửi lại ảnh|=ảnh|chụp ảnh|ảnh chụp|"
    "gửi ảnh|=hình|gửi hình|nộp ảnh|up ảnh|đăng ảnh|minh chứng|gửi minh chứng|nộp minh chứng|ảnh minh chứng|photos"
)
REFLECT = (
    "viết bài suy ngẫm|nộp bài suy ngẫm|suy ngẫm|viết suy ngẫm|rút kinh nghiệm|viết rút kinh nghiệm|góp ý|nhận xét|"
    "sau dự giờ|chia sẻ sau|viết cảm nhận|cảm nhận|bài thu hoạch|phiếu dự giờ|reflect"
)
MINUTES = (
    "biên bản|viết biên bản|làm biên bản|ghi biên bản|xem biên bản|duyệt biên bản|sửa biên bản|in biên bản|minutes"
)
UNABLE_OF_ANOTHER = (
    "@ .. không đi được|@ .. không dự được|@ .. không đến được|@ bận|@ ốm|@ bị ốm|@ nghỉ|@ xin nghỉ|@ xin vắng|"
    "@ xin phép vắng|@ xin phép nghỉ|@ không đi được|@ không đến được|@ không dự được|@ không tham dự được|"
    "@ không tham gia được|@ không tới được|@ đi công tác|@ không đi|@ báo vắng|hủy đăng ký @|báo vắng @|xin vắng @|"
    "xin nghỉ @"
)
EXTRA = "thêm buổi|thêm .. buổi|thêm buổi họp|buổi ngoài kế hoạch|tạo buổi|tạo buổi họp|mở thêm buổi|họp thêm"
PARTS = (
    "giao @ dạy|giao @ dạy minh họa|phân công @|phân công @ dạy|phân công|phân công dạy|phân công dạy minh họa|"
    "giao phần việc|giao dạy|chọn người dạy|giao dạy minh họa"
)
REFLECTIONS = (
    "ai chưa .. suy ngẫm|ai chưa nộp suy ngẫm|ai chưa nộp bài suy ngẫm|ai đã nộp suy ngẫm|chưa nộp suy ngẫm|"
    "bao nhiêu .. suy ngẫm|ai chưa suy ngẫm|ai chưa viết suy ngẫm|ai đã viết suy ngẫm|ai viết suy ngẫm|"
    "suy ngẫm của mọi người|suy ngẫm của giáo viên|xem suy ngẫm của mọi người|ai chưa viết rút kinh nghiệm|"
    "các bài suy ngẫm"
)
NOTED = (
    "nhận được thông báo|đã nhận được thông báo|đã nhận thông báo|nhận thông báo rồi|nhận được lịch|đã xem thông báo|"
    "đã đọc thông báo|sẽ có mặt|sẽ có mặt đúng giờ|sẽ có mặt đầy đủ"
)
"""A yes that holds words of other topics."""
