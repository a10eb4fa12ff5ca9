"""The page, its files and the service worker, as one stamped whole; and the health page.

At the start every file of static/ is read and hashed. All are served under /s/<stamp>/, compressed and for ever
cacheable: a page can never mix two versions, and there is no build.
"""

import gzip
import hashlib
import json
import mimetypes
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import brotli
from flask import Blueprint, Response, current_app, jsonify, request
from marshmallow import Schema, fields
from werkzeug.datastructures import Accept

from server import clock
from server.access import Permission
from server.browser_reports import MEDIA_TYPE, note_reports
from server.errors import NotFound, WrongType
from server.http import Instant, endpoint
from server.openapi import document
from server.preloading import modules_of, preload_links
from server.reminders.queries import last_tick
from server.sentences import LOCALES, complete_sentences, languages_of
from server.slimming import slimmed

STATIC = Path(__file__).parent.parent / "static"
START = "index.html"
TEMPLATES = (START, "service-worker.js", "manifest.webmanifest")
# One file over the wire, in this order: each answer to a phone costs it a third of a kilobyte and a turn in the line.
STYLES = ("css/tokens.css", "css/base.css", "css/patient.css")
STYLE = "css/phone.css"
ENTRY = ("js/app.js",)
FIRST_PAGE = ("js/pages/patient/today.js",)  # fetched beside the entry: phones are slow, and staff have it cached
# What no phone keeps: the pages of staff, and what needs the clinic's answer anyway, such as a patient's own data.
SENTENCES_NOT_KEPT = re.compile(r"locales/\w+\.(clinic|kiosk|data|readers|errors)\b")
NOT_KEPT = (
    "css/desk",
    "js/components/clinic/",
    "js/components/readers-list.js",
    "js/credentials.js",
    "js/files.js",
    "js/kept-pages.js",
    "js/lock.js",
    "js/pages/account/account.js",
    "js/pages/account/password.js",
    "js/pages/account/set-up.js",
    "js/pages/account/sso",
    "js/pages/admin/",
    "js/pages/clinic/",
    "js/pages/kiosk/",
    "js/pages/patient/settings-data.js",
    "js/pages/patient/settings-readers.js",
    "js/pages/study/",
    "js/proofs/password.js",
    "js/proofs/sso.js",
    "js/refusals.js",
    "js/routes-of-staff.js",
    "js/said.js",
    "js/sign-ins/",
    "js/single-sign-on.js",
    "js/too-old.js",  # for browsers that run no worker either
)
JOBS_LATE = timedelta(minutes=15)
SUFFIXES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}

shell = Blueprint("shell", __name__)


@dataclass(frozen=True)
class File:
    """One file as it goes over the wire. Compressed when it is first asked for, and kept so.

    Brotli takes a seventh less than gzip, and every browser that runs this application reads it over https.
    """

    media_type: str
    plain: bytes
    compressible: bool

    @cached_property
    def zipped(self) -> bytes:
        return gzip.compress(self.plain, 9, mtime=0)

    @cached_property
    def packed(self) -> bytes:
        return bytes(brotli.compress(self.plain, quality=11))


@dataclass(frozen=True)
class Bundle:
    """All files of one version. files: path below static/ -> file; pages: the filled templates by name.

    starts: language -> index.html, which asks for the sentences of that language at once.
    """

    stamp: str
    files: dict[str, File]
    pages: dict[str, File]
    starts: dict[str, File]


def read_bundle(folder: Path) -> Bundle:
    """Read and hash the application's files, and fill the templates with the stamp and the list."""
    raw = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    digest = hashlib.sha256()
    for name, content in raw.items():
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    stamp = digest.hexdigest()[:16]
    raw |= complete_sentences({name: content for name, content in raw.items() if name.startswith(LOCALES)})
    raw = {name: slimmed(content) if name.endswith((".js", ".css")) else content for name, content in raw.items()}
    raw[STYLE] = b"".join(raw.pop(name, b"") for name in STYLES)
    files = {name: _file(name, content) for name, content in raw.items() if name not in TEMPLATES}
    kept = [name for name in files if _is_kept(name)]
    filled = {
        b"__MODULES__": preload_links(modules_of(raw, ENTRY), modules_of(raw, FIRST_PAGE)) if START in raw else "",
        b"__STAMP__": stamp,
        b"__FILES__": json.dumps([f"/s/{stamp}/{name}" for name in kept if not name.startswith(LOCALES)]),
        b"__LOCALES__": json.dumps(
            {
                tag: [f"/s/{stamp}/{name}" for name in kept if name.startswith(f"{LOCALES}{tag}.")]
                for tag in languages_of(files)
            }
        ),
    }
    templates = {name: raw[name] for name in TEMPLATES if name in raw}
    for hole, text in filled.items():
        templates = {name: content.replace(hole, text.encode()) for name, content in templates.items()}
    start = templates.pop(START, b"")
    return Bundle(
        stamp,
        files,
        {name: _file(name, content) for name, content in templates.items()},
        {tag: _file(START, start.replace(b"__LANGUAGE__", tag.encode())) for tag in languages_of(files)},
    )


def _is_kept(name: str) -> bool:
    """Whether the worker keeps the file on a patient's phone."""
    if name.startswith(LOCALES):
        return not SENTENCES_NOT_KEPT.match(name)
    return not name.startswith((*NOT_KEPT, "icons/")) or name == "icons/icon.svg"


def _file(name: str, content: bytes) -> File:
    suffix = Path(name).suffix
    media_type = SUFFIXES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    if name == "manifest.webmanifest":
        media_type = "application/manifest+json"
    if media_type.startswith("text/") or suffix in {".json", ".svg", ".webmanifest"}:
        return File(f"{media_type}; charset=utf-8", content, compressible=True)
    return File(media_type, content, compressible=False)


def _serve(file: File, cache: str) -> Response:
    body, encoding = _encoded(file, request.accept_encodings)
    answer = Response(body)
    answer.headers["Content-Type"] = file.media_type
    answer.headers["Cache-Control"] = cache
    if file.compressible:
        answer.headers["Vary"] = "Accept-Encoding"
    if encoding is not None:
        answer.headers["Content-Encoding"] = encoding
    return answer


def _encoded(file: File, accepted: Accept) -> tuple[bytes, str | None]:
    if file.compressible and accepted.quality("br") > 0:
        return file.packed, "br"
    if file.compressible and accepted.quality("gzip") > 0:
        return file.zipped, "gzip"
    return file.plain, None


def _bundle() -> Bundle:
    bundle: Bundle = current_app.extensions["lodestone-bundle"]
    return bundle


@endpoint(shell, "GET", "/", allow=Permission.PUBLIC, answers="text/html", stored=False)
def start() -> Response:
    """The application's page, which loads the sentences of the browser's language first."""
    starts = _bundle().starts
    answer = _serve(starts[request.accept_languages.best_match(starts, "en")], "no-cache")
    answer.vary.add("Accept-Language")
    return answer


@endpoint(shell, "GET", "/i", allow=Permission.PUBLIC, answers="text/html", stored=False)
def invitation_page() -> Response:
    """The application's page, opened from an invitation; the token stands in the fragment and never reaches us."""
    return start()


@endpoint(shell, "GET", "/help", allow=Permission.PUBLIC, answers="text/html", stored=False)
def help_page() -> Response:
    """The application's page, showing the crisis card."""
    return start()


@endpoint(shell, "GET", "/kiosk", allow=Permission.PUBLIC, answers="text/html", stored=False)
def kiosk_page() -> Response:
    """The application's page, on a tablet of the clinic that a patient is handed."""
    return start()


@endpoint(shell, "GET", "/sso", allow=Permission.PUBLIC, answers="text/html", stored=False)
def single_sign_on_page() -> Response:
    """The application's page, to which an identity provider sends a browser back. What the address holds does nothing
    here: the page sends it on by POST."""
    return start()


@endpoint(shell, "GET", "/app/<path:page>", allow=Permission.PUBLIC, answers="text/html", stored=False)
def inner_page(page: str) -> Response:
    """The application's page, opened at one of its inner addresses."""
    return start()


@endpoint(shell, "GET", "/service-worker.js", allow=Permission.PUBLIC, answers="text/javascript", stored=False)
def worker() -> Response:
    """The service worker, with the list of the files that it keeps."""
    return _serve(_bundle().pages["service-worker.js"], "no-cache")


@endpoint(
    shell, "GET", "/manifest.webmanifest", allow=Permission.PUBLIC, answers="application/manifest+json", stored=False
)
def manifest() -> Response:
    """The manifest that makes the application installable."""
    return _serve(_bundle().pages["manifest.webmanifest"], "no-cache")


@endpoint(
    shell, "GET", "/s/<stamp>/<path:name>", allow=Permission.PUBLIC, answers="application/octet-stream", stored=False
)
def static_file(stamp: str, name: str) -> Response:
    """A file of the application. Of another version there is nothing: an open page has them from its worker."""
    bundle = _bundle()
    file = bundle.files.get(name)
    if stamp != bundle.stamp or file is None:
        raise NotFound("No such file in this version. Load the page again.")
    return _serve(file, "max-age=31536000, immutable")


@endpoint(shell, "GET", "/api/openapi.json", allow=Permission.PUBLIC, status=200, stored=False)
def api_document() -> Response:
    """This interface as an OpenAPI 3.1 document."""
    known = current_app.extensions
    if "lodestone-openapi" not in known:  # made once, when somebody first asks
        known["lodestone-openapi"] = document(current_app._get_current_object())  # type: ignore[attr-defined]
    return jsonify(known["lodestone-openapi"])


@endpoint(shell, "POST", "/api/browser-reports", allow=Permission.PUBLIC, accepts=MEDIA_TYPE, status=204, stored=False)
def browser_reports() -> Response:
    """Where browsers report what our Content Security Policy made them refuse; it is noted in the log."""
    if request.mimetype != MEDIA_TYPE:
        raise WrongType(f"Send the body as {MEDIA_TYPE}.")
    note_reports(request.get_data())
    return Response(status=204)


class JobsView(Schema):
    ticked_at = Instant(allow_none=True)
    late = fields.Boolean()


class HealthView(Schema):
    status = fields.String()
    database = fields.String()
    jobs = fields.Nested(JobsView)


@endpoint(shell, "GET", "/health", allow=Permission.PUBLIC, returns=HealthView())
def health() -> Any:
    """Whether the database answers and the jobs tick. 503 when they stand still."""
    ticked_at = last_tick()
    late = ticked_at is None or clock.now() - ticked_at > JOBS_LATE
    said = {"status": "degraded" if late else "ok", "database": "ok", "jobs": {"ticked_at": ticked_at, "late": late}}
    if not late:
        return said
    answer = current_app.json.response(HealthView().dump(said))
    answer.status_code = 503
    return answer
