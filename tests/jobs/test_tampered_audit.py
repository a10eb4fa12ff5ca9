"""Whatever is done to a sealed trail is found at the right place. The long form: tests/proofs/test_audit_chain.py."""

from collections.abc import Callable
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert
from sqlalchemy.exc import DBAPIError

from server.access import Role
from server.audit.actions import note
from server.audit.models.chain import AuditDetail
from server.audit.queries.chain import links_of
from server.audit.rules.chain import check_chain
from server.db import db, enter_clinic, table_of
from server.records.models.leaving import Erasure
from tests.builders import World
from tests.tampering import WAYS, behind_its_back, checked, sealed_trail

ENTRIES, DAYS, TIMES = 60, 4, 5


def test_whatever_is_done_to_a_sealed_trail_is_found_at_the_right_place(world: World) -> None:
    trail = sealed_trail(world, world.staff(Role.CLINICIAN), ENTRIES, DAYS)
    rng = Random(4)
    for way in WAYS:
        for _ in range(TIMES):
            with behind_its_back(world, trail):
                seq, wrong = way(trail, rng)
                fault = checked(trail).fault
                assert fault is not None, way.__name__
                assert (fault.seq, fault.wrong) == (seq, wrong), way.__name__
            with behind_its_back(world, trail):
                assert checked(trail).fault is None


def test_details_go_with_an_erased_patient_only_and_the_chain_still_holds(world: World) -> None:
    clinician, patient = world.staff(Role.CLINICIAN), uuid4()
    with world.transaction():
        enter_clinic(clinician.clinic_id)
        note(clinician.actor, "said", patient, None, world.clock.now, reason="in the patient's words")
    trail = sealed_trail(world, clinician, 8, 2)
    table = table_of(AuditDetail)
    theirs = delete(table).where(table.c.clinic_id == clinician.clinic_id, table.c.patient_id == patient)

    def remove() -> None:
        enter_clinic(clinician.clinic_id)
        db.session.execute(theirs)

    with pytest.raises(DBAPIError, match="only added"):
        world.run(remove)
    world.run(erase_before(remove, clinician.clinic_id, patient, world))
    with world.transaction("read"):
        enter_clinic(clinician.clinic_id)
        found = check_chain(links_of(clinician.clinic_id), trail.heads, {patient})
        unexplained = check_chain(links_of(clinician.clinic_id), trail.heads, set())
    assert (found.fault, found.links, found.erased) == (None, 9, 1)
    assert unexplained.fault is not None


def erase_before(remove: Callable[[], None], clinic_id: object, patient: object, world: World) -> Callable[[], None]:
    def both() -> None:
        enter_clinic(clinic_id)  # type: ignore[arg-type]
        at = world.clock.now
        row = {"clinic_id": clinic_id, "id": uuid4(), "patient_id": patient, "asked_at": at, "erased_at": at}
        rest = {"erased_by": uuid4(), "reason": "asked", "rows": {}, "exports": []}
        db.session.execute(insert(table_of(Erasure)), row | rest)
        remove()

    return both
