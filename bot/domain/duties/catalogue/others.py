"""What the directives of other provinces and levels ask (002, 003, 004).

Numbers of days are ours: the directives say "sau buổi", "sau các buổi", "trong một học kỳ" (we ask in the middle of its
last month but one).
"""

from datetime import date

from bot.domain.duties.catalogue.entry import NOBODY, ON_THE_DAY, TO_OFFICER, Entry
from bot.domain.models import Anchor, Owner, Proof
from bot.errors import N_

KHOAI_CHAU = (
    Entry(
        "002-1",
        N_("Hold the meeting on the day of the cluster's plan"),
        "",
        "Ngày 26/11/2020 cụm chuyên môn khu Đông đã tổ chức sinh hoạt chuyên môn theo nghiên cứu bài học tại trường "
        "THCS Hồng Tiến.",
        Owner.CLUSTER,
        anchor=Anchor.DAY,
        day=date(2020, 11, 26),
        named=True,
    ),
    Entry(
        "002-2",
        N_("Be there with managers and teachers of the school"),
        "",
        "Về dự buổi sinh hoạt cụm có các đồng chí trong BGH và giáo viên các trường …",
        Owner.SCHOOL,
    ),
    Entry(
        "002-3",
        N_("Give each lesson two meetings: agree on it, then see it"),
        "",
        "Nội dung sinh hoạt chuyên môn theo cụm trường với mỗi bài học chia ra làm hai buổi",
        Owner.CLUSTER,
    ),
    Entry(
        "002-4",
        N_("Note how pupils learnt; lessons are not rated"),
        "",
        "Việc thảo luận không tập trung vào đánh giá xếp loại giờ dạy của giáo viên mà chủ yếu tập trung vào việc: …",
        Owner.ATTENDED,
        Proof.REFLECTED,
        Anchor.END,
        shift=2,
        lasts=14,
        reminders=ON_THE_DAY,
        ladder=NOBODY,
    ),
    Entry(
        "002-5",
        N_("Write the news of the meeting"),
        "",
        "SINH HOẠT CHUYÊN MÔN THEO HƯỚNG NGHIÊN CỨU BÀI HỌC CỤM KHU ĐÔNG",
        Owner.CLUSTER,
        Proof.PAPER,
        anchor=Anchor.END,
        shift=3,
        reminders=ON_THE_DAY,
        ladder=TO_OFFICER,
    ),
)

HO_CHI_MINH = (
    Entry(
        "003-1",
        N_("Elect who leads the cluster, in rotation"),
        "phần II, mục 2.2",
        "Cụm trưởng được các trung tâm trong cụm bầu luân phiên.",
        Owner.CLUSTER,
    ),
    Entry(
        "003-2",
        N_("Submit a cluster plan that takes up the schools' proposals"),
        "phần III, mục 2",
        "Cụm trưởng cụm chuyên môn lập kế hoạch sinh hoạt chuyên môn của cụm, căn cứ vào thực tiễn và dựa vào đề xuất "
        "của các trung tâm …",
        Owner.CLUSTER,
        Proof.PLAN,
        ladder=TO_OFFICER,
    ),
    Entry(
        "003-3",
        N_("Agree on what the meeting has taught, and write it down"),
        "phần III, mục 2",
        "Tổ chức sinh hoạt chuyên môn và thống nhất những vấn đề cơ bản được rút ra từ buổi sinh hoạt chuyên môn cấp "
        "cụm.",
        Owner.CLUSTER,
        Proof.MINUTES,
        Anchor.END,
        shift=2,
        reminders=ON_THE_DAY,
        ladder=TO_OFFICER,
    ),
    Entry(
        "003-4a",
        N_("Report the cluster's plan of the year to the department"),
        "phần III, mục 2",
        "Báo cáo về Sở Giáo dục và Đào tạo (Phòng Giáo dục thường xuyên) kế hoạch sinh hoạt chuyên môn cụm hàng năm …",
        Owner.CLUSTER,
        Proof.PLAN,
        ladder=TO_OFFICER,
        doubled=True,  # 003-2 asks for the same plan
    ),
    Entry(
        "003-4b",
        N_("Report to the department after the meeting"),
        "phần III, mục 2",
        "Báo cáo về Sở Giáo dục và Đào tạo (Phòng Giáo dục thường xuyên) … sau các buổi sinh hoạt chuyên môn.",
        Owner.CLUSTER,
        Proof.PAPER,
        anchor=Anchor.END,
        shift=7,
        reminders=(4, 0),
        ladder=TO_OFFICER,
    ),
    Entry(
        "003-5",
        N_("Let teachers take part in every meeting of the cluster"),
        "phần III, mục 3",
        "Tham gia đầy đủ các hoạt động chuyên môn của cụm, tạo điều kiện cho giáo viên bộ môn tham gia sinh hoạt cụm "
        "đầy đủ.",
        Owner.SCHOOL,
    ),
    Entry(
        "003-6",
        N_("Pay the travel of who took part"),
        "phần III, mục 3",
        "Căn cứ vào quy chế chi tiêu nội bộ để thanh toán công tác phí cho cán bộ quản lý, giáo viên tham gia sinh "
        "hoạt cụm chuyên môn theo đúng quy định.",
        Owner.SCHOOL,
    ),
    Entry(
        "003-7",
        N_("Count cluster meetings as regular training at the year's end"),
        "phần III, mục 3",
        "Đưa việc sinh hoạt cụm chuyên môn trở thành một nội dung trong công tác bồi dưỡng thường xuyên.",
        Owner.SCHOOL,
    ),
    Entry(
        "003-8",
        N_("Gather what teachers propose to talk about"),
        "phần III, mục 4",
        "Đề xuất các nội dung thiết thực để cùng nhau trao đổi, học hỏi kinh nghiệm lẫn nhau.",
        Owner.SCHOOL,  # the teachers' own; their school gathers it
    ),
    Entry(
        "003-9",
        N_("Follow how the clusters meet and report"),
        "phần III, mục 1",
        "Tham gia sinh hoạt và theo dõi kết quả sinh hoạt chuyên môn với các cụm theo kế hoạch.",
        Owner.OFFICE,
    ),
    Entry(
        "003-10",
        N_("Tell the department what stands in the way"),
        "phần III",
        "Trong quá trình thực hiện nếu có vướng mắc, liên hệ trực tiếp với Phòng Giáo dục thường xuyên để được hướng "
        "dẫn giải quyết.",
        Owner.SCHOOL,
    ),
)

_EACH_HALF_YEAR = (
    "Các phòng GD&ĐT chủ động xây dựng kế hoạch tập huấn cán bộ quản lý, giáo viên theo cụm trường ít nhất một lần "
    "trong một học kỳ."
)

HOA_BINH = (
    Entry(
        "004-1a",
        N_("Let the cluster meet at least once in the first half year"),
        "phần II, mục 4",
        _EACH_HALF_YEAR,
        Owner.CLUSTER,
        Proof.MET,
        Anchor.YEARLY,
        date(2017, 12, 15),
        ladder=TO_OFFICER,
    ),
    Entry(
        "004-1b",
        N_("Let the cluster meet at least once in the second half year"),
        "phần II, mục 4",
        _EACH_HALF_YEAR,
        Owner.CLUSTER,
        Proof.MET,
        Anchor.YEARLY,
        date(2018, 4, 15),
        ladder=TO_OFFICER,
    ),
    Entry(
        "004-2",
        N_("Send the training plan of the clusters to the department"),
        "phần II, mục 4",
        "Kế hoạch tập huấn theo cụm trường của các phòng GD&ĐT gửi về phòng GDTrH, Sở GD&ĐT … trước ngày 20/9/2017.",
        Owner.OFFICE,
        anchor=Anchor.DAY,
        day=date(2017, 9, 19),
        named=True,
    ),
    Entry(
        "004-3",
        N_("Ask for help in writing: aim, who, what, where, when"),
        "phần II, mục 4",
        "gửi văn bản đề nghị về Phòng GDTrH, công văn đề nghị ghi rõ mục đích, đối tượng, nội dung, địa điểm và thời "
        "gian tập huấn.",
        Owner.SCHOOL,
        Proof.PAPER,
    ),
    Entry(
        "004-4",
        N_("Ask teachers what training they need, and send it in"),
        "phần II, mục 4",
        "chủ động tìm hiểu nhu cầu tập huấn của giáo viên trường mình theo các nội dung nêu trên, … trước ngày "
        "20/9/2017.",
        Owner.SCHOOL,
        anchor=Anchor.DAY,
        day=date(2017, 9, 19),
        named=True,
    ),
    Entry(
        "004-5a",
        N_("Put the trainings into the month's calendar"),
        "phần II, mục 4",
        "phòng GDTrH chủ trì, lập kế hoạch tập huấn theo cụm trường trong lịch công tác tháng của Sở GD&ĐT.",
        Owner.OFFICE,
    ),
    Entry(
        "004-5b",
        N_("Follow the month's calendar"),
        "phần II, mục 4",
        "Các đơn vị theo dõi lịch công tác tháng qua website ngành để nắm được thời gian tập huấn của đơn vị mình.",
        Owner.SCHOOL,
    ),
    Entry(
        "004-6",
        N_("Announce the training's details in the letter of call"),
        "phần II, mục 2",
        "Nội dung chi tiết sẽ được thông báo trong công văn triệu tập của Sở GD&ĐT gửi về các đơn vị.",
        Owner.OFFICE,
    ),
    Entry(
        "004-7",
        N_("Use the year's results to better the training plan"),
        "phần I, mục 1",
        "Kết quả hoạt động tập huấn theo cụm trường là một trong những căn cứ để đánh giá thực trạng đội ngũ CBQL và "
        "giáo viên, …",
        Owner.OFFICE,
    ),
)
