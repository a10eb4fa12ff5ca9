"""What no honest page sends: it is refused in the one shape of all errors, or cleaned, and changes nothing."""

import gzip
import itertools
import json
import logging
from typing import Any
from uuid import uuid4

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from marshmallow import Schema, fields
from sqlalchemy.exc import OperationalError

from server.access import Actor, Permission, Role
from server.db import db, enter_clinic
from server.http import SESSION_COOKIE, Text, endpoint
from server.people.models import Clinic
from tests.builders import HELP, World

WORDS_OF_A_PATIENT = "Pat wrote: I cannot sleep"


class NoteBody(Schema):
    words = Text(load_default="")
    number = fields.Integer(load_default=0, strict=True)
    inner = fields.Dict(load_default=dict)


notes = Blueprint("notes", __name__)


@endpoint(notes, "POST", "/notes", allow=Permission.PUBLIC, body=NoteBody())
def keep(body: dict[str, Any]) -> dict[str, Any]:
    """Keep the words as the name of a clinic."""
    enter_clinic(made := uuid4())
    clinic = Clinic(id=made, name=body["words"], zone="UTC", help=HELP)
    db.session.add(clinic)
    db.session.flush()
    db.session.refresh(clinic)
    return {"kept": clinic.name}


@endpoint(notes, "POST", "/sign", allow=Permission.SIGNED_IN, body=NoteBody())
def sign(actor: Actor, body: dict[str, Any]) -> dict[str, str]:
    """Need a session."""
    return {"role": actor.role}


@endpoint(notes, "GET", "/defect", allow=Permission.PUBLIC)
def defect() -> None:
    """Fail with a patient's words in the error."""
    raise KeyError(WORDS_OF_A_PATIENT)


@endpoint(notes, "GET", "/gone", allow=Permission.PUBLIC)
def gone() -> None:
    """Fail as a database does that has gone away."""
    raise OperationalError(f"INSERT ... {WORDS_OF_A_PATIENT}", {}, Exception(WORDS_OF_A_PATIENT))


@pytest.fixture
def further_routes() -> tuple[Blueprint, ...]:
    return (notes,)


@pytest.fixture
def browser(world: World) -> FlaskClient:
    return world.anybody()


def code(answer: Any) -> tuple[int, str]:
    assert set(answer.json) == {"code", "message", "details"}
    return answer.status_code, answer.json["code"]


def post(browser: FlaskClient, raw: bytes | str, media_type: str = "application/json") -> Any:
    return browser.post("/notes", data=raw, content_type=media_type)


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (b"", (400, "malformed")),
        (b"{", (400, "malformed")),
        (b"[]", (400, "malformed")),
        (b'{"number": 1, "number": 2}', (400, "malformed")),  # which of them counts?
        (b'{"inner": {"a": 1, "a": 1}}', (400, "malformed")),
        (b"null", (400, "malformed")),
        (b'"words"', (400, "malformed")),
        (b'{"words": "\xff\xfe"}', (400, "malformed")),  # no UTF-8
        (b'{"number": NaN}', (400, "malformed")),
        (b'{"number": -Infinity}', (400, "malformed")),
        (b'{"number": ' + b"9" * 5000 + b"}", (400, "malformed")),
        (b'{"inner": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", (400, "malformed")),
        (b'{"inner": ' + b'{"a":' * 30 + b"1" + b"}" * 30 + b"}", (400, "malformed")),
        (b'{"number": "7"}', (422, "invalid")),
        (b'{"number": 1.5}', (422, "invalid")),
        (b'{"number": true}', (422, "invalid")),
        (b'{"words": 7}', (422, "invalid")),
        (b'{"clinic_id": "x"}', (422, "invalid")),  # a field that nobody asked for
        (b"{" + b" " * 1_000_000 + b"}", (413, "too-large")),
    ],
)
def test_what_cannot_be_read_is_refused_and_changes_nothing(
    browser: FlaskClient, world: World, raw: bytes, refusal: tuple[int, str]
) -> None:
    assert code(post(browser, raw)) == refusal
    assert world.count(Clinic) == 0


def test_whoever_sends_too_much_at_a_time_is_told_what_to_do(browser: FlaskClient) -> None:
    answer = post(browser, b"{" + b" " * 1_000_000 + b"}")
    assert answer.json["message"] == "A request may have 1,000,000 bytes. Send fewer entries at a time."


def test_a_field_that_is_refused_is_named(browser: FlaskClient) -> None:
    answer = post(browser, b'{"number": "7", "colour": "blue"}')
    assert answer.json["details"]["fields"] == {"number": ["Give a whole number."], "colour": ["Unknown field."]}
    whole = {"key": "Give-a-whole-number", "values": {}}  # a page says it in the reader's language
    assert answer.json["details"]["said"] == {"number": [[whole]], "colour": [None]}


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_read_since_a_form_of_another_site_cannot_send_it(browser: FlaskClient, media_type: str) -> None:
    assert code(post(browser, b"{}", media_type)) == (415, "wrong-type")


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("a\x00b", "ab"),
        ("\ud83d half a pair", "? half a pair"),
        ("  trimmed \n", "trimmed"),
        ("🙂 مرحبا", "🙂 مرحبا"),
    ],
)
def test_words_that_no_database_keeps_are_cleaned(browser: FlaskClient, words: str, kept: str) -> None:
    answer = post(browser, json.dumps({"words": words}))
    assert (answer.status_code, answer.json) == (200, {"kept": kept})


SITES = [None, "same-origin", "same-site", "cross-site", "none", "nonsense"]
ORIGINS = [None, "http://localhost", "http://localhost:9999", "https://evil.example", "null"]


@pytest.mark.parametrize(("site", "origin", "cookie"), list(itertools.product(SITES, ORIGINS, [True, False])))
def test_a_write_comes_from_our_own_pages(world: World, site: str | None, origin: str | None, cookie: bool) -> None:
    """The browser's own word on the site decides; of an older browser its Origin; a cookie with neither is refused."""
    browser = world.client_of(world.staff(Role.CLINICIAN))
    if not cookie:
        browser.delete_cookie(SESSION_COOKIE)
    del browser.environ_base["HTTP_SEC_FETCH_SITE"]
    headers = {name: value for name, value in (("Sec-Fetch-Site", site), ("Origin", origin)) if value is not None}
    answer = browser.post("/sign", json={}, headers=headers)
    if site is not None:
        allowed = site in {"same-origin", "none"}
    elif origin is not None:
        allowed = origin == "http://localhost"
    else:
        allowed = not cookie
    expected = (200 if cookie else 401) if allowed else 403
    assert answer.status_code == expected
    if not allowed:
        assert code(answer) == (403, "foreign-page")


def test_whoever_is_not_signed_in_does_not_learn_what_is_wrong_with_a_body(browser: FlaskClient) -> None:
    assert code(browser.post("/sign", json={"colour": "blue"})) == (401, "sign-in-needed")


@pytest.mark.parametrize(
    "token", ["", "x", ".", "0" * 32, "0" * 32 + ".", "0" * 32 + ".secret", "é.ü", "a" * 4000, "\x00.x"]
)
def test_what_is_no_session_lets_nobody_in(browser: FlaskClient, token: str) -> None:
    browser.set_cookie(SESSION_COOKIE, token)
    assert code(browser.post("/sign", json={})) == (401, "sign-in-needed")


@pytest.mark.parametrize("path", ["/nothing", "/api/patients/1/courses", "/api/courses/%00/sessions", "/s/x/../y"])
def test_an_unknown_address_is_refused_in_the_same_shape(browser: FlaskClient, path: str) -> None:
    assert code(browser.post(path, json={})) in {(404, "not-found"), (405, "method-not-allowed")}


def test_a_wrong_method_is_refused_in_the_same_shape(browser: FlaskClient) -> None:
    answer = browser.delete("/notes")
    assert code(answer) == (405, "method-not-allowed")
    assert "POST" in answer.headers["Allow"]


def test_a_defect_says_nothing_of_what_it_met(browser: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    """Neither to whoever asked nor to the log: an error's words may be a patient's."""
    with caplog.at_level(logging.DEBUG):
        answer = browser.get("/defect")
    assert code(answer) == (500, "defect")
    assert answer.json["details"]["reference"] in caplog.text
    assert "KeyError at test_http_edge.py" in caplog.text
    assert WORDS_OF_A_PATIENT not in answer.text + caplog.text


def test_a_database_that_is_gone_is_no_success_and_worth_another_try(
    browser: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = browser.get("/gone")
    assert code(answer) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert WORDS_OF_A_PATIENT not in answer.text + caplog.text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 404),
        ("localhost:8123", 404),  # whichever port the proxy or the tests use
        ("127.0.0.1", 404),
        ("tms.example.org", 400),
        ("localhost.example.org", 400),
        ("localhost@example.org", 400),
    ],
)
def test_only_our_own_names_are_answered_to(browser: FlaskClient, host: str, status: int) -> None:
    """Or a page of ours could be shown under a name that somebody else's DNS leads here."""
    assert browser.get("/nothing", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    ("site", "path", "status"),
    [
        ("same-origin", "/api/help-card", 404),  # read, and there is no clinic
        ("none", "/api/help-card", 404),  # typed in
        (None, "/api/help-card", 404),  # an old browser
        ("same-site", "/api/help-card", 403),
        ("cross-site", "/api/help-card", 403),
        ("cross-site", "/", 200),  # a link to the page itself
        ("cross-site", "/app/alerts", 200),  # ... as in our own e-mails
    ],
)
def test_data_is_read_by_our_own_pages_only(app: Flask, site: str | None, path: str, status: int) -> None:
    headers = {} if site is None else {"Sec-Fetch-Site": site}
    assert app.test_client().get(path, headers=headers).status_code == status


@pytest.mark.parametrize("query", ["clinic=a&clinic=b", "unasked=1"])
def test_a_parameter_is_asked_for_and_given_once(browser: FlaskClient, query: str) -> None:
    assert code(browser.get(f"/api/help-card?{query}")) == (422, "invalid")
    assert code(browser.get(f"/gone?{query}")) == (422, "invalid")  # which takes none


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PUT", "PATCH", "DELETE"])
def test_methods_that_nothing_uses_are_refused(browser: FlaskClient, method: str) -> None:
    assert browser.open("/notes", method=method).status_code == 405


def test_a_compressed_body_is_refused(browser: FlaskClient) -> None:
    """A small one could unpack to a large one."""
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    assert code(browser.post("/notes", data=gzip.compress(b"{}"), headers=headers)) == (415, "wrong-type")


def test_no_other_site_is_invited_to_read_an_answer(browser: FlaskClient) -> None:
    for path in ("/", "/api/help-card", "/health"):
        answer = browser.get(path, headers={"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "none"})
        assert [name for name, _ in answer.headers if name.lower().startswith("access-control")] == []


REPORT = {"type": "csp-violation", "body": {"effectiveDirective": "script-src-elem", "blockedURL": "inline"}}


def test_what_browsers_refused_is_noted_without_the_senders_words(
    browser: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.browser_reports._last_said", {})
    odd = {"body": {"effectiveDirective": WORDS_OF_A_PATIENT, "blockedURL": WORDS_OF_A_PATIENT}}
    foreign = {"body": {"effectiveDirective": "img-src", "blockedURL": f"https://x.example/{WORDS_OF_A_PATIENT}"}}
    bodies = [[REPORT, REPORT, odd, foreign, 7, {"body": 7}], [REPORT], {}, 7, [], [REPORT] * 3000]
    for raw in (*(json.dumps(each).encode() for each in bodies), b"", b"{", b"[" * 19_000):
        answer = browser.post("/api/browser-reports", data=raw, content_type="application/reports+json")
        assert answer.status_code == 204
    assert browser.post("/api/browser-reports", data=b"[]", content_type="text/plain").status_code == 415
    said = [record.getMessage() for record in caplog.records if record.name == "lodestone.browser"]
    assert said == [
        "a browser refused something by img-src: address",
        "a browser refused something by script-src-elem: inline",
    ]
