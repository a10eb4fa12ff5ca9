"""Treatment sessions and motor thresholds as JSON."""

from marshmallow import Schema, fields, validate

from server.courses.rules import SessionState, TreatmentPhase
from server.courses.rules.protocol import Pattern
from server.courses.rules.screen import Clearance
from server.courses.rules.session import Cpt, Reason
from server.courses.rules.threshold import ThresholdMethod, ThresholdType, ThresholdUnit
from server.courses.schemas.hold import HoldView
from server.courses.schemas.screen import ReCheckItemView, ReCheckView
from server.http import Confirmed, Instant, Text


def _words(longest: int) -> Text:
    return Text(load_default=None, allow_none=True, validate=validate.Length(max=longest))


class BlockBody(Schema):
    target = Text(required=True, validate=validate.Length(max=80))
    intensity_percent_mt = fields.Integer(required=True, strict=True)
    pulses = fields.Integer(required=True, strict=True)
    frequency_hz = fields.Float(load_default=None, allow_none=True)
    pattern = fields.Enum(Pattern, by_value=True, load_default=None, allow_none=True)
    intensity_percent_mso = fields.Integer(load_default=None, allow_none=True, strict=True)
    pulses_planned = fields.Integer(load_default=None, allow_none=True, strict=True)
    trains = fields.Integer(load_default=None, allow_none=True, strict=True)
    pulses_per_train = fields.Integer(load_default=None, allow_none=True, strict=True)
    iti_seconds = fields.Float(load_default=None, allow_none=True)
    localisation = _words(80)
    coil_position = _words(200)
    ap_mm = fields.Float(load_default=None, allow_none=True)
    lateral_degrees = fields.Float(load_default=None, allow_none=True)
    angle_degrees = fields.Float(load_default=None, allow_none=True)


class SessionFields(Schema):
    id = fields.UUID(required=True)
    number = fields.Integer(required=True, strict=True, validate=validate.Range(1, 200))
    on = fields.Date(required=True)
    phase = fields.Enum(TreatmentPhase, by_value=True, load_default=None, allow_none=True)
    session_in_day = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 12))
    started_at = Instant(load_default=None, allow_none=True)
    ended_at = Instant(load_default=None, allow_none=True)
    state = fields.Enum(SessionState, by_value=True, required=True)
    reason = fields.Enum(Reason, by_value=True, load_default=None, allow_none=True)
    device = _words(120)
    coil = _words(120)
    coil_serial = _words(120)
    threshold_id = fields.UUID(load_default=None, allow_none=True)
    cpt = fields.Enum(Cpt, by_value=True, load_default=None, allow_none=True)
    ears_patient = fields.Boolean(load_default=None, allow_none=True)
    ears_operator = fields.Boolean(load_default=None, allow_none=True)
    site_pain = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(0, 10))
    physician = _words(120)
    note = _words(2000)
    blocks = fields.List(fields.Nested(BlockBody), load_default=list, validate=validate.Length(max=6))


class SessionBody(SessionFields):
    operator_id = fields.UUID(load_default=None, allow_none=True)  # without it, whoever records the session
    confirmed = Confirmed()


class SessionChanges(SessionFields):
    class Meta:
        exclude = ("id",)


class CorrectSessionBody(Schema):
    changes = fields.Nested(SessionChanges(partial=True), required=True)
    reason = Text(required=True, validate=validate.Length(3, 400))
    confirmed = Confirmed()


class RemoveSessionBody(Schema):
    reason = Text(required=True, validate=validate.Length(3, 400))


class SessionView(SessionFields):
    operator_id = fields.UUID()


class ThresholdFields(Schema):
    value = fields.Float(required=True)
    unit = fields.Enum(ThresholdUnit, by_value=True, load_default=ThresholdUnit.OUTPUT)
    type = fields.Enum(ThresholdType, by_value=True, required=True)
    method = fields.Enum(ThresholdMethod, by_value=True, required=True)
    measured_on = fields.Date(required=True)
    reason = _words(400)


class ThresholdBody(ThresholdFields):
    id = fields.UUID(required=True)


class CorrectThresholdBody(Schema):
    changes = fields.Nested(ThresholdFields(partial=True), required=True)
    reason = Text(required=True, validate=validate.Length(3, 400))


class ThresholdView(ThresholdFields):
    id = fields.UUID()
    recorded_at = Instant()


class SessionsView(Schema):
    course_id = fields.UUID()
    patient_id = fields.UUID()
    patient = fields.String()
    sessions = fields.List(fields.Nested(SessionView))
    thresholds = fields.List(fields.Nested(ThresholdView))
    operators = fields.Dict(keys=fields.UUID(), values=fields.String())


class ProposalView(Schema):
    course_id = fields.UUID()
    patient_id = fields.UUID()
    patient = fields.String()
    protocol = fields.String()
    on = fields.Date()
    number = fields.Integer()
    phase = fields.Enum(TreatmentPhase, by_value=True)
    session_in_day = fields.Integer(allow_none=True)
    device = fields.String(allow_none=True)
    coil = fields.String(allow_none=True)
    coil_serial = fields.String(allow_none=True)
    cpt = fields.Enum(Cpt, by_value=True)
    physician = fields.String(allow_none=True)
    blocks = fields.List(fields.Nested(BlockBody))
    planned_sessions = fields.Integer()
    delivered = fields.Integer()
    threshold = fields.Nested(ThresholdView, allow_none=True)
    clearance = fields.Enum(Clearance, by_value=True, allow_none=True)
    screen_required = fields.Boolean()
    stops = fields.List(fields.String())
    holds = fields.List(fields.Nested(HoldView))
    re_check = fields.Nested(ReCheckView, allow_none=True)
    re_check_items = fields.List(fields.Nested(ReCheckItemView))
    last = fields.Nested(SessionView, allow_none=True)
