"""Plans of courses, their states and ledger, and patients as persons."""

from datetime import date
from typing import Any
from uuid import UUID

from server.access import Role
from server.courses.actions.authorisation import add_authorisation
from server.courses.actions.background import add_adjunct, add_trial
from server.courses.rules.authorisation import AuthorisationState
from server.courses.rules.background import AdjunctKind, TrialKind
from server.people.actions.patient import add_guardian_consent
from server.people.models import Clinic
from tests.api.examples.house import House
from tests.builders import World

AUTHORISATION = {
    "payer": "A health plan",
    "number": "HP-1",
    "units": 36,
    "state": "approved",
    "covers_from": "2026-11-02",
    "covers_until": "2027-02-28",
    "requested_on": "2026-10-20",
    "decided_on": "2026-10-28",
    "denial_reason": None,
    "appeal_until": None,
    "note": "by telephone",
}
STIMULATION = {
    "target": "L DLPFC",
    "pattern": "rTMS",
    "frequency_hz": 10,
    "trains": 75,
    "pulses_per_train": 40,
    "pause_seconds": 11,
    "pulses": 3000,
    "intensity_percent": 110,
    "intensity_of": "resting motor threshold, hand",
}
TRIAL = {
    "kind": "medication",
    "name": "Sertraline",
    "drug_class": "SSRI",
    "dose": 150,
    "dose_unit": "mg",
    "started": "2024-02",
    "stopped": "2024-09-30",
    "adequate": "yes",
    "outcome": "no response",
    "reason": "No change in six weeks at this dose",
}
ADJUNCT = {
    "kind": "medication",
    "name": "Escitalopram",
    "dose": 10,
    "dose_unit": "mg",
    "started_on": "2026-09-01",
    "stopped_on": None,
    "note": "in the morning",
}
BODIES: dict[str, dict[str, Any]] = {
    "/api/courses/<uuid:course_id>/change": {
        "icd10": "F33.2",
        "episode_start": "2026-03-01",
        "physician": "Dr. Doe",
        "device": "A device",
        "coil": "A coil",
        "coil_type": "figure-8",
        "coil_serial": "S-1",
        "indication": "mdd",
        "protocol": "hf10_std",
        "parameters": [STIMULATION],
        "planned_sessions": 30,
        "reason": "Copied from the referral",
    },
    "/api/courses/<uuid:course_id>/days": {
        "days": [{"on": "2026-11-24", "sessions": 36 // 3, "times": ["09:30"], "phase": "acute"}],
        "reason": "Holidays of the patient",
        "confirmed": ["other-number"],
    },
    "/api/courses/<uuid:course_id>/days/import": {
        "text": "day;time\n2026-11-24;09:30\n2026-11-25;09:30\n",
        "dry_run": False,
        "reason": "From the calendar",
        "confirmed": ["other-number", "closed-days"],
    },
    "/api/courses/<uuid:course_id>/extend": {"sessions": 10, "reason": "Late responder", "confirmed": ["other-block"]},
    "/api/courses/<uuid:course_id>/start": {"on": "2026-11-30", "reason": "The device is repaired"},
    "/api/courses/<uuid:course_id>/pause": {"on": "2026-11-23", "reason": "A cold"},
    "/api/courses/<uuid:course_id>/hospitalise": {"on": "2026-11-23", "reason": "Appendicitis"},
    "/api/courses/<uuid:course_id>/resume": {"on": "2026-11-23", "reason": None},
    "/api/courses/<uuid:course_id>/reopen": {"reason": "Ended the wrong course"},
    "/api/courses/<uuid:course_id>/authorisations": AUTHORISATION,
    "/api/authorisations/<uuid:authorisation_id>/change": {**AUTHORISATION, "reason": "The payer wrote again"},
    "/api/authorisations/<uuid:authorisation_id>/remove": {"reason": "Typed twice"},
    "/api/patients/<uuid:patient_id>/change": {
        "name": "Another Name",
        "number": "78",
        "birth_date": "1980-01-31",
        "sex": "female",
        "zone": "Europe/Berlin",
        "language": "de",
        "contact": "030 000000",
        "reason": "Married",
    },
    "/api/patients/<uuid:patient_id>/guardian-consents": {
        "guardian": "Kim Example",
        "relation": "mother",
        "given_on": "2026-11-20",
    },
    "/api/guardian-consents/<uuid:guardian_consent_id>/withdraw": {"why": "The guardian called"},
    "/api/patients/<uuid:patient_id>/trials": TRIAL,
    "/api/trials/<uuid:trial_id>/change": {**TRIAL, "why": "The dose was typed wrong"},
    "/api/trials/<uuid:trial_id>/remove": {"why": "Another patient's"},
    "/api/patients/<uuid:patient_id>/adjuncts": ADJUNCT,
    "/api/adjuncts/<uuid:adjunct_id>/change": {**ADJUNCT, "why": "Typed wrong"},
    "/api/adjuncts/<uuid:adjunct_id>/dose": {"on": "2026-11-20", "dose": 20, "dose_unit": "mg"},
    "/api/adjuncts/<uuid:adjunct_id>/remove": {"why": "Another patient's"},
    "/api/patients/<uuid:patient_id>/prior-tms": {
        "had": True,
        "when": "2023-05",
        "device": "A device",
        "sessions": 36,
        "best_change_percent": 60,
        "note": "Relapse after a year",
        "why": "Asked again",
    },
    "/api/patients/<uuid:patient_id>/death": {"on": "2026-11-23", "reason": None},
    "/api/patients/<uuid:patient_id>/death/correct": {"reason": "Another person of that name"},
}
QUERIES: dict[str, dict[str, str]] = {
    "/api/questionnaire-languages": {"indication": "mdd", "protocol": "hf10_std", "language": "de"},
    "/api/courses/<uuid:course_id>/proposal": {"started_on": "2026-11-30", "sessions": "36", "holidays": "skip"},
}


def add_to(world: World, house: House) -> dict[str, UUID]:
    clinician, now = house.people[Role.CLINICIAN].actor, world.clock.now
    said = {**dict.fromkeys(AUTHORISATION), "units": 10, "state": AuthorisationState.REQUESTED}
    line = world.run(add_authorisation, clinician, house.course.id, said, now)
    patient = house.course.patient_id
    trial = world.run(add_trial, clinician, patient, TRIAL | {"kind": TrialKind.MEDICATION}, now)
    given = ADJUNCT | {"kind": AdjunctKind.MEDICATION, "started_on": date(2026, 9, 1)}
    adjunct = world.run(add_adjunct, clinician, patient, given, now)
    agreed = {"guardian": "Kim Example", "relation": "father", "given_on": date(2026, 11, 1)}
    consent = world.run(add_guardian_consent, clinician, patient, agreed, now)
    world.patient(world.rows(Clinic, id=house.course.clinic_id)[0], "Nobody’s Plan")  # whom no course is planned for
    return {
        "authorisation_id": line.id,
        "trial_id": trial.id,
        "adjunct_id": adjunct.id,
        "guardian_consent_id": consent.id,
    }
