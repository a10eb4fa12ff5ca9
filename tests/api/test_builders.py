"""What the other tests stand on."""

from datetime import date

import pytest
from flask import Blueprint

from server.access import Permission, Role
from server.checkins.models import CheckIn
from server.courses.models.course import Course, TreatmentDay
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.rules import SessionState
from server.http import endpoint
from server.people.models import Clinic
from server.questionnaires.models import Response
from tests.builders import answers_of_total


def test_every_test_begins_with_an_empty_database(world):
    assert world.count(Clinic) == 0
    world.clinic()
    assert world.count(Clinic) == 1


def test_a_course_comes_with_its_people_days_sessions_and_entries(world):
    course = world.course(started_on=date(2026, 11, 2))
    world.sessions(course, 7)
    missed = world.sessions(course, 1, SessionState.MISSED)
    world.check_in(course, date(2026, 11, 3), 4, effects={"headache": 1})
    world.response(course, date(2026, 11, 3), 14)
    assert world.count(TreatmentDay) == 36
    full = sorted(each.on.day for each in world.rows(TreatmentSession, state=SessionState.FULL))
    assert full == [2, 3, 4, 5, 6, 9, 10]
    assert (missed[0].number, missed[0].on, world.count(StimulationBlock)) == (8, date(2026, 11, 11), 7)
    assert (world.count(CheckIn), world.count(Response)) == (1, 1)
    assert world.rows(Course)[0].facts == 10


@pytest.mark.parametrize(("total", "answers"), [(0, [0] * 9), (14, [3, 3, 3, 3, 2, 0, 0, 0, 0]), (27, [3] * 9)])
def test_answers_add_up_to_the_total(total, answers):
    assert list(answers_of_total("phq-9", total).values()) == answers


seen = Blueprint("seen", __name__)


@endpoint(seen, "POST", "/who", allow=Permission.SIGNED_IN)
def who(actor):
    return {"id": str(actor.person_id), "role": actor.role}


@pytest.fixture
def further_routes():
    return (seen,)


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.PATIENT])
def test_a_signed_in_browser_is_the_person(world, role):
    person = world.patient() if role is Role.PATIENT else world.staff(role)
    assert world.client_of(person).post("/who").json == {"id": str(person.id), "role": role}
    assert world.anybody().post("/who").status_code == 401
