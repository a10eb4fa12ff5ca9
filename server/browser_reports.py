"""What browsers say that they refused on our pages (Content Security Policy): a sign of a defect, or of an attack."""

import json
import logging
import time
from urllib.parse import urlsplit

MEDIA_TYPE = "application/reports+json"
LONGEST = 20_000  # bytes; a browser sends a few reports at a time
PAUSE = 60.0  # seconds between two lines about one directive, so that nobody fills the log by sending reports
_NAMES = """
    base-uri connect-src default-src font-src form-action frame-ancestors frame-src img-src manifest-src media-src
    object-src require-trusted-types-for script-src script-src-attr script-src-elem style-src style-src-attr
    style-src-elem trusted-types worker-src
"""
DIRECTIVES = frozenset(_NAMES.split())

_log = logging.getLogger("lodestone.browser")
_last_said: dict[str, float] = {}


def note_reports(raw: bytes) -> None:
    """Log which directives were broken, and by what kind of thing; nothing of what the sender worded."""
    for directive, kind in sorted(broken_directives(raw)):
        if time.monotonic() - _last_said.get(directive, -PAUSE) >= PAUSE:
            _last_said[directive] = time.monotonic()
            _log.warning("a browser refused something by %s: %s", directive, kind)


def broken_directives(raw: bytes) -> set[tuple[str, str]]:
    """(directive, "inline", "eval", "address" or "other") of each report that can be read.

    Anybody may send anything: what is no report is passed over.
    """
    if len(raw) > LONGEST:
        return set()
    try:
        reports = json.loads(raw)
    except (ValueError, RecursionError):
        return set()
    bodies = [each.get("body") for each in reports if isinstance(each, dict)] if isinstance(reports, list) else []
    return {
        (str(body["effectiveDirective"]), _kind_of(body.get("blockedURL")))
        for body in bodies
        if isinstance(body, dict) and body.get("effectiveDirective") in DIRECTIVES
    }


def _kind_of(blocked: object) -> str:
    if blocked in ("inline", "eval"):
        return str(blocked)
    return "address" if isinstance(blocked, str) and urlsplit(blocked[:2000]).netloc else "other"
