"""Holds as JSON."""

from marshmallow import Schema, fields, validate

from server.courses.rules.hold import LONGEST_DETAIL, HoldKind
from server.http import Instant, Text


class HoldBody(Schema):
    kind = fields.Enum(HoldKind, by_value=True, required=True)
    detail = Text(required=True, validate=validate.Length(3, LONGEST_DETAIL))


class ClearBody(Schema):
    reason = Text(required=True, validate=validate.Length(max=LONGEST_DETAIL))


class HoldView(Schema):
    id = fields.UUID()
    course_id = fields.UUID()
    kind = fields.Enum(HoldKind, by_value=True)
    detail = fields.String()
    placed_at = Instant()
    placed_by = fields.String()
    cleared_at = Instant(allow_none=True)
    cleared_by = fields.String(allow_none=True)
    clear_reason = fields.String(allow_none=True)


class HoldsView(Schema):
    holds = fields.List(fields.Nested(HoldView))
