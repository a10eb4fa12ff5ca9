"""A patient answers on the clinic's tablet, in a real browser: a visit, a worrying answer, and being left alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Request, expect

from tests.browser.conftest import DESK, Installation, until
from tests.browser.newcomers import Desk
from tests.browser.phones import tap
from tests.browser.test_passkeys import require_accessible
from tests.browser.test_updates import READY, look_for_updates, stamp
from tests.browser.test_updates import release as release

TABLET = {"width": 820, "height": 1180}
KEPT = """async () => [
  { ...sessionStorage }, Object.keys(localStorage), (await indexedDB.databases()).map(({ name }) => name),
  await Promise.all((await caches.keys()).map(async (name) =>
    (await (await caches.open(name)).keys()).map(({ url }) => url))),
]"""
OF_NOBODY = {
    "lodestone.help",
    "lodestone.active",
    "lodestone-language",
}  # the crisis card, when staff were here, a language


@pytest.fixture
def technician(running: Installation, person: Callable[..., Page]) -> Page:
    return person(running.new_links()["technician"], DESK)


@pytest.fixture
def tablet(running: Installation, person: Callable[..., Page]) -> Page:
    """An enrolled tablet on which the administrator is still signed in."""
    page = person(running.new_links()["admin"], TABLET)
    page.goto(f"{running.address}/app/clinic/access")
    page.get_by_label("Name of the tablet").fill("Waiting room")
    page.get_by_role("button", name="Enrol as a tablet").click()
    expect(page.get_by_text("Waiting room is enrolled.")).to_be_visible()
    return page


def asked(page: Page, path: str, body: object = None) -> Any:
    """What the server answers the page's browser; None for an answer without a body."""
    ask = """async ([path, body]) => {
      const posted = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }
      const answer = await fetch(path, body ? posted : {})
      return answer.status === 204 ? null : answer.json()
    }"""
    return page.evaluate(ask, [path, body])


@pytest.fixture
def patient(running: Installation, desk_of: Callable[[], Desk]) -> str:
    """A new patient, whose day nobody has logged and for whom a PHQ-9 is due."""
    return desk_of().add_patient()


def code_on_the_page(technician: Page, running: Installation, patient: str) -> str:
    technician.goto(f"{running.address}/app/patients/{patient}")
    technician.get_by_text("Give a code for the clinic's tablet").click()
    technician.get_by_role("button", name="Make a code").click()
    code = technician.locator(".card strong.spoken")
    expect(code).to_be_visible()
    return code.inner_text()


def enter(tablet: Page, running: Installation, code: str) -> None:
    tablet.goto(f"{running.address}/kiosk")
    tablet.get_by_label("Code from your team").fill(code)
    tablet.get_by_role("button", name="Start").click()
    expect(tablet.get_by_role("heading", name="Is this you")).to_be_visible()


def log_the_day(tablet: Page) -> None:
    tap(tablet.get_by_role("radio", name="4", exact=True))
    tap(tablet.get_by_role("radio", name="No", exact=True))
    tablet.get_by_role("button", name="Save", exact=True).click()


def answer(tablet: Page, words: str) -> None:
    tap(tablet.get_by_role("radio", name=words, exact=True))


def safety_answers_in(request: Request) -> list[int]:
    """The values of the safety answers that the tablet sends with a request."""
    if not request.url.endswith("/api/kiosk/entries"):
        return []
    return [each["content"]["value"] for each in request.post_data_json["items"] if each["kind"] == "safety-answer"]


def test_a_whole_visit(technician: Page, tablet: Page, running: Installation, patient: str) -> None:
    tablet.goto(f"{running.address}/kiosk")
    expect(tablet.get_by_role("heading", name="Your questions for today")).to_be_visible()
    assert tablet.evaluate("fetch('/api/me').then((answer) => answer.status)") == 401  # whoever handed it over
    require_accessible(tablet)
    enter(tablet, running, code_on_the_page(technician, running, patient))
    require_accessible(tablet)
    tablet.get_by_role("button", name="Yes, start").click()
    require_accessible(tablet)
    tablet.get_by_role("button", name="Get help now").click()
    expect(tablet.get_by_role("heading", name="Please tell the desk now")).to_be_visible()
    require_accessible(tablet)
    tablet.get_by_role("button", name="Back to the questions").click()
    log_the_day(tablet)

    assert answer_all(tablet) > 9
    assert tablet.url.endswith("/kiosk?thanks")
    require_accessible(tablet)
    assert tablet.evaluate("fetch('/api/kiosk?on=2026-01-01').then((answer) => answer.status)") == 401
    session, local, databases, cached = tablet.evaluate(KEPT)
    assert (session, databases) == ({}, [])
    assert set(local) <= OF_NOBODY
    assert [url for urls in cached for url in urls if "/api/" in url or "/kiosk" in url] == []
    rows = asked(technician, "/api/caseload?limit=200")["rows"]
    (course,) = [each["course_id"] for each in rows if each["patient_id"] == patient]
    page = asked(technician, f"/api/courses/{course}/forms")
    assert "kiosk" in {each["mode"] for each in page["responses"]}


def answer_all(tablet: Page) -> int:
    """Answer whatever is asked until the thanks, with a worrying answer on the way; how many screens it took."""
    answered = 0
    told: list[int] = []
    tablet.on("request", lambda request: told.extend(safety_answers_in(request)))
    thanks = tablet.get_by_role("heading", name="Thank you. Please give the tablet back.")
    send, question = tablet.get_by_role("button", name="Send"), tablet.locator("fieldset.question")
    while True:
        expect(question.or_(send).or_(thanks)).to_be_visible()
        if thanks.is_visible():
            break
        before = tablet.get_by_role("heading", level=1).inner_text()
        if send.is_visible():
            send.click()
        elif "better off dead" in before:
            # Help is there at the first answer that the arrow passes, the clinic hears of the one that is meant.
            answer(tablet, "Not at all")
            for _ in range(2):
                tablet.keyboard.press("ArrowDown")
                expect(tablet.get_by_role("heading", name="Please tell the desk now")).to_be_visible()
            expect(tablet.get_by_text("Your clinic has been told about this answer.")).to_be_visible()
            require_accessible(tablet)
            assert told == [2]
            tablet.get_by_role("button", name="Continue").click()
        else:
            tap(question.locator("input[type=radio]").first)
            tablet.get_by_role("button", name="Continue").click()
        expect(tablet.get_by_role("heading", level=1)).not_to_have_text(before)
        answered += 1
    return answered


def test_a_tablet_that_is_left_alone_asks_and_then_forgets(
    technician: Page, tablet: Page, running: Installation, patient: str
) -> None:
    code = code_on_the_page(technician, running, patient)
    tablet.clock.install()
    enter(tablet, running, code)
    tablet.get_by_role("button", name="Yes, start").click()
    expect(tablet.get_by_role("radio", name="4", exact=True)).to_be_attached()
    tablet.clock.fast_forward("01:32")
    expect(tablet.get_by_role("heading", name="Are you still there?")).to_be_visible()
    require_accessible(tablet)
    tablet.get_by_role("button", name="Yes, go on").click()
    expect(tablet.get_by_role("heading", name="Are you still there?")).not_to_be_visible()
    tablet.clock.fast_forward("01:32")
    tablet.clock.fast_forward("00:31")
    expect(tablet.get_by_role("heading", name="Please give the tablet back")).to_be_visible()
    assert tablet.url.endswith("/kiosk?unfinished")
    assert tablet.evaluate("fetch('/api/kiosk?on=2026-01-01').then((answer) => answer.status)") == 401
    require_accessible(tablet)


def test_no_new_version_interrupts_a_visit(
    technician: Page, tablet: Page, running: Installation, patient: str, release: Callable[[], None]
) -> None:
    enter(tablet, running, code_on_the_page(technician, running, patient))
    until(lambda: tablet.evaluate("Boolean(navigator.serviceWorker.controller)"), "its worker has taken hold")
    asked_to_stay: list[str] = []

    def asks(dialog: Dialog) -> None:
        asked_to_stay.append(dialog.type)
        dialog.accept()

    tablet.on("dialog", asks)
    tablet.get_by_role("button", name="Yes, start").click()
    tap(tablet.get_by_role("radio", name="4", exact=True))
    old = stamp(tablet)
    other = tablet.context.new_page()
    other.goto(running.address)
    release()
    look_for_updates(other)
    other.get_by_role("button", name="Use it now").click()
    expect(other.get_by_text("You have begun something in another window.", exact=False)).to_be_visible()
    tablet.bring_to_front()
    expect(tablet.get_by_text(READY)).to_have_count(0)
    expect(tablet.get_by_role("radio", name="4", exact=True)).to_be_checked()
    assert stamp(tablet) == old
    log_the_day(tablet)
    answer_all(tablet)
    assert asked_to_stay == []  # the visit ends by itself
    other.bring_to_front()
    other.get_by_role("button", name="Use it now").click()
    until(lambda: stamp(other) not in ("", old), "the new version is taken once nobody is at it")


def test_without_a_network_the_tablet_names_paper(tablet: Page, running: Installation) -> None:
    tablet.goto(f"{running.address}/kiosk")
    tablet.get_by_label("Code from your team").fill("ABCD-EFGH")
    tablet.context.set_offline(True)
    tablet.get_by_role("button", name="Start").click()
    expect(tablet.get_by_text("Please ask the desk for the questions on paper.")).to_be_visible()
    tablet.context.set_offline(False)


def test_a_browser_that_is_no_tablet_says_so(person: Callable[..., Page], running: Installation) -> None:
    page = person(f"{running.address}/kiosk", TABLET, enter=False)
    expect(page.get_by_text("This is not one of the clinic's tablets.")).to_be_visible()
    require_accessible(page)
