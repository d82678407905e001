"""Buttons that nobody was shown: every pattern with any ids, and plain noise, from whoever has no right to it."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

import handlers
from bot.domain.models import Role
from tests.attacks.kit import dump
from tests.attacks.test_time import STARTS_AT
from tests.talk import Talk, World

PATTERNS = [route.pattern for route in handlers.ROUTES.buttons]
NUMBERS = ("0", "1", "2", "3", "4", "5", "999999999", "1000000000", "-1", "01", "٣", "", "1 OR 1=1")
WORDS = (
    *(role.value for role in Role),
    "all",
    "cluster",
    "meeting",
    "observer",
    "none",
    "agreed",
    "out",
    "vi",
    "th",
    "{0}",
)
NOISE = "abcdeiklmnoqrstuy:0123456789-{}'\"%\\ đ\u202e\0"
SECRETS = ("Cụm số", "Na Sang", "Thị trấn", "Vàng Thị Sua", "Nhóm 2 nói", "Phòng họp", "start=")


def forged(seed: int, patterns: list[str] = PATTERNS) -> Iterator[str]:
    """Fill each pattern's places with ids and words that may exist, and add some noise."""
    chance = Random(seed)
    for pattern in patterns:
        parts = [
            chance.choice(NUMBERS[:5] if chance.random() < 0.6 else (*NUMBERS, *WORDS)) if part[:1] == "{" else part
            for part in pattern.split(":")
        ]
        yield ":".join(parts)
        yield "".join(chance.choices(NOISE, k=chance.randrange(64)))


@pytest.fixture
async def lived_in(talk: Talk, world: World) -> World:
    """A meeting that is over, with seats, marks, a reflection, a photo, a link and an announcement."""
    lead = await world.has("Lò Thị Cúc", Role.LEAD, Role.PRINCIPAL)
    sua = await world.has("Vàng Thị Sua")
    await world.settles(lead)
    await sua.forges(f"take:{world.meeting}")
    await lead.forges(f"link:teacher:{world.school}")
    await lead.forges(f"tell:cluster:{world.cluster}")
    await lead.says("Mai học ở phòng số 2")
    await lead.presses("Gửi cho 1 người")
    await talk.comes(STARTS_AT)
    await lead.forges(f"mark:{world.meeting}:{await world.expects(sua)}:0:0")
    await talk.comes(STARTS_AT + timedelta(hours=4))
    await sua.forges(f"part:{world.meeting}:observer")
    await sua.says("Nhóm 2 nói với nhau về phép chia")
    await sua.sends_photo()
    await world.settles(lead, "14h ngày 30/10", meeting=await world.plans())
    return world


@pytest.mark.parametrize("seed", range(2))
async def test_a_stranger_is_told_nothing_and_changes_nothing(talk: Talk, lived_in: World, seed: int) -> None:
    before = await dump(talk.app.database)
    stranger = talk("Người lạ")
    for data in forged(seed):
        await stranger.forges(data)
    for command in handlers.ROUTES.commands:
        await stranger.says(f"/{command}")
        await stranger.says(f"/{command} k1-0123456789abcdef0123")
    await stranger.sends_photo()
    await stranger.sends_file("ke-hoach.docx", b"PK")
    await stranger.sends_sticker()
    assert await dump(talk.app.database) == before
    assert [(word, one.text) for one in stranger.chat for word in SECRETS if word in one.text] == []
    assert [one for one in stranger.chat if one.uploads or not one.text] == []


@pytest.mark.parametrize("seed", range(2))
async def test_a_teacher_of_elsewhere_changes_nothing_of_others(talk: Talk, lived_in: World, seed: int) -> None:
    """Whatever is pressed, only the forger's own rows may change, and nobody else is told anything."""
    school, _, _ = await lived_in.elsewhere()
    forger = await lived_in.has("Mùa A Chứ", school=school)
    me = await lived_in.id_of(forger)
    before = await dump(talk.app.database, without=me)
    for data in forged(seed, [pattern for pattern in PATTERNS if pattern != "erase:yes"]):
        await forger.forges(data)
    assert await dump(talk.app.database, without=me) == before
    assert [(word, one.text) for one in forger.chat for word in SECRETS[3:] if word in one.text] == []


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.PRINCIPAL])
async def test_forged_presses_never_break_a_conversation(talk: Talk, lived_in: World, role: Role) -> None:
    """Not even of those who may do nearly everything: each press is answered with a sentence."""
    mighty = await lived_in.has("Điêu Thị Phượng", role)
    for data in forged(10, [pattern for pattern in PATTERNS if pattern != "erase:yes"]):
        answers = len(mighty.chat), sum(one.edits for one in mighty.chat)
        await mighty.forges(data)
        assert (len(mighty.chat), sum(one.edits for one in mighty.chat)) != answers, data
        assert mighty.last.text
