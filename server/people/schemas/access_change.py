"""What changed about how one signs in, in JSON."""

from marshmallow import Schema, fields

from server.http import Instant
from server.people.rules.access_change import AccessEvent


class AccessChangeView(Schema):
    """What changed, or was used for the first time."""

    what = fields.Enum(AccessEvent, by_value=True)
    at = Instant()


class AccessChangesView(Schema):
    changes = fields.List(fields.Nested(AccessChangeView()))
