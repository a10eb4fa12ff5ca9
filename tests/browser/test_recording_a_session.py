"""A technician between two patients: the check, one look, one press; and what keeps a session from being opened."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Installation

TABLET = {"width": 1280, "height": 800}


@pytest.fixture
def technician(running: Installation, person: Callable[..., Page]) -> Page:
    return person(running.new_links()["technician"], TABLET)


def api(page: Page, path: str) -> Any:
    return page.evaluate("(path) => fetch(path).then((answer) => answer.json())", path)


def course_where(page: Page, fits: Callable[[Any], bool]) -> str:
    """The first running course whose row in the caseload and whose proposed session fit."""
    for row in api(page, "/api/caseload?limit=200")["rows"]:
        if fits(api(page, f"/api/courses/{row['course_id']}/session-proposal") | row):
            return str(row["course_id"])
    pytest.fail("The demo clinic has no such course.")


def is_ready(each: Any) -> bool:
    """A course that goes on today, with nothing in its way and no check made yet."""
    return bool(each["last"] and each["state"] == "active") and not each["holds"] and not each["re_check"]


def open_session(page: Page, course: str) -> None:
    page.goto(f"{page.evaluate('location.origin')}/app/courses/{course}/session")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_ordinary_session_is_the_check_and_one_press_without_scrolling(technician: Page) -> None:
    course = course_where(technician, is_ready)
    before = api(technician, f"/api/courses/{course}/session-proposal")
    open_session(technician, course)
    technician.get_by_role("button", name="Asked and saved").click()
    save = technician.get_by_role("button", name="Save session")
    expect(save).to_be_in_viewport()
    assert technician.evaluate("document.documentElement.scrollHeight <= innerHeight")
    save.click()
    # On a weekend, or after the day's session, the server asks first: the demo does not choose its day.
    told = technician.get_by_text(f"Session {before['number']} is recorded.")
    expect(told.or_(technician.get_by_role("button", name="Yes, this is right"))).to_be_visible()
    if not told.is_visible():
        technician.get_by_role("button", name="Yes, this is right").click()
    expect(told).to_be_visible()
    (stored,) = [
        each
        for each in api(technician, f"/api/courses/{course}/sessions")["sessions"]
        if each["number"] == before["number"]
    ]
    assert stored["blocks"] == before["blocks"]
    assert (stored["state"], stored["threshold_id"]) == ("full", before["threshold"]["id"])


def test_a_yes_holds_the_session_and_a_technician_cannot_clear_it(technician: Page) -> None:
    course = course_where(technician, is_ready)
    open_session(technician, course)
    technician.get_by_label("Slept less than 5 hours").check()
    technician.get_by_label("What exactly").fill("A wedding")
    technician.get_by_role("button", name="Asked and saved").click()
    expect(technician.get_by_role("heading", name=re.compile("Hold: check before the session"))).to_be_visible()
    expect(technician.get_by_role("button", name="Clear the hold")).to_have_count(0)
    expect(technician.get_by_role("button", name="Save session")).to_have_count(0)


def test_the_unusual_is_asked_and_nothing_typed_is_lost(technician: Page) -> None:
    course = course_where(technician, is_ready)
    open_session(technician, course)
    technician.get_by_role("button", name="Asked and saved").click()
    technician.get_by_label("Intensity, % of MT").fill("125")
    technician.get_by_label("Note", exact=True).fill("Ramped up")
    technician.get_by_role("button", name="Save session").click()
    dialog = technician.get_by_role("dialog")
    expect(dialog).to_contain_text("125 % of the motor threshold is above 120 %.")
    dialog.get_by_role("button", name="No, change it").click()
    expect(dialog).to_have_count(0)
    expect(technician.get_by_label("Note", exact=True)).to_have_value("Ramped up")
    technician.get_by_role("button", name="Save session").click()
    technician.get_by_role("button", name="Yes, this is right").click()
    expect(technician.get_by_text(re.compile(r"Session \d+ is recorded."))).to_be_visible()
