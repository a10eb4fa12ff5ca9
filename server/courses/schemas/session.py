"""Treatment sessions as JSON."""

from marshmallow import Schema, fields, validate

from server.courses.rules import SessionState
from server.http import Confirmed, Instant, Text


class BlockBody(Schema):
    target = Text(required=True, validate=validate.Length(max=80))
    intensity_percent_mt = fields.Integer(required=True, strict=True)
    pulses = fields.Integer(required=True, strict=True)
    frequency_hz = fields.Float(load_default=None, allow_none=True, validate=validate.Range(min=0.1, max=100))


class SessionFields(Schema):
    id = fields.UUID(required=True)
    number = fields.Integer(required=True, strict=True, validate=validate.Range(1, 200))
    on = fields.Date(required=True)
    started_at = Instant(load_default=None, allow_none=True)
    state = fields.Enum(SessionState, by_value=True, required=True)
    blocks = fields.List(fields.Nested(BlockBody), load_default=list, validate=validate.Length(max=6))
    site_pain = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(0, 10))
    note = Text(load_default=None, allow_none=True, validate=validate.Length(max=2000))


class SessionBody(SessionFields):
    confirmed = Confirmed()


class SessionView(SessionFields):
    operator_id = fields.UUID()
