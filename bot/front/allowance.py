"""How often something may be asked in a minute, by everybody together."""

from collections import deque
from datetime import datetime, timedelta

A_MINUTE = timedelta(minutes=1)


class Allowance:
    """Lets through at most so many a minute; it remembers no more moments than that."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: deque[datetime] = deque()

    def may(self, now: datetime) -> bool:
        """Say whether one more may be asked now, and count it if so."""
        # Also where the clock was set back since.
        while self._taken and abs(now - self._taken[0]) >= A_MINUTE:
            self._taken.popleft()
        if len(self._taken) >= self._most:
            return False
        self._taken.append(now)
        return True
