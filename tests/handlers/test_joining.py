"""First contact. Strangers are spoken to in Vietnamese: which language they want is not known before the yes."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.domain.models import Account, Appointment, Consent, Dialogue, Invite, Person, Role, Scope, Unit
from bot.domain.organisation import consents, invites
from bot.domain.organisation.people import EVERYTHING
from bot.errors import NotRegistered
from tests.talk import Talk, World

pytestmark = pytest.mark.parametrize("language", ["vi"])

DECLINED = (
    "Nothing of this chat was stored. You take part in meetings as before; your school tells you the dates. "
    "If you change your mind, open the link again."
)
STRANGER = "Nguoi La Chin Khong Hai"
FORGED = ("take:1", "school:1", "subject:0", "level:th", "erase:yes", "roll:1", "summary", "invite", "send-it", "me")


async def link(world: World, role: Role = Role.TEACHER, **place: int) -> str:
    """Make a link as the command line does, and return what opens it."""
    app = world.talk.app
    place = place or {"unit_id": world.school}
    async with app.database.writing() as db:
        made = await invites.create(db, EVERYTHING, role, **place, now=app.clock.now())
    return f"/start {invites.token(made.id, app.settings.secret.reveal())}"


async def nobody_is_stored(talk: Talk) -> bool:
    return not any([await talk.counts(table) for table in (Person, Account, Consent)])


def stands_on_disk(folder: Path, word: str) -> bool:
    """Say whether a word stands anywhere in the database's files, whatever the table."""
    return any(word.encode() in file.read_bytes() for file in folder.glob("*.sqlite3*"))


@pytest.mark.sqlite("the file is looked through")
async def test_nothing_is_stored_before_the_yes(talk: Talk, world: World, tmp_path: Path) -> None:
    """Who keeps what and why is said first; until the yes not even the chat's address stands in a file."""
    somebody = talk(STRANGER)
    notice = await somebody.says(await link(world))
    for told in ("Phòng GD&ĐT Mường Chà", "/toi", talk.said("I agree")):
        assert told in notice.text + " ".join(notice.labels)
    assert await nobody_is_stored(talk)
    assert not stands_on_disk(tmp_path, somebody.address)
    assert talk.said(DECLINED) in (await somebody.presses(talk.said("I do not agree"))).text
    assert await nobody_is_stored(talk)
    assert not stands_on_disk(tmp_path, somebody.address)

    await somebody.says(await link(world))
    await somebody.presses(talk.said("I agree"))
    assert stands_on_disk(tmp_path, somebody.address)


async def test_a_teacher_joins_by_the_link_of_the_school(talk: Talk, world: World) -> None:
    """The yes is kept with its version and hour; then name and subject are asked, school and level are known."""
    say, nhung = talk.said, talk("Nhung")
    await nhung.says(await link(world))
    agreed_at = talk.clock.now()
    assert (
        say("Thank you. What is your full name? (For example: Sùng A Dơ)") in (await nhung.presses(say("I agree"))).text
    )
    await talk.passes(minutes=5)
    assert "Tiếng Anh" in (await nhung.is_called("vàng thị nhung")).labels
    done = await nhung.presses("Tiếng Anh")
    assert "Nhung" in done.text
    assert "PTDTBT TH số 1 Na Sang" in done.text
    assert say("Calendar") in done.labels

    [person] = await talk.finds(select(Person))
    assert (person.name, person.unit_id, person.subject, person.level) == (
        "Vàng Thị Nhung",
        world.school,
        "Tiếng Anh",
        "th",
    )
    given = await talk.finds(select(Consent))
    assert {(one.scope, one.version, one.given_at) for one in given} == {
        (scope, consents.NOTICE_VERSION, agreed_at) for scope in Scope
    }
    [dialogue] = await talk.finds(select(Dialogue).where(Dialogue.key.startswith("person:")))
    assert (dialogue.step, dialogue.draft) == ("", {})


async def test_menus_of_joining_answer_to_their_numbers(talk: Talk, world: World) -> None:
    """While a choice is wanted and no text, its number chooses."""
    somebody = talk("Nhung")
    await teaches_two_levels(world)
    await somebody.says(await link(world))
    await somebody.presses(talk.said("I agree"))
    await somebody.is_called("Vàng Thị Nhung")
    await somebody.says("2")
    await somebody.says("2.")
    [person] = await talk.finds(select(Person))
    assert (person.subject, person.level) == ("Tiếng Anh", "thcs")


async def test_a_word_where_a_choice_is_wanted_is_asked_again(talk: Talk, world: World) -> None:
    """The same choices are shown again, and a label typed without accents is one of them."""
    somebody = talk("Nhung")
    await somebody.says(await link(world))
    await somebody.presses(talk.said("I agree"))
    asked = await somebody.is_called("Vàng Thị Nhung")
    again = await somebody.says("Toán cao cấp")
    assert talk.said("Please choose one of the following:") in again.text
    assert again.labels == asked.labels
    await somebody.says("tieng anh")
    assert (await talk.finds(select(Person.subject))) == ["Tiếng Anh"]


@pytest.mark.parametrize(
    "typed",
    [
        "A",
        "Lan",
        "TH Na Sang",
        "Mầm non Hoa Ban",
        "tieu hoc na sang",
        "đồng ý tham gia",
        "em là cô Hạnh",
        "Sùng A Dơ 2",
        "=HYPERLINK(1)",
        "x" * 5000,
        "a b" * 40,
        "🙂 🙂",
    ],
)
async def test_what_is_no_name_is_asked_again(talk: Talk, world: World, typed: str) -> None:
    """One letter, one word, digits and signs are refused with an example; then the right name is taken."""
    somebody = talk("Do")
    await somebody.says(await link(world))
    await somebody.presses(talk.said("I agree"))
    assert "Sùng A Dơ" in (await somebody.says(typed)).text
    assert await talk.finds(select(Person.name)) == [""]
    await somebody.is_called("Sùng A Dơ")
    assert await talk.finds(select(Person.name)) == ["Sùng A Dơ"]


@pytest.mark.parametrize("typed", ["đúng rồi ạ", "dung", "vâng", "1"])
async def test_the_name_is_read_back_and_can_be_typed_again(talk: Talk, world: World, typed: str) -> None:
    """Nothing is kept before the yes; what is typed instead of one is read anew."""
    somebody = talk("Do")
    await somebody.says(await link(world))
    await somebody.presses(talk.said("I agree"))
    assert "Lò Văn Pành" in (await somebody.says("em là Lò Văn Pành ạ")).text
    assert "Vàng A Páo" in (await somebody.says("vàng a páo")).text, "no yes, though it begins like one"
    await somebody.presses(talk.said("No, type it again"))
    assert await talk.finds(select(Person.name)) == [""]
    await somebody.says("Sùng A Dơ, lớp 4A, 0912 345 678")
    await somebody.says(typed)
    assert await talk.finds(select(Person.name)) == ["Sùng A Dơ"]


async def test_a_sticker_instead_of_a_name(talk: Talk, world: World) -> None:
    """A sticker is no name: letters are asked for, and the name can still come."""
    somebody = talk("Do")
    await somebody.says(await link(world))
    await somebody.presses(talk.said("I agree"))
    assert (
        talk.said("The system is waiting for an answer in letters. Please type it, or choose:")
        in (await somebody.sends_sticker()).text
    )
    await somebody.is_called("Sùng A Dơ")
    assert await talk.finds(select(Person.name)) == ["Sùng A Dơ"]


@pytest.mark.parametrize("leaving", ["/huy", "huỷ", "Không đồng ý"])
async def test_who_leaves_before_the_name_can_come_back(talk: Talk, world: World, leaving: str) -> None:
    """Leaving is no dead end: the next word is taken for the name, or asked for again."""
    somebody = talk("Do")
    notice = await somebody.says(await link(world))
    await somebody.presses(talk.said("I agree"))
    if leaving.startswith("Không"):
        await somebody.presses(talk.said("I do not agree"), on=notice)
    else:
        await somebody.says(leaving)
    assert "Sùng A Dơ" in (await somebody.says("?")).text
    await somebody.is_called("Sùng A Dơ")
    assert await talk.finds(select(Person.name)) == ["Sùng A Dơ"]


async def teaches_two_levels(world: World) -> None:
    async with world.talk.app.database.writing() as db:
        await db.execute(update(Unit).where(Unit.id == world.school).values(name="PTDTBT TH&THCS Na Sang"))


async def test_who_leaves_before_the_level_is_asked_again_at_start(talk: Talk, world: World) -> None:
    """A subject that is not known would hide its meetings, so /start goes on where joining stopped."""
    somebody = talk("Do")
    await teaches_two_levels(world)
    await somebody.says(await link(world))
    await somebody.presses(talk.said("I agree"))
    await somebody.is_called("Sùng A Dơ")
    await somebody.says("/huy")
    await somebody.says("/start")
    asked = await somebody.presses("Tiếng Anh")
    assert asked.labels == [talk.said("Primary"), talk.said("Lower secondary")], "no level that the school has not"
    await somebody.presses(talk.said("Primary"))
    [person] = await talk.finds(select(Person))
    assert (person.subject, person.level) == ("Tiếng Anh", "th")


async def test_joining_goes_on_after_a_kill(talk: Talk, world: World) -> None:
    """Each question's answer is kept at once, and the next one comes from a service newly started."""
    somebody = talk("Do")
    await teaches_two_levels(world)
    await somebody.says(await link(world))
    await somebody.presses(talk.said("I agree"))
    async with talk.killed():
        await somebody.is_called("Sùng A Dơ")
    async with talk.killed():
        await somebody.presses("Tiếng Anh")
    await somebody.presses(talk.said("Primary"))
    [person] = await talk.finds(select(Person))
    assert (person.name, person.subject, person.level) == ("Sùng A Dơ", "Tiếng Anh", "th")


BAD_LINKS = ["k1-00000000000000000000", "k999-abc", "k1", "x", "k٣-abc", "c", "k1-" + "f" * 4000]


@pytest.mark.parametrize("payload", BAD_LINKS)
async def test_a_forged_link_opens_nothing(talk: Talk, world: World, payload: str) -> None:
    """A wrong signature, a wrong number, garbage: one clear sentence, and nothing is stored."""
    await link(world)
    somebody = talk(STRANGER)
    assert talk.said(invites.BAD_LINK) in (await somebody.says(f"/start {payload}")).text
    assert talk.said(invites.BAD_LINK) in (await somebody.forges(f"agree:{payload}")).text
    assert await nobody_is_stored(talk)


async def test_a_link_expires(talk: Talk, world: World) -> None:
    """A link opens to the last second of its thirty days, and the notice shown before it ran out is of no use after."""
    opens = await link(world)
    somebody = talk(STRANGER)
    await talk.passes(days=30, seconds=-1)
    await somebody.says(opens)
    await talk.passes(seconds=1)
    assert talk.said(invites.EXPIRED) in (await somebody.presses(talk.said("I agree"))).text
    assert talk.said(invites.EXPIRED) in (await somebody.says(opens)).text
    assert await nobody_is_stored(talk)


async def test_a_link_of_a_role_is_for_one_person(talk: Talk, world: World) -> None:
    """Whoever comes second is told so before being asked anything; the first may open it again."""
    opens = await link(world, Role.PRINCIPAL, unit_id=world.school)
    first, second = talk("Do"), talk(STRANGER)
    await second.says(opens)
    notice = await first.says(opens)
    await first.presses(talk.said("I agree"))
    assert talk.said(invites.USED_UP) in (await second.presses(talk.said("I agree"))).text
    assert talk.said(invites.USED_UP) in (await second.says(opens)).text

    await first.presses(talk.said("I agree"), on=notice)
    assert talk.said("Thank you. What is your full name? (For example: Sùng A Dơ)") in first.last.text
    await first.says(opens)
    assert talk.said("Thank you. What is your full name? (For example: Sùng A Dơ)") in first.last.text
    assert await talk.counts(Person) == 1
    assert await talk.finds(select(Invite.uses)) == [1]
    assert await talk.finds(select(Appointment.role).where(Appointment.person_id.is_not(None))) == [Role.PRINCIPAL]


async def test_a_second_yes_changes_nothing(talk: Talk, world: World) -> None:
    """Two taps on the same yes make one person, one consent to each thing, one use of the link."""
    somebody = talk("Do")
    notice = await somebody.says(await link(world))
    await somebody.presses(talk.said("I agree"), on=notice)
    await somebody.presses(talk.said("I agree"), on=notice)
    assert [await talk.counts(table) for table in (Person, Account, Consent)] == [1, 1, len(Scope)]
    assert await talk.finds(select(Invite.uses)) == [1]


async def test_a_stranger_is_told_how_to_join_whatever_is_sent(talk: Talk, world: World, tmp_path: Path) -> None:
    """Words, commands, forged buttons, photos and stickers of strangers leave nothing behind."""
    somebody = talk(STRANGER)
    how = talk.said(NotRegistered.sentence)
    sent = [
        *[
            somebody.says(text)
            for text in ("xin chào", "/start", "/lich", "/diemdanh", "/toi", "12345", "/start c12345")
        ],
        *[somebody.forges(data) for data in FORGED],
        somebody.sends_photo(),
        somebody.sends_sticker(),
        somebody.sends_file("a.docx", b"x"),
    ]
    for answer in sent:
        assert how in (await answer).text
    assert await nobody_is_stored(talk)
    assert not stands_on_disk(tmp_path, somebody.address)


async def test_strangers_are_forgotten_after_a_day(talk: Talk, world: World) -> None:
    """What stands of a stranger is a keyed digest without a name, and after a day not even that."""
    await talk(STRANGER).says("xin chào")
    assert await talk.counts(Dialogue) == 1
    talk.clock.move_by(timedelta(days=1, seconds=1))
    await talk.app.jobs.clean()
    assert await talk.counts(Dialogue) == 0


async def test_the_school_is_chosen_once(talk: Talk, world: World) -> None:
    """A lead's link names no school, so it is asked for; a button of that question cannot change it later."""
    opens = await link(world, Role.LEAD, cluster_id=world.cluster)
    somebody = talk("Do")
    await somebody.says(opens)
    await somebody.presses(talk.said("I agree"))
    await somebody.is_called("Sùng A Dơ")
    await somebody.presses("TH Thị trấn")
    await somebody.forges(f"school:{world.school}")
    await somebody.forges("school:999999")
    await somebody.forges("subject:99")
    await somebody.forges("level:xyz")
    await somebody.presses("Tiếng Anh", on=next(m for m in reversed(somebody.chat) if "Tiếng Anh" in m.labels))
    [person] = await talk.finds(select(Person))
    assert (person.unit_id, person.subject, person.level) == (world.other_school, "Tiếng Anh", "th")
