"""Whether a platform is being heard: what a health check may say of a channel that only waits and retries."""

import time

DEAF_AFTER = 120.0
"""Seconds of failures only; a restart of the platform, or a bad minute of the network, is shorter."""


class Contact:
    """Remembers since when a platform has not been heard, by the monotonic clock."""

    def __init__(self) -> None:
        self._lost_at: float | None = None

    def made(self) -> None:
        """The platform answered."""
        self._lost_at = None

    def lost(self) -> None:
        """The platform did not answer, or not as it should."""
        self._lost_at = self._lost_at or time.monotonic()

    @property
    def healthy(self) -> bool:
        """Whether it has been heard recently enough."""
        return self._lost_at is None or time.monotonic() - self._lost_at < DEAF_AFTER
