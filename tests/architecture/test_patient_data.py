"""Nothing about a patient without a decision: what the own data shows, and what an erasure removes."""

import importlib

from sqlalchemy import ForeignKeyConstraint, Table

from server.db import Record
from server.records.rules.holdings import HOLDING_OF, HOLDINGS, OF_NO_PATIENT, Holding
from tests.architecture.rule import over
from tests.architecture.source import MODULES

for module in MODULES.values():
    if module.kind == "models":
        importlib.import_module(module.name)

TABLES = Record.metadata.tables
every_table = over(sorted(TABLES))
every_holding = over(HOLDINGS, lambda holding: holding.table)


@every_table
def test_every_table_is_known_to_hold_patients_data_or_not_to(name: str) -> None:
    assert (name in HOLDING_OF) != (name in OF_NO_PATIENT), (
        f"Decide about the table {name}: add a Holding in server/records/rules/holdings/ that says for each column "
        "whether a patient's own data shows it, or name the table in OF_NO_PATIENT there with the reason."
    )


@every_holding
def test_every_column_has_one_decision(holding: Holding) -> None:
    decided = list(holding.decided())
    columns = {column.name for column in TABLES[holding.table].columns}
    assert sorted(decided) == sorted(set(decided)), f"{holding.table}: a column is decided twice"
    assert set(decided) == columns, (
        f"Decide about these columns of {holding.table} in server/records/rules/holdings/: shown, links, people or "
        f"withheld. {sorted(set(decided) ^ columns)}"
    )


def _leads_to_a_patient(table: Table) -> bool:
    if "patient_id" in table.columns:
        return True
    parents = {key.referred_table.name for key in table.constraints if isinstance(key, ForeignKeyConstraint)}
    return bool(parents & set(HOLDING_OF) - {table.name})


@every_table
def test_a_table_that_leads_to_a_patient_is_not_left_out(name: str) -> None:
    # An erasure's patient is no more: that id leads nowhere.
    if name in OF_NO_PATIENT and name != "erasure":
        assert not _leads_to_a_patient(TABLES[name]), f"{name} points at a patient, or at something of one"


@every_holding
def test_every_holding_can_be_found_from_the_patient(holding: Holding) -> None:
    assert holding.through is None or holding.through in HOLDING_OF
    assert holding.found_by in TABLES[holding.table].columns
