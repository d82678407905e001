"""A lost phone: who has joined anew says who they were, somebody who can know confirms, both accounts are told."""

import pytest
from sqlalchemy import select

from bot.domain.endings import same_person as two
from bot.domain.models import Account, Person, Role, SamePerson, SchoolArrival, Seat, SeatState
from bot.errors import NotAllowed
from bot.i18n import Translator
from handlers.organisation import same_person
from tests.talk import Somebody, Talk, World

VI = Translator("vi")


@pytest.fixture
async def head(world: World) -> Somebody:
    return await world.has("Hạng A Tủa", Role.PRINCIPAL)


async def again(talk: Talk, world: World, head: Somebody, name: str = "Vàng Thị Lan") -> Somebody:
    """Let somebody join by the link from a new account, up to the question whether they were here before."""
    opens = (await head.forges(f"invite-own:{world.school}")).text.split("?start=")[1].split()[0]
    new = talk(f"{name} máy mới")
    await new.says(f"/start {opens}")
    await new.says("Tôi đồng ý")
    await new.is_called(name)
    return new


async def living(talk: Talk) -> list[str]:
    return await talk.finds(select(Person.name).where(Person.erased_at.is_(None)).order_by(Person.id))


async def owner(talk: Talk, somebody: Somebody) -> int:
    [person] = await talk.finds(select(Account.person_id).where(Account.address == somebody.address))
    return int(person)


@pytest.mark.parametrize("confirms", ["former", "principal"])
async def test_a_new_phone_is_confirmed(talk: Talk, world: World, head: Somebody, confirms: str) -> None:
    """By the former account or by the principal; everything is as before, and both accounts are told."""
    old = await world.has("Vàng Thị Lan", subject="Tiếng Anh")
    person = await world.id_of(old)
    async with talk.app.database.writing() as db:
        about = {"state": SeatState.HELD, "since": talk.clock.now()}
        db.add(Seat(meeting_id=world.meeting, person_id=person, **about))
    new = await again(talk, world, head)
    assert VI("Yes, it is me") in new.last.labels
    await new.presses(VI("Yes, it is me"))
    await talk.passes(minutes=1)
    who = old if confirms == "former" else head
    label = talk.said("Yes, it is me" if confirms == "former" else "Yes, the same person")
    question = next(one for one in who.chat if label in one.labels)
    # A principal knows from the question who the two are, though both are called the same.
    assert ("Vàng Thị Lan (Tiếng Anh, " in question.text) is (confirms == "principal")
    answer = await who.presses(label, on=question)
    assert "Vàng Thị Lan" in answer.text
    await talk.passes(minutes=1)
    assert await owner(talk, new) == await owner(talk, old) == person
    assert sorted(await living(talk)) == ["Hạng A Tủa", "Vàng Thị Lan"]
    told = talk.said("This account now belongs to {name}, with everything that was there before.", name="Vàng Thị Lan")
    assert told in new.last.text
    said = talk.said("Another account of {channel} now belongs to you, {name}.", channel="talk", name="Vàng Thị Lan")
    assert any(said in one.text for one in old.chat)
    assert await talk.finds(select(Seat.person_id)) == [person]
    # Who was of the school before is not asked about as a newcomer.
    assert await talk.finds(select(SchoolArrival.ours)) == [True]
    assert talk.said("Newcomers to answer: {number}", number=1) not in (await head.says("/nguoi")).labels


async def test_who_says_no_changes_nothing(talk: Talk, world: World, head: Somebody) -> None:
    """Two people they stay; a second answer says that it was answered."""
    old = await world.has("Vàng Thị Lan")
    new = await again(talk, world, head)
    await new.presses(VI("Yes, it is me"))
    await talk.passes(minutes=1)
    await old.presses(talk.said("No, it is not me"))
    assert talk.said(two.ANSWERED) in (await head.forges("claim-yes:1")).text
    assert await owner(talk, new) != await owner(talk, old)


async def test_who_is_somebody_else_joins_as_such(talk: Talk, world: World, head: Somebody) -> None:
    """Nobody is asked, and the questions go on; nobody is asked about another name."""
    await world.has("Vàng Thị Lan")
    new = await again(talk, world, head)
    await new.presses(VI("No, I am new here"))
    assert await talk.counts(SamePerson) == 0
    assert await talk.counts(Person) == 3
    other = await again(talk, world, head, "Vàng Thị Làn")
    assert VI("Yes, it is me") not in other.last.labels


async def test_nobody_else_confirms(talk: Talk, world: World, head: Somebody) -> None:
    """Neither the new one, nor a colleague, nor another school's principal; a stranger's number is none of theirs."""
    await world.has("Vàng Thị Lan")
    mate = await world.has("Lò Văn Minh")
    other = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    new = await again(talk, world, head)
    await new.presses(VI("Yes, it is me"))
    for who in (new, mate, other):
        t = VI if who is new else talk.said
        for door in ("claim-yes:1", "claim-no:1"):
            assert t(NotAllowed.sentence) in (await who.forges(door)).text
    assert await talk.finds(select(SamePerson.decided_at)) == [None]


@pytest.mark.parametrize("typed", ["/lienket {}", "{}"])
async def test_the_former_chats_code_ties_the_new_account(talk: Talk, world: World, head: Somebody, typed: str) -> None:
    """Quickest: the eight digits alone; previewed by name and counts, once."""
    old = await world.has("Vàng Thị Lan")
    new = await again(talk, world, head)
    await new.presses(VI("Yes, it is me"))
    await old.forges("addchat")
    digits = old.last.text.split()[-1]
    shown = await new.says(typed.format(digits))
    assert shown.text.count("Vàng Thị Lan") == 2
    await new.presses(VI("Yes, I am both"))
    assert await owner(talk, new) == await owner(talk, old)
    await talk.passes(minutes=1)
    assert any("talk" in one.text for one in old.chat[-2:])
    forged = await new.forges(f"i-am-both:{digits}")
    assert len(await living(talk)) == 2, forged.text


async def test_a_principal_puts_two_together_who_are_one(talk: Talk, world: World, head: Somebody) -> None:
    """From the card of one of them, previewed, again without harm; not somebody of another school."""
    first, second = await world.has("Lê Thị Mỹ"), await world.has("Lê Thị Mĩ")
    keep, double = await world.id_of(first), await world.id_of(second)
    card = await head.forges(f"own-one:{world.school}:p{double}")
    assert any("Lê Thị Mỹ" in label for label in card.labels)
    preview = await head.presses("Lê Thị Mỹ")
    assert "Lê Thị Mĩ" in preview.text
    await head.presses(talk.said("Yes, they are one person"))
    again = await head.forges(f"same-yes:{keep}:{double}")
    assert "Lê Thị Mỹ" in again.text
    assert await owner(talk, second) == keep
    other = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    for door in (f"same:{keep}:{double}", f"same-yes:{keep}:{double}"):
        assert talk.said(NotAllowed.sentence) in (await other.forges(door)).text
    third = await world.has("Lê  Thị Mỹ 3", school=world.other_school)
    answer = await head.forges(f"same-yes:{keep}:{await world.id_of(third)}")
    assert talk.said(NotAllowed.sentence) in answer.text
    minh = await world.has("Lò Văn Minh")
    refused = await head.forges(f"same-yes:{keep}:{await world.id_of(minh)}")
    assert "Lò Văn Minh" in refused.text
    assert len(await living(talk)) == 5


def test_channels_have_the_names_that_people_say() -> None:
    assert same_person.called("zalo") == "Zalo"
    assert same_person.called("talk") == "talk"
