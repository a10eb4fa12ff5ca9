"""Reading all that is held about a patient, for the patient."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.db import db
from server.people.models import Account, Membership
from server.people.queries import clinic_of, find_patient
from server.questionnaires.library import instrument_version
from server.questionnaires.rules.instrument import Item
from server.questionnaires.rules.scoring import score
from server.records.library import wording_of
from server.records.queries.holdings import rows_about
from server.records.rules.holdings import HOLDINGS
from server.records.rules.own_data import Answered, OwnData, Said, section_of, withheld_of
from server.records.rules.wording import Wording


def own_data_of(actor: Actor, now: datetime, wording: Wording | None = None) -> OwnData:
    """Everything the clinic holds about the acting patient: given, derived, decided, and who looked at it.

    wording: in which our words stand that are mixed with what is held; None: English, as in the file for programs.
    """
    wording = wording or wording_of(None)
    patient, clinic = find_patient(actor, actor.person_id), clinic_of(actor)
    found = {each.table: rows_about(each, clinic.id, patient.id) for each in HOLDINGS}
    names = _names(clinic.id) | {patient.id: wording.say("you"), clinic.id: "Lodestone"}
    return OwnData(
        patient_id=patient.id,
        patient=patient.name,
        clinic=clinic.name,
        is_demo=clinic.is_demo,
        made_at=now,
        sections=[section_of(each, found[each.table], names, wording.say("former")) for each in HOLDINGS],
        answered=[_answered(row, wording) for row in found["response"]],
        withheld=withheld_of(HOLDINGS),
    )


def _names(clinic_id: UUID) -> dict[UUID, str]:
    """Everybody who works or worked at the clinic, by name and role."""
    rows = db.session.execute(
        select(Account.id, Account.name, Membership.role)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.clinic_id == clinic_id)
    )
    return {row.id: f"{row.name} ({row.role})" for row in rows}


def _answered(row: Mapping[str, Any], wording: Wording) -> Answered:
    known = instrument_version(row["instrument"], row["version"])
    result, given = score(known, row["answers"]), row["answers"]
    said = [(each, given.get(each.key)) for each in known.items]
    answers = [
        Said(item.text or wording.say("question", key=item.key), _words(item, value, wording))
        for item, value in said
        if value is not None
    ]
    return Answered(known.title, row["answered_on"], result.total, result.band, answers)


def _words(item: Item, value: Any, wording: Wording) -> str:
    return wording.say("declined") if value == "declined" else item.words_of(value)
