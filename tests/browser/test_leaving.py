"""A patient takes the data along, stops taking part and comes back; the clinic sees it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Installation, new_installation


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
