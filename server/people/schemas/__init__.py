"""People as JSON."""

from marshmallow import Schema, fields, validate

from server.access import Role
from server.http import Instant, Text
from server.people.rules import SEXES
from server.people.schemas.recovery import RevokedView

LANGUAGE = r"^[a-z]{2}(-[A-Z]{2})?$"  # the tag of one language, BCP 47


class NoBody(Schema):
    """An empty object: the deed needs no more than its address."""


class HelpLine(Schema):
    name = fields.String()
    phone = fields.String(allow_none=True)
    sms = fields.String(allow_none=True)
    text = fields.String(allow_none=True)
    hours = fields.String(allow_none=True)
    chat_url = fields.String(allow_none=True)
    languages = fields.String(allow_none=True)
    population = fields.String(allow_none=True)


class HelpCardView(Schema):
    clinic = fields.String()
    country = fields.String(allow_none=True)
    after_hours_text = fields.String(allow_none=True)
    emergency_number = fields.String(allow_none=True)
    lines = fields.List(fields.Nested(HelpLine))
    clinic_phone = fields.String(allow_none=True)
    clinic_hours = fields.String(allow_none=True)
    statement = fields.String(allow_none=True)
    verified_on = fields.String(allow_none=True)


class SettingView(Schema):
    """One setting of the clinic. unit: "" for none. source: where the default comes from. choices: of a CHOICE.
    said: the meaning as pages put it into the reader's language, as of an alert."""

    key = fields.String()
    kind = fields.String()
    value = fields.Raw()
    default = fields.Raw()
    meaning = fields.String()
    said = fields.List(fields.Raw())
    source = fields.String()
    least = fields.Float(allow_none=True)
    most = fields.Float(allow_none=True)
    unit = fields.String()
    choices = fields.List(fields.String())


class SettingsView(Schema):
    settings = fields.List(fields.Nested(SettingView))


class SettingsBody(Schema):
    """The settings to change; null goes back to the default."""

    changes = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 80)),
        values=fields.Raw(allow_none=True),
        required=True,
        validate=validate.Length(1, 100),
    )
    reason = Text(required=True, validate=validate.Length(min=3, max=1000))


class CorrectionView(Schema):
    """One change of a record. before, after: the fields that differ."""

    id = fields.UUID()
    at = Instant()
    by = fields.String()
    kind = fields.String()
    record_id = fields.UUID()
    before = fields.Dict()
    after = fields.Dict()
    reason = fields.String()


class CorrectionsView(Schema):
    corrections = fields.List(fields.Nested(CorrectionView))


class HelpQuery(Schema):
    clinic = fields.UUID(load_default=None)


class ClinicView(Schema):
    id = fields.UUID()
    name = fields.String()
    is_demo = fields.Boolean()
    zone = fields.String()


class MeView(Schema):
    """idle_minutes: after so long without a deed of the person the session ends; null: it does not.

    revoked: what the clinic ended of the person's earlier ways in, until the person says to have read it.
    is_bound: the phone signs what it sends, see /api/me/device. tablet: the name of the clinic's tablet on which this
    session runs; null: on none. language: null: never chosen, the browser's counts.
    """

    person_id = fields.UUID()
    name = fields.String()
    language = fields.String(allow_none=True)
    role = fields.Enum(Role, by_value=True)
    clinic = fields.Nested(ClinicView)
    help = fields.Nested(HelpCardView)
    is_fresh = fields.Boolean()
    is_set_up = fields.Boolean()
    idle_minutes = fields.Integer(allow_none=True)
    tablet = fields.String(allow_none=True)
    revoked = fields.Nested(RevokedView, allow_none=True)
    is_bound = fields.Boolean()


class LanguageBody(Schema):
    """language: its tag, such as de or pt-BR."""

    language = fields.String(required=True, validate=validate.Regexp(LANGUAGE))


class PatientBody(Schema):
    name = Text(required=True, validate=validate.Length(min=1, max=200))
    number = Text(load_default=None, allow_none=True, validate=validate.Length(min=1, max=60))
    birth_date = fields.Date(load_default=None, allow_none=True)
    sex = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(SEXES))
    zone = fields.String(load_default=None, allow_none=True)
    language = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(LANGUAGE))
    form_language = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(LANGUAGE))
    contact = Text(load_default=None, allow_none=True, validate=validate.Length(max=200))


class PatientView(Schema):
    id = fields.UUID()
    name = fields.String()
    number = fields.String(allow_none=True)
    birth_date = fields.Date(allow_none=True)
    sex = fields.String(allow_none=True)
    zone = fields.String()
    language = fields.String()
    form_language = fields.String(allow_none=True)
    contact = fields.String(allow_none=True)
    created_at = Instant()
