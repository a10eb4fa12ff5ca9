"""The plan of a course, its states and its ledger as JSON."""

from datetime import date
from typing import Any

from marshmallow import Schema, fields, validate

from server.courses.rules import CourseState, TreatmentPhase
from server.courses.rules.authorisation import AuthorisationState
from server.courses.rules.day_list import LONGEST_LIST
from server.courses.rules.plan import MOST_A_DAY, MOST_DAYS, AnchorCause
from server.courses.schemas.course import CourseView
from server.http import Confirmed, Instant, Text


def _reason() -> Text:
    return Text(required=True, validate=validate.Length(3, 1000))


class DayBody(Schema):
    """A treatment day. times: of the clinic's clock, in order, at most as many as sessions. phase: null as usual."""

    on = fields.Date(required=True)
    sessions = fields.Integer(load_default=1, strict=True, validate=validate.Range(1, MOST_A_DAY))
    times = fields.List(
        fields.String(validate=validate.Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", error="A time looks like 09:30.")),
        load_default=list,
        validate=validate.Length(max=MOST_A_DAY),
    )
    phase = fields.Enum(TreatmentPhase, by_value=True, load_default=None, allow_none=True)


class DaysBody(Schema):
    days = fields.List(fields.Nested(DayBody), required=True, validate=validate.Length(1, MOST_DAYS))
    reason = _reason()
    confirmed = Confirmed()


class DayListBody(Schema):
    """text: one session a line, a day and maybe a time. dry_run: only say how it reads."""

    text = fields.String(required=True, validate=validate.Length(1, LONGEST_LIST))
    dry_run = fields.Boolean(required=True)
    reason = _reason()
    confirmed = Confirmed()


class LineView(Schema):
    """A line of a list of days. said: the fault as pages put it into the reader's language, as of an alert."""

    number = fields.Integer()
    text = fields.String()
    fault = fields.String(allow_none=True)
    said = fields.List(fields.Raw(), allow_none=True)


class PlannedDayView(Schema):
    on = fields.Date()
    sessions = fields.Integer()
    times = fields.List(fields.String())
    phase = fields.Enum(TreatmentPhase, by_value=True, allow_none=True)


class DayListView(Schema):
    lines = fields.List(fields.Nested(LineView))
    days = fields.List(fields.Nested(PlannedDayView))


class ExtendBody(Schema):
    """sessions: null for the clinic's usual block."""

    sessions = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 100))
    reason = _reason()
    confirmed = Confirmed()


class StartBody(Schema):
    on = fields.Date(required=True)
    reason = _reason()


class InterruptBody(Schema):
    """on: since when, today or earlier."""

    on = fields.Date(required=True)
    reason = Text(load_default=None, allow_none=True, validate=validate.Length(max=1000))


class ReasonBody(Schema):
    reason = _reason()


class AuthorisationBody(Schema):
    payer = Text(load_default=None, allow_none=True, validate=validate.Length(max=120))
    number = Text(load_default=None, allow_none=True, validate=validate.Length(max=60))
    units = fields.Integer(required=True, strict=True, validate=validate.Range(0, 400))
    state = fields.Enum(AuthorisationState, by_value=True, required=True)
    covers_from = fields.Date(load_default=None, allow_none=True)
    covers_until = fields.Date(load_default=None, allow_none=True)
    requested_on = fields.Date(load_default=None, allow_none=True)
    decided_on = fields.Date(load_default=None, allow_none=True)
    denial_reason = Text(load_default=None, allow_none=True, validate=validate.Length(max=1000))
    appeal_until = fields.Date(load_default=None, allow_none=True)
    note = Text(load_default=None, allow_none=True, validate=validate.Length(max=1000))


class AuthorisationChangeBody(AuthorisationBody):
    reason = _reason()


class AuthorisationView(Schema):
    """A line of the ledger. used: sessions that took place under it."""

    id = fields.UUID()
    payer = fields.String(allow_none=True)
    number = fields.String(allow_none=True)
    units = fields.Integer()
    used = fields.Integer()
    state = fields.Enum(AuthorisationState, by_value=True)
    covers_from = fields.Date(allow_none=True)
    covers_until = fields.Date(allow_none=True)
    requested_on = fields.Date(allow_none=True)
    decided_on = fields.Date(allow_none=True)
    denial_reason = fields.String(allow_none=True)
    appeal_until = fields.Date(allow_none=True)
    note = fields.String(allow_none=True)


def plain_value(value: Any) -> Any:
    """A day as ISO 8601 has it, anything else as it is."""
    return value.isoformat() if isinstance(value, date) else value


class WarnedView(Schema):
    """Something about the ledger that needs somebody. values: numbers and days for the page's sentence."""

    code = fields.String()
    values = fields.Function(lambda each: {name: plain_value(value) for name, value in each.values.items()})


class LedgerView(Schema):
    """authorised: sessions given or to be given with approval, left: of these the ones to come; null without a ledger.
    uncovered: sessions that took place and no line covers."""

    lines = fields.List(fields.Nested(AuthorisationView))
    authorised = fields.Integer(allow_none=True)
    left = fields.Integer(allow_none=True)
    uncovered = fields.Integer()
    warnings = fields.List(fields.Nested(WarnedView))


class StateChangeView(Schema):
    """on: since when; at: when it was recorded."""

    was = fields.Enum(CourseState, by_value=True)
    becomes = fields.Enum(CourseState, by_value=True)
    on = fields.Date()
    reason = fields.String(allow_none=True)
    note = fields.String(allow_none=True)
    at = Instant()
    by = fields.String()


class AnchorMoveView(Schema):
    moved_from = fields.Date()
    moved_to = fields.Date()
    cause = fields.Enum(AnchorCause, by_value=True)
    reason = fields.String()
    at = Instant()
    by = fields.String()


class PlanDayView(PlannedDayView):
    """delivered, missed: sessions recorded on that day."""

    delivered = fields.Integer()
    missed = fields.Integer()


class PlanView(Schema):
    """A course with its days, states and ledger. deeds: what may be done to its state. label: what the label adds."""

    patient_id = fields.UUID()
    patient = fields.String()
    died_on = fields.Date(allow_none=True)
    today = fields.Date()
    title = fields.String()
    protocol_name = fields.String()
    label = fields.String(allow_none=True)
    course = fields.Nested(CourseView)
    days = fields.List(fields.Nested(PlanDayView))
    begun = fields.Boolean()
    deeds = fields.List(fields.String())
    states = fields.List(fields.Nested(StateChangeView))
    moves = fields.List(fields.Nested(AnchorMoveView))
    ledger = fields.Nested(LedgerView)
    block = fields.Integer()


class ProposedDaysQuery(Schema):
    """The days as the protocol has them from that day on. holidays: "skip" leaves out the clinic's."""

    started_on = fields.Date(required=True)
    sessions = fields.Integer(required=True, validate=validate.Range(1, 200))
    holidays = fields.String(load_default="skip", validate=validate.OneOf(["skip", "keep"]))


class ProposedDaysView(Schema):
    days = fields.List(fields.Nested(PlannedDayView))
