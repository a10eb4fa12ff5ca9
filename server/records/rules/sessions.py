"""What a line of treatment sessions says. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from server.courses.rules import SessionState
from server.errors import Invalid
from server.records.rules.table_file import Line
from server.records.rules.values import Notation, day_of, number_of, time_of, whole_of

BLOCK_COLUMNS = ("target", "intensity_percent_mt", "pulses", "frequency_hz")
MOST_BLOCKS = 6
COLUMNS = {
    "patient_number": "The clinic's own number of the patient, as Lodestone has it. Required.",
    "date": "The day of the session. Required.",
    "number": "Its number in the course, from 1. Left out, sessions are counted on in the order of the file.",
    "time": "When it began, in the clinic's zone.",
    "state": "`full`, `partial`, `aborted` or `missed`; `full` if it is left out.",
    "target": "What was stimulated, such as `L DLPFC`. Required unless the session was missed, as are the next two.",
    "intensity_percent_mt": "Per cent of the motor threshold, 1 to 150.",
    "pulses": "Pulses delivered, up to 20,000.",
    "frequency_hz": "Within a train, for theta bursts within a burst, 0.1 to 100.",
    "target_2 ... frequency_hz_2": "The same for a second stimulation of that session, and so on to 6.",
    "site_pain": "Pain at the place of the coil as told to the operator, 0 to 10.",
    "note": "A remark.",
    "key": "The line's own name in the system it comes from. Needed where a patient has several sessions on a day that "
    "have neither a number nor a time.",
}
KNOWN = (
    *(each for each in COLUMNS if " " not in each),
    *(f"{name}_{place}" for place in range(2, MOST_BLOCKS + 1) for name in BLOCK_COLUMNS),
)
REQUIRED = ("patient_number", "date")
LARGEST_NUMBER = 200
MOST_PULSES = 20_000  # of one stimulation: far above any preset, with room for research protocols


@dataclass(frozen=True)
class BlockLine:
    target: str
    intensity_percent_mt: int
    pulses: int
    frequency_hz: float | None


@dataclass(frozen=True)
class SessionLine:
    """One session. session: its number, None to count on. at: when it began, in the clinic's zone."""

    number: int
    patient_number: str
    on: date
    session: int | None
    at: time | None
    state: SessionState
    blocks: tuple[BlockLine, ...]
    site_pain: int | None
    note: str | None
    key: str

    @property
    def content(self) -> dict[str, Any]:
        """What is compared with an earlier import of the same line, as JSON."""
        return {
            "on": self.on.isoformat(),
            "session": self.session,
            "at": None if self.at is None else self.at.isoformat("minutes"),
            "state": self.state.value,
            "blocks": [
                [each.target, each.intensity_percent_mt, each.pulses, each.frequency_hz] for each in self.blocks
            ],
            "site_pain": self.site_pain,
            "note": self.note,
        }


def read_session(line: Line, notation: Notation, today: date) -> SessionLine:
    """What the line says. Raises Invalid, naming the column."""
    said = line.values
    for column in REQUIRED:
        if not said.get(column):
            raise Invalid("This must be filled in.", field=column)
    on = day_of(said["date"], notation, "date")
    if not on.year >= 2000 or on > today:
        raise Invalid(f"{on} is not a day from 2000 to today.", field="date")
    number = whole_of(said["number"], notation, "number", 1, LARGEST_NUMBER) if said.get("number") else None
    at = time_of(said["time"], notation, "time") if said.get("time") else None
    state = _state(said)
    blocks = tuple(_blocks(said, notation, state))
    if state is SessionState.MISSED and blocks:
        raise Invalid("A missed session has no stimulation.", field="target")
    if state is not SessionState.MISSED and not blocks:
        raise Invalid("Say what was stimulated: target, intensity and pulses.", field="target")
    pain = whole_of(said["site_pain"], notation, "site_pain", 0, 10) if said.get("site_pain") else None
    place = f"#{number}" if number else "" if at is None else at.isoformat("minutes")
    return SessionLine(
        number=line.number,
        patient_number=said["patient_number"],
        on=on,
        session=number,
        at=at,
        state=state,
        blocks=blocks,
        site_pain=pain,
        note=said.get("note") or None,
        key=said.get("key") or f"{said['patient_number']}|{on}|{place}",
    )


def joined(lines: Iterable[SessionLine]) -> Iterator[SessionLine]:
    """The sessions of a file in which each line is one stimulation: neighbours with one key are one session."""
    open_one: SessionLine | None = None
    for each in lines:
        if open_one is not None and (each.key, each.patient_number, each.on) == (
            open_one.key,
            open_one.patient_number,
            open_one.on,
        ):
            open_one = replace(open_one, blocks=(*open_one.blocks, *each.blocks), state=_worse(open_one, each))
            continue
        if open_one is not None:
            yield open_one
        open_one = each
    if open_one is not None:
        yield open_one


_GRAVITY = (SessionState.FULL, SessionState.PARTIAL, SessionState.ABORTED, SessionState.MISSED)


def _worse(one: SessionLine, other: SessionLine) -> SessionState:
    return max(one.state, other.state, key=_GRAVITY.index)


def _state(said: Mapping[str, str]) -> SessionState:
    try:
        return SessionState(said.get("state") or SessionState.FULL)
    except ValueError:
        known = ", ".join(SessionState)
        raise Invalid(f"“{said['state'][:40]}” is no state of a session: {known}.", field="state") from None


def _blocks(said: Mapping[str, str], notation: Notation, state: SessionState) -> Iterator[BlockLine]:
    for ending in ("", *(f"_{place}" for place in range(2, MOST_BLOCKS + 1))):
        if not any(said.get(f"{name}{ending}") for name in BLOCK_COLUMNS):
            continue
        for name in BLOCK_COLUMNS[:3]:
            if not said.get(f"{name}{ending}"):
                raise Invalid("This must be filled in.", field=f"{name}{ending}")
        column = f"frequency_hz{ending}"
        frequency = number_of(said[column], notation, column) if said.get(column) else None
        if frequency is not None and not 0.1 <= frequency <= 100:
            raise Invalid("The frequency is given in hertz, from 0.1 to 100.", field=column)
        least = 0 if state is SessionState.ABORTED else 1  # a session that was broken off may have given no pulse
        yield BlockLine(
            said[f"target{ending}"][:80],
            whole_of(said[f"intensity_percent_mt{ending}"], notation, f"intensity_percent_mt{ending}", 1, 150),
            whole_of(said[f"pulses{ending}"], notation, f"pulses{ending}", least, MOST_PULSES),
            frequency,
        )
