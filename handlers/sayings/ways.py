"""The topics that are said in most ways, among them when and where, that one cannot come, and yes; read by `table`."""

WHEN = (
    "mặc gì|mặc đồ gì|mặc áo dài|phải mặc|trang phục|"
    "gửi xe|để xe|đậu xe|đỗ xe|chỗ gửi xe|chỗ để xe|chỗ đậu xe|"
    "dạy môn gì|dạy môn nào|môn gì vậy|buổi .. môn gì|buổi .. môn nào|là môn gì|họp môn gì|dạy gì|học gì|họp gì|"
    "vào trường nào|đến trường nào|tới trường nào|đi trường nào|qua trường nào|"
    "vào lớp nào|dự lớp nào|dự ở lớp nào|lớp nào để dự|ở lớp nào|lớp mấy dạy|vào phòng nào|phòng mấy|ở phòng mấy|"
    "họp ở phòng mấy|họp phòng mấy|tầng mấy|"
    "họp đâu|=đâu họp|đâu họp|đường đi|đường đi .. thế nào|đường vào|chỉ đường|giáo viên nào dạy|thầy nào dạy|"
    "cô nào dạy|người nào dạy|=người dạy|người dạy minh họa|=khi nào|=bao giờ|=tháng mấy|=tháng nào|"
    "buổi .. khi nào|buổi .. bao giờ|buổi .. tháng mấy|không thấy buổi|không thấy .. buổi|"
    "đi buổi nào|dự buổi nào|tham gia buổi nào|"
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
    "còn tiết|còn tiết dạy|có tiết dạy|vướng tiết|vướng tiết dạy|kẹt tiết|kẹt tiết dạy|trùng tiết|trùng tiết dạy|"
    "chịu thôi|em chịu|không rảnh|không có rảnh|không rỗi|coi thi|chấm thi|trông thi|nhập viện|đang ở quê|đang ở xa|"
    "báo nghỉ|em báo nghỉ|"
    "đổi ý không đi|đổi ý không đi nữa|đổi ý không dự|đổi ý .. không đi nữa|"
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
    "nhớ rồi|em nhớ rồi|ghi nhận rồi|"
    "nắm rồi|em nắm|không sao|=nghe|nghe rồi|ok|vâng|=dạ|dạ vâng|=rồi|rõ rồi|đã rõ|em rõ|=rõ|nhất trí|đồng ý|=được|"
    "được ạ|đi được|=em đi|=đi|em cũng đi|sẽ đi|sẽ đến|sẽ tới|em nhận|=nhận|nhận lời|em tham gia|tham gia được|"
    "dự được|có mặt được|đã nhận|đã nhận được|nắm được|biết rồi|hiểu rồi|đã hiểu|đã đọc|đã xem|👍|👌|🆗|✅|yes|"
    "understood|=ừ|=có|=chốt|=tốt|=tuyệt|=good|=dự|=sẽ dự|=dự đủ|=dự đầy đủ|=sẽ tham dự|=ổn|=ổn rồi|=ok ổn"
)
PRAISE = "=ghi nhận|xem ghi nhận|lời ghi nhận|tuyên dương|khen ngợi|thư cảm ơn|praise"
AGREED = (
    "thống nhất gì|thống nhất cái gì|thống nhất những gì|thống nhất được gì|"
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
    "xóa hết ảnh|xóa hết ảnh của|xóa hết ảnh của em|xóa hết ảnh của tôi|xóa hết ảnh của mình|xóa hết .. ảnh|"
    "xóa hết .. ảnh của em|xóa tất cả ảnh|xóa tất cả ảnh của em|xóa hết hình|xóa hết hình của em|"
    "ảnh em gửi .. chưa|ảnh tôi gửi .. chưa|ảnh .. duyệt chưa|gửi ảnh nhầm|gửi .. ảnh nhầm|gửi nhầm ảnh|"
    "gửi nhầm hình|gửi hình nhầm|ảnh nhầm|nhầm ảnh|ảnh năm|ảnh năm ngoái|ảnh năm trước|hình năm ngoái|ảnh cũ|hình cũ|"
    "xem video|xem lại video|video .. xem|video .. ở đâu|video buổi|xóa ảnh|xóa .. ảnh|xóa .. hình|xóa hình|coi hình|"
    "coi ảnh|xem hình|coi .. hình|coi .. ảnh|xem ảnh|xem lại ảnh|ảnh buổi|ảnh của buổi|hình buổi|xem minh chứng|"
    "minh chứng buổi|see photos"
)
FACES = (
    "phụ huynh .. chụp ảnh|phụ huynh không cho|phụ huynh không cho chụp|phụ huynh không cho chụp ảnh|"
    "phụ huynh .. không cho .. ảnh|phụ huynh phản đối|phụ huynh .. xóa ảnh|bố mẹ .. không cho .. ảnh|"
    "gia đình không cho .. ảnh|"
    "ảnh .. mặt học sinh|ảnh có mặt học sinh|ảnh có học sinh|hình có học sinh|mặt học sinh|thấy rõ mặt|rõ mặt học sinh|"
    "chụp học sinh|quay học sinh|ảnh trẻ em|phụ huynh .. đồng ý|phụ huynh không đồng ý|che mặt"
)
PHOTOS = (
    "gửi ảnh vào đâu|ảnh .. gửi vào đâu|ảnh gửi vào đâu|hình .. gửi vào đâu|gửi hình vào đâu|"
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
    "báo nghỉ @|báo nghỉ cho @|báo nghỉ giùm @|báo nghỉ dùm @|báo nghỉ giúp @|"
    "@ bị|@ bị ngã|@ bị tai nạn|@ .. nghỉ buổi|@ .. cho cô ấy nghỉ|@ .. cho thầy ấy nghỉ|@ .. cho nghỉ buổi|cho @ nghỉ|"
    "cho @ nghỉ buổi|"
    "@ trường .. ốm|@ trường .. bận|@ trường .. nghỉ|@ trường .. không|@ .. không đi được|@ .. không dự được|"
    "@ .. không đến được|@ bận|@ ốm|@ bị ốm|@ nghỉ|@ xin nghỉ|@ xin vắng|@ xin phép vắng|@ xin phép nghỉ|"
    "@ không đi được|@ không đến được|@ không dự được|@ không tham dự được|@ không tham gia được|@ không tới được|"
    "@ đi công tác|@ không đi|@ báo vắng|hủy đăng ký @|báo vắng @|xin vắng @|"
    "xin nghỉ @"
)
EXTRA = "thêm buổi|thêm .. buổi|thêm buổi họp|buổi ngoài kế hoạch|tạo buổi|tạo buổi họp|mở thêm buổi|họp thêm"
PARTS = (
    "người dạy @|người dạy là @|người dạy minh họa @|người dạy minh họa là @|thư ký @|thư ký là @|chủ trì là @|"
    "mời @ dự|mời chuyên viên|mời thêm chuyên viên|mời .. chuyên viên|mời thêm chuyên viên .. dự|"
    "mời chuyên viên .. dự|mời lãnh đạo|mời .. lãnh đạo|mời lãnh đạo .. dự|mời khách|mời thêm khách|mời đại biểu|"
    "mời phòng giáo dục|mời sở|mời .. về dự|"
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
    "tổng hợp ý kiến|tổng hợp ý kiến .. sau dự giờ|tổng hợp ý kiến các .. sau dự giờ|tổng hợp góp ý|tổng hợp nhận xét|"
    "tổng hợp suy ngẫm|tổng hợp .. suy ngẫm|ý kiến của mọi người|ý kiến của giáo viên|"
    "mọi người góp ý những gì|mọi người góp ý .. gì|góp ý những gì|mọi người nhận xét những gì|"
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
    "chắc chắn .. có mặt|chắc chắn em có mặt|mai em có mặt|mai .. có mặt|em sẽ có mặt|chắc chắn có mặt|"
    "tham gia được|tham dự được|nhận được thông báo|đã nhận được thông báo|đã nhận thông báo|"
    "nhận thông báo rồi|nhận được lịch|đã xem thông báo|đã đọc thông báo|sẽ có mặt|sẽ có mặt đúng giờ|"
    "sẽ có mặt đầy đủ"
)
"""A yes that holds words of other topics."""
BEEN = (
    "đã qua|buổi đã qua|các buổi đã qua|những buổi đã qua|buổi cũ|các buổi cũ|lịch cũ|buổi trước đây|"
    "các buổi trước|những buổi trước|buổi đã họp|các buổi đã họp|past meetings"
)
SAMPLES = (
    "văn bản mẫu|mẫu văn bản|biểu mẫu|mẫu biên bản|biên bản mẫu|mẫu báo cáo|báo cáo mẫu|mẫu kế hoạch|kế hoạch mẫu|"
    "phiếu mẫu|mẫu phiếu|mẫu phiếu dự giờ|mẫu giấy|=mẫu|=xin mẫu|xin .. mẫu|file mẫu|tải mẫu|mẫu ở đâu|sample papers"
)
MY_CLUSTER = (
    "nhóm .. mấy trường|nhóm .. trường nào|nhóm .. những trường nào|cụm .. bao nhiêu trường|nhóm .. bao nhiêu trường|"
    "cụm mấy|cụm số mấy|ở cụm mấy|ở cụm số mấy|thuộc cụm mấy|"
    "thuộc cụm nào|ở cụm nào|cụm .. gồm|gồm những trường nào|cụm .. gồm những trường nào|cụm .. những trường nào|"
    "cụm .. có những trường nào|cụm .. có trường nào|cụm .. mấy trường|trong cụm có|cùng cụm|my cluster"
)
NEWS = (
    "xem lại tin|xem lại thông báo|tin hôm qua|tin hôm trước|tin cũ|tin nhắn cũ|thông báo hôm qua|"
    "thông báo hôm trước|thông báo cũ|chưa thấy giấy mời|không thấy giấy mời|chưa nhận được giấy mời|"
    "không nhận được giấy mời|chưa có giấy mời|chưa thấy thư mời|chưa nhận được thư mời|chưa thấy thông báo|"
    "chưa thấy tin|chưa nhận được tin|chưa nhận được tin nhắn|chưa nhận được thông báo|chưa thấy .. giấy mời|"
    "chưa được mời|không được mời|sao không mời em|không thấy mời|"
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
    "@ nghỉ dài hạn|@ .. nghỉ dài hạn|@ nghỉ ốm dài|@ nghỉ ốm dài ngày|@ nghỉ không lương|"
    "ai đang nghỉ|những ai đang nghỉ|ai đang .. nghỉ|ai nghỉ sinh|ai nghỉ thai sản|ai đang nghỉ thai sản|"
    "ai nghỉ dài ngày|ai đang nghỉ dài ngày|ai nghỉ đẻ|ai nghỉ ốm dài ngày|danh sách nghỉ dài ngày|"
    "danh sách nghỉ thai sản|who is on leave|long leave"
)
MAYBE = (
    "để coi lại|để coi lại đã|để coi lại cái đã|để coi đã|để coi sao|để coi lại lịch|để xem lại|để xem lại đã|"
    "thu xếp|sẽ thu xếp|sẽ thu xếp đi|thu xếp được|sẽ cố gắng|sẽ cố gắng đi|cố gắng đi|"
    "chưa biết nữa|để hỏi chồng|để hỏi vợ|để hỏi ông xã|để hỏi bà xã|"
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
    "đổi mã|đổi mã khác|mã khác|mã mới|lộ mã|ai quét mã|chưa thấy ai quét|"
    "hiện mã|hiện mã qr|hiện qr|chiếu mã|mở mã|qr điểm danh|mã qr điểm danh|đánh dấu|đánh dấu .. có mặt|=qr|=mã qr|"
    "mã đâu|chốt danh sách|chốt điểm danh|đóng điểm danh|quét mã|nhập mã|gõ mã|lấy mã|mã ở đâu|quét mã ở đâu|"
    "nhập mã ở đâu|điểm danh|có mặt|ở trường rồi|tới trường rồi|đến trường rồi|ở hội trường|tại hội trường|"
    "đến hội trường|=mã|mã điểm danh|em đến rồi|đã đến|đến nơi|tới rồi|tới nơi|check in|checkin|điểm danh giúp|"
    "attendance"
)
SIGN_UP = (
    "một chân|một chân đi|một suất|một suất đi|một slot|xin một chân|xin một suất|cho em một chân|"
    "giờ thu xếp được|giờ .. thu xếp được|nay thu xếp được|báo nghỉ .. thu xếp được|báo nghỉ .. giờ thu xếp được|"
    "nhầm .. đi được|nhầm rồi .. đi được|nhầm .. vẫn đi|nhầm rồi .. vẫn đi|nhầm .. vẫn đi được|"
    "tính thêm em|tính thêm em vào|tính em vào|tính cả em vào|"
    "giờ lại đi được|giờ thì đi được|giờ .. đi được rồi|lỡ .. không đi|nhầm .. không đi|bấm nhầm không đi|"
    "lỡ báo vắng|báo vắng nhầm|nhầm .. báo vắng|bấm nhầm .. báo vắng|hủy báo vắng|rút báo vắng|bỏ báo vắng|"
    "đổi ý .. đi|"
    "đi được không|em đi được không|dự được không|tham gia được không|có tên trong danh sách|có tên không|hết chỗ|"
    "hết chỗ chưa|cho đi .. với|điền tên|thêm em vào|cho em đi cùng|cho em vào|=tính em|em một suất|một suất|"
    "ghi danh|đi dự|muốn đi|muốn dự|còn suất|slot|một slot|còn slot|xin slot|còn nhận không|còn nhận .. không|"
    "đăng ký|đăng kí|đăng kí đi|đăng ký đi|xin đăng ký|ghi tên|xin một chỗ|xin một suất|xin suất|giữ chỗ|còn chỗ|"
    "tham dự|tham gia|xin tham gia|xin đi|cho em đi|sign up"
)
OWN_SEATS = (
    "em đăng ký chưa|tôi đăng ký chưa|mình đăng ký chưa|đăng ký chưa|đăng ký chưa nhỉ|đăng ký rồi chưa|"
    "đã đăng ký chưa|đăng ký buổi nào rồi|em đăng ký buổi nào rồi|đã đăng ký buổi nào|"
    "đăng ký những buổi nào|em đã đăng ký những buổi nào|em đăng ký mấy buổi|đăng ký mấy buổi rồi|am i signed up"
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
