"""What belongs to a course is found by whoever may see the course, and by nobody else."""

import pytest

from server.access import Role
from server.checkins.queries.adverse_event import find_event
from server.courses.queries.authorisation import find_authorisation
from server.courses.queries.hold import find_hold
from server.courses.queries.session import find_session
from server.courses.queries.threshold import find_threshold
from server.errors import NotFound
from server.people.queries import find_patient
from server.questionnaires.queries.history import history_of
from server.questionnaires.queries.response import find_response
from tests.api.examples import furnish
from tests.builders import World
from tests.conftest import TODAY

FINDING = {
    "event_id": find_event,
    "authorisation_id": find_authorisation,
    "hold_id": find_hold,
    "session_id": find_session,
    "threshold_id": find_threshold,
}


def test_a_patient_finds_nothing_of_another_patients_course(world: World) -> None:
    """Today staff alone ask so. Whoever lets patients ask one day must not have to think of it."""
    house = furnish(world, world.clinic())
    other = world.patient()
    for name, find in FINDING.items():
        assert world.run(find, house.people[Role.CLINICIAN].actor, house.ids[name]).id == house.ids[name]
        with pytest.raises(NotFound):
            world.run(find, other.actor, house.ids[name])


def test_a_patient_finds_no_other_patient(world: World) -> None:
    patient, other = world.patient(), world.patient()
    assert world.run(find_patient, patient.actor, patient.id).id == patient.id
    with pytest.raises(NotFound):
        world.run(find_patient, patient.actor, other.id)


def test_a_patient_finds_no_form_of_another_patient(world: World) -> None:
    patient, other = world.patient(), world.patient()
    form = world.response(world.course(patient), TODAY.date(), 3)
    clinician = world.staff(Role.CLINICIAN).actor
    assert world.run(find_response, clinician, form.id).id == world.run(find_response, patient.actor, form.id).id
    assert world.run(history_of, clinician, form.id)
    with pytest.raises(NotFound):
        world.run(find_response, other.actor, form.id)
    with pytest.raises(NotFound):
        world.run(history_of, other.actor, form.id)


def test_who_changed_a_form_and_why_is_for_staff_alone(world: World) -> None:
    form = world.response(world.course(patient := world.patient()), TODAY.date(), 3)
    assert world.run(history_of, world.staff(Role.TECHNICIAN).actor, form.id)
    with pytest.raises(NotFound):
        world.run(history_of, patient.actor, form.id)
