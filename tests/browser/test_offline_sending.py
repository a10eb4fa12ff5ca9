"""What is saved on the phone gets to the clinic exactly once, whatever happens on the way."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.conftest import Installation, answers, until
from tests.browser.newcomers import Desk
from tests.browser.phones import (
    SYNC,
    api,
    log_at_the_clinic,
    log_the_day,
    moods_at_the_clinic,
    phone,
    raw_records,
    tap,
    today_of,
    until_offline_ready,
    waiting,
)


def save_again(page: Page, mood: int) -> None:
    page.get_by_role("button", name="Change").click()
    tap(page.get_by_role("radio", name=str(mood), exact=True))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Thank you.")).to_be_visible()


def test_a_stopped_server_holds_up_nothing_and_its_return_brings_exactly_one_entry(
    page: Page, running: Installation
) -> None:
    until_offline_ready(page)
    running.stop()
    assert not answers(running.address)
    page.reload()
    log_the_day(page, 3)
    page.reload()
    expect(page.get_by_text("1 waiting on this phone · 0 confirmed")).to_be_visible()
    save_again(page, 5)
    running.start()
    until(lambda: moods_at_the_clinic(page) == [5], "the last state of it arrives, by itself and once")
    expect(page.get_by_text("0 waiting on this phone · 1 confirmed")).to_be_visible()


def test_an_edit_after_a_lost_answer_is_no_conflict(page: Page) -> None:
    lost: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().text())
        return route.abort()

    page.route(SYNC, lose_the_first_answer)
    log_the_day(page, 3)
    until(lambda: moods_at_the_clinic(page) == [3] and lost, "it arrived, though the phone does not know")
    assert waiting(page) == 1
    save_again(page, 8)
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: moods_at_the_clinic(page) == [8], "the edit arrives")
    until(lambda: waiting(page) == 0, "and is confirmed")
    assert len(log_at_the_clinic(page)) == 1


def test_an_edit_while_the_entry_is_under_way_is_no_conflict_and_counts(page: Page) -> None:
    under_way: list[tuple[Route, APIResponse]] = []

    def hold_the_first_answer(route: Route) -> None:
        if under_way:
            return route.continue_()
        return under_way.append((route, route.fetch()))

    page.route(SYNC, hold_the_first_answer)
    log_the_day(page, 3)
    until(lambda: moods_at_the_clinic(page) == [3] and under_way, "it arrived, and the answer is on its way")
    save_again(page, 8)
    assert waiting(page) == 1
    route, answer = under_way[0]
    route.fulfill(response=answer)
    until(lambda: moods_at_the_clinic(page) == [8], "the edit arrives")
    until(lambda: waiting(page) == 0, "and is confirmed, with nothing that needs a look")
    [entry] = log_at_the_clinic(page)
    assert entry["rev"] == 2


def test_two_tabs_send_once(page: Page, running: Installation) -> None:
    other = page.context.new_page()
    other.goto(running.address)
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    page.context.set_offline(True)
    log_the_day(page, 6)
    sent: list[str] = []
    page.context.on(
        "requestfinished",  # a try without a network never is
        lambda asked: sent.append(asked.post_data or "") if "/api/sync" in asked.url else None,
    )
    page.context.set_offline(False)
    for tab in (page, other):
        tab.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: moods_at_the_clinic(page) == [6], "it arrives")
    until(lambda: waiting(page) == 0 and sent, "and is confirmed")
    for tab in (page, other):
        tab.reload()  # whatever the other one was about to send, too
        expect(tab.get_by_text("0 waiting on this phone · 1 confirmed")).to_be_visible()
    assert sum(len(json.loads(body)["items"]) for body in sent) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "content_type": "text/html", "body": "<h1>Welcome to the hotel. Accept the terms.</h1>"},
        {"status": 200, "content_type": "application/json", "body": '{"items": [], "confirmed": 99}'},
        {"status": 302, "headers": {"Location": "http://portal.invalid/"}},
    ],
    ids=["a page", "some JSON", "a way to the portal"],
)
def test_a_portal_that_answers_instead_of_the_clinic_confirms_nothing(page: Page, answer: dict[str, Any]) -> None:
    asked: list[str] = []
    page.route("**/api/**", lambda route: (asked.append(route.request.url), route.fulfill(**answer))[1])
    log_the_day(page, 7)
    until(lambda: page.title() and [each for each in asked if each.endswith("/api/sync")], "the phone has tried")
    expect(page.get_by_text("1 waiting on this phone")).to_be_visible()
    assert waiting(page) == 1
    page.unroute("**/api/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: moods_at_the_clinic(page) == [7], "it arrives behind the portal")


CHANCES = {
    "the start": lambda page: page.reload(),
    "a network": lambda page: page.evaluate("dispatchEvent(new Event('online'))"),
    "coming into sight": lambda page: page.evaluate("document.dispatchEvent(new Event('visibilitychange'))"),
    "coming back from the browser's memory": lambda page: page.evaluate(
        "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    ),
    "a while": lambda page: page.clock.fast_forward("20:00"),
}


@pytest.mark.parametrize("chance", CHANCES)
def test_each_chance_is_taken(page: Page, chance: str) -> None:
    """The page's clock stands still, so that its timer does not come first."""
    page.clock.install()
    page.clock.pause_at(time.time() + 60)
    page.route(SYNC, lambda route: route.abort())
    log_the_day(page, 4)
    expect(page.get_by_text("no connection now")).to_be_visible()
    page.unroute(SYNC)
    CHANCES[chance](page)
    expect(page.get_by_text("0 waiting on this phone · 1 confirmed")).to_be_visible()
    assert moods_at_the_clinic(page) == [4]


def test_the_phone_heeds_how_long_the_server_asks_it_to_wait(page: Page) -> None:
    """The longest of its own first pauses is two seconds."""
    tried: list[float] = []

    def busy(route: Route) -> None:
        tried.append(time.monotonic())
        if len(tried) > 1:
            return route.continue_()
        body = json.dumps({"code": "busy", "message": "Later.", "details": {}})
        return route.fulfill(status=503, headers={"Retry-After": "3"}, content_type="application/json", body=body)

    page.route(SYNC, busy)
    log_the_day(page, 4)
    until(lambda: moods_at_the_clinic(page) == [4], "it arrives with the second try")
    assert tried[1] - tried[0] >= 2.9


def test_a_session_that_is_over_keeps_everything_and_asks_to_sign_in(
    page: Page, running: Installation, desk_of: Callable[[], Desk]
) -> None:
    patient = api(page, "/api/me")["person_id"]
    page.context.clear_cookies()
    log_the_day(page, 2)
    expect(page.get_by_text("Your sign-in has ended", exact=False)).to_be_visible()
    expect(page.get_by_text("1 waiting on this phone")).to_be_visible()
    page.goto(desk_of().invite(patient))
    page.get_by_role("button", name="Continue").click()
    until(lambda: moods_at_the_clinic(page) == [2], "it arrives after the sign-in")
    until(lambda: waiting(page) == 0, "and is confirmed")


def test_what_the_clinic_cannot_take_as_it_is_stays_in_sight(
    page: Page, running: Installation, desk_of: Callable[[], Desk], person: Callable[..., Page]
) -> None:
    """Another version from another phone, an entry that makes no sense, and a request that is refused as a whole."""
    log_the_day(page, 3)
    until(lambda: moods_at_the_clinic(page) == [3] and waiting(page) == 0, "the entry arrives")
    other = person(desk_of().invite(api(page, "/api/me")["person_id"]))
    expect(other.get_by_role("button", name="Change")).to_be_visible()
    page.context.set_offline(True)
    save_again(page, 1)
    save_again(other, 9)
    until(lambda: moods_at_the_clinic(other) == [9], "the other phone is faster")
    entry = phone(page, "(phone) => phone.entries.peek()[0]")
    odd = {key: entry[key] for key in ("felt_at", "zone", "energy", "anxiety", "sleep_hours", "note")} | {
        "felt_on": "2026-01-01",
        "mood": {"scale": "eleven", "raw": 99},
        "any_side_effects": False,
        "side_effects": [],
    }
    phone(page, "(phone, content) => phone.save([{ kind: 'check-in', content }])", odd)
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("2 entries need a look.")).to_be_visible()
    assert moods_at_the_clinic(page) == [9]

    page.route(SYNC, lambda route: route.fulfill(status=422, json={"code": "odd", "message": "No.", "details": {}}))
    save_again(page, 6)
    expect(page.get_by_text("2 entries need a look.")).to_be_visible()  # the edit takes the place of the conflict
    page.goto(f"{running.address}/app/settings")
    row = page.locator("ul.outbox li")
    expect(row.filter(has_text="No.")).to_be_visible()
    expect(row.filter(has_text="will look at it by hand")).to_be_visible()
    page.unroute(SYNC)
    held: list[Route] = []
    page.route(SYNC, lambda route: held.append(route))
    row.filter(has_text="No.").get_by_role("button", name="Try again").click()
    until(lambda: page.title() and held, "it is on its way")
    row.filter(has_text="will look at it by hand").get_by_role("button", name="OK").click()
    expect(row.filter(has_text="will look at it by hand")).to_have_count(0)  # also while something is being sent
    for each in held:
        each.continue_()
    page.unroute(SYNC)
    until(lambda: page.locator("ul.outbox li").filter(has_text="No.").count() == 0, "the clinic takes it now")
    until(lambda: len(raw_records(page, "jobs")) <= 1, "the other one is off the list")


def test_what_was_deleted_stays_deleted(page: Page) -> None:
    """Also where an earlier write comes late, and for what the clinic never saw."""
    until_offline_ready(page)
    page.context.set_offline(True)
    log_the_day(page, 3)
    delete(page)
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: waiting(page) == 0, "the deletion of what never arrived is told, since it was tried")
    assert log_at_the_clinic(page) == []
    bodies: list[str] = []
    page.route(SYNC, lambda route: (bodies.append(route.request.post_data or ""), route.abort())[1])
    log_the_day(page, 4)
    until(lambda: page.title() and bodies, "the phone has tried, and does not know whether it arrived")
    delete(page)
    page.unroute(SYNC)
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: waiting(page) == 0, "the deletion is told")
    late = page.evaluate(
        """body => fetch("/api/sync", { method: "POST", headers: { "Content-Type": "application/json" }, body })
               .then((answer) => answer.json())""",
        bodies[0],
    )
    assert [each["outcome"] for each in late["items"]] == ["stored"]
    assert log_at_the_clinic(page) == []


def test_what_waits_for_days_is_said_and_can_be_taken_along(page: Page, running: Installation) -> None:
    until_offline_ready(page)
    page.context.set_offline(True)
    log_the_day(page, 3, "On the train.")
    page.clock.install(time=time.time() + 4 * 86_400)
    page.reload()
    expect(page.get_by_text("waited here for more than three days", exact=False)).to_be_visible()
    page.goto(f"{running.address}/app/settings")
    expect(page.get_by_text("First let everything be sent", exact=False)).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a text").click()
    text = saved.value.path().read_text()
    assert "On the train." in text
    assert "Mood: 3" in text
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file for the clinic").click()
    file = json.loads(saved.value.path().read_text())
    assert [each["content"]["note"] for each in file["items"]] == ["On the train."]
    page.context.set_offline(False)
    sent = page.evaluate(
        """body => fetch("/api/sync", { method: "POST", headers: { "Content-Type": "application/json" }, body })
               .then((answer) => answer.json())""",
        json.dumps(file),
    )
    assert [each["outcome"] for each in sent["items"]] == ["stored"], "the file is what would be sent"


@pytest.mark.parametrize(("zone", "over_midnight"), [("Pacific/Kiritimati", False), ("Pacific/Honolulu", True)])
def test_an_entry_is_of_the_day_and_the_zone_that_the_person_sees(
    newcomer: Callable[..., Page], zone: str, over_midnight: bool
) -> None:
    """Fourteen hours ahead of the world's clock; and ten behind, on a page that stays open over midnight."""
    page = newcomer(timezone_id=zone)
    if over_midnight:
        page.clock.install(time=page.evaluate("new Date().setHours(23, 59, 0, 0)") / 1000)
        page.reload()
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
        before = today_of(page)
        page.clock.fast_forward("02:00")
        assert today_of(page) > before
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        until(lambda: phone(page, "(phone) => phone.today.peek().on") == today_of(page), "it asks for the new day")
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
    log_the_day(page, 6)
    until(lambda: log_at_the_clinic(page), "it arrives")
    [entry] = log_at_the_clinic(page)
    assert (entry["felt_on"], entry["zone"], entry["filled_late"]) == (today_of(page), zone, False)


def test_storage_is_asked_to_stay_after_the_first_save(newcomer: Callable[..., Page]) -> None:
    page = newcomer()
    page.evaluate(
        """() => {
          globalThis.asked = 0
          navigator.storage.persisted = () => Promise.resolve(false)
          navigator.storage.persist = () => Promise.resolve(++globalThis.asked > 0)
        }"""
    )
    log_the_day(page, 5)
    until(lambda: page.evaluate("globalThis.asked") == 1, "the browser is asked")
    save_again(page, 6)
    assert page.evaluate("globalThis.asked") == 1


def delete(page: Page) -> None:
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete").last.click()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
