"""Codes for a tablet: each is one patient's own, whatever is typed or issued for others."""

from server.people.models.kiosk import KioskCode
from tests.api.test_kiosk import begin, code_for, tablet_in
from tests.api.test_short_codes import wrong
from tests.builders import World
from tests.conftest import TODAY


def test_a_new_code_ends_no_other_patients(world: World) -> None:
    one, other = world.patient(), world.patient()
    first, _ = code_for(world, one), code_for(world, other)
    assert begin(tablet_in(world), first).status_code == 204


def test_a_wrong_code_counts_against_those_alone_that_begin_alike(world: World) -> None:
    code = code_for(world, world.patient())
    (issued,) = world.rows(KioskCode)
    other = {"code_key": "OOO", "code_hash": "of another code", "expires_at": issued.expires_at}
    who = {"patient_id": issued.patient_id, "created_by": issued.created_by, "created_at": TODAY}
    world.add(KioskCode(clinic_id=issued.clinic_id, **other, **who))
    assert begin(tablet_in(world), wrong(code)).status_code == 401
    assert {each.code_key: each.failed for each in world.rows(KioskCode)} == {issued.code_key: 1, "OOO": 0}
