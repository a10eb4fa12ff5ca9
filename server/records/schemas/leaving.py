"""Leaving and erasing as JSON."""

from marshmallow import Schema, fields, validate

from server.http import Confirmed, Instant, Text
from server.records.rules.leaving import What


class WishBody(Schema):
    """What a patient wants, told to the clinic by letter or in person."""

    what = fields.Enum(What, by_value=True, required=True)
    words = Text(load_default=None, allow_none=True, validate=validate.Length(max=2000))


class LeaveBody(WishBody):
    sign_out = fields.Boolean(load_default=False)


class LeavingView(Schema):
    patient_id = fields.UUID()
    what = fields.Enum(What, by_value=True, allow_none=True)
    asked_at = Instant(allow_none=True)
    words = fields.String(allow_none=True)
    asked_by = fields.String(allow_none=True)
    withdrawn_at = Instant(allow_none=True)
    answer_by = fields.Date(allow_none=True)
    answer = fields.String(allow_none=True)
    contact = fields.String()


class ReturnBody(Schema):
    why = Text(required=True, validate=validate.Length(1, 2000))


class DeclineBody(Schema):
    answer = Text(required=True, validate=validate.Length(10, 2000))


class EraseBody(Schema):
    reason = Text(required=True, validate=validate.Length(10, 2000))
    confirmed = Confirmed()


class StandingView(Schema):
    today = fields.Date()
    until = fields.Date(allow_none=True)
    courses = fields.Integer()
    exports = fields.Integer()


class RequestView(Schema):
    id = fields.UUID()
    patient_id = fields.UUID()
    name = fields.String()
    number = fields.String(allow_none=True)
    words = fields.String(allow_none=True)
    asked_at = Instant()
    asked_by = fields.String(allow_none=True)
    answer_by = fields.Date()
    open_alerts = fields.Integer()
    standing = fields.Nested(StandingView)


class HeldExportView(Schema):
    export_id = fields.UUID()
    study = fields.String()
    made_at = fields.String()
    pseudonym = fields.String(allow_none=True)


class ErasureView(Schema):
    id = fields.UUID()
    asked_at = Instant()
    erased_at = Instant()
    erased_by = fields.String()
    reason = fields.String()
    rows = fields.Integer()
    exports = fields.List(fields.Nested(HeldExportView))
    told_at = Instant(allow_none=True)
    told_by = fields.String(allow_none=True)


class LeavingPageView(Schema):
    requests = fields.List(fields.Nested(RequestView))
    erasures = fields.List(fields.Nested(ErasureView))
    withdrawn = fields.Integer()
