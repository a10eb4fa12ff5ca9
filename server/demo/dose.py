"""How strongly an invented patient was stimulated, and what else the record of a session says. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from server.courses.rules import SessionState
from server.courses.rules.protocol import Pattern, Protocol, Stimulation
from server.courses.rules.session import Cpt, Reason, phase_of
from server.courses.rules.threshold import ThresholdType
from server.demo.rows import drawn_id
from server.demo.treatment import Visit

THRESHOLD, SPREAD = 48, 6  # per cent of the stimulator's output
LOWEST, HIGHEST = 36, 64  # so that 120 % of it is within what a stimulator gives
# Why, by the note that treatment.py writes beside it.
REASONS = {
    "Called in: a cold.": Reason.ILL,
    "Did not come; called, will come tomorrow.": Reason.ABSENT,
    "Bus strike.": Reason.WEATHER,
    "Stopped at once: the coil was too hot.": Reason.DEVICE,
}
SERIALS = {"figure-8": "DEMO-F8-017", "H1": "DEMO-H1-004"}


@dataclass(frozen=True)
class Dose:
    """The motor threshold of one course, in whole per cent of the stimulator's output."""

    threshold_id: UUID
    threshold: int
    type: ThresholdType

    def output_at(self, percent: int) -> int:
        return round(self.threshold * percent / 100)


def dose_of(course_id: UUID, protocol: Protocol) -> Dose:
    """Drawn from the course's id alone, so that it is the same wherever it is asked for."""
    rng = Random(course_id.int)
    threshold = round(min(max(rng.gauss(THRESHOLD, SPREAD), LOWEST), HIGHEST))
    of = protocol.stimulations[0].intensity_of
    kind = ThresholdType.ACTIVE if of.startswith("active") else ThresholdType.RESTING_HAND
    return Dose(drawn_id(rng), threshold, ThresholdType.RESTING_FOOT if "foot" in of else kind)


def session_fields(visit: Visit, protocol: Protocol, dose: Dose, starts_at: datetime, device: str) -> dict[str, Any]:
    """The columns of a session beside those that say that it was."""
    missed = visit.state is SessionState.MISSED
    minutes = protocol.net_minutes[1] if protocol.net_minutes is not None else 20.0
    said: dict[str, Any] = {
        "phase": phase_of(visit.number, protocol.sessions or visit.number, protocol),
        "session_in_day": visit.place + 1 if protocol.sessions_per_day > 1 else None,
        "reason": None if visit.state is SessionState.FULL else REASONS.get(visit.note or "", Reason.OTHER),
        "ended_at": starts_at + timedelta(minutes=round(minutes) + 3),
        "device": device,
        "coil": protocol.coil,
        "coil_serial": SERIALS[protocol.coil],
        "threshold_id": dose.threshold_id,
        "cpt": Cpt.FIRST if visit.number == 1 else Cpt.SUBSEQUENT,
        "ears_patient": True,
        "ears_operator": True,
        "physician": "Demo Physician" if visit.number == 1 else None,
    }
    return {key: value if not missed or key in ("phase", "reason") else None for key, value in said.items()}


def block_fields(visit: Visit, stimulation: Stimulation, dose: Dose) -> dict[str, Any]:
    """The columns of a stimulation beside target, intensity, pulses and frequency."""
    deep = stimulation.target.startswith("lateral")
    return {
        "pattern": Pattern.DEEP if deep else stimulation.pattern,
        "intensity_percent_mso": dose.output_at(visit.percent),
        "pulses_planned": stimulation.pulses[1],
        "trains": stimulation.trains,
        "pulses_per_train": stimulation.pulses_per_train,
        "iti_seconds": stimulation.pause_seconds,
        "localisation": "Cap" if deep else "Beam-F3",
        "coil_position": None,
        "ap_mm": 60.0 if deep else None,
        "lateral_degrees": None,
        "angle_degrees": None if deep else 45.0,
    }
