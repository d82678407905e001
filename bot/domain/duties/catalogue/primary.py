"""What the two directives for primary schools ask (000 and 001), what the law asks, and what is good custom.

The directives name few days. Where a number of days stands here and they have none, it is ours: parts 3 days before,
the host's rooms 1 day before, a video after 3 days, minutes after 2, a reflection after 2, a report 7 after the round.
"""

from datetime import date

from bot.domain.calendar.settings import Rung
from bot.domain.duties.catalogue.entry import AT_NO_TIME, NOBODY, ON_THE_DAY, TO_LEAD, TO_OFFICER, Entry
from bot.domain.models import Anchor, Owner, Proof
from bot.errors import N_

LAC_THUY = (
    Entry(
        "000-1",
        N_("Plan lesson study for the school, with topics that teachers need"),
        "mục 1",
        "xây dựng kế hoạch theo trường/cụm trường, lựa chọn nội dung đáp ứng nhu cầu phù hợp với từng đối tượng "
        "giáo viên, từng vùng miền",
        Owner.SCHOOL,
    ),
    Entry(
        "000-2",
        N_("Say how teachers of far sites take part, in person and online"),
        "mục 1",
        "đối với trường nhiều điểm trường, nhiều lớp có phương án phù hợp (sinh hoạt chuyên môn nghiên cứu bài học "
        "trực tiếp kết hợp trực tuyến, …",
        Owner.SCHOOL,
    ),
    Entry(
        "000-3a",
        N_("Ask people to teach and to chair the meeting"),
        "mục 2",
        "Giao nhiệm vụ cụ thể cho cán bộ quản lý phụ trách chuyên môn cấp tiểu học, tổ trưởng chuyên môn, giáo viên "
        "thực hiện dạy thực hành, chủ trì, điều hành, …",
        Owner.CLUSTER,
        Proof.PARTS,
        Anchor.START,
        shift=-3,
        lasts=3,
        reminders=(4, 1, 0),
        ladder=((Rung.OFFICER, 1),),
    ),
    Entry(
        "000-3b",
        N_("Answer whether you take the part that you were asked to play"),
        "mục 2",
        "Giao nhiệm vụ cụ thể cho … giáo viên thực hiện dạy thực hành, chủ trì, điều hành, …",
        Owner.ASKED,
        Proof.ANSWERED,
        Anchor.START,
        shift=-3,
        lasts=3,
        reminders=(2, 0),
        ladder=TO_LEAD,
    ),
    Entry(
        "000-4",
        N_("Keep what pupils did: notes, photos or video of the lesson"),
        "mục 2",
        "Luyện tập cách quan sát tinh tế, ghi chép, ghi hình (quay video, chụp ảnh); …",
        Owner.CAMERA,
        Proof.VIDEO,
        Anchor.END,
        shift=3,
        reminders=ON_THE_DAY,
        ladder=TO_LEAD,
    ),
    Entry(
        "000-5a",
        N_("Reflect on the lesson that you saw"),
        "mục 3",
        "Yêu cầu và tạo cơ hội cho tất cả giáo viên áp dụng, vận dụng, thử nghiệm những ý tưởng sáng tạo thông qua "
        "việc suy ngẫm, trao đổi, thảo luận, chia sẻ bài học sau khi dự giờ.",
        Owner.ATTENDED,
        Proof.REFLECTED,
        Anchor.END,
        shift=2,
        lasts=14,
        reminders=ON_THE_DAY,  # the invitation has left at the meeting's end
        ladder=NOBODY,  # nobody is reported for a reflection
    ),
    Entry(
        "000-5b",
        N_("Tell what you have tried in your own class"),
        "bước 4 công văn 1315/BGDĐT-GDTH, 16/4/2020; mục 3",
        "Chú trọng vận dụng nghiên cứu bài học vào thực tiễn thông qua từng bài dạy, từng hoạt động hàng ngày của "
        "mỗi giáo viên.",
        Owner.ATTENDED,
        Proof.APPLIED,
        Anchor.END,
        shift=14,
        lasts=14,
        reminders=ON_THE_DAY,
        ladder=NOBODY,
    ),
    Entry(
        "000-6",
        N_("Register at least one lesson-study topic of district level"),
        "mục 4",
        "Lựa chọn ít nhất 01 chuyên đề sinh hoạt chuyên môn theo nghiên cứu bài học cấp huyện (hoặc cấp tỉnh), "
        "đăng kí danh sách và thời gian thực hiện về Phòng Giáo dục và Đào tạo trước ngày 15/11 hàng năm.",
        Owner.SCHOOL,
        anchor=Anchor.YEARLY,
        day=date(2023, 11, 14),
        named=True,
    ),
    Entry(
        "000-7a",
        N_("Praise groups and people who set an example"),
        "mục 5",
        "Kịp thời khen thưởng, biểu dương tập thể tổ chuyên môn, cá nhân tiêu biểu, điển hình.",
        Owner.SCHOOL,
    ),
    Entry(
        "000-7b",
        N_("Help schools with lesson study and spread what works"),
        "mục 5",
        "Tổ chức tư vấn hỗ trợ kỹ thuật nhằm nâng cao chất lượng và hiệu quả sinh hoạt chuyên môn nghiên cứu bài "
        "học, nhân rộng các mô hình hiệu quả trong nhà trường/cụm trường.",
        Owner.OFFICE,
    ),
    Entry(
        "000-8",
        N_("Report the year's lesson study in writing, with evidence"),
        "mục 6",
        "Thực hiện báo cáo bằng văn bản kèm theo minh chứng việc triển khai thực hiện sinh hoạt chuyên môn nghiên "
        "cứu bài học, gửi về Phòng GD&ĐT (Bộ phận chuyên môn Tiểu học) cùng thời điểm báo cáo cuối năm học.",
        Owner.SCHOOL,
        Proof.PAPER,
    ),
)

MUONG_CHA = (
    Entry(
        "001-1",
        N_("Settle day, hour and room of the month's meeting"),
        "Mục 2 Phần II",
        "Tổ chức sinh hoạt chuyên môn 2 lần/ học kì (4 lần/năm học) theo cụm đối với giáo viên văn hóa. Riêng các "
        "môn chuyên tổ chức tập trung theo môn học.",
        Owner.CLUSTER,
        Proof.SETTLED,
        Anchor.MONTH,
        reminders=AT_NO_TIME,  # the weekly letters ask already
        ladder=TO_OFFICER,
    ),
    Entry(
        "001-2a",
        N_("Submit the cluster's plan of the year"),
        "Mục 1.1 Phần III",
        "Cụm trưởng chủ trì phối hợp với các trường trong cụm xây dựng kế hoạch sinh hoạt chuyên môn của cụm cho cả "
        "năm học, …",
        Owner.GENERAL,
        Proof.PLAN,
        ladder=TO_OFFICER,
    ),
    Entry(
        "001-2b",
        N_("Submit the subject's plan of the year"),
        "Mục 1.2 Phần III",
        "Phòng Giáo dục giao cho đội ngũ giáo viên cốt cán xây dựng kế hoạch sinh hoạt chuyên môn cụ thể của môn học.",
        Owner.GROUP,
        Proof.PLAN,
        ladder=TO_OFFICER,
    ),
    Entry(
        "001-3",
        N_("Keep roll and conclusions of the meeting"),
        "Mục 1.1 Phần III",
        "Tổ chức sinh hoạt chuyên môn theo kế hoạch đã được phê duyệt: điều hành tổ chức thảo luận, dự giờ đồng "
        "nghiệp để trao đổi, chia sẻ, rút kinh nghiệm.",
        Owner.CLUSTER,
        anchor=Anchor.END,
        shift=1,
        reminders=ON_THE_DAY,
        ladder=TO_OFFICER,
        doubled=True,  # the minutes of 001-7 hold both
    ),
    Entry(
        "001-4",
        N_("Have rooms and equipment ready for the meeting"),
        "Mục 1.1 Phần III",
        "Chuẩn bị đầy đủ CSVC (phòng học, phòng họp, bàn ghế,...) để phục vụ các buổi sinh hoạt chuyên môn.",
        Owner.HOST,
        Proof.READY,
        Anchor.START,
        shift=-1,
        lasts=1,
        reminders=AT_NO_TIME,  # the check list comes 7 and 2 days before
        ladder=TO_LEAD,
    ),
    Entry(
        "001-5",
        N_("Send the video of the demo lesson"),
        "Mục 1.1 Phần III",
        "Giao cho người phụ trách quay lại video các tiết dạy minh họa sau mỗi lần tổ chức sinh hoạt chuyên môn, gửi "
        "về Phòng Giáo dục và Đào tạo để đưa lên kho bài giảng …",
        Owner.CAMERA,
        Proof.VIDEO,
        Anchor.END,
        shift=3,
        reminders=ON_THE_DAY,
        ladder=((Rung.LEAD, 1), (Rung.OFFICER, 7)),
    ),
    Entry(
        "001-6",
        N_("Send core teachers to observe the demo lessons"),
        "Mục 1.1 Phần III",
        "Phòng Giáo dục và Đào tạo sẽ cử chọn các giáo viên cốt cán tham gia dự giờ các tiết dạy minh họa …",
        Owner.OFFICE,
    ),
    Entry(
        "001-7",
        N_("Hand in the minutes: what went well, what did not, what next"),
        "Mục 1.1 Phần III",
        "Sau mỗi lần tổ chức sinh hoạt chuyên môn cụm trưởng tổ chức họp đánh giá kết quả thực hiện chung của cả đợt "
        "sinh hoạt chuyên môn (ưu điểm, hạn chế, ...); …",
        Owner.CLUSTER,
        Proof.MINUTES,
        Anchor.END,
        shift=2,
        reminders=(1, 0),
        ladder=TO_OFFICER,
    ),
    Entry(
        "001-8",
        N_("Report the results of the subject's round"),
        "Mục 1.2 Phần III",
        "Sau mỗi đợt sinh hoạt chuyên môn giáo viên cốt cán có trách nhiệm báo cáo lại kết quả sinh hoạt về Phòng "
        "Giáo dục và Đào tạo để nắm bắt và kịp thời chỉ đạo.",
        Owner.GROUP,
        Proof.PAPER,
        anchor=Anchor.ROUND,  # the directive tells "đợt" (the round) from "lần" (the meeting)
        shift=7,
        reminders=(4, 0),  # 3 and 7 days after the round
        ladder=TO_OFFICER,
    ),
    Entry(
        "001-9",
        N_("Propose topics and ways of working to the cluster"),
        "Mục 2 Phần III",
        "chủ động đề xuất các nội dung, phương pháp tổ chức thực hiện để nâng cao chất lượng sinh hoạt chuyên môn, …",
        Owner.SCHOOL,
    ),
    Entry(
        "001-10",
        N_("Gather teachers' difficulties and tell the cluster lead"),
        "Mục 2 Phần III",
        "Kịp thời phát hiện khó khăn và có các biện pháp xử lý hợp lý trong hoạt động sinh hoạt chuyên môn tại cụm; "
        "tổng hợp ý kiến của giáo viên và báo cáo cụm trường [sic: cụm trưởng] …",
        Owner.SCHOOL,
    ),
    Entry(
        "001-11",
        N_("Name who of the school takes part, and free them in time"),
        "Mục 2 Phần III",
        "Bố trí hợp lý thời gian, phân công thành phần tham gia chuyên đề cụm đúng thời gian, thành phần theo quy "
        "định.",
        Owner.SCHOOL,  # owed before each meeting; a principal of six groups would be asked every week, so no day
    ),
    Entry(
        "001-12",
        N_("Have rooms and equipment ready as the lead asked"),
        "Mục 2 Phần III",
        "Chuẩn bị đầy đủ CSVC (phòng học, phòng họp, bàn ghế,...) để phục vụ các buổi sinh hoạt chuyên môn tại đơn "
        "vị khi có yêu cầu của cụm trường [sic: cụm trưởng].",
        Owner.HOST,
        Proof.READY,
        Anchor.START,
        shift=-1,
        lasts=1,
        reminders=AT_NO_TIME,
        ladder=TO_LEAD,
        doubled=True,  # 001-4 asks the same
    ),
    Entry(
        "001-13",
        N_("Report what stands in the way to the office"),
        "Phần III",
        "Trong quá trình triển khai nếu có khó khăn, vướng mắc nảy sinh kịp thời báo cáo về Phòng Giáo dục và Đào "
        "tạo (qua bộ phận chuyên môn tiểu học) để được hướng dẫn",
        Owner.SCHOOL,
    ),
    Entry(
        "001-14",
        N_("Agree who removes which difficulty until when"),
        "Mục 2 Phần I",
        "Sau mỗi buổi sinh hoạt chuyên môn, tổ chức rút kinh nghiệm, tháo gỡ những khó khăn vướng mắc tại cơ sở.",
        Owner.CLUSTER,
        anchor=Anchor.END,
        shift=2,
        reminders=ON_THE_DAY,
        ladder=TO_OFFICER,
        doubled=True,  # the minutes of 001-7 say it
    ),
)

LAWS = (
    Entry(
        "law-1",
        N_("Confirm the periods that demo lessons count for"),
        "Thông tư 05/2025/TT-BGDĐT, 07/3/2025",
        "",
        Owner.SCHOOL,
    ),
    Entry(
        "law-2",
        N_("Answer requests about personal data within 2 working days"),
        "Luật 91/2025/QH15; Nghị định 356/2025/NĐ-CP",
        "",
        Owner.OFFICE,
    ),
)

PRACTICE = (
    Entry(
        "practice-1",
        N_("Send the minutes to the superior and the cluster's schools"),
        "",
        "",
        Owner.GENERAL,  # the core teachers of subjects report the same round by 001-8
        proof=Proof.MINUTES,
        anchor=Anchor.ROUND,
        shift=7,
        reminders=ON_THE_DAY,
        ladder=TO_OFFICER,
    ),
)
