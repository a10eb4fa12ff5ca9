"""Setting up a study and taking its export, as people do it, and the export opened for reading."""

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask.testing import FlaskClient

from server.access import Role
from tests.builders import Person, World

CONSENTED = date(2026, 10, 1)


@dataclass(frozen=True)
class Taken:
    """An export as the browser got it: its row, the bytes of the archive, and the files in it."""

    row: dict[str, Any]
    archive: bytes
    files: dict[str, bytes]

    def table(self, name: str) -> list[dict[str, str]]:
        """The rows of a table, each by column."""
        return list(csv.DictReader(io.StringIO(self.files[f"{name}.csv"].decode(), newline="")))

    def json(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.files[name])
        return found

    @property
    def tables(self) -> list[str]:
        """The names of the tables of data."""
        return [name.removesuffix(".csv") for name in self.files if name.endswith(".csv") and name != "codebook.csv"]


class StudyDesk:
    """A coordinator's browser on one study."""

    def __init__(self, world: World, key: str = "depr-1", coordinator: Person | None = None) -> None:
        self.coordinator = coordinator or world.staff(Role.COORDINATOR)
        self.browser = world.client_of(self.coordinator)
        answer = self.browser.post("/api/studies", json={"key": key, "title": "Depression study"})
        assert answer.status_code == 201, answer.json
        self.url = f"/api/studies/{answer.json['id']}"

    def consent(self, *patients: Person, given_on: date = CONSENTED, version: str = "v1") -> None:
        for patient in patients:
            said = {"patient_id": str(patient.id), "version": version, "given_on": given_on.isoformat()}
            answer = self.browser.post(f"{self.url}/consents", json=said)
            assert answer.status_code == 201, answer.json

    def withdraw(self, patient: Person, withdrawn_on: date) -> None:
        said = {"patient_id": str(patient.id), "withdrawn_on": withdrawn_on.isoformat()}
        answer = self.browser.post(f"{self.url}/withdrawals", json=said)
        assert answer.status_code == 200, answer.json

    def page(self) -> dict[str, Any]:
        answer = self.browser.get(self.url)
        assert answer.status_code == 200, answer.json
        found: dict[str, Any] = answer.json
        return found

    def pseudonyms(self) -> dict[str, str]:
        """Patient's id -> pseudonym."""
        return {each["patient_id"]: each["pseudonym"] for each in self.page()["subjects"]}

    def take(self) -> Taken:
        answer = self.browser.post(f"{self.url}/exports", json={})
        assert answer.status_code == 201, answer.json
        return opened(self.browser, answer.json)


def opened(browser: FlaskClient, row: dict[str, Any]) -> Taken:
    """Fetch the archive of an export and open it."""
    answer = browser.get(f"/api/exports/{row['id']}/file", buffered=True)
    assert answer.status_code == 200, answer.json
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    return Taken(row, answer.data, files)
