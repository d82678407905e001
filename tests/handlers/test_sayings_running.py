"""What officers, principals and leads type about schools, clusters, people and deadlines, and where it leads them."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from bot.domain.models import Appointment, Cluster, Presence, Role
from handlers.sayings.conversation import understand
from handlers.sayings.doors_lead import LEAD_MOVES
from handlers.sayings.doors_running import BY_HEAD, BY_OFFICER, HEAD, MORE_TIME, NOBODY_LEADS, OWN_NAME
from handlers.sayings.doors_self import STAYS_OPEN
from tests.talk import Talk, World

DONE = [
    ("e nộp suy ngẫm rồi mà", "my-reflection"),
    ("em đã viết suy ngẫm rồi", "my-reflection"),
    ("em gửi ảnh rồi mà sao vẫn nhắc", "album"),
    ("đã gửi ảnh", "album"),
]
NOT_DONE = [
    ("em muốn góp ý buổi vừa rồi", "reflect"),
    ("da cho em gui anh", "photos"),
    ("em viết suy ngẫm lần rồi", "reflect"),
]
WRONGLY_SENT = [
    ("em lỡ gửi ảnh nhầm buổi rồi", "album"),
    ("gui nham anh roi", "album"),
    ("nộp nhầm file rồi cho em nộp lại", "duties"),
    ("em gửi nhầm thông báo", "correct"),
]
WHOM = [
    ("thầy Chớ đi biệt phái sang phòng rồi", "people"),
    ("cô Páo được điều động rồi", "people"),
    ("danh sách có người trùng tên xử lý sao", "doubled"),
    ("danh sach giao vien", "people"),
    ("ai chua tham gia", "people"),
    ("chưa tham gia", "people"),
    ("người chưa tham gia", "people"),
    ("muốn đổi người phụ trách văn thư", "acting"),
    ("đổi người đi buổi 10/12", "send"),
    ("chuyên đề nộp rồi giờ muốn sửa lại tên", "theme"),
    ("em đổi tên zalo thì có sao ko", "chats"),
    ("đt em hỏng, dùng nhờ máy chồng dc ko", "chats"),
    ("em là gv mới, chưa biết gì", "help"),
    ("gv mới về trường", "invite"),
    ("ai quản lý dữ liệu này vậy", "data-rights"),
    ("ai quản lý cụm", "who-leads"),
    ("còn mấy buổi nữa", "calendar"),
    ("đóng cụm số 2 lại", "organisation"),
    ("họp xong rồi giờ làm gì tiếp", "duties"),
]
BEHIND = [
    ("báo cáo hạn nào", "deadline"),
    ("ai nộp biên bản muộn", "who-owes"),
    ("bao nhiêu trường nộp báo cáo rồi", "who-owes"),
    ("ai vắng buổi 19/10", "away"),
    ("ảnh em gửi có ai duyệt chưa", "album"),
    ("cô Hạnh đi làm lại rồi", "people"),
    ("em lỡ xoá mất cô Páo khỏi ds", "people"),
    ("cho e xem danh sách chờ duyệt", "duties"),
    ("danh sách chờ", "who-comes"),
    ("hôm nay em xin nghỉ phép", "absent"),
    ("cho e hỏi suy ngẫm nộp trc ngày nào", "deadline"),
    ("biên bản hạn đến bao giờ", "deadline"),
    ("hạn nộp biên bản là bao giờ", "deadline"),
    ("kế hoạch cụm nộp khi nào ạ", "deadline"),
]
THERE = [
    ("em điểm danh r mà máy báo chưa", "was-there"),
    ("lúc nãy em quên quét mã", "was-there"),
    ("em đi họp rồi mà chưa được điểm danh", "was-there"),
    ("em có mặt rồi ạ", "attendance"),
]
BEFORE = [
    ("trường nào nộp muộn", "who-owes"),
    ("kế hoạch cụm 1 được duyệt chưa", "plan"),
    ("trả chỗ buổi 26/10", "give-up"),
    ("nộp kế hoạch cụm", "plan"),
    ("ai thay em đi được", "absent"),
]
SHORT = [("dk", "sign-up"), ("em ko đi dk", "absent"), ("mìn ko đy dk đâu nka", "absent"), ("đk buổi mai", "sign-up")]


@pytest.mark.parametrize(("typed", "topic"), [*DONE, *NOT_DONE, *SHORT, *WRONGLY_SENT, *WHOM, *BEHIND, *THERE])
def test_what_is_told_as_done_opens_its_report(typed: str, topic: str) -> None:
    """And "rồi" that means "and then", or "the last one", opens what it always did; so do short forms of two words."""
    understood = understand(typed)
    assert (understood.sure, understood.matches[0].topic.name) == (True, topic)


@pytest.mark.parametrize("typed", ["hôm qua tôi đã nhắc các cô rồi", "đã thông báo cho mọi người"])
def test_what_was_told_already_is_asked_about(typed: str) -> None:
    assert not understand(typed).sure


@pytest.mark.parametrize(("typed", "topic"), BEFORE)
def test_what_becomes_of_the_rest_is_meant_only_before_it(typed: str, topic: str) -> None:
    assert understand(typed).matches[0].topic.name == topic


@pytest.mark.parametrize("typed", ["a Minh chuyển công tác rồi", "c Hoa chuyển trường rồi ạ", "cô Páo chuyển đi"])
def test_another_who_moves_is_never_oneself(typed: str) -> None:
    understood = understand(typed)
    assert not (understood.sure and understood.matches[0].topic.name == "other-school")


async def test_an_officer_is_led_to_what_is_named(talk: Talk, world: World) -> None:
    """One school, one cluster, both, two schools, a new one."""
    officer = await world.has("Trần Văn Minh", Role.OFFICER)
    shown = await officer.says("đổi tên trường thị trấn thành TH Mường Chà")
    assert shown.text.startswith("TH Thị trấn")
    assert talk.said("Another name") in shown.labels
    shown = await officer.says("bau lai cum truong cum so 1")
    assert talk.said("Appoint") in shown.labels
    shown = await officer.says("bỏ trường Thị trấn ra khỏi cụm số 1")
    assert any("TH Thị trấn" in label and label.startswith("✓") for label in shown.labels)
    shown = await officer.says("sáp nhập TH Thị trấn với trường số 1 Na Sang")
    assert {"TH Thị trấn", "PTDTBT TH số 1 Na Sang"} <= {*shown.labels}
    await officer.says("lập cụm mới môn Tin học")
    assert "Cụm số 1" in officer.last.text
    await officer.says("thôi")
    await officer.says("thêm xã Na Sang")
    assert "UBND" in officer.last.text


async def test_who_leads_a_cluster_that_is_not_ones_own(talk: Talk, world: World) -> None:
    await world.elsewhere()
    officer = await world.has("Trần Văn Minh", Role.OFFICER)
    shown = await officer.says("cụm trưởng cụm 2 là ai")
    assert talk.said(NOBODY_LEADS, clusters="Cụm số 2") in shown.text
    assert "Cụm số 2" in shown.labels
    await world.has("Vàng A Lềnh", Role.LEAD)
    assert "Vàng A Lềnh" in (await officer.says("cụm phó cụm 1 là ai")).text


async def test_two_clusters_of_one_name_are_told_apart_and_a_deputy_is_called_one(talk: Talk, world: World) -> None:
    """Of both levels there is a "Cụm số 1": each has its own lead, and who is asked after is said with the level."""
    lead = await world.has("Vàng A Lềnh", Role.LEAD)
    await world.has("Sùng A Páo", Role.DEPUTY_LEAD)
    of_the_other = await world.id_of(await world.has("Lò Thị Sai"))
    async with talk.app.database.writing() as db:
        await db.execute(update(Cluster).where(Cluster.id == world.cluster).values(level="th", apart="TH"))
        about = {"school_year": "2023-2024", "name": "Cụm số 1", "folded": "cum 1", "office_id": world.office}
        db.add(other := Cluster(**about, level="thcs", apart="THCS"))
        await db.flush()
        since = date(2023, 9, 1)
        leads = {"role": Role.LEAD, "cluster_id": other.id, "valid_from": since}
        db.add(Appointment(person_id=of_the_other, **leads))
    shown = await lead.says("cụm trưởng cụm em là ai")
    assert f"Cụm số 1 (TH): {talk.said('teacher {name}', name='Vàng A Lềnh')}" in shown.text
    assert "Lò Thị Sai" not in shown.text
    [deputy] = [line for line in shown.text.splitlines() if "Sùng A Páo" in line]
    assert talk.said("deputy lead") in deputy
    stands = (await lead.says("cụm số 1")).text
    assert f"Sùng A Páo ({talk.said('deputy lead')})" in stands.replace("\u00a0", " ")


async def test_a_principal_names_somebody_of_the_own_people(talk: Talk, world: World) -> None:
    principal = await world.has("Nguyễn Thị Hoa", Role.PRINCIPAL)
    await world.have(["Lò Thị Páo", "Sùng A Dơ"])
    shown = await principal.says("đổi tên cô Páo thành cô Pá")
    assert talk.said(OWN_NAME) in shown.text
    assert "Lò Thị Páo" in shown.text
    shown = await principal.says("thầy Dơ nghỉ hưu rồi xoá tên giúp a")
    assert shown.text.startswith("Sùng A Dơ")
    assert talk.said("Take off the list") in shown.labels
    shown = await principal.says("cô Páo nghỉ sinh từ tháng này")
    assert "Lò Thị Páo" in shown.text
    await principal.says("thôi")
    shown = await principal.says("sửa tên trường giúp tôi, sai chính tả")
    assert talk.said(BY_OFFICER) in shown.text


async def test_a_teacher_hears_who_keeps_what_they_ask_for(talk: Talk, world: World) -> None:
    teacher = await world.has("Lò Thị Páo")
    await world.has("Nguyễn Thị Hoa", Role.PRINCIPAL)
    shown = await teacher.says("em không có tên trong danh sách trường")
    assert talk.said(BY_HEAD) in shown.text
    assert "Nguyễn Thị Hoa" in shown.text
    shown = await teacher.says("hiệu trưởng trường e là ai trên này")
    assert shown.text.startswith(talk.said(HEAD, school="PTDTBT TH số 1 Na Sang", names="").rstrip())


async def test_more_time_is_given_by_who_receives_it(talk: Talk, world: World) -> None:
    principal = await world.has("Nguyễn Thị Hoa", Role.PRINCIPAL)
    officer = await world.has("Trần Văn Minh", Role.OFFICER)
    await world.owes()
    await talk.passes(days=1)
    shown = await principal.says("em xin gia hạn đăng ký chuyên đề thêm 3 ngày đc k ạ")
    assert talk.said(MORE_TIME) in shown.text
    before = await officer.says("trường nào chưa nộp báo cáo")
    assert (await officer.says("gia hạn nộp kế hoạch cho cụm 1 đến 15/11")).labels == before.labels


async def test_another_hour_below_a_meetings_notice(talk: Talk, world: World) -> None:
    """A lead's is read for that meeting and shown; a teacher sees how it stands and who changes it."""
    world.invites = True
    lead, teacher = await world.has("Vàng A Lềnh", Role.LEAD), await world.has("Lò Thị Páo")
    await world.settles(lead)
    await talk.passes(minutes=5)
    notice = next(one for one in reversed(teacher.chat) if "26/10" in one.text and one.labels)
    shown = await teacher.replies("chuyển sang 15h được không ạ", to=notice)
    assert talk.said(LEAD_MOVES) in shown.text
    assert "14:00" in shown.text
    assert talk.said(LEAD_MOVES) in (await teacher.says("nghe nói dời sang tuần sau phải ko ạ")).text
    await lead.forges(f"meeting:{world.meeting}")
    assert "15:00" in (await lead.says("chuyển sang 15h được không")).text
    meeting = await world.stands()
    assert meeting.starts_at
    assert meeting.starts_at.hour == 7


async def test_a_code_among_a_few_words_is_a_code(talk: Talk, world: World) -> None:
    teacher = await world.has("Lò Thị Páo")
    await teacher.says("56711 đúng ko ạ")
    alone = teacher.last.text
    await teacher.says("mã 56711")
    assert teacher.last.text == alone


@pytest.mark.parametrize("typed", [":)", "=))", "..."])
async def test_mere_marks_are_no_riddle(talk: Talk, world: World, typed: str) -> None:
    teacher = await world.has("Lò Thị Páo")
    shown = await teacher.says(typed)
    assert shown.labels == [talk.said("Calendar"), talk.said("Help")]


async def test_a_day_that_is_over_is_of_this_school_year(talk: Talk, world: World) -> None:
    """Who was away on 10/10 is asked of that day, and not of the next October; who was there may contest it."""
    lead, teacher = await world.has("Vàng A Lềnh", Role.LEAD), await world.has("Lò Thị Páo")
    await world.settles(lead, "14h ngày 10/10")
    await world.marks(teacher, Presence.ABSENT)
    await talk.passes(days=3)
    assert "Lò Thị Páo" in (await lead.says("ai vắng buổi 10/10")).text
    shown = await teacher.says("hôm 10/10 em có mặt đầy đủ nhé")
    assert any(talk.said("I was there") in label for label in shown.labels)
    shown = await teacher.says("em vắng hôm 10/10 do ốm mong thầy cô thông cảm")
    assert any(talk.said("I was there") in label for label in shown.labels)
    assert "10/10/2024" not in (await teacher.says("xem ảnh buổi 10/10")).text


async def test_a_yes_below_what_is_to_be_done_says_that_it_stays(talk: Talk, world: World) -> None:
    principal = await world.has("Nguyễn Thị Hoa", Role.PRINCIPAL)
    await world.owes()
    await talk.passes(days=1)
    principal.new()
    await talk.comes(datetime(2023, 11, 7, 2, 0, tzinfo=UTC))
    await talk.passes(minutes=5)
    assert principal.new(), "a duty's letter has come"
    shown = await principal.says("ok em")
    assert talk.said(STAYS_OPEN) in shown.text
    assert talk.said("My duties") in shown.labels
