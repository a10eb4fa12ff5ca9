"""A day logged while the clinic could not be reached gets to the clinician's chart and to the study's export."""

import csv
import io
import re
import zipfile
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Installation, answers, until
from tests.browser.phones import api, log_at_the_clinic, log_the_day, today_of, until_offline_ready

NOTE = "Written while the clinic could not be reached."
MOOD = 3


def test_a_day_logged_offline_reaches_the_chart_and_the_export(
    running: Installation, person: Callable[..., Page]
) -> None:
    links = running.printed_links()
    phone = person(links["patient"])
    expect(phone.get_by_role("heading", level=1)).to_have_text("How was today?")
    until_offline_ready(phone)
    today = today_of(phone)

    running.stop()
    assert not answers(running.address)
    phone.reload()
    log_the_day(phone, MOOD, NOTE)
    expect(phone.get_by_text("1 waiting on this phone")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("1 waiting on this phone")).to_be_visible()

    running.start()
    until(lambda: [each["note"] for each in log_at_the_clinic(phone)[:1]] == [NOTE], "the entry arrives by itself")
    expect(phone.get_by_text("1 waiting on this phone")).to_have_count(0)
    entries = [each for each in log_at_the_clinic(phone) if each["felt_on"] == today]
    assert [each["mood"]["raw"] for each in entries] == [MOOD], "stored exactly once"

    course = api(phone, "/api/today?on=" + today)["course"]["id"]
    patient = api(phone, "/api/me")["person_id"]
    day = the_clinician_sees_it(person(links["clinician"], DESK), course, today)
    the_export_holds_it(person(links["coordinator"], DESK), patient, day)


def the_clinician_sees_it(page: Page, course: str, today: str) -> int:
    """Returns the day of the course that the entry stands at, as the chart counts."""
    page.goto(f"{origin(page)}/app/courses/{course}")
    expect(page.get_by_role("heading", name="Mood, day by day")).to_be_visible()
    expect(page.get_by_text(NOTE)).to_be_visible()
    drawn = api(page, f"/api/courses/{course}/trajectory")["mood"]["days"]
    (point,) = [each for each in drawn if each["on"] == today]
    assert point["value"] == MOOD
    return int(point["day"])


def the_export_holds_it(page: Page, patient: str, day: int) -> None:
    page.goto(f"{origin(page)}/app/studies")
    page.get_by_role("main").get_by_role("link").first.click()
    page.get_by_role("button", name=re.compile("export", re.IGNORECASE)).click()
    download = page.get_by_role("link", name=re.compile("download", re.IGNORECASE)).first
    with page.expect_download() as started:
        download.click()
    study = api(page, "/api/studies/" + page.url.rpartition("/")[2])
    (pseudonym,) = [each["pseudonym"] for each in study["subjects"] if each["patient_id"] == patient]
    with zipfile.ZipFile(started.value.path()) as files:
        name = next(each for each in files.namelist() if each.endswith("check_ins.csv"))
        rows = list(csv.DictReader(io.TextIOWrapper(files.open(name), "utf-8", newline="")))
        everything = b"".join(files.read(each) for each in files.namelist())
    (row,) = [each for each in rows if (each["subject"], each["day"]) == (pseudonym, str(day))]
    assert float(row["mood"]) == MOOD
    assert NOTE.encode() not in everything, "free text stays in the clinic"


def origin(page: Page) -> str:
    return str(page.evaluate("location.origin"))
