"""The questionnaires of an invented patient: which ones were answered, when, and how. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from server.access import Role
from server.audit.rules import Verdict
from server.demo.entries import Entry, as_text, delivery, instant
from server.demo.rows import phone_id
from server.demo.shapes import Curve, cgi_s_answers, gad_7_answers, phq_9_answers
from server.questionnaires.rules.instrument import Filler, Instrument
from server.questionnaires.rules.schedule import Timepoint

FORGOTTEN = 0.08  # share of the questionnaires that are never answered
LAGS = (0, 0, 0, 0, 1, 1, 2)  # days after it fell due
SECONDS_PER_ITEM = 9


def answered(
    asked: Sequence[Timepoint],
    instruments: Mapping[str, Instrument],
    curve: Curve,
    started_on: date,
    until: date,
    zone: str,
    rng: Random,
) -> Iterator[Entry]:
    """The answered ones of what was asked, until that day included. Nobody forgets the baseline."""
    begun: set[str] = set()
    for timepoint in asked:
        is_baseline = timepoint.instrument not in begun
        begun.add(timepoint.instrument)
        if is_baseline:
            # It is asked for a week and answered before the first session.
            on = started_on - timedelta(days=rng.randint(1, 4))
        else:
            on = min(timepoint.due_on + timedelta(days=rng.choice(LAGS)), timepoint.until)
        forgotten = rng.random() < FORGOTTEN and not is_baseline
        if on <= until and not forgotten:
            finished_at = instant(on, min(max(rng.gauss(18.5, 1.5), 7), 23), zone)
            times = (finished_at, delivery(finished_at, rng))
            severity = curve.severity((on - started_on).days)
            item_9 = 0 if is_baseline else None
            yield response(instruments[timepoint.instrument], severity, on, zone, times, item_9, rng)


def response(
    instrument: Instrument,
    severity: float,
    on: date,
    zone: str,
    times: tuple[datetime, datetime],
    item_9: int | None,
    rng: Random,
) -> Entry:
    """One questionnaire answered in full. times: finished, received. item_9: what it must say; None: drawn."""
    finished_at, received_at = times
    answers = _answers(instrument, severity, item_9, rng)
    seconds = sum(rng.uniform(0.4, 1.8) * SECONDS_PER_ITEM for _ in answers)
    content = {
        "instrument": instrument.key,
        "version": instrument.version,
        "started_at": as_text(finished_at - timedelta(seconds=seconds)),
        "finished_at": as_text(finished_at),
        "answered_on": on.isoformat(),
        "zone": zone,
        "mode": _mode(instrument, finished_at),
        "answers": answers,
    }
    return Entry("response", phone_id(rng, finished_at), content, on, finished_at, finished_at, received_at)


def _answers(instrument: Instrument, severity: float, item_9: int | None, rng: Random) -> dict[str, int]:
    match instrument.key:
        case "phq-9":
            return phq_9_answers(rng, severity, item_9)
        case "gad-7":
            return gad_7_answers(rng, severity)
        case _:
            return cgi_s_answers(severity)


def _mode(instrument: Instrument, finished_at: datetime) -> str:
    """A clinician's scale is the clinician's; of the patient's own, one in twelve came on paper."""
    if instrument.filled_by is Filler.CLINICIAN:
        return "clinician"
    return "paper" if finished_at.minute % 12 == 0 else "phone"


_ENTERED_BY = {"clinician": Role.CLINICIAN, "paper": Role.TECHNICIAN}


def entered_by(content: Mapping[str, Any]) -> Role | None:
    """Who of the clinic entered what the entry says; None: the patient's phone sent it."""
    return _ENTERED_BY.get(content.get("mode", ""))


def deed_of(entry: Entry) -> tuple[Role, str]:
    """Who brought the entry in, and what the audit trail says of it."""
    role = entered_by(entry.content)
    if role is not None:
        return role, f"entered a questionnaire: {entry.content['mode']}"
    return Role.PATIENT, f"sent a {'check-in' if entry.kind == 'check-in' else 'questionnaire'}: {Verdict.FIRST}"
