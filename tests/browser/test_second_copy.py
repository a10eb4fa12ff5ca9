"""What waits lies on the phone twice, since Chromium can lose a whole database (docs/decisions/0010)."""

from contextlib import suppress

from playwright.sync_api import Error, Page, Route, expect

from tests.browser.conftest import Installation, until
from tests.browser.phones import (
    SYNC,
    api,
    copied,
    log_at_the_clinic,
    log_the_day,
    lose_the_store,
    moods_at_the_clinic,
    raw_records,
    until_offline_ready,
    waiting,
)


def test_what_waits_is_taken_back_when_the_browser_has_lost_it(page: Page, running: Installation) -> None:
    page.add_init_script("navigator.storage.persisted = async () => true")  # so that the session is bound to a key
    until_offline_ready(page)
    until(lambda: api(page, "/api/me")["is_bound"], "the clinic knows this phone's key")
    lost: list[str] = []

    def lose_the_answer(route: Route) -> None:
        with suppress(Error):  # the page may have gone on meanwhile
            lost.append(route.fetch().text())
            route.abort()

    page.route(SYNC, lose_the_answer)
    log_the_day(page, 3)
    until(lambda: moods_at_the_clinic(page) == [3] and lost, "it has reached the clinic, and no answer has come")
    device = [each for each in raw_records(page, "kept") if isinstance(each, str)]
    page.context.set_offline(True)
    page.get_by_role("button", name="Change").click()
    log_the_day(page, 4)
    until(lambda: 2 in raw_records(page, "kept", of_copy=True), "what was saved second is copied")
    assert copied(page) == 1
    page.goto(f"{running.address}/help")  # a page that does not open the store
    lose_the_store(page)
    page.goto(running.address)
    expect(page.get_by_text("4 of 10")).to_be_visible()
    expect(page.get_by_text("1 waiting on this phone")).to_be_visible()
    assert [each for each in raw_records(page, "kept") if isinstance(each, str)] == device
    page.unroute(SYNC)
    page.context.set_offline(False)
    until(lambda: moods_at_the_clinic(page) == [4], "the clinic takes it for the edit that it is")
    until(lambda: waiting(page) == 0, "nothing waits any more")
    until(lambda: copied(page) == 0, "nor in the copy")
    page.get_by_role("button", name="Change").click()
    log_the_day(page, 5)
    until(lambda: moods_at_the_clinic(page) == [5], "the same phone goes on counting")
    assert len(log_at_the_clinic(page)) == 1


def test_what_the_copy_cannot_take_is_saved_all_the_same(page: Page) -> None:
    page.evaluate("void (navigator.storageBuckets.open = () => Promise.reject(new DOMException('', 'UnknownError')))")
    log_the_day(page, 3)
    until(lambda: moods_at_the_clinic(page) == [3], "it arrives")
