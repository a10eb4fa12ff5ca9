"""A phone whose storage fails says so wherever something was to be changed, and can be asked again."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import until
from tests.browser.phones import delete_the_day, log_the_day, moods_at_the_clinic


def test_what_cannot_be_deleted_or_taken_back_says_so_and_stays(newcomer: Callable[..., Page]) -> None:
    page = newcomer()
    log_the_day(page, 4)
    until(lambda: moods_at_the_clinic(page) == [4], "the entry arrives")
    unchanged = page.get_by_role("alert").filter(has_text="nothing has changed")
    page.evaluate(BREAK)
    delete_the_day(page)
    expect(unchanged).to_be_visible()
    expect(page.get_by_text("4 of 10")).to_be_visible()
    expect(page.get_by_text("Saved. Thank you.")).to_have_count(0)
    page.evaluate(MEND)
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("The entry is deleted.")).to_be_visible()
    expect(unchanged).to_have_count(0)
    page.evaluate(BREAK)
    page.get_by_role("button", name="Undo").click()
    expect(unchanged).to_be_visible()
    page.evaluate(MEND)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("4 of 10")).to_be_visible()
    until(lambda: moods_at_the_clinic(page) == [4], "it is back")


# From now on nothing can be written, as where a browser's storage is broken; and mended.
BREAK = """() => {
  const transaction = globalThis.whole = IDBDatabase.prototype.transaction
  IDBDatabase.prototype.transaction = function (stores, mode, how) {
    if (mode === "readwrite") throw new DOMException("Internal error.", "UnknownError")
    return transaction.call(this, stores, mode, how)
  }
}"""
MEND = "() => void (IDBDatabase.prototype.transaction = globalThis.whole)"
