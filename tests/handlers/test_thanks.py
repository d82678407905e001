"""Thanks without ranks: what was done and what shows it, to the person and their principal; nobody is counted."""

import pytest
from sqlalchemy import select

from bot.domain.models import Evidence, Presence, Role, Thanks
from bot.domain.programme.thanks import NO_MARKS, SAY_WHAT, read
from bot.errors import BadInput, NotAllowed
from handlers.kit import NOT_FINISHED
from tests.handlers.test_minutes import held, letter
from tests.talk import Message, Somebody, Talk, World, photo

WORDS = "Cô để nhóm 2 hỏi nhau trước khi hỏi cô."


async def thanks(world: World, by: Somebody, to: Somebody, words: str = WORDS) -> Message:
    await by.forges(f"thank:{world.meeting}:{await world.id_of(to)}")
    await by.says(words)
    return await by.presses(world.talk.said("The meeting itself"))


async def test_somebody_is_thanked_and_the_principal_reads_it(talk: Talk, world: World) -> None:
    """From the meeting's card: who was there by name, one sentence, what shows it, two letters."""
    lead, writer = await held(world)
    head = await world.has("Lò Văn Minh", Role.PRINCIPAL)
    await writer.forges(f"photos:{world.meeting}")
    await writer.sends_photo(photo("red"), caption="Nhóm 2")
    await writer.forges(f"said:{world.meeting}:none")
    await lead.forges(f"meeting:{world.meeting}")
    whom = await lead.presses_on_card(talk.said("Thank somebody"))
    assert "Lò Thị Hạnh" in whom.labels
    await lead.presses("Lò Thị Hạnh")
    asked = await lead.says(WORDS)
    await lead.presses(f"{talk.said('photo')}: Nhóm 2", on=asked)
    await talk.passes(hours=15)
    [row] = await talk.finds(select(Thanks))
    assert row.evidence_id == (await talk.finds(select(Evidence.id)))[0]
    for reader in (writer, head):
        told = letter(reader, talk.said("See what shows it"))
        assert told
        assert WORDS in told.text
    shown = await writer.presses(talk.said("See what shows it"), on=letter(writer, talk.said("See what shows it")))
    assert len(shown.uploads) == 1


async def test_the_list_counts_and_ranks_nobody(talk: Talk, world: World) -> None:
    """By the meeting's day; a teacher reads the own ones, a principal those of the school, a lead all of them."""
    lead, writer = await held(world)
    lan = await world.has("Vàng Thị Lan", school=world.other_school)
    await world.marks(lan, Presence.PRESENT)
    for to, words in ((lan, WORDS), (writer, WORDS), (lan, "Cô chuẩn bị đồ dùng cho từng nhóm.")):
        await thanks(world, lead, to, words)
    listed = (await lead.forges("thanks-year:0")).text
    assert [listed.count(name) for name in ("Vàng Thị Lan", "Lò Thị Hạnh")] == [2, 1]
    assert "2" not in listed.replace("26/10", "").replace("nhóm 2", "")
    mine = (await lan.forges("thanks-year:0")).text
    assert "Lò Thị Hạnh" not in mine
    other = await world.has("Giàng A Páo", Role.PRINCIPAL, school=world.other_school)
    assert "Lò Thị Hạnh" not in (await other.forges("thanks-year:0")).text
    assert "Vàng Thị Lan" in (await other.forges("thanks-year:0")).text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Cô dạy hay", SAY_WHAT),
        ("Tiết dạy của cô được 9 điểm", NO_MARKS),
        ("Cô dạy giỏi nhất cụm năm nay", NO_MARKS),
        ("Đề nghị xếp loại tốt cho cô Lan", NO_MARKS),
    ],
)
def test_marks_and_ranks_are_no_thanks(words: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(words)
    assert refused.value.sentence == said


async def test_who_may_not_thank(talk: Talk, world: World) -> None:
    """A teacher thanks nobody here, a principal nobody of another school; a second tap sends nothing."""
    lead, writer = await held(world)
    other = await world.has("Giàng A Páo", Role.PRINCIPAL, school=world.other_school)
    assert talk.said(NotAllowed.sentence) in (await writer.forges(f"thanks:{world.meeting}:0")).text
    refused = await thanks(world, other, writer)
    assert talk.said(NotAllowed.sentence) in refused.text
    await thanks(world, lead, writer)
    assert talk.said(NOT_FINISHED) in (await lead.forges("thank-shows:0")).text
    await thanks(world, lead, writer)
    assert await talk.counts(Thanks) == 1


async def test_thanks_are_taken_back_by_who_said_them(talk: Talk, world: World) -> None:
    lead, writer = await held(world)
    await thanks(world, lead, writer)
    [number] = await talk.finds(select(Thanks.id))
    assert talk.said(NotAllowed.sentence) in (await writer.forges(f"thanks-out:{number}")).text
    await lead.forges("thanks-year:0")
    await lead.presses("✗ Lò Thị Hạnh")
    await talk.passes(hours=15)
    assert await talk.counts(Thanks) == 0
    assert not [one for one in writer.chat if WORDS in one.text]
