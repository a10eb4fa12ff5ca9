"""The alerts that a patient's entries raised, and what the invented staff did about them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from server.alerts.rules import RULES, Level, Reason, Step, due_at, family_of, is_worse, reasons_in_effects
from server.checkins.rules import STAFF_LABELS
from server.demo.entries import Entry
from server.demo.rows import drawn_id
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.rules.safety import reasons_in_response

DONE = {
    Level.RED: (
        "Called the patient at once: safe, not alone, no plan. Safety plan gone through; physician informed.",
        "Spoke with the patient on the phone: passive thoughts, known since before the course. Physician informed.",
        "Physician saw the patient before the session and documented the risk assessment.",
    ),
    Level.AMBER: (
        "Called the patient. Paracetamol helped; intensity lowered by 10 % for the next two sessions.",
        "Coil angle changed by 10 degrees and a softer cap used; better at the next session.",
        "Asked at the session: gone after an hour, no further measures.",
    ),
    Level.BLUE: ("Asked at the session: nothing new.",),
}
SEEN_AFTER = timedelta(hours=1)
# How long the staff take, in hours, from receipt.
TAKES = {Level.RED: (0.2, 0.9), Level.AMBER: (0.5, 7.0), Level.BLUE: (4.0, 20.0)}


@dataclass
class Watched:
    """One alert as it stands. seen_at, done_at: when the staff see and close it, known in advance; None for not yet."""

    id: UUID
    reason: Reason
    times: int
    raised_at: datetime
    received_at: datetime
    felt_at: datetime
    due_at: datetime
    seen_at: datetime | None
    done_at: datetime | None
    done: str
    symptoms: list[str]
    reports: list[tuple[datetime, Step, str]]  # when it was reported, what that was for the alert, and the words

    @property
    def level(self) -> Level:
        return RULES[self.reason.rule].level


def reasons_in(entry: Entry, instruments: Mapping[str, Instrument]) -> list[Reason]:
    """What in the entry calls for an alert, by the rules that real entries are judged by."""
    if entry.kind == "check-in":
        effects = {each["effect"]: each["grade"] for each in entry.content["side_effects"]}
        return reasons_in_effects(effects, STAFF_LABELS, entry.felt_at)
    return reasons_in_response(instruments[entry.content["instrument"]], entry.content["answers"], entry.felt_at)


def alerts_of(
    entries: Iterable[Entry], instruments: Mapping[str, Instrument], stays_open: Entry | None, rng: Random
) -> list[Watched]:
    """All alerts of one patient in the order in which they were raised. entries: in the order of receipt.

    stays_open: the entry whose alert nobody has closed; a red one was not even seen yet.
    """
    raised: list[Watched] = []
    for entry in entries:
        for reason in reasons_in(entry, instruments):
            known = next((each for each in raised if _is_open(each, reason.rule, entry.received_at)), None)
            if known is None:
                raised.append(_open(reason, entry, rng))
            else:
                _join(known, reason, entry)
            if entry is stays_open:
                alert = known or raised[-1]
                alert.done_at = None
                alert.seen_at = None if alert.level is Level.RED else entry.received_at + SEEN_AFTER
    return raised


def _is_open(alert: Watched, rule: str, at: datetime) -> bool:
    return family_of(alert.reason.rule) == family_of(rule) and (alert.done_at is None or alert.done_at > at)


def _open(reason: Reason, entry: Entry, rng: Random) -> Watched:
    at, level = entry.received_at, RULES[reason.rule].level
    done_at = at + timedelta(hours=rng.uniform(*TAKES[level]))
    seen_at = at + (done_at - at) * rng.uniform(0.2, 0.7)
    done = rng.choice(DONE[level])
    due = due_at(reason.rule, at, {}, entry.content["zone"])
    return Watched(
        drawn_id(rng),
        reason,
        1,
        at,
        at,
        reason.felt_at,
        due,
        seen_at,
        done_at,
        done,
        list(reason.named),
        [(at, Step.RAISED, reason.title)],
    )


def _join(alert: Watched, reason: Reason, entry: Entry) -> None:
    at = entry.received_at
    alert.times += 1
    alert.received_at = at
    alert.felt_at = max(alert.felt_at, reason.felt_at)
    worse = is_worse(reason, alert.reason.rule, alert.reason.value, alert.symptoms)
    alert.reports.append((at, Step.WORSE if worse else Step.JOINED, reason.title))
    if worse:
        alert.reason = reason
        alert.symptoms = sorted({*alert.symptoms, *reason.named})
        alert.due_at = min(alert.due_at, due_at(reason.rule, at, {}, entry.content["zone"]))
