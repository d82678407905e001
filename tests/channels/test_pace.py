import asyncio
import random

import pytest

from bot.channels.pace import Held, Pace


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop that jumps to the next moment instead of waiting for it."""

    def __init__(self):
        self._moment = 0.0
        super().__init__()
        select = self._selector.select

        def jump(timeout=None):
            assert timeout is not None, "nothing will ever happen"
            self._moment += timeout
            return select(0)

        self._selector.select = jump

    def time(self):
        return self._moment


def virtually(scene):
    """Run a coroutine function in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(scene())


class Server:
    """Notes when each message arrived; an answer takes as long as `delay` says, half of it on the way there."""

    def __init__(self, pace, delay=lambda: 0.02):
        self.pace = pace
        self.delay = delay
        self.back = None
        self.arrivals = []

    async def send(self, chat, *, reply=False, messages=1):
        async with self.pace.slot(chat, reply=reply, messages=messages):
            delay = self.delay()
            await asyncio.sleep(delay if self.back else delay / 2)
            self.arrivals.extend([(now(), chat)] * messages)
            await asyncio.sleep(self.back() if self.back else delay / 2)

    def most_in_a_second(self):
        times = sorted(moment for moment, _ in self.arrivals)
        return max(sum(start <= other < start + 1 for other in times) for start in times)


def now():
    return asyncio.get_running_loop().time()


@pytest.mark.parametrize("seed", range(5))
def test_no_second_ever_holds_more_than_thirty_whatever_the_way_does(seed):
    chance = random.Random(seed)

    async def scene():
        server = Server(Pace(30), lambda: chance.choice([0.001, 0.05, 0.9, 3]) * chance.random())
        async with asyncio.TaskGroup() as sends:
            for number in range(300):
                sends.create_task(server.send(f"{number}"))
        return server

    server = virtually(scene)
    assert len(server.arrivals) == 300
    assert server.most_in_a_second() <= 30


@pytest.mark.parametrize("way", [0.001, 0.06, 0.2])
def test_nearly_all_of_the_allowed_speed_is_used_however_far_the_server_is(way):
    chance = random.Random(7)

    async def scene():
        server = Server(Pace(30), lambda: way + 0.002 * chance.random())
        async with asyncio.TaskGroup() as sends:
            for number in range(1800):
                sends.create_task(server.send(f"{number}"))
        return server

    server = virtually(scene)
    (first, _), *_, (last, _) = server.arrivals
    assert 1800 / (last - first) > 0.99 * 30
    assert server.most_in_a_second() <= 30


@pytest.mark.parametrize("seed", range(3))
def test_a_way_that_is_never_the_same_brings_no_second_over_the_limit(seed):
    """The ways there and back differ each by itself: one may take long, the thirtieth after it no time."""
    chance = random.Random(seed)

    async def scene():
        server = Server(Pace(30), lambda: 0.1 + 0.05 * chance.random())
        server.there = lambda: 0.05 + 0.05 * chance.random()
        async with asyncio.TaskGroup() as sends:
            for number in range(900):
                sends.create_task(server.send(f"{number}"))
        return server

    assert virtually(scene).most_in_a_second() <= 30


def test_an_answer_waits_for_one_slot_and_not_for_a_second_of_them():
    async def scene():
        server, waits = Server(Pace(30), lambda: 0.06), []
        async with asyncio.TaskGroup() as sends:
            for number in range(900):
                sends.create_task(server.send(f"{number}"))
            for asking in range(100):
                await asyncio.sleep(0.21)
                asked = now()
                await server.send(f"person {asking}", reply=True)
                waits.append(now() - asked - 0.06)
        return max(waits)

    assert virtually(scene) < 0.08


def test_what_makes_ready_to_leave_costs_no_speed_and_few_are_made_ready():
    async def scene():
        pace, ready, most = Pace(30), 0, 0

        async def leaving():
            nonlocal ready, most
            await asyncio.sleep(0.05)
            ready += 1
            most = max(most, ready)

        async def send(number):
            nonlocal ready
            async with pace.slot(f"{number}", reply=False, leaving=leaving):
                ready -= 1

        async with asyncio.TaskGroup() as sends:
            for number in range(300):
                sends.create_task(send(number))
        return now(), most

    seconds, most = virtually(scene)
    assert seconds < 10.2
    assert most <= 5


def test_an_answer_goes_before_a_thousand_unasked_messages():
    async def scene():
        server = Server(Pace(30))
        async with asyncio.TaskGroup() as sends:
            for number in range(1000):
                sends.create_task(server.send(f"{number}"))
            await asyncio.sleep(5.3)
            asked = now()
            await server.send("person", reply=True)
            return now() - asked

    assert virtually(scene) < 1.1


def test_one_chat_gets_one_unasked_message_a_second_and_answers_at_once():
    async def scene():
        server = Server(Pace(30), lambda: 0.0)
        async with asyncio.TaskGroup() as sends:
            for _ in range(4):
                sends.create_task(server.send("lan"))
                sends.create_task(server.send("minh", reply=True))
        return server.arrivals

    arrivals = virtually(scene)
    assert [moment for moment, chat in arrivals if chat == "lan"] == pytest.approx([0, 1, 2, 3])
    assert [moment for moment, chat in arrivals if chat == "minh"] == [0, 0, 0, 0]


def test_as_many_as_are_allowed_may_hang_and_nobody_else_waits_for_their_end():
    async def scene():
        pace = Pace(30)
        hanging = [asyncio.ensure_future(Server(pace, lambda: 120).send(f"{chat}", reply=True)) for chat in range(30)]
        await asyncio.sleep(0.1)
        server = Server(pace, lambda: 0.0)
        await server.send("lan", reply=True)
        assert server.arrivals[0][0] < 3
        await asyncio.gather(*hanging)
        # Each slot was given back once: no second holds more than it ever did.
        await asyncio.gather(*(server.send(f"{chat}", reply=True) for chat in range(100)))
        assert server.most_in_a_second() <= 30

    virtually(scene)


def test_a_held_chat_waits_exactly_and_alone():
    async def scene():
        pace = Pace(30)
        pace.hold("lan", 7)
        for seconds in (7, 3):
            with pytest.raises(Held) as held:
                await Server(pace).send("lan", reply=True)
            assert held.value.seconds == pytest.approx(seconds)
            await Server(pace, lambda: 0).send("minh", reply=True)
            await asyncio.sleep(4)
        await Server(pace).send("lan", reply=True)

    virtually(scene)


def test_a_chat_held_while_it_waits_for_its_turn_gives_the_turn_back():
    async def scene():
        pace = Pace(1)
        server = Server(pace, lambda: 0.0)
        await server.send("first", reply=True)
        waiting = asyncio.ensure_future(server.send("lan", reply=True))
        next_one = asyncio.ensure_future(server.send("minh", reply=True))
        await asyncio.sleep(0.5)
        pace.hold("lan", 10)
        with pytest.raises(Held):
            await waiting
        await next_one
        return now()

    assert virtually(scene) == pytest.approx(1)


def test_who_gives_up_waiting_leaves_no_gap():
    async def scene():
        server = Server(Pace(1), lambda: 0.0)
        await server.send("first", reply=True)
        gone = asyncio.ensure_future(server.send("gone", reply=True))
        stays = asyncio.ensure_future(server.send("stays", reply=True))
        await asyncio.sleep(0.5)
        gone.cancel()
        await stays
        return now()

    assert virtually(scene) == pytest.approx(1)


def test_who_gives_up_in_the_moment_of_the_turn_passes_it_on():
    async def scene():
        server = Server(Pace(1), lambda: 0.0)
        await server.send("first", reply=True)
        gone = asyncio.ensure_future(server.send("gone", reply=True))
        stays = asyncio.ensure_future(server.send("stays", reply=True))
        asyncio.get_running_loop().call_at(1 + 5e-10, gone.cancel)
        await stays
        return now(), gone.cancelled()

    assert virtually(scene) == (pytest.approx(1), True)


def test_an_album_counts_each_of_its_pictures():
    async def scene():
        server = Server(Pace(30))
        async with asyncio.TaskGroup() as sends:
            for number in range(20):
                sends.create_task(server.send(f"{number}", reply=bool(number % 2), messages=7))
        return server

    server = virtually(scene)
    assert len(server.arrivals) == 140
    assert server.most_in_a_second() <= 30


def test_answers_in_one_chat_are_spaced_after_a_burst_and_others_do_not_wait():
    """Sixty lines of one stranger must not bring a refusal of 40 to 90 seconds upon the chat."""

    async def scene():
        server = Server(Pace(), delay=lambda: 0)
        async with asyncio.TaskGroup() as together:
            for _ in range(60):
                together.create_task(server.send("stranger", reply=True))
            together.create_task(server.send("teacher", reply=True))
        return server.arrivals

    arrivals = virtually(scene)
    stranger = [moment for moment, chat in arrivals if chat == "stranger"]
    assert [moment for moment, chat in arrivals if chat == "teacher"] == [0]
    assert stranger == [0] * 10 + [float(second) for second in range(1, 51)]


def test_who_asks_while_others_are_told_hardly_waits_where_the_server_is_near():
    """An answer takes a few milliseconds there: a beat's wait would be several times as long."""
    chance = random.Random(7)

    async def scene():
        server, waits = Server(Pace(30), lambda: 0.001 + 0.002 * chance.random()), []

        async def ask(number):
            before = now()
            async with server.pace.slot(f"{number % 16}", reply=True):
                waits.append(now() - before)
                await asyncio.sleep(0.001)
                server.arrivals.append((now(), "asks"))

        async with asyncio.TaskGroup() as sends:
            for number in range(600):
                sends.create_task(server.send(f"told {number}"))
            for number in range(250):
                await asyncio.sleep(0.106 + 0.004 * chance.random())
                await ask(number)
        return server, sorted(waits[30:])

    server, waits = virtually(scene)
    assert waits[int(0.95 * len(waits))] < 0.011
    assert server.most_in_a_second() <= 30
