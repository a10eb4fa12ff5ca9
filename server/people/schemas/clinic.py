"""The crisis card, readiness, staff and roster as JSON."""

from datetime import datetime

from marshmallow import Schema, fields, validate

from server.access import STAFF, Role
from server.http import Instant, Text
from server.people.rules.crisis_card import Missing
from server.people.rules.duty import DutyKind
from server.people.schemas import HelpLine

_EARLIEST, _LATEST = datetime(2000, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 # by the clock on the clinic's wall


def _text(longest: int) -> Text:
    return Text(load_default=None, allow_none=True, validate=validate.Length(1, longest))


class CardLineBody(Schema):
    """One line to call, to write to or to chat with. text: the word to send. population: for whom it is."""

    name = Text(required=True, validate=validate.Length(1, 120))
    phone = _text(30)
    sms = _text(30)
    text = _text(30)
    chat_url = _text(300)
    hours = _text(120)
    languages = _text(120)
    population = _text(120)


class CardBody(Schema):
    """The crisis card. Whatever is left out is empty then."""

    country = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"^[A-Z]{2}\Z"))
    emergency_number = _text(30)
    lines = fields.List(fields.Nested(CardLineBody), required=True, validate=validate.Length(0, 12))
    clinic_phone = _text(30)
    clinic_hours = _text(200)
    after_hours_text = _text(500)
    statement = _text(500)


class CardVerifyBody(Schema):
    """name: who called each of the numbers."""

    name = Text(required=True, validate=validate.Length(2, 120))


class TestAlertView(Schema):
    __test__ = False

    id = fields.UUID()
    sent_at = Instant()
    sent_by = fields.String()
    acknowledged_at = Instant(allow_none=True)
    acknowledged_by = fields.String(allow_none=True)


class ReadinessView(Schema):
    """missing: what must be there before a patient is added or invited. is_old: the numbers should be called again."""

    missing = fields.List(fields.Enum(Missing, by_value=True))
    is_old = fields.Boolean()
    verified_on = fields.String(allow_none=True)
    verified_by = fields.String(allow_none=True)
    test_alert = fields.Nested(TestAlertView, allow_none=True)


class CountryLinesView(Schema):
    country = fields.String()
    name = fields.String()
    emergency_number = fields.String()
    lines = fields.List(fields.Nested(HelpLine))


class CardSeedsView(Schema):
    """Where a card may start from. Nobody has called these numbers: the clinic must."""

    countries = fields.List(fields.Nested(CountryLinesView))


class MemberBody(Schema):
    """A new member of staff. pager: the handle by which the clinic's gateway knows the person."""

    name = Text(required=True, validate=validate.Length(2, 120))
    role = fields.Enum(Role, by_value=True, required=True, validate=validate.OneOf(STAFF))
    email = _text(200)
    pager = _text(80)


class MemberChangeBody(Schema):
    role = fields.Enum(Role, by_value=True, required=True, validate=validate.OneOf(STAFF))
    email = _text(200)
    pager = _text(80)


class MemberView(Schema):
    id = fields.UUID()
    name = fields.String()
    role = fields.Enum(Role, by_value=True)
    email = fields.String(allow_none=True)
    pager = fields.String(allow_none=True)


class StaffView(Schema):
    staff = fields.List(fields.Nested(MemberView))


class ShiftBody(Schema):
    """An entry of the roster; times by the clock on the clinic's wall, without an offset."""

    account_id = fields.UUID(required=True)
    kind = fields.Enum(DutyKind, by_value=True, required=True)
    covers_for = fields.UUID(load_default=None, allow_none=True)
    starts_at = fields.NaiveDateTime(required=True, validate=validate.Range(_EARLIEST, _LATEST))
    ends_at = fields.NaiveDateTime(required=True, validate=validate.Range(_EARLIEST, _LATEST))


class ShiftView(Schema):
    id = fields.UUID()
    account_id = fields.UUID()
    name = fields.String()
    role = fields.Enum(Role, by_value=True)
    kind = fields.Enum(DutyKind, by_value=True)
    covers_for = fields.String(allow_none=True)
    starts_at = Instant()
    ends_at = Instant()


class RosterView(Schema):
    """now: whom an alert for each role would reach at this moment, by name."""

    shifts = fields.List(fields.Nested(ShiftView))
    now = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    hours = fields.Dict()
    holidays = fields.List(fields.String())
    is_open = fields.Boolean()
