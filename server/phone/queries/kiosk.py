"""What a patient is asked on a tablet of the clinic: what is due, and nothing of what was."""

from datetime import date
from typing import Any

from server.access import Actor
from server.checkins.queries import own_check_ins
from server.checkins.rules import EFFECTS
from server.clinic_settings import value_of
from server.courses.queries.course import course_for_today
from server.people.queries import clinic_of, find_patient
from server.people.queries.patient import languages_of_patients
from server.people.rules import help_card
from server.people.rules.kiosk import shown_as
from server.phone.queries import questions_of
from server.questionnaires.library import asked_in
from server.questionnaires.queries.due import due_for_patient


def visit_of(patient: Actor, on: date) -> dict[str, Any]:
    """What is due on the patient's day `on`. log: None if the day is logged already, or there is no course."""
    clinic, course = clinic_of(patient), course_for_today(patient, on)
    person = find_patient(patient, patient.person_id)
    due = [] if course is None else due_for_patient(course, on)
    languages = languages_of_patients(patient.clinic_id, [person.id])[person.id]
    asks_log = course is not None and not own_check_ins(patient, on, on)
    return {
        "shown_as": shown_as(person.name, value_of(clinic.settings, "kiosk.shows")),
        "language": person.language,
        "idle_minutes": value_of(clinic.settings, "kiosk.idle_minutes"),
        "help": help_card(clinic.name, clinic.help),
        "on": on,
        "log": {**questions_of(patient, course), "effects": list(EFFECTS.values())} if asks_log else None,
        "due": due,
        "instruments": {each.instrument: asked_in(each.instrument, languages) for each in due},
    }
