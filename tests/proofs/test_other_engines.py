"""A day's way in Firefox and in WebKit, Safari's engine: join, log offline, reload, come back, exactly one entry."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Installation, answers, new_installation, until
from tests.browser.engines import Engine, Firefox, TlsFront, WebKit
from tests.browser.newcomers import Desk
from tests.browser.phones import LOOK

MOOD = 3


@pytest.fixture(params=[Firefox, WebKit])
def engine(request: pytest.FixtureRequest) -> type[Firefox | WebKit]:
    found: type[Firefox | WebKit] = request.param
    return found


@pytest.fixture
def lodestone(
    engine: type[Firefox | WebKit], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installation, Desk]]:
    """An installation at an address that the engine takes for secure, and its desk, whose links lead there."""
    for installation in new_installation(tmp_path_factory):
        desk = Desk(installation.port, installation.links["clinician"])
        with ExitStack() as over:
            if engine.needs_tls:
                front = over.enter_context(closing(TlsFront(installation.port)))
                installation.stop()
                installation.further = {"LODESTONE_ADDRESS": f"https://localhost:{front.port}"}
                installation.start()
            yield installation, desk


def test_a_day_logged_offline_arrives_once(
    lodestone: tuple[Installation, Desk], engine: type[Firefox | WebKit], tmp_path: Path
) -> None:
    clinic, desk = lodestone
    address = clinic.environment["LODESTONE_ADDRESS"]
    with closing(engine(tmp_path)) as browser:
        browser.go(desk.invite(desk.add_patient()))
        until(lambda: press(browser, "Continue"), "the invitation is shown")
        until(lambda: shows(browser, "of 36"), "the patient is in")
        until(
            lambda: browser.run("navigator.serviceWorker.getRegistration().then((found) => Boolean(found?.active))"),
            "the worker is in place",
        )
        browser.go(address)
        until(lambda: browser.run("Boolean(navigator.serviceWorker.controller)"), "the page is served by its worker")

        clinic.stop()
        assert not answers(clinic.address)
        browser.go(address)
        until(lambda: choose(browser, "mood", str(MOOD)), "the form opens without the server")
        assert choose(browser, "any-side-effects", "No")
        assert press(browser, "Save")
        until(lambda: shows(browser, "Saved. Thank you."), "it is saved")
        browser.go(address)
        until(lambda: shows(browser, "1 waiting on this phone"), "it is still there after a reload")
        assert [sorted(each) for each in browser.run(f"({LOOK})(arguments[0])", ["jobs", False])] == [
            ["by", "id", "iv", "sealed"]
        ], "sealed, with a key that this browser keeps"

        clinic.start()
        browser.run("window.dispatchEvent(new Event('online'))")
        until(lambda: shows(browser, "0 waiting on this phone · 1 confirmed"), "it is confirmed")
        log = browser.run(
            """fetch("/api/today?on=" + new Date().toLocaleDateString("sv")).then((answer) => answer.json())
                 .then(({ log }) => log)"""
        )
        assert [each["mood"]["raw"] for each in log] == [MOOD]


def shows(browser: Engine, words: str) -> bool:
    return words in str(browser.run("document.body.innerText"))


def press(browser: Engine, name: str) -> Any:
    """Press the button of this name; whether it was there."""
    find = "[...document.querySelectorAll('button')].find((each) => each.textContent.trim() === arguments[0])"
    return browser.run(f"((found) => (found?.click(), Boolean(found)))({find})", name)


def choose(browser: Engine, group: str, label: str) -> Any:
    """Choose among radio buttons by what is written at them; whether it was there."""
    labelled = "[...each.labels].some((label) => label.textContent.trim().split(/\\s/)[0] === arguments[1])"
    find = f"[...document.querySelectorAll(`input[name=${{arguments[0]}}]`)].find((each) => {labelled})"
    return browser.run(f"((found) => (found?.click(), Boolean(found?.checked)))({find})", group, label)
