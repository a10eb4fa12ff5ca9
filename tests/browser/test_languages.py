"""A patient reads everything in the language that they chose, also without a network; questionnaires as they are."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, Installation, answers, until
from tests.browser.newcomers import Desk
from tests.browser.phones import api, log_at_the_clinic, moods_at_the_clinic, tap, until_offline_ready, waiting

PATIENT_PAGES = ("/", "/app/course", "/app/settings", "/help", "/app/call", "/app/questionnaire/phq-9")


@pytest.fixture
def reader(person: Callable[..., Page], desk_of: Callable[[], Desk]) -> Callable[[str], Page]:
    """reader(locale): the invitation of a new patient of that language, on a phone that has it too."""

    def open_invitation(locale: str) -> Page:
        patient = desk_of().add_patient(locale.partition("-")[0])
        return person(desk_of().invite(patient), enter=False, locale=locale)

    return open_invitation


def join(phone: Page) -> None:
    phone.locator("form button").click()
    # It comes with the clinic's word about today, which builds the form anew.
    expect(phone.locator("a.due").first).to_be_visible()


def test_the_core_flow_in_german(reader: Callable[[str], Page], running: Installation) -> None:
    """Joining, a day and a questionnaire without a network, and the way back: each is at the clinic once."""
    phone = reader("de-DE")
    expect(phone.get_by_text("Ihre Klinik lädt Sie ein")).to_be_visible()
    phone.get_by_role("button", name="Weiter").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Wie war Ihr Tag?")
    expect(phone.get_by_text(re.compile("Sitzung.* 36|36 Sitzung"))).to_be_visible()  # on a day of treatment and not
    assert phone.evaluate("document.documentElement.lang") == "de"
    until_offline_ready(phone)
    until(lambda: kept(phone) == ["de"], "the phone keeps the sentences in German")

    running.stop()
    assert not answers(running.address)
    phone.reload()
    today = phone.evaluate(
        "new Intl.DateTimeFormat('de-DE', { weekday: 'long', day: 'numeric', month: 'long' }).format()"
    )
    expect(phone.get_by_text(today).first).to_be_visible()
    log_a_day_in_german(phone)
    phone.reload()
    expect(phone.get_by_text("1 wartet auf diesem Telefon")).to_be_visible()
    answer_in_german(phone)
    assert waiting(phone) == 2

    running.start()
    phone.goto(running.address)
    until(lambda: moods_at_the_clinic(phone) == [3], "the day arrives, by itself and once")
    until(lambda: waiting(phone) == 0, "and so do the answers")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Heute")
    expect(phone.get_by_text("0 warten auf diesem Telefon")).to_be_visible()
    assert [each["side_effects"][0]["grade"] for each in log_at_the_clinic(phone)] == [1]


def log_a_day_in_german(phone: Page) -> None:
    expect(phone.get_by_role("heading", level=1)).to_have_text("Wie war Ihr Tag?")
    tap(phone.get_by_role("radio", name="3", exact=True))
    tap(phone.get_by_role("radio", name="Ja", exact=True))
    tap(phone.get_by_role("group", name="Kopfschmerzen").get_by_role("radio", name="Leicht"))
    phone.get_by_role("button", name="Speichern", exact=True).click()
    expect(phone.get_by_text("Gespeichert. Danke.")).to_be_visible()


def answer_in_german(phone: Page) -> None:
    """A questionnaire keeps its authors' words, and what is around them is German."""
    phone.get_by_role("link", name="Fragebogen: PHQ-9").click()
    further = phone.get_by_role("button", name="Weiter", exact=True)
    expect(phone.get_by_text("1 von 9")).to_be_visible()
    expect(phone.get_by_text("Diesen Fragebogen gibt es hier nur auf Englisch.")).to_be_visible()
    expect(phone.get_by_text("Over the last 2 weeks").first).to_be_visible()
    further.click()
    expect(phone.get_by_text("Bitte wählen Sie eine Antwort oder „Möchte ich nicht beantworten“.")).to_be_visible()
    tap(phone.get_by_role("radio", name="Möchte ich nicht beantworten"))
    further.click()
    for step in range(2, 10):
        expect(phone.get_by_text(f"{step} von 9")).to_be_visible()
        tap(phone.get_by_role("radio", name="Not at all"))
        further.click()
    expect(phone.get_by_text("Noch eine Frage")).to_be_visible()
    tap(phone.get_by_role("radio", name="Möchte ich nicht beantworten"))
    further.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Prüfen Sie Ihre Antworten")
    phone.get_by_role("button", name="An meine Klinik senden").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Gespeichert. Danke.")
    expect(phone.get_by_text("Auf diesem Telefon gespeichert.")).to_be_visible()


def test_a_language_that_is_chosen_is_kept_here_and_told_to_the_clinic(
    reader: Callable[[str], Page], running: Installation
) -> None:
    phone = reader("en-GB")
    join(phone)
    until_offline_ready(phone)
    phone.goto(f"{running.address}/app/settings")
    phone.get_by_role("button", name="Deutsch").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Einstellungen")
    assert phone.evaluate("localStorage.getItem('lodestone-language')") == "de"
    assert api(phone, "/api/me")["language"] == "de"
    until(lambda: kept(phone) == ["de"], "the phone keeps the sentences in German, for the next version too")
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Einstellungen")
    # Several sections need the clinic, and one line says so.
    expect(phone.get_by_text("Es gibt gerade keine Verbindung zur Klinik.")).to_be_visible()
    phone.get_by_role("button", name="Español").click()
    expect(phone.get_by_text("Diese Sprache ist nicht auf diesem Telefon.")).to_be_visible()
    phone.get_by_role("link", name="Jetzt Hilfe").first.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Jetzt Hilfe")


@pytest.mark.parametrize(("locale", "language"), [("de-AT", "de"), ("es-MX", "es"), ("fr-FR", "en")])
def test_a_first_visit_asks_for_one_language(
    browser: Browser, running: Installation, locale: str, language: str
) -> None:
    context = browser.new_context(viewport=PHONE, locale=locale)
    page = context.new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.update(re.findall(r"/locales/(\w+)\.json", request.url)))
    page.goto(running.address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert (asked, page.evaluate("document.documentElement.lang")) == ({language}, language)
    context.close()


@pytest.mark.parametrize("locale", ["de-DE", "es-ES"])
def test_no_page_of_a_patient_is_wider_than_a_narrow_screen(
    reader: Callable[[str], Page], running: Installation, locale: str
) -> None:
    phone = reader(locale)
    join(phone)
    assert phone.evaluate("document.documentElement.lang") == locale[:2]
    phone.set_viewport_size({"width": 320, "height": 640})
    for path in PATIENT_PAGES:
        phone.goto(f"{running.address}{path}")
        expect(phone.get_by_role("heading", level=1)).to_be_visible()
        phone.wait_for_load_state("networkidle")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_a_clinician_reads_the_desk_in_german_at_every_computer(
    running: Installation, person: Callable[..., Page]
) -> None:
    desk = person(running.new_links()["clinician"], DESK)
    try:
        desk.goto(f"{running.address}/app/account")
        desk.get_by_role("button", name="Deutsch").click()
        expect(desk.get_by_role("heading", level=1)).to_have_text("Mein Konto")
        assert desk.evaluate("localStorage.getItem('lodestone-language')") is None
        desk.goto(f"{running.address}/app/caseload")
        expect(desk.get_by_role("columnheader", name="Aufmerksamkeit")).to_be_visible()

        desk.goto(f"{running.address}/app/clinic/settings")
        expect(desk.get_by_text("Tage, an denen die Klinik geschlossen ist.")).to_be_visible()
        desk.goto(f"{running.address}/app/patients/new")
        desk.get_by_label("Sprache", exact=True).select_option("de")
        desk.get_by_label("Protokoll", exact=True).select_option(index=1)
        expect(desk.get_by_text("Nicht in der Sprache der Person")).to_be_visible()
        expect(desk.get_by_text("PHQ-9: nur auf Englisch")).to_be_visible()
        desk.get_by_label("Fragebögen auch auf", exact=True).select_option("en")
        expect(desk.get_by_text("Nicht in der Sprache der Person")).to_have_count(0)
    finally:  # others read what this clinician reads
        Desk(running.port, running.new_links()["clinician"]).ask("POST", "/api/me/language", {"language": "en"})


def kept(page: Page) -> list[str]:
    """The language of the sentences that the worker keeps, and would keep of the next version; none: it has not yet."""
    found: list[str] = page.evaluate(
        """async () => {
          const tag = await (await caches.match("/language"))?.text() ?? navigator.languages[0].split("-")[0]
          const names = await caches.keys()
          const files = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys())))
          return files.flat().some(({ url }) => url.endsWith(`/locales/${tag}.json`)) ? [tag] : []
        }"""
    )
    return found
