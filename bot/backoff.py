"""How long to wait before what failed is tried again."""

import random

LONGEST_PAUSE = 30.0


def pause_after(failures: int, first: float, longest: float = LONGEST_PAUSE) -> float:
    """Return the seconds to wait after so many failures in a row: doubling, with jitter so that retries spread."""
    doubled = min(longest, first * 2.0 ** min(failures - 1, 20))
    return doubled * random.uniform(0.5, 1.0)  # noqa: S311 - spreads the load, guards nothing
