"""One shape for every error, and the headers of every answer."""

import logging
import secrets

from flask import Flask, Response, jsonify
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from server.bindings import Unbound
from server.errors import Refusal, TooLarge, TooManyAttempts, Unavailable
from server.tracing import begin_request, end_request, request_id
from server.wording import parts_of

_log = logging.getLogger("lodestone.http")

_ALWAYS = {"X-Content-Type-Options": "nosniff"}
# Immutable files are thirty on a first visit: the lines below would be a quarter of what a phone has to load, so they
# have the one of them that says something about a file. They are public, so who may embed them need not be said.
_IF_IMMUTABLE = {"Content-Security-Policy": "frame-ancestors 'none'"}
# What a browser heeds on pages, workers and data only.
_UNLESS_IMMUTABLE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lodestone; report-to csp"
    ),
    "Reporting-Endpoints": 'csp="/api/browser-reports"',
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",  # as frame-ancestors, for scanners and browsers that know no policy
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def answer_errors(app: Flask) -> None:
    """Answer every refusal, HTTP error and defect with {code, message, details}."""

    @app.errorhandler(Refusal)
    def refusal(error: Refusal) -> Response:
        said = parts_of(error.message)
        details = error.details if said is None else {**error.details, "said": said}
        answer = _error(error.status, error.code, error.message, details)
        if isinstance(error, TooManyAttempts):
            answer.headers["Retry-After"] = str(error.details["seconds"])
        return answer

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        status = error.code or 500
        code = TooLarge.code if status == TooLarge.status else error.name.lower().replace(" ", "-")
        words = "There is nothing at this address." if status == 404 else error.description or error.name
        answer = _error(status, code, words, {})
        if allowed := getattr(error, "valid_methods", None):
            answer.headers["Allow"] = ", ".join(sorted(allowed))
        return answer

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    def database_gone(error: Exception) -> Response:
        _log.error("the database refused: %s", type(getattr(error, "orig", error)).__name__)
        answer = _error(Unavailable.status, Unavailable.code, "Nothing was saved; the clinic's computer is busy.", {})
        answer.headers["Retry-After"] = "5"
        return answer

    @app.errorhandler(Exception)
    def defect(error: Exception) -> Response:
        # The words of the error may be a patient's: only its kind and place are logged.
        reference = secrets.token_hex(6)
        _log.error("defect %s: %s at %s", reference, type(error).__name__, _place_of(error))
        if isinstance(error, Unbound):  # whose words name tables only
            _log.error("defect %s: %s", reference, error)
        message = "This is a defect in Lodestone. Nothing was saved. Tell your clinic the reference."
        return _error(500, "defect", message, {"reference": reference})


def trace_requests(app: Flask) -> None:
    """Give every request an id, which its answer carries as X-Request-Id: who calls about it can be helped."""

    @app.before_request
    def begin() -> None:
        begin_request()

    @app.after_request
    def tell(answer: Response) -> Response:
        # Files that a browser keeps for good are the same for everybody: nobody calls about one of them.
        if "immutable" not in answer.headers.get("Cache-Control", ""):
            answer.headers["X-Request-Id"] = request_id() or ""
        return answer

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        end_request()


def set_headers(app: Flask, *, over_tls: bool) -> None:
    """Give every answer the headers that keep pages, scripts and data where they belong."""

    @app.after_request
    def guard(answer: Response) -> Response:
        answer.headers.setdefault("Cache-Control", "no-store")
        immutable = "immutable" in answer.headers["Cache-Control"]
        for name, value in (_ALWAYS | (_IF_IMMUTABLE if immutable else _UNLESS_IMMUTABLE)).items():
            answer.headers.setdefault(name, value)
        if over_tls:
            answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        return answer


def _error(status: int, code: str, message: str, details: dict[str, object]) -> Response:
    answer = jsonify({"code": code, "message": message, "details": details})
    answer.status_code = status
    return answer


def _place_of(error: Exception) -> str:
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return "?" if frame is None else f"{frame.tb_frame.f_code.co_filename.rpartition('/')[2]}:{frame.tb_lineno}"
