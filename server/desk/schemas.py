"""The caseload and the course page as JSON."""

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from server.alerts.rules import Level
from server.courses.rules import CourseState
from server.http import Instant


class CaseloadQuery(Schema):
    state = fields.String(load_default="running", validate=validate.OneOf(["running", "ended", "all"]))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 200))
    after = fields.String(load_default=None)  # `next` of the part before


class Since(fields.Field[Any]):
    """An instant, or a day where no time of day is known."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return _INSTANT._serialize(value, attr, obj) if isinstance(value, datetime) else value.isoformat()


_INSTANT = Instant()


class AttentionView(Schema):
    level = fields.Enum(Level, by_value=True)
    reason = fields.String()
    since = Since()


class CaseRowView(Schema):
    course_id = fields.UUID()
    patient_id = fields.UUID()
    name = fields.String()
    number = fields.String(allow_none=True)
    title = fields.String()
    protocol = fields.String()
    state = fields.Enum(CourseState, by_value=True)
    sessions_done = fields.Integer()
    sessions_planned = fields.Integer()
    primary = fields.String()
    baseline = fields.Float(allow_none=True)
    latest = fields.Float(allow_none=True)
    change_percent = fields.Float(allow_none=True)
    outcome = fields.String(allow_none=True)
    last_log_on = fields.Date(allow_none=True)
    days_since_log = fields.Integer(allow_none=True)
    due = fields.List(fields.String())
    alerts = fields.Integer()
    attention = fields.List(fields.Nested(AttentionView))
    reviewed_at = Instant(allow_none=True)


class CaseloadView(Schema):
    rows = fields.List(fields.Nested(CaseRowView))
    total = fields.Integer()
    next = fields.String(allow_none=True)
