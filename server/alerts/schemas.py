"""Alerts as JSON."""

from marshmallow import Schema, fields, validate

from server.alerts.rules import Level
from server.http import Instant, Text


class AlertView(Schema):
    id = fields.UUID()
    patient_id = fields.UUID()
    course_id = fields.UUID(allow_none=True)
    name = fields.String()
    rule = fields.String()
    level = fields.Enum(Level, by_value=True)
    title = fields.String()
    detail = fields.String()
    times = fields.Integer()
    felt_at = Instant()
    received_at = Instant()
    raised_at = Instant()
    due_at = Instant()
    overdue = fields.Boolean()
    seen_at = Instant(allow_none=True)
    seen_by = fields.String(allow_none=True)
    done = fields.String(allow_none=True)
    done_by = fields.String(allow_none=True)
    done_at = Instant(allow_none=True)
    closed_at = Instant(allow_none=True)


class AlertsView(Schema):
    alerts = fields.List(fields.Nested(AlertView))
    open = fields.Integer()


class AlertsQuery(Schema):
    state = fields.String(load_default="open", validate=validate.OneOf(["open", "all"]))


class CloseBody(Schema):
    # Three characters are the least that can say something: "ok" is no documented action.
    done = Text(required=True, validate=validate.Length(min=3, max=4000))
