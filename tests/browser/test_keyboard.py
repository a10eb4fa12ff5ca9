"""A keyboard alone can do everything: the patient's way through a day and the staff's through a session.

At every step the focus is in sight, with a ring that can be told from what is behind it; Tab comes by everything and is
caught nowhere; a new page has its heading focused; a dialog keeps the focus and gives it back.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Installation, new_installation
from tests.browser.keyboard import Keyboard
from tests.browser.looking import problems_of
from tests.browser.states import VERIFY_FIRST
from tests.browser.test_recording_a_session import course_where, is_ready


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Of their own: other tests count what this patient saved today."""
    yield from new_installation(tmp_path_factory)


def test_a_patient_joins_logs_answers_and_leaves_by_keyboard(
    person: Callable[..., Page], running: Installation
) -> None:
    page = person(running.new_links()["patient"], enter=False)
    keys = Keyboard(page)
    keys.follow(page.get_by_role("button", name="Continue"))
    # This line comes with the clinic's word about today, which builds the form anew and brings the questionnaire.
    expect(page.locator("h1 + p")).not_to_be_empty()
    keys.go_round()
    log_a_day_with_a_side_effect(keys)
    answer_a_questionnaire(keys)
    keys.follow(page.get_by_role("link", name="My course"))
    keys.go_round()
    keys.follow(page.get_by_role("link", name="Get help now"))
    keys.go_round()
    keys.follow(page.get_by_role("link", name="Back"))
    keys.follow(page.get_by_role("link", name="Settings"))
    # Its sections come one by one, each pushing down those below it.
    expect(page.get_by_role("button", name="Show who looked")).to_be_visible()
    expect(page.locator(".roomy > .stack[hidden]")).to_have_count(0)
    keys.go_round()
    a_dialog_keeps_the_focus_and_gives_it_back(keys)
    keys.follow(page.get_by_role("button", name="Sign out", exact=True))
    expect(page.get_by_label("Your link or code")).to_be_visible()
    assert not keys.unseen, "\n".join(keys.unseen)


def log_a_day_with_a_side_effect(keys: Keyboard) -> None:
    page = keys.page
    keys.enter(page.get_by_role("button", name="Save", exact=True))
    # What is missing is said, and the focus goes there.
    expect(page.get_by_role("radio", name="0", exact=True)).to_be_focused()
    keys.choose(page.get_by_role("radio", name="6", exact=True))
    keys.choose(page.get_by_role("radio", name="Yes", exact=True))
    keys.enter(page.get_by_text("Anything else?"))
    grade = page.locator(".effects").get_by_role("radio", name="Medium").first
    keys.reach(grade, back=True)
    keys.choose(grade)
    keys.enter(page.get_by_text("Add a note"))
    keys.type(page.get_by_label("A note for your clinic"), "By keyboard.")
    keys.enter(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("Saved. Thank you.")).to_be_visible()
    keys.is_at_heading()
    expect(page.get_by_text("By keyboard.")).to_be_visible()
    keys.go_round()


def answer_a_questionnaire(keys: Keyboard) -> None:
    page = keys.page
    page.goto(f"{page.evaluate('location.origin')}/app/questionnaire/phq-9")
    further = page.get_by_role("button", name="Continue", exact=True)
    for number in range(1, 30):
        expect(page.get_by_role("radio").first).to_be_attached()
        keys.choose(page.get_by_role("radio").first)
        keys.follow(further)
        if number == 2:
            keys.follow(page.get_by_role("link", name="Back"))
            expect(page.get_by_role("radio").first).to_be_checked()
            keys.follow(further)
        if page.get_by_role("heading", name="Check your answers").is_visible():
            break
    assert list(problems_of(page)) == []
    keys.go_round()
    keys.follow(page.get_by_role("link", name=re.compile("^Change")).first)
    keys.follow(further)
    keys.follow(page.get_by_role("button", name="Send to my clinic"))
    expect(page.get_by_role("heading", name="Saved. Thank you.")).to_be_visible()
    assert list(problems_of(page)) == []
    keys.follow(page.get_by_role("main").get_by_role("link").first)


def a_dialog_keeps_the_focus_and_gives_it_back(keys: Keyboard) -> None:
    page = keys.page
    page.route("**/api/me/readers*", lambda route: route.fulfill(status=403, json=VERIFY_FIRST), times=1)
    opener = page.get_by_role("button", name="Show who looked")
    keys.enter(opener)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for _ in range(8):
        keys.press("Tab")
        # Between the last stop and the first lies the browser's own bar, which is none of the page's.
        assert page.evaluate(
            "document.activeElement.closest('dialog') !== null || document.activeElement === document.body"
        )
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_staff_record_a_session_and_see_to_an_alert_by_keyboard(
    person: Callable[..., Page], running: Installation
) -> None:
    page = person(running.new_links()["clinician"], DESK, enter=False)
    keys = Keyboard(page)
    keys.follow(page.get_by_role("button", name="Continue"))
    expect(page.get_by_role("main").locator('a[href^="/app/courses/"]').first).to_be_visible()
    keys.go_round()
    course = course_where(page, is_ready)
    page.goto(f"{page.evaluate('location.origin')}/app/courses/{course}")
    record_a_session(keys, course)
    see_to_an_alert(keys)
    keys.follow(page.locator('a[href="/app/account"]'))
    expect(page.get_by_role("button", name="Set up a password")).to_be_visible()
    page.wait_for_load_state("networkidle")  # its sections come one by one
    keys.go_round()
    keys.follow(page.get_by_role("button", name="Sign out", exact=True))
    expect(page.get_by_label("Your link or code")).to_be_visible()
    assert not keys.unseen, "\n".join(keys.unseen)


def record_a_session(keys: Keyboard, course: str) -> None:
    page = keys.page
    keys.follow(page.locator(f'main a[href="/app/courses/{course}/session"]').first)
    keys.go_round()
    keys.enter(page.get_by_role("button", name="Asked and saved"))
    save = page.get_by_role("button", name="Save session")
    expect(save).to_be_visible()
    keys.enter(save)
    told = page.get_by_text(re.compile(r"Session \d+ is recorded\."))
    sure = page.get_by_role("button", name="Yes, this is right")
    expect(told.or_(sure)).to_be_visible()
    if sure.is_visible():
        # On a weekend the server asks first: the question is a dialog, which gives the focus back when it is left.
        page.keyboard.press("Escape")
        expect(save).to_be_focused()
        page.keyboard.press("Enter")
        keys.enter(sure)
    expect(told).to_be_visible()


def see_to_an_alert(keys: Keyboard) -> None:
    page = keys.page
    keys.follow(page.get_by_role("navigation").get_by_role("link", name="Alerts"))
    alert = page.get_by_role("main").locator('a[href^="/app/alerts/"]').first
    expect(alert).to_be_visible()
    keys.go_round()
    keys.follow(alert)
    keys.go_round()
    keys.enter(page.get_by_role("button", name="Add a note").first)
    keys.type(page.get_by_role("textbox").first, "Called, by keyboard.")
    keys.enter(page.locator("form").get_by_role("button").first)
    expect(page.get_by_text("Called, by keyboard.").first).to_be_visible()
