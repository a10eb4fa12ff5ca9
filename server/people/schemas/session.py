"""Sign-in sessions as JSON."""

from marshmallow import Schema, fields

from server.http import Instant
from server.people.rules.session import Method


class SessionView(Schema):
    """One place where a person is signed in. ends_at: when it ends if nothing more is heard of it."""

    id = fields.UUID()
    is_this = fields.Boolean()
    label = fields.String(allow_none=True)
    method = fields.Enum(Method, by_value=True)
    created_at = Instant()
    last_seen_at = Instant()
    ends_at = Instant()
    is_tablet = fields.Boolean()


class SessionsView(Schema):
    sessions = fields.List(fields.Nested(SessionView))
