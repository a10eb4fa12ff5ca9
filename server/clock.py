"""The only place that asks what time it is. Everything below routes, jobs and the command line receives `now`."""

from datetime import UTC, datetime


def now() -> datetime:
    """This instant, UTC and aware."""
    return datetime.now(UTC)
