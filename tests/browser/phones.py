"""What one does on a patient's phone, and what one finds there and at the clinic afterwards."""

from typing import Any

from playwright.sync_api import Error, Locator, Page, expect

from tests.browser.conftest import until

SYNC = "**/api/sync"  # where the phone sends, as a pattern for page.route


def today_of(page: Page, days_ago: int = 0) -> str:
    """The day where the phone is, or so many days of its calendar before: not all have 24 hours."""
    return str(page.evaluate(DAY, days_ago))


def tap(radio: Locator) -> None:
    """As a thumb does: where what the clinic says has moved the page in just this moment, once more."""
    try:
        radio.check(force=True)
    except Error:
        radio.check(force=True)


def choose(page: Page, mood: int, note: str = "") -> None:
    """Fill in the day, and do not save it."""
    tap(page.get_by_role("radio", name=str(mood), exact=True))
    tap(page.get_by_role("radio", name="No", exact=True))
    if note:
        page.get_by_text("Add a note").click()
        page.get_by_label("A note for your clinic").fill(note)


def log_the_day(page: Page, mood: int, note: str = "") -> None:
    choose(page, mood, note)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Thank you.")).to_be_visible()


def delete_the_day(page: Page) -> None:
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Delete this entry?")).to_be_visible()
    page.get_by_role("button", name="Delete").click()


def until_offline_ready(page: Page) -> None:
    until(
        lambda: page.evaluate("navigator.serviceWorker.getRegistration().then((r) => Boolean(r?.active))"),
        "the service worker is in place",
    )
    page.reload()
    until(lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"), "the page is served by its worker")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def api(page: Page, path: str) -> Any:
    """What the clinic answers this phone, or None without an answer."""
    return page.evaluate("path => fetch(path).then((answer) => answer.json()).catch(() => null)", path)


def log_at_the_clinic(page: Page) -> list[dict[str, Any]]:
    """The check-ins that the clinic holds of the last days; empty while it does not answer."""
    answer = api(page, f"/api/today?on={today_of(page)}")
    return list(answer["log"]) if answer and "log" in answer else []


def moods_at_the_clinic(page: Page) -> list[int]:
    """In no particular order."""
    return sorted(each["mood"]["raw"] for each in log_at_the_clinic(page))


def phone(page: Page, deed: str, *arguments: Any) -> Any:
    """What the phone's own code answers: `deed` is a function of my-phone.js and further arguments."""
    return page.evaluate(
        f"""async (given) => {{
          const stamp = document.querySelector('script[type="module"]').src.match(/\\/s\\/(\\w+)\\//)[1]
          const phone = await import(`/s/${{stamp}}/js/my-phone.js`)
          await phone.openPhone()
          return await ({deed})(phone, ...given)
        }}""",
        list(arguments),
    )


def is_out(page: Page) -> None:
    """Nobody is signed in here, and outside the store nothing tells whose phone it was; the crisis card stays."""
    expect(page.get_by_role("heading", name="Welcome to Lodestone")).to_be_visible()
    stays = {"lodestone.help", "lodestone.look", "lodestone.leaving"}
    assert set(page.evaluate("Object.keys(localStorage)")) <= stays


def stores(page: Page) -> list[str]:
    """The names of all databases of this browser, and of the buckets that hold second copies."""
    names: list[str] = page.evaluate(
        """async () => [
          ...(await indexedDB.databases()).map(({ name }) => name), ...await navigator.storageBuckets.keys()
        ]"""
    )
    return names


def waiting(page: Page) -> int:
    """How many entries wait on the phone, after a look into its store."""
    return len(raw_records(page, "jobs"))


def copied(page: Page) -> int:
    """How many entries wait in the second copy."""
    return len(raw_records(page, "jobs", of_copy=True))


def raw_records(page: Page, store: str, *, of_copy: bool = False) -> list[Any]:
    """All records of a store as they lie there, by whoever looks past the application."""
    found: list[Any] = page.evaluate(LOOK, [store, of_copy])
    return found


def lose_the_store(page: Page) -> None:
    """What a browser does that takes its files for damaged. No page may be open that uses the store."""
    page.evaluate(LOSE)


DAY = """(back) => {
  const at = new Date()
  at.setDate(at.getDate() - back)
  return at.toLocaleDateString("sv")
}"""

# Bytes come out as their number, so that what is found in text is what lies there as text.
LOOK = """async ([store, ofCopy]) => {
  const [copy] = ofCopy ? await navigator.storageBuckets.keys() : []
  if (ofCopy && !copy) return []
  const factory = copy ? (await navigator.storageBuckets.open(copy)).indexedDB : indexedDB
  const [known] = (await factory.databases()).filter(({ name }) => /^lodestone-/.test(name))
  if (!known) return []
  const database = await new Promise((done, failed) => {
    const request = factory.open(known.name)
    request.onsuccess = () => done(request.result)
    request.onerror = () => failed(request.error)
  })
  const records = await new Promise((done) => {
    const request = database.transaction(store).objectStore(store).getAll()
    request.onsuccess = () => done(request.result)
  })
  database.close()
  return JSON.parse(JSON.stringify(records, (_, value) =>
    value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? { bytes: value.byteLength } : value))
}"""

LOSE = """async () => {
  for (const { name } of await indexedDB.databases()) {
    await new Promise((done, failed) => {
      const request = indexedDB.deleteDatabase(name)
      request.onsuccess = done
      request.onerror = request.onblocked = failed
    })
  }
}"""
