"""A message that keeps itself current, and whose change the platform refuses, does not take, or leaves unanswered."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.clock import MovableClock
from bot.domain.models import Role
from bot.live_messages import EVERY
from bot.messages import Away, Blocked, Incoming, Kind, NotTaken, Outgoing, RetryLater, SendError, Unclear
from tests.attacks.kit import WatchedChannel
from tests.attacks.test_troubles import LEAD, TEXT, announces
from tests.talk import Somebody, Talk, World

A_SECOND = timedelta(seconds=1)


class EditedChannel(WatchedChannel):
    """A channel whose trouble meets changes of messages, too, and which counts the tries."""

    def __init__(self, clock: MovableClock) -> None:
        super().__init__(clock)
        self.refuses: list[SendError] = []
        self.tries = 0

    async def edit(self, address: str, message_id: str, message: Outgoing) -> bool:
        self.tries += 1
        if self.refuses:
            raise self.refuses.pop(0)
        return await super().edit(address, message_id, message)


@pytest.fixture
def channel(clock: MovableClock) -> EditedChannel:
    return EditedChannel(clock)


@pytest.fixture
async def people(talk: Talk, world: World) -> Sequence[Somebody]:
    """Three people, of whom one is to be told a minute later, and a lead who writes to them."""
    await world.settles(await world.has(LEAD, Role.LEAD))
    people = await world.have(["Vàng Thị Sua", "Mùa A Chứ", "Quàng Thị Pó"])
    await talk.app.jobs.tick()
    return people


async def starts(talk: Talk, channel: EditedChannel, people: Sequence[Somebody], *refuses: SendError) -> None:
    """Let two of three be told, and the change of the lead's message that says so meet a trouble."""
    channel.meets[people[0].address] = [RetryLater(60)]
    await announces(talk, len(people))
    channel.refuses, channel.tries = [*refuses], 0
    await talk.passes(seconds=EVERY.total_seconds())


async def later(talk: Talk, span: timedelta) -> None:
    await talk.passes(seconds=span.total_seconds())


def says(talk: Talk, told: int) -> bool:
    return f"{told}/3" in talk(LEAD).last.text


@pytest.mark.parametrize("trouble", [Away("502"), Unclear(), RetryLater(1)])
async def test_what_was_not_taken_is_tried_again_three_seconds_later(
    talk: Talk, channel: EditedChannel, people: Sequence[Somebody], trouble: SendError
) -> None:
    """Though nothing has changed since; once it stands it is left alone."""
    await starts(talk, channel, people, trouble)
    assert (channel.tries, says(talk, 0)) == (1, True)
    await later(talk, EVERY - A_SECOND)
    assert channel.tries == 1
    await later(talk, A_SECOND)
    assert (channel.tries, says(talk, 2)) == (2, True)
    await later(talk, EVERY)
    assert channel.tries == 2


@pytest.mark.parametrize("trouble", [Blocked(), NotTaken()])
async def test_what_was_refused_is_not_tried_again(
    talk: Talk, channel: EditedChannel, people: Sequence[Somebody], trouble: SendError
) -> None:
    """The message may be gone. When the announcement has run its report comes all the same."""
    await starts(talk, channel, people, trouble)
    for _ in range(3):
        await later(talk, EVERY)
    assert channel.tries == 1
    await talk.passes(minutes=1)
    assert "3/3" in talk(LEAD).last.text


async def test_the_tries_go_on_when_the_clock_is_set_back(
    talk: Talk, channel: EditedChannel, people: Sequence[Somebody]
) -> None:
    await starts(talk, channel, people, Away("502"))
    await later(talk, timedelta(hours=-2))
    assert (channel.tries, says(talk, 2)) == (2, True)


async def test_a_report_whose_message_is_still_on_its_way_is_shown_in_it_once_it_stands(
    talk: Talk, channel: EditedChannel, people: Sequence[Somebody]
) -> None:
    """The answer to the press has to wait, and says what stood when it was pressed."""
    lead = talk(LEAD)
    channel.meets[people[0].address] = [RetryLater(60)]
    await lead.says("/thongbao")
    preview = await lead.says(TEXT)
    [button] = [one for row in preview.buttons for one in row if one.label.startswith("Gửi cho 3 người")]
    pressed = Incoming(channel.name, "once", lead.address, Kind.PRESS, text=button.press, message=preview.id, press="p")
    channel.refuses = channel.troubles[lead.address] = [RetryLater(5)]
    with pytest.raises(RetryLater):
        await talk.app.router.handle(pressed)
    await later(talk, EVERY)
    assert not says(talk, 0)
    await talk.app.router.handle(pressed)
    assert says(talk, 0)
    await later(talk, EVERY)
    assert says(talk, 2)
