"""What lies on the phone: sealed, whole after every accident, and brought along from every earlier version."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Installation, until
from tests.browser.newcomers import Desk
from tests.browser.phones import (
    api,
    copied,
    delete_the_day,
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

NOTE = "Nobody but my clinic reads this."
STORES = ("rows", "jobs", "drafts", "kept")


def content(page: Page, mood: int, **other: Any) -> dict[str, Any]:
    return {
        "felt_at": datetime.now(UTC).isoformat(),
        "felt_on": today_of(page),
        "zone": "Europe/Berlin",
        "mood": {"scale": "eleven", "raw": mood},
        "energy": None,
        "anxiety": None,
        "sleep_hours": None,
        "note": None,
        "any_side_effects": False,
        "side_effects": [],
    } | other


def test_nothing_of_a_patient_lies_on_the_phone_in_the_open(page: Page) -> None:
    until_offline_ready(page)
    page.context.set_offline(True)
    log_the_day(page, 3, NOTE)
    phone(page, "(phone, draft) => phone.save([], { draft })", {"instrument": "phq-9", "answers": {"item1": 2}})
    phone(page, "(phone) => phone.keep('chart', 'my own words')")
    assert phone(page, "(phone) => phone.kept('chart')") == "my own words"
    lying = {store: json.dumps(raw_records(page, store)) for store in STORES}
    assert [len(json.loads(lying[store])) for store in ("rows", "jobs", "drafts")] == [1, 1, 0]
    until(lambda: copied(page) == 1, "what waits is copied")
    lying |= {f"{store} of the copy": json.dumps(raw_records(page, store, of_copy=True)) for store in STORES}
    for word in (NOTE, "mood", "felt_on", "phq-9", "item1", "check-in", "my own words", "treatment_days", "log"):
        assert [store for store in lying if word in lying[store]] == [], word
    # The phone itself still reads all of it, also anew.
    assert phone(page, "(phone) => phone.entries.peek()[0].note") == NOTE
    assert phone(page, "(phone) => phone.draftOf('phq-9')")["answers"] == {"item1": 2}


def test_a_queue_of_the_first_version_is_sent_and_sealed(page: Page, running: Installation) -> None:
    person = api(page, "/api/me")["person_id"]
    page.goto(f"{running.address}/help")  # a page that does not open the store
    queue = [old_job(page, seq) for seq in range(1, 61)]
    rows = [{k: job[k] for k in ("id", "kind", "content", "recorded_at", "deleted")} | {"rev": None} for job in queue]
    draft = {"instrument": "phq-9", "version": "1", "answers": {"item1": 2}, "told": {}}
    page.evaluate(FIRST_VERSION, [f"lodestone-{person}", queue, rows, [draft], {"seq": 60, "device": DEVICE}])
    page.goto(running.address)
    until(lambda: len(log_at_the_clinic(page)) == 60, "all of the old queue arrives")
    until(lambda: waiting(page) == 0, "nothing waits any more")
    assert {each["id"] for each in log_at_the_clinic(page)} == {job["id"] for job in queue}
    assert phone(page, "(phone) => phone.draftOf('phq-9')") == draft
    assert phone(page, "(phone) => phone.save([]).then(() => phone.confirmed.peek())") == 60
    assert not [store for store in STORES if "item1" in json.dumps(raw_records(page, store))]
    page.get_by_role("button", name="Change").click()
    log_the_day(page, 9, NOTE)
    until(lambda: NOTE in [each["note"] for each in log_at_the_clinic(page)], "the same phone goes on counting")
    assert len(log_at_the_clinic(page)) == 60


def test_the_old_queue_is_whole_wherever_its_sealing_breaks_off(page: Page, running: Installation) -> None:
    person = api(page, "/api/me")["person_id"]
    page.goto(f"{running.address}/help")
    queue = [old_job(page, seq) for seq in range(1, 41)]
    page.evaluate(FIRST_VERSION, [f"lodestone-{person}", queue, [], [], {"seq": 40, "device": DEVICE}])
    for delay in (0, 2, 4, 8, 16, 32):
        tab = page.context.new_page()
        tab.goto(f"{running.address}/help")
        tab.evaluate(OPEN_FOR_A_WHILE, [person, delay])
        tab.close()
        assert len(raw_records(page, "jobs")) == 40
    page.goto(running.address)
    until(lambda: len(log_at_the_clinic(page)) == 40, "all of it arrives")


def test_a_full_phone_sends_at_once_or_says_so_and_keeps_the_answers_on_the_screen(
    person: Callable[..., Page], desk_of: Callable[[], Desk], running: Installation
) -> None:
    page = person(desk_of().invite(desk_of().add_patient()), enter=False)
    session = page.context.new_cdp_session(page)
    # From before the store is opened: later the browser would go on with what it had found free.
    session.send("Storage.overrideQuotaForOrigin", {"origin": running.address, "quotaSize": 1_000_000})
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text(re.compile("of 36"))).to_be_visible()
    log_the_day(page, 2)
    until(lambda: moods_at_the_clinic(page) == [2] and waiting(page) == 0, "the first entry arrives")
    assert phone(page, FILL) == "QuotaExceededError"
    page.get_by_role("button", name="Change").click()
    tap(page.get_by_role("radio", name="8", exact=True))
    page.context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="no room left")).to_be_visible()
    expect(page.get_by_role("radio", name="8", exact=True)).to_be_checked()
    assert waiting(page) == 0, "nothing is half saved"
    page.evaluate("void (globalThis.back = new Promise((done) => addEventListener('online', () => done(1))))")
    page.context.set_offline(False)
    assert page.evaluate("globalThis.back") == 1
    assert phone(page, FILL) == "QuotaExceededError"  # what the phone has asked anew made a little room
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Thank you.")).to_be_visible()
    until(lambda: moods_at_the_clinic(page) == [8], "there is a network, so the clinic has it")
    assert waiting(page) == 0
    assert phone(page, FILL) == "QuotaExceededError"
    page.context.set_offline(True)
    delete_the_day(page)
    expect(page.get_by_role("alert").filter(has_text="no room left")).to_be_visible()
    expect(page.get_by_text("8 of 10")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("The entry is deleted.")).to_be_visible()
    until(lambda: moods_at_the_clinic(page) == [], "there is a network, so the clinic has deleted it")
    session.send("Storage.overrideQuotaForOrigin", {"origin": running.address})
    page.reload()
    log_the_day(page, 5)
    until(lambda: moods_at_the_clinic(page) == [5], "with room again it goes on as ever")


@pytest.mark.parametrize("name", ["InvalidStateError", "UnknownError"])
def test_a_dead_handle_is_opened_again(page: Page, name: str) -> None:
    """As on iPhones, which end the process behind IndexedDB while the page sleeps."""
    until(lambda: api(page, "/api/today?on=" + today_of(page)), "the page has asked")
    page.evaluate(DEAD_HANDLE, name)
    log_the_day(page, 4)
    until(lambda: moods_at_the_clinic(page) == [4], "the entry arrives")
    assert page.evaluate("globalThis.opened") == 1


def test_a_window_of_an_older_version_gives_way_and_says_so(page: Page) -> None:
    page.evaluate(
        """async () => {
          const [{ name, version }] = (await indexedDB.databases()).filter(({ name }) => /^lodestone-/.test(name))
          await new Promise((done, failed) => {
            const request = indexedDB.open(name, version + 1)
            request.onsuccess = () => done(request.result.close())
            request.onerror = request.onblocked = failed
          })
        }"""
    )
    expect(page.get_by_text("Another window uses a newer version.", exact=False)).to_be_visible()


def test_an_entry_whose_key_is_lost_is_kept_and_shown(page: Page, running: Installation) -> None:
    until_offline_ready(page)
    page.context.set_offline(True)
    log_the_day(page, 3)
    page.evaluate(FORGET, "seal.")
    page.reload()  # still offline: until it is gone, the page before has the key in its memory and would send
    expect(page.get_by_text("One entry needs a look.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text(re.compile("of 36"))).to_be_visible()  # what it needs to know of today came anew
    lying = raw_records(page, "jobs")
    log_the_day(page, 6)
    until(lambda: moods_at_the_clinic(page) == [6], "what is saved from now on arrives")
    assert raw_records(page, "jobs") == lying, "and what cannot be opened stays"
    page.goto(f"{running.address}/app/settings")
    expect(page.get_by_text("can no longer open")).to_be_visible()


def test_two_tabs_that_save_at_once_lose_nothing_and_count_on(page: Page, running: Installation) -> None:
    other = page.context.new_page()
    other.goto(running.address)
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    page.context.set_offline(True)
    for tab in (page, other):
        tab.evaluate(SAVE_MANY, [content(tab, 5), 20])
    for tab in (page, other):
        until(lambda tab=tab: tab.evaluate("globalThis.saved") == 20, "all are saved")  # type: ignore[misc]
    assert waiting(page) == 40
    queue = "(phone) => phone.retry('').then(() => phone.outbox.peek().map(({ seq }) => seq))"
    assert phone(page, queue) == list(range(1, 41))
    page.context.set_offline(False)
    until(lambda: len(log_at_the_clinic(page)) == 40, "all arrive, each once")


def test_what_was_never_tried_is_deleted_without_a_trace(page: Page) -> None:
    left = page.evaluate(
        """async (content) => {
          const stamp = document.querySelector('script[type="module"]').src.match(/\\/s\\/(\\w+)\\//)[1]
          const { openStore } = await import(`/s/${stamp}/js/phone-store.js`)
          const store = await openStore("somebody")
          const [id] = await store.save([{ kind: "check-in", content }], { now: new Date() })
          await store.remove({ id, kind: "check-in", content }, { now: new Date() })
          return [...await store.jobs(), ...await store.rows()]
        }""",
        content(page, 3),
    )
    assert left == []


def old_job(page: Page, seq: int) -> dict[str, Any]:
    """As the first version queued it."""
    return {
        "id": str(uuid4()),
        "seq": seq,
        "kind": "check-in",
        "base": None,
        "recorded_at": datetime.now(UTC).isoformat(),
        "deleted": False,
        "content": content(page, seq % 11),
        "state": "waiting",
        "tried": False,
    }


DEVICE = "0e6f2a57-6c9d-4a51-9f1b-1c2d3e4f5a6b"
# Sending comes first: what it takes away afterwards would be room again.
FILL = """async (phone) => {
  await phone.sync()
  let last = ""
  for (let size = 500_000, n = 0; size > 20; n++) {
    await phone.keep(`filler ${n}`, "x".repeat(size)).catch(({ name }) => {
      last = name
      size = Math.floor(size / 2)
    })
  }
  return last
}"""
FIRST_VERSION = """async ([name, jobs, rows, drafts, kept]) => {
  await new Promise((done, failed) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = done  // also where it had to wait for the page before, whose store closes as it goes
    request.onerror = failed
  })
  const database = await new Promise((done, failed) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore("rows", { keyPath: "id" })
      request.result.createObjectStore("jobs", { keyPath: "id" })
      request.result.createObjectStore("drafts", { keyPath: "instrument" })
      request.result.createObjectStore("kept")
    }
    request.onsuccess = () => done(request.result)
    request.onerror = failed
  })
  const write = database.transaction(["rows", "jobs", "drafts", "kept"], "readwrite")
  for (const each of jobs) write.objectStore("jobs").put(each)
  for (const each of rows) write.objectStore("rows").put(each)
  for (const each of drafts) write.objectStore("drafts").put(each)
  for (const [key, value] of Object.entries(kept)) write.objectStore("kept").put(value, key)
  await new Promise((done) => (write.oncomplete = done))
  database.close()
}"""
OPEN_FOR_A_WHILE = """async ([person, delay]) => {
  const stamp = document.querySelector('script[type="module"]').src.match(/\\/s\\/(\\w+)\\//)[1]
  const { openStore } = await import(`/s/${stamp}/js/phone-store.js`)
  openStore(person)
  await new Promise((done) => setTimeout(done, delay))
}"""
# The first use of a handle from now on fails as a dead one does, and so do all others until it is opened anew.
DEAD_HANDLE = """(name) => {
  const message = "Connection to Indexed Database server lost. Refresh the page to try again"
  const open = indexedDB.open, transaction = IDBDatabase.prototype.transaction
  globalThis.opened = 0
  IDBDatabase.prototype.transaction = function () { throw new DOMException(message, name) }
  IDBFactory.prototype.open = function (...given) {
    globalThis.opened += this === indexedDB // and not the copy's
    IDBDatabase.prototype.transaction = transaction
    return open.apply(this, given)
  }
}"""
FORGET = """async (start) => {
  const [{ name }] = (await indexedDB.databases()).filter(({ name }) => /^lodestone-/.test(name))
  await new Promise((done) => {
    indexedDB.open(name).onsuccess = ({ target }) => {
      const write = target.result.transaction("kept", "readwrite")
      write.objectStore("kept").getAllKeys().onsuccess = ({ target: { result } }) => {
        for (const key of result.filter((each) => each.startsWith(start))) write.objectStore("kept").delete(key)
      }
      write.oncomplete = () => { target.result.close(); done() }
    }
  })
}"""
SAVE_MANY = """async ([content, count]) => {
  const stamp = document.querySelector('script[type="module"]').src.match(/\\/s\\/(\\w+)\\//)[1]
  const phone = await import(`/s/${stamp}/js/my-phone.js`)
  await phone.openPhone()
  globalThis.saved = 0
  for (let n = 0; n < count; n++) {
    phone.save([{ kind: "check-in", content }]).then(() => globalThis.saved++)
  }
}"""
