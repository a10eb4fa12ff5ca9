"""A day of the log, as a tired person holds it: in few taps, with help at once, and nothing lost in between."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, Installation, new_installation, until
from tests.browser.phones import tap
from tests.browser.test_the_whole_way import api, until_offline_ready
from tests.browser.thumb import (
    Taps,
    answer,
    choose,
    forget_days,
    grade,
    heard,
    is_accessible,
    log,
    moods,
    origin,
    post,
    reports,
    safety_answers,
    whole_list,
)

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A clinic of its own: what is marked here alerts it, and holds the treatment."""
    yield from new_installation(tmp_path_factory)


@pytest.fixture
def phone(person: Callable[..., Page], running: Installation) -> Page:
    """The patient's phone, with nothing logged yesterday and today."""
    page = person(running.new_links()["patient"])
    page.emulate_media(reduced_motion="reduce")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    until_offline_ready(page)
    forget_days(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("How was today?")
    # This line comes with the clinic's word about today, which the phone keeps before it shows it.
    expect(page.locator("h1 + p")).not_to_be_empty()
    return page


def test_a_good_day_takes_three_taps_and_can_be_changed_deleted_and_taken_back(phone: Page) -> None:
    taps = Taps(phone)
    taps.choose("7")
    taps.choose("No")
    taps.press("Save")
    expect(phone.get_by_text("Saved. Thank you.")).to_be_visible()
    assert taps.count <= 3
    expect(phone.get_by_role("heading", name="Your mood, last 14 days")).to_be_visible()
    expect(phone.get_by_text("Your team reads this on working days, not straight away.")).to_be_visible()
    expect(phone.get_by_text("sessions done").or_(phone.get_by_text("Treatment day: session"))).to_be_visible()

    phone.get_by_role("button", name="Change").click()
    choose(phone, "8")
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("8 of 10")).to_be_visible()
    until(lambda: moods(phone) == [8], "the clinic has the change, and one entry")

    phone.get_by_role("button", name="Delete").click()
    phone.get_by_role("button", name="Delete").click()
    expect(phone.get_by_text("The entry is deleted.")).to_be_visible()
    until(lambda: moods(phone) == [], "the clinic has deleted it too")
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_text("8 of 10")).to_be_visible()
    until(lambda: moods(phone) == [8], "it is back at the clinic")


def test_a_form_that_lacks_something_says_what(phone: Page) -> None:
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("Please choose how your mood was.")).to_be_visible()
    choose(phone, "5")
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("Please say whether you had side effects.")).to_be_visible()


def test_a_day_with_two_side_effects_takes_six_taps_and_brings_advice_without_a_network(phone: Page) -> None:
    phone.context.set_offline(True)
    taps = Taps(phone)
    taps.choose("4")
    taps.choose("Yes")
    taps.grade("Headache", "Strong")
    taps.grade("Pain where the coil was", "Mild")
    taps.press("Save")
    assert taps.count <= 6
    expect(phone.get_by_text("Saved. Thank you.")).to_be_visible()
    expect(phone.get_by_text("1 waiting on this phone")).to_be_visible()
    expect(phone.get_by_role("heading", name="Headache: what to know")).to_be_visible()
    expect(phone.get_by_text("Call your clinic today. If it came suddenly")).to_be_visible()
    expect(phone.get_by_text("General words. Your clinic has not checked them yet.")).to_be_visible()
    expect(phone.get_by_text("what you marked as soon as this phone has a connection")).to_be_visible()
    is_accessible(phone)
    phone.reload()
    expect(phone.get_by_role("heading", name="Headache: what to know")).to_be_visible()
    phone.context.set_offline(False)
    until(lambda: moods(phone) == [4], "it arrives by itself")
    expect(phone.get_by_text("Your clinic is told about what you marked. If")).to_be_visible()


def test_what_cannot_wait_shows_the_number_and_is_told_before_the_entry_is_saved(
    phone: Page, person: Callable[..., Page], running: Installation
) -> None:
    sent = reports(phone)
    choose(phone, "5")
    choose(phone, "Yes")
    whole_list(phone)
    grade(phone, "Seizure or fit", "Mild")
    card = phone.get_by_role("region", name="Please get help now")
    expect(card.get_by_role("link", name="Call 911 (emergency)")).to_be_visible()
    expect(card.get_by_text("Your clinic has been told what you marked.")).to_be_visible()
    until(lambda: [each["effect"] for each in heard(phone, sent)] == ["seizure"], "it is told, and nothing else")
    is_accessible(phone)

    # Arrow keys pass over answers: the card is there at once, and one report goes once they rest.
    row = phone.get_by_role("group", name="Hearing got worse")
    tap(row.get_by_role("radio", name="None"))
    for _ in range(3):
        phone.keyboard.press("ArrowRight")
    expect(card.get_by_text("have your ears looked at today")).to_be_visible()
    until(lambda: len(heard(phone, sent)) == 2, "the settled answer is told")
    assert (sent[1]["effect"], sent[1]["grade"]) == ("hearing", 3)

    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("Saved. Thank you.")).to_be_visible()
    expect(card).to_be_visible()
    expect(phone.get_by_text("what to know")).to_have_count(0)
    until(lambda: moods(phone) == [5], "the entry arrives")
    assert len(heard(phone, sent)) == 2, "the entry reports nothing a second time"
    alerts = api(person(running.new_links()["clinician"], DESK), "/api/alerts?state=open")["alerts"]
    (raised,) = [each for each in alerts if each["rule"] == "AE-1" and "seizure" in json.dumps(each)]
    assert raised["times"] == 2, "once for each symptom, and none for the entry"


def test_the_worst_headache_ever_shows_the_number_and_nothing_is_lost_offline(phone: Page) -> None:
    phone.context.set_offline(True)
    choose(phone, "5")
    choose(phone, "Yes")
    grade(phone, "Headache", "Medium")
    phone.get_by_label("This is the worst headache of my life").check()
    card = phone.get_by_role("region", name="Please get help now")
    expect(card.get_by_text("The worst headache of your life needs a doctor right away.")).to_be_visible()
    expect(card.get_by_text("as soon as this phone has a connection")).to_be_visible()
    expect(phone.get_by_text("1 waiting on this phone")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("1 waiting on this phone")).to_be_visible()
    phone.context.set_offline(False)


def test_the_form_asks_for_what_the_clinic_wants_and_keeps_what_is_skipped_open(
    phone: Page, person: Callable[..., Page], running: Installation
) -> None:
    admin = person(running.new_links()["admin"], DESK)
    wanted = {"log.energy": True, "log.anxiety": True, "log.sleep": True}
    post(admin, "/api/clinic/settings", {"changes": wanted, "reason": "The team asked for it"})
    phone.reload()
    until(lambda: phone.get_by_text("Sleep last night").count() == 1, "the form asks for sleep")
    choose(phone, "6")
    choose(phone, "No")
    energy = phone.get_by_role("group", name="Energy today")
    tap(energy.get_by_role("radio", name="3", exact=True))
    for _ in range(2):
        phone.get_by_role("button", name="Half an hour more").click()
    tap(phone.get_by_role("group", name="How was it").get_by_role("radio", name="Bad"))
    is_accessible(phone)
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("7.5 hours, bad")).to_be_visible()
    until(lambda: moods(phone) == [6], "it arrives")
    (entry,) = log(phone)
    said = [entry[name] for name in ("energy", "anxiety", "sleep_hours", "sleep_quality")]
    assert said == [3, None, 7.5, "bad"]
    post(admin, "/api/clinic/settings", {"changes": dict.fromkeys(wanted), "reason": "Back again"})


def test_yesterday_is_filled_in_once_and_marked_late_and_other_days_are_plain_pages(phone: Page) -> None:
    phone.get_by_role("link", name="Fill in yesterday").click()
    expect(phone.get_by_role("heading", name="How was yesterday?")).to_be_visible()
    choose(phone, "2")
    choose(phone, "No")
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("Filled in later.")).to_be_visible()
    expect(phone.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    until(lambda: [each["filled_late"] for each in log(phone, days_back=1)] == [True], "it is marked at the clinic")
    phone.get_by_role("link", name="Back to today").click()
    expect(phone.get_by_role("link", name="Fill in yesterday")).to_have_count(0)
    for odd, said in (
        ("2026-13-45", "There is no such day."),
        ("never", "There is no such day."),
        ("%E0%A4%A", "There is no such day."),
        ("2099-01-01", "This day has not come yet."),
        ("2001-01-01", "Only yesterday can still be filled in."),
    ):
        phone.goto(f"{origin(phone)}/app/log/{odd}")
        expect(phone.get_by_text(said)).to_be_visible()


def test_midnight_keeps_what_was_chosen_and_says_which_day_it_is_for(phone: Page) -> None:
    before = datetime.combine(datetime.now(BERLIN).date(), time(23, 58), BERLIN)
    phone.clock.install(time=before)
    phone.reload()
    choose(phone, "6")
    phone.clock.run_for(5 * 60_000)
    expect(phone.get_by_text("A new day has begun. What is on this page is for")).to_be_visible()
    expect(phone.get_by_role("radio", name="6", exact=True).first).to_be_checked()
    choose(phone, "No")
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("Saved. Thank you.")).to_be_visible()
    until(lambda: moods(phone, before.date().isoformat()) == [6], "it is kept for the day that it was begun on")
    phone.get_by_role("button", name="Log today").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("How was today?")
    # A page on which nothing was chosen asks for the new day by itself.
    # By the calendar: the night in between may be one in which clocks change.
    next_night = datetime.combine(before.date() + timedelta(days=2), time(0, 3), BERLIN)
    phone.clock.run_for(int(1000 * next_night.timestamp()) - phone.evaluate("Date.now()"))
    expect(phone.get_by_text("A new day has begun")).to_have_count(0)
    expect(phone.get_by_role("banner")).to_contain_text(next_night.strftime("%-d %B"))


def test_a_day_is_the_one_where_the_patient_is(browser: Browser, running: Installation, phone: Page) -> None:
    context = browser.new_context(viewport=PHONE, locale="en-GB", timezone_id="Pacific/Kiritimati")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(running.new_links()["patient"])
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How was today?")
    page.wait_for_load_state("networkidle")
    choose(page, "9")
    choose(page, "No")
    page.get_by_role("button", name="Save", exact=True).click()
    there = datetime.now(ZoneInfo("Pacific/Kiritimati")).date().isoformat()
    until(lambda: moods(page, there) == [9], "it is stored for the day of that island")
    assert {each["zone"] for each in log(page) if each["felt_on"] == there} == {"Pacific/Kiritimati"}
    forget_days(page)
    context.close()


def test_answers_that_are_a_day_old_are_said_to_be_over_once_and_no_more_gone_on_with(phone: Page) -> None:
    # On a phone whose clock stands still, since what is over may be due no more on the next calendar day.
    now = datetime.now(UTC)
    phone.clock.set_fixed_time(now - timedelta(hours=24) + timedelta(seconds=1))
    phone.goto(f"{origin(phone)}/app/questionnaire/phq-9")
    expect(phone.get_by_text("1 of 9")).to_be_visible()
    answer(phone, "Several days")
    expect(phone.get_by_text("2 of 9")).to_be_visible()
    phone.clock.set_fixed_time(now)
    due, over = phone.locator("a.due", has_text="PHQ-9"), phone.get_by_text("You began PHQ-9 on")
    phone.goto(f"{origin(phone)}/")
    expect(due).to_contain_text("Continue")
    expect(over).to_have_count(0)
    phone.clock.set_fixed_time(now + timedelta(seconds=2))
    phone.goto(f"{origin(phone)}/")
    expect(over).to_be_visible()
    expect(due).to_contain_text("Start")
    is_accessible(phone)
    phone.goto(f"{origin(phone)}/")
    expect(due).to_contain_text("Start")
    expect(over).to_have_count(0)


def test_an_unknown_address_is_marked_as_a_demonstration_too(phone: Page) -> None:
    phone.goto(f"{origin(phone)}/app/nowhere")
    expect(phone.get_by_role("complementary", name="Demo clinic")).to_be_visible()
    is_accessible(phone)


def test_a_questionnaire_goes_back_is_taken_up_again_and_is_looked_over(phone: Page) -> None:
    told = safety_answers(phone)
    phone.goto(f"{origin(phone)}/app/questionnaire/phq-9")
    expect(phone.get_by_text("1 of 9")).to_be_visible()
    answer(phone, "Several days")
    expect(phone.get_by_text("2 of 9")).to_be_visible()
    expect(phone.get_by_text("Over the last 2 weeks").first).to_be_visible()
    phone.get_by_role("link", name="Back", exact=True).click()
    expect(phone.get_by_role("radio", name="Several days")).to_be_checked()
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_text("2 of 9")).to_be_visible()
    answer(phone, "Prefer not to answer")
    expect(phone.get_by_text("3 of 9")).to_be_visible()
    phone.context.set_offline(True)
    phone.goto(f"{origin(phone)}/")
    phone.goto(f"{origin(phone)}/app/questionnaire/phq-9")
    expect(phone.get_by_text("3 of 9")).to_be_visible()
    for _ in range(3, 9):
        answer(phone, "Not at all")
    expect(phone.get_by_text("9 of 9")).to_be_visible()

    # Help is there at the first answer that the arrow passes, the clinic hears of the one that is meant.
    tap(phone.get_by_role("radio", name="Not at all"))
    for _ in range(2):
        phone.keyboard.press("ArrowDown")
        expect(phone.get_by_text("You do not have to be alone with this")).to_be_visible()
    expect(phone.get_by_role("link", name="Call 911 (emergency)")).to_be_visible()
    expect(phone.get_by_text("as soon as this phone has a connection")).to_be_visible()
    is_accessible(phone)
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_text("One more question")).to_be_visible()
    until(lambda: heard(phone, told) == [2], "one answer is told, and it is the one that stayed")
    answer(phone, "Prefer not to answer")
    expect(phone.get_by_role("heading", name="Check your answers")).to_be_visible()
    expect(phone.get_by_text("Prefer not to answer")).to_have_count(2)
    assert heard(phone, told) == [2]
    phone.get_by_role("button", name="Send to my clinic").click()
    expect(phone.get_by_role("heading", name="Saved. Thank you.")).to_be_visible()


def test_the_look_is_kept_on_this_phone_and_there_before_the_page_is_built(phone: Page) -> None:
    phone.goto(f"{origin(phone)}/app/settings")
    tap(phone.get_by_role("radio", name="Dark"))
    tap(phone.get_by_role("radio", name="200%"))
    phone.goto(f"{origin(phone)}/", wait_until="commit")
    until(lambda: phone.evaluate("document.readyState !== 'loading'"), "the page is read")
    assert phone.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    assert phone.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 34
    phone.set_viewport_size({"width": 320, "height": 640})
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    is_accessible(phone)
