"""A browser that cannot run the application is told what to do instead, and by what number."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PHONE, Installation

# What browsers before the oldest that docs/phone.md names do not have.
LACKS = {
    "an engine of 2021": ("delete Array.prototype.findLastIndex", "too old"),
    "no module scripts": ("delete HTMLScriptElement.prototype.noModule", "too old"),
    "no storage": ("Object.defineProperty(self, 'indexedDB', { value: undefined })", "too old"),
    "plain http": (
        "Object.defineProperty(self, 'isSecureContext', { value: false }); delete Crypto.prototype.subtle",
        "begins with https",
    ),
}


@pytest.mark.parametrize("lack", LACKS)
def test_a_browser_below_the_oldest_says_what_to_do(browser: Browser, running: Installation, lack: str) -> None:
    script, words = LACKS[lack]
    context = browser.new_context(viewport=PHONE)
    context.add_init_script(script)
    page = context.new_page()
    page.goto(running.address)
    expect(page.get_by_text(words, exact=False).first).to_be_visible()
    expect(page.locator('main:visible a[href^="tel:"]')).to_be_visible()
    expect(page.locator("main:visible")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()
