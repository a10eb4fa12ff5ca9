"""Patients as persons, and what was tried before a course, as JSON."""

from marshmallow import Schema, fields, validate

from server.courses.rules import CourseState
from server.courses.rules.background import (
    PARTIAL_DAY,
    PARTIAL_DAY_EXPECTED,
    Adequate,
    AdjunctKind,
    TrialKind,
    TrialOutcome,
)
from server.http import Instant, Text
from server.people.rules import SEXES
from server.people.schemas import PatientView


def _text(longest: int) -> Text:
    return Text(load_default=None, allow_none=True, validate=validate.Length(max=longest))


def _partial_day() -> fields.String:
    shape = validate.Regexp(PARTIAL_DAY, error=PARTIAL_DAY_EXPECTED)
    return fields.String(load_default=None, allow_none=True, validate=shape)


def _why() -> Text:
    return Text(required=True, validate=validate.Length(3, 1000))


class TrialBody(Schema):
    """started, stopped: as exactly as they are known, such as 2021, 2021-05 or 2021-05-17. dose: the highest a day."""

    kind = fields.Enum(TrialKind, by_value=True, required=True)
    name = Text(required=True, validate=validate.Length(1, 120))
    drug_class = _text(60)
    dose = fields.Float(load_default=None, allow_none=True, validate=validate.Range(0.001, 100_000))
    dose_unit = Text(load_default=None, allow_none=True, validate=validate.Length(1, 20))
    started = _partial_day()
    stopped = _partial_day()
    adequate = fields.Enum(Adequate, by_value=True, load_default=Adequate.UNKNOWN)
    outcome = fields.Enum(TrialOutcome, by_value=True, required=True)
    reason = _text(500)


class TrialChangeBody(TrialBody):
    """why: of the correction; reason: why the treatment was stopped."""

    why = _why()


class TrialView(Schema):
    id = fields.UUID()
    kind = fields.Enum(TrialKind, by_value=True)
    name = fields.String()
    drug_class = fields.String(allow_none=True)
    dose = fields.Float(allow_none=True)
    dose_unit = fields.String(allow_none=True)
    started = fields.String(allow_none=True)
    stopped = fields.String(allow_none=True)
    adequate = fields.Enum(Adequate, by_value=True)
    outcome = fields.Enum(TrialOutcome, by_value=True)
    reason = fields.String(allow_none=True)


class AdjunctBody(Schema):
    """dose: a day. stopped_on: the last day, null while it is given."""

    kind = fields.Enum(AdjunctKind, by_value=True, required=True)
    name = Text(required=True, validate=validate.Length(1, 120))
    dose = fields.Float(load_default=None, allow_none=True, validate=validate.Range(0.001, 100_000))
    dose_unit = Text(load_default=None, allow_none=True, validate=validate.Length(1, 20))
    started_on = fields.Date(required=True)
    stopped_on = fields.Date(load_default=None, allow_none=True)
    note = _text(500)


class AdjunctChangeBody(AdjunctBody):
    why = _why()


class DoseBody(Schema):
    """Another dose from that day on."""

    on = fields.Date(required=True)
    dose = fields.Float(required=True, validate=validate.Range(0.001, 100_000))
    dose_unit = Text(required=True, validate=validate.Length(1, 20))


class AdjunctView(Schema):
    id = fields.UUID()
    kind = fields.Enum(AdjunctKind, by_value=True)
    name = fields.String()
    dose = fields.Float(allow_none=True)
    dose_unit = fields.String(allow_none=True)
    started_on = fields.Date()
    stopped_on = fields.Date(allow_none=True)
    note = fields.String(allow_none=True)


class PriorTmsBody(Schema):
    """best_change_percent: of a scale's total, an improvement is positive. why: needed once there is an answer."""

    had = fields.Boolean(required=True)
    when = _partial_day()
    device = _text(120)
    sessions = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 1000))
    best_change_percent = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(-100, 100)
    )
    note = _text(500)
    why = Text(load_default=None, allow_none=True, validate=validate.Length(3, 1000))


class PriorTmsView(Schema):
    had = fields.Boolean()
    when = fields.String(allow_none=True)
    device = fields.String(allow_none=True)
    sessions = fields.Integer(allow_none=True)
    best_change_percent = fields.Integer(allow_none=True)
    note = fields.String(allow_none=True)


class BackgroundView(Schema):
    patient_id = fields.UUID()
    name = fields.String()
    trials = fields.List(fields.Nested(TrialView))
    adjuncts = fields.List(fields.Nested(AdjunctView))
    prior = fields.Nested(PriorTmsView, allow_none=True)


class WhyBody(Schema):
    why = _why()


class PatientChangeBody(Schema):
    """The facts to correct; those that are left out stay."""

    name = Text(validate=validate.Length(1, 200))
    number = Text(allow_none=True, validate=validate.Length(1, 60))
    birth_date = fields.Date(allow_none=True)
    sex = fields.String(allow_none=True, validate=validate.OneOf(SEXES))
    zone = fields.String(validate=validate.Length(1, 60))
    language = fields.String(validate=validate.Regexp(r"^[a-z]{2}(-[A-Z]{2})?$"))
    form_language = fields.String(allow_none=True, validate=validate.Regexp(r"^[a-z]{2}(-[A-Z]{2})?$"))
    contact = Text(allow_none=True, validate=validate.Length(max=200))
    reason = _why()


class ConsentBody(Schema):
    guardian = Text(required=True, validate=validate.Length(1, 200))
    relation = Text(required=True, validate=validate.Length(1, 60))
    given_on = fields.Date(required=True)


class ConsentView(Schema):
    id = fields.UUID()
    guardian = fields.String()
    relation = fields.String()
    given_on = fields.Date()
    recorded_by = fields.String()
    recorded_at = Instant()
    withdrawn_on = fields.Date(allow_none=True)


class CourseOfPatientView(Schema):
    id = fields.UUID()
    title = fields.String()
    protocol = fields.String()
    state = fields.Enum(CourseState, by_value=True)
    started_on = fields.Date()
    ended_on = fields.Date(allow_none=True)


class PersonView(PatientView):
    died_on = fields.Date(allow_none=True)


class PatientPageView(Schema):
    """needs_guardian: a minor without a guardian's consent on file."""

    patient_id = fields.UUID()
    patient = fields.Nested(PersonView)
    today = fields.Date()
    age = fields.Integer(allow_none=True)
    age_of_majority = fields.Integer()
    needs_guardian = fields.Boolean()
    consents = fields.List(fields.Nested(ConsentView))
    courses = fields.List(fields.Nested(CourseOfPatientView))


class UnplannedView(Schema):
    rows = fields.List(fields.Nested(PatientView))
