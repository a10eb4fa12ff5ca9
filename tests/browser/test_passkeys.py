"""Passkeys in a real browser with a virtual authenticator: making one, signing in, proving again, and the lock."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESK, PHONE, Installation, enter_by_invitation
from tests.browser.looking import WCAG


class Device:
    """The authenticator of a page's browser: a phone or a computer that knows its owner's finger."""

    def __init__(self, page: Page) -> None:
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self._id = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    @property
    def passkeys(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._send("getCredentials")["credentials"]
        return found

    def hold(self, passkeys: list[dict[str, Any]]) -> None:
        """Hold these passkeys and no others, as if somebody else had taken the device."""
        self._send("clearCredentials")
        for each in passkeys:
            self._send("addCredential", credential=each)

    def verify(self, verified: bool) -> None:
        """Whether the finger is its owner's."""
        self._send("setUserVerified", isUserVerified=verified)

    def _send(self, what: str, **rest: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._cdp.send(f"WebAuthn.{what}", {"authenticatorId": self._id, **rest})
        return answer


@pytest.fixture
def visitor(person: Callable[..., Page], running: Installation) -> Callable[..., tuple[Page, Device]]:
    """A page with an authenticator, at the door of the role's link."""

    def come(role: str, size: dict[str, int] = DESK) -> tuple[Page, Device]:
        page = person(f"{running.address}/help", size, enter=False)
        device = Device(page)
        page.goto(running.new_links()[role])
        enter_by_invitation(page, running.address)
        return page, device

    return come


def require_accessible(page: Page) -> None:
    """What is shown breaks no rule, in light and dark, and is whole at 320 px."""
    page.emulate_media(reduced_motion="reduce")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page, options=WCAG).response["violations"]
        assert not found, [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert before is not None
    page.set_viewport_size(before)


def add_passkey(page: Page, running: Installation) -> None:
    """On the page that everybody who came by a link gets first in a real clinic. The demo's staff do not; so what the
    server says of the person is replaced here."""

    def not_set_up(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=json.dumps(answer.json() | {"is_set_up": False}))

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.route("**/api/me", not_set_up)
    page.goto(f"{running.address}/app/caseload")
    expect(page.get_by_role("heading", name="Set up how you sign in")).to_be_visible()
    page.unroute("**/api/me")
    require_accessible(page)
    page.get_by_role("button", name="Create a passkey").click()
    expect(page.get_by_role("heading", level=1, name="Courses")).to_be_visible()


def test_a_patient_is_offered_a_passkey_and_comes_back_with_it(visitor: Any, running: Installation) -> None:
    page, device = visitor("patient", PHONE)
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    assert device.passkeys == []
    page, device = visitor("patient", PHONE)
    expect(page.get_by_role("heading", name="Sign in with your face or finger next time")).to_be_visible()
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    (made,) = device.passkeys
    assert made["userName"] == "My log"  # what the phone shows to whoever holds it
    page.goto(f"{running.address}/app/settings")
    page.get_by_role("button", name="Sign out").last.click()
    expect(page.get_by_role("heading", name="Welcome to Lodestone")).to_be_visible()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("link", name="Settings")).to_be_visible()


def test_staff_set_up_a_passkey_and_come_back_with_it_to_the_page_that_they_ask_for(
    visitor: Any, running: Installation
) -> None:
    page, _ = visitor("clinician")
    add_passkey(page, running)
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    expect(page.get_by_role("heading", name="Welcome to Lodestone")).to_be_visible()
    page.goto(f"{running.address}/app/alerts?show=closed")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1, name="Alerts")).to_be_visible()
    assert page.url.endswith("/app/alerts?show=closed")


def test_a_finger_that_is_not_the_owners_lets_nobody_in(visitor: Any, running: Installation) -> None:
    page, device = visitor("clinician")
    add_passkey(page, running)
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    device.verify(False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey was not used.")).to_be_visible()


def test_what_needs_a_fresh_proof_asks_for_the_passkey_and_goes_on(visitor: Any, running: Installation) -> None:
    """That a session is stale is the server's word, said here once in its place."""
    page, device = visitor("coordinator")
    page.goto(f"{running.address}/app/account")
    page.get_by_role("button", name="Create a passkey").click()
    expect(page.get_by_text("The passkey was added.")).to_be_visible()
    stale = json.dumps({"code": "verify-first", "message": "Prove first that it is you.", "details": {}})
    page.route(
        "**/api/me/passkeys/*/remove",
        lambda route: route.fulfill(status=403, body=stale, content_type="application/json"),
        times=1,
    )
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_role("dialog", name="Is it you?")).to_be_visible()
    require_accessible(page)
    page.get_by_role("button", name="Use your passkey").click()
    # The second call reached the server, which keeps staff from removing their only way in.
    expect(page.get_by_text("This is your only way to sign in.")).to_be_visible()
    expect(page.get_by_role("button", name="Add another passkey")).to_be_visible()
    assert len(device.passkeys) == 1


def test_an_idle_page_locks_and_shows_the_half_filled_form_to_the_same_person_only(
    visitor: Any, running: Installation
) -> None:
    page, device = visitor("clinician")
    add_passkey(page, running)
    page.clock.install()
    page.goto(f"{running.address}/app/patients/new")
    page.get_by_label("Name", exact=True).fill("Half Typed")
    page.clock.fast_forward("14:10")
    expect(page.get_by_text("This page locks in a minute.")).to_be_visible()
    page.clock.fast_forward("01:00")
    lock = page.get_by_role("dialog", name="This page is locked")
    expect(lock).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).not_to_be_visible()
    require_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(lock).to_be_visible()
    assert page.evaluate("fetch('/api/me').then((answer) => answer.status)") == 401
    page.get_by_role("button", name="Unlock with a passkey").click()
    expect(lock).not_to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Half Typed")

    other, others_device = visitor("technician")
    add_passkey(other, running)
    page.clock.fast_forward("16:00")
    expect(lock).to_be_visible()
    device.hold(others_device.passkeys)
    page.get_by_role("button", name="Unlock with a passkey").click()
    expect(page.get_by_role("heading", level=1, name="Courses")).to_be_visible()
    assert "technician" in page.locator(".desk-me").inner_text()
    page.goto(f"{running.address}/app/patients/new")
    expect(page.get_by_label("Name", exact=True)).to_have_value("")


def test_a_session_that_is_over_covers_the_page_and_leaves_it_as_it_was(visitor: Any, running: Installation) -> None:
    page, _ = visitor("clinician")
    add_passkey(page, running)
    page.clock.install()
    page.goto(f"{running.address}/app/patients/new")
    page.get_by_label("Name", exact=True).fill("Half Typed")
    leave = "fetch('/api/sign-out', {method: 'POST', body: '{}', headers: {'Content-Type': 'application/json'}})"
    assert page.evaluate(f"{leave}.then((answer) => answer.status)") == 204
    page.clock.fast_forward("01:10")  # the bar asks for open alerts, and is told that nobody is signed in
    expect(page.get_by_role("dialog", name="This page is locked")).to_be_visible()
    page.get_by_role("button", name="Unlock with a passkey").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Half Typed")
