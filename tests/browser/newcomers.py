"""Patients of the demo clinic who join for one test: nobody else logs their days."""

import json
from contextlib import closing
from datetime import datetime
from http.client import HTTPConnection
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

ZONE = "Europe/Berlin"


class Desk:
    """A clinician who adds patients and invites them, over HTTP."""

    def __init__(self, port: int, link: str) -> None:
        self.port = port
        self.cookie = ""
        self.ask("POST", "/api/join", {"token": link.partition("#")[2]})

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "Cookie": self.cookie}
        with closing(HTTPConnection("localhost", self.port, timeout=30)) as connection:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            with connection.getresponse() as answer:
                said = json.loads(answer.read() or b"null")
        assert answer.status < 300, said
        self.cookie = (answer.headers.get("Set-Cookie") or self.cookie).partition(";")[0]
        return said

    def add_patient(self, language: str = "en") -> str:
        """A patient with a course that starts today, who reads this language and English forms; the id."""
        number = f"N-{uuid4().hex[:10]}"
        name = {
            "name": f"Newcomer {number}",
            "number": number,
            "zone": ZONE,
            "language": language,
            "form_language": "en",
        }
        patient: str = self.ask("POST", "/api/patients", name)["id"]
        course = {
            "indication": "mdd",
            "protocol": "hf10_std",
            # The patient's day: in Berlin it is the next one long before it is so in UTC.
            "started_on": datetime.now(ZoneInfo(ZONE)).date().isoformat(),
            "mood_scale": "eleven",
            "device": "A device",
            "coil": None,
            "planned_sessions": 36,
            "authorised_sessions": 36,
            "treatment_days": None,
        }
        self.ask("POST", f"/api/patients/{patient}/courses", course)
        return patient

    def invite(self, patient: str) -> str:
        """A single-use link for a patient."""
        return str(self.ask("POST", f"/api/patients/{patient}/invitations", {"form": "screen"})["url"])
