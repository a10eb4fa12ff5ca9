"""Getting in and staying in: codes that are typed, digits on paper, a lost phone, and the app on the home screen."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESK, PHONE, Installation, enter_by_invitation, until
from tests.browser.phones import tap


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Browser profiles that nobody is signed in to."""
    made: list[BrowserContext] = []

    def make(**rest: Any) -> BrowserContext:
        made.append(browser.new_context(viewport=PHONE, locale="en-GB", timezone_id="Europe/Berlin", **rest))
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def desk(person: Callable[..., Page], running: Installation) -> Page:
    """A technician at the page of a patient of the demo clinic."""
    page = person(running.new_links()["technician"], DESK)
    page.get_by_role("main").locator('a[href^="/app/courses/"]').first.click()
    page.get_by_role("link", name="Invite, or end access").click()
    expect(page.get_by_role("heading", name="Phone and access")).to_be_visible()
    return page


def spoken(page: Page) -> str:
    """The code or the digits that a page shows last."""
    shown = page.locator(".spoken").last
    expect(shown).to_be_visible()
    return (shown.text_content() or "").replace(" ", "")


def api(page: Page, path: str) -> Any:
    return page.evaluate("path => fetch(path).then((answer) => answer.json())", path)


def join_with(page: Page, running: Installation, code: str) -> None:
    page.goto(running.address)
    page.get_by_label("Your link or code").fill(code)
    page.get_by_role("button", name="Open").click()


def test_a_patient_without_a_camera_types_the_code(
    desk: Page, contexts: Callable[..., BrowserContext], running: Installation
) -> None:
    desk.get_by_role("button", name="Invite on this screen").click()
    phone = contexts().new_page()
    join_with(phone, running, spoken(desk).lower())
    enter_by_invitation(phone, running.address)
    assert api(phone, "/api/me")["role"] == "patient"
    # The link or code opened once more on the same phone leads on, and asks for no other one.
    phone.goto(f"{running.address}/i#0000-0000-0000")
    expect(phone.get_by_role("heading", name="You are in already")).to_be_visible()


def test_a_printed_invitation_asks_for_the_digits(
    desk: Page, contexts: Callable[..., BrowserContext], running: Installation
) -> None:
    desk.get_by_role("button", name="Invite on paper").click()
    digits = spoken(desk)
    link = desk.locator(".link-text").text_content() or ""
    desk.emulate_media(media="print")
    expect(desk.locator(".spoken").last).to_be_hidden()
    phone = contexts().new_page()
    phone.goto(link)
    phone.get_by_label("Six digits").fill("000000" if digits != "000000" else "111111")
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_role("alert").filter(has_text="not the six digits")).to_be_visible()
    phone.get_by_label("Six digits").fill(f"{digits[:3]} {digits[3:]}")
    phone.get_by_role("button", name="Continue").click()
    until(lambda: api(phone, "/api/me").get("role") == "patient", "the patient is in")


def test_a_lost_phone_is_shut_out_and_the_patient_is_told(
    desk: Page, contexts: Callable[..., BrowserContext], running: Installation
) -> None:
    lost = joined(desk, contexts().new_page(), running)
    desk.get_by_role("button", name="End all access").click()
    desk.get_by_label("Why").fill("The phone was lost")
    desk.get_by_role("button", name="End all access").last.click()
    expect(desk.get_by_text("Compare at least two", exact=False).first).to_be_visible()
    desk.get_by_label("Name", exact=True).check()
    desk.get_by_label("Date of birth").check()
    desk.get_by_role("button", name="End all access").last.click()
    expect(desk.locator(".told")).to_contain_text("is ended")
    assert api(lost, "/api/me")["code"] == "sign-in-needed"
    found = joined(desk, contexts().new_page(), running)
    found.goto(running.address)
    notice = found.get_by_text("Your clinic ended your earlier sign-ins", exact=False)
    expect(notice).to_be_visible()
    found.get_by_role("button", name="OK").click()
    expect(notice).to_be_hidden()
    # The notice goes at once; the clinic hears of it a moment later.
    until(lambda: api(found, "/api/me")["revoked"] is None, "the clinic knows that the patient has read it")


def test_a_code_of_the_clinic_shows_the_scores(
    desk: Page, contexts: Callable[..., BrowserContext], running: Installation
) -> None:
    phone = joined(desk, contexts().new_page(), running)
    # As a day later: the session goes on and the proof is over.
    phone.route("**/api/my-course", lambda route: route.fulfill(status=403, json=VERIFY_FIRST), times=1)
    phone.goto(f"{running.address}/app/course")
    phone.get_by_role("button", name="Show my scores").click()
    desk.get_by_role("button", name="Tell a code to open the record").click()
    desk.get_by_role("button", name="Tell a code to open the record").last.click()
    told = desk.get_by_text("It works once").locator(".spoken")
    expect(told).to_be_visible()
    phone.get_by_label("Code from your clinic").fill(told.text_content() or "")
    phone.get_by_role("button", name="Use the code").click()
    expect(phone.get_by_role("dialog")).to_be_hidden()
    expect(phone.get_by_role("button", name="Show my scores")).to_be_hidden()
    expect(phone.get_by_role("heading", name="over time").first).to_be_visible()


def test_the_app_on_the_home_screen_goes_on_and_signs_what_it_sends(
    newcomer: Callable[..., Page], contexts: Callable[..., BrowserContext], running: Installation
) -> None:
    """As on an iPhone: the app begins with a copy of the browser's cookies, and with a storage of its own."""
    tab = newcomer()
    expect(tab.get_by_role("button", name="Save")).to_be_visible()
    app_context = contexts(storage_state={"cookies": tab.context.cookies(), "origins": []})
    app_context.add_init_script("Object.defineProperty(navigator, 'standalone', { value: true })")
    app = app_context.new_page()
    app.goto(running.address)
    expect(app.get_by_role("button", name="Save")).to_be_visible()
    until(lambda: api(app, "/api/me").get("is_bound"), "the app has a key and the clinic knows it")
    log_a_day(app, 7)
    until(lambda: [each["mood"]["raw"] for each in log_of(app)][:1] == [7], "what the app signed arrives")
    # The browser's tab can still send what was saved there, and the copied cookie of the app sends nothing.
    log_a_day(tab, 4)
    until(lambda: 4 in [each["mood"]["raw"] for each in log_of(tab)], "what the tab had saved arrives")
    thief = contexts(storage_state={"cookies": app.context.cookies(), "origins": []}).new_page()
    thief.goto(f"{running.address}/help")
    answer = thief.evaluate(
        """() => fetch("/api/call-me", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" })
               .then((answer) => answer.json())"""
    )
    assert answer["code"] == "wrong-device"
    # Without its key the app loses nothing: what is saved stays on the phone, and the patient is told to sign in.
    app.evaluate(FORGET_KEY)
    app.reload()
    app.get_by_role("button", name="Change").click()
    log_a_day(app, 2)
    expect(app.get_by_text("Your sign-in has ended", exact=False)).to_be_visible()
    expect(app.get_by_text("1 waiting on this phone", exact=False)).to_be_visible()


def test_a_tab_signs_what_it_sends_where_its_storage_is_kept_for_good(newcomer: Callable[..., Page]) -> None:
    tab = newcomer()
    expect(tab.get_by_role("button", name="Save")).to_be_visible()
    assert api(tab, "/api/me")["is_bound"] is False
    tab.add_init_script("navigator.storage.persisted = async () => true")
    tab.reload()
    until(lambda: api(tab, "/api/me")["is_bound"], "the tab has a key and the clinic knows it")
    log_a_day(tab, 6)
    until(lambda: [each["mood"]["raw"] for each in log_of(tab)] == [6], "what it signed arrives")


VERIFY_FIRST = {"code": "verify-first", "message": "Prove first that it is you.", "details": {}}
FORGET_KEY = """async () => {
  const [{ name }] = (await indexedDB.databases()).filter(({ name }) => /^lodestone-/.test(name))
  await new Promise((done) => {
    indexedDB.open(name).onsuccess = ({ target }) => {
      const write = target.result.transaction("kept", "readwrite")
      write.objectStore("kept").delete("key")
      write.oncomplete = () => { target.result.close(); done() }
    }
  })
}"""


def joined(desk: Page, phone: Page, running: Installation) -> Page:
    """The phone of the desk's patient, who typed the code."""
    desk.get_by_role("button", name="Invite on this screen").click()
    join_with(phone, running, spoken(desk))
    phone.get_by_role("button", name="Continue").click()
    until(lambda: api(phone, "/api/me").get("role") == "patient", "the patient is in")
    return phone


def log_a_day(phone: Page, mood: int) -> None:
    tap(phone.get_by_role("radio", name=str(mood), exact=True))
    tap(phone.get_by_role("radio", name="No", exact=True))
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Saved. Thank you.")).to_be_visible()


def log_of(page: Page) -> list[dict[str, Any]]:
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    return [each for each in api(page, f"/api/today?on={today}")["log"] if each["felt_on"] == today]
