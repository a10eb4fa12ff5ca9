"""Passwords with an authenticator app, and single sign-on at a real provider, in a real browser."""

import re
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP

from tests.browser.conftest import DESK, PHONE, Installation
from tests.far_ends import serving
from tests.identity_provider import CLIENT_ID, CLIENT_SECRET, ProviderEnd

PASSWORD = "four otters on a kettle"  # noqa: S105


def code_of(secret: str, steps: int) -> str:
    """The code of the app now (0), or of the step after, which the server takes too and nobody used yet."""
    return TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30 * steps))


def set_up(page: Page, login: str) -> str:
    """Sets a password and an authenticator app up on the page; returns the app's secret."""
    page.get_by_role("button", name="Set up a password").click()
    page.get_by_label("Sign-in name").fill(login)
    page.get_by_label("New password").fill("Password1234")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("Many people choose this password")).to_be_visible()
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    page.get_by_role("button", name="Set up the authenticator app").click()
    expect(page.get_by_role("img", name="The secret as a square code")).to_be_visible()
    secret = re.sub(r"\s", "", page.locator("code").inner_text())
    page.get_by_label("Code from your authenticator app").fill(code_of(secret, 0))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("The authenticator app is set up.")).to_be_visible()
    return secret


def test_staff_set_a_password_up_and_sign_in_with_it(person: Callable[..., Page], running: Installation) -> None:
    page = person(running.new_links()["technician"], DESK)
    page.goto(f"{running.address}/app/account")
    login = f"tech.{time.monotonic_ns()}"
    secret = set_up(page, login)
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_text("Sign in with a password").click()
    page.get_by_label("Sign-in name").fill(login)
    page.get_by_label("Password", exact=True).fill("not this one at all")
    page.get_by_label("Code from your authenticator app").fill(code_of(secret, 1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="do not belong together")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Code from your authenticator app").fill(code_of(secret, 1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/app/caseload"))


@pytest.fixture
def with_provider(tmp_path: Path) -> Iterator[tuple[Installation, ProviderEnd]]:
    """An installation of its own that has a provider."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secret = tmp_path / "client-secret"
    secret.write_text(CLIENT_SECRET)
    secret.chmod(0o600)
    with serving(ProviderEnd(time.time)) as end:
        lodestone = Installation(tmp_path, port)
        lodestone.further = {
            "LODESTONE_SSO_ISSUER": end.issuer,
            "LODESTONE_SSO_CLIENT_ID": CLIENT_ID,
            "LODESTONE_SSO_CLIENT_SECRET_FILE": str(secret),
            "LODESTONE_SSO_NAME": "Hospital login",
        }
        lodestone.start()
        try:
            yield lodestone, end
        finally:
            lodestone.stop()


def test_staff_set_single_sign_on_up_and_sign_in_by_it(
    person: Callable[..., Page], with_provider: tuple[Installation, ProviderEnd]
) -> None:
    lodestone, end = with_provider
    page = person(f"{lodestone.address}/help", PHONE, enter=False)
    page.goto(lodestone.links["clinician"])
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{lodestone.address}/app/caseload")
    page.goto(f"{lodestone.address}/app/account")
    page.get_by_role("button", name="Set up Hospital login").click()
    page.wait_for_url(f"{lodestone.address}/app/account")
    expect(page.get_by_role("button", name="Remove it")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Sign in with Hospital login").click()
    page.wait_for_url(f"{lodestone.address}/app/caseload")
    # Neither the code nor the state is left in the history.
    page.go_back()
    assert "code=" not in page.url
    assert end.asked.count("/token") == 2
