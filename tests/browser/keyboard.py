"""A person who has a keyboard and no pointer: goes by Tab and the arrows, and sees at each step where they are."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import until

MOST_STEPS = 250  # stops of one page, and more: who has not come round by then is caught somewhere

# What is wrong with how the focused element shows it, or "": a ring of 2 px and more, with a contrast of 3 to what is
# behind it (WCAG 2.4.7 and 1.4.11), in sight and not hidden beneath something that stays in place (2.4.11).
HOW_SEEN = """() => {
  const it = document.activeElement
  if (!it || it === document.body || it.matches("h1, [tabindex='-1']")) return ""
  const place = [it, it.nextElementSibling].find((each) => {
    const { outlineStyle, outlineWidth } = each ? getComputedStyle(each) : {}
    return outlineStyle && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
  })
  if (!place) return "no ring"
  const numbers = (colour) => {
    const found = colour.match(/[\\d.]+/g).map(Number)
    return colour.startsWith("color(") ? [...found.slice(0, 3).map((each) => each * 255), found[3]] : found
  }
  const light = ([red, green, blue]) => {
    const part = (each) => (each /= 255) <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
  }
  const style = getComputedStyle(place)
  let behind = parseFloat(style.outlineOffset) < 0 ? place : place.parentElement
  while (behind && numbers(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement
  const back = behind ? numbers(getComputedStyle(behind).backgroundColor) : [255, 255, 255]
  const [one, two] = [light(numbers(style.outlineColor)), light(back)].sort((a, b) => b - a)
  const contrast = (one + 0.05) / (two + 0.05)
  if (contrast < 3) return `a ring with a contrast of ${contrast.toFixed(1)}`
  const { left, right, top, bottom } = place.getBoundingClientRect()
  const points = [[(left + right) / 2, (top + bottom) / 2], [left + 3, top + 3], [right - 3, bottom - 3]]
  const shows = ([x, y]) => {
    const seen = document.elementFromPoint(x, y)
    return seen && (place.contains(seen) || it.contains(seen) || seen.contains(place))
  }
  return points.some(shows) ? "" : "out of sight"
}"""
# What Tab should come by: the radio buttons of one name are one stop. It is marked by a number.
STOPS = """() => {
  const dialog = document.querySelector("dialog[open]")
  const all = [...(dialog ?? document).querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  const groups = new Set()
  return all.filter((each) => {
    if (each.disabled || each.tabIndex < 0 || !each.checkVisibility({ visibilityProperty: true })) return false
    if (each.type !== "radio") return true
    const group = `${each.form?.id} ${each.name}`, isNew = !groups.has(group)
    groups.add(group)
    return isNew
  }).length
}"""
NAME = """() => {
  const it = document.activeElement
  return it ? `${it.localName} "${(it.ariaLabel || it.innerText || it.name || "").trim().slice(0, 40)}"` : "nothing"
}"""


class Keyboard:
    """Goes through one page after the other. `unseen` collects where the focus could not be seen or did not come by."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unseen: list[str] = []

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self._look(key)

    def _look(self, key: str) -> None:
        problem = self.page.evaluate(HOW_SEEN)
        if problem:
            self.unseen.append(f"{self.page.url}, {key} to {self.page.evaluate(NAME)}: {problem}")

    def reach(self, wanted: Locator, *, back: bool = False) -> None:
        """Tab to it. Of radio buttons that belong together, any one of them will do."""
        expect(wanted).to_be_attached()
        passed = []
        for _ in range(MOST_STEPS):
            if wanted.evaluate(IS_HERE):
                return
            self.press("Shift+Tab" if back else "Tab")
            passed.append(self.page.evaluate(NAME))
        pytest.fail(f"{self.page.url}: no way by Tab to {wanted}; passed {' | '.join(passed[-40:])}")

    def enter(self, wanted: Locator) -> None:
        """Tab to a link or a button, and use it."""
        self.reach(wanted)
        self.page.keyboard.press("Enter")

    def follow(self, wanted: Locator) -> None:
        """The same for what leads to another page, whose heading then has the focus: it is read out, and Tab goes on
        from the top."""
        before = self.page.locator("h1").first.element_handle()
        self.enter(wanted)
        until(lambda: not before.evaluate("each => each.isConnected"), f"another page than {self.page.url}")
        self.is_at_heading()

    def is_at_heading(self) -> None:
        expect(self.page.locator("h1:focus")).to_have_count(1)

    def choose(self, wanted: Locator) -> None:
        """Tab to the radio buttons and go on to the one that is wanted, as browsers do: by arrow, or by Space if it is
        the one that Tab led to."""
        self.reach(wanted)
        for _ in range(30):
            if wanted.evaluate("each => each === document.activeElement"):
                if not wanted.is_checked():
                    self.press("Space")
                return
            self.press("ArrowDown")
        pytest.fail(f"{self.page.url}: no way by arrow to {wanted}")

    def type(self, wanted: Locator, words: str) -> None:
        self.reach(wanted)
        self.page.keyboard.type(words)

    def go_round(self) -> None:
        """Tab through the whole page: every stop comes by, none holds the focus, and all of them show it."""
        stops = int(self.page.evaluate(STOPS))
        self.page.evaluate("document.activeElement?.blur()")
        seen: set[int] = set()
        self.page.evaluate("window.stops = new Map()")
        # A date has several stops of its own, and between the last stop and the first lies the browser's own bar.
        for _ in range(3 * stops + 2):
            self.press("Tab")
            seen |= {self.page.evaluate(NUMBER)} - {None}
            if len(seen) >= stops:
                break
        if len(seen) < stops:
            self.unseen.append(f"{self.page.url}: {len(seen)} of {stops} stops came by")


# Whether the focus is on it, or on another radio button of its group.
IS_HERE = """(wanted) => {
  const it = document.activeElement, radios = it.type === "radio" && wanted.type === "radio"
  return it === wanted || radios && it.name === wanted.name && it.form === wanted.form
}"""
NUMBER = """() => {
  const it = document.activeElement
  if (!it || it === document.body) return null
  if (!window.stops.has(it)) window.stops.set(it, window.stops.size)
  return window.stops.get(it)
}"""
