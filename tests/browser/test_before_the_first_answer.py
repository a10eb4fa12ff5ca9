"""Pages that are opened before the clinic has said what is new: they wait for it, and say "not here" only after it."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.browser.conftest import Installation, until
from tests.browser.newcomers import Desk
from tests.browser.phones import phone, tap, today_of
from tests.browser.thumb import choose, post

TODAY = "**/api/today?*"
KNOWN = "(phone) => phone.sync().then(() => phone.today.peek().log.map(({ mood }) => mood.raw))"
WAIT = "One moment. This phone is asking your clinic."


class Held:
    """What the phone asks of today stays without an answer until it is let through."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[Route] = []
        page.route(TODAY, lambda route: self.asked.append(route))

    def let_through(self) -> None:
        self._end(lambda route: route.continue_())

    def cut_off(self) -> None:
        self._end(lambda route: route.abort())

    def _end(self, how: Callable[[Route], None]) -> None:
        self.page.unroute(TODAY)
        for route in self.asked:
            with suppress(Error):  # the page that asked may be gone
                how(route)


@pytest.fixture
def page(person: Callable[..., Page], running: Installation, desk_of: Callable[[], Desk]) -> Page:
    """The invitation of a new patient, just opened on a phone."""
    return person(desk_of().invite(desk_of().add_patient()), enter=False)


@pytest.fixture
def held(page: Page) -> Held:
    """The patient has joined, and the clinic has not said anything about today."""
    found = Held(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="How was today?")).to_be_visible()
    return found


def open_page(page: Page, path: str) -> None:
    page.goto(f"{page.evaluate('location.origin')}{path}")


def log_elsewhere(page: Page, days_ago: int, mood: int) -> str:
    """The patient has logged a day on another phone; the day."""
    on = today_of(page, days_ago)
    at = f"{on}T19:00:00Z"
    content = {"mood": {"scale": "eleven", "raw": mood}, "felt_at": at, "felt_on": on, "zone": "Europe/Berlin"}
    rest = {"energy": None, "anxiety": None, "sleep_hours": None, "note": None}
    item = {
        "kind": "check-in",
        "id": page.evaluate("crypto.randomUUID()"),
        "seq": 1,
        "base": None,
        "deleted": False,
        "recorded_at": at,
        "content": content | rest | {"any_side_effects": False, "side_effects": []},
    }
    device = page.evaluate("crypto.randomUUID()")
    answer = post(page, "/api/sync", {"schema": 1, "device": device, "sent_at": at, "items": [item]})
    assert [each["outcome"] for each in answer["items"]] == ["stored"], answer
    return on


def test_a_questionnaire_that_is_on_its_way_is_waited_for(page: Page, held: Held) -> None:
    open_page(page, "/app/questionnaire/phq-9")
    expect(page.get_by_text(WAIT)).to_be_visible()
    held.let_through()
    expect(page.get_by_text("1 of 9")).to_be_visible()


def test_a_questionnaire_is_missing_only_once_the_clinic_cannot_be_asked_and_comes_when_it_can(
    page: Page, held: Held
) -> None:
    open_page(page, "/app/questionnaire/phq-9")
    expect(page.get_by_text(WAIT)).to_be_visible()
    held.cut_off()
    # It may be back before anybody could read that it was gone: the phone asks again by itself.
    expect(page.get_by_text("1 of 9")).to_be_visible()
    open_page(page, "/app/questionnaire/no-such")
    expect(page.get_by_text("This questionnaire is not on this phone.")).to_be_visible()


@pytest.mark.parametrize("days_ago", [1, 4])
def test_a_day_that_the_clinic_has_is_waited_for(page: Page, held: Held, days_ago: int) -> None:
    on = log_elsewhere(page, days_ago, mood=4)
    open_page(page, f"/app/log/{on}")
    expect(page.get_by_text(WAIT)).to_be_visible()
    held.let_through()
    expect(page.get_by_text("4 of 10")).to_be_visible()


def test_a_day_that_nobody_has_is_said_to_be_closed_after_the_answer(page: Page, held: Held) -> None:
    open_page(page, f"/app/log/{today_of(page, 5)}")
    expect(page.get_by_text(WAIT)).to_be_visible()
    held.let_through()
    expect(page.get_by_text("Only yesterday can still be filled in.")).to_be_visible()


def test_the_chart_of_the_last_days_grows_by_what_the_clinic_says(page: Page, held: Held) -> None:
    log_elsewhere(page, 1, mood=4)
    page.route("**/api/my-course", lambda route: route.abort())
    open_page(page, "/app/course")
    expect(page.get_by_text("These are the days this phone knows.")).to_be_visible()
    held.let_through()
    expect(page.get_by_role("img", name=": 4")).to_be_visible()


def test_what_the_clinic_says_takes_nothing_away_that_is_half_filled(page: Page, held: Held) -> None:
    log_elsewhere(page, 0, mood=4)
    choose(page, "7")
    with page.expect_response(TODAY):
        held.let_through()
    expect(page.get_by_text("1 confirmed")).to_be_visible()
    expect(page.get_by_role("radio", name="7", exact=True)).to_be_checked()


def test_what_the_clinic_says_later_takes_nothing_away_that_is_half_filled(page: Page, held: Held) -> None:
    held.let_through()
    open_page(page, f"/app/log/{today_of(page, 1)}")
    choose(page, "7")
    log_elsewhere(page, 1, mood=4)
    # An answer from before it may still be on its way.
    until(lambda: phone(page, KNOWN) == [4], "the phone has heard of it")
    tap(page.get_by_role("radio", name="No", exact=True))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("7 of 10")).to_be_visible()
