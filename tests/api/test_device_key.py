"""A phone without a passkey signs what it sends with a key that never leaves it, so a copied cookie sends nothing."""

import hashlib
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from flask.testing import FlaskClient

from server.checkins.models import CheckIn
from server.http import SESSION_COOKIE
from server.people.models import SignInSession
from tests.api.examples import CHECK_IN
from tests.builders import World
from tests.conftest import TODAY

BATCH = {"schema": 1, "device": "019ab000-0000-4000-8000-000000000003", "sent_at": "2026-11-23T09:00:00Z"}
ON = TODAY.date()


class Key:
    """A phone's key, as WebCrypto makes and uses it."""

    def __init__(self) -> None:
        self._private = generate_private_key(SECP256R1())

    @property
    def public(self) -> dict[str, str]:
        point = self._private.public_key().public_numbers()
        x, y = (_base64url(each.to_bytes(32, "big")) for each in (point.x, point.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    def header(self, count: int, path: str, body: str, method: str = "POST") -> dict[str, str]:
        text = "\n".join(["lodestone-1", method, path, str(count), hashlib.sha256(body.encode()).hexdigest()])
        r, s = decode_dss_signature(self._private.sign(text.encode(), ECDSA(SHA256())))
        return {"Lodestone-Signature": f"{count}.{_base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"}


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def batch(number: int = 1) -> str:
    item = CHECK_IN | {"id": f"019ab000-0000-7000-8000-{number:012}", "seq": number}
    return json.dumps(BATCH | {"items": [item]})


def send(phone: FlaskClient, body: str, headers: dict[str, str] | None = None, path: str = "/api/sync") -> Any:
    return phone.post(path, data=body, content_type="application/json", headers=headers)


@pytest.fixture
def patient(world: World) -> Any:
    patient = world.patient()
    world.course(patient)
    return patient


@pytest.fixture
def key() -> Key:
    return Key()


@pytest.fixture
def phone(world: World, patient: Any, key: Key) -> FlaskClient:
    """A home-screen app whose session is bound to the key."""
    phone = world.client_of(patient, fresh=False)
    bound = phone.post("/api/me/device", json={"key": key.public})
    assert (bound.status_code, bound.json["is_bound"]) == (200, True)
    return phone


def cookie_of(browser: FlaskClient) -> str:
    cookie = browser.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    return str(cookie.value)


def with_cookie(world: World, value: str) -> FlaskClient:
    other = world.anybody()
    other.set_cookie(SESSION_COOKIE, value)
    return other


def test_what_the_phone_signed_is_taken_in(world: World, phone: FlaskClient, key: Key) -> None:
    for count in (1, 2, 7):
        sent = send(phone, batch(count), key.header(count, "/api/sync", batch(count)))
        assert sent.json["items"][0]["outcome"] == "stored"
    assert world.count(CheckIn) == 3


def test_a_copied_cookie_sends_nothing(world: World, phone: FlaskClient, key: Key) -> None:
    thief = with_cookie(world, cookie_of(phone))
    body = batch()
    for headers in (
        None,
        Key().header(1, "/api/sync", body),  # a key of the thief's own
        key.header(1, "/api/sync", batch(2)),  # made for another body
        key.header(1, "/api/call-me", body),  # made for another path
        key.header(1, "/api/sync", body, method="PUT"),
        {"Lodestone-Signature": "1." + key.header(2, "/api/sync", body)["Lodestone-Signature"][2:]},  # another count
    ):
        refused = send(thief, body, headers)
        assert (refused.status_code, refused.json["code"]) == (401, "wrong-device"), headers
    assert send(thief, "{}", path="/api/call-me").status_code == 401
    assert world.count(CheckIn) == 0


@pytest.mark.parametrize(
    "header",
    [
        "",
        ".",
        "1.",
        "x.y",
        "0.AAAA",
        "-1.AAAA",
        "1.AAAA",
        "99999999999.AAAA",
        "1." + "A" * 86,
        "1." + "é" * 43,
        "²." + "A" * 86,
    ],
)
def test_a_header_of_any_other_form_is_no_signature(phone: FlaskClient, header: str) -> None:
    refused = send(phone, batch(), {"Lodestone-Signature": header})
    assert (refused.status_code, refused.json["code"]) == (401, "wrong-device")


def test_a_replayed_request_is_refused_and_told_how_far_the_count_is(
    world: World, phone: FlaskClient, key: Key
) -> None:
    body = json.dumps({"reason": None})
    signed = {count: key.header(count, "/api/sync", batch(count)) for count in (3, 5)}
    assert send(phone, batch(5), signed[5]).status_code == 200
    for count in (5, 3):
        again = send(phone, batch(count), signed[count])
        assert (again.status_code, again.json["code"], again.json["details"]) == (401, "sent-before", {"count": 5})
    assert send(phone, batch(3), key.header(6, "/api/sync", batch(3))).status_code == 200
    assert send(phone, body, key.header(7, "/api/call-me", body), path="/api/call-me").status_code in (200, 409)


def test_reading_the_last_days_and_signing_out_need_no_key(phone: FlaskClient) -> None:
    assert phone.get(f"/api/today?on={ON}").status_code == 200
    assert phone.post("/api/sign-out", json={}).status_code == 204
    assert phone.get("/api/me").status_code == 401


def test_phones_that_know_of_no_key_go_on(world: World, patient: Any) -> None:
    old = world.client_of(patient, fresh=False)
    assert old.get("/api/me").json["is_bound"] is False
    assert send(old, batch()).status_code == 200


def test_the_tab_can_still_send_for_three_days_and_sees_no_record(
    world: World, patient: Any, key: Key, clock: Any
) -> None:
    """On iPhones the app begins with a copy of the browser's cookie; what was saved there must still arrive."""
    tab = world.client_of(patient)
    app = with_cookie(world, cookie_of(tab))
    assert app.post("/api/me/device", json={"key": key.public}).status_code == 200
    assert cookie_of(app) != cookie_of(tab)
    assert send(tab, batch()).json["items"][0]["outcome"] == "stored"
    assert tab.get("/api/my-course").json["code"] == "verify-first"
    assert app.get("/api/my-course").status_code == 200
    clock.move(days=3)
    assert send(tab, batch(2)).status_code == 401
    assert send(app, batch(2), key.header(1, "/api/sync", batch(2))).status_code == 200


def test_binding_proves_nothing_and_happens_once(world: World, phone: FlaskClient, key: Key) -> None:
    assert phone.get("/api/me").json["is_fresh"] is False
    body = json.dumps({"key": Key().public})
    again = send(phone, body, key.header(1, "/api/me/device", body), path="/api/me/device")
    assert (again.status_code, again.json["code"]) == (409, "device-bound")
    assert send(with_cookie(world, cookie_of(phone)), body, path="/api/me/device").status_code == 401


def test_only_the_public_half_is_stored(world: World, phone: FlaskClient, key: Key) -> None:
    bound = [each for each in world.rows(SignInSession) if each.device_key is not None]
    assert [each.device_key for each in bound] == [key.public]


@pytest.mark.parametrize(
    "change",
    [{"crv": "P-384"}, {"kty": "RSA"}, {"x": "A" * 43}, {"y": "A" * 42}, {"x": None}, {"d": "A" * 43}],
)
def test_no_other_key_is_taken(world: World, patient: Any, key: Key, change: dict[str, Any]) -> None:
    phone = world.client_of(patient)
    refused = phone.post("/api/me/device", json={"key": key.public | change})
    assert (refused.status_code, refused.json["code"]) == (422, "invalid")
    assert send(phone, batch()).status_code == 200


def test_a_tab_does_not_outlast_the_session_it_had(world: World, patient: Any, key: Key) -> None:
    phone = world.client_of(patient)
    assert phone.post("/api/me/device", json={"key": key.public}).status_code == 200
    ends = sorted(each.expires_at - TODAY for each in world.rows(SignInSession))
    assert ends == [timedelta(days=3), timedelta(days=4000)]
