"""A browser is killed in the middle of saving: what was said to be saved is whole, and nothing is there in part."""

import os
import re
import signal
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect, sync_playwright

from tests.browser.conftest import FLAGS, Installation, chromium, enter_by_invitation, new_installation, until
from tests.browser.newcomers import Desk
from tests.browser.phones import copied, log_at_the_clinic, phone, today_of, until_offline_ready

# How many entries were said to be saved when the browser is killed.
ROUNDS = (1, 2, 5, 12, 30)
ON_AND_ON = 1_000_000
SAVE = """(phone, round, on, most) => {
  const content = { felt_at: new Date().toISOString(), felt_on: on, zone: "Europe/Berlin", energy: null, anxiety: null,
    sleep_hours: null, any_side_effects: false, side_effects: [] }
  const next = async (n) => {
    const mood = { scale: "eleven", raw: n % 11 }
    const [id] = await phone.save([{ kind: "check-in", content: { ...content, mood, note: `${round} ${n}` } }])
    console.info(`saved ${id} as ${round} ${n}`)
    if (n + 1 < most) next(n + 1)
  }
  next(0)
}"""


@pytest.fixture
def lodestone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    yield from new_installation(tmp_path_factory)


@contextmanager
def browser_at(playwright: Playwright, profile: Path, address: str) -> Iterator[tuple[Page, subprocess.Popen[str]]]:
    """A page of a browser with this profile, and the browser's process."""
    process = subprocess.Popen(
        [
            chromium(),
            *FLAGS,
            "--headless=new",
            f"--user-data-dir={profile}",
            "--remote-debugging-port=0",
            "about:blank",
        ],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    try:
        told = next(found.group(1) for line in process.stderr if (found := re.search(r"listening on (ws://\S+)", line)))
        connected = playwright.chromium.connect_over_cdp(told)
        page = connected.contexts[0].new_page()
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()  # from here on it knows whose phone this is
        yield page, process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def join(playwright: Playwright, lodestone: Installation, profile: Path) -> None:
    """A new patient's phone, which opens without a network."""
    desk = Desk(lodestone.port, lodestone.links["clinician"])
    with browser_at(playwright, profile, desk.invite(desk.add_patient())) as (page, process):
        enter_by_invitation(page, lodestone.address)
        page.goto(lodestone.address)
        expect(page.get_by_text(re.compile("of 36"))).to_be_visible()
        until_offline_ready(page)
        # A browser that is killed loses the cookies of its last half-minute, the session's too.
        close(page, process)


def test_what_was_said_to_be_saved_survives_the_kill_of_the_browser(lodestone: Installation, tmp_path: Path) -> None:
    said: dict[str, str] = {}
    with sync_playwright() as playwright:
        join(playwright, lodestone, tmp_path)
        lodestone.stop()
        for number in ROUNDS:
            with browser_at(playwright, tmp_path, lodestone.address) as (page, process):
                begin_to_save(page, said, number, ON_AND_ON)
                enough = len(said) + number
                until(lambda enough=enough: page.evaluate("1") and len(said) >= enough, "some are saved")  # type: ignore[misc]
                os.killpg(process.pid, signal.SIGKILL)
        require_all_arrives(playwright, lodestone, tmp_path, said)


def test_what_waits_survives_a_write_that_the_kill_cut_in_two(lodestone: Installation, tmp_path: Path) -> None:
    """Chromium writes on behind what was cut off, and at the opening after that finds all of it damaged."""
    said: dict[str, str] = {}
    with sync_playwright() as playwright:
        join(playwright, lodestone, tmp_path)
        lodestone.stop()
        for number in range(1, 5):
            with browser_at(playwright, tmp_path, lodestone.address) as (page, process):
                begin_to_save(page, said, number, 1)
                until(lambda number=number: copied(page) >= number and len(said) >= number, "it is saved, and copied")  # type: ignore[misc]
                os.killpg(process.pid, signal.SIGKILL)
            cut_off(tmp_path / "Default" / "IndexedDB")
        assert require_all_arrives(playwright, lodestone, tmp_path, said) == said


def begin_to_save(page: Page, said: dict[str, str], number: int, most: int) -> None:
    """Saves `most` entries, one after the other; those that were said to be saved come into `said`."""
    require_whole(page, said)
    page.on("console", lambda message: note(said, message.text))
    phone(page, SAVE, number, today_of(page), most)


def require_all_arrives(
    playwright: Playwright, lodestone: Installation, profile: Path, said: dict[str, str]
) -> dict[str, str]:
    """What the phone has kept, and the clinic then has too."""
    with browser_at(playwright, profile, lodestone.address) as (page, _):
        kept = require_whole(page, said)
        lodestone.start()
        page.evaluate("dispatchEvent(new Event('online'))")
        until(lambda: len(log_at_the_clinic(page)) == len(kept), "all arrive")
        assert {each["id"]: each["note"] for each in log_at_the_clinic(page)} == kept
        return kept


def cut_off(databases: Path) -> None:
    """What is left of a write whose second half did not come: the head of a record, without the record."""
    for log in databases.glob("*.leveldb/*.log"):
        with log.open("ab") as written:
            written.write(struct.pack("<IHB", 0x1D0E57, 198, 1))  # checksum, length, and that it is whole


def close(page: Page, process: subprocess.Popen[str]) -> None:
    """End the browser as a person does, who waits until it is gone."""
    browser = page.context.browser
    assert browser is not None
    browser.new_browser_cdp_session().send("Browser.close")
    process.wait(60)


def note(said: dict[str, str], message: str) -> None:
    if found := re.fullmatch(r"saved (\S+) as (.+)", message):
        said[found.group(1)] = found.group(2)


def require_whole(page: Page, said: dict[str, str]) -> dict[str, str]:
    """All entries on the phone by id: each has its job and its row, and none that was said to be saved is missing."""
    outbox: list[dict[str, Any]] = phone(page, "(phone) => phone.outbox.peek()")
    shown: list[str] = phone(page, "(phone) => phone.entries.peek().map(({ id }) => id)")
    kept = {job["id"]: job["content"]["note"] for job in outbox}
    assert said.items() <= kept.items()
    assert {job["state"] for job in outbox} <= {"waiting"}
    assert len({job["seq"] for job in outbox}) == len(outbox)
    assert set(shown) <= set(kept)
    return kept
