"""A patient here and one elsewhere, for the tests that keep clinics apart."""

from typing import Any

import pytest

from tests.builders import Person, World
from tests.conftest import TODAY

# Of a patient, all but the keys.
NEW: dict[str, Any] = {"name": "New", "zone": "UTC", "language": "en", "created_at": TODAY}


@pytest.fixture
def ours(world: World) -> Person:
    return world.patient(name="Ours")


@pytest.fixture
def theirs(world: World, ours: Person) -> Person:
    return world.patient(world.clinic("Elsewhere"), name="Theirs")
