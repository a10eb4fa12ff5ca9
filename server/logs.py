"""The logs: one JSON object a line, in UTC, with the request's id and its route, and nothing about any patient.

What our own code logs it writes itself: codes, kinds and ids of clinics, never words. What libraries log may quote a
row, a path or an error's text, and so only where it comes from and what kind of error it was is kept of that.
"""

import json
import logging
import sys
import time
from datetime import UTC, datetime
from typing import Any, TextIO

from flask import Flask, Response, g, request

from server.config import Mode
from server.tracing import request_id

OURS = "lodestone"
# Libraries that tell each step of their work; what they warn of stays.
_CHATTY = ("apscheduler", "alembic", "waitress", "sqlalchemy", "fontTools", "fpdf")

_log = logging.getLogger(f"{OURS}.requests")


class JsonLine(logging.Formatter):
    """One record as one line of JSON. at: UTC, to the millisecond. error, place: kind of an error, where it arose."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            "request_id": request_id(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            # Not the words of the error and no lines of code: both may hold what a patient wrote.
            said |= {"error": record.exc_info[0].__name__, "place": _place(record)}
        return json.dumps({key: value for key, value in said.items() if value is not None}, ensure_ascii=True)


def _message(record: logging.LogRecord) -> str:
    if record.name.split(".")[0] == OURS:
        return record.getMessage()
    return f"{record.module}:{record.lineno}"


def _place(record: logging.LogRecord) -> str:
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "?" if trace is None else f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"


def level_of(mode: Mode) -> int:
    """What is worth a line: everything in a clinic, and trouble alone in a demo, whose links stand in the terminal."""
    return logging.INFO if mode is Mode.CLINIC else logging.WARNING


def write_logs(level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Let this process log so, to standard error unless a stream is named. Whoever runs it keeps and rotates the lines.

    Warnings of Python itself come along; nothing else writes anywhere.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def log_requests(app: Flask) -> None:
    """Log each request: method, route, status, milliseconds. The route is the pattern, never the address with its ids.

    The application's own files are left out while all is well: they are thirty on a first visit and say nothing.
    """

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(answer: Response) -> Response:
        rule = request.url_rule
        if answer.status_code >= 400 or (rule is not None and rule.rule.startswith("/api/")):
            began = g.get("began", time.perf_counter())
            fields = {
                "method": request.method if rule is not None else None,
                "route": rule.rule if rule is not None else "none",
                "status": answer.status_code,
                "ms": round((time.perf_counter() - began) * 1000, 1),
            }
            _log.info("request", extra={"fields": fields})
        return answer
