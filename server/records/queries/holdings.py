"""Finding all rows that are held about one patient, by the map in records.rules.holdings."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, false, or_, select

from server.alerts.models import Alert
from server.db import Moment, Record, db
from server.messages.rules import TO_PATIENT
from server.records.rules.holdings import HOLDING_OF, Holding


def table_named(name: str) -> Table:
    """The table of that name in the database."""
    return Record.metadata.tables[name]


def rows_about(holding: Holding, clinic_id: UUID, patient_id: UUID) -> list[dict[str, Any]]:
    """The rows of a table that are about the patient, oldest first where they have a time."""
    table = table_named(holding.table)
    order = [*_times(holding, table), *table.primary_key.columns]
    chosen = select(table).where(about(holding, clinic_id, patient_id)).order_by(*order)
    return [dict(each) for each in db.session.execute(chosen).mappings()]


def about(holding: Holding, clinic_id: UUID, patient_id: UUID) -> ColumnElement[bool]:
    """Whether a row of the holding's table is about the patient."""
    table = table_named(holding.table)
    own = table.c.clinic_id == clinic_id
    found_by = table.c[holding.found_by]
    if holding.through is None:
        return and_(own, found_by == patient_id)
    if holding.table == "outgoing_message":
        to_patient = found_by.startswith(f"{TO_PATIENT}{patient_id}:")
        return and_(own, or_(to_patient, _names_an_alert(found_by, clinic_id, patient_id)))
    parent = table_named(holding.through)
    return and_(own, found_by.in_(select(parent.c.id).where(about(HOLDING_OF[holding.through], clinic_id, patient_id))))


def _names_an_alert(key: ColumnElement[str], clinic_id: UUID, patient_id: UUID) -> ColumnElement[bool]:
    """Whether a message's key holds the id of one of the patient's alerts, see alerts.actions.telling."""
    alerts = select(Alert.id).where(Alert.clinic_id == clinic_id, Alert.patient_id == patient_id)
    return or_(false(), *(key.contains(str(each)) for each in db.session.scalars(alerts)))


def _times(holding: Holding, table: Table) -> list[Any]:
    """The first column of the own data that says when, if there is one."""
    return [table.c[name] for name in holding.given if _says_when(table.c[name].type)][:1]


def _says_when(kind: Any) -> bool:
    return isinstance(kind, Moment) or kind.__class__.__name__ == "Date"
