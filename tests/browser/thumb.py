"""What a thumb does on a patient's phone, what an eye sees there, and what leaves it."""

import json
from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.looking import WCAG
from tests.browser.phones import tap, today_of
from tests.browser.test_the_whole_way import api

# -- Fingers and eyes


class Taps:
    """Counts what a thumb does."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def choose(self, name: str) -> None:
        self.count += 1
        choose(self.page, name)

    def grade(self, effect: str, strength: str) -> None:
        self.count += 1
        grade(self.page, effect, strength)

    def press(self, name: str) -> None:
        self.count += 1
        self.page.get_by_role("button", name=name, exact=True).click()


def choose(page: Page, name: str) -> None:
    tap(page.get_by_role("radio", name=name, exact=True).first)


def grade(page: Page, effect: str, strength: str) -> None:
    tap(page.get_by_role("group", name=effect, exact=True).get_by_role("radio", name=strength, exact=True))


def answer(page: Page, words: str) -> None:
    step = page.url
    tap(page.get_by_role("radio", name=words, exact=True))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: url != step)
    # The address comes before the page, and a tap in between would be one on the question before.
    expect(page.locator("#app[aria-busy]")).to_have_count(0)


def whole_list(page: Page) -> None:
    """Open "Anything else?", which is open already after the first sessions and once a week."""
    more = page.locator(".effects details")
    expect(more).to_be_visible()
    if more.get_attribute("open") is None:
        more.locator("summary").first.click()


def is_accessible(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found = Axe().run(page, options=WCAG).response["violations"]
        told = [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]
        assert not told, scheme + "\n" + "\n".join(told)


# -- What leaves the phone, and what the clinic has


def _sent(page: Page, kind: str, of: Callable[[dict[str, Any]], Any]) -> list[Any]:
    found: list[Any] = []

    def look(request: Any) -> None:
        if request.url.endswith("/api/sync"):
            items = json.loads(request.post_data)["items"]
            found.extend(of(each["content"]) for each in items if each["kind"] == kind)

    page.on("requestfinished", look)
    return found


def heard(page: Page, sent: list[Any]) -> list[Any]:
    """What was sent until now: the test hears of it only while it asks its page something."""
    page.evaluate("null")
    return sent


def reports(page: Page) -> list[dict[str, Any]]:
    return _sent(page, "effect-report", lambda content: content)


def safety_answers(page: Page) -> list[int]:
    return _sent(page, "safety-answer", lambda content: content["value"])


def log(page: Page, days_back: int = 0) -> list[Any]:
    """What the clinic holds since so many days ago, by the calendar of the phone."""
    found = api(page, f"/api/today?on={today_of(page)}")["log"]
    return [each for each in found if each.get("felt_on", "") >= today_of(page, days_back)]


def moods(page: Page, on: str = "") -> list[int]:
    return [each["mood"]["raw"] for each in log(page, 2 if on else 0) if on in ("", each["felt_on"])]


def forget_days(page: Page) -> None:
    """Take what other tests logged off these days, as another phone of the patient would."""
    items = [
        {"kind": "check-in", "id": each["id"], "seq": place, "base": each["rev"], "deleted": True, "content": None}
        | {"recorded_at": each["recorded_at"]}
        for place, each in enumerate(log(page, days_back=2), 1)
    ]
    if items:
        sent = {"schema": 1, "sent_at": items[0]["recorded_at"], "items": items}
        device = page.evaluate("crypto.randomUUID()")
        answered = post(page, "/api/sync", sent | {"device": device})
        assert {each["outcome"] for each in answered["items"]} == {"stored"}, answered


def post(page: Page, path: str, body: dict[str, Any]) -> Any:
    ask = """([path, body]) => fetch(path, {
        method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' },
    }).then((answer) => answer.json())"""
    return page.evaluate(ask, [path, body])


def origin(page: Page) -> str:
    return str(page.evaluate("location.origin"))
