"""What one session is, and what to propose for the coming one. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from server.courses.rules import CourseState, SessionState, TreatmentPhase
from server.courses.rules.protocol import Pattern, Protocol
from server.courses.rules.threshold import Threshold


class Cpt(StrEnum):
    """What is billed in the United States (clinical reference 2.2)."""

    FIRST = "90867"
    SUBSEQUENT = "90868"
    RE_DETERMINATION = "90869"


class Reason(StrEnum):
    """Why a session was missed, given in part or broken off."""

    ILL = "patient ill"
    DECLINED = "patient declined"
    ABSENT = "did not come"
    TRAVEL = "holiday or travel"
    PAIN = "pain or discomfort"
    SIDE_EFFECT = "other side effect"
    SEIZURE = "seizure or fainting"
    DEVICE = "device"
    STAFF = "clinic closed or no staff"
    WEATHER = "weather or transport"
    OTHER = "other"


@dataclass(frozen=True)
class Block:
    """One stimulation of a session. pulses: delivered. None: not stated.

    intensity_percent_mt: of the motor threshold; intensity_percent_mso: of the stimulator's output. frequency_hz: for
    theta bursts, within a burst. ap_mm, lateral_degrees, angle_degrees: where the coil lay, as the clinic's cap or
    frame counts it; coil_position: the same in words.
    """

    target: str
    intensity_percent_mt: int
    pulses: int
    frequency_hz: float | None = None
    pattern: Pattern | None = None
    intensity_percent_mso: int | None = None
    pulses_planned: int | None = None
    trains: int | None = None
    pulses_per_train: int | None = None
    iti_seconds: float | None = None
    localisation: str | None = None
    coil_position: str | None = None
    ap_mm: float | None = None
    lateral_degrees: float | None = None
    angle_degrees: float | None = None


@dataclass(frozen=True)
class Visit:
    """One session as it was said, as far as it can be right or wrong."""

    number: int
    on: date
    state: SessionState
    started_at: datetime | None
    ended_at: datetime | None
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Known:
    """A session on file."""

    number: int
    on: date
    state: SessionState
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class SoFar:
    """What a session is held against. planned: sessions by day. sessions: on file, without the one that is said.

    earliest: the first day that a session can have. today: the clinic's, at `now`. authorised None: not known.
    threshold: in force on the day of the session. checked: whether the short check of that day is made, or need not be.
    """

    state: CourseState
    earliest: date
    ended: bool
    now: datetime
    today: date
    zone: str
    protocol: Protocol
    planned: Mapping[date, int]
    planned_sessions: int
    authorised: int | None
    sessions: Sequence[Known]
    threshold: Threshold | None
    checked: bool


def phase_of(number: int, planned_sessions: int, protocol: Protocol) -> TreatmentPhase:
    """The phase that the n-th delivered session belongs to, as the plan has it. number: 1, 2, ...

    The last sessions of the plan are its taper; what comes after the plan is an extension. Maintenance is never
    proposed: somebody decides it.
    """
    if number > planned_sessions:
        return TreatmentPhase.EXTENSION
    tapering = sum(protocol.taper) if planned_sessions >= 12 else 0  # as weekdays_plan lays the days
    return TreatmentPhase.TAPER if number > planned_sessions - tapering else TreatmentPhase.ACUTE


def code_of(delivered_before: int, *, threshold_today: bool) -> Cpt:
    """What is billed for a session: the first maps the cortex too. threshold_today: it was determined anew."""
    if delivered_before == 0:
        return Cpt.FIRST
    return Cpt.RE_DETERMINATION if threshold_today else Cpt.SUBSEQUENT


def proposed_blocks(protocol: Protocol, last: Sequence[Block], threshold: Threshold | None) -> list[Block]:
    """The blocks to offer for the coming session: those of the last one, else of the protocol at full intensity.

    The output follows the threshold where that is known; pulses are those that were planned, since the last session
    may have been cut short.
    """
    if last:
        found = [(each, each.pulses_planned or each.pulses) for each in last]
        return [_at(block, pulses, threshold) for block, pulses in found]
    return [
        _at(
            Block(
                target=each.target,
                intensity_percent_mt=each.intensity_percent[1],
                pulses=each.pulses[1],
                frequency_hz=each.frequency_hz,
                pattern=each.pattern,
                trains=each.trains,
                pulses_per_train=each.pulses_per_train,
                iti_seconds=each.pause_seconds,
            ),
            each.pulses[1],
            threshold,
        )
        for each in protocol.stimulations
    ]


def _at(block: Block, pulses: int, threshold: Threshold | None) -> Block:
    expected = None if threshold is None else threshold.output_at(block.intensity_percent_mt)
    output = block.intensity_percent_mso if expected is None else min(round(expected), 100)
    return replace(block, pulses=pulses, pulses_planned=pulses, intensity_percent_mso=output)
