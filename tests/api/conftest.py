"""A patient in a course, phone in hand; and one here and one elsewhere, for the tests that keep clinics apart."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from server.courses.models.course import Course
from tests.builders import Person, World
from tests.conftest import TODAY

# Of a patient, all but the keys.
NEW: dict[str, Any] = {"name": "New", "zone": "UTC", "language": "en", "created_at": TODAY}


@pytest.fixture
def patient(world: World) -> Person:
    return world.patient()


@pytest.fixture
def course(world: World, patient: Person) -> Course:
    return world.course(patient)


@pytest.fixture
def phone(world: World, patient: Person, course: Course) -> FlaskClient:
    return world.client_of(patient)


@pytest.fixture
def ours(world: World) -> Person:
    return world.patient(name="Ours")


@pytest.fixture
def theirs(world: World, ours: Person) -> Person:
    return world.patient(world.clinic("Elsewhere"), name="Theirs")
