"""Check-ins as JSON."""

from marshmallow import Schema, fields, validate

from server.checkins.rules import EFFECTS, Hindrance, SleepQuality, Timing
from server.courses.rules import MoodScale
from server.http import Instant, Text


def _ten(**rest: object) -> fields.Integer:
    return fields.Integer(strict=True, allow_none=True, load_default=None, validate=validate.Range(0, 10), **rest)  # type: ignore[arg-type]


class MoodBody(Schema):
    scale = fields.Enum(MoodScale, by_value=True, required=True)
    raw = fields.Integer(required=True, strict=True)


class EffectBody(Schema):
    """What lies beyond the grade is asked only by newer phones, and may always be left out."""

    effect = fields.String(required=True, validate=validate.OneOf(list(EFFECTS)))
    grade = fields.Integer(required=True, strict=True, validate=validate.Range(0, 3))  # none, mild, medium, strong
    text = Text(load_default=None, allow_none=True, validate=validate.Length(max=500))
    timing = fields.Enum(Timing, by_value=True, load_default=None, allow_none=True)
    hindrance = fields.Enum(Hindrance, by_value=True, load_default=None, allow_none=True)
    worst_ever = fields.Boolean(load_default=None, allow_none=True)


class CheckInContent(Schema):
    """What a phone says about a day."""

    felt_at = Instant(required=True)
    felt_on = fields.Date(required=True)  # the calendar day that the patient saw
    zone = fields.String(required=True, validate=validate.Length(max=64))
    mood = fields.Nested(MoodBody, load_default=None, allow_none=True)
    energy = _ten()
    anxiety = _ten()
    sleep_hours = fields.Float(load_default=None, allow_none=True, validate=validate.Range(0, 24))
    sleep_quality = fields.Enum(SleepQuality, by_value=True, load_default=None, allow_none=True)
    note = Text(load_default=None, allow_none=True, validate=validate.Length(max=2000))
    any_side_effects = fields.Boolean(load_default=None, allow_none=True)
    side_effects = fields.List(fields.Nested(EffectBody), load_default=list, validate=validate.Length(max=len(EFFECTS)))


class EffectReportContent(Schema):
    """A symptom that was just marked, sent before the day's entry is saved."""

    effect = fields.String(required=True, validate=validate.OneOf(list(EFFECTS)))
    grade = fields.Integer(required=True, strict=True, validate=validate.Range(1, 3))
    worst_ever = fields.Boolean(load_default=None, allow_none=True)
    felt_at = Instant(required=True)
    felt_on = fields.Date(required=True)
    zone = fields.String(required=True, validate=validate.Length(max=64))


class CheckInView(Schema):
    id = fields.UUID()
    rev = fields.Integer()
    device = fields.UUID()
    seq = fields.Integer()
    felt_at = Instant()
    felt_on = fields.Date()
    zone = fields.String()
    recorded_at = Instant()
    received_at = Instant()
    mood = fields.Nested(MoodBody, allow_none=True)
    energy = fields.Integer(allow_none=True)
    anxiety = fields.Integer(allow_none=True)
    sleep_hours = fields.Float(allow_none=True)
    sleep_quality = fields.Enum(SleepQuality, by_value=True, allow_none=True)
    note = fields.String(allow_none=True)
    any_side_effects = fields.Boolean(allow_none=True)
    side_effects = fields.List(fields.Nested(EffectBody))
    filled_late = fields.Boolean()
    delivered_late = fields.Boolean()
    clock_off = fields.Boolean()


class EffectChoice(Schema):
    key = fields.String()
    label = fields.String()
    offered = fields.Boolean()
