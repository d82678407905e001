"""Links to join by: officers invite leads, core teachers, principals and officers; principals their own teachers."""

import re
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from bot.documents import qr
from bot.domain.models import Appointment, Invite, Person, Role
from bot.domain.organisation import invites
from bot.errors import Gone, NotAllowed
from bot.i18n import Translator
from tests.talk import Message, Somebody, Talk, World


def start(message: Message) -> str:
    """Return what pressing the link in a message says to the bot."""
    found = re.search(r"\?start=([\w-]+)", message.text)
    assert found, message.text
    return f"/start {found[1]}"


async def joins(talk: Talk, name: str, opens: str) -> Somebody:
    """Let somebody agree and give a name; newcomers are spoken to in Vietnamese."""
    somebody = talk(name)
    await somebody.says(opens)
    await somebody.says("Tôi đồng ý")
    await somebody.is_called(name)
    return somebody


async def test_a_principal_invites_the_teachers_of_the_school(talk: Talk, world: World) -> None:
    """One link for the school, counted as it is used, open for thirty days."""
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await head.says("mời")
    shown = await head.presses(talk.said("Teachers of {school}", school="PTDTBT TH số 1 Na Sang"))
    assert shown.labels == [], "it is forwarded as it stands"
    assert "PTDTBT TH số 1 Na Sang" in shown.text
    for name in ("Vàng Thị Lan", "Lò Văn Minh"):
        await joins(talk, name, start(shown))
    joined = await talk.finds(select(Person.unit_id).where(Person.name.in_(["Vàng Thị Lan", "Lò Văn Minh"])))
    assert joined == [world.school] * 2
    await head.says("/moi")
    listed = await head.presses(talk.said("Links in use"))
    assert any("2/200" in label for label in listed.labels)
    assert "08/11" in (await head.presses("2/200")).text or "8/11" in head.last.text
    again = await head.presses(talk.said("Message to forward"))
    assert again.text == shown.text


async def test_an_invitation_has_a_picture_with_the_codes(talk: Talk, world: World) -> None:
    """One photo whose caption is the message; of a channel without an address the name stands in the text."""
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    shown = await head.forges(f"invite-own:{world.school}")
    [upload] = shown.uploads
    assert upload.kind == "photo"
    assert len(shown.text) < 1000, "Telegram takes no longer caption"
    assert (Image.open(BytesIO(upload.content)).width, shown.text.count("https://")) == (qr.WIDE, 1)
    both = qr.invitation(
        [("Telegram", "https://t.me/b?start=k1-0"), ("Zalo", "https://zalo.me/1")], "TH " * 40, "Mã: k"
    )
    assert Image.open(BytesIO(both)).width == 2 * qr.WIDE


async def test_a_stranger_comes_in_by_the_whole_message_or_by_its_code(talk: Talk, world: World) -> None:
    """Forwarded, or the code alone, whatever stands around it."""
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await head.says("/moi")
    shown = await head.presses(talk.said("Teachers of {school}", school="PTDTBT TH số 1 Na Sang"))
    code = shown.text.split()[-1]
    assert len(code) <= len("k1-") + 8, "it can be typed by hand"
    ways = [shown.text, code, f"em gửi mã {code.upper()} ạ", f"/start {code}", start(shown), f"link:{start(shown)}"]
    for number, typed in enumerate(ways):
        assert "Tôi đồng ý" in (await talk(f"Người lạ {number}").says(typed)).labels
    for typed in ("k1-123", "em chào cô"):
        assert (await talk("Kẻ khác").says(typed)).labels == []


async def test_a_code_that_is_typed_apart_together_or_wrongly(talk: Talk, world: World) -> None:
    """Its letters count, not what a phone writes between them; with one wrong, that is said and what to do."""
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    shown = await head.forges(f"invite-own:{world.school}")
    code = shown.text.split()[-1]
    number, letters = code.split("-")
    ways = [f"{number} - {letters.upper()}", f"mã {number}{letters} ạ", f"{number}– {letters[:4]} {letters[4:]}"]
    for place, typed in enumerate([*ways, " ".join(code)]):
        assert "Tôi đồng ý" in (await talk(f"Người lạ {place}").says(typed)).labels, typed
    other = "2" if code[-1] != "2" else "3"
    for typed in (f"{code[:-1]}0", f"em gửi mã {code[:-1]}{other} ạ", code[:-1], f"{code}5", f"l1-{letters}"):
        said = await talk("Kẻ khác").says(typed)
        assert (said.text, said.labels) == (Translator("vi")(invites.WRONG_CODE), []), typed


@pytest.mark.parametrize(
    ("button", "place", "role"),
    [
        ("A principal", "TH Thị trấn", Role.PRINCIPAL),
        ("A cluster lead", "Cụm số 1", Role.LEAD),
        ("A core teacher", "Tiếng Anh", Role.CORE),
        ("Another officer", "", Role.OFFICER),
        ("Teachers of a school", "TH Thị trấn", Role.TEACHER),
    ],
)
async def test_an_officer_invites(talk: Talk, world: World, button: str, place: str, role: Role) -> None:
    """Who joins by the link has the role from that day on, and the choices that go with it."""
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    await officer.says("/moi")
    shown = await officer.presses(talk.said(button))
    if place:
        shown = await officer.presses(place)
    newcomer = await joins(talk, "Vừ Thị Mai", start(shown))
    person = await world.id_of(newcomer)
    held = await talk.finds(select(Appointment).where(Appointment.person_id == person))
    if role is Role.TEACHER:
        assert held == []
        assert await talk.finds(select(Person.unit_id).where(Person.id == person)) == [world.other_school]
        return
    [appointment] = held
    assert (appointment.role, appointment.valid_from) == (role, date(2023, 10, 9))
    places = {Role.OFFICER: (world.office, None), Role.PRINCIPAL: (world.other_school, None)}
    in_cluster = {Role.LEAD: (None, world.cluster), Role.CORE: (None, world.group)}
    assert (appointment.unit_id, appointment.cluster_id) == (places | in_cluster)[role]


async def test_an_officer_is_asked_no_school(talk: Talk, world: World) -> None:
    """After the name an officer has the choices of an officer at once."""
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    shown = await officer.forges(f"invite:{Role.OFFICER}")
    newcomer = await joins(talk, "Vừ Thị Mai", start(shown))
    assert "Kế hoạch" in newcomer.last.labels


async def test_somebody_known_takes_a_second_role(talk: Talk, world: World) -> None:
    """No second consent, no second person: the link adds the role to who is there."""
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    lan = await world.has("Vàng Thị Lan")
    shown = await officer.forges(f"link:lead:{world.cluster}")
    answer = await lan.says(start(shown))
    assert talk.said("Settle days") in answer.labels
    assert await talk.counts(Person) == 2
    assert await talk.finds(select(Invite.uses)) == [1]


async def test_the_core_teacher_whom_the_plan_names(talk: Talk, world: World) -> None:
    """The appointment that waited under a name becomes the person's, with its school."""
    async with talk.app.database.writing() as db:
        db.add(
            Appointment(
                role=Role.CORE,
                named="Lò Thị Vân",
                unit_id=world.other_school,
                cluster_id=world.group,
                valid_from=date(2023, 9, 1),
            )
        )
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    opens = start(await officer.forges(f"link:core:{world.group}"))
    core = await joins(talk, "Lò Thị Vân", opens)
    await core.says(opens)
    [held] = await talk.finds(select(Appointment).where(Appointment.role == Role.CORE))
    assert held.person_id == await world.id_of(core)
    assert await talk.finds(select(Person.unit_id).where(Person.id == held.person_id)) == [world.other_school]


async def test_a_closed_link_opens_nothing(talk: Talk, world: World) -> None:
    """Closed by its maker, also for who has read the notice already; closing twice changes nothing."""
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    shown = await head.forges(f"link:teacher:{world.school}")
    stranger, opens = talk("Vàng Thị Lan"), start(shown)
    await stranger.says(opens)
    await head.forges("show:1")
    await head.presses(talk.said("Close this link"))
    [closed] = await talk.finds(select(Invite.revoked_at))
    await talk.passes(minutes=1)
    await head.forges("close:1")
    assert await talk.finds(select(Invite.revoked_at)) == [closed]
    assert "không hợp lệ" in (await stranger.says("Tôi đồng ý")).text
    assert "không hợp lệ" in (await stranger.says(opens)).text
    await head.forges("links")
    assert talk.said("No link of yours is open.") in head.last.text
    assert await talk.counts(Person) == 1


async def test_who_may_invite_whom(talk: Talk, world: World) -> None:
    """Teachers and leads nobody, principals no other school and no role; forged buttons make no link."""
    lan = await world.has("Vàng Thị Lan")
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    refused = [f"link:teacher:{world.other_school}", f"link:principal:{world.school}", f"link:lead:{world.cluster}"]
    refused += [f"link:officer:{world.office}", "link:king:1", "invite:principal", "invite:officer"]
    for somebody in (lan, lead, head):
        for data in refused:
            assert talk.said(NotAllowed.sentence) in (await somebody.forges(data)).text, data
    for somebody in (lan, lead):
        assert talk.said(NotAllowed.sentence) in (await somebody.says("/moi")).text
        assert talk.said(NotAllowed.sentence) in (await somebody.forges(f"link:teacher:{world.school}")).text
    assert await talk.counts(Invite) == 0


async def test_a_right_that_ended_yesterday_invites_nobody(talk: Talk, world: World) -> None:
    """The button shown while it held makes no link today."""
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    shown = await head.says("/moi")
    await world.ends_roles(head)
    pressed = await head.presses("PTDTBT TH số 1 Na Sang", on=shown)
    assert talk.said(NotAllowed.sentence) in pressed.text
    assert await talk.counts(Invite) == 0


async def test_a_link_for_a_place_that_is_none(talk: Talk, world: World) -> None:
    """An officer's forged button makes no link for what does not exist."""
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    for data in ("link:lead:999999", "link:principal:999999", "link:teacher:999999", "link:core:999999"):
        assert talk.said(Gone.sentence) in (await officer.forges(data)).text, data
    assert await talk.counts(Invite) == 0


async def test_anothers_links_are_closed_to_me(talk: Talk, world: World) -> None:
    """Neither shown nor closed by a guessed number."""
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await head.forges(f"link:teacher:{world.school}")
    other = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    for data in ("show:1", "close:1", "show:999999", "close:999999"):
        assert talk.said(NotAllowed.sentence) in (await other.forges(data)).text
    assert await talk.finds(select(Invite.revoked_at)) == [None]
