"""Who joins by the link is told to the principal, together and by day; who is not of the school is taken off."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.models import Appointment, Person, Role, RosterEntry, SchoolArrival, Unit, UnitKind
from bot.domain.organisation import arrivals
from bot.errors import NotAllowed
from bot.i18n import Translator
from bot.messages import Kind
from bot.vietnamese import ZONE, fold
from handlers.organisation import my_school, own_people, start
from tests.handlers.test_joining import link
from tests.talk import Message, Somebody, Talk, TalkChannel, World

IN_VIETNAMESE = pytest.mark.parametrize(
    ("channel", "language"), [(TalkChannel(), "vi"), (TalkChannel(buttons=False), "vi")], ids=["buttons", "numbers"]
)
"""What is typed without accents is Vietnamese."""
SCHOOL, OTHER = "PTDTBT TH số 1 Na Sang", "TH Thị trấn"


@pytest.fixture
async def head(world: World) -> Somebody:
    return await world.has("Hạng A Tủa", Role.PRINCIPAL)


async def join(talk: Talk, world: World, head: Somebody, names: Iterable[str]) -> list[Somebody]:
    """Let people join by the school's link, up to the last question."""
    opens = (await head.forges(f"invite-own:{world.school}")).text.split("?start=")[1].split()[0]
    newcomers = []
    for name in names:
        somebody = talk(name)
        await somebody.says(f"/start {opens}")
        await somebody.says("Tôi đồng ý")
        await somebody.is_called(name)
        while (button := next((b for row in somebody.last.buttons for b in row), None)) and button.press.startswith(
            ("is-me", "subject", "level")
        ):
            await somebody.forges(button.press)
        newcomers.append(somebody)
    return newcomers


def letters(head: Somebody) -> list[Message]:
    """Return what a principal was newly told of newcomers, whatever else came."""
    begins = head.talk.said("Has just joined {school}: {number}", school=SCHOOL, number="").strip()
    return [one for one in head.new() if one.text.startswith(begins.split(":")[0])]


async def belongs(talk: Talk, name: str) -> int | None:
    [unit] = await talk.finds(select(Person.unit_id).where(Person.name == name))
    return unit


async def test_a_stranger_is_asked_about_and_confirmed(talk: Talk, world: World, head: Somebody) -> None:
    """One letter with the name and two answers; a second press says that it was answered."""
    await join(talk, world, head, ["Nguyễn Văn Lạ"])
    await talk.passes(minutes=3)
    head.new()
    await talk.passes(minutes=3)
    [asked] = letters(head)
    assert "Nguyễn Văn Lạ" in asked.text
    answers = ("Yes, of my school", "Is not of my school", "I do not know")
    assert asked.labels == [talk.said(one) for one in answers]
    answer = await head.presses(talk.said("Yes, of my school"), on=asked)
    assert talk.said("{name} is of your school.", name="Nguyễn Văn Lạ") in answer.text
    again = await head.presses(talk.said("Is not of my school"), on=asked)
    assert talk.said(arrivals.ANSWERED, name="Nguyễn Văn Lạ") in again.text
    assert await belongs(talk, "Nguyễn Văn Lạ") == world.school


async def test_who_is_not_of_the_school_is_taken_off_and_told(talk: Talk, world: World, head: Somebody) -> None:
    """They hear what to do, and belong to no school."""
    [stranger] = await join(talk, world, head, ["Nguyễn Văn Lạ"])
    await talk.passes(minutes=6)
    # Of several letters that come together none is promised to be the last.
    [asked] = letters(head)
    await head.presses(talk.said("Is not of my school"), on=asked)
    await talk.passes(minutes=1)
    # Newcomers are spoken to in Vietnamese, whatever the run's language is.
    told = Translator("vi")(own_people.NEWS["not_ours"]).format(by="Hạng A Tủa", school=SCHOOL)
    assert stranger.last.text == told
    assert await belongs(talk, "Nguyễn Văn Lạ") is None


async def test_many_at_once_are_one_letter(talk: Talk, world: World, head: Somebody) -> None:
    """Those on the list are named, the strangers asked about; the next letter comes ten minutes later."""
    async with talk.app.database.writing() as db:
        about = {"level": "th", "imported_at": talk.clock.now()}
        db.add(RosterEntry(unit_id=world.school, name="Sùng Thị Mỷ", folded=fold("Sùng Thị Mỷ"), **about))
    await join(talk, world, head, ["Sùng Thị Mỷ", "Nguyễn Văn Lạ", "Lò Văn Minh"])
    head.new()
    await talk.passes(minutes=6)
    [letter] = letters(head)
    assert talk.said("On the school's list: {names}", names="Sùng Thị Mỷ") in letter.text
    assert letter.labels == [talk.said("Answer one by one"), talk.said("All {number} are right", number=2)]
    await join(talk, world, head, ["Vàng Thị Lan"])
    head.new()
    await talk.passes(minutes=6)
    assert letters(head) == []
    await talk.passes(minutes=6)
    assert "Vàng Thị Lan" in letters(head)[0].text
    one_by_one = await head.presses(talk.said("Answer one by one"), on=letter)
    assert "Nguyễn Văn Lạ" in one_by_one.text or "Vàng Thị Lan" in one_by_one.text
    await head.presses(talk.said("All {number} are right", number=2), on=letter)
    open_ones = await talk.finds(select(SchoolArrival.person_id).where(SchoolArrival.decided_at.is_(None)))
    assert await talk.finds(select(Person.name).where(Person.id.in_(open_ones))) == ["Vàng Thị Lan"]


async def test_whom_the_list_names_is_told_without_a_question(talk: Talk, world: World, head: Somebody) -> None:
    """There is nothing to press."""
    async with talk.app.database.writing() as db:
        about = {"level": "th", "imported_at": talk.clock.now()}
        db.add(RosterEntry(unit_id=world.school, name="Sùng Thị Mỷ", folded=fold("Sùng Thị Mỷ"), **about))
    await join(talk, world, head, ["Sùng Thị Mỷ"])
    head.new()
    await talk.passes(minutes=6)
    [letter] = letters(head)
    assert letter.labels == []
    assert "Sùng Thị Mỷ" in letter.text


async def test_by_night_nothing_is_told(talk: Talk, world: World, head: Somebody) -> None:
    """Whoever comes by night stands in one letter of the morning."""
    await talk.comes(datetime(2023, 10, 9, 21, 30, tzinfo=ZONE))
    await join(talk, world, head, ["Nguyễn Văn Lạ"])
    await talk.comes(datetime(2023, 10, 9, 23, 0, tzinfo=ZONE))
    await join(talk, world, head, ["Lò Văn Minh"])
    head.new()
    await talk.comes(datetime(2023, 10, 10, 5, 0, tzinfo=ZONE))
    assert letters(head) == []
    await talk.comes(datetime(2023, 10, 10, 6, 31, tzinfo=ZONE))
    [letter] = letters(head)
    assert "Nguyễn Văn Lạ" in letter.text
    assert "Lò Văn Minh" in letter.text


async def test_without_a_principal_newcomers_wait_for_one(talk: Talk, world: World) -> None:
    """No officer is flooded with a school's teachers; its principal hears of all of them at once."""
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    await join(talk, world, officer, ["Nguyễn Văn Lạ"])
    officer.new()
    await talk.passes(minutes=6)
    assert officer.new() == []
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await talk.passes(minutes=2)
    assert ["Nguyễn Văn Lạ" in one.text for one in letters(head)] == [True]


async def changes(talk: Talk, lan: Somebody, typed: str = "thi tran") -> None:
    """Ask for another school from /toi."""
    await lan.says("/toi")
    await lan.presses(talk.said("Correct my data"))
    await lan.presses(talk.said("Change the school"))
    await lan.says(typed)
    await lan.presses(OTHER)
    await lan.presses(talk.said("Yes, ask"))


async def test_a_change_of_school_is_confirmed_by_the_new_principal(talk: Talk, world: World, head: Somebody) -> None:
    """Nothing changes before the yes; then both sides are told, and the days before keep the old school."""
    new = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    lan = await world.has("Vàng Thị Lan")
    await talk.passes(days=2)
    await changes(talk, lan)
    assert OTHER in lan.last.text
    await talk.passes(minutes=6)
    assert await belongs(talk, "Vàng Thị Lan") == world.school
    assert SCHOOL in new.last.text
    await new.presses(talk.said("Yes, of my school"))
    head.new()
    await talk.passes(minutes=1)
    assert await belongs(talk, "Vàng Thị Lan") == world.other_school
    assert lan.last.text == talk.said(own_people.NEWS["let_in"], by="Vừ Thị Mai", school=OTHER)
    assert head.last.text == talk.said(own_people.NEWS["gone"], who="Vàng Thị Lan", school=SCHOOL)
    former = select(Appointment.unit_id).where(Appointment.person_id == await world.id_of(lan))
    assert await talk.finds(former) == [world.school]


async def test_a_change_to_the_own_school_asks_nobody(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    said = await lan.forges(f"my-new-school:{world.school}")
    assert said.text == talk.said(arrivals.ALREADY_THERE, school=SCHOOL)


async def test_a_change_of_school_that_is_refused(talk: Talk, world: World, head: Somebody) -> None:
    """One stays where one was, and is told; the former principal hears nothing."""
    new = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    lan = await world.has("Vàng Thị Lan")
    await changes(talk, lan)
    await talk.passes(minutes=6)
    head.new()
    await new.presses(talk.said("Is not of my school"))
    await talk.passes(minutes=1)
    assert lan.last.text == talk.said(own_people.NEWS["not_let_in"], by="Vừ Thị Mai", school=OTHER)
    assert head.new() == []
    assert await belongs(talk, "Vàng Thị Lan") == world.school


async def test_without_a_principal_an_officer_confirms_a_change(talk: Talk, world: World) -> None:
    """Somebody answers in any case."""
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    lan = await world.has("Vàng Thị Lan")
    await changes(talk, lan)
    await changes(talk, lan)
    assert await talk.counts(SchoolArrival) == 1
    await talk.passes(minutes=6)
    await officer.presses(talk.said("Yes, of my school"))
    assert await belongs(talk, "Vàng Thị Lan") == world.other_school


async def test_subject_and_level_are_corrected_and_said(talk: Talk, world: World) -> None:
    """What stood and what stands; a school that is none, or the own one, changes nothing."""
    lan = await world.has("Vàng Thị Lan")
    await lan.forges("my-subject")
    said = await lan.presses("Tiếng Anh")
    general = talk.said("General classes (several subjects)")
    assert talk.said("Corrected: {former} → {name}.", former=general, name="Tiếng Anh") in said.text
    async with talk.app.database.writing() as db:
        await db.execute(update(Unit).where(Unit.id == world.school).values(name="PTDTBT TH&THCS Na Sang"))
    await lan.forges("my-level")
    said = await lan.presses(talk.said("Lower secondary"))
    assert talk.said("Primary") in said.text
    assert await talk.finds(select(Person.level)) == ["thcs"]
    await lan.forges("my-school:0")
    assert talk.said(my_school.NO_SUCH_SCHOOL, typed="xyz") in (await lan.says("xyz")).text
    own = await lan.forges(f"my-school-yes:{world.school}")
    assert talk.said(arrivals.ALREADY_THERE, school="PTDTBT TH&THCS Na Sang") in own.text
    assert await talk.counts(SchoolArrival) == 0


async def test_only_the_new_principal_answers(talk: Talk, world: World, head: Somebody) -> None:
    """Neither the person, nor the former principal, nor a teacher of the new school."""
    lan = await world.has("Vàng Thị Lan")
    school = world.other_school
    mate = await world.has("Lò Văn Minh", school=school)
    await changes(talk, lan)
    for who in (lan, head, mate):
        for door in ("arrival-yes:1", "arrival-no:1", f"arrivals:{school}", f"arrivals-all:{school}:9"):
            assert talk.said(NotAllowed.sentence) in (await who.forges(door)).text, door
    assert await belongs(talk, "Vàng Thị Lan") == world.school


@pytest.mark.parametrize(
    ("typed", "school"),
    [
        ("em chuyen truong sang th Thi tran roi a", "TH Thị trấn"),
        ("tôi mới chuyển công tác về trường Thị trấn", "TH Thị trấn"),
        ("em chuyển trường rồi", ""),
        ("em chuyển trường về Na Sang", ""),
    ],
)
async def test_a_school_that_a_sentence_names_is_read_back(talk: Talk, world: World, typed: str, school: str) -> None:
    """The own one is none to change to; nothing is asked of anybody before the yes."""
    teacher = await world.has("Vàng Thị Lan")
    shown = await teacher.says(typed)
    yes = talk.said("Yes, ask")
    assert (yes in shown.labels) == bool(school)
    asked = talk.said("Which is your school? You can type a part of its name.")
    assert (school or asked) in shown.text
    assert await talk.finds(select(SchoolArrival.person_id)) == []


async def test_two_schools_of_one_place_are_told_apart(talk: Talk, world: World) -> None:
    """By their kind where it is said, else it is asked which."""
    async with talk.app.database.writing() as db:
        db.add(Unit(kind=UnitKind.SCHOOL, name="THCS Thị trấn", folded="thcs thi tran"))
    teacher = await world.has("Vàng Thị Lan")
    assert "THCS Thị trấn" in (await teacher.says("em chuyển sang trường THCS Thị trấn")).text
    both = await teacher.says("em chuyển trường về Thị trấn rồi")
    assert {"TH Thị trấn", "THCS Thị trấn"} <= {*both.labels}


async def asked_about(talk: Talk, world: World, head: Somebody, names: list[str]) -> Message:
    """Return the letter about newcomers as it comes a day after the principal last wrote."""
    await talk.passes(days=1)
    await join(talk, world, head, names)
    head.new()
    await talk.passes(minutes=6)
    return letters(head)[0]


@IN_VIETNAMESE
@pytest.mark.parametrize("typed", ["dung", "dung roi", "dung a", "vang", "đúng người", "dung, nguoi truong toi"])
async def test_a_typed_yes_is_the_yes(talk: Talk, world: World, head: Somebody, typed: str) -> None:
    """Without accents "dung" would be two words elsewhere; below "đúng người?" it is one."""
    await asked_about(talk, world, head, ["Nguyễn Văn Lạ"])
    answer = await head.says(typed)
    assert talk.said("{name} is of your school.", name="Nguyễn Văn Lạ") in answer.text


@IN_VIETNAMESE
@pytest.mark.parametrize(
    "typed", ["khong phai", "ko phai a", "khong phai truong toi", "khong phai nguoi truong em", "sai roi", "khong"]
)
async def test_a_typed_no_is_the_no(talk: Talk, world: World, head: Somebody, typed: str) -> None:
    await asked_about(talk, world, head, ["Nguyễn Văn Lạ"])
    answer = await head.says(typed)
    assert talk.said("{name} was taken off and told what to do.", name="Nguyễn Văn Lạ") in answer.text
    assert await belongs(talk, "Nguyễn Văn Lạ") is None


@IN_VIETNAMESE
@pytest.mark.parametrize("typed", ["k biet", "khong biet", "em không biết ạ"])
async def test_who_does_not_know_leaves_it_open(talk: Talk, world: World, head: Somebody, typed: str) -> None:
    """Neither is guessed; where the question waits is said, and after an answer that it was answered."""
    letter = await asked_about(talk, world, head, ["Nguyễn Văn Lạ"])
    answer = await head.says(typed)
    assert "Nguyễn Văn Lạ" in answer.text
    assert answer.labels == [talk.said("People of my school")]
    open_ones = select(SchoolArrival.person_id).where(SchoolArrival.decided_at.is_(None))
    assert await talk.finds(open_ones)
    await head.presses(talk.said("Yes, of my school"), on=letter)
    again = await head.presses(talk.said("I do not know"), on=letter)
    assert talk.said(arrivals.ANSWERED, name="Nguyễn Văn Lạ") in again.text


@IN_VIETNAMESE
async def test_below_several_a_no_asks_one_by_one(talk: Talk, world: World, head: Somebody) -> None:
    """A yes is to all who were named."""
    await asked_about(talk, world, head, ["Nguyễn Văn Lạ", "Lò Văn Minh"])
    answer = await head.says("khong phai")
    assert talk.said("Waiting for an answer: {number}", number=2) in answer.text
    await talk.passes(minutes=20)
    await asked_about(talk, world, head, ["Vàng Thị Lan", "Giàng A Sò"])
    answer = await head.says("dung ca")
    assert talk.said("Confirmed: {number} people.", number=4) in answer.text


@IN_VIETNAMESE
async def test_a_no_that_is_sent_twice_is_about_one(talk: Talk, world: World, head: Somebody) -> None:
    """Nobody has read of whom is asked next, a second later."""
    await asked_about(talk, world, head, ["Nguyễn Văn Lạ", "Lò Văn Minh"])
    await head.says("khong phai")
    left = [world.school, None]
    for later in (0, 1, 3):
        await head.does(Kind.TEXT, text="khong phai", at=talk.clock.now() + timedelta(seconds=10 + later))
        names = [await belongs(talk, name) for name in ("Nguyễn Văn Lạ", "Lò Văn Minh")]
        assert sorted(names, key=str) == sorted(left if later < 3 else [None, None], key=str)


@IN_VIETNAMESE
@pytest.mark.parametrize("typed", ["thoi", "thôi ạ", "khoan đã", "chưa ạ", "đừng", "thoi khong"])
async def test_who_leaves_the_question_denies_nobody(talk: Talk, world: World, head: Somebody, typed: str) -> None:
    """Only a no to what was asked takes somebody off."""
    await asked_about(talk, world, head, ["Nguyễn Văn Lạ"])
    await head.says(typed)
    assert await belongs(talk, "Nguyễn Văn Lạ") == world.school
    assert await talk.finds(select(SchoolArrival.person_id).where(SchoolArrival.decided_at.is_(None)))


@IN_VIETNAMESE
@pytest.mark.parametrize("typed", ["ai chua tra loi buoi 26/10", "trường tôi ai chưa đăng ký"])
async def test_who_has_not_answered_is_no_word_of_newcomers(
    talk: Talk, world: World, head: Somebody, typed: str
) -> None:
    await join(talk, world, head, ["Nguyễn Văn Lạ", "Lò Văn Mới"])
    await talk.passes(minutes=20)
    assert letters(head)
    assert "Nguyễn Văn Lạ (" not in (await head.says(typed)).text


@IN_VIETNAMESE
async def test_a_no_to_several_asks_whom_it_is_about(talk: Talk, world: World, head: Somebody) -> None:
    """A yes that is typed next must not let in who was meant."""
    await join(talk, world, head, ["Nguyễn Văn Lạ", "Lò Văn Minh"])
    await talk.passes(minutes=6)
    for typed in ("khong phai truong toi", "co nguoi khong phai gv truong minh"):
        asked = await head.says(typed)
        assert asked.labels == ["Nguyễn Văn Lạ", "Lò Văn Minh"]
    await head.says("có")
    assert set(await talk.finds(select(SchoolArrival.ours))) == {None}
    await head.says("khong phai truong toi")
    asked = await head.says("nguyen van la")
    assert asked.labels[1] == talk.said("Is not of my school")
    await head.says("khong phai truong toi")
    assert (await belongs(talk, "Nguyễn Văn Lạ"), await belongs(talk, "Lò Văn Minh")) == (None, world.school)


async def test_who_waits_is_answered_for_on_their_own_page(talk: Talk, world: World, head: Somebody) -> None:
    await join(talk, world, head, ["Nguyễn Văn Lạ"])
    somebody = (await talk.finds(select(Person.id).where(Person.name == "Nguyễn Văn Lạ")))[0]
    shown = await head.forges(f"own-one:{world.school}:p{somebody}")
    assert shown.labels[:2] == [talk.said("Yes, of my school"), talk.said("Is not of my school")]
    await head.presses(talk.said("Is not of my school"))
    assert await belongs(talk, "Nguyễn Văn Lạ") is None


async def test_a_link_of_another_school_asks_before_it_takes_somebody_there(talk: Talk, world: World) -> None:
    """It is forwarded easily, and opened by mistake; a stranger whom nobody wanted is of no school and is not asked."""
    lan = await world.has("Vàng Thị Lan")
    opens = await link(world, unit_id=world.other_school)
    asked = await lan.says(opens)
    assert talk.said(start.CHANGES, former=SCHOOL, school="TH Thị trấn") in asked.text
    assert await belongs(talk, "Vàng Thị Lan") == world.school
    await lan.presses(talk.said("No, leave it so"))
    assert (await belongs(talk, "Vàng Thị Lan"), await talk.counts(SchoolArrival)) == (world.school, 0)
    await lan.says(opens)
    done = await lan.presses(talk.said("Yes, I change schools"))
    assert "TH Thị trấn" in done.text
    assert (await belongs(talk, "Vàng Thị Lan"), await talk.counts(SchoolArrival)) == (world.other_school, 1)
    own = await lan.says(opens)
    assert talk.said("Yes, I change schools") not in own.labels
