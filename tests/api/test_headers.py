"""The headers that keep pages, scripts and data where they belong: all of them, to the letter, and no others."""

from dataclasses import replace

import pytest
from flask import Blueprint, Flask
from werkzeug.test import TestResponse

from server import create_app
from server.access import Permission
from server.config import Settings
from server.http import endpoint
from tests.api.test_shell import stamped_links
from tests.builders import World
from tests.standing import let_go

# Written by hand: what server/answers.py leaves out, weakens or adds must be said here too. docs/security.md, "What a
# browser is told", says what each of them is for.
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lodestone",
    "report-to csp",
}
GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "Reporting-Endpoints": 'csp="/api/browser-reports"',
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# A file that is the same for everybody is loaded thirty times on a first visit.
GUARDS_OF_A_FILE = {"X-Content-Type-Options": "nosniff"}
POLICY_OF_A_FILE = {"frame-ancestors 'none'"}
# What says how an answer is read and which it is, and guards nothing.
BESIDE_THEM = {"Content-Type", "Content-Length", "Vary", "X-Request-Id"}
PAGE, SCRIPT, DATA = "text/html; charset=utf-8", "text/javascript; charset=utf-8", "application/json"
YEAR = "max-age=31536000; includeSubDomains"

failing = Blueprint("failing", __name__)


@endpoint(failing, "GET", "/defect", allow=Permission.PUBLIC)
def defect() -> None:
    """Fail."""
    raise KeyError


@pytest.fixture
def further_routes() -> tuple[Blueprint, ...]:
    return (failing,)


def guards_of(answer: TestResponse) -> tuple[set[str], dict[str, str]]:
    """The parts of the policy, and all other headers that guard something; each of them is sent once."""
    sent = [(name, value) for name, value in answer.headers.items() if name not in BESIDE_THEM]
    found = dict(sent)
    assert len(found) == len(sent)
    return set(found.pop("Content-Security-Policy").split("; ")), found


@pytest.mark.parametrize(
    ("path", "status", "kind", "keeping"),
    [
        ("/", 200, PAGE, "no-cache"),
        ("/app/alerts", 200, PAGE, "no-cache"),
        ("/service-worker.js", 200, SCRIPT, "no-cache"),
        ("/api/me", 200, DATA, "no-store"),
        ("/api/patients", 403, DATA, "no-store"),
        ("/nothing", 404, DATA, "no-store"),
        ("/defect", 500, DATA, "no-store"),
        ("/health", 503, DATA, "no-store"),  # no job has run here
    ],
)
def test_every_answer_says_what_a_page_may_do(world: World, path: str, status: int, kind: str, keeping: str) -> None:
    answer = world.client_of(world.staff("researcher")).get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, kind)
    assert guards_of(answer) == (POLICY, GUARDS | {"Cache-Control": keeping})


def test_who_is_not_signed_in_gets_the_same_guards(world: World) -> None:
    answer = world.anybody().get("/api/me")
    assert answer.status_code == 401
    assert guards_of(answer) == (POLICY, GUARDS | {"Cache-Control": "no-store"})


def test_a_file_that_is_kept_for_ever_says_what_a_browser_heeds_on_a_file(world: World) -> None:
    browser = world.anybody()
    links = [*stamped_links(browser.get("/").text)]
    assert links
    for link in links:
        kept = {"Cache-Control": "max-age=31536000, immutable"}
        assert guards_of(browser.get(link)) == (POLICY_OF_A_FILE, GUARDS_OF_A_FILE | kept)


def test_over_https_every_answer_asks_for_https_for_a_year(app: Flask, settings: Settings) -> None:
    over_tls = create_app(replace(settings, address="https://tms.example.org"))
    browser = over_tls.test_client()
    (link, *_) = stamped_links(browser.get("/", base_url="https://tms.example.org").text)
    for path, status in (("/", 200), ("/api/me", 401), ("/nothing", 404), (link, 200)):
        answer = browser.get(path, base_url="https://tms.example.org")
        assert (answer.status_code, answer.headers["Strict-Transport-Security"]) == (status, YEAR)
        # Told over plain http on this machine, it would lock a demo's other ports out of the browser.
        assert "Strict-Transport-Security" not in app.test_client().get(path).headers
    let_go(over_tls)
