"""What belongs to a course is found by whoever may see the course, and by nobody else."""

import pytest

from server.access import Role
from server.checkins.queries.adverse_event import find_event
from server.courses.queries.authorisation import find_authorisation
from server.courses.queries.hold import find_hold
from server.courses.queries.session import find_session
from server.courses.queries.threshold import find_threshold
from server.errors import NotFound
from tests.api.examples import furnish
from tests.builders import World

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
