"""A token of its own in every cell of text, so that whatever is shown tells whose it is."""

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import JSON, CheckConstraint, Column, Connection, Enum, String, Table, create_engine
from sqlalchemy.engine import URL, make_url

from server.db import Record, db, engine_options, transaction
from server.guards import install_guards, remove_guards
from server.records.queries.holdings import rows_about
from server.records.rules.holdings import HOLDINGS
from tests.postgres import OWNER

MARK = "Qx"
SHAPE = re.compile(MARK + "[0-9a-f]{12}")
# Cells whose text must be one of ours, or the application could not read the row. What a person typed is never here.
CODED = {
    "account": "language",
    "clinic": "zone help settings advice",
    "job_tick": "job",
    "sign_in_challenge": "key",
    "throttle": "key",
    "audit_detail": "salt",
    "audit_entry": "role deed request_id detail_digest",
    "audit_head": "digest key signature",
    "audit_seal": "digest",
    "correction": "kind salt",
    "erasure": "rows exports",
    "membership": "",
    "outgoing_message": "key kind values last_error language",
    "patient": "sex zone language form_language",
    "staff_password": "password_hash",
    "staff_totp": "secret offered",
    "study": "key",
    "system_alert": "kind",
    "consent": "version",  # of the study's form, which researchers see beside the pseudonym
    "course": "indication protocol parameters end_reason",
    "export": "manifest",
    "imported": "kind",
    "invitation": "token_hash code_key code_hash pin_hash",
    "kiosk_code": "code_key code_hash",
    "prior_tms": "ended",
    "proof_code": "code_hash",
    "push_subscription": "p256dh auth",
    "reminder": "failure",
    "reminder_preference": "code_hash",
    "pseudonym": "pseudonym",
    "revision": "kind content_hash",
    "sign_in_session": "token_hash device_key",
    "treatment_trial": "started stopped",
    "unplaced": "content_hash",
    "adverse_event": "effect criteria",
    "alert": "family rule action",
    "alert_evidence": "rule",
    "check_in": "zone",
    "course_watch": "of_settings",
    "occurrence": "kind subject",
    "response": "instrument version mode language answers zone",
    "review": "decision scores",
    "safety_screen": "form answers",
    "summary": "outcome reliable end_outcome setback measures answered awaited",
    "treatment_day": "times",
    "re_check": "answers",
    "side_effect": "effect",
    "stimulation_block": "target",
}


def texts_of(table: Table) -> list[Column[Any]]:
    """The columns of a table that hold text of any kind."""
    return [each for each in table.columns if isinstance(each.type, String | JSON) and not isinstance(each.type, Enum)]


def free_texts_of(table: Table) -> list[Column[Any]]:
    coded = CODED.get(table.name, "").split()
    return [each for each in texts_of(table) if each.name not in coded]


@dataclass(frozen=True)
class Token:
    """One planted token. patient_id: whom the row is about; None: no patient. account_id: whose row it is, if it is
    somebody's; clinic_id None: of an account, which may work in several clinics."""

    text: str
    clinic_id: UUID | None
    patient_id: UUID | None
    account_id: UUID | None
    table: str
    column: str


@dataclass
class Planted:
    tokens: dict[str, Token] = field(default_factory=dict)

    def found_in(self, said: bytes | str) -> list[Token]:
        """The tokens that stand in what was said."""
        text = said if isinstance(said, str) else said.decode("utf-8", "replace")
        return [self.tokens[mark] for mark in sorted(set(SHAPE.findall(text))) if mark in self.tokens]

    def of_patient(self, patient_id: UUID) -> list[Token]:
        return [each for each in self.tokens.values() if each.patient_id == patient_id]


def plant(app: Flask, url: str, patients: Mapping[UUID, UUID]) -> Planted:
    """Overwrite every free text of every row. patients: patient -> clinic, all that there are."""
    owners = dict(_owners(app, patients))
    planted = Planted()
    # Past the application, as nobody can: the trail refuses to be changed, and a statement must keep to its clinic.
    engine = create_engine(_as_owner(url), **engine_options(url))
    with engine.begin() as connection:
        remove_guards(connection)
        for table in Record.metadata.sorted_tables:
            for row in connection.execute(table.select()).mappings().all():
                _plant_row(connection, planted, table, dict(row), owners)
        install_guards(connection)
    engine.dispose()
    return planted


def _as_owner(url: str) -> str | URL:
    return url if url.startswith("sqlite") else make_url(url).set(username=OWNER)


def _owners(app: Flask, patients: Mapping[UUID, UUID]) -> Iterator[tuple[tuple[str, tuple[Any, ...]], UUID]]:
    """(table, key) -> the patient whom the row is about, by the one map."""
    for patient_id, clinic_id in patients.items():
        with app.app_context(), transaction("read", clinic_id):
            for holding in HOLDINGS:
                table = Record.metadata.tables[holding.table]
                for row in rows_about(holding, clinic_id, patient_id):
                    yield (table.name, _key(table, row)), patient_id
            db.session.expunge_all()


def _key(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[each.name] for each in table.primary_key)


def _plant_row(
    connection: Connection, planted: Planted, table: Table, row: dict[str, Any], owners: Mapping[Any, UUID]
) -> None:
    key, values = _key(table, row), {}
    for column in free_texts_of(table):
        if row[column.name] is None and _is_ruled(table, column):
            continue  # filling it would need more than words, such as who cleared the hold
        text = f"{MARK}{secrets.token_hex(6)}"
        clinic_id = row["id"] if table.name == "clinic" else row.get("clinic_id")
        account_id = row["id"] if table.name == "account" else row.get("account_id")
        patient_id = row["id"] if table.name == "patient" else row.get("patient_id") or owners.get((table.name, key))
        planted.tokens[text] = Token(text, clinic_id, patient_id, account_id, table.name, column.name)
        values[column] = _with(column, row[column.name], text)
    if values:
        same = [each == row[each.name] for each in table.primary_key]
        connection.execute(table.update().where(*same).values(values))


def _is_ruled(table: Table, column: Column[Any]) -> bool:
    checks = [each for each in table.constraints if isinstance(each, CheckConstraint)]
    return any(column.name in str(each.sqltext) for each in checks)


def _with(column: Column[Any], there: Any, text: str) -> Any:
    """What the cell holds from now on: the token, within what the application needs to be able to use it."""
    if column.name in ("email", "recipient"):
        return f"{text}@example.org"
    if column.table.name == "unplaced" and column.name == "content":
        return json.dumps({"canary": text})
    if not isinstance(column.type, JSON):
        return text
    return [*there, text] if isinstance(there, list) else {**(there or {}), "canary": text}
