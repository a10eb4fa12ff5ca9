"""A clinician who reads German: what the server wrote in English stands on the page in German."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Installation


@pytest.fixture
def clinician(running: Installation, person: Callable[..., Page]) -> Page:
    """With German chosen in this browser alone: others share the demo's clinician."""
    page = person(running.new_links()["clinician"], DESK)
    page.evaluate("localStorage.setItem('lodestone-language', 'de')")
    return page


def api(page: Page, path: str) -> Any:
    return page.evaluate("(path) => fetch(path).then((answer) => answer.json())", path)


def test_the_titles_of_alerts_are_german(clinician: Page, running: Installation) -> None:
    alerts = api(clinician, "/api/alerts")["alerts"]
    strong = next(each for each in alerts if each["title"].startswith("Strong side effect reported: "))
    clinician.goto(f"{running.address}/app/alerts/{strong['id']}")
    expect(
        clinician.get_by_role("heading", name=re.compile("^Starke Nebenwirkung gemeldet: .+ \\(stark"))
    ).to_be_visible()
    expect(clinician.get_by_text("Tagebucheintrag")).to_be_visible()
    story = clinician.get_by_role("listitem").filter(has_text="Ausgelöst")
    expect(story).to_contain_text("Starke Nebenwirkung gemeldet: ")
    expect(clinician.get_by_text("Strong side effect")).to_have_count(0)
    clinician.goto(f"{running.address}/app/caseload")
    expect(clinician.get_by_text("Starke Nebenwirkung gemeldet: ").first).to_be_visible()


def test_objections_stand_at_their_fields_in_german(clinician: Page, running: Installation) -> None:
    alert = api(clinician, "/api/alerts")["alerts"][0]
    clinician.goto(f"{running.address}/app/alerts/{alert['id']}")
    clinician.get_by_role("button", name="Notiz hinzufügen").click()
    clinician.get_by_role("button", name="Notiz speichern").click()
    expect(clinician.get_by_text("Hier passen 3 bis 4.000 Zeichen.")).to_be_visible()
