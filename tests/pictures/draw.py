"""`make pictures`: the pictures of the README, taken of a demo clinic in Chromium. No test.

Usage: python -m tests.pictures.draw [FOLDER]. Writes phone.png (the patient's way, from joining to help) and course.png
(a course of treatment as a clinician sees it) to docs/images/ or to the folder.
"""

import sys
import tempfile
from base64 import b64encode
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from tests.browser.conftest import FLAGS, PHONE, ROOT, Installation, chromium, enter_by_invitation, free_port
from tests.browser.phones import api, tap, until_offline_ready

DESK = ViewportSize(width=1280, height=1010)
SHOWN_WIDTH, SHOWN_HEIGHT, GAP = 260, 563, 16  # px, of each phone in the strip
PLACE = {"locale": "en-GB", "timezone_id": "Europe/Berlin", "color_scheme": "light", "reduced_motion": "reduce"}


def the_way(browser: Browser, clinic: Installation) -> list[bytes]:
    """The patient's pages in the order of a first day, the day itself without a network."""
    page = browser.new_context(viewport=PHONE, device_scale_factor=2, **PLACE).new_page()  # type: ignore[arg-type]
    pictures: list[bytes] = []
    page.goto(clinic.new_links()["patient"])
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    pictures.append(page.screenshot())
    enter_by_invitation(page, clinic.address)
    page.goto(f"{clinic.address}/")
    expect(page.get_by_text("of 36")).to_be_visible()
    until_offline_ready(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("of 36")).to_be_visible()
    tap(page.get_by_role("radio", name="6", exact=True))
    tap(page.get_by_role("group", name="Side effects since yesterday?").get_by_role("radio", name="Yes"))
    tap(page.get_by_role("group", name="Headache").get_by_role("radio", name="Medium"))
    page.evaluate("scrollTo({ top: 150, behavior: 'instant' })")
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    pictures.append(page.screenshot())

    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. Thank you.")).to_be_visible()
    pictures.append(page.screenshot())

    page.context.set_offline(False)
    page.goto(f"{clinic.address}/app/questionnaire/phq-9")
    expect(page.get_by_text("1 of 9")).to_be_visible()
    tap(page.get_by_role("radio", name="Several days"))
    pictures.append(page.screenshot())

    for address, heading in (("/app/course", "My course"), ("/help", "Get help now")):
        page.goto(f"{clinic.address}{address}")
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        page.evaluate("document.fonts.ready.then(() => true)")
        pictures.append(page.screenshot())
    return pictures


def strip(browser: Browser, pictures: list[bytes], file: Path) -> None:
    """Write the pictures beside each other."""
    frame = f"width:{SHOWN_WIDTH}px;height:{SHOWN_HEIGHT}px;border:1px solid #cfc9bb;border-radius:18px;overflow:hidden"
    phones = "".join(
        f'<div style="{frame}"><img width={SHOWN_WIDTH} src="data:image/png;base64,{b64encode(each).decode()}"></div>'
        for each in pictures
    )
    size = ViewportSize(width=len(pictures) * (SHOWN_WIDTH + GAP + 2) - GAP, height=SHOWN_HEIGHT + 2)
    page = browser.new_page(viewport=size)
    page.set_content(f'<body style="margin:0;display:flex;gap:{GAP}px">{phones}')
    page.screenshot(path=file, omit_background=True)


def course(browser: Browser, clinic: Installation, file: Path) -> None:
    """Write a course that runs and goes well, as a clinician sees it."""
    page = browser.new_context(viewport=DESK, **PLACE).new_page()  # type: ignore[arg-type]
    page.goto(clinic.new_links()["clinician"])
    enter_by_invitation(page, clinic.address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    rows = [row for row in api(page, "/api/caseload?state=running&limit=100")["rows"] if row["outcome"] == "response"]
    page.goto(f"{clinic.address}/app/courses/{max(rows, key=lambda row: row['sessions_done'])['course_id']}")
    expect(page.get_by_role("heading", name="Mood, day by day")).to_be_visible()
    page.screenshot(path=file)


def main(folder: Path = ROOT / "docs" / "images") -> None:
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        clinic = Installation(Path(place), free_port())
        clinic.start()
        try:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            strip(browser, the_way(browser, clinic), folder / "phone.png")
            course(browser, clinic, folder / "course.png")
        finally:
            clinic.stop()


if __name__ == "__main__":
    main(*(Path(each) for each in sys.argv[1:]))
