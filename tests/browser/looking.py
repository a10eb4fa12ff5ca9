"""Looking at a page as the tests of all pages do: its accessibility, its width, its text enlarged."""

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.phones import today_of

NARROW = 320  # px: 1280 at 400 %, WCAG 1.4.10
# target-size is off in axe unless it is asked for.
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# Text that its own box cuts off. What screen readers alone are to read is not meant, nor what scrolls.
CUT = """() => [...document.querySelectorAll("body *")].filter((each) => {
  const { overflowX, display } = getComputedStyle(each)
  return each.clientWidth > 1 && display !== "inline" && /hidden|clip/.test(overflowX) &&
    each.scrollWidth > each.clientWidth + 1 && each.textContent.trim()
}).map((each) => each.outerHTML.slice(0, 120))"""


def problems_of(page: Page) -> Iterator[str]:
    """What breaks a rule on the page as it stands: in light and dark, at 320 px, and with text of twice the size."""
    for scheme in ("light", "dark"):
        # A colour that is still fading from light to dark has the contrast of neither.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        for each in Axe().run(page, options=WCAG).response["violations"]:
            yield from (f"{each['id']} in {scheme}: {node['html'][:200]}" for node in each["nodes"])
    usual = page.viewport_size or {"width": NARROW, "height": 640}
    page.set_viewport_size({"width": NARROW, "height": 640})
    yield from (f"at {NARROW} px: {problem}" for problem in _too_wide(page))
    page.set_viewport_size(usual)
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    yield from (f"with text at 200 %: {problem}" for problem in _too_wide(page))
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    browser.detach()


def _too_wide(page: Page) -> Iterator[str]:
    width, shown = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if width > shown:
        yield f"{width} px wide, {shown} are shown"
    yield from (f"cut off: {each}" for each in page.evaluate(CUT))


def go(page: Page, path: str) -> None:
    """Open a page by its path, or the first course, study or alert of its list or a page of it, and wait for it.

    "yesterday" in a path is the day before where the browser is.
    """
    path = path.replace("yesterday", today_of(page, 1))
    path, _, part = path.partition("/") if path.startswith("course/") else (path, "", "")
    origin = page.evaluate("location.origin")
    lists = {"course": "/app/caseload", "study": "/app/studies", "alert": "/app/alerts"}
    of = {"course": "courses", "study": "studies", "alert": "alerts"}
    page.goto(origin + lists.get(path, path))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if path in lists:
        page.get_by_role("main").locator(f'a[href^="/app/{of[path]}/"]').first.click()
        page.wait_for_url(lambda url: url.rstrip("/").count("/") > 4)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    if part:
        page.goto(f"{page.url.rstrip('/')}/{part}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
