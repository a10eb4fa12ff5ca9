"""What was tried before a course, what is given beside it, and earlier TMS."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.courses.rules.background import Adequate, AdjunctKind, TrialKind, TrialOutcome
from server.db import Moment, Record


class TreatmentTrial(Record):
    """A treatment that was tried before, as payers ask for it."""

    __tablename__ = "treatment_trial"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        Index("ix_treatment_trial_patient", "clinic_id", "patient_id"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID]
    kind: Mapped[TrialKind]
    name: Mapped[str]  # the drug, or the kind of psychotherapy
    drug_class: Mapped[str | None]  # such as SSRI
    dose: Mapped[float | None]  # the highest that was taken a day
    dose_unit: Mapped[str | None]
    started: Mapped[str | None]  # as exactly as it is known: 2021, 2021-05 or 2021-05-17
    stopped: Mapped[str | None]
    adequate: Mapped[Adequate]  # whether dose and duration sufficed
    outcome: Mapped[TrialOutcome]
    reason: Mapped[str | None]  # why it was stopped
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class Adjunct(Record):
    """What is given beside the courses, with its dates; a change of dose ends one row and begins another."""

    __tablename__ = "adjunct"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        Index("ix_adjunct_patient", "clinic_id", "patient_id"),
        CheckConstraint("stopped_on IS NULL OR stopped_on >= started_on", name="stops_after_start"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID]
    kind: Mapped[AdjunctKind]
    name: Mapped[str]
    dose: Mapped[float | None]  # a day
    dose_unit: Mapped[str | None]
    started_on: Mapped[date]
    stopped_on: Mapped[date | None]  # the last day
    note: Mapped[str | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class PriorTms(Record):
    """Whether there was TMS before, elsewhere or here, and how it went: payers have a rule for treating again."""

    __tablename__ = "prior_tms"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        CheckConstraint("best_change_percent IS NULL OR best_change_percent BETWEEN -100 AND 100", name="best_change"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    had: Mapped[bool]
    when: Mapped[str | None] = mapped_column("ended")  # when it ended: 2021, 2021-05 or 2021-05-17
    device: Mapped[str | None]
    sessions: Mapped[int | None]
    best_change_percent: Mapped[int | None]  # of the scale's total, an improvement is positive
    note: Mapped[str | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
