"""When what a platform in trouble did not take is tried again."""

from datetime import datetime, timedelta

FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=30)
LAST_CHANCE = timedelta(minutes=1)
"""Before its latest useful hour a message is tried once more, however long its back-off has become."""


def retry_at(retries: int, not_after: datetime, now: datetime) -> datetime:
    """Return the next try of a message that was tried so often: later each time, but for a last one in time."""
    # The exponent is capped before the wait is: a row may be retried often enough to overflow a float.
    wait = min(FIRST_RETRY * 2.0 ** min(retries, 20), LONGEST_RETRY)
    last_chance = not_after - LAST_CHANCE
    return last_chance if now < last_chance < now + wait else now + wait
