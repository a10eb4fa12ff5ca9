"""Tablets of the treatment rooms as JSON."""

from marshmallow import Schema, fields, validate

from server.http import Instant, Text


class TabletBody(Schema):
    """name: as the clinic calls it, such as "Room 2"."""

    name = Text(required=True, validate=validate.Length(1, 60))


class TabletView(Schema):
    """is_this: the one that asks. last_used_at: when somebody last signed in on it."""

    id = fields.UUID()
    name = fields.String()
    label = fields.String()
    is_this = fields.Boolean()
    enrolled_by = fields.String()
    enrolled_at = Instant()
    last_used_at = Instant(allow_none=True)
    revoked_at = Instant(allow_none=True)


class TabletsView(Schema):
    tablets = fields.List(fields.Nested(TabletView))
