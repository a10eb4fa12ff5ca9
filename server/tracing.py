"""The id under which everything that one request, job or command does is noted: in the audit, the logs, the answer."""

import secrets
from contextvars import ContextVar

_CURRENT: ContextVar[str | None] = ContextVar("lodestone_request_id", default=None)


def begin_request() -> str:
    """Start a new request, run of a job or command on this thread; returns its id, 32 hexadecimal digits by chance.

    What a caller claims its id to be is not taken over: two requests could then pass for one.
    """
    made = secrets.token_hex(16)
    _CURRENT.set(made)
    return made


def end_request() -> None:
    """What this thread does from now on belongs to no request."""
    _CURRENT.set(None)


def request_id() -> str | None:
    """The id of what is under way on this thread; None outside of any request, job or command."""
    return _CURRENT.get()
