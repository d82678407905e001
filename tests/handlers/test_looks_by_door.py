"""Each door behind which somebody is shown by name is written down: found by pressing all there are."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from sqlalchemy import func, select

import handlers
from bot.domain.models import DataLook, Role
from tests.handlers.duties_kit import owed
from tests.handlers.test_my_rows import lived
from tests.talk import Talk, World

HER = "Vàng Thị Lan"
ENDS_SOMETHING = (
    "erase",
    "pause",
    "own-moved",
    "not-ours",
    "cancel",
    "merge",
    "hand:",
    "part-",
    "role-back",
    "acting-",
)
NO_LOOK = {
    "mark": "an act on the roll, which was opened",
    "roll-all": "as above",
    "roll-every": "as above",
    "roll-say": "a question about a mark on the roll, which was opened",
    "roll-marks": "an act, after the question about her",
    "away-why": "an act, after the question about her",
    "away-yes": "as above",
    "instead": "as above",
    "withdraw-of": "as above",
    "own-back": "an act on her card, which was opened",
    "own-leave": "as above",
    "own-off": "as above",
    "invite-own": "as above",
    "role-ask": "an act on the list, which was opened",
    "school-news": "who heads a school, as everybody may know",
}


def presses(world: World, person: int, invitee: int) -> Iterator[str]:
    """Give every press there is, about what is this cluster's and hers."""
    of = {"meeting_id": [world.meeting], "cluster_id": [world.cluster], "person_id": [person], "page": [0]}
    of |= {"invitee_id": [invitee], "unit_id": [world.school], "key": [f"p{person}"], "mode": [0]}
    kinds: dict[str, list[object]] = {"kind": ["meeting", "cluster", "unit"], "standing": ["joined"]}
    for route in handlers.ROUTES.buttons:
        places = re.findall(r"\{(\w+)\}", route.pattern)
        if not places or route.pattern.startswith(ENDS_SOMETHING):
            continue
        for values in product(*(of.get(place) or kinds.get(place, [1]) for place in places)):
            yield route.pattern.format(**dict(zip(places, values, strict=True)))


@pytest.mark.parametrize("role", [Role.PRINCIPAL, Role.LEAD, Role.OFFICER])
async def test_whoever_is_shown_her_name_is_written_down(talk: Talk, world: World, role: Role) -> None:
    """It takes long since these are some 300 presses: each is a look of its own or an act behind one."""
    lead, lan = await lived(world)
    await owed(world, "000-6", "001-5")
    reader = await world.has("Hạng A Tủa", role)
    looked, unseen, shown = select(func.coalesce(func.sum(DataLook.times), 0)), set(), set[str]()
    for data in presses(world, await world.id_of(lan), await world.expects(lan)):
        [before] = await talk.finds(looked)
        answer = await reader.forges(data)
        [after] = await talk.finds(looked)
        # What stands below a refusal is an older screen's.
        if after == before and HER in answer.text + " ".join(set(answer.labels) - shown):
            unseen.add(data.partition(":")[0])
        shown |= set(answer.labels)
    assert unseen <= NO_LOOK.keys(), unseen - NO_LOOK.keys()
    del lead


async def test_her_own_look_is_nobodys(talk: Talk, world: World) -> None:
    """Who looked at her: the lead at the roll and at how she stands, with the hour; not herself."""
    lead, lan = await lived(world)
    await lead.forges(f"roll:{world.meeting}")
    await lead.forges(f"stands:{await world.expects(lan)}")
    shown = await lan.forges("looks:0")
    assert shown.text.count("Sùng A Dơ") >= 2
    assert HER not in shown.text
