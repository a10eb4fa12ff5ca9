"""Isolation by structure: rows of two clinics cannot be mixed, whatever a query forgets."""

import importlib

from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint

from server.db import Record
from tests.architecture.rule import over
from tests.architecture.source import MODULES

for module in MODULES.values():
    if module.kind == "models":
        importlib.import_module(module.name)

# Tables without a patient's data. An account may work at several clinics; a tick tells that a job ran; a throttle
# counts by hashes what fails before anybody is signed in; a passkey of staff is the account's; a challenge is answered
# by somebody who is not known yet; passwords, second factors and what changed about them are the account's too.
OF_NO_CLINIC = {
    "clinic",
    "account",
    "job_tick",
    "throttle",
    "staff_passkey",
    "sign_in_challenge",
    "staff_password",
    "staff_totp",
    "staff_access_change",
    "staff_identity",
}

every_model = over((mapper.class_ for mapper in Record.registry.mappers), lambda model: model.__name__)
every_clinic_table = over(table for table in Record.metadata.sorted_tables if table.name not in OF_NO_CLINIC)


@every_clinic_table
def test_the_clinic_comes_first_in_the_primary_key(table: Table) -> None:
    """First, so that one clinic's rows lie together and a distributed database can place them by it."""
    assert next(iter(table.primary_key)).name == "clinic_id"


@every_clinic_table
def test_every_foreign_key_stays_within_the_clinic(table: Table) -> None:
    for key in table.constraints:
        if isinstance(key, ForeignKeyConstraint) and key.referred_table.name not in OF_NO_CLINIC:
            pairs = {(each.parent.name, each.column.name) for each in key.elements}
            assert ("clinic_id", "clinic_id") in pairs, f"{key.name} could point into another clinic"


@every_clinic_table
def test_every_row_belongs_to_a_clinic_that_exists(table: Table) -> None:
    """By a key to the clinic itself or to a row that has one."""
    assert any("clinic_id" in key.column_keys for key in table.constraints if isinstance(key, ForeignKeyConstraint))


@every_clinic_table
def test_every_unique_key_is_the_clinics_own(table: Table) -> None:
    """A unique key across clinics would tell one clinic what another one has."""
    keys = [list(key.columns) for key in table.constraints if isinstance(key, UniqueConstraint)]
    keys += [list(index.columns) for index in table.indexes if index.unique]
    for columns in keys:
        assert columns[0].name == "clinic_id"


@every_model
def test_every_table_says_what_it_holds(model: type[Record]) -> None:
    """For docs/data-dictionary.md."""
    assert (model.__dict__.get("__doc__") or "").strip()
