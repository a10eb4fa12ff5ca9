"""Who asks, and about whose things: two clinics in which everything exists three times over.

In each clinic there is a patient with one of everything that an address can name, another one likewise, and a third
who withdrew, looked after by somebody who has left.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.access import Role
from server.db import db
from server.http import JSON, SESSION_COOKIE
from tests.api.examples import BODIES, QUERIES, House, body_for
from tests.builders import World

RELATIONS = ("own", "other", "elsewhere", "unknown", "withdrawn")
# What an address has in place of something that is no id.
SAMPLES = {"<key>": "phq-9", "<path:page>": "caseload"}
PATIENTS = ("patient-A1", "patient-A2", "patient-B1", "append-A1")
BY_INVITATION = ("/api/invitations/look", "/api/join")
OTHER_TYPES = {"/api/browser-reports": "application/reports+json"}
NAMED_OTHERWISE = (*BY_INVITATION, "/api/help-card")


@dataclass(frozen=True)
class Home:
    """A house and what only it holds. marks: the ids of all its rows. invitation: a token of its patient's."""

    house: House
    clinic_id: UUID
    marks: frozenset[bytes]
    invitation: str


@dataclass(frozen=True)
class Principal:
    """Somebody who asks. token: what the session cookie holds, or a machine's key; None: there is none.

    sees: the homes of what is this one's own, another's of the same clinic, and so on, by relation.
    """

    name: str
    token: str | None
    sees: Mapping[str, Home]

    @property
    def role(self) -> Role | None:
        """None for those who are nobody here."""
        name = self.name.partition("-")[0]
        by_name = {"append": Role.PATIENT, "newcomer": Role.CLINICIAN}
        return by_name.get(name) or next((role for role in Role if role.value == name), None)


Answers = Mapping[tuple[str, str], bytes]


@dataclass(frozen=True)
class Stage:
    """The furnished world and everybody who asks.

    alone: what was answered to (principal, path) while A1 was the only home; among_ours: while clinic B had none.
    """

    app: Flask
    world: World
    principals: tuple[Principal, ...]
    homes: Mapping[str, Home]
    alone: Answers
    among_ours: Answers

    def principal(self, name: str) -> Principal:
        return next(each for each in self.principals if each.name == name)

    def ask(
        self, principal: Principal, method: str, path: str, relation: str, body: dict[str, Any] | None = None
    ) -> TestResponse:
        """A good request about the thing of that relation. body: what to say instead of what is good."""
        client = self.app.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        if principal.role is Role.SERVICE:
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {principal.token}"
        elif principal.token is not None:
            client.set_cookie(SESSION_COOKIE, principal.token)
        home = principal.sees[relation]
        address = path.replace("<stamp>/<path:name>", f"{self.app.extensions['lodestone-bundle'].stamp}/js/app.js")
        for place, sample in SAMPLES.items():
            address = address.replace(place, sample)
        ids = home.house.ids if principal.role is None else home.house.ids_for(principal.role)
        for name, value in ids.items():
            address = address.replace(f"<uuid:{name}>", str(value))
        if method == "GET":
            said = {"clinic": str(home.clinic_id)} if path == "/api/help-card" else QUERIES.get(path, {})
            return client.get(address, query_string=said, buffered=True)
        said = json.dumps(self.body_of(path, home) if body is None else body)
        return client.post(address, data=said, content_type=OTHER_TYPES.get(path, JSON), buffered=True)

    def body_of(self, path: str, home: Home) -> dict[str, Any]:
        """A good body about the things of that home."""
        if path in BY_INVITATION:
            return {"token": home.invitation}
        return body_for(path, home.house) if path in BODIES else {}

    def names_one(self, method: str, path: str) -> bool:
        """Whether the request says which thing it is about: in the address, the query or the body."""
        house = next(iter(self.homes.values())).house
        named_in_body = method == "POST" and set(BODIES.get(path, {})) & set(house.ids)
        return "<uuid:" in path or path in NAMED_OTHERWISE or bool(named_in_body)

    def shows(self, answer: TestResponse, home: Home) -> bool:
        """Whether the answer holds the id of anything of that home."""
        said = answer.data  # which is put together anew each time that it is asked for
        return any(mark in said for mark in home.marks)

    def foreign_to(self, principal: Principal) -> Iterator[Home]:
        """The homes of which the principal is never shown anything: the other clinic's and, to a patient, all but the
        patient's own."""
        mine = principal.sees["own"]
        for home in self.homes.values():
            if home.clinic_id != mine.clinic_id or (home is not mine and principal.name in PATIENTS):
                yield home


@contextmanager
def nothing_is_kept(look: Callable[[], None] | None = None) -> Iterator[None]:
    """Where a request would commit, all it did is taken back: every cell finds the same world.

    look: is called each time before that, within the transaction.
    """

    def forget() -> None:
        db.session.flush()
        if look is not None:
            look()
        db.session.expunge_all()  # what was read stays readable after the rollback
        db.session.rollback()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db.session, "commit", forget)
        yield
