"""`make pictures`: every page of patients and every state of one, in light and dark, to be looked at. No test.

Usage: python -m tests.pictures.walk [FOLDER]. Writes NUMBER-NAME-light.png and -dark.png at 390 px, whole pages, to
var/pictures/ or to the folder. Pages and states are those of the test of all pages.
"""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS, PHONE, ROOT, Installation, chromium, enter_by_invitation, free_port
from tests.browser.looking import go
from tests.browser.states import STATES
from tests.browser.test_every_page import PAGES
from tests.pictures.draw import PLACE


def take(page: Page, folder: Path, name: str) -> None:
    """The page as it stands."""
    number = len(list(folder.glob("*-light.png"))) + 1
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.screenshot(path=folder / f"{number:02}-{name}-{scheme}.png", full_page=True)


def walk(page: Page, folder: Path, role: str) -> None:
    for path in PAGES[role]:
        go(page, path)
        take(page, folder, re.sub(r"\W+", "-", path).strip("-") or "home")
    for path, bring_about in STATES[role]:
        go(page, path)
        bring_about(page)
        take(page, folder, bring_about.__name__.replace("_", "-"))


def main(folder: Path = ROOT / "var" / "pictures") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        clinic = Installation(Path(place), free_port())
        clinic.start()
        try:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            page = browser.new_context(viewport=PHONE, **PLACE).new_page()  # type: ignore[arg-type]
            page.goto(clinic.new_links()["patient"])
            enter_by_invitation(page, clinic.address)
            walk(page, folder, "patient")
        finally:
            clinic.stop()


if __name__ == "__main__":
    main(*(Path(each) for each in sys.argv[1:]))
