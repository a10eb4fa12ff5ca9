"""Reading protocols and indications from their data files, whose numbers must agree with each other. Pure."""

import re
from collections.abc import Mapping

from server.courses.rules.data_file import Part
from server.courses.rules.protocol import ICD_10, AgeSpan, Indication, Pattern, Protocol, SchedulePlan, Stimulation

_CLOCK_TOLERANCE = 0.005  # published durations are rounded to seconds or a tenth of a minute


def parse_protocol(raw: object, file: str) -> Protocol:
    """The protocol of a data file. Raises Invalid, naming file and fault; numbers at odds with each other are one."""
    part = Part(raw, file)
    protocol = Protocol(
        key=part.text("key"),
        name=part.text("name"),
        status=part.text("status"),
        coil=part.text("coil"),
        stimulations=_stimulations(part),
        net_minutes=_minutes(part) if part.has("net_minutes") else None,
        sessions_range=None if part.take("sessions") is None else part.span("sessions"),
        sessions_per_day=part.whole("sessions_per_day", 1),
        minutes_between=part.whole("minutes_between", 1) if part.has("minutes_between") else None,
        taper=part.wholes("taper", 1),
        schedule=_schedule(part) if part.has("schedule") else None,
        source=part.text("source"),
    )
    part.close()
    if file != f"{protocol.key}.json":
        part.refuse(f"the file must be named after its key, {protocol.key}.json")
    if any(each > 3 for each in protocol.taper):
        part.refuse("a taper has one to three sessions a week")
    if protocol.sessions_range is not None and sum(protocol.taper) >= protocol.sessions_range[0]:
        part.refuse("the taper takes all sessions")
    if (protocol.sessions_per_day > 1) != (protocol.minutes_between is not None):
        part.refuse("“minutes_between” is needed for several sessions a day, and only then")
    _require_matching_minutes(protocol, part)
    return protocol


def parse_indication(raw: object, file: str, protocols: Mapping[str, Protocol]) -> Indication:
    """The indication of a data file. Raises Invalid, naming file and fault."""
    part = Part(raw, file)
    indication = Indication(
        key=part.text("key"),
        title=part.text("title"),
        name=part.text("name"),
        primary=part.text("primary"),
        protocols=part.texts("protocols"),
        on_label=part.texts("on_label") if part.take("on_label") else (),
        schedule=_schedule(part),
        source=part.text("source"),
        icd10={each.text("code"): _closed(each, each.text("title")) for each in part.parts("icd10", _code)},
        ages=tuple(_ages(each) for each in part.parts("ages", lambda at, _: f"ages {at}")),
    )
    part.close()
    part.refuse_twice([each["code"] for each in part.take("icd10")], "“icd10” names")
    for code in indication.icd10:
        if not re.fullmatch(ICD_10, code):
            part.refuse(f"{code} is no ICD-10 code, such as F33.2")
    if file != f"{indication.key}.json":
        part.refuse(f"the file must be named after its key, {indication.key}.json")
    if indication.primary not in indication.instruments:
        part.refuse(f"the primary instrument {indication.primary} is not in the schedule")
    for key in indication.protocols:
        if key not in protocols:
            part.refuse(f"there is no protocol {key}")
    for key in indication.on_label:
        if key not in indication.protocols:
            part.refuse(f"{key} is on label, but not among the protocols")
    return indication


def _stimulations(part: Part) -> tuple[Stimulation, ...]:
    """None of them, null, is a course without a preset: the clinician says how to stimulate."""
    if part.take("stimulations") is None:
        return ()
    return tuple(_stimulation(each) for each in part.parts("stimulations", lambda at, _: f"stimulation {at}"))


def _code(at: int, raw: object) -> str:
    return f"icd10 {raw.get('code', at) if isinstance(raw, dict) else at}"


def _closed(part: Part, value: str) -> str:
    part.close()
    return value


def _ages(part: Part) -> AgeSpan:
    span = AgeSpan(
        since=part.whole("from", 0),
        to=part.whole("to", 1) if part.take("to") is not None else None,
        remark=part.text("remark") if part.has("remark") else None,
    )
    part.close()
    if span.to is not None and span.to < span.since:
        part.refuse("“to” must not be below “from”")
    return span


def _stimulation(part: Part) -> Stimulation:
    grouped = part.take("trains") is not None
    found = Stimulation(
        target=part.text("target"),
        pattern=part.one_of("pattern", Pattern),
        frequency_hz=part.number("frequency_hz", 0.1),
        trains=part.whole("trains", 1) if grouped else None,
        pulses_per_train=part.whole("pulses_per_train", 1) if grouped else None,
        train_seconds=part.number("train_seconds", 0.1) if grouped else None,
        pause_seconds=part.number("pause_seconds", 0.1) if grouped else None,
        pulses=part.span("pulses"),
        intensity_percent=part.span("intensity_percent"),
        intensity_of=part.text("intensity_of"),
    )
    part.close()
    if found.trains and found.pulses_per_train and found.train_seconds:
        pulses = found.trains * found.pulses_per_train
        if found.pulses != (pulses, pulses):
            part.refuse(f"{found.trains} trains of {found.pulses_per_train} pulses are {pulses}")
        # A theta burst train is three pulses every 200 ms, whatever the frequency within a burst.
        per_second = 15.0 if found.pattern is Pattern.THETA_BURST else found.frequency_hz
        if round(found.train_seconds * per_second) != found.pulses_per_train:
            part.refuse(f"{found.train_seconds:g} s at this frequency do not hold {found.pulses_per_train} pulses")
    return found


def _minutes(part: Part) -> tuple[float, float]:
    value = part.take("net_minutes")
    ends = value if isinstance(value, list) else [value, value]
    if len(ends) != 2 or any(type(each) not in (int, float) or each <= 0 for each in ends) or ends[0] > ends[1]:
        part.refuse("“net_minutes” must be a number above 0, or a list of two, the lower first")
    return float(ends[0]), float(ends[1])


def _require_matching_minutes(protocol: Protocol, part: Part) -> None:
    """Compare the stated duration with the trains: from the first pulse to the last, or with the last pause too.

    Clinical reference 2.1: trains x (p - 1) / f + (trains - 1) x pause, and trains x (p / f + pause).
    """
    if protocol.net_minutes is None:
        return
    shortest = longest = 0.0
    for each in protocol.stimulations:
        if not (each.trains and each.train_seconds and each.pause_seconds):
            return
        # The gap after the last pulse of a train: 1/f, and 160 ms after the last burst of a theta burst train.
        gap = 0.16 if each.pattern is Pattern.THETA_BURST else 1 / each.frequency_hz
        shortest += each.trains * (each.train_seconds - gap) + (each.trains - 1) * each.pause_seconds
        longest += each.trains * (each.train_seconds + each.pause_seconds)
    low, high = protocol.net_minutes
    if low * 60 < shortest * (1 - _CLOCK_TOLERANCE) or high * 60 > longest * (1 + _CLOCK_TOLERANCE):
        part.refuse(f"the trains take {shortest / 60:.1f} to {longest / 60:.1f} minutes, not {low:g} to {high:g}")


def parse_schedules(raw: object, file: str) -> dict[str, tuple[SchedulePlan, ...]]:
    """Indication -> the plans of a clinic's own for it. Raises Invalid, naming file and fault."""
    part = Part(raw, file)
    return {key: _schedule(part, key) for key in part.names()}


def _schedule(part: Part, name: str = "schedule") -> tuple[SchedulePlan, ...]:
    plans = tuple(_plan(each) for each in part.parts(name, lambda at, _: f"{name} {at}"))
    part.refuse_twice((plan.instrument for plan in plans), "the schedule plans")
    return plans


def _plan(part: Part) -> SchedulePlan:
    plan = SchedulePlan(
        instrument=part.text("instrument"),
        baseline_days=part.whole("baseline_days", 0),
        every_days=_step(part, "every_days"),
        every_sessions=_step(part, "every_sessions"),
        at_sessions=part.wholes("at_sessions", 1) if part.has("at_sessions") else (),
        taper_end=part.flag("taper_end"),
        follow_up=_follow_ups(part) if part.has("follow_up") else (),
        recall_overlaps=part.texts("recall_overlaps") if part.has("recall_overlaps") else (),
    )
    part.close()
    if plan.every_days is not None and plan.every_sessions is not None:
        part.refuse("give “every_days” or “every_sessions”, not both")
    if list(plan.at_sessions) != sorted(set(plan.at_sessions)):
        part.refuse("“at_sessions” must rise")
    keys = [key for key, _, _ in plan.follow_up]
    part.refuse_twice(keys, "follow-ups are called")
    reach = [months * 30 + days for _, months, days in plan.follow_up]
    if reach != sorted(set(reach)):
        part.refuse("follow-ups must come in the order of time, each later than the one before")
    for key in plan.recall_overlaps:
        if key not in ("end-of-acute", *keys):
            part.refuse(f"“recall_overlaps” names {key}, which is neither the end of the acute phase nor a follow-up")
    return plan


def _step(part: Part, name: str) -> int | None:
    return part.whole(name, 2) if part.has(name) and part.take(name) is not None else None


def _follow_ups(part: Part) -> tuple[tuple[str, int, int], ...]:
    return tuple(_follow_up(each) for each in part.parts("follow_up", lambda at, _: f"follow-up {at}"))


def _follow_up(part: Part) -> tuple[str, int, int]:
    key = part.text("key")
    if part.has("months") == part.has("days"):
        part.refuse("a follow-up is so many “months” or “days” after the last session, one of the two")
    months = part.whole("months", 1) if part.has("months") else 0
    days = part.whole("days", 1) if part.has("days") else 0
    part.close()
    return key, months, days
