"""When a message that did not arrive is tried again. Pure."""

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


def next_attempt(attempts: int, allowed: int, now: datetime, jitter: float) -> datetime | None:
    """When to try again after the `attempts`-th attempt failed; None: as often as allowed, so give up.

    Four times as long after each, from half a minute to an hour: 30 s, 2 min, 8 min, 32 min, 1 h ...
    jitter: 0 to 1, by chance; takes up to a half off, so that messages that failed together do not come back together.
    """
    if attempts >= allowed:
        return None
    wait: timedelta = min(FIRST_WAIT * 4 ** min(attempts - 1, 10), LONGEST_WAIT)
    return now + wait * (1 - jitter / 2)
