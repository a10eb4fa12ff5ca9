"""A thousand entries through a network that cuts, delays, doubles and reorders: all are stored, and once."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import FLAGS, PHONE, Installation, chromium, new_installation, until
from tests.browser.newcomers import Desk
from tests.browser.phones import log_at_the_clinic, phone, raw_records
from tests.proofs.bad_network import FATES, BadNetwork

ENTRIES = 1_000
SEED = 20261122
# Saves in batches, and in between changes some of what was saved before and deletes some. Resolves with what the
# patient then holds to be true: notes by id.
LIVE = """async (phone, count, seed) => {
  const chance = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648
  const upTo = (most) => Math.floor(chance() * most)
  const day = (back) => new Date(new Date().setDate(new Date().getDate() - back))
  const contentOf = (note) => {
    const at = day(upTo(13))
    return { felt_at: at.toISOString(), felt_on: at.toLocaleDateString("sv"), zone: "Europe/Berlin", note,
      mood: { scale: "eleven", raw: upTo(11) }, energy: null, anxiety: null, sleep_hours: null,
      any_side_effects: false, side_effects: [] }
  }
  const known = new Map()
  const any = () => [...known.keys()][upTo(known.size)]
  let made = 0, changed = 0, deleted = 0
  while (made < count) {
    const notes = Array.from({ length: Math.min(1 + upTo(20), count - made) }, () => `entry ${made++}`)
    const ids = await phone.save(notes.map((note) => ({ kind: "check-in", content: contentOf(note) })))
    ids.forEach((id, n) => known.set(id, notes[n]))
    for (let n = upTo(6); n > 0; n--) {
      const id = any(), note = `${known.get(id)}, changed ${++changed}`
      await phone.save([{ id, kind: "check-in", content: contentOf(note) }])
      known.set(id, note)
    }
    if (chance() < 0.3) {
      // Also what has just been saved or changed: it may be on its way out in this moment.
      const id = chance() < 0.5 ? ids[upTo(ids.length)] : any()
      if (chance() < 0.5) await phone.save([{ id, kind: "check-in", content: contentOf("gone soon") }])
      await phone.remove({ id, kind: "check-in", content: {} })
      known.delete(id)
      deleted++
    }
    dispatchEvent(new Event("online"))
    await new Promise((done) => setTimeout(done, 20))
  }
  return { known: Object.fromEntries(known), changed, deleted }
}"""


@pytest.fixture
def lodestone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    yield from new_installation(tmp_path_factory)


@pytest.fixture
def network(lodestone: Installation) -> Iterator[BadNetwork]:
    between = BadNetwork(lodestone.port, SEED)
    yield between
    between.close()


@pytest.fixture
def page(lodestone: Installation, network: BadNetwork) -> Iterator[Page]:
    """The phone of a new patient, who reaches the clinic through the bad network only."""
    desk = Desk(lodestone.port, lodestone.links["clinician"])
    link = desk.invite(desk.add_patient()).replace(str(lodestone.port), str(network.port), 1)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = browser.new_context(viewport=PHONE, timezone_id="Europe/Berlin").new_page()
        page.goto(link)
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_text(re.compile("of 36"))).to_be_visible()
        yield page
        browser.close()


def test_a_thousand_entries_through_a_bad_network_are_all_stored_once(page: Page, network: BadNetwork) -> None:
    lived: dict[str, Any] = phone(page, LIVE, ENTRIES, SEED)
    known: dict[str, str] = lived["known"]
    assert len(known) + lived["deleted"] == ENTRIES
    assert min(lived["changed"], lived["deleted"]) > 20

    def emptied() -> bool:
        page.evaluate("dispatchEvent(new Event('online'))")
        return not phone(page, "(phone) => phone.outbox.peek().length")

    until(emptied, "the outbox empties in spite of the network", 300)
    assert set(network.seen) == set(FATES), "each kind of accident has happened"
    # What was still on its way comes after everything was confirmed, and changes nothing.
    network.calm()
    stored = [(each["id"], each["note"]) for each in log_at_the_clinic(page)]
    assert sorted(stored) == sorted(known.items())
    assert phone(page, "(phone) => phone.sync().then(() => phone.confirmed.peek())") == len(known)
    assert raw_records(page, "jobs") == raw_records(page, "rows") == []
