"""The first screen is what a role does most, six choices at most; the others are one tap away."""

import pytest

from bot.domain.models import Role
from bot.i18n import Translator
from handlers import phrases
from tests.talk import Talk, World

ROLES = {
    "teacher": ((), phrases.TEACHES),
    "lead": ((Role.LEAD,), phrases.LEADS),
    "core": ((Role.CORE,), phrases.LEADS),
    "principal": ((Role.PRINCIPAL,), phrases.HEADS_AND_LEADS),
    "principal elsewhere": ((Role.PRINCIPAL,), phrases.HEADS),
    "officer": ((Role.OFFICER,), phrases.OVERSEES),
    "two roles": ((Role.PRINCIPAL, Role.LEAD), phrases.HEADS_AND_LEADS),
}


@pytest.mark.parametrize("who", ROLES)
async def test_the_first_screen_of_each_role(talk: Talk, world: World, who: str) -> None:
    """What is on it and what is behind "more" is everything, each once; nothing of it is refused."""
    roles, most = ROLES[who]
    school = world.other_school if who.endswith("elsewhere") else world.school
    somebody = await world.has("Vàng Thị Lan", *roles, school=school)
    called = {button.press: button.label for button in phrases.every_choice(Translator(talk.language))}
    first = await somebody.says("/start")
    assert len(first.labels) == phrases.FIRST_SCREEN
    assert first.labels[:5] == [called[press] for press in most[:5]]
    rest = await somebody.presses(talk.said("More choices"), on=first)
    every = [*first.labels[:5], *rest.labels[:-1]]
    assert len(set(every)) == len(every)
    assert set(every) >= {called[press] for press in (*most, *phrases.TEACHES)}
    presses = [button.press for shown in (first, rest) for row in shown.buttons for button in row]
    for press in presses:
        assert talk.said("This is not yours to do.") not in (await somebody.forges(press)).text, press
