"""Shapes of who opened whose record and who signed in."""

from datetime import date

from marshmallow import Schema, fields, validate

from server.audit.rules.reading import Look
from server.http import Instant


class UntilQuery(Schema):
    """until: the last day of what is asked for; without it today."""

    until = fields.Date(load_default=None, validate=validate.Range(date(2000, 1, 1), date(2999, 12, 31)))


class ReaderView(Schema):
    """name: empty for whoever has none any more. times: how many entries there are."""

    name = fields.String()
    role = fields.String()
    look = fields.Enum(Look, by_value=True)
    first_at = Instant()
    last_at = Instant()
    times = fields.Integer()


class ReadingDayView(Schema):
    on = fields.Date()
    readers = fields.List(fields.Nested(ReaderView))


class ReadersView(Schema):
    """earlier: whether the trail has more about the patient before these days."""

    since = fields.Date()
    until = fields.Date()
    earlier = fields.Boolean()
    days = fields.List(fields.Nested(ReadingDayView))


class EntryView(Schema):
    """by: the name of who did it, empty where there is none. look: how something was seen, null for any other deed.
    seq: the place in the chain, null until it is sealed."""

    at = Instant()
    by = fields.String()
    role = fields.String()
    deed = fields.String()
    look = fields.Enum(Look, by_value=True, allow_none=True)
    patient = fields.String(allow_none=True)
    request_id = fields.String(allow_none=True)
    seq = fields.Integer(allow_none=True)


class AccessLogView(Schema):
    """more: these days have more entries than are shown. earlier: there are entries before these days."""

    patient = fields.String()
    since = fields.Date()
    until = fields.Date()
    entries = fields.List(fields.Nested(EntryView))
    more = fields.Boolean()
    earlier = fields.Boolean()


class SignInsView(Schema):
    """more: these days have more entries than are shown."""

    since = fields.Date()
    until = fields.Date()
    entries = fields.List(fields.Nested(EntryView))
    more = fields.Boolean()


class HeadView(Schema):
    """Where the chain ended when it was signed. key: the public one, Ed25519, in hex."""

    on = fields.Date()
    seq = fields.Integer()
    digest = fields.String()
    signed_at = Instant()
    key = fields.String()


class TrailView(Schema):
    """sealed: how many entries are in the chain. waiting: how many are not yet, since when."""

    sealed = fields.Integer()
    sealed_at = Instant(allow_none=True)
    waiting = fields.Integer()
    waiting_since = Instant(allow_none=True)
    head = fields.Nested(HeadView, allow_none=True)


class AuditedPatientView(Schema):
    id = fields.UUID()
    name = fields.String()
    number = fields.String(allow_none=True)


class AuditedPatientsView(Schema):
    patients = fields.List(fields.Nested(AuditedPatientView))
