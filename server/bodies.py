"""Reading what a request carries, bounded in size and depth, before anything touches the database."""

import json
import math
from typing import Any

from flask import request

from server.errors import Malformed, TooLarge, WrongType

LARGEST_BODY = 1_000_000  # bytes; fifty long check-ins are about 100 kB
DEEPEST_BODY = 20  # levels of lists and objects; ours need seven


def read_body(media_type: str | None) -> bytes:
    """The whole body of the request at hand. media_type: what it must be, None where no body is read.

    Raises TooLarge, WrongType.
    """
    if (request.content_length or 0) > LARGEST_BODY:
        raise TooLarge(f"A request may have {LARGEST_BODY:,} bytes. Send fewer entries at a time.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise WrongType("Send the body without compression.")
    raw = request.get_data()
    if media_type is not None and request.mimetype != media_type:
        raise WrongType(f"Send the body as {media_type}.")
    return raw


def parse_json_object(raw: bytes) -> dict[str, Any]:
    """The JSON object in the body. Raises Malformed for anything else, and for what is nested too deeply."""
    try:
        value = json.loads(raw, parse_constant=_no_such_number, parse_float=_finite, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        raise Malformed("The body is not JSON that can be read.") from None
    if not isinstance(value, dict):
        raise Malformed("The body must be a JSON object.")
    if _depth(value, DEEPEST_BODY) > DEEPEST_BODY:
        raise Malformed("The body is nested too deeply.")
    return value


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of which each name is said once: which of two values counts is up to the reader, so neither does."""
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ValueError("a name is said twice")
    return read


def _no_such_number(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")


def _finite(digits: str) -> float:
    # 1e999 is good JSON and would be read as infinity, which no database keeps.
    number = float(digits)
    return number if math.isfinite(number) else _no_such_number(digits)


def _depth(value: Any, limit: int) -> int:
    """How many levels of lists and objects `value` has; gives up at one more than `limit`."""
    if limit < 0 or not isinstance(value, dict | list):
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max((_depth(each, limit - 1) for each in inner), default=0)
