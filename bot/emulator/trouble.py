"""Trouble on demand, said the same way for every emulated platform."""

from bot.emulator.faults import Fault, Faults, RateLimit


class Trouble:
    """Whoever has `faults` can order them. `chat` is the number of a person."""

    faults: Faults

    def fail(
        self,
        code: int,
        *,
        retry_after: int = 0,
        after: float = 0,
        method: str = "",
        chat: int = 0,
        times: int | None = 1,
    ) -> None:
        """Answer the next calls with this status, so many seconds `after` they came."""
        fault = Fault(method, chat, times, code=code, retry_after=retry_after, seconds=after)
        self.faults.waiting.append(fault)

    def slow(self, seconds: float, *, method: str = "", chat: int = 0, times: int | None = 1) -> None:
        """Take the next calls, and answer them so many seconds late."""
        self.faults.waiting.append(Fault(method, chat, times, seconds=seconds))

    def drop(self, *, method: str = "", chat: int = 0, times: int | None = 1, taken: bool = True) -> None:
        """Cut the connection instead of answering the next calls, after they were `taken` or before."""
        self.faults.waiting.append(Fault(method, chat, times, cut="after" if taken else "before"))

    def garble(self, *, method: str = "", chat: int = 0, times: int | None = 1) -> None:
        """Take nothing of the next calls, and answer with JSON that means nothing."""
        self.faults.waiting.append(Fault(method, chat, times, odd=True))

    def outage(self, code: int = 0) -> None:
        """Answer nothing until the faults are cleared: with this status, or with a cut connection where it is 0."""
        self.faults.waiting.append(Fault(times=None, code=code, cut="" if code else "before"))
        self.faults.waiting.append(Fault("download", times=None, code=code, cut="" if code else "before"))

    def clear_faults(self) -> None:
        """End every trouble, the strict pace included."""
        self.faults.waiting.clear()
        self.faults.pace = None

    def keep_pace(self, limit: int = 30, penalty: float = 3, *, per_chat: bool = False) -> None:
        """Answer 429 for `penalty` seconds once more than `limit` are sent in one second."""
        self.faults.pace = RateLimit(limit, penalty, per_chat=per_chat)
