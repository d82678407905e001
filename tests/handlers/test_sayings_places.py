"""Sentences about one school or cluster, and what means several things by role: a list, a sample, a link, an hour."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.domain.models import Cluster, Dialogue, Duty, DutyState, Evidence, EvidenceKind, Meeting, MeetingState, Role
from bot.errors import NotAllowed
from bot.vietnamese import ZONE
from handlers.sayings import about, places
from handlers.sayings.links import NOWHERE
from handlers.sayings.lists import PRESSED_WRONGLY
from handlers.sayings.sentence import Sentence, words_of
from tests.handlers.duties_kit import owed
from tests.handlers.test_arrivals import IN_VIETNAMESE
from tests.talk import Somebody, Talk, World

LINK = "https://youtu.be/abc123"

JOINED = "Joined so far: {number}; on the list and not yet: {missing}"


@pytest.fixture
async def officer(world: World) -> Somebody:
    return await world.has("Điêu Thị Phượng", Role.OFFICER)


@pytest.fixture
async def lead(world: World) -> Somebody:
    return await world.has("Sùng A Dơ", Role.LEAD)


def said(text: str) -> Sentence:
    return Sentence(text, words_of(text))


@pytest.mark.parametrize(
    ("typed", "school", "named"),
    [
        ("trường na sang nộp chưa", "PTDTBT TH số 1 Na Sang", True),
        ("trường số 1 na sang nộp chưa", "PTDTBT TH số 1 Na Sang", True),
        ("trường na sang 1 nộp chưa", "PTDTBT TH số 1 Na Sang", True),
        ("trường số 2 na sang nộp chưa", "PTDTBT TH số 1 Na Sang", False),
        ("trường na sang 2 nộp chưa", "PTDTBT TH số 1 Na Sang", False),
        ("th Thị trấn thế nào rồi", "TH Thị trấn", True),
        ("th Thị trấn thế nào rồi", "THCS Thị trấn", False),
        ("tiểu học thị trấn thế nào rồi", "TH&THCS Thị trấn", True),
        ("cô Hoa thế nào rồi", "TH Hoa", False),
        ("trường Hoa thế nào rồi", "TH Hoa", True),
    ],
)
def test_a_school_is_named_by_its_place_and_a_number_must_be_its_own(typed: str, school: str, named: bool) -> None:
    assert places.names_school(said(typed), school) is named


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("buổi ở Na Sang đông không", True),
        ("buổi tại trường TH số 1 Na Sang", True),
        ("thầy Dơ trường Na Sang ốm", False),
    ],
)
def test_whose_school_somebody_is_of_is_no_place_of_a_meeting(typed: str, at: bool) -> None:
    assert places.is_at(said(typed), "PTDTBT TH số 1 Na Sang") is at


@pytest.mark.parametrize("typed", ["cụm số 1 thế nào rồi", "tinh hinh cum 1", "cụm 1 họp mấy buổi rồi"])
async def test_how_one_cluster_stands(talk: Talk, world: World, officer: Somebody, lead: Somebody, typed: str) -> None:
    await world.plans()
    await world.settles(lead)
    shown = (await officer.says(typed)).text
    for line in (
        talk.said("{cluster}: {number} schools", cluster="Cụm số 1", number=2),
        talk.said("Meetings held: {held}; ahead: {ahead}", held=0, ahead=1),
        talk.said("Without day and hour: {months}", months="10/2023"),
        talk.said("Nothing is asked of it this school year."),
    ):
        assert line in shown
    assert "Sùng A Dơ" in shown
    assert "26/10" in shown


async def test_how_a_cluster_that_met_stands(talk: Talk, world: World, officer: Somebody, lead: Somebody) -> None:
    await world.has("Vàng Thị Lan", school=world.other_school)
    await world.settles(lead)
    await talk.passes(minutes=5)
    await talk.comes(datetime(2023, 10, 27, 9, tzinfo=ZONE))
    shown = (await officer.says("cụm 1 thế nào rồi")).text
    assert talk.said("Meetings held: {held}; ahead: {ahead}", held=1, ahead=0) in shown
    assert "0/" in shown, "who is not marked is not said to have been there"


@pytest.mark.parametrize("typed", ["trường thị trấn nộp chưa", "truong TH Thi tran the nao roi"])
async def test_how_one_school_stands(talk: Talk, world: World, officer: Somebody, typed: str) -> None:
    await world.has("Quàng Thị Hoa", Role.PRINCIPAL, school=world.other_school)
    await owed(world, "000-6")
    asked = await officer.says(typed)
    assert "TH Thị trấn · Cụm số 1" in asked.text
    assert talk.said(JOINED, number=1, missing=0) in asked.text
    mine = select(Duty).where(Duty.unit_id == world.other_school, Duty.state == DutyState.OPEN)
    assert talk.said("{number} open", number=len(await talk.finds(mine))) in asked.text
    assert "Na Sang" not in asked.text


async def test_only_who_may_see_a_school_is_told_of_it(talk: Talk, world: World, lead: Somebody) -> None:
    """A teacher sees their own duties, a lead the schools of the cluster, and no press opens another's."""
    lan = await world.has("Vàng Thị Lan", school=world.other_school)
    assert "TH Thị trấn · Cụm số 1" in (await lead.says("trường thị trấn nộp chưa")).text
    for typed in ("trường na sang nộp chưa", "cụm 1 thế nào rồi"):
        assert (
            talk.said("Joined so far: {number}; on the list and not yet: {missing}", number=2, missing=0)
            not in (await lan.says(typed)).text
        )
        assert talk.said("Nothing is asked of it this school year.") not in lan.last.text
    for press in (f"stands:school:{world.school}", f"stands:cluster:{world.cluster}"):
        assert talk.said(NotAllowed.sentence) in (await lan.forges(press)).text


async def test_which_clusters_have_no_day_yet(talk: Talk, world: World, officer: Somebody, lead: Somebody) -> None:
    asked = await officer.says("cụm nào chưa chốt")
    assert "– Cụm số 1: 10/2023" in asked.text
    await world.settles(lead)
    none = talk.said("Every meeting until {day} has its day and hour.", day="|").partition("|")[0]
    assert none in (await officer.says("cụm nào chưa chốt")).text
    lan = await world.has("Vàng Thị Lan")
    assert talk.said(NotAllowed.sentence) in (await lan.says("cụm nào chưa chốt")).text


async def test_a_meeting_is_named_by_where_it_is(talk: Talk, world: World, lead: Somebody) -> None:
    other = await world.plans(host=world.other_school)
    await world.settles(lead)
    async with talk.app.database.writing() as db:
        second = await db.get_one(Meeting, other)
        second.state, second.capacity = MeetingState.SETTLED, 30
        second.starts_at = datetime(2023, 10, 30, 14, tzinfo=ZONE)
        second.ends_at = datetime(2023, 10, 30, 16, tzinfo=ZONE)
    assert "30/10" in (await lead.says("buổi ở thị trấn đông không")).text
    assert "26/10" in (await lead.says("buổi ở Na Sang đông không")).text


async def test_a_list_is_asked_about_by_role(talk: Talk, world: World, officer: Somebody, lead: Somebody) -> None:
    head = await world.has("Quàng Thị Hoa", Role.PRINCIPAL, school=world.other_school)
    lan = await world.has("Vàng Thị Lan")
    people, schools = talk.said("People of my school"), talk.said("Schools")
    for somebody, has, hasnt in ((officer, schools, people), (head, people, schools), (lan, "", people)):
        asked = await somebody.says("danh sách")
        assert len(asked.labels) <= 4
        assert not has or has in asked.labels
        assert hasnt not in asked.labels
    assert talk.said("Who is coming") in (await lead.says("danh sach")).labels


async def test_samples_are_what_each_can_have(talk: Talk, world: World, officer: Somebody) -> None:
    lan = await world.has("Vàng Thị Lan")
    assert talk.said(NotAllowed.sentence) not in (await officer.says("van ban mau")).text
    papers = "Which paper do you need? First choose a meeting, a round or the year:"
    assert talk.said(papers) in (await lan.says("van ban mau")).text
    assert talk.said(papers) in (await lan.says("quy định")).text


@pytest.mark.parametrize("typed", ["đã qua", "buoi da qua"])
async def test_meetings_that_have_been_are_shown(talk: Talk, world: World, lead: Somebody, typed: str) -> None:
    await world.settles(lead)
    await talk.comes(datetime(2023, 10, 27, 9, tzinfo=ZONE))
    assert talk.said("Meetings that have been:") in (await lead.says(typed)).text


async def test_a_link_out_of_the_blue_is_asked_about(talk: Talk, world: World, lead: Somebody) -> None:
    """Nothing is kept before a tap; with nothing that takes it this is said."""
    assert talk.said(NOWHERE) in (await lead.says(LINK)).text
    await world.settles(lead)
    await talk.comes(datetime(2023, 10, 26, 17, tzinfo=ZONE))
    asked = await lead.says(f"em gửi video {LINK}")
    assert talk.said("Where does this link belong?") in asked.text
    assert await talk.counts(Evidence) == 0
    await lead.presses(next(label for label in asked.labels if "26/10" in label))
    [kept] = await talk.finds(select(Evidence))
    assert (kept.kind, kept.name) == (EvidenceKind.LINK, LINK)


async def test_an_hour_alone_is_asked_for_its_day(talk: Talk, world: World, lead: Somebody) -> None:
    lan = await world.has("Vàng Thị Lan")
    shown = await lan.says("3h")
    assert "15:00" in shown.text
    asked = await lead.says("3h ạ")
    assert talk.said("{hour}: the hour of which meeting?", hour="15:00") in asked.text
    await lead.presses(asked.labels[0])
    await lead.says("26/10")
    assert "15:00" in lead.last.text


async def test_what_was_pressed_wrongly(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    assert talk.said(PRESSED_WRONGLY) in (await lan.says("em bấm nhầm rồi")).text


async def test_one_knows_the_own_cluster(talk: Talk, world: World, lead: Somebody) -> None:
    lan = await world.has("Vàng Thị Lan")
    shown = (await lan.says("cụm mình gồm những trường nào")).text
    assert "TH Thị trấn" in shown
    assert "Sùng A Dơ" in shown


async def test_before_anything_has_begun_no_time_is_spoken_of_that_nobody_named(talk: Talk, world: World) -> None:
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    none_yet = talk.said("No meeting has taken place this school year yet.")
    assert none_yet in (await officer.says("cho em xem số liệu cụm 1")).text
    assert talk.said("No meeting took place then.") in (await officer.says("số liệu tháng 9")).text


async def test_another_host_is_asked_for_in_words(talk: Talk, world: World) -> None:
    """A lead is asked which school, or which meeting first; a teacher hears who can change it."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    one = await lead.says("em muốn xin đổi trường đăng cai buổi tháng 10")
    assert "TH Thị trấn" in one.labels
    await world.plans()
    await lead.says("/huy")
    which = await lead.says("doi truong dang cai")
    assert talk.said("Another school for which meeting?") in which.text
    assert len(which.labels) == 3
    teacher = await world.has("Vàng Thị Lan")
    assert "Sùng A Dơ" in (await teacher.says("đổi trường đăng cai giúp em")).text


@pytest.mark.parametrize(
    "typed", ["cho tôi đổi trường đăng cai sang TH Thị trấn", "nhuong dang cai buoi thang 10 cho truong thi tran"]
)
async def test_the_school_that_is_to_host_says_nothing_of_which_meeting(talk: Talk, world: World, typed: str) -> None:
    """The meeting just shown is meant, and what was read is asked about before anybody is told."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.plans(host=world.other_school)
    await lead.forges(f"meeting:{world.meeting}")
    asked = await lead.says(typed)
    assert f"rehosted:{world.meeting}:{world.other_school}" in {one.press for row in asked.buttons for one in row}
    assert (await world.stands()).host_id == world.school


@pytest.mark.parametrize("typed", ["chốt luôn 26/10 14h nhé", "chot 26/10 14h", "buổi tháng 10 chốt 14h ngày 26/10 ạ"])
async def test_a_lead_settles_in_one_sentence(talk: Talk, world: World, typed: str) -> None:
    """The day and hour of the sentence are taken for the one meeting they fit, and read back with the next question."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    shown = await lead.says(typed)
    assert "26/10" in shown.text
    assert talk.said("In which room at {host}?", host="PTDTBT TH số 1 Na Sang") in shown.text
    assert (await world.stands()).starts_at is None


async def test_of_two_meetings_that_a_day_fits_it_is_asked_which(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.plans()
    asked = await lead.says("chốt 26/10 14h")
    assert talk.said("{day}: the day of which meeting?", day="").strip() in asked.text
    await lead.forges(f"settle-on:{world.meeting}")
    assert talk.said("In which room at {host}?", host="PTDTBT TH số 1 Na Sang") in lead.last.text


async def test_a_teacher_settles_nothing_by_a_sentence(talk: Talk, world: World) -> None:
    teacher = await world.has("Vàng Thị Lan")
    assert "26/10" not in (await teacher.says("chốt 26/10 14h")).text


@pytest.mark.parametrize("typed", ["cụm số 1", "cum 1", "Cụm số 1 ạ"])
async def test_the_bare_name_of_a_cluster_shows_how_it_stands(talk: Talk, officer: Somebody, typed: str) -> None:
    shown = await officer.says(typed)
    asked_in_words = await officer.says("cụm số 1 thế nào rồi")
    assert shown.text == asked_in_words.text
    assert talk.said("Appoint") in (await officer.presses(talk.said("See or change it"))).labels


async def test_of_all_schools_it_is_asked_which(talk: Talk, world: World, officer: Somebody) -> None:
    shown = await officer.says("các trường phường mình thế nào rồi")
    assert {"PTDTBT TH số 1 Na Sang", "TH Thị trấn"} <= {*shown.labels}


@pytest.mark.parametrize(
    ("typed", "primary", "secondary"),
    [
        ("Cụm số 2 cấp TH", True, False),
        ("cum 2 tieu hoc", True, False),
        ("cum TH so 2", True, False),
        ("lich cum 02 cap 1", True, False),
        ("cụm 02 (THCS)", False, True),
        ("cụm 2 trung học cơ sở có ai", False, True),
        ("cụm 2 cấp 2", False, True),
        ("cum so 2", True, True),
        ("cum 2 thpt", False, False),
        ("cụm 3 cấp TH", False, False),
        ("tiểu cụm 2 cấp TH", False, False),
    ],
)
def test_a_level_beside_a_number_must_be_the_clusters_own(typed: str, primary: bool, secondary: bool) -> None:
    """Two levels of one Sở have clusters of one number."""
    both = [Cluster(name="Cụm số 2", folded="cum 2", level=level) for level in ("th", "thcs")]
    assert [places.names_cluster(said(typed), one) for one in both] == [primary, secondary]


@IN_VIETNAMESE
async def test_what_is_said_of_one_level_is_not_done_to_the_other(talk: Talk, world: World, lead: Somebody) -> None:
    async with talk.app.database.writing() as db:
        (await db.get_one(Cluster, world.cluster)).level = "thcs"
    meetings = talk.said("Without day and hour: {months}", months="").strip()
    for typed in ("huy buoi thang 10 cum 1 tieu hoc", "chot ngay cum 1 cap th thang 10"):
        shown = await lead.says(typed)
        assert "settle-when" not in (await talk.finds(select(Dialogue.step)))[0], shown.text
        assert not any(
            b.press.startswith((f"cancel:{world.meeting}", f"meeting:{world.meeting}"))
            for r in shown.buttons
            for b in r
        )
    assert "Cụm số 1" in (await lead.says("cụm 1 thcs")).text
    assert meetings in lead.last.text


@pytest.mark.parametrize("typed", ["lich cum 1 thcs", "lịch cụm 02", "bao giờ họp cụm 1 cấp 2"])
async def test_who_asks_for_a_cluster_without_a_meeting_of_theirs_is_told(talk: Talk, world: World, typed: str) -> None:
    """And hears which meeting of theirs comes next; the own cluster's, by its level too, is shown."""
    async with talk.app.database.writing() as db:
        (await db.get_one(Cluster, world.cluster)).level = "th"
    teacher = await world.has("Vàng Thị Lan")
    called = "Cụm số 2" if "2" in typed.split()[2] else "Cụm số 1 (THCS)"
    assert (await teacher.says(typed)).text.startswith(talk.said(about.NONE_OF, cluster=called))
    assert "Cụm số 1" in (await teacher.says("lịch cụm 1 tiểu học")).text
    assert talk.said(about.NONE_OF, cluster="") not in teacher.last.text
