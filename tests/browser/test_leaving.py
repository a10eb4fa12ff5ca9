"""A patient takes the data along, stops taking part and comes back; the clinic sees it."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESK, PHONE, Installation, new_installation, until
from tests.browser.newcomers import Desk
from tests.browser.phones import SYNC, is_out, log_the_day, stores, waiting


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Of their own: whoever left takes part in no study any more."""
    yield from new_installation(tmp_path_factory)


def test_a_patient_takes_the_data_along_and_leaves_and_comes_back(
    person: Callable[..., Page], running: Installation, tmp_path: Path
) -> None:
    links = running.new_links()
    phone = person(links["patient"], PHONE)
    phone.goto(f"{running.address}/app/settings")
    data = phone.locator("section", has=phone.get_by_role("heading", name="Your data"))
    for button, file in (("Get it for another app (JSON)", "my-data.json"), ("Get it to read (PDF)", "my-data.pdf")):
        with phone.expect_download() as download:
            data.get_by_role("button", name=button).click()
        assert download.value.suggested_filename == file
        download.value.save_as(tmp_path / file)
        expect(data.get_by_role("status")).to_contain_text("Saved.")
    assert json.loads((tmp_path / "my-data.json").read_text())["format"] == "lodestone-own-data"
    assert (tmp_path / "my-data.pdf").read_bytes().startswith(b"%PDF")

    stop = phone.locator("section", has=phone.get_by_role("heading", name="Stop taking part"))
    stop.get_by_role("button", name="Stop taking part").click()
    stop.get_by_label("If you like, say why").fill("Too much on my mind.")
    stop.get_by_role("button", name="Stop", exact=True).click()
    expect(stop.get_by_text("You stopped taking part on")).to_be_visible()

    desk = person(links["clinician"], DESK)
    desk.goto(f"{running.address}/app/alerts")
    expect(desk.get_by_text("Withdrew").first).to_be_visible()

    stop.get_by_role("button", name="Take part again").click()
    expect(stop.get_by_text("You take part again.")).to_be_visible()


def test_an_administrator_sees_who_asks_to_be_erased(person: Callable[..., Page], running: Installation) -> None:
    desk = person(running.new_links()["admin"], DESK)
    desk.goto(f"{running.address}/app/clinic")
    desk.get_by_role("link", name="People who leave").click()
    expect(desk.get_by_text("A letter: moved abroad")).to_be_visible()
    desk.get_by_role("button", name="Decline").click()
    desk.get_by_role("button", name="Send this answer").click()
    expect(desk.get_by_text("This takes 10 to 2000 characters.")).to_be_visible()


@pytest.fixture
def newcomers_phone(person: Callable[..., Page], running: Installation) -> Page:
    """Of a new patient who logged today, at Settings, with "Stop taking part" open and the sign-out ticked.

    The clinic cannot be reached with entries, until the test ends the route.
    """
    desk = Desk(running.port, running.new_links()["clinician"])
    page = person(desk.invite(desk.add_patient()), PHONE)
    expect(page.get_by_text(re.compile("of 36"))).to_be_visible()
    page.route(SYNC, lambda route: route.abort())
    log_the_day(page, 5)
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("button", name="Stop taking part").click()
    page.get_by_label("Also sign out on all my phones").check()
    return page


@pytest.mark.parametrize(("choice", "left"), [("Keep until I sign in again here", 1), ("Delete and sign out", 0)])
def test_who_stops_and_signs_out_is_asked_what_becomes_of_unsent_entries(
    newcomers_phone: Page, choice: str, left: int
) -> None:
    page = newcomers_phone
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("One entry has not reached your clinic.", exact=False)).to_be_visible()
    page.get_by_role("button", name="Send first").click()
    expect(page.get_by_text("could not be sent just now", exact=False)).to_be_visible()
    page.get_by_role("button", name=choice).click()
    expect(page.get_by_text("Done. Your clinic has been told.")).to_be_visible()
    is_out(page)
    assert waiting(page) == left
    if left == 0:
        until(lambda: stores(page) == [], "the store is gone")
    else:  # and nothing of the days that the clinic has
        assert "today" not in page.evaluate(KEPT)
    page.get_by_role("button", name="OK").click()
    expect(page.get_by_text("Done. Your clinic has been told.")).to_have_count(0)


def test_who_stops_and_signs_out_leaves_nothing_where_the_clinic_has_it_all(newcomers_phone: Page) -> None:
    """Also what it could not file as it came is the clinic's by then."""
    page = newcomers_phone

    def refuse(route: Route) -> None:
        (item,) = json.loads(route.request.post_data or "")["items"]
        refused = {"outcome": "refused", "code": "invalid", "message": "No.", "rev": None, "stored": None}
        answer = {"id": item["id"], "seq": item["seq"], "received_at": item["recorded_at"], **refused}
        route.fulfill(json={"items": [answer], "confirmed": 0})

    page.unroute(SYNC)
    page.route(SYNC, refuse)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("Done. Your clinic has been told.")).to_be_visible()
    is_out(page)
    until(lambda: stores(page) == [], "the store is gone")


KEPT = """async () => {
  const [{ name }] = await indexedDB.databases()
  const database = await new Promise((done) => {
    indexedDB.open(name).onsuccess = ({ target }) => done(target.result)
  })
  const keys = await new Promise((done) => {
    database.transaction("kept").objectStore("kept").getAllKeys().onsuccess = ({ target }) => done(target.result)
  })
  database.close()
  return keys
}"""
