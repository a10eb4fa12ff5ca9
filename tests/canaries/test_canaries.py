"""Nobody is shown a word of somebody else, wherever they look; and patients are shown every word of their own."""

import io
import json
import logging
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from ipaddress import ip_network
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from server import create_app, jobs
from server.access import STAFF, Role, roles_with
from server.alerts.actions.raising import raise_alerts
from server.alerts.rules import Reason
from server.config import MailServer, Push
from server.db import Record, db
from server.http import Contract
from server.logs import write_logs
from server.openapi import contracts_of
from server.people.models import Clinic, Membership, Patient
from server.records.rules.holdings import HOLDING_OF
from server.reminders.models.reminder import ReminderPreference
from server.reminders.rules import Way
from tests.api.examples import QUERIES, body_for, furnish
from tests.api.examples.house import House
from tests.builders import Person, World
from tests.canaries.filling import fill
from tests.canaries.foreign import foreign_to
from tests.canaries.planting import CODED, Planted, free_texts_of, plant, texts_of
from tests.conftest import settings_for
from tests.databases import postgresql_later
from tests.far_ends import CERTIFICATE, GatewayEnd, MailEnd, serving
from tests.jobs.posting import DELIVER, change_settings, set_up
from tests.jobs.reminded import EVENING, tick
from tests.push_service import PushEnd

_APP = create_app(settings_for("sqlite:///never-opened.db", Path("var")))
ROUTES: list[Contract] = [contract for _, contract in contracts_of(_APP)]
READING = [each for each in ROUTES if each.method == "GET" and each.stored]
DEEDS = [each for each in ROUTES if each.method == "POST"]
# Deeds after which others can do no more.
ENDING = {
    "/api/staff/<uuid:account_id>/change",
    "/api/staff/<uuid:account_id>/remove",
    "/api/leaving/<uuid:leaving_id>/decline",
    "/api/adverse-events/<uuid:event_id>/withdraw",
}
# What a patient's own data leaves out: which member of staff a message went to, the model of the phone, which says
# nothing about who holds it, and what alerts say a second time, for another language.
WITHHELD = {
    ("outgoing_message", "recipient"),
    ("patient_passkey", "aaguid"),
    ("alert", "said"),
    ("alert_step", "said"),
}
PRINCIPALS = (Role.PATIENT, *STAFF, Role.SERVICE)


@dataclass
class Crawl:
    """What was said so far in a crawl."""

    statuses: Counter[int] = field(default_factory=Counter)
    tokens: set[str] = field(default_factory=set)
    bytes_seen: int = 0


@dataclass(frozen=True)
class Scene:
    """Two clinics, in the first of which two houses share everything but their people, with a token in every cell."""

    world: World
    houses: dict[str, House]
    planted: Planted
    lines: io.StringIO
    staff: set[UUID]  # the accounts of the first clinic
    crawls: dict[Role | None, Crawl] = field(default_factory=dict)

    def look(self, person: Person | None, contract: Contract, house: House, browser: FlaskClient) -> int:
        """Ask as the person, and look at all that is said. Returns the status."""
        status, said = ask(browser, contract, house, house.ids if person is None else house.ids_for(person.role))
        role = person.role if person is not None else None
        crawl = self.crawls.setdefault(role, Crawl())
        crawl.statuses[status] += 1
        crawl.bytes_seen += len(said)
        crawl.tokens |= {each.text for each in self.planted.found_in(said)}
        foreign = foreign_to(self.planted, person, self.staff, said)
        assert not foreign, f"{role}: {contract.method} {contract.path} says {foreign}"
        assert status != 500, contract.path
        return status


@pytest.fixture
def scene(app: Flask, world: World, database_url: str) -> Iterator[Scene]:
    here, elsewhere = world.clinic("Here"), world.clinic("Elsewhere")
    houses = {"A1": furnish(world, here), "A2": furnish(world, here), "B1": furnish(world, elsewhere)}
    for house in houses.values():
        fill(world, house)
    planted = plant(app, database_url, {each.id: each.clinic_id for each in world.rows(Patient)})
    for house in houses.values():
        # The export of the furnished house was frozen before there was any token.
        coordinator = world.client_of(house.people[Role.COORDINATOR])
        taken = coordinator.post(f"/api/studies/{house.ids['study_id']}/exports", json={})
        house.ids["export_id"] = UUID(taken.json["id"])
    root = logging.getLogger()
    before, lines = (root.handlers[:], root.level), io.StringIO()
    write_logs(stream=lines)
    staff = {each.account_id for each in world.rows(Membership, clinic_id=here.id)}
    yield Scene(world, houses, planted, lines, staff)
    root.handlers[:], root.level = before
    logging.captureWarnings(capture=False)


def test_what_is_said_to_be_a_code_is_there() -> None:
    for name, columns in CODED.items():
        assert set(columns.split()) <= {each.name for each in texts_of(Record.metadata.tables[name])}, name


@postgresql_later
def test_a_patients_own_data_has_every_word_about_them_as_json_and_on_paper(scene: Scene) -> None:
    _require_every_text_planted(scene)
    patient = scene.houses["A1"].people[Role.PATIENT]
    mine = [each for each in scene.planted.of_patient(patient.id) if (each.table, each.column) not in WITHHELD]
    browser = scene.world.client_of(patient)
    said = browser.post("/api/me/data", json={}).text
    assert not [each for each in mine if each.text not in said]
    pdf = PdfReader(io.BytesIO(browser.post("/api/me/data.pdf", json={}).data))
    printed = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
    assert not [each for each in mine if each.text not in printed]
    assert not foreign_to(scene.planted, patient, scene.staff, said + printed)


def _require_every_text_planted(scene: Scene) -> None:
    """A column without a row would prove nothing: tests/canaries/filling.py adds what a house does not have."""
    free = {(table.name, each.name) for table in Record.metadata.sorted_tables for each in free_texts_of(table)}
    assert free - {(each.table, each.column) for each in scene.planted.tokens.values()} == set()
    about_patients = {(table, column) for table, column in free if table in HOLDING_OF}
    for house in scene.houses.values():
        of_patient = scene.planted.of_patient(house.course.patient_id)
        assert about_patients - {(each.table, each.column) for each in of_patient} == set()


@postgresql_later
def test_nobody_is_shown_a_word_of_somebody_else(scene: Scene) -> None:
    """Whatever they ask for, with ids of their own and of others, in answers, files, error pages, mails and logs."""
    everybody_reads(scene)
    strangers_try(scene)
    everybody_does(scene)
    for role, crawl in scene.crawls.items():
        # A crawl that meets no token, or is let do nothing, would prove nothing.
        assert crawl.tokens, role
        assert crawl.bytes_seen > 100_000, role
    said = scene.lines.getvalue()
    assert said.count("\n") > 1000  # lines
    assert not scene.planted.found_in(said)
    ids = {each for house in scene.houses.values() for each in house.ids.values()}
    assert not [each for each in ids if str(each) in said or each.hex in said]


def everybody_reads(scene: Scene) -> None:
    house = scene.houses["A1"]
    for role in PRINCIPALS:
        person = house.people[role]
        browser = scene.world.client_of(person)
        for contract in READING:
            status = scene.look(person, contract, house, browser)
            if role in roles_with(contract.allow) and contract.path.startswith("/api/"):
                assert status == 200, f"{role}: {contract.path} was to be looked at"
    for contract in READING:
        scene.look(None, contract, house, scene.world.anybody())


def strangers_try(scene: Scene) -> None:
    """With the ids of somebody else: another patient of the clinic, or another clinic."""
    for role in PRINCIPALS:
        person = scene.houses["A1"].people[role]
        browser = scene.world.client_of(person)
        for contract in ROUTES:
            if "<uuid:" not in contract.path or not contract.stored:
                continue
            for name in ("A2", "B1") if role is Role.PATIENT or contract.method == "GET" else ("B1",):
                status = scene.look(person, contract, scene.houses[name], browser)
                assert name == "A2" or status in (403, 404), f"{role}: {contract.path} of {name}"


def everybody_does(scene: Scene) -> None:
    """Every deed as everybody who may; some end the session in which they are done, so each has its own."""
    house, done = scene.houses["A1"], set()
    for contract in sorted(DEEDS, key=lambda each: each.path in ENDING):
        for role in roles_with(contract.allow):
            person = house.people[role]
            if scene.look(person, contract, house, scene.world.client_of(person)) < 300:
                done.add(contract.path)
        scene.look(None, contract, house, scene.world.anybody())
    # Some need more than a body: a key's signature, a code, an identity provider.
    assert len(done) > 0.8 * len(DEEDS)


def ask(browser: FlaskClient, contract: Contract, house: House, ids: dict[str, UUID]) -> tuple[int, bytes]:
    """A good request with these ids: the status, and all that is said in answer."""
    address = contract.path.replace("<key>", "phq-9")
    for name, value in ids.items():
        address = address.replace(f"<uuid:{name}>", str(value))
    if contract.path == "/api/help-card":
        address += f"?clinic={house.course.clinic_id}"
    if contract.method == "GET":
        answer = browser.get(address, query_string=QUERIES.get(contract.path) or None, buffered=True)
    else:
        answer = browser.post(address, json=body_for(contract.path, house) if contract.body is not None else {})
    return answer.status_code, opened(answer.data) + str(answer.headers).encode()


def opened(said: bytes) -> bytes:
    """What was said; of an archive all its files, of a paper all its pages."""
    if said.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(said)).pages).replace("\n", "").encode()
    if not said.startswith(b"PK"):
        return said
    with zipfile.ZipFile(io.BytesIO(said)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@postgresql_later
def test_messages_to_staff_have_no_word_of_a_patient(scene: Scene) -> None:
    world, patient = scene.world, scene.houses["A1"].people[Role.PATIENT]
    (clinic,) = world.rows(Clinic, id=patient.clinic_id)
    reason = Reason("AE-1", 3, "Seizure", "From the phone", world.clock.now)
    world.run(raise_alerts, patient.clinic_id, patient.id, None, [reason], world.clock.now)
    with serving(MailEnd()) as mails, serving(GatewayEnd(over_tls=False)) as gateway:
        change_settings(world, mail=MailServer("localhost", mails.port, "none", "", "", "tms@example.org"))
        set_up(world, clinic, gateway)
        jobs.run(world.app, DELIVER)
        sent = [words_of(each) for each in mails.taken] + [f"{head}{body!r}" for head, body in gateway.taken]
    assert mails.taken
    assert gateway.taken
    for each in sent:
        found = scene.planted.found_in(each)
        assert {token.column for token in found} <= {"recipient", "email", "pager"}


@postgresql_later
def test_messages_to_patients_have_no_word_but_their_own_address(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A code, a test and a reminder by e-mail, then a test and a reminder on a phone: a screen that others see, too."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    world, person = scene.world, scene.houses["A1"].people[Role.PATIENT]
    browser = world.client_of(person)
    key = world.app.extensions["lodestone-push"].public_words
    here = (ip_network("127.0.0.0/8"), ip_network("::1"))
    with serving(MailEnd()) as mails, serving(PushEnd(key, lambda: world.clock.now.timestamp())) as pushes:
        change_settings(
            world,
            mail=MailServer("localhost", mails.port, "none", "", "", "tms@example.org"),
            push=Push(frozenset({f"localhost:{pushes.port}"}), here, "mailto:tms@example.org"),
        )
        assert browser.post("/api/me/reminders/email", json={"email": "new@example.org"}).status_code == 200
        assert browser.post("/api/me/reminders/test", json={}).json == {"sent": 1}
        world.clock.move(hours=EVENING)
        tick(world)
        phone = pushes.subscribe()
        assert browser.post("/api/me/push-subscriptions", json=phone.subscription).status_code == 200
        choose(world, person, Way.PUSH)
        assert browser.post("/api/me/reminders/test", json={}).json["sent"] > 0
        world.clock.move(days=1)
        tick(world)
    assert {each["Subject"].rstrip("0123456789") for each in mails.taken} == {
        "Your code: ",
        "This is a test",
        "Your check-in is ready",
    }
    for each in mails.taken:
        own = each["To"].partition("@")[0]
        assert {token.text for token in scene.planted.found_in(words_of(each))} <= {own}
    assert [each["notification"]["title"] for each in phone.shown] == ["This is a test", "Your check-in is ready"]
    assert not scene.planted.found_in(json.dumps(phone.shown) + str(pushes.headers))


def words_of(mail: EmailMessage) -> str:
    """All that a mail says, in its head and its body, whichever way they were encoded."""
    assert not mail.is_multipart()
    return "\n".join([*map(str, mail.values()), str(mail.get_content())])


def choose(world: World, person: Person, way: Way) -> None:
    with world.transaction():
        db.session.get_one(ReminderPreference, (person.clinic_id, person.id)).way = way
